"""Whatever is delivered, invoiced, returned and credited, in whatever order: to the cent."""

from __future__ import annotations

from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comptoir.kernel.errors import NothingDue
from comptoir.kernel.money import half_up
from comptoir.stages.fulfilling import actions as fulfilling
from comptoir.stages.invoicing import actions, queries
from comptoir.stages.invoicing.core.crediting import CreditIn
from tests import world
from tests.stages.invoicing.bills import OrderLineIn, Shop, balances, direct
from tests.stages.invoicing.bills import shop as make_shop
from tests.stages.quoting.deal import set_price

QUANTITIES = st.lists(st.integers(1, 4), min_size=1, max_size=4)


@pytest.mark.django_db
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    steps=st.lists(st.tuples(QUANTITIES, st.booleans(), st.booleans()), min_size=1, max_size=3),
    percent=st.sampled_from(["0", "10", "33.33"]),
    price=st.sampled_from(["0.335", "19.99", "7.77"]),
)
def test_documents_of_an_order_sum_to_it_and_vat_is_half_up_per_rate(steps, percent, price):
    """Each step delivers some of each line, invoices it, and may credit a part for reinvoicing."""
    shop = make_shop_of(price)
    order = direct(
        shop,
        OrderLineIn(sku="SCREW", quantity=D(13), discount_percent=D("7.5")),
        OrderLineIn(sku="BOOK", quantity=D(13)),
        deposit_percent=D(percent),
    )
    try:
        actions.draft_deposit(world.do_as(shop.entity), order_id=order.id)
    except NothingDue:
        assert percent == "0"
    for quantities, credits, price_only in steps:
        deliver_some(shop, order, quantities)
        made = invoice_rest(shop, order)
        if made and credits:
            credit_one(shop, made, price_only)
    deliver_some(shop, order, [13, 13])
    invoice_rest(shop, order)
    check(shop, order)


def make_shop_of(price: str) -> Shop:
    from comptoir.records.parties.models import Entity

    shop = make_shop() if not Entity.objects.exists() else None
    if shop is None:
        from tests.stages.quoting import deal

        n = Entity.objects.count()
        entity = world.make_entity(code=f"E{n}")
        book = deal.make_book(entity)
        products = {
            "BOOK": world.make_product(entity, sku="BOOK", tax_class="reduced"),
        }
        set_price(entity, book, products["BOOK"], unit_price=D(22))
        shop = Shop(entity, world.make_customer(entity, siren="552100554"), book, products)
    screw = world.make_product(shop.entity, sku="SCREW")
    set_price(shop.entity, shop.book, screw, unit_price=D(price))
    return shop


def deliver_some(shop: Shop, order, quantities) -> None:
    moved = fulfilling.queries.remaining(order)
    lines = [
        (li.id, min(D(q), moved[li.id]))
        for li, q in zip(order.lines, quantities, strict=False)
        if moved.get(li.id)
    ]
    if lines:
        fulfilling.deliver(world.do_as(shop.entity), order_id=order.id, lines=lines)


def invoice_rest(shop: Shop, order) -> queries.InvoiceFacts | None:
    try:
        made = actions.invoice_order(world.do_as(shop.entity), order_id=order.id)
    except NothingDue:
        return None
    return queries.invoice(made.invoice_id)


def credit_one(shop: Shop, made: queries.InvoiceFacts, price_only: bool) -> None:
    line = made.lines[0]
    asked = CreditIn(line.id, amount_minor=1) if price_only else CreditIn(line.id, quantity=D(1))
    if price_only and not line.net_minor:
        return
    actions.credit_note(
        world.do_as(shop.entity), invoice_id=made.id, lines=[asked], reason="wrong",
        reason_code="price" if price_only else "other",
    )  # fmt: skip


def check(shop: Shop, order) -> None:
    heads = queries.invoices_page(shop.entity)[0]
    found = [queries.invoice(h.id) for h in heads]
    rebates = sum(
        li.net_minor for i in found if i.is_credit for li in i.lines if not li.restores_quantity
    )
    assert sum(i.net_minor for i in found) - rebates == order.net_minor
    for one in found:
        assert one.gross_minor == one.net_minor + one.vat_minor
        for v in one.vat:
            base = sum(li.net_minor for li in one.lines if li.decision_id == v.decision_id)
            assert (v.base_minor, v.vat_minor) == (base, half_up(base * Fraction(v.rate) / 100))
    now = balances(shop)
    assert sum(now.values()) == 0
    assert now["deposits"] == 0
    assert now["receivable"] == sum(i.gross_minor for i in found)
    assert -now["deferred"] == sum(i.sold_minor for i in found) == order.net_minor + rebates
