"""What past offers say about the price of a line, over HTTP."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from comptoir.kernel.money import to_places
from comptoir.platform import clock
from comptoir.platform.schemas import DecimalText, QuoteId
from comptoir.platform.web import actor_of, entity_of, language
from comptoir.stages.pricing.engine import MINIMUM, Place
from comptoir.stages.pricing.why_schemas import PriceWhyOut, explained
from comptoir.stages.quoting import actions, guidance, lacking, queries, schemas, winning

router = Router(tags=["Quoting"])


class MissingOut(Schema):
    """field: `seller.…` is of the company, `buyer.…` of the customer; asks: what, by which article."""

    field: str
    asks: str


class MissingMentionsOut(Schema):
    missing: list[MissingOut]


class ChanceOut(Schema):
    """How deals at this price or a higher one ended; percent is smoothed: (won + 1) ÷ (deals + 2)."""

    won: int
    deals: int
    percent: int


class StandOut(Schema):
    """A line's unit price beside those of its book; to_target: above it, negative below."""

    asked: DecimalText
    listed: DecimalText
    floor: DecimalText | None
    target: DecimalText | None
    to_target: DecimalText | None
    place: Place


class GuidanceOut(Schema):
    """deals: how many are compared; null figures: fewer than `minimum` to say it from.

    low, middle, high  quartiles of the unit prices that won
    best               the past price with the highest chance × (price − cost)
    stand              null of a bundle or a ramp, and of their rows
    """

    minimum: int = MINIMUM
    enough: bool
    deals: int | None = None
    won: int | None = None
    low: DecimalText | None = None
    middle: DecimalText | None = None
    high: DecimalText | None = None
    chance: ChanceOut | None = None
    best: DecimalText | None = None
    best_chance: ChanceOut | None = None
    stand: StandOut | None = None


@router.get("/quotes/{quote_id}/missing-mentions", response=MissingMentionsOut)
def missing_mentions(request: HttpRequest, quote_id: QuoteId) -> dict[str, Any]:
    """What the law wants on the invoice of this deal and is not known yet; complete it before sending."""
    quote = queries.quote(quote_id, entity_of(request))
    return {"missing": [asdict(m) for m in lacking.mentions(quote, language())]}


@router.get("/quotes/{quote_id}/lines/{line_id}/guidance", response=GuidanceOut)
def price_guidance(
    request: HttpRequest, quote_id: QuoteId, line_id: schemas.LineKey
) -> dict[str, Any]:
    """Where the price of a line stands in its book, and what past offers of this product say: same segment,
    currency and band of quantity."""
    quote = queries.quote(quote_id, entity_of(request))
    line = _line(quote, line_id)
    today = clock.today(quote.entity_id)
    found, stands = guidance.of_line(quote, line, today), guidance.standing(quote, line, today)
    told = asdict(found) if found else {}
    if not actor_of(request).may("quoting.margin"):
        told |= {"best": None, "best_chance": None}
    said = asdict(stands) if stands else None
    return {"enough": found is not None, **told, "stand": said}


class CountedOut(Schema):
    """How many offers that ended were compared, and how many of them were won."""

    won: int
    deals: int


class WinProbabilityOut(Schema):
    """How likely the quote is to be won; segment ⊇ size ⊇ comparable, each with its count.

    percent  (won + 1) ÷ (deals + 2) of the comparable offers; null where fewer than `minimum`
    discount  percent off the list that the quote asks now
    segment_name  the customers whose offers are compared
    """

    minimum: int = MINIMUM
    enough: bool
    percent: int | None = None
    discount: DecimalText | None = None
    segment_name: str = ""
    segment: CountedOut | None = None
    size: CountedOut | None = None
    comparable: CountedOut | None = None


@router.get("/quotes/{quote_id}/win-probability", response=WinProbabilityOut)
def win_probability(request: HttpRequest, quote_id: QuoteId) -> dict[str, Any]:
    """What offers of the same segment, about this size and this discount say; empty once it ended."""
    quote = queries.quote(quote_id, entity_of(request))
    found = winning.of_quote(quote, clock.today(quote.entity_id))
    if found is None:
        return {"enough": False}
    known = found.odds
    told = {n: asdict(getattr(known, n)) for n in ("segment", "size", "comparable")}
    off = None if known.off is None else to_places(known.off, 2)
    return {
        "enough": known.percent is not None, "percent": known.percent, "discount": off,
        "segment_name": found.segment, **told,
    }  # fmt: skip


@router.get("/quotes/{quote_id}/lines/{line_id}/why", response=PriceWhyOut)
def price_why(request: HttpRequest, quote_id: QuoteId, line_id: schemas.LineKey) -> dict[str, Any]:
    """Why a line costs what it does: each step with its rule, the rule's version, who set it and when."""
    quote = queries.quote(quote_id, entity_of(request))
    return explained(quote.entity_id, _line(quote, line_id).steps)


def _line(quote: queries.QuoteFacts, line_id: int) -> queries.QuoteLineFacts:
    line = next((li for li in quote.lines if li.id == line_id), None)
    if line is None:
        raise actions.LineGone(field=f"lines.{line_id}")
    return line
