"""Checks an export of the books without the program that wrote it. Standard library only.

    python verifier.py export.jsonl [expected-head]

The first line names the books, their number of batches and the head of the chain. Then, in order,
each batch is followed by its entries.
digest  SHA-256(00 ‖ JSON array of the entry's fields)            RFC 6962 §2.1 leaf
root    Merkle tree over the digests, nodes SHA-256(01 ‖ left ‖ right)
hash    SHA-256(previous hash ‖ root ‖ batch number ‖ entries), numbers as 8 bytes, big end first
Whoever kept an older head can prove with it that nothing before it was changed.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

ZERO = "0" * 64
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it was written; `batch` and `entry` name the place."""

    kind: str
    batch: int | None
    entry: int | None
    text: str


FIELDS = (
    "number", "journal", "booked_on", "label", "source_kind", "source_id", "source_number",
    "reverses", "at",
)  # fmt: skip


def canonical(entry: Row) -> bytes:
    """The one spelling of an entry that is hashed: an array, no blanks, UTF-8."""
    lines = [[x["account"], x["amount_minor"], x["currency"], x["party"]] for x in entry["lines"]]
    body = [*(entry[name] for name in FIELDS), lines]
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()


def digest(entry: Row) -> str:
    """The leaf of an entry."""
    return hashlib.sha256(b"\x00" + canonical(entry)).hexdigest()


def merkle_root(leaves: Sequence[str]) -> str:
    """Root over hex digests (RFC 6962): an odd last node moves up unchanged."""
    level = [bytes.fromhex(leaf) for leaf in leaves]
    while len(level) > 1:
        pairs = [
            hashlib.sha256(b"\x01" + level[i] + level[i + 1]).digest()
            for i in range(0, len(level) - 1, 2)
        ]
        level = pairs + ([level[-1]] if len(level) % 2 else [])
    return level[0].hex() if level else hashlib.sha256(b"").hexdigest()


def link(previous: str, seq: int, root: str, entries: int) -> str:
    """The hash of a batch: it binds the batch before, its own place, its root and its size."""
    numbers = seq.to_bytes(8, "big") + entries.to_bytes(8, "big")
    return hashlib.sha256(bytes.fromhex(previous) + bytes.fromhex(root) + numbers).hexdigest()


def check(rows: Iterable[Row], expected_head: str | None = None) -> Iterator[Fault]:
    """Every fault of an export, in its order; none for books that are as they were written."""
    stream = iter(rows)
    book = next(stream, None)
    if book is None or "head" not in book:
        yield Fault("no_book", None, None, "the first line must name the books and their head")
        return
    head, seq, number = ZERO, 0, 0
    heads = {ZERO}
    for batch, entries in _batches(stream):
        seq += 1
        yield from _batch_faults(batch, entries, head, seq)
        for entry in entries:
            number += 1
            yield from _entry_faults(batch, entry, number)
            number = int(entry["number"])
        head = str(batch["hash"])
        heads.add(head)
    if (head, seq) != (book["head"], book["batches"]):
        yield Fault("head_differs", seq, None, f"the chain ends at {head} after {seq} batches,"
                    f" the books say {book['head']} after {book['batches']}")  # fmt: skip
    if expected_head and expected_head not in heads:
        yield Fault("head_unknown", None, None, f"this chain has no head {expected_head}")


def _batches(stream: Iterator[Row]) -> Iterator[tuple[Row, list[Row]]]:
    batch: Row | None = None
    entries: list[Row] = []
    for row in stream:
        if "root" in row:
            if batch is not None:
                yield batch, entries
            batch, entries = row, []
        else:
            entries.append(row)
    if batch is not None:
        yield batch, entries


def _batch_faults(batch: Row, entries: list[Row], head: str, seq: int) -> Iterator[Fault]:
    n = int(batch["seq"])
    if n != seq:
        yield Fault("batch_missing", seq, None, f"batch {seq} is missing, found {n}")
    if batch["previous"] != head:
        yield Fault("chain_broken", n, None, f"batch {n} does not follow the batch before it")
    if len(entries) != batch["entries"]:
        yield Fault("entries_missing", n, None, f"batch {n} holds {len(entries)} entries,"
                    f" {batch['entries']} were posted")  # fmt: skip
    if merkle_root([str(e["digest"]) for e in entries]) != batch["root"]:
        yield Fault("root_differs", n, None, f"batch {n} does not hold what was posted")
    if link(batch["previous"], n, batch["root"], batch["entries"]) != batch["hash"]:
        yield Fault("batch_altered", n, None, f"the row of batch {n} was altered")


def _entry_faults(batch: Row, entry: Row, expected: int) -> Iterator[Fault]:
    at, n = int(batch["seq"]), int(entry["number"])
    if n != expected:
        yield Fault("number_gap", at, n, f"entry {expected} was expected, found {n}")
    if digest(entry) != entry["digest"]:
        yield Fault("entry_altered", at, n, f"entry {n} was altered (its row or one of its lines)")
    sums: dict[str, int] = {}
    for line in entry["lines"]:
        sums[line["currency"]] = sums.get(line["currency"], 0) + int(line["amount_minor"])
    for currency, off in sums.items():
        if off:
            yield Fault("unbalanced", at, n, f"entry {n} is out of balance by {off} {currency}")


def main(arguments: list[str]) -> int:
    """Print the faults; 0 when there is none, 1 when there are some, 2 when called wrongly."""
    if not 1 <= len(arguments) <= 2:
        sys.stderr.write("python verifier.py export.jsonl [expected-head]\n")
        return 2
    count = 0
    with open(arguments[0], encoding="utf-8") as file:
        rows = (json.loads(line) for line in file if line.strip())
        for fault in check(rows, *arguments[1:]):
            count += 1
            sys.stdout.write(f"{fault.kind}: {fault.text}\n")
    sys.stdout.write("the books are as they were written\n" if not count else f"{count} faults\n")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
