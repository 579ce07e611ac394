from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from comptoir.kernel.errors import NothingDue
from comptoir.platform.roles import Role, RoleForbids
from comptoir.records.ledger import actions as books
from comptoir.records.ledger import queries as ledger
from comptoir.records.ledger.models import Entry
from comptoir.stages.invoicing.models import InvoiceLine
from comptoir.stages.invoicing.queries import UnknownInvoice
from comptoir.stages.recognizing import actions
from comptoir.stages.recognizing.models import Obligation, OrderTotal, Recognition
from tests.world import do_as, make_product

from .deal import Deal, item, recognized, total

pytestmark = pytest.mark.django_db
JAN, FEB, MAR = date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)


def deferred(deal: Deal) -> int:
    """What 487 holds: credit positive."""
    return -ledger.balance(deal.entity, "deferred", "EUR")


def month(deal: Deal, on: date) -> list[tuple[str, int]]:
    actions.recognize_month(deal.do(), month=on)
    rows = Recognition.objects.filter(cause="time").order_by("month", "obligation_id")
    return [(f"{r.month:%m}", r.amount_minor) for r in rows]


def test_every_line_sold_once_becomes_one_obligation_and_only_once(deal: Deal) -> None:
    pump, hose = deal.order((10, 100_000), (3, 1_000))
    rows = Obligation.objects.order_by("order_line")
    assert [(o.order_line_id, o.pattern, o.total_minor, o.account_role) for o in rows] == [
        (pump.id, "on_delivery", 100_000, "revenue_goods"),
        (hose.id, "on_delivery", 1_000, "revenue_goods"),
    ]
    with pytest.raises(NothingDue):
        actions.open_obligations(deal.do(), order_id=pump.order_id)
    assert Obligation.objects.count() == 2


@pytest.mark.parametrize("deed", [actions.recognize_billing, actions.recognize_credit])
def test_a_document_that_is_not_ours_earns_nothing(deal: Deal, deed: Callable[..., Any]) -> None:
    (line,) = deal.order((10, 100_000))
    with pytest.raises(UnknownInvoice):
        deed(deal.do(), invoice_id=line.order_id)
    assert not Recognition.objects.exists()


def test_a_held_order_promises_nothing_yet(deal: Deal) -> None:
    (line,) = deal.bare_order((1, 100), state="held")
    with pytest.raises(NothingDue):
        actions.open_obligations(deal.do(), order_id=line.order_id)
    assert not Obligation.objects.exists()


def test_a_service_over_time_without_dates_is_earned_on_delivery(deal: Deal) -> None:
    product = make_product(
        deal.entity, sku="SETUP", nature="service", revenue_pattern="straight_line"
    )
    deal.order((1, 900), product=product)
    deal.order((1, 900), product=product, starts_on=date(2026, 1, 1), ends_on=date(2026, 4, 1))
    rows = Obligation.objects.order_by("id")
    assert [o.pattern for o in rows] == ["on_delivery", "straight_line"]
    assert {o.account_role for o in rows} == {"revenue_services"}


def test_only_revenue_people_may_recognize(deal: Deal) -> None:
    (line,) = deal.bare_order((1, 100))
    with pytest.raises(RoleForbids):
        actions.open_obligations(do_as(deal.entity, Role.SALES), order_id=line.order_id)
    assert not Obligation.objects.exists()


def test_three_deliveries_of_a_third_each_lose_no_cent(deal: Deal) -> None:
    (line,) = deal.order((3, 1_000))
    for day in (6, 7, 8):
        deal.deliver((line, 1), on=date(2026, 1, day))
    rows = Recognition.objects.order_by("id")
    assert [r.amount_minor for r in rows] == [333, 334, 333]
    assert [(e.booked_on.day, e.source_kind) for e in Entry.objects.order_by("number")] == [
        (6, "recognition"), (7, "recognition"), (8, "recognition")
    ]  # fmt: skip
    assert deferred(deal) == -1_000  # a contract asset: nothing is billed yet
    assert -ledger.balance(deal.entity, "revenue_goods", "EUR") == 1_000


def test_a_delivery_is_recognized_once(deal: Deal) -> None:
    (line,) = deal.order((2, 500))
    delivery_id = deal.deliver((line, 1))
    with pytest.raises(NothingDue):
        actions.recognize_delivery(deal.do(), delivery_id=delivery_id)
    assert recognized(line) == [250]
    assert Entry.objects.count() == 1


