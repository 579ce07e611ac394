"""What moves a price in the demo: promotions, an agreement, floors, commissions, an index, a planned rise."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D
from typing import Any
from uuid import UUID

from comptoir.demo.playing import by
from comptoir.records.catalog import queries as wares
from comptoir.records.parties import queries as parties
from comptoir.stages.pricing import actions as pricing
from comptoir.stages.pricing import queries as prices
from comptoir.stages.pricing.engine import How, Recipe, Tier

# code, name, kind, priority, coupon, terms
PROMOTIONS: tuple[tuple[str, str, str, int, str, dict[str, Any]], ...] = (
    ("KIT", "Armoire et ventilation ensemble", "bundle", 20, "",
     {"percent": "5", "sets": {"ARM-X": "1", "VENT-2": "1"}}),
    ("BIENVENUE", "Premier achat de sondes", "percent", 10, "BIENVENUE10",
     {"percent": "10", "skus": ["SENS-T"], "minimum_quantity": "10"}),
)  # fmt: skip
FLOORS = (("ARM-X", "2400"), ("ARM-S", "1210"))
TARGETS = (("ARM-X", "2800"), ("ARM-S", "1400"))
COMMISSIONS = ((None, "2"), ("35", "4"), ("50", "6"))  # from a margin of so many percent
INDEX, INDEX_SOURCE = "SYNTEC", "Exemple"  # invented values, and the demo says so
INDEX_VALUES = ((-2, "311.4"), (-1, "318.2"), (0, "325.9"))  # years from this one
PARTNER = "Laiterie du Vercors"


def fill(entity_id: UUID) -> None:
    """As it stands on the company's day."""
    today = by(entity_id).today
    book = prices.default_book(entity_id, "EUR", today).id
    for code, name, kind, priority, coupon, terms in PROMOTIONS:
        pricing.set_promotion(
            by(entity_id), code=code, name=name, kind=kind, currency="EUR", terms=terms,
            priority=priority, coupon=coupon, customer_limit=1 if coupon else None,
        )  # fmt: skip
    for price_type, figures in (("floor", FLOORS), ("target", TARGETS)):
        _of_type(entity_id, book, price_type, figures)
    for margin, percent in COMMISSIONS:
        pricing.set_commission(
            by(entity_id), percent=D(percent), margin_from=D(margin) if margin else None
        )
    for years, value in INDEX_VALUES:
        pricing.set_index_value(
            by(entity_id), code=INDEX, day=date(today.year + years, 1, 1), value=D(value),
            source=INDEX_SOURCE,
        )  # fmt: skip
    _agreed(entity_id)
    pricing.plan_prices(
        by(entity_id), book_id=book, name=f"Tarif {today.year + 1}", starts_on=date(today.year + 1, 1, 1),
        recipe=Recipe(How.PERCENT, D(3), step=D("0.05")), choice=pricing.Choice(),
    )  # fmt: skip


def _of_type(
    entity_id: UUID, book: UUID, price_type: str, figures: tuple[tuple[str, str], ...]
) -> None:
    known = wares.by_sku(entity_id, [sku for sku, _price in figures])
    for sku, price in figures:
        pricing.set_price(
            by(entity_id), book_id=book, product_id=known[sku].id, unit_price=D(price),
            price_type=price_type,
        )  # fmt: skip


def _agreed(entity_id: UUID) -> None:
    """A customer whose seats cost less, the more there are."""
    customer = parties.find_customers(entity_id, PARTNER, limit=1)[0]
    seat = wares.by_sku(entity_id, ["SUP-PRO"])["SUP-PRO"]
    pricing.set_customer_price(
        by(entity_id), customer_id=customer.id, product_id=seat.id, currency="EUR",
        tiers=(Tier(D(20), D(36)), Tier(D(50), D(33)), Tier(None, D(30))),
        reference="Accord-cadre 2026",
    )  # fmt: skip
