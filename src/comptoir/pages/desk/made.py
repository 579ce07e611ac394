"""What the configured lines of an order are made of, and how: one explosion that can be traced.

Each quantity leads back to the option, or to the condition of the model, that put it there; the price to its
steps; the VAT to its decision.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from comptoir.shell import format as fmt
from comptoir.stages.configuring import making, telling
from comptoir.stages.configuring.engine import Loaded
from comptoir.stages.ordering.queries import OrderFacts, OrderLineFacts


@dataclass(frozen=True, slots=True)
class Material:
    """A part, for the whole line; `because`: what needs it."""

    sku: str
    name: str
    quantity: str
    unit: str
    cost: str
    because: str
    in_catalog: bool


@dataclass(frozen=True, slots=True)
class Work:
    """A step of the routing; minutes for the whole line, setting up included."""

    name: str
    work_center: str
    minutes: str


@dataclass(frozen=True, slots=True)
class Made:
    """A configured line: what it is, its parts and its work."""

    line: OrderLineFacts
    version: str
    options: tuple[str, ...]
    materials: tuple[Material, ...]
    works: tuple[Work, ...]
    minutes: str
    vat: str


def made(order: OrderFacts, lang: str) -> list[Made]:
    """The configured lines of an order; none where nothing was configured."""
    lines = [li for li in order.lines if li.configuration_id]
    known = making.explosions({li.configuration_id for li in lines if li.configuration_id})
    return [_made(li, known[li.configuration_id], lang) for li in lines if li.configuration_id]


def _made(line: OrderLineFacts, made: making.Made, lang: str) -> Made:
    conf, loaded, found, many = made.configuration, made.loaded, made.explosion, line.quantity
    return Made(
        line,
        f"{conf.code} v{conf.number}",
        conf.lines(lang),
        tuple(
            _material(loaded, need, many, set(made.products), (conf.currency, lang))
            for need in found.needed
        ),
        tuple(
            Work(
                step.name.told(lang) or step.id,
                step.work_center,
                fmt.quantity(step.setup_minutes + many * step.run_minutes, lang),
            )
            for step in found.routing
        ),
        fmt.quantity(
            sum((s.setup_minutes + many * s.run_minutes for s in found.routing), Decimal(0)), lang
        ),
        fmt.percent(line.vat_rate.normalize(), lang),
    )


def _material(
    loaded: Loaded, need: Any, many: Decimal, known: set[str], told: tuple[str, str]
) -> Material:
    currency, lang = told
    cost = "" if need.cost is None else fmt.unit_price(need.cost * many, currency, lang)
    return Material(
        need.sku,
        need.name.told(lang) or need.sku,
        fmt.quantity(need.quantity * many, lang),
        need.unit,
        cost,
        _because(loaded, need.causes, lang),
        need.sku in known,
    )


def _because(loaded: Loaded, causes: Sequence[Any], lang: str) -> str:
    said = [telling.cause(loaded, c.place, c.when, lang) for c in causes]
    return ", ".join(dict.fromkeys(said))
