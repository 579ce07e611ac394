"""Writes entries: one batch, one statement for all lines, one link of the chain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from comptoir.kernel.errors import Refused
from comptoir.platform import bulk
from comptoir.platform.actions import Do
from comptoir.platform.ids import new_id
from comptoir.records.ledger.core import chain
from comptoir.records.ledger.core.posting import PostingLine
from comptoir.records.ledger.models import Batch, Book, Entry, Line

COPY_FROM = 50  # lines; below, one multi-row INSERT is faster than opening a COPY
_LINE_COLUMNS = ("entry_id", "account_id", "amount_minor", "currency", "booked_on", "party_id")
_ENTRY_COLUMNS = (
    "id", "entity_id", "batch_id", "number", "journal", "booked_on", "label", "source_kind",
    "source_id", "source_number", "reverses_id", "at", "digest",
)  # fmt: skip


class BooksNotOpen(Refused):
    """This company has no books yet."""

    code = "books_not_open"


class PeriodIsClosed(Refused):
    """The period of this date is closed."""

    code = "period_closed"


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry whose accounts are known.

    lines     by account code, debit positive, credit negative, minor units
    reverses  number of the entry that this one undoes, `reverses_id` its key
    """

    journal: str
    booked_on: date
    label: str
    source_kind: str
    source_id: UUID
    source_number: str
    lines: tuple[PostingLine, ...]
    reverses: int | None = None
    reverses_id: int | None = None


@dataclass(frozen=True, slots=True)
class EntryRef:
    """A posted entry: its key, and its gap-free number in the books."""

    id: int
    number: int


def write(do: Do, entries: Sequence[Placed], keys: Mapping[str, int]) -> list[EntryRef]:
    """Post `entries` as one batch, in order. Holds the books until the action commits.

    keys  account code → primary key
    Raises BooksNotOpen or PeriodIsClosed.
    """
    if not entries:
        return []
    book = _lock(do.entity_id, min(e.booked_on for e in entries))
    at = do.now.isoformat()
    facts = [facts_of(book.entries + n, at, e, e.lines) for n, e in enumerate(entries, start=1)]
    sealed = chain.seal(book.head, book.batches + 1, facts)
    batch_id = _extend_chain(do.entity_id, book, sealed)
    ids = bulk.reserve("ledger_entry", "id", len(entries))
    rows = [
        (id_, do.entity_id, batch_id, kept.facts.number, e.journal, e.booked_on, e.label,
         e.source_kind, e.source_id, e.source_number, e.reverses_id, do.now, kept.leaf)
        for id_, e, kept in zip(ids, entries, sealed.entries, strict=True)
    ]  # fmt: skip
    lines = [
        (id_, keys[x.account], x.amount_minor, x.currency, e.booked_on, x.party or None)
        for id_, e in zip(ids, entries, strict=True)
        for x in e.lines
    ]
    _store(rows, lines)
    return [EntryRef(i, f.number) for i, f in zip(ids, facts, strict=True)]


def facts_of(number: int, at: str, entry: Any, lines: tuple[PostingLine, ...]) -> chain.EntryFacts:
    """An entry as the chain protects it; `entry` is a placed one or a row of the table."""
    return chain.EntryFacts(
        number=number,
        journal=entry.journal,
        booked_on=entry.booked_on,
        label=entry.label,
        source_kind=entry.source_kind,
        source_id=str(entry.source_id),
        source_number=entry.source_number,
        reverses=entry.reverses,
        at=at,
        lines=lines,
    )


def _lock(entity_id: UUID, earliest: date) -> Book:
    book = Book.objects.select_for_update().filter(pk=entity_id).first()
    if book is None:
        raise BooksNotOpen(fix="open the books first")
    if book.closed_through and earliest <= book.closed_through:
        raise PeriodIsClosed(
            field="booked_on",
            found=earliest.isoformat(),
            expected=f"> {book.closed_through.isoformat()}",
        )
    return book


def _extend_chain(entity_id: UUID, book: Book, sealed: chain.StoredBatch) -> UUID:
    batch = Batch(
        id=new_id(), entity_id=entity_id, seq=sealed.seq, entries=sealed.count, root=sealed.root,
        previous=sealed.previous, hash=sealed.hash,
    )  # fmt: skip
    batch.save(force_insert=True)
    book.batches, book.head, book.entries = sealed.seq, sealed.hash, book.entries + sealed.count
    book.save(update_fields=["batches", "head", "entries"])
    return batch.pk


def _store(entries: list[tuple[Any, ...]], lines: list[tuple[Any, ...]]) -> None:
    """All entries by one statement, then all lines by one: the database checks the whole set."""
    if len(lines) > COPY_FROM:
        bulk.copy(Entry._meta.db_table, _ENTRY_COLUMNS, entries)
        bulk.copy(Line._meta.db_table, _LINE_COLUMNS, lines)
        return
    Entry.objects.bulk_create(Entry(**dict(zip(_ENTRY_COLUMNS, e, strict=True))) for e in entries)
    Line.objects.bulk_create(Line(**dict(zip(_LINE_COLUMNS, r, strict=True))) for r in lines)
