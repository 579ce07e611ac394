"""Deposits: asked before delivery, consumed by the invoices that follow."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from comptoir.kernel.errors import NothingDue
from comptoir.records.credit import parts as credit
from comptoir.records.credit import queries as exposures
from comptoir.stages.invoicing import actions, queries
from comptoir.stages.invoicing.actions.crediting import DepositConsumed
from comptoir.stages.invoicing.core.crediting import CreditAsksForMoney
from comptoir.stages.subscribing import actions as subscribing
from tests import world
from tests.stages.invoicing.bills import OrderLineIn, Shop, balances, bill, direct
from tests.stages.invoicing.bills import shop as make_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return make_shop()


def deposit(shop: Shop, order) -> queries.InvoiceFacts:
    made = actions.draft_deposit(world.do_as(shop.entity), order_id=order.id)
    return queries.invoice(made.invoice_id)


def two_rates(shop: Shop, percent: str = "30"):
    return direct(
        shop,
        OrderLineIn(sku="PUMP", quantity=D(3)),
        OrderLineIn(sku="BOOK", quantity=D(7)),
        deposit_percent=D(percent),
    )


def test_a_deposit_is_split_by_rate_and_posted_to_deposits(shop):
    order = two_rates(shop)
    made = deposit(shop, order)
    assert (made.kind, made.number, made.state) == ("deposit", "F-2026-0001", "issued")
    assert [(v.rate, v.base_minor, v.vat_minor) for v in made.vat] == [
        (D(20), 265_500, 53_100), (D("5.5"), 4_620, 254),
    ]  # fmt: skip
    assert made.lines[0].description == "Acompte de 30\xa0% sur la commande SO-2026-0001"
    assert balances(shop) == {
        "receivable": 323_474, "deferred": 0, "deposits": -270_120, "vat_collected": -53_354,
    }  # fmt: skip
    with pytest.raises(NothingDue):
        deposit(shop, order)
    with pytest.raises(NothingDue):
        deposit(shop, direct(shop))


def test_the_invoices_that_follow_consume_it_and_the_last_takes_the_rest(shop):
    order = two_rates(shop)
    asked = deposit(shop, order)
    first, second, last = (
        bill(shop, order, 1, 2), bill(shop, order, 1, 3), bill(shop, order, 1, 2),
    )  # fmt: skip
    taken = [
        [li.net_minor for li in made.lines if li.kind == "deduction"]
        for made in (first, second, last)
    ]
    assert taken == [[-88_500, -1_320], [-88_500, -1_980], [-88_500, -1_320]]
    assert {li.deposit_id for li in last.lines if li.kind == "deduction"} == {asked.id}
    assert sum(d for row in taken for d in row) == -asked.net_minor
    assert sum(m.net_minor for m in (asked, first, second, last)) == order.net_minor
    assert balances(shop)["deposits"] == 0
    assert balances(shop)["deferred"] == -order.net_minor
    assert queries.deposit_left(asked.id) == 0


def test_a_paid_deposit_lowers_the_exposure_until_it_is_consumed(shop):
    order = two_rates(shop)
    made = deposit(shop, order)
    do = world.do_as(shop.entity)
    known = {"customer_id": shop.customer, "currency": "EUR"}
    credit.settle(do, **known, paid_minor=made.gross_minor)
    credit.deposit(do, **known, delta_minor=made.gross_minor)
    assert exposures.exposure(shop.customer, "EUR").exposure == order.gross_minor - 323_474
    whole = bill(shop, order)
    now = exposures.exposure(shop.customer, "EUR")
    assert (now.orders, now.invoices, now.deposits) == (0, whole.gross_minor, 0)


def test_a_deposit_on_recurring_lines_is_consumed_by_their_periods(shop):
    order = direct(
        shop, OrderLineIn(sku="CARE", quantity=D(1)), term_months=3, deposit_percent=D(50)
    )
    asked = deposit(shop, order)
    assert asked.net_minor == 5_400
    subscribing.start_services(world.do_as(shop.entity), order_id=order.id)
    nets = []
    for day in (world.TODAY, world.TODAY.replace(month=2), world.TODAY.replace(month=3)):
        world.move_to(shop.entity, day)
        subscribing.charge_periods(world.do_as(shop.entity))
        made = actions.bill_periods(world.do_as(shop.entity))
        nets.append(queries.invoice(made.invoice_id).net_minor)
    assert nets == [1_800, 1_800, 1_800]
    assert balances(shop)["deposits"] == 0


def test_a_consumed_deposit_is_not_credited_twice(shop):
    order = two_rates(shop)
    asked = deposit(shop, order)
    bill(shop, order, 1, 7)
    with pytest.raises(DepositConsumed):
        actions.credit_note(
            world.do_as(shop.entity), invoice_id=asked.id, reason="given up", reason_code="other"
        )
    assert queries.corrections(asked.id) == []
    assert queries.deposit_left(asked.id) == 323_474 - 106_200 - 4_874


def test_a_credited_deposit_is_not_deducted(shop):
    order = two_rates(shop)
    asked = deposit(shop, order)
    actions.credit_note(
        world.do_as(shop.entity), invoice_id=asked.id, reason="given up", reason_code="other"
    )
    assert bill(shop, order).gross_minor == order.gross_minor
    assert balances(shop)["deposits"] == 0


def test_the_deduction_of_a_deposit_alone_is_no_credit(shop):
    order = two_rates(shop)
    deposit(shop, order)
    billed = bill(shop, order, 1, 7)
    taken_off = [line for line in billed.lines if line.net_minor < 0]
    given = [actions.CreditIn(line.id) for line in taken_off]
    why = {"reason": "given up", "reason_code": "other"}
    with pytest.raises(CreditAsksForMoney) as refused:
        actions.credit_note(world.do_as(shop.entity), invoice_id=billed.id, lines=given, **why)
    assert (refused.value.field, refused.value.facts["found"] > 0) == ("lines", True)
    assert queries.corrections(billed.id) == []
    actions.credit_note(world.do_as(shop.entity), invoice_id=billed.id, **why)
    assert [n.gross_minor for n in queries.corrections(billed.id)] == [-billed.gross_minor]
