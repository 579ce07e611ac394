"""What the API takes and gives of comparisons, clones and templates."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from comptoir.platform.schemas import CustomerId, In, MoneyOut, QuoteId, TemplateId, example
from comptoir.stages.quoting.answer_schemas import QuoteLineOut, lined
from comptoir.stages.quoting.comparisons import Comparison
from comptoir.stages.quoting.schemas import NO_NUL


class CloneIn(In):
    """customer_id: another customer; leave_out: leave out the lines that can no longer be sold,
    instead of refusing with their list."""

    customer_id: CustomerId | None = None
    valid_days: Annotated[int, Field(ge=0, le=3650)] = 30
    leave_out: bool = False


class FromTemplateIn(In):
    """leave_out: leave out the lines that can no longer be sold, instead of refusing with their list."""

    customer_id: CustomerId
    valid_days: Annotated[int, Field(ge=0, le=3650)] = 30
    leave_out: bool = False


class TemplateIn(In):
    model_config = example(name="Workshop of six places")

    name: Annotated[str, Field(min_length=1, max_length=120, pattern=NO_NUL)]


class TemplateOut(Schema):
    """lines: how many."""

    id: TemplateId
    name: str
    currency: str
    title: str
    lines: int
    created_at: datetime


class LineDifferenceOut(Schema):
    """kind: added, removed, changed or same; effect: by how much the contract value excl. VAT moves.

    fields: what differs; `rules`: what else moved the price, as a promotion or a tier of quantity.
    """

    kind: str
    sku: str
    description: str
    fields: list[str]
    before: QuoteLineOut | None
    after: QuoteLineOut | None
    effect: MoneyOut


class TotalDifferenceOut(Schema):
    name: str
    before: MoneyOut
    after: MoneyOut
    change: MoneyOut


class ComparisonOut(Schema):
    """From the older (`before`) to the newer offer. The margin is among the totals for who may see it, where
    both are known; margin_unknown_…: of how many lines the cost is not known, null for the others."""

    before_id: QuoteId
    after_id: QuoteId
    head: list[str]
    lines: list[LineDifferenceOut]
    totals: list[TotalDifferenceOut]
    margin_unknown_before: int | None
    margin_unknown_after: int | None


def compared(found: Comparison, margin: bool) -> dict[str, Any]:
    """What differs between two offers."""
    currency = found.before.currency
    lines = []
    for one in found.lines:
        line = one.after or one.before
        assert line is not None
        lines.append(
            {
                "kind": one.kind.value,
                "sku": line.sku,
                "description": line.description,
                "fields": list(one.fields),
                "before": lined(one.before, currency) if one.before else None,
                "after": lined(one.after, currency) if one.after else None,
                "effect": MoneyOut.of(one.effect_minor, currency),
            }
        )
    totals = dict(found.totals)
    lacking: tuple[int | None, int | None] = (None, None)
    if margin:
        old, new = found.margins
        lacking = (old.unknown, new.unknown)
        if old.minor is not None and new.minor is not None:
            totals["margin"] = (old.minor, new.minor)
    told = [
        {
            "name": name,
            "before": MoneyOut.of(was, currency),
            "after": MoneyOut.of(now, currency),
            "change": MoneyOut.of(now - was, currency),
        }
        for name, (was, now) in totals.items()
    ]
    ids = {"before_id": found.before.id, "after_id": found.after.id}
    unknown = dict(zip(("margin_unknown_before", "margin_unknown_after"), lacking, strict=True))
    return {**ids, "head": list(found.head), "lines": lines, "totals": told, **unknown}
