"""Usage as people type or paste it: one record a line — key, day, quantity. Reads text, writes nothing."""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO
from uuid import UUID

from comptoir.kernel.errors import Invalid
from comptoir.shell.reading import parse_number
from comptoir.stages.metering.core.records import UsageIn

MAX_ROWS = 5_000
SEPARATORS = "\t;,"


class PasteUnreadable(Invalid):
    """Each line needs a key, a day and a quantity."""

    code = "usage_paste_unreadable"


def read(text: str, service_id: UUID, lang: str) -> list[UsageIn]:
    """The records of pasted or CSV text; a first line without a day is taken for headings.

    Columns are separated by tab, semicolon or comma; days are 2026-01-31. Raises PasteUnreadable
    that names the line.
    """
    separator = next((s for s in SEPARATORS if s in text), "\t")
    rows = [r for r in csv.reader(StringIO(text), delimiter=separator) if any(r)]
    if rows and len(rows[0]) > 1 and _day(rows[0][1]) is None:
        rows = rows[1:]
    if not rows or len(rows) > MAX_ROWS:
        raise PasteUnreadable(field="rows", found=len(rows), expected=f"1 to {MAX_ROWS} lines")
    return [_row(n, row, service_id, lang) for n, row in enumerate(rows)]


def _row(n: int, row: list[str], service_id: UUID, lang: str) -> UsageIn:
    day = _day(row[1]) if len(row) == 3 else None
    if day is None:
        raise PasteUnreadable(
            field=f"rows.{n}", found=" | ".join(row)[:80], expected="key, 2026-01-31, 12.5"
        )
    quantity = parse_number(row[2], lang, field=f"rows.{n}.quantity")
    return UsageIn(service_id, row[0].strip(), day, quantity)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
