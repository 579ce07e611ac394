"""Changes of many prices over HTTP: planned, discarded or published, rolled back."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.platform.expanding import Expandable, expandable
from comptoir.platform.schemas import Day, DecimalText, In, Page, Paged, PriceBookId, PriceChangeId
from comptoir.platform.web import entity_of, perform
from comptoir.stages.pricing import actions, change_rows, changes
from comptoir.stages.pricing.engine import How, Recipe
from comptoir.stages.pricing.price_schemas import DerivedFromOut, derived_from

router = Router(tags=["Pricing"])
Words = Annotated[
    list[Annotated[str, Field(max_length=80, pattern=r"^[^\x00]+$")]], Field(max_length=500)
]


class PriceChangeIn(In):
    """how, value: percent on top of each list price, or an amount added; negative lowers.

    step, ending  the new price is the nearest multiple of `step`, less `ending`: 1 and 0.01 make 9.99
    categories, skus  which prices; an empty list takes any
    """

    book_id: PriceBookId
    name: Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00]+$")]
    how: Literal["percent", "amount"] = "percent"
    value: DecimalText
    step: DecimalText = Decimal(0)
    ending: DecimalText = Decimal(0)
    categories: Words = Field(default_factory=list)
    skus: Words = Field(default_factory=list)
    starts_on: Day


class NewBookIn(In):
    code: Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[^\x00]+$")]
    name: Annotated[str, Field(max_length=120, pattern=r"^[^\x00]*$")] = ""
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["USD"])]


class DerivedPricesIn(In):
    """The list prices of a book in another one, at the exchange rate of a day.

    book_id or new_book  which book takes them; a new one prices nothing before the change is published
    rate_on              the day whose rate counts, today if none is said
    percent, step, ending, categories, skus  as of a change: on top, rounding, which prices
    """

    source_id: PriceBookId
    book_id: PriceBookId | None = None
    new_book: NewBookIn | None = None
    name: Annotated[str, Field(max_length=120, pattern=r"^[^\x00]*$")] = ""
    rate_on: Day | None = None
    percent: DecimalText = Decimal(0)
    step: DecimalText = Decimal("0.01")
    ending: DecimalText = Decimal(0)
    categories: Words = Field(default_factory=list)
    skus: Words = Field(default_factory=list)
    starts_on: Day


class ChangedPriceOut(Schema):
    """before, after: decimal numbers as text; of tiers, see theirs; before null: there was no price.

    source, tiers_source, terms_source: what the price is in the book that it is made from
    terms: what it asks besides, of usage, a markup or a formula
    """

    sku: str
    model: str
    before: str | None
    after: str
    tiers_before: list[dict[str, Any]]
    tiers_after: list[dict[str, Any]]
    source: str | None = None
    tiers_source: list[dict[str, Any]] = Field(default_factory=list)
    terms: dict[str, Any]
    terms_source: dict[str, Any] | None = None


class LeftOut(Schema):
    """A price that was not carried over. reason: cost_rounded or cost_not_linear (its formula does not move
    with the cost), too_long (its formula would be), beyond (its percentage would leave its bounds); detail:
    the same in words, with what to do."""

    sku: str
    model: str
    reason: str
    detail: str


class MoveOut(Schema):
    """The change came into this state: on the company's day, at an instant, by whom."""

    state: str
    on: date
    at: datetime
    by: str


class PriceChangeOut(Expandable):
    """state: planned, discarded, published, rolled_back.

    derived_from: where the prices were made from another book.
    """

    id: PriceChangeId
    book_id: PriceBookId
    name: str
    state: str
    chosen: dict[str, Any]
    recipe: dict[str, Any]
    count: int
    starts_on: date
    published_at: datetime | None
    rolled_back_on: date | None
    derived_from: DerivedFromOut | None

    @staticmethod
    def resolve_derived_from(found: changes.PriceChangeFacts) -> dict[str, Any] | None:
        return derived_from(found.source, found.recipe)


class PriceChangeDetail(PriceChangeOut):
    """left: prices of the other book that were not carried over."""

    rows: list[ChangedPriceOut]
    left: list[LeftOut]

    @staticmethod
    def resolve_left(found: changes.PriceChangeFacts) -> list[dict[str, Any]]:
        rows = zip(found.source.get("left", ()), change_rows.left(found.source), strict=True)
        return [
            {"sku": sku, "model": one["model"], "reason": one.get("reason", ""), "detail": detail}
            for one, (sku, _model, detail) in rows
        ]


