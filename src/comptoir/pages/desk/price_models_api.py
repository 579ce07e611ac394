"""API of price models: what each brought in a period, and a what-if that keeps nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.kernel.errors import Invalid
from comptoir.pages.desk import price_models, recurring
from comptoir.pages.desk.core.what_if import How, Outcome, by_customer, histogram, points
from comptoir.platform import clock
from comptoir.platform.roles import READ, require
from comptoir.platform.schemas import (
    CustomerId,
    Day,
    DecimalText,
    In,
    InvoiceId,
    MoneyOut,
    ProductId,
)
from comptoir.platform.web import actor_of, entity_of, language
from comptoir.records.approvals.queries import MARGIN
from comptoir.records.catalog import queries as catalog
from comptoir.records.parties import queries as parties
from comptoir.stages.pricing import engine
from comptoir.stages.pricing.api import fields_of
from comptoir.stages.pricing.price_schemas import PriceIn

router = Router(tags=["desk"])
MOST = 1000  # lines that an answer tells one by one


class WhatToPrice(Invalid):
    """Say one of the two: how the prices move, or another definition of one product's price."""

    code = "what_to_price"


class PeriodFilter(Schema):
    """since, until: days of issue, both included; the last twelve months by default."""

    since: Day | None = None
    until: Day | None = None


class PriceModelOut(Schema):
    """What was billed by a price model (`product_id` null) or of it with one product, without VAT.

    model: as a price of a book, `agreed` with the customer alone, or `other`: typed or imported.
    list_price, unit_price: of one unit on average, at list prices and as billed. discount: off list prices.
    share: percent of the currency's whole. margin: percent, null without the permission or an unknown cost.
    before: on as many days before; trend: percent on that."""

    model: str
    product_id: ProductId | None
    product: str
    customers: int
    lines: int
    units: DecimalText
    net: MoneyOut
    share: DecimalText | None
    list_price: DecimalText | None
    unit_price: DecimalText | None
    discount: MoneyOut | None
    margin: DecimalText | None
    before: MoneyOut
    trend: DecimalText | None


class PriceModelsOut(Schema):
    since: date
    until: date
    models: list[PriceModelOut]


class MoveIn(In):
    """value: percent or amount on top of each price, negative lowers; step, ending: as of a price change."""

    how: Literal["percent", "amount"] = "percent"
    value: DecimalText
    step: DecimalText = Decimal(0)
    ending: DecimalText = Decimal(0)


class WhatIfIn(In):
    """Either `move`, of the prices of a product, of a model or of all, or `price`: another definition of the
    price of its product. customer_id: tell the lines of this customer alone."""

    since: Day | None = None
    until: Day | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    product_id: ProductId | None = None
    model: Annotated[str, Field(max_length=20)] = ""
    move: MoveIn | None = None
    price: PriceIn | None = None
    customer_id: CustomerId | None = None


class WhatIfCustomerOut(Schema):
    """points: the difference in percent; stays: lines that do not move."""

    customer_id: CustomerId
    customer: str
    lines: int
    stays: int
    before: MoneyOut
    after: MoneyOut
    difference: MoneyOut
    points: DecimalText | None


class WhatIfLineOut(Schema):
    """A billed line. how: `exact`, worked out step by step; `share`, billed × `new` ÷ `old`, what the two
    definitions ask for the whole; `agreed`, `unknown`, `refused`: it stays. steps: of the new price."""

    invoice_id: InvoiceId
    number: str
    issued_on: date
    description: str
    quantity: DecimalText
    before: MoneyOut
    after: MoneyOut
    how: How
    old: MoneyOut
    new: MoneyOut
    steps: list[dict[str, Any]]


class WhatIfOut(Schema):
    """bands: how many customers move by how much: `-20` is −20 to −10 %, `0` unchanged, `>20` over 20 %.
    customers: the largest rise first; lines: at most 1,000, of the customer that was asked for."""

    since: date
    until: date
    before: MoneyOut
    after: MoneyOut
    difference: MoneyOut
    points: DecimalText | None
    hows: dict[How, int]
    bands: dict[str, int]
    customers: list[WhatIfCustomerOut]
    lines: list[WhatIfLineOut]