def test_a_delivery_whose_order_was_not_opened_yet_opens_it(deal: Deal) -> None:
    (line,) = deal.bare_order((2, 500))
    deal.deliver((line, 2))
    assert (recognized(line), total(line)) == ([500], 500)


def test_a_delivery_that_is_heard_late_takes_its_own_revenue(deal: Deal) -> None:
    (line,) = deal.order((4, 400))
    first = deal.move((line, 1), on=date(2026, 1, 10))
    deal.deliver((line, 3), on=date(2026, 2, 10))
    actions.recognize_delivery(deal.do(), delivery_id=first)
    rows = Recognition.objects.order_by("month")
    assert [(f"{r.month:%m}", r.amount_minor) for r in rows] == [("01", 100), ("02", 300)]


def test_a_return_takes_its_revenue_back_in_its_own_month(deal: Deal) -> None:
    (line,) = deal.order((10, 100_000))
    deal.deliver((line, 10), on=JAN)
    deal.take_back((line, 3), on=FEB)
    rows = Recognition.objects.order_by("month")
    assert [(f"{r.month:%m}", r.amount_minor) for r in rows] == [("01", 100_000), ("02", -30_000)]
    assert total(line) == 70_000  # what came back is no longer to come


def test_revenue_of_a_closed_month_goes_to_the_first_open_day(deal: Deal) -> None:
    (line,) = deal.order((1, 700))
    books.close_period(deal.do(), through=MAR)
    deal.deliver((line, 1), on=JAN)
    row = Recognition.objects.get()
    assert (row.month, row.recognized_on) == (date(2026, 1, 1), date(2026, 4, 1))
    assert Entry.objects.get().booked_on == date(2026, 4, 1)
    posted = OrderTotal.objects.exclude(recognized_minor=0).get()
    assert (posted.day, posted.recognized_minor) == (date(2026, 4, 1), 700)


def test_invoice_and_delivery_leave_nothing_deferred_whichever_comes_first(deal: Deal) -> None:
    ahead, after = deal.order((3, 1_000), (3, 1_000))
    deal.bill(item(ahead, 3, 1_000))
    assert deferred(deal) == 1_000
    deal.deliver((ahead, 3))
    deal.deliver((after, 3))
    assert deferred(deal) == -1_000
    deal.bill(item(after, 3, 1_000))
    assert deferred(deal) == 0


def test_as_billed_work_is_earned_by_its_invoice(deal: Deal) -> None:
    product = make_product(deal.entity, sku="HOURS", nature="service", revenue_pattern="as_billed")
    (line,) = deal.order((10, 50_000), product=product)
    invoice_id = deal.bill(item(line, 4, 20_000, kind="service"))
    actions.recognize_billing(deal.do(), invoice_id=invoice_id)
    assert (recognized(line), total(line), deferred(deal)) == ([20_000], 50_000, 0)
    with pytest.raises(NothingDue):
        actions.recognize_billing(deal.do(), invoice_id=invoice_id)
    credit(deal, item(line, -4, -20_000, restores_quantity=True))
    assert (recognized(line), deferred(deal)) == ([0], 0)


def test_a_price_credit_reduces_what_was_recognized_and_what_is_to_come(deal: Deal) -> None:
    (line,) = deal.order((10, 100_000))
    deal.deliver((line, 5))
    deal.bill(item(line, 5, 50_000))
    note = deal.bill(item(line, -5, -10_000), kind="credit")
    actions.recognize_credit(deal.do(), invoice_id=note)
    assert (recognized(line), total(line), deferred(deal)) == ([40_000], 90_000, 0)
    with pytest.raises(NothingDue):
        actions.recognize_credit(deal.do(), invoice_id=note)
    deal.deliver((line, 5))
    assert (recognized(line), deferred(deal)) == ([90_000], -50_000)


RETURN, CREDIT = "return", "credit"


@pytest.mark.parametrize("order", [(RETURN, CREDIT), (CREDIT, RETURN)])
def test_a_return_and_its_credit_note_count_once(deal: Deal, order: tuple[str, str]) -> None:
    (line,) = deal.order((10, 100_000))
    deal.deliver((line, 10))
    deal.bill(item(line, 10, 100_000))
    for step in order:
        if step == RETURN:
            deal.take_back((line, 3))
        else:
            credit(deal, item(line, -3, -30_000, restores_quantity=True))
        assert recognized(line) == [70_000]
    assert (total(line), deferred(deal)) == (70_000, 0)


