"""A file of quote lines, step by step as its pages and the API take them: receive → check → commit.

The check prices the whole file with the one engine, in a deed that is undone; so what it shows is what a
commit does. Rows that cannot be accepted are set apart with their reason; the others are added.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile

from comptoir.kernel.errors import Invalid
from comptoir.pages.imports import actions, mapping, running
from comptoir.pages.imports.core import wishes
from comptoir.pages.imports.core.cells import DateOrder, Mark, guess_mark, guess_order
from comptoir.pages.imports.core.wishes import Fault, Layout, Wish
from comptoir.pages.imports.line_words import REFUSED
from comptoir.pages.imports.models import LineFile
from comptoir.pages.imports.reader import Table, recognize
from comptoir.pages.imports.steps import NotChecked
from comptoir.pages.imports.uploads import TooLarge, path_of, receive
from comptoir.platform.actions import Do, begin
from comptoir.platform.problem import detail
from comptoir.platform.roles import Actor
from comptoir.stages.quoting import actions as quoting
from comptoir.stages.quoting.parts import Added

MOST = 5_000
MOST_LETTERS = 20_000_000  # of a whole file
PREVIEWED = 20
NUMBERS = ("quantity", "discount", "net_price")
Said = Mapping[str, str]
Found = tuple[int, Sequence[str]]


class TooManyRows(Invalid):
    """A file of quote lines holds at most 5,000 rows."""

    code = "too_many_rows"


class NothingToImport(Invalid):
    """No row of this file can be added to the quote."""

    code = "nothing_to_import"


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that is set apart, with its cells as they stand in the file.

    reason  of `line_words`, with what was found; "refused" by the engine, in its words
    """

    row: int
    field: str
    reason: str
    found: str
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a file: `added` is None where no row is good."""

    rows: int
    rejects: list[Reject]
    added: Added | None


def likely(header: Sequence[str]) -> dict[str, str]:
    """The column of each field that its name gives away; fields in doubt are left out."""
    found: dict[str, str] = {}
    for field, names in wishes.SYNONYMS.items():
        same = [name for name in header if mapping.plain(name) in names]
        if len(same) == 1 and same[0] not in found.values():
            found[field] = same[0]
    return found


def said(header: Sequence[str], typed: Said) -> dict[str, Any]:
    """The mapping that a form says, as the file keeps it; a column that is not there is refused."""
    columns = {field: typed[field] for field in wishes.FIELDS if typed.get(field)}
    absent = [f for f in wishes.NEEDED if f not in columns]
    absent += [f for f, name in columns.items() if name not in header]
    if absent:
        raise mapping.MissingColumns(
            field=absent[0], found=", ".join(header), missing=", ".join(absent),
            fix="Choose a column.",
        )  # fmt: skip
    twice = [f for f, name in columns.items() if list(columns.values()).count(name) > 1]
    if twice:
        raise mapping.AmbiguousColumns(
            field=twice[0], found=columns[twice[0]], expected="one field for a column",
            fix="Choose a column.",
        )  # fmt: skip
    return {
        "columns": columns,
        "mark": typed.get("mark") if typed.get("mark") in (".", ",") else None,
        "dates": typed.get("dates") if typed.get("dates") in ("iso", "dmy", "mdy") else None,
    }


def take_in(do: Do, quote_id: UUID, upload: UploadedFile[bytes] | None) -> LineFile:
    """Store an upload that is a table; the same content for the same quote is the file that is there."""
    stored = receive(upload)
    kept = ""
    try:
        digest = running.digest(stored)
        known = LineFile.objects.filter(quote_id=quote_id, sha256=digest).first()
        has_one = known is not None and known.path != "" and Path(known.path).is_file()
        told = actions.receive_line_file(
            do, quote_id=quote_id, name=(upload.name if upload else "") or "file", sha256=digest,
            path="" if has_one else str(stored),
        )  # fmt: skip
        file = LineFile.objects.get(pk=told.import_id)
        kept = file.path
    finally:
        if kept != str(stored):
            stored.unlink(missing_ok=True)
    return file


def check(actor: Actor, file: LineFile, given: Mapping[str, Any]) -> None:
    """Read and price the whole file under this mapping, and keep what was found; nothing is added."""
    done, layout = _tried(actor, file, given, dry=True, again=True)
    actions.keep_line_check(
        begin(actor, file.entity_id), import_id=file.pk, mapping=_kept(given, layout),
        found=_shown(done),
    )  # fmt: skip


def commit(actor: Actor, file: LineFile, *, again: bool = False) -> Outcome:
    """Add the good rows; the same file adds nothing a second time, unless it is said."""
    if not file.mapping:
        raise NotChecked(field="state", found=file.state)
    done, layout = _tried(actor, file, file.mapping, dry=False, again=again)
    if done.added is None:
        raise NothingToImport(field="file", found=f"{len(done.rejects)} / {done.rows}")
    actions.keep_line_check(
        begin(actor, file.entity_id), import_id=file.pk, mapping=_kept(file.mapping, layout),
        found=_shown(done),
    )  # fmt: skip
    return done


def _tried(
    actor: Actor, file: LineFile, given: Mapping[str, Any], *, dry: bool, again: bool
) -> tuple[Outcome, Layout]:
    table = recognize(path_of(file))
    found = _rows(table)
    layout = _layout(table, found, given)
    read = [wishes.read(row, cells, layout) for row, cells in found]
    good = [one for one in read if isinstance(one, Wish)]
    faults = {one.row: one for one in read if isinstance(one, Fault)}
    added = _added(actor, file, good, faults, dry=dry, again=again)
    rejects = [
        Reject(row, bad.field, bad.reason, bad.found, [text[:300] for text in cells])
        for row, cells in found
        if (bad := faults.get(row))
    ]
    return Outcome(len(found), rejects, added), layout


def _rows(table: Table) -> list[Found]:
    """All rows; a file that unpacks to more than any list of lines is refused before it fills memory."""
    found: list[Found] = []
    size = 0
    for row, cells in islice(table.rows(), MOST + 1):
        size += sum(map(len, cells))
        if size > MOST_LETTERS:
            raise TooLarge(
                field="file", found=f"> {MOST_LETTERS}", expected=f"at most {MOST_LETTERS}",
                fix="Split it.",
            )  # fmt: skip
        found.append((row, cells))
    if len(found) > MOST:
        raise TooManyRows(field="file", expected=f"at most {MOST}", fix="Split the file.")
    return found


def _added(
    actor: Actor, file: LineFile, good: Sequence[Wish], faults: dict[int, Fault], *,
    dry: bool, again: bool,
) -> Added | None:  # fmt: skip
    """Try all good rows; those that the engine refuses join the faults, the others are tried again."""
    while good:
        do = begin(actor, file.entity_id, dry_run=dry)
        lines = [_line(wish) for wish in good]
        try:
            actions.import_lines(do, import_id=file.pk, lines=lines, again=again)
        except quoting.LinesRefused as refused:
            for at, error in refused.errors.items():
                row = good[at].row
                faults[row] = Fault(row, error.field or "sku", REFUSED, detail(error)[:300])
            good = [wish for at, wish in enumerate(good) if at not in refused.errors]
            continue
        return cast(Added, do.answer)
    return None


def _line(wish: Wish) -> quoting.LineIn:
    told = {n: getattr(wish, n) for n in Wish.__dataclass_fields__ if n != "row"}
    return quoting.LineIn(**told)


def _layout(table: Table, found: Sequence[Found], given: Mapping[str, Any]) -> Layout:
    """Which cell is what; the marks of numbers and days are read from the file where nobody said them."""
    header = list(table.header)
    columns = {field: header.index(name) for field, name in given["columns"].items()}

    def texts(*fields: str) -> list[str]:
        places = [columns[f] for f in fields if f in columns]
        return [cells[at] for _row, cells in found for at in places if at < len(cells)]

    mark = given["mark"] or guess_mark(t.strip(" %=-€") for t in texts(*NUMBERS)) or "."
    days = [text for text in texts("deliver_on") if text.strip()]
    dates = given["dates"] or guess_order(days) or (None if days else "iso")
    if dates is None:
        raise mapping.AmbiguousDates(
            field="dates", found="days and months up to 12 only", expected="dmy or mdy",
            fix="Choose the order of day and month.",
        )  # fmt: skip
    return Layout(columns, len(header), cast(Mark, mark), cast(DateOrder, dates))


def _kept(given: Mapping[str, Any], layout: Layout) -> dict[str, Any]:
    return {"columns": dict(given["columns"]), "mark": layout.mark, "dates": layout.dates}


def _shown(done: Outcome) -> dict[str, Any]:
    """What the pages show of a check or a commit, as JSON."""
    found: dict[str, Any] = {
        "rows": done.rows,
        "rejected": len(done.rejects),
        "rejects": [[r.row, r.field, r.reason, r.found, r.cells] for r in done.rejects],
        "good": 0,
    }
    if done.added:
        new = set(done.added.ids)
        lines = [line for line in done.added.quote.lines if line.id in new]
        found |= {
            "good": len(lines),
            "lines_minor": sum(line.promised_minor for line in lines),
            "net_minor": done.added.quote.net_minor,
            "currency": done.added.quote.currency,
            "lines": [
                [li.sku, li.description, str(li.quantity), str(li.list_price), str(li.unit_net),
                 li.total_minor, li.section, li.optional]
                for li in lines[:PREVIEWED]
            ],
        }  # fmt: skip
    return found


def rejects_of(file: LineFile) -> list[Reject]:
    """The rows that the last check or commit set apart, in the order of the file."""
    return [Reject(*told) for told in file.found.get("rejects", [])]


def files_of(quote_id: UUID, limit: int = 20) -> list[LineFile]:
    """The files that came in for a quote, newest first."""
    return list(LineFile.objects.filter(quote_id=quote_id).order_by("-created_at", "-id")[:limit])
