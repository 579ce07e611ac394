"""Two collectors at once."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread
from uuid import UUID

import pytest
from django.db import connection

from comptoir.kernel.errors import DomainError
from comptoir.stages.collecting import actions
from comptoir.stages.collecting.models import Payment
from tests.world import make_customer, make_entity

from .conftest import TODAY, Desk

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(transactional_db: None) -> Desk:
    entity_id = make_entity(on=TODAY)
    return Desk(entity_id, make_customer(entity_id))


def at_once(*deeds: Callable[[], object]) -> list[str]:
    """Run the deeds in threads that start together; the name of each one's refusal, or done."""
    gate, said = Barrier(len(deeds)), [""] * len(deeds)

    def run(n: int, deed: Callable[[], object]) -> None:
        gate.wait()
        try:
            deed()
            said[n] = "done"
        except DomainError as error:
            said[n] = type(error).__name__
        finally:
            connection.close()

    threads = [Thread(target=run, args=(n, deed)) for n, deed in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(said)


def paying(desk: Desk, amount: int, shares: list[tuple[UUID, int]]) -> Callable[[], object]:
    do = desk.do()
    return lambda: actions.receive_payment(
        do, customer_id=desk.customer_id, amount_minor=amount, currency="EUR", received_on=TODAY,
        allocations=shares,
    )  # fmt: skip


def test_two_collectors_never_settle_more_than_the_invoice(desk: Desk) -> None:
    for n in range(3):
        invoice = desk.issue(1000, f"F-{n}")
        said = at_once(*(paying(desk, 700, [(invoice, 700)]) for _ in range(2)))
        assert said == ["OverAllocation", "done"]
        assert desk.open(invoice) == 300
    assert desk.in_balance()
    assert sorted(Payment.objects.values_list("number", flat=True)) == [
        "P-2026-0001", "P-2026-0002", "P-2026-0003",
    ]  # fmt: skip


def test_two_collectors_never_spend_a_payment_twice(desk: Desk) -> None:
    first, second = desk.issue(1000, "F-1"), desk.issue(1000, "F-2")
    payment = actions.receive_payment(
        desk.do(),
        customer_id=desk.customer_id,
        amount_minor=1000,
        currency="EUR",
        received_on=TODAY,
    ).payment_id
    dos = desk.do(), desk.do()
    said = at_once(
        lambda: actions.apply_cash(dos[0], payment_id=payment, allocations=[(first, 1000)]),
        lambda: actions.apply_cash(dos[1], payment_id=payment, allocations=[(second, 1000)]),
    )
    assert said == ["NothingToApply", "done"]
    assert desk.open(first) + desk.open(second) == 1000
    assert desk.in_balance()


def test_opposite_orders_of_invoices_do_not_deadlock(desk: Desk) -> None:
    first, second = desk.issue(100_000, "F-1"), desk.issue(100_000, "F-2")
    there, back = [(first, 10), (second, 10)], [(second, 10), (first, 10)]
    said = at_once(*(paying(desk, 20, shares) for shares in (there, back) * 3))
    assert said == ["done"] * 6
    assert desk.open(first) == desk.open(second) == 100_000 - 60
    assert desk.in_balance()


def test_an_allocation_is_undone_once_by_two(desk: Desk) -> None:
    invoice = desk.issue(1000, "F-1")
    paying(desk, 1000, [(invoice, 1000)])()
    made = Payment.objects.get().allocations.get().pk
    dos = desk.do(), desk.do()
    said = at_once(*(lambda do=do: actions.undo_allocation(do, allocation_id=made) for do in dos))
    assert said == ["AlreadyUndone", "done"]
    assert desk.open(invoice) == 1000
    assert desk.in_balance()
