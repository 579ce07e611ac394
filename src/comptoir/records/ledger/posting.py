"""Writes entries: one batch, one statement for all lines, one link of the chain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from comptoir.kernel.errors import Refused
from comptoir.platform import bulk, sql
from comptoir.platform.actions import Do
from comptoir.platform.ids import new_id
from comptoir.records.ledger.core import chain
from comptoir.records.ledger.core.posting import PostingLine
from comptoir.records.ledger.models import Entry, Line

_LINE_COLUMNS = ("entry_id", "account_id", "amount_minor", "currency", "booked_on", "party_id")
_ENTRY_COLUMNS = (
    "id", "entity_id", "batch_id", "number", "journal", "booked_on", "label", "source_kind",
    "source_id", "source_number", "reverses_id", "at", "digest",
)  # fmt: skip

_NULL = r"\N"
_LOCK = """
SELECT closed_through, batches, head, entries,
    (SELECT json_object_agg(a.role, json_build_array(a.id, a.code)) FROM ledger_account a
     WHERE a.entity_id = b.entity_id AND a.role IS NOT NULL)
FROM ledger_book b WHERE entity_id = %s FOR UPDATE OF b
"""
_EXTEND = """
WITH batch AS (
    INSERT INTO ledger_batch (id, entity_id, seq, entries, root, previous, hash)
    VALUES (%(id)s, %(entity_id)s, %(seq)s, %(count)s, %(root)s, %(previous)s, %(hash)s)
), book AS (
    UPDATE ledger_book SET batches = %(seq)s, head = %(hash)s, entries = entries + %(count)s
    WHERE entity_id = %(entity_id)s
)
SELECT nextval(pg_get_serial_sequence('ledger_entry', 'id')) FROM generate_series(1, %(count)s::int)
"""


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
class Locked:
    """The books of a company, nobody else's until the action commits: how far they are closed, the
    end of the chain, and the accounts that play a role: role → (key, code)."""

    closed_through: date | None
    batches: int
    head: str
    entries: int
    accounts: Mapping[str, tuple[int, str]]


@dataclass(frozen=True, slots=True)
class EntryRef:
    """A posted entry: its key, and its gap-free number in the books."""

    id: int
    number: int


def write(
    do: Do, entries: Sequence[Placed], keys: Mapping[str, int], book: Locked | None = None
) -> list[EntryRef]:
    """Post `entries` as one batch, in order. Holds the books until the action commits.

    keys  account code → primary key
    book  the books, if they are locked already
    Raises BooksNotOpen or PeriodIsClosed.
    """
    if not entries:
        return []
    book = book or lock(do)
    _check_open(book, min(e.booked_on for e in entries))
    at = do.now.isoformat()
    facts = [facts_of(book.entries + n, at, e, e.lines) for n, e in enumerate(entries, start=1)]
    sealed = chain.seal(book.head, book.batches + 1, facts)
    batch_id = new_id()
    ids = _extend_chain(do.entity_id, batch_id, sealed)
    rows = [
        (id_, do.entity_id, batch_id, kept.facts.number, e.journal, e.booked_on, e.label,
         e.source_kind, e.source_id, e.source_number, e.reverses_id, do.now, kept.leaf)
        for id_, e, kept in zip(ids, entries, sealed.entries, strict=True)
    ]  # fmt: skip
    # as text: of a bulk run they are the most rows, and none of these values needs escaping
    lines = "".join(
        f"{id_}\t{keys[x.account]}\t{x.amount_minor}\t{x.currency}\t{e.booked_on}\t{x.party or _NULL}\n"
        for id_, e in zip(ids, entries, strict=True)
        for x in e.lines
    )
    _store(rows, lines.encode())
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


def lock(do: Do) -> Locked:
    """Take the books; BooksNotOpen when there are none."""
    row = sql.one(_LOCK, [do.entity_id])
    if row is None:
        raise BooksNotOpen(fix="open the books first")
    *state, accounts = row
    return Locked(*(*state, accounts or {}))


def _check_open(book: Locked, earliest: date) -> None:
    if book.closed_through and earliest <= book.closed_through:
        raise PeriodIsClosed(
            field="booked_on",
            found=earliest.isoformat(),
            expected=f"> {book.closed_through.isoformat()}",
        )


def _extend_chain(entity_id: UUID, batch_id: UUID, sealed: chain.StoredBatch) -> list[int]:
    """Append the batch to the chain; the keys of its entries, reserved by the same statement."""
    facts = {
        "id": batch_id, "entity_id": entity_id, "seq": sealed.seq, "count": sealed.count,
        "root": sealed.root, "previous": sealed.previous, "hash": sealed.hash,
    }  # fmt: skip
    return sorted(pk for (pk,) in sql.rows(_EXTEND, facts))


def _store(entries: list[tuple[Any, ...]], lines: bytes) -> None:
    """All entries by one statement, then all lines by one: the database checks the whole set."""
    bulk.store(Entry._meta.db_table, _ENTRY_COLUMNS, entries)
    bulk.copy(Line._meta.db_table, _LINE_COLUMNS, lines)
