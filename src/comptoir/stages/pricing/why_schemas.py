"""Why a price is what it is, over HTTP: its kept steps with the rules behind them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema

from comptoir.platform.schemas import DecimalText
from comptoir.stages.pricing import engine, explaining


class PriceStepOut(Schema):
    """set_by, set_at: who set that version of the rule, and when; null where a step needs no rule."""

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


class PriceWhyOut(Schema):
    """steps: replayed in order they give the amount; none where no steps were kept."""

    steps: list[PriceStepOut]


def explained(entity_id: UUID, steps: Sequence[engine.Step]) -> dict[str, Any]:
    """The steps, each with who set its rule and when."""
    rules = explaining.rules_of(entity_id, steps)
    told = []
    for step in steps:
        rule = rules.get((step.rule_id, step.rule_version))
        who = (
            {"set_by": rule.who, "set_at": rule.set_at}
            if rule
            else {"set_by": None, "set_at": None}
        )
        told.append(step._asdict() | who)
    return {"steps": told}
