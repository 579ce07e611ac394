"""A company that sells a bike put together from options."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal as D
from pathlib import Path
from typing import Any
from uuid import UUID

from comptoir.stages.configuring import actions, engine, queries
from comptoir.stages.configuring.core.model import Choice
from comptoir.stages.pricing import actions as pricing
from comptoir.stages.quoting import actions as quoting
from comptoir.stages.quoting import queries as quotes
from tests import world

BIKE = (Path(__file__).parents[2] / "data" / "models" / "bike.yaml").read_text()


@dataclass(frozen=True)
class Workshop:
    entity: UUID
    customer: UUID
    book: UUID
    bike: UUID
    pump: UUID
    model: UUID

    def do(self, *roles: Any, **more: Any) -> Any:
        return world.do_as(self.entity, *roles, **more)


def make_workshop(
    *, publish: bool = True, source: str = BIKE, entity: UUID | None = None
) -> Workshop:
    """BIKE 500.00 (cost 300) with its model, PUMP 20.00 without one."""
    entity = entity or world.make_entity()
    bike = world.make_product(entity, sku="BIKE", name_en="Bike", name_fr="Vélo", cost=D(300))
    pump = world.make_product(entity, sku="PUMP", cost=D(8))
    book = pricing.create_book(
        world.do_as(entity), code="STD", name="Standard", currency="EUR", starts_on=date(2026, 1, 1)
    ).book_id
    for product, price in ((bike, "500"), (pump, "20")):
        pricing.set_price(
            world.do_as(entity), book_id=book, product_id=product, unit_price=D(price)
        )
    model = actions.create_model(world.do_as(entity), source=source).model_id
    if publish:
        actions.publish_model(world.do_as(entity), model_id=model)
    return Workshop(entity, world.make_customer(entity), book, bike, pump, model)


def chosen(**values: Any) -> tuple[Choice, ...]:
    """`chosen(carbon=True, height=D(180))`."""
    return tuple(Choice(k, v) for k, v in values.items())


def whole(shop: Workshop, **values: Any) -> tuple[Choice, ...]:
    """These choices with the usual for the rest, in the version of today."""
    version = queries.model(shop.model).in_force(world.TODAY)
    assert version
    done = queries.loaded(version).complete(chosen(**values), "default")
    assert done
    return done


def configured(shop: Workshop, *, replaces: UUID | None = None, **values: Any) -> UUID:
    """A configuration with these choices, the usual for the rest."""
    return actions.save_configuration(
        shop.do(), model_id=shop.model, choices=whole(shop, **values), replaces=replaces
    ).configuration_id


def bike_line(shop: Workshop, configuration_id: UUID | None = None, **more: Any) -> quoting.LineIn:
    return quoting.LineIn(sku="BIKE", configuration_id=configuration_id or configured(shop), **more)


def make_quote(shop: Workshop, *lines: quoting.LineIn) -> quotes.QuoteFacts:
    event = quoting.draft_quote(shop.do(), customer_id=shop.customer, lines=lines)
    return quotes.quote(event.quote_id)


def stored(made: Any) -> tuple[Choice, ...]:
    return engine.load_choices(made.choices)