def credit(deal: Deal, *lines: dict[str, Any]) -> None:
    """A credit note and its reaction, which may find nothing to do."""
    note = deal.bill(*lines, kind="credit")
    with suppress(NothingDue):
        actions.recognize_credit(deal.do(), invoice_id=note)


@pytest.mark.parametrize(
    ("delivered", "returned", "invoiced", "credited", "left"),
    [
        (10, 0, 10, 3, 70_000),  # credited as returned, nothing came back: revenue goes
        (10, 3, 10, 0, 70_000),  # came back, not credited yet
        (10, 3, 10, 3, 70_000),  # both tell of the same goods
        (10, 2, 10, 3, 70_000),  # one of the three is still on its way
        (10, 3, 10, 2, 70_000),
        (4, 0, 10, 3, 40_000),  # billed ahead: the credit takes back what never left
        (4, 0, 10, 8, 20_000),  # … and two of those that did
        (5, 0, 5, 3, 20_000),
        (10, 0, 5, 3, 70_000),  # five delivered and not invoiced stay earned
        (10, 3, 5, 3, 70_000),
        (10, 10, 10, 10, 0),
        (0, 0, 10, 10, 0),
    ],
)
def test_every_combination_of_return_and_credit(
    deal: Deal, delivered: int, returned: int, invoiced: int, credited: int, left: int
) -> None:
    (line,) = deal.order((10, 100_000))
    if delivered:
        deal.deliver((line, delivered))
    deal.bill(item(line, invoiced, invoiced * 10_000))
    if returned:
        deal.take_back((line, returned))
    if credited:
        credit(deal, item(line, -credited, -credited * 10_000, restores_quantity=True))
    assert recognized(line) == [left]
    assert deferred(deal) == (invoiced - credited) * 10_000 - left


def test_goods_billed_again_after_their_credit_are_earned_again(deal: Deal) -> None:
    (line,) = deal.order((10, 100_000))
    deal.deliver((line, 10))
    deal.bill(item(line, 10, 100_000))
    credit(deal, item(line, -3, -30_000, restores_quantity=True))
    assert recognized(line) == [70_000]
    again = deal.bill(item(line, 3, 30_000))
    actions.recognize_billing(deal.do(), invoice_id=again)
    assert (recognized(line), deferred(deal)) == ([100_000], 0)


def test_a_credit_note_with_a_cent_of_its_own_leaves_no_cent_deferred(deal: Deal) -> None:
    (line,) = deal.order((3, 1_000))
    deal.deliver((line, 3))
    deal.bill(item(line, 3, 1_000))
    deal.take_back((line, 1))
    credit(deal, item(line, -1, -334, restores_quantity=True))
    assert (recognized(line), deferred(deal)) == ([666], 0)


def test_deposits_are_not_revenue(deal: Deal) -> None:
    (line,) = deal.order((1, 10_000))
    deal.bill({"kind": "deposit", "net_minor": 3_000}, kind="deposit")
    deal.deliver((line, 1))
    deal.bill(item(line, 1, 10_000), {"kind": "deduction", "net_minor": -3_000})
    assert (recognized(line), deferred(deal)) == ([10_000], 0)


def test_a_period_is_earned_by_its_days(deal: Deal) -> None:
    deal.service(36_500, date(2026, 1, 1), date(2027, 1, 1))
    actions.open_charge_obligations(deal.do(), on=JAN)
    assert month(deal, JAN) == [("01", 3_100)]
    assert month(deal, FEB) == [("01", 3_100), ("02", 2_800)]
    assert [e.booked_on for e in Entry.objects.order_by("number")] == [JAN, FEB]
    with pytest.raises(NothingDue):
        actions.recognize_month(deal.do(), month=FEB)


def test_months_that_were_left_out_are_made_good_each_on_its_own_day(deal: Deal) -> None:
    deal.service(10_000, date(2026, 1, 15), date(2026, 4, 15))
    actions.open_charge_obligations(deal.do(), on=JAN)
    rows = month(deal, MAR)
    assert rows == [("01", 1_889), ("02", 3_111), ("03", 3_444)]  # 17, 28, 31 of 90 days
    assert [e.booked_on for e in Entry.objects.order_by("number")] == [JAN, FEB, MAR]
    with pytest.raises(NothingDue):
        actions.recognize_month(deal.do(), month=FEB)
    assert month(deal, date(2026, 4, 1))[-1] == ("04", 1_556)


