"""Tamper evidence: a Merkle root over each posting batch, each batch linked to the one before.

leaf   SHA-256(0x00 ‖ canonical JSON of the entry)          RFC 6962 §2.1
node   SHA-256(0x01 ‖ left ‖ right)
link   SHA-256(previous link ‖ root ‖ batch number ‖ entries), numbers as 8 bytes, big end first
Hashes are lower-case hex outside this module's inner loops. Standard library only, so that the
verifier can stand alone.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from comptoir.records.ledger.core.posting import PostingLine

GENESIS = "0" * 64  # the link before the first batch


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """What the chain protects of an entry. `at` is its recording instant, ISO 8601 in UTC."""

    number: int
    journal: str
    booked_on: date
    label: str
    source_kind: str
    source_id: str
    source_number: str
    reverses: int | None
    at: str
    lines: tuple[PostingLine, ...]


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An entry as it stands now, with the leaf hash that was kept when it was posted."""

    facts: EntryFacts
    leaf: str


@dataclass(frozen=True, slots=True)
class StoredBatch:
    """A batch as it stands now; entries in the order of their numbers."""

    seq: int
    count: int
    root: str
    previous: str
    hash: str
    entries: tuple[StoredEntry, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong where.

    kind          missing_batch | reordered_batch | altered_batch | broken_link |
                  missing_entry | added_entry | altered_entry | reordered_entry
    entry_number  None where the fault is the batch's own
    """

    kind: str
    batch_seq: int
    entry_number: int | None = None
    found: str = ""
    expected: str = ""


def canonical(entry: EntryFacts) -> bytes:
    """The entry as bytes that are the same for the same facts: JSON, fixed order, UTF-8."""
    return json.dumps(
        [
            entry.number,
            entry.journal,
            entry.booked_on.isoformat(),
            entry.label,
            entry.source_kind,
            entry.source_id,
            entry.source_number,
            entry.reverses,
            entry.at,
            entry.lines,
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()


def leaf_hash(data: bytes) -> str:
    """RFC 6962 leaf hash, hex."""
    return sha256(b"\x00" + data).hexdigest()


def leaves_of(entries: Iterable[EntryFacts]) -> list[str]:
    """The leaf hash of each entry, to be kept beside it."""
    return [leaf_hash(canonical(entry)) for entry in entries]


def merkle_root(leaves: Sequence[str]) -> str:
    """RFC 6962 Merkle tree head over leaf hashes; of none, the hash of nothing."""
    if not leaves:
        return sha256(b"").hexdigest()
    level = [bytes.fromhex(leaf) for leaf in leaves]
    while len(level) > 1:
        odd = level[-1:] if len(level) % 2 else []
        level = [
            sha256(b"\x01" + left + right).digest()
            for left, right in zip(level[::2], level[1::2], strict=False)
        ] + odd
    return level[0].hex()


def link_hash(previous: str, root: str, seq: int, count: int) -> str:
    """The link of a batch to the one before."""
    numbers = seq.to_bytes(8, "big") + count.to_bytes(8, "big")
    return sha256(bytes.fromhex(previous) + bytes.fromhex(root) + numbers).hexdigest()


def seal(previous: str, seq: int, entries: Sequence[EntryFacts]) -> StoredBatch:
    """The batch of these entries, linked to the one before."""
    leaves = leaves_of(entries)
    root = merkle_root(leaves)
    return StoredBatch(
        seq=seq,
        count=len(leaves),
        root=root,
        previous=previous,
        hash=link_hash(previous, root, seq, len(leaves)),
        entries=tuple(StoredEntry(e, leaf) for e, leaf in zip(entries, leaves, strict=True)),
    )


def verify(batches: Iterable[StoredBatch], head: str | None = None) -> list[Fault]:
    """Every fault from the first batch to the last; empty when nothing was touched.

    head  the last link as kept elsewhere (the book, a print-out); finds batches cut off the end
    """
    faults: list[Fault] = []
    seq, link, number = 0, GENESIS, 0
    for batch in batches:
        faults += _order(batch, seq, link)
        faults += _own(batch)
        faults += _entries(batch, number)
        seq, link = max(seq, batch.seq), batch.hash
        number = max([number, *(e.facts.number for e in batch.entries)])
    if head is not None and head != link:
        faults.append(Fault("missing_batch", seq + 1, None, link, head))
    return faults


def _order(batch: StoredBatch, before: int, link: str) -> Iterator[Fault]:
    """Faults between a batch and the one before it."""
    if batch.seq <= before:
        yield Fault("reordered_batch", batch.seq, None, str(batch.seq), str(before + 1))
        return
    for missing in range(before + 1, batch.seq):
        yield Fault("missing_batch", missing)
    if batch.seq == before + 1 and batch.previous != link:
        yield Fault("broken_link", batch.seq, None, batch.previous, link)


def _own(batch: StoredBatch) -> Iterator[Fault]:
    """Faults of the batch's own numbers: its link, and its root over the leaves that were kept."""
    link = link_hash(batch.previous, batch.root, batch.seq, batch.count)
    if link != batch.hash:
        yield Fault("altered_batch", batch.seq, None, batch.hash, link)
    root = merkle_root([entry.leaf for entry in batch.entries])
    if root != batch.root and len(batch.entries) == batch.count:
        yield Fault("altered_batch", batch.seq, None, batch.root, root)


def _entries(batch: StoredBatch, before: int) -> Iterator[Fault]:
    """Faults of single entries: gaps in their numbers, too many, changed or exchanged."""
    now = leaves_of(entry.facts for entry in batch.entries)
    exchanged = Counter(now) == Counter(e.leaf for e in batch.entries)
    expected = before + 1
    for entry, leaf in zip(batch.entries, now, strict=True):
        number = entry.facts.number
        for missing in range(expected, number):
            yield Fault("missing_entry", batch.seq, missing)
        if leaf != entry.leaf:
            kind = "reordered_entry" if exchanged else "altered_entry"
            yield Fault(kind, batch.seq, number, leaf, entry.leaf)
        expected = max(expected, number) + 1
    numbers = [entry.facts.number for entry in batch.entries]
    if len(numbers) > batch.count:
        yield Fault("added_entry", batch.seq, max(numbers), str(len(numbers)), str(batch.count))
    elif len(numbers) < batch.count and expected - 1 - before < batch.count:
        for missing in range(expected, before + batch.count + 1):
            yield Fault("missing_entry", batch.seq, missing)
