"""Reads of the indexes that prices follow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from comptoir.kernel.errors import NotFound
from comptoir.platform.paging import keyset
from comptoir.stages.pricing.index_models import PriceIndexValue


class UnknownIndex(NotFound):
    """This index has no value."""

    code = "unknown_index"


@dataclass(frozen=True, slots=True)
class IndexValueFacts:
    """A value; see the model for its words."""

    id: UUID
    code: str
    day: date
    value: Decimal
    revision: int
    source: str
    by: str
    at: datetime


_COLUMNS = tuple(IndexValueFacts.__dataclass_fields__)


def value_on(entity_id: UUID, code: str, day: date) -> IndexValueFacts | None:
    """The newest value of that day or before, corrected if it was; None where there is none."""
    known = PriceIndexValue.objects.filter(entity_id=entity_id, code=code, day__lte=day)
    row = known.order_by("-day", "-revision").first()
    return _facts(row) if row else None


def base_of(entity_id: UUID, code: str, day: date) -> IndexValueFacts:
    """What prices of that day stand on: the value then, or the first one after it."""
    found = value_on(entity_id, code, day)
    if found is None:
        rows = PriceIndexValue.objects.filter(entity_id=entity_id, code=code)
        row = rows.order_by("day", "-revision").first()
        if row is None:
            raise UnknownIndex(field="index", found=code)
        found = _facts(row)
    return found


def index_value(value_id: UUID, entity_id: UUID) -> IndexValueFacts:
    """One value of a company."""
    row = PriceIndexValue.objects.filter(pk=value_id, entity_id=entity_id).first()
    if row is None:
        raise UnknownIndex(field="value_id", found=str(value_id))
    return _facts(row)


def values_page(
    entity_id: UUID,
    *,
    code: str = "",
    history: bool = False,
    cursor: str | None = None,
    limit: int = 50,
) -> tuple[list[IndexValueFacts], str | None]:
    """One page of values, the latest day first; history: with those that a correction replaced."""
    rows = PriceIndexValue.objects.filter(entity_id=entity_id)
    rows = rows if history else _standing(rows)
    rows = rows.filter(code=code) if code else rows
    found, following = keyset(rows, ("-day", "code", "-id"), cursor, limit)
    return [_facts(row) for row in found], following


def _standing(rows: QuerySet[PriceIndexValue]) -> QuerySet[PriceIndexValue]:
    later = PriceIndexValue.objects.filter(
        entity_id=OuterRef("entity_id"), code=OuterRef("code"), day=OuterRef("day"),
        revision__gt=OuterRef("revision"),
    )  # fmt: skip
    return rows.filter(~Exists(later))


def _facts(row: PriceIndexValue) -> IndexValueFacts:
    return IndexValueFacts(**{n: getattr(row, n) for n in _COLUMNS})
