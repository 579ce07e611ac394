"""Proof that nobody touched the books: check the chain here, or hand it out to be checked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from comptoir.records.ledger.core import chain
from comptoir.records.ledger.core.posting import PostingLine
from comptoir.records.ledger.models import Batch, Book
from comptoir.records.ledger.posting import facts_of

_ENTRIES = """
SELECT b.seq, e.number, e.journal, e.booked_on, e.label, e.source_kind, e.source_id,
       e.source_number, r.number AS reverses, e.at, e.digest, l.lines
FROM ledger_entry e
JOIN ledger_batch b ON b.id = e.batch_id
LEFT JOIN ledger_entry r ON r.id = e.reverses_id
CROSS JOIN LATERAL (
    SELECT json_agg(json_build_array(a.code, l.amount_minor, l.currency,
                                     coalesce(l.party_id::text, '')) ORDER BY l.id) AS lines
    FROM ledger_line l JOIN ledger_account a ON a.id = l.account_id WHERE l.entry_id = e.id
) l
WHERE e.entity_id = %s
ORDER BY b.seq, e.number
"""


class _Row(NamedTuple):
    """An entry as it stands in the table now, in the order of the columns of _ENTRIES."""

    seq: int
    number: int
    journal: str
    booked_on: date
    label: str
    source_kind: str
    source_id: UUID
    source_number: str
    reverses: int | None
    at: datetime
    digest: str
    lines: list[list[Any]] | None


def verify(entity_id: UUID) -> list[chain.Fault]:
    """Every fault of the books, naming batch and entry; empty when nothing was touched."""
    book = Book.objects.filter(pk=entity_id).first()
    return chain.verify(_batches(entity_id), book.head if book else chain.GENESIS)


def export_chain(entity_id: UUID) -> Iterator[str]:
    """The books as JSON lines for the stand-alone verifier: the head, then batches and entries."""
    book = Book.objects.filter(pk=entity_id).first()
    yield _json(
        {
            "format": "comptoir-books-1",
            "entity": str(entity_id),
            "batches": book.batches if book else 0,
            "head": book.head if book else chain.GENESIS,
        }
    )
    for batch in _batches(entity_id):
        yield _json(
            {
                "seq": batch.seq,
                "entries": batch.count,
                "root": batch.root,
                "previous": batch.previous,
                "hash": batch.hash,
            }
        )
        for kept in batch.entries:
            yield _json(_exported(kept))


def _json(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def _exported(kept: chain.StoredEntry) -> dict[str, Any]:
    facts = kept.facts
    body = {name: getattr(facts, name) for name in facts.__dataclass_fields__}
    body["booked_on"] = facts.booked_on.isoformat()
    body["lines"] = [line._asdict() for line in facts.lines]
    return {**body, "digest": kept.leaf}


def _batches(entity_id: UUID) -> Iterator[chain.StoredBatch]:
    """The batches in order, each with its entries, read as a stream."""
    groups = groupby(_rows(entity_id), key=lambda row: row.seq)
    seq, rows = next(groups, (None, iter(())))
    for batch in Batch.objects.filter(entity_id=entity_id).order_by("seq").iterator():
        entries: tuple[chain.StoredEntry, ...] = ()
        if seq == batch.seq:
            entries = tuple(_stored(row) for row in rows)
            seq, rows = next(groups, (None, iter(())))
        yield chain.StoredBatch(
            batch.seq, batch.entries, batch.root, batch.previous, batch.hash, entries
        )


def _rows(entity_id: UUID) -> Iterator[_Row]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(_ENTRIES, [entity_id])
        while page := cursor.fetchmany(2000):
            yield from map(_Row._make, page)


def _stored(row: _Row) -> chain.StoredEntry:
    lines = tuple(PostingLine(*line) for line in row.lines or ())
    return chain.StoredEntry(facts_of(row.number, row.at.isoformat(), row, lines), row.digest)
