"""Reads of changes of many prices."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from comptoir.kernel.errors import NotFound
from comptoir.platform.paging import keyset
from comptoir.stages.pricing.models import PriceChange


class UnknownPriceChange(NotFound):
    """There is no such change of prices."""

    code = "unknown_price_change"


@dataclass(frozen=True, slots=True)
class PriceChangeFacts:
    """A change of many prices; see the model for its words."""

    id: UUID
    book_id: UUID
    name: str
    state: str
    chosen: Mapping[str, Any]
    recipe: Mapping[str, Any]
    rows: Sequence[Mapping[str, Any]]
    starts_on: date
    published_at: datetime | None
    rolled_back_on: date | None

    @property
    def count(self) -> int:
        return len(self.rows)


_COLUMNS = tuple(PriceChangeFacts.__dataclass_fields__)


def change(change_id: UUID, entity_id: UUID) -> PriceChangeFacts:
    """One change of a company, or UnknownPriceChange."""
    row = PriceChange.objects.filter(pk=change_id, entity_id=entity_id).first()
    if row is None:
        raise UnknownPriceChange(field="change_id", found=str(change_id))
    return _facts(row)


def names(ids: Collection[UUID]) -> dict[UUID, str]:
    """What some changes are called; none costs no statement."""
    found = PriceChange.objects.filter(pk__in=ids).values_list("pk", "name") if ids else ()
    return dict(found)


def changes_page(
    entity_id: UUID,
    *,
    state: str = "",
    book_id: UUID | None = None,
    text: str = "",
    since: date | None = None,
    until: date | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> tuple[list[PriceChangeFacts], str | None]:
    """One page of a company's changes, newest first; since, until: the day they start."""
    wanted = {
        "state": state, "book_id": book_id, "name__icontains": text.strip(),
        "starts_on__gte": since, "starts_on__lte": until,
    }  # fmt: skip
    rows = PriceChange.objects.filter(entity_id=entity_id, **{k: v for k, v in wanted.items() if v})
    found, following = keyset(rows, ("-created_at", "-id"), cursor, limit)
    return [_facts(row) for row in found], following


def _facts(row: PriceChange) -> PriceChangeFacts:
    return PriceChangeFacts(**{n: getattr(row, n) for n in _COLUMNS})
