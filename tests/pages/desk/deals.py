"""One deal half done: six cabinets and a service ordered, four delivered, those invoiced, a part paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from comptoir.platform.actions import begin
from comptoir.platform.roles import SYSTEM
from comptoir.stages.collecting import actions as collecting
from comptoir.stages.collecting import queries as cash
from comptoir.stages.fulfilling import actions as fulfilling
from comptoir.stages.invoicing import actions as invoicing
from comptoir.stages.ordering import actions as ordering
from comptoir.stages.ordering import queries as orders
from comptoir.stages.pricing import actions as pricing
from tests.world import TODAY, do_as, make_customer, make_product, make_subscription, move_to

SIREN = "902456789"


@dataclass(frozen=True)
class Deal:
    entity_id: UUID
    customer_id: UUID
    order_id: UUID
    number: str
    invoice_id: UUID


def half_done(entity_id: UUID) -> Deal:
    """The deal on 2 March 2026, twenty days after the rest was promised."""
    customer_id = make_customer(entity_id, name="Ateliers Morvan", siren=SIREN)
    cabinet = make_product(entity_id, sku="ARM-X", name_en="Cabinet", name_fr="Armoire")
    service = make_subscription(entity_id)
    book = pricing.create_book(
        do_as(entity_id), code="FR-2026", name="2026", currency="EUR", starts_on=TODAY
    ).book_id
    for product_id, price in ((cabinet, "1000.00"), (service, "50.00")):
        pricing.set_price(
            do_as(entity_id), book_id=book, product_id=product_id, unit_price=Decimal(price)
        )
    line = ordering.OrderLineIn
    placed = ordering.place_order(
        do_as(entity_id), customer_id=customer_id,
        lines=[
            line(sku="ARM-X", quantity=Decimal(6), promised_on=date(2026, 2, 10)),
            line(sku="CARE-M", quantity=Decimal(2)),
        ],
    )  # fmt: skip
    move_to(entity_id, date(2026, 2, 2))
    order = orders.order(placed.order_id)
    fulfilling.deliver(do_as(entity_id), order_id=order.id, lines=[(order.lines[0].id, Decimal(4))])
    drafted = invoicing.draft_invoice(do_as(entity_id), order_id=order.id)
    invoicing.issue_invoice(do_as(entity_id), invoice_id=drafted.invoice_id)
    if not cash.open_items(customer_id):  # the process has not opened it
        collecting.open_item(begin(SYSTEM, entity_id), invoice_id=drafted.invoice_id)
    move_to(entity_id, date(2026, 3, 2))
    collecting.receive_payment(
        do_as(entity_id), customer_id=customer_id, amount_minor=100_000, currency="EUR",
        received_on=date(2026, 3, 2), method="transfer", reference="VIR 1",
        allocations=[(drafted.invoice_id, 100_000)],
    )  # fmt: skip
    return Deal(entity_id, customer_id, order.id, order.number, drafted.invoice_id)
