from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comptoir.platform import clock
from comptoir.platform.actions import Do, begin
from comptoir.platform.ids import new_id
from comptoir.platform.roles import SYSTEM
from comptoir.records.credit import parts, queries
from comptoir.records.credit.models import CreditAccount
from comptoir.records.credit.parts import Move
from comptoir.records.parties.models import Customer, Entity

pytestmark = pytest.mark.django_db


@pytest.fixture
def do() -> Do:
    entity = Entity.objects.create(code="A", name="A", country="FR", currency="EUR", sandbox=True)
    clock.start(entity.pk, zone="Europe/Paris", sandbox=True, on=date(2027, 3, 15))
    return begin(SYSTEM, entity.pk)


def customer(do: Do) -> UUID:
    n = new_id()
    return Customer.objects.create(
        entity_id=do.entity_id, number=str(n)[-12:], name="Hotel", country="FR", currency="EUR"
    ).pk


def test_an_order_an_invoice_and_a_payment_move_the_exposure(do: Do) -> None:
    buyer = customer(do)
    with transaction.atomic():
        parts.reserve(do, customer_id=buyer, currency="EUR", gross_minor=10000)
    assert queries.exposure(buyer, "EUR") == queries.ExposureFacts(buyer, "EUR", None, 10000)
    parts.invoice(do, customer_id=buyer, currency="EUR", gross_minor=6000, from_order_minor=6000)
    parts.settle(do, customer_id=buyer, currency="EUR", paid_minor=2500)
    parts.deposit(do, customer_id=buyer, currency="EUR", delta_minor=1000)
    facts = queries.exposure(buyer, "EUR")
    assert (facts.orders, facts.invoices, facts.deposits) == (4000, 3500, 1000)
    assert (facts.exposure, facts.free, facts.over) == (6500, None, 0)


def test_an_order_over_the_limit_is_counted_and_the_excess_told(do: Do) -> None:
    buyer = customer(do)
    CreditAccount.objects.create(
        entity_id=do.entity_id, customer_id=buyer, currency="EUR", limit_minor=5000
    )
    first = parts.reserve(do, customer_id=buyer, currency="EUR", gross_minor=5000)
    second = parts.reserve(do, customer_id=buyer, currency="EUR", gross_minor=1)
    assert (first.over_minor, second.over_minor) == (0, 1)
    assert queries.exposure(buyer, "EUR").exposure == 5001


def test_no_more_is_released_than_was_reserved(do: Do) -> None:
    buyer = customer(do)
    parts.reserve(do, customer_id=buyer, currency="EUR", gross_minor=100)
    with pytest.raises(IntegrityError, match="credit_orders_positive"), transaction.atomic():
        parts.release_order(do, customer_id=buyer, currency="EUR", gross_minor=101)
    assert queries.exposure(buyer, "EUR").orders == 100


MOVES = st.lists(
    st.tuples(
        st.sampled_from([0, 1, 2]), st.sampled_from(["EUR", "USD"]),
        st.sampled_from(["reserve", "invoice", "settle", "deposit", "release"]),
        st.integers(1, 10**9),
    ),
    max_size=12,
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(moves=MOVES)
def test_the_counters_are_the_sum_of_all_movements(
    do: Do, moves: list[tuple[int, str, str, int]]
) -> None:
    buyers = [customer(do) for _ in range(3)]
    expected: dict[tuple[UUID, str], list[int]] = {}
    journal: list[Move] = []
    for who, currency, verb, amount in moves:
        sums = expected.setdefault((buyers[who], currency), [0, 0, 0])
        if verb == "release":
            amount = min(amount, sums[0])
        change = {
            "reserve": (amount, 0, 0), "release": (-amount, 0, 0), "settle": (0, -amount, 0),
            "invoice": (0, amount, 0), "deposit": (0, 0, amount),
        }[verb]  # fmt: skip
        for i, x in enumerate(change):
            sums[i] += x
        move = Move(buyers[who], currency, *change)
        journal.append(move)
        parts.move_bulk(do, [move])
    for (buyer, currency), sums in expected.items():
        facts = queries.exposure(buyer, currency)
        assert [facts.orders, facts.invoices, facts.deposits] == sums
    CreditAccount.objects.all().delete()
    parts.move_bulk(do, journal)  # at once: the same counters
    for (buyer, currency), sums in expected.items():
        facts = queries.exposure(buyer, currency)
        assert [facts.orders, facts.invoices, facts.deposits] == sums
