"""Why a price is what it is, over HTTP: its kept steps with the rules behind them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Schema

from comptoir.platform.schemas import DecimalText
from comptoir.stages.pricing import engine, explaining
from comptoir.stages.pricing.price_schemas import DerivedFromOut, derived_from


class PriceStepOut(Schema):
    """set_by, set_at, set_on: who set that version of the rule, when, and on which day of the company; null
    where a step needs no rule. derived_from: of a price that was made from another book.
    """

    kind: str
    label_code: str
    base: DecimalText
    operation: str
    value: DecimalText
    result: DecimalText
    rule_id: str
    rule_version: int
    rounding: str | None
    set_by: str | None
    set_at: datetime | None
    set_on: date | None
    derived_from: DerivedFromOut | None


class PriceWhyOut(Schema):
    """steps: replayed in order they give the amount; none where no steps were kept."""

    steps: list[PriceStepOut]


def explained(entity_id: UUID, steps: Sequence[engine.Step]) -> dict[str, Any]:
    """The steps, each with who set its rule and when."""
    rules = explaining.rules_of(entity_id, steps)
    told = []
    for step in steps:
        rule = rules.get((step.rule_id, step.rule_version))
        who: dict[str, Any] = {"set_by": None, "set_at": None, "set_on": None, "derived_from": None}
        if rule:
            origin = (
                derived_from(rule.origin["source"], rule.origin["recipe"]) if rule.origin else None
            )
            who |= {"set_by": rule.who, "set_at": rule.set_at, "set_on": rule.set_on}
            who["derived_from"] = origin
        told.append(step._asdict() | who)
    return {"steps": told}
