"""Reads of the features: what a company has, what it had, what is under way with each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Subquery
from django.db.models.functions import JSONObject

from comptoir.pages.features import table
from comptoir.pages.features.core import choosing
from comptoir.pages.features.holding import Held, held
from comptoir.pages.features.models import Choice


@dataclass(frozen=True, slots=True)
class Chosen:
    """A choice as it works today; of a company that never chose, by nobody on no day."""

    tier: str
    on: frozenset[str]
    by: str = ""
    at: datetime | None = None
    day: date | None = None

    @property
    def off(self) -> frozenset[str]:
        return frozenset(table.BY_CODE) - self.on


EVERYTHING = Chosen(table.FULL, table.TIERS[table.FULL])


def newest(entity_id: UUID) -> Subquery[Any]:
    """The newest choice of a company beside another read of it; `read` takes what it gives."""
    rows = Choice.objects.filter(entity_id=entity_id).order_by("-id")
    return Subquery(rows.values(said=JSONObject(tier=F("tier"), off=F("off")))[:1])


def read(said: Mapping[str, Any] | None) -> frozenset[str]:
    """What is on by a choice that `newest` gave."""
    if said is None:
        return EVERYTHING.on
    return choosing.chosen(said["tier"], said["off"], table.TIERS, table.NEEDS)


def on(entity_id: UUID) -> frozenset[str]:
    """The features of a company."""
    row = Choice.objects.filter(entity_id=entity_id).order_by("-id").values("tier", "off").first()
    return read(row)


def choices(entity_id: UUID) -> tuple[Chosen, Chosen | None]:
    """What holds, and what was chosen before; None before a first choice."""
    rows = list(Choice.objects.filter(entity_id=entity_id).order_by("-id")[:2])
    known = [_chosen(row) for row in rows]
    if not known:
        return EVERYTHING, None
    return known[0], known[1] if len(known) > 1 else EVERYTHING


def under_way(entity_id: UUID) -> Mapping[str, list[Held]]:
    """Feature → what is under way with it, and where it is ended."""
    return held(entity_id)


def _chosen(row: Choice) -> Chosen:
    now = choosing.chosen(row.tier, row.off, table.TIERS, table.NEEDS)
    return Chosen(choosing.tier_of(now, table.TIERS), now, row.by, row.at, row.on)