@router.get("/price-models", response=PriceModelsOut, summary="What each price model brings")
def show_price_models(request: HttpRequest, asked: Query[PeriodFilter]) -> dict[str, Any]:
    """Issued invoices less credit notes, by price model and product; currencies apart."""
    reader, entity_id = actor_of(request), entity_of(request)
    require(reader, READ)
    since, until = _period(entity_id, asked.since, asked.until)
    rows = price_models.analysis(entity_id, since, until)
    names = recurring.names([str(r.product) for r in rows if r.product], language())
    whole: dict[str, int] = {}
    for r in rows:
        whole[r.currency] = whole.get(r.currency, 0) + (0 if r.product else r.net_minor)
    margin = reader.may(MARGIN)
    return {
        "since": since, "until": until,
        "models": [
            {
                "model": r.model, "product_id": r.product, "product": names.get(str(r.product), ""),
                "customers": r.customers, "lines": r.lines, "units": r.quantity,
                "net": MoneyOut.of(r.net_minor, r.currency),
                "share": points(r.net_minor, whole[r.currency]), "list_price": r.listed,
                "unit_price": r.unit, "margin": r.margin if margin else None,
                "discount": None if r.discount_minor is None
                else MoneyOut.of(r.discount_minor, r.currency),
                "before": MoneyOut.of(r.before_minor, r.currency), "trend": r.trend,
            }
            for r in rows
        ],
    }  # fmt: skip


@router.post("/price-models/what-if", response=WhatIfOut, summary="Price what was billed anew")
def price_anew(request: HttpRequest, body: WhatIfIn) -> dict[str, Any]:
    """The quantities and the use of a period at other prices, through the same engine, discounts included.
    Nothing is kept: call it as often as you like."""
    entity_id = entity_of(request)
    require(actor_of(request), READ)
    since, until = _period(entity_id, body.since, body.until)
    product_id = body.price.product_id if body.price else body.product_id
    if product_id:
        catalog.product(product_id, entity_id)
    currency = body.currency or parties.entity(entity_id).currency
    asked = price_models.Asked(since, until, currency, product_id, "" if product_id else body.model)
    found = _priced(entity_id, asked, body)
    customers = by_customer(found)
    names = recurring.names([str(c.customer) for c in customers], language())
    before, after = sum(c.before_minor for c in customers), sum(c.after_minor for c in customers)

    def money(minor: int) -> MoneyOut:
        return MoneyOut.of(minor, currency)

    return {
        "since": since, "until": until, "before": money(before), "after": money(after),
        "difference": money(after - before), "points": points(after - before, before),
        "hows": {how: n for how in How if (n := sum(o.how is how for o in found))},
        "bands": histogram(customers),
        "customers": [
            {
                "customer_id": c.customer, "customer": names.get(str(c.customer), ""),
                "lines": c.lines, "stays": c.stays, "before": money(c.before_minor),
                "after": money(c.after_minor), "difference": money(c.difference_minor),
                "points": c.points,
            }
            for c in customers
        ],
        "lines": _lines([o for o in found if o.line.customer == body.customer_id][:MOST], currency),
    }  # fmt: skip


def _priced(entity_id: UUID, asked: price_models.Asked, body: WhatIfIn) -> list[Outcome]:
    if (body.move is None) == (body.price is None):
        raise WhatToPrice(field="move", expected="move | price")
    if body.price is not None:
        new = price_models.definition(entity_id, asked, **fields_of(body.price))
        return price_models.what_if(entity_id, asked, new)
    assert body.move is not None, "one of the two is given"
    move = body.move
    recipe = engine.Recipe(engine.How(move.how), move.value, move.step, move.ending)
    engine.check_recipe(recipe)
    return price_models.what_if(entity_id, asked, None, lambda p: engine.moved(p, recipe))


def _period(entity_id: UUID, since: date | None, until: date | None) -> tuple[date, date]:
    return price_models.period(since, until, clock.today(entity_id))


def _lines(found: list[Outcome], currency: str) -> list[dict[str, Any]]:
    named = price_models.named_lines([o.line.id for o in found]) if found else {}

    def money(minor: int) -> MoneyOut:
        return MoneyOut.of(minor, currency)

    return [
        {
            "invoice_id": named[o.line.id].invoice_id, "number": named[o.line.id].number,
            "issued_on": named[o.line.id].issued_on, "description": named[o.line.id].description,
            "quantity": o.line.quantity, "before": money(o.line.net_minor),
            "after": money(o.after_minor), "how": o.how, "old": money(o.priced[0]),
            "new": money(o.priced[1]), "steps": engine.dump_steps(o.steps),
        }
        for o in found
    ]  # fmt: skip
