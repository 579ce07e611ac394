from __future__ import annotations

import itertools
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comptoir.platform import clock
from comptoir.records.ledger import queries as books
from comptoir.stages.collecting import actions, queries
from comptoir.stages.collecting.core.aging import Aging, OpenAmount, age
from comptoir.stages.collecting.models import Allocation, OpenItem, Payment

from .conftest import TODAY, Desk

pytestmark = pytest.mark.django_db


def test_what_is_owed_stands_in_the_bucket_of_its_age(desk: Desk) -> None:
    for n, due in enumerate(
        (date(2026, 6, 1), date(2026, 5, 31), date(2026, 5, 1), date(2026, 3, 3), date(2026, 3, 2)),
        start=1,
    ):
        desk.issue(100 * n, f"F-{n}", on=date(2026, 2, 1), days=(due - date(2026, 2, 1)).days)
    desk.issue(-50, "A-1", kind="credit", on=date(2026, 5, 1))
    actions.receive_payment(
        desk.do(), customer_id=desk.customer_id, amount_minor=70, currency="EUR", received_on=TODAY
    )
    (row,) = queries.aging(desk.entity_id, TODAY)
    assert row.aging.labels == ("current", "1-30", "31-60", "61-90", "90+")
    assert row.aging.buckets_minor == (100, 200, 300, 400, 500)
    assert (row.aging.credits_minor, row.aging.total_minor) == (-120, 1380)
    assert books.balance(desk.entity_id, "receivable", "EUR") == 1380


def test_aging_of_a_past_day_knows_nothing_of_later_payments(desk: Desk) -> None:
    invoice = desk.issue(1000, "F-1", on=date(2026, 1, 10), days=30)
    actions.receive_payment(
        desk.do(), customer_id=desk.customer_id, amount_minor=400, currency="EUR",
        received_on=date(2026, 3, 1), allocations=[(invoice, 400)],
    )  # fmt: skip

    def on(day: date) -> tuple[int, ...]:
        aged = queries.aging(desk.entity_id, day)
        return aged[0].aging.buckets_minor if aged else ()

    assert on(date(2026, 1, 9)) == ()
    assert on(date(2026, 2, 9)) == (1000, 0, 0, 0, 0)
    assert on(date(2026, 2, 28)) == (0, 1000, 0, 0, 0)
    assert on(date(2026, 3, 1)) == (0, 600, 0, 0, 0)


NUMBERS = itertools.count(1)  # the examples share one company: no number twice
DEEDS = st.lists(
    st.tuples(st.sampled_from(["issue", "credit", "pay", "undo", "day"]), st.integers(1, 9999)),
    min_size=1, max_size=12,
)  # fmt: skip


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(deeds=DEEDS)
def test_the_buckets_sum_to_the_receivable_account_on_every_day(
    desk: Desk, deeds: list[tuple[str, int]]
) -> None:
    for verb, amount in deeds:
        day = desk.do().today
        if verb == "issue":
            desk.issue(amount, f"F-{next(NUMBERS)}", on=day, days=amount % 90)
        elif verb == "credit":
            desk.issue(-amount, f"A-{next(NUMBERS)}", on=day, kind="credit")
        elif verb == "pay":
            actions.receive_payment(
                desk.do(), customer_id=desk.customer_id, amount_minor=amount, currency="EUR",
                received_on=day, auto=amount % 3 > 0,
            )  # fmt: skip
        elif verb == "undo":
            made = [a for i in queries.open_items(desk.customer_id)
                    for a in queries.allocations_of(i.invoice_id) if not a.undone]  # fmt: skip
            if made:
                actions.undo_allocation(desk.do(), allocation_id=made[0].id)
        else:
            clock.move(desk.entity_id, day + timedelta(days=amount % 40))
    day = desk.do().today
    for on in (day, day - timedelta(days=7), day - timedelta(days=40)):
        total = sum(a.aging.total_minor for a in queries.aging(desk.entity_id, on))
        assert total == books.balance(desk.entity_id, "receivable", "EUR", through=on)
        assert {
            a.customer_id: a.aging for a in queries.aging(desk.entity_id, on)
        } == aged_by_definition(desk, on)
    assert desk.in_balance()


def aged_by_definition(desk: Desk, on: date) -> dict[UUID, Aging]:
    """core/aging.py over every document and payment, each less what was allocated by that day."""
    settled = Allocation.objects.filter(entity_id=desk.entity_id, on__lte=on)
    found: dict[UUID, list[OpenAmount]] = {}
    for item in OpenItem.objects.filter(entity_id=desk.entity_id, issued_on__lte=on):
        minor = item.gross_minor
        minor -= sum(a.amount_minor for a in settled.filter(item=item))
        minor += sum(a.amount_minor for a in settled.filter(credit_note=item))
        found.setdefault(item.customer_id, []).append(
            OpenAmount(item.issued_on, item.due_on, minor)
        )
    for paid in Payment.objects.filter(entity_id=desk.entity_id, received_on__lte=on):
        minor = paid.amount_minor - sum(a.amount_minor for a in settled.filter(payment=paid))
        found.setdefault(paid.customer_id, []).append(OpenAmount(paid.received_on, None, -minor))
    return {
        customer: age(amounts, on)
        for customer, amounts in found.items()
        if any(a.open_minor for a in amounts)
    }


def test_the_statement_carries_the_balance_from_line_to_line(desk: Desk) -> None:
    desk.issue(1000, "F-1", on=date(2026, 1, 10))
    invoice = desk.issue(500, "F-2", on=date(2026, 4, 10))
    desk.issue(-200, "A-1", on=date(2026, 5, 2), kind="credit")
    actions.receive_payment(
        desk.do(), customer_id=desk.customer_id, amount_minor=500, currency="EUR",
        received_on=date(2026, 5, 3), allocations=[(invoice, 500)], reference="VIR 12",
    )  # fmt: skip
    (account,) = queries.statement(desk.customer_id, date(2026, 4, 1), date(2026, 6, 1))
    assert account.opening_minor == 1000
    assert [(r.movement.number, r.movement.amount_minor, r.balance_minor) for r in account.rows] == [
        ("F-2", 500, 1500), ("A-1", -200, 1300), ("P-2026-0001", -500, 800),
    ]  # fmt: skip
    assert (account.closing_minor, account.aging.total_minor) == (800, 800)
    assert account.rows[2].reference == "VIR 12"
    assert queries.statement(desk.other_customer(), date(2026, 4, 1), date(2026, 6, 1)) == []


def test_the_collectors_list_starts_with_the_longest_overdue(desk: Desk) -> None:
    desk.issue(100, "F-1", days=30)
    desk.issue(100, "F-2", days=10)
    desk.issue(100, "F-3", days=400)
    desk.issue(-100, "A-1", kind="credit")
    found, _ = queries.to_collect(desk.entity_id, on=TODAY, overdue=True)
    assert [i.number for i in found] == ["F-2", "F-1"]
    first, cursor = queries.to_collect(desk.entity_id, on=TODAY, limit=1)
    rest, end = queries.to_collect(desk.entity_id, on=TODAY, limit=5, cursor=cursor)
    assert ([i.number for i in first], [i.number for i in rest], end) == (
        ["F-2"],
        ["F-1", "F-3"],
        None,
    )
