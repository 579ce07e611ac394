"""Where an order stands follows from its sums, the odd cases too."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.stages.ordering.core.progress import (
    Delivered,
    Invoiced,
    Line,
    LineProgress,
    Next,
    Paid,
    delivered_kits,
    line_progress,
    paid_status,
    where,
)

D = Decimal


def line(
    ordered: int, delivered: int = 0, returned: int = 0, invoiced: int = 0, credited: int = 0
) -> Line:
    return Line(D(ordered), D(delivered), D(returned), D(invoiced), D(credited))


def left(p: LineProgress) -> tuple[int, int, int]:
    return int(p.to_deliver), int(p.to_invoice), int(p.to_credit)


@pytest.mark.parametrize(
    ("one", "rest", "delivery", "invoice"),
    [
        (line(5), (5, 0, 0), Delivered.NOT_DELIVERED, Invoiced.NOTHING),
        (line(5, 2), (3, 2, 0), Delivered.PARTLY, Invoiced.TO_INVOICE),
        (line(5, 2, 0, 2), (3, 0, 0), Delivered.PARTLY, Invoiced.PARTLY),
        (line(5, 5, 0, 2), (0, 3, 0), Delivered.DELIVERED, Invoiced.TO_INVOICE),
        (line(5, 5, 0, 5), (0, 0, 0), Delivered.DELIVERED, Invoiced.INVOICED),
        # ORD-05 (odoo issue 8621): a return after the invoice is credited, not delivered again
        (line(5, 5, 2, 5), (0, 0, 2), Delivered.DELIVERED, Invoiced.TO_CREDIT),
        (line(5, 5, 2, 5, 2), (0, 0, 0), Delivered.DELIVERED, Invoiced.INVOICED),
        # ORD-06 (odoo issue 25681): a return in two parts
        (line(5, 5, 2), (0, 3, 0), Delivered.DELIVERED, Invoiced.TO_INVOICE),
        (line(5, 5, 3), (0, 2, 0), Delivered.DELIVERED, Invoiced.TO_INVOICE),
        # ORD-07 (odoo pull 254871): everything returned before the invoice
        (line(3, 3, 3), (0, 0, 0), Delivered.RETURNED, Invoiced.NOTHING),
        (line(3, 3, 3, 3, 3), (0, 0, 0), Delivered.RETURNED, Invoiced.NOTHING),
        # invoiced ahead of the delivery: nothing to credit until something comes back
        (line(5, 0, 0, 5), (5, 0, 0), Delivered.NOT_DELIVERED, Invoiced.INVOICED),
        (line(5, 3, 1, 5), (2, 0, 1), Delivered.PARTLY, Invoiced.TO_CREDIT),
        # a line that takes goods back mirrors
        (line(-5, -2), (-3, -2, 0), Delivered.PARTLY, Invoiced.TO_INVOICE),
        (line(-5, -5, 0, -5), (0, 0, 0), Delivered.DELIVERED, Invoiced.INVOICED),
    ],
)
def test_a_line_stands_where_its_sums_say(
    one: Line, rest: tuple[int, int, int], delivery: Delivered, invoice: Invoiced
) -> None:
    found = line_progress(one)
    assert (left(found), found.delivery, found.invoice) == (rest, delivery, invoice)


def test_what_is_not_shipped_counts_as_delivered() -> None:
    service = replace(line(2), delivers=False)
    assert left(line_progress(service)) == (0, 2, 0)
    assert line_progress(service).delivery is Delivered.DELIVERED


@pytest.mark.parametrize(
    ("invoiced", "paid", "status"),
    [
        (0, 0, Paid.NOTHING),
        (100, 0, Paid.UNPAID),
        (100, 40, Paid.PARTLY),
        (100, 100, Paid.PAID),
        (100, 120, Paid.PAID),
        (-100, -40, Paid.PARTLY),
    ],
)
def test_how_much_is_paid(invoiced: int, paid: int, status: Paid) -> None:
    assert paid_status(invoiced, paid) is status


# ORD-10 (odoo issue 158054): 3 tables and 7 chairs make one set of a table and four chairs
def test_only_whole_kits_count() -> None:
    assert delivered_kits({"table": 1, "chair": 4}, {"table": D(3), "chair": D(7)}) == 1
    assert delivered_kits({"table": 1, "chair": 4}, {"table": D(3)}) == 0


SOON, LATER = date(2026, 3, 1), date(2026, 4, 1)
DONE = Line(D(1), D(1), D(0), D(1), D(0), 1200, 1200)


@pytest.mark.parametrize(
    ("lines", "waits_for", "delivery", "invoice"),
    [
        ([line(1), line(2)], Next.DELIVERY, Delivered.NOT_DELIVERED, Invoiced.NOTHING),
        ([line(1, 1), line(2)], Next.DELIVERY, Delivered.PARTLY, Invoiced.TO_INVOICE),
        ([DONE, line(2)], Next.DELIVERY, Delivered.PARTLY, Invoiced.PARTLY),
        ([line(2, 1, 0, 1)], Next.DELIVERY, Delivered.PARTLY, Invoiced.PARTLY),
        ([line(1, 0, 0, 1)], Next.DELIVERY, Delivered.NOT_DELIVERED, Invoiced.INVOICED),
        ([line(1, 1), line(2, 2)], Next.INVOICE, Delivered.DELIVERED, Invoiced.TO_INVOICE),
        ([DONE, line(1, 1, 1, 1)], Next.CREDIT_NOTE, Delivered.DELIVERED, Invoiced.TO_CREDIT),
        ([DONE, replace(DONE, paid_minor=0)], Next.PAYMENT, Delivered.DELIVERED, Invoiced.INVOICED),
        ([DONE, line(1, 1, 1)], Next.NOTHING, Delivered.DELIVERED, Invoiced.INVOICED),
        ([line(1, 1, 1)], Next.NOTHING, Delivered.RETURNED, Invoiced.NOTHING),
        ([], Next.NOTHING, Delivered.NOT_DELIVERED, Invoiced.NOTHING),
    ],
)
def test_an_order_waits_for_its_next_step(
    lines: list[Line], waits_for: Next, delivery: Delivered, invoice: Invoiced
) -> None:
    found = where(lines)
    assert (found.waits_for, found.delivery, found.invoice) == (waits_for, delivery, invoice)


def test_a_held_order_waits_for_its_release() -> None:
    assert where([line(1)], held=True).waits_for is Next.RELEASE


def test_the_sentence_has_its_facts() -> None:
    lines = [
        replace(DONE, paid_minor=200),
        replace(line(3, 1), promised_on=LATER),
        replace(line(1), promised_on=SOON),
        replace(line(1, 1), promised_on=date(2026, 1, 1)),
        line(1),
    ]
    found = where(lines)
    assert (found.lines, found.lines_delivered, found.lines_invoiced) == (5, 2, 1)
    assert (found.promised_on, found.open_minor, found.payment) == (SOON, 1000, Paid.PARTLY)


@given(st.tuples(*[st.integers(0, 20)] * 5), st.booleans())
def test_sums_always_balance_and_mirror(
    sums: tuple[int, int, int, int, int], delivers: bool
) -> None:
    ordered, delivered, returned, invoiced, credited = sums
    one = replace(line(ordered, delivered, returned, invoiced, credited), delivers=delivers)
    found = line_progress(one)
    net_invoiced = one.invoiced - one.credited
    assert found.to_invoice == max(found.kept - net_invoiced, 0)
    assert found.to_credit == max(net_invoiced - found.kept - found.to_deliver, 0)
    assert not (found.to_invoice and found.to_credit)
    if ordered:
        other = line_progress(
            replace(line(-ordered, -delivered, -returned, -invoiced, -credited), delivers=delivers)
        )
        assert left(other) == tuple(-n for n in left(found))
        assert (other.delivery, other.invoice) == (found.delivery, found.invoice)
