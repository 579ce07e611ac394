"""A company with a price book and five products, to quote with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal as D
from typing import Any
from uuid import UUID

from comptoir.stages.pricing import actions as pricing
from comptoir.stages.pricing.engine import Tier
from comptoir.stages.quoting import actions, queries
from comptoir.stages.quoting.actions import LineIn
from tests import world


@dataclass(frozen=True)
class Shop:
    entity: UUID
    customer: UUID
    book: UUID
    products: dict[str, UUID]


def make_shop(home: UUID | None = None, **customer: Any) -> Shop:
    """PUMP 2 950.00 (cost 2 000), CABLE tiers, BOOK 22.00 at 5.5 %, CARE 36.00 a month, CALL usage."""
    entity = home or world.make_entity()
    book = make_book(entity)
    products = {
        "PUMP": world.make_product(entity, sku="PUMP", cost=D(2000)),
        "CABLE": world.make_product(entity, sku="CABLE", name_en="Cable", name_fr="Câble"),
        "BOOK": world.make_product(
            entity, sku="BOOK", name_en="Manual", name_fr="Manuel", tax_class="reduced"
        ),
        "CARE": world.make_subscription(entity, sku="CARE", cost=D(10)),
        "CALL": world.make_product(
            entity, sku="CALL", name_en="Call", name_fr="Appel", nature="service",
            charge_kind="usage",
        ),
    }  # fmt: skip
    plain = {"PUMP": "2950", "BOOK": "22", "CARE": "36", "CALL": "0.012"}
    for sku, price in plain.items():
        set_price(entity, book, products[sku], unit_price=D(price))
    tiers = [Tier(D(10), D("322")), Tier(None, D("300"))]
    set_price(entity, book, products["CABLE"], model="volume", tiers=tiers)
    return Shop(entity, world.make_customer(entity, **customer), book, products)


def make_book(entity: UUID, currency: str = "EUR", code: str = "STD") -> UUID:
    do = world.do_as(entity)
    event = pricing.create_book(
        do, code=code, name=f"Prices {code}", currency=currency, starts_on=date(2026, 1, 1)
    )
    return event.book_id


def set_price(entity: UUID, book: UUID, product: UUID, **price: Any) -> None:
    pricing.set_price(world.do_as(entity), book_id=book, product_id=product, **price)


def make_quote(shop: Shop, *lines: LineIn, **head: Any) -> queries.QuoteFacts:
    """A draft with lines; by default two pumps and forty months of care at 10 % off."""
    do = world.do_as(shop.entity)
    quote_id = actions.draft_quote(do, customer_id=shop.customer, **head).quote_id
    given = lines or (
        LineIn(sku="PUMP", quantity=D(2), section="Goods"),
        LineIn(sku="CARE", quantity=D(40), discount_kind="percent", discount_value=D(10),
               section="Care"),
    )  # fmt: skip
    actions.set_lines(world.do_as(shop.entity), quote_id=quote_id, revision=1, lines=given)
    return queries.quote(quote_id)


def send(shop: Shop, quote_id: UUID) -> str:
    """Send a quote; its private token."""
    do = world.do_as(shop.entity)
    actions.send_quote(do, quote_id=quote_id)
    assert isinstance(do.answer, str)
    return do.answer
