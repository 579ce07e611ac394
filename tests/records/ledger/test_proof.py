from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection

from comptoir.platform.actions import Do, begin
from comptoir.platform.roles import SYSTEM
from comptoir.records.ledger import actions, queries, verifier
from comptoir.records.ledger.actions import ManualLine
from comptoir.records.ledger.models import Book

from .drafts import DAY, post, sale

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def as_owner(table: str) -> Iterator[None]:
    """What the owner of the database could do behind the program's back."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def books(do: Do) -> None:
    """Three batches: 1, 2–4 and a reversal pair."""
    post(do, [sale(1)])
    post(do, [sale(n) for n in (2, 3, 4)])
    fees = actions.post_manual(
        begin(SYSTEM, do.entity_id), journal="OD", booked_on=DAY, label="Frais « été »",
        currency="EUR", lines=[ManualLine("627000", 5), ManualLine("512000", -5)],
    )  # fmt: skip
    actions.reverse_entry(begin(SYSTEM, do.entity_id), entry_id=fees.entry_id, reason="no")


def outside(do: Do) -> list[verifier.Fault]:
    """What the stand-alone verifier says of an export."""
    return list(verifier.check(json.loads(line) for line in queries.export_chain(do.entity_id)))


def test_untouched_books_have_no_fault(do: Do) -> None:
    assert queries.verify(do.entity_id) == outside(do) == []
    books(do)
    assert queries.verify(do.entity_id) == outside(do) == []


@pytest.mark.parametrize(
    ("table", "deed"),
    [
        (
            "ledger_line",
            "UPDATE ledger_line SET amount_minor = amount_minor * 2 WHERE entry_id = {id}",
        ),
        ("ledger_line", "UPDATE ledger_line SET party_id = NULL WHERE entry_id = {id}"),
        ("ledger_line", "DELETE FROM ledger_line WHERE entry_id = {id}"),
        ("ledger_entry", "UPDATE ledger_entry SET booked_on = '2027-01-01' WHERE id = {id}"),
        ("ledger_entry", "UPDATE ledger_entry SET label = 'x' WHERE id = {id}"),
    ],
)
def test_an_altered_row_is_found_and_its_entry_named(do: Do, table: str, deed: str) -> None:
    books(do)
    target = queries.journal(do.entity_id, document="F-3")[0][0].head
    with as_owner(table):
        run(deed.format(id=target.id))
    (fault,) = queries.verify(do.entity_id)
    assert (fault.kind, fault.batch_seq, fault.entry_number) == ("altered_entry", 2, 3)
    (named,) = outside(do)
    assert (named.kind, named.batch, named.entry) == ("entry_altered", 2, 3)


def test_a_row_altered_with_its_digest_is_found_by_its_batch(do: Do) -> None:
    books(do)
    with as_owner("ledger_entry"):
        run("UPDATE ledger_entry SET digest = repeat('a', 64) WHERE number = 3")
    assert {f.batch_seq for f in queries.verify(do.entity_id)} == {2}
    assert {f.kind for f in outside(do)} == {"root_differs", "entry_altered"}


def test_a_batch_cut_off_the_end_is_found(do: Do) -> None:
    books(do)
    kept = Book.objects.get(pk=do.entity_id).head
    with as_owner("ledger_line"), as_owner("ledger_entry"), as_owner("ledger_batch"):
        run(
            "DELETE FROM ledger_line WHERE entry_id = (SELECT id FROM ledger_entry WHERE number = 6)"
        )
        run("DELETE FROM ledger_entry WHERE number = 6")
        run("DELETE FROM ledger_batch WHERE seq = 4")
    assert [f.kind for f in queries.verify(do.entity_id)] == ["missing_batch"]
    last = list(queries.export_chain(do.entity_id))
    run(f"UPDATE ledger_book SET batches = 3, head = '{json.loads(last[-2])['hash']}'")
    assert queries.verify(do.entity_id) == []  # a perfect forgery …
    rows = [json.loads(line) for line in queries.export_chain(do.entity_id)]
    assert [f.kind for f in verifier.check(rows, kept)] == ["head_unknown"]  # … but for a kept head


def test_the_verifier_runs_alone_and_names_the_entry(do: Do, tmp_path: Path) -> None:
    books(do)
    export = tmp_path / "export.jsonl"
    export.write_text("\n".join(queries.export_chain(do.entity_id)) + "\n", encoding="utf-8")

    def verdict() -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-I", verifier.__file__, str(export)], capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        return done.returncode, done.stdout

    assert verdict() == (0, "the books are as they were written\n")
    export.write_text(export.read_text().replace("Invoice F-3", "Invoice F-X"), encoding="utf-8")
    code, said = verdict()
    assert code == 1
    assert "entry 3 was altered" in said