def test_a_month_that_is_not_over_is_refused(deal: Deal) -> None:
    with pytest.raises(actions.MonthNotOver) as refused:
        actions.recognize_month(deal.do(), month=date(2027, 1, 1))
    assert refused.value.facts == {"found": "2027-01", "expected": "< 2026-12"}
    assert not Recognition.objects.exists()


def test_a_credit_for_a_period_in_service_is_made_good_at_once(deal: Deal) -> None:
    charge = deal.service(12_000, date(2026, 1, 1), date(2026, 5, 1))
    actions.open_charge_obligations(deal.do(), on=JAN)
    invoice_id = deal.bill({"kind": "recurring", "charge": charge, "net_minor": 12_000})
    with pytest.raises(NothingDue):
        actions.recognize_billing(deal.do(), invoice_id=invoice_id)
    month(deal, FEB)
    first = Obligation.objects.get()
    assert sum(r.amount_minor for r in Recognition.objects.all()) == 5_900  # 59 of 120 days
    billed = InvoiceLine.objects.get(invoice_id=invoice_id)
    note = deal.bill(
        {"kind": "recurring", "charge": charge, "credits": billed, "net_minor": -6_000},
        kind="credit", on=date(2026, 3, 3),
    )  # fmt: skip
    actions.recognize_credit(deal.do(), invoice_id=note)
    row = Recognition.objects.get(cause="credit")
    assert (row.amount_minor, row.recognized_on) == (-2_950, date(2026, 3, 3))
    month(deal, date(2026, 4, 30))
    first.refresh_from_db()
    assert first.total_minor == sum(r.amount_minor for r in Recognition.objects.all()) == 6_000
    assert deferred(deal) == 0


def test_use_is_earned_in_the_months_of_use_when_it_is_rated(deal: Deal) -> None:
    uses = ((date(2026, 1, 20), "1.5"), (date(2026, 1, 21), "1.5"), (date(2026, 2, 3), "6"))
    charge = deal.used(1_000, date(2026, 1, 15), date(2026, 2, 15), *uses)
    deal.used(500, date(2026, 1, 15), date(2026, 2, 15))  # a minimum fee: no use
    actions.open_charge_obligations(deal.do(), on=FEB)
    rows = Recognition.objects.order_by("id")
    assert [(f"{r.recognized_on:%m-%d}", r.amount_minor) for r in rows] == [
        ("01-31", 333), ("02-14", 667), ("02-14", 500)
    ]  # fmt: skip
    invoice_id = deal.bill({"kind": "usage", "usage": charge, "net_minor": 1_000})
    with pytest.raises(NothingDue):
        actions.recognize_billing(deal.do(), invoice_id=invoice_id)
    with pytest.raises(NothingDue):
        actions.open_charge_obligations(deal.do(), on=FEB)
    assert deferred(deal) == -500


def test_the_totals_of_an_order_are_the_sum_of_the_rows(deal: Deal) -> None:
    one, two = deal.order((3, 1_000), (2, 500))
    deal.deliver((one, 1), (two, 1), on=JAN)
    deal.deliver((one, 2), on=FEB)
    deal.take_back((one, 1), on=FEB)
    totals = OrderTotal.objects.exclude(recognized_minor=0).order_by("day")
    assert [(t.day, t.recognized_minor) for t in totals] == [(JAN, 583), (FEB, 334)]
    assert sum(recognized(one, two)) == 917
    promised = sum(t.promised_minor for t in OrderTotal.objects.all())
    assert promised == total(one) + total(two) == 1_167


def test_a_dry_run_writes_nothing(deal: Deal) -> None:
    deal.service(36_500, date(2026, 1, 1), date(2027, 1, 1))
    actions.open_charge_obligations(deal.do(), on=JAN)
    event = actions.recognize_month(deal.do(dry_run=True), month=FEB)
    assert (event.amount_minor, event.rows) == (5_900, 2)
    assert (Recognition.objects.count(), Entry.objects.count()) == (0, 0)


def test_an_imported_take_back_earns_less_than_nothing(deal: Deal) -> None:
    (line,) = deal.order(("-2", -500))
    deal.deliver((line, Decimal(-2)))  # type: ignore[arg-type]
    assert recognized(line) == [-500]
    credit(deal, item(line, -2, -500))
    assert (recognized(line), deferred(deal)) == ([-500], 0)
