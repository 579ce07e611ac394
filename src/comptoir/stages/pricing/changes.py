"""Reads of changes of many prices."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Func, IntegerField

from comptoir.kernel.errors import NotFound
from comptoir.platform import history
from comptoir.platform.paging import keyset
from comptoir.stages.pricing.core.states import ChangeState
from comptoir.stages.pricing.models import PriceChange


class UnknownPriceChange(NotFound):
    """There is no such change of prices."""

    code = "unknown_price_change"


@dataclass(frozen=True, slots=True)
class MoveFacts:
    """A change came into a state: on the company's day, at an instant, by whom as a reader calls them."""

    state: str
    on: date
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class PriceChangeFacts:
    """A change of many prices; see the model for its words. `rows` of one change, not of a list.

    moves  every state it came into, the first one first
    """

    id: UUID
    book_id: UUID
    name: str
    state: str
    chosen: Mapping[str, Any]
    recipe: Mapping[str, Any]
    count: int
    starts_on: date
    published_at: datetime | None
    rolled_back_on: date | None
    source: Mapping[str, Any]
    rows: Sequence[Mapping[str, Any]] = ()
    moves: Sequence[MoveFacts] = ()


@dataclass(frozen=True, slots=True)
class ChangeName:
    """What a change is called, and where its prices come from if they were made from another book."""

    name: str
    source: Mapping[str, Any]
    recipe: Mapping[str, Any]


_BECAME = {
    "PriceChangePlanned": ChangeState.PLANNED, "PriceChangeDiscarded": ChangeState.DISCARDED,
    "PriceChangePublished": ChangeState.PUBLISHED, "PriceChangeRolledBack": ChangeState.ROLLED_BACK,
}  # fmt: skip
_COLUMNS = tuple(
    n for n in PriceChangeFacts.__dataclass_fields__ if n not in ("count", "rows", "moves")
)
_COUNT = Func(F("rows"), function="jsonb_array_length", output_field=IntegerField())


def change(change_id: UUID, entity_id: UUID) -> PriceChangeFacts:
    """One change of a company, or UnknownPriceChange."""
    row = PriceChange.objects.filter(pk=change_id, entity_id=entity_id).first()
    if row is None:
        raise UnknownPriceChange(field="change_id", found=str(change_id))
    return _facts(row, len(row.rows), _moves([row.id])[row.id], row.rows)


def said(told: Mapping[str, Any], when: str) -> dict[str, Any] | None:
    """What a price says "before" or "after" its change, of a row of one; None where there was none."""
    if when == "before" and "was" in told:
        was: dict[str, Any] | None = told["was"]
        return was
    same = {n: told[n] for n in ("model", "terms", "minimum", "maximum")}
    return {**same, "unit_price": told[when], "tiers": told[f"tiers_{when}"]}


def names(ids: Collection[UUID]) -> dict[UUID, ChangeName]:
    """What some changes are called; none costs no statement."""
    rows = PriceChange.objects.filter(pk__in=ids) if ids else PriceChange.objects.none()
    found = rows.values_list("pk", "name", "source", "recipe")
    return {pk: ChangeName(name, source, recipe) for pk, name, source, recipe in found}


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
    counted = rows.defer("rows").annotate(
        counted=_COUNT
    )  # the database counts what may be thousands
    found, following = keyset(counted, ("-created_at", "-id"), cursor, limit)
    told = _moves([row.id for row in found])
    return [_facts(row, row.counted, told[row.id]) for row in found], following  # type: ignore[attr-defined]


def states(entity_id: UUID) -> dict[str, int]:
    """How many changes are in each state."""
    rows = PriceChange.objects.filter(entity_id=entity_id).values_list("state")
    return dict(rows.annotate(n=Count("id")).order_by("state"))


def _moves(ids: Collection[UUID]) -> dict[UUID, list[MoveFacts]]:
    """What became of some changes and through whom, from the log; two statements whatever their number."""
    found: dict[UUID, list[MoveFacts]] = {pk: [] for pk in ids}
    told = history.history(ids, limit=len(ChangeState) * len(found)) if ids else []
    for event in reversed(told):
        if state := _BECAME.get(event.name):
            move = MoveFacts(state, event.business_on, event.at, event.who)
            found[event.subject_id].append(move)
    return found


def _facts(
    row: PriceChange,
    count: int,
    moves: Sequence[MoveFacts],
    rows: Sequence[Mapping[str, Any]] = (),
) -> PriceChangeFacts:
    told = {n: getattr(row, n) for n in _COLUMNS}
    return PriceChangeFacts(**told, count=count, rows=rows, moves=moves)