class ListedPriceChange(PriceChangeOut):
    """moves: every state it came into, the first one first, with day and person."""

    moves: list[MoveOut]


class ShownPriceChange(PriceChangeDetail):
    """moves: every state it came into, the first one first, with day and person."""

    moves: list[MoveOut]


class PriceChangeFilter(Paged):
    """q: in the name. since, until: the day the prices start, both included."""

    q: Annotated[str, Field(max_length=120, pattern=r"^[^\x00]*$")] = ""
    state: Literal["", "planned", "discarded", "published", "rolled_back"] = ""
    book_id: PriceBookId | None = None
    since: Day | None = None
    until: Day | None = None


@router.get("/price-changes", response=Page[ListedPriceChange])
@expandable("pricechange")
def list_price_changes(request: HttpRequest, filters: Query[PriceChangeFilter]) -> dict[str, Any]:
    """Changes of many prices, newest first."""
    wanted = {name: getattr(filters, name) for name in PriceChangeFilter.model_fields}
    wanted["text"] = wanted.pop("q")
    items, following = changes.changes_page(entity_of(request), **wanted)
    return {"items": items, "next": following}


@router.post("/price-changes/from-book", response=PriceChangeDetail)
def derive_prices(request: HttpRequest, body: DerivedPricesIn) -> changes.PriceChangeFacts:
    """Work out the prices of a book in another one; nothing is charged otherwise before it is published."""
    fresh = body.new_book
    if (fresh is None) is (body.book_id is None):
        raise actions.WhichBook(field="book_id")
    target = actions.NewBook(fresh.code, fresh.name, fresh.currency) if fresh else body.book_id
    return perform(
        request, actions.derive_prices, lambda e: changes.change(e.change_id, entity_of(request)),
        source_id=body.source_id, target=target, name=body.name, starts_on=body.starts_on,
        rate_on=body.rate_on, recipe=Recipe(How.PERCENT, body.percent, body.step, body.ending),
        choice=actions.Choice(tuple(body.categories), tuple(body.skus)),
    )  # fmt: skip


@router.get("/price-changes/{change_id}", response=ShownPriceChange)
@expandable("pricechange")
def show_price_change(request: HttpRequest, change_id: PriceChangeId) -> changes.PriceChangeFacts:
    """One change with every old and new price."""
    return changes.change(change_id, entity_of(request))


@router.post("/price-changes", response=PriceChangeDetail)
def plan_prices(request: HttpRequest, body: PriceChangeIn) -> changes.PriceChangeFacts:
    """Work out what each chosen price becomes; nothing is charged otherwise before it is published."""
    return perform(
        request, actions.plan_prices, lambda e: changes.change(e.change_id, entity_of(request)),
        book_id=body.book_id, name=body.name, starts_on=body.starts_on,
        recipe=Recipe(How(body.how), body.value, body.step, body.ending),
        choice=actions.Choice(tuple(body.categories), tuple(body.skus)),
    )  # fmt: skip


@router.post("/price-changes/{change_id}/publish", response=PriceChangeOut)
def publish_prices(request: HttpRequest, change_id: PriceChangeId) -> changes.PriceChangeFacts:
    """Set the planned prices, all or none."""
    return _moved(request, actions.publish_prices, change_id)


@router.post("/price-changes/{change_id}/discard", response=PriceChangeOut)
def discard_prices(request: HttpRequest, change_id: PriceChangeId) -> changes.PriceChangeFacts:
    """Give a planned change up: no price moves, and it can no longer be published."""
    return _moved(request, actions.discard_prices, change_id)


@router.post("/price-changes/{change_id}/roll-back", response=PriceChangeOut)
def roll_back_prices(request: HttpRequest, change_id: PriceChangeId) -> changes.PriceChangeFacts:
    """Let the prices from before hold again."""
    return _moved(request, actions.roll_back_prices, change_id)


def _moved(request: HttpRequest, deed: Any, change_id: Any) -> changes.PriceChangeFacts:
    found: changes.PriceChangeFacts = perform(
        request, deed, lambda e: changes.change(e.change_id, entity_of(request)),
        change_id=change_id,
    )  # fmt: skip
    return found
