"""Gap-free numbers per company, series and year, taken last inside the transaction that issues."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from comptoir.kernel.errors import Refused
from comptoir.platform import sql
from comptoir.platform.actions import Do

# series: prefix printed before the year. The law asks one chronological sequence per series
# (CGI ann. II art. 242 nonies A I 7°).
PREFIXES = {
    "customer": "C",
    "opportunity": "OPP",
    "quote": "Q",
    "contract": "K",
    "order": "SO",
    "delivery": "BL",
    "return": "BR",
    "invoice": "F",
    "credit_note": "A",
    "payment": "P",
    "entry": "E",
    "renewal": "R",
}
CHRONOLOGICAL = frozenset({"invoice", "credit_note"})
_TAKE = """
INSERT INTO platform_counter AS c (entity_id, series, year, last, last_on) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (entity_id, series, year)
DO UPDATE SET last = c.last + excluded.last, last_on = greatest(c.last_on, excluded.last_on)
RETURNING last, last_on, CASE WHEN %s AND current_setting('synchronous_commit') = 'off'
    THEN set_config('synchronous_commit', 'on', true) END
"""


class OutOfOrder(Refused):
    """A later number of this series already bears a later date."""

    code = "number_out_of_order"


def take(do: Do, series: str, on: date, count: int = 1) -> int:
    """The first of `count` consecutive numbers; holds the counter until the action commits.

    A number that the law counts is on disk before anybody sees it, in a reaction too.
    Raises OutOfOrder when the series is chronological and a later date was numbered before.
    """
    assert connection.in_atomic_block, "a number is taken inside an action"
    legal = series in CHRONOLOGICAL
    taken = sql.one(_TAKE, [do.entity_id, series, on.year, count, on, legal])
    assert taken is not None
    last, last_on, _ = taken
    if legal and last_on > on:
        raise OutOfOrder(field="issued_on", found=on.isoformat(), expected=f"{last_on} or later")
    return int(last) - count + 1


def last_on(do: Do, series: str, year: int) -> date | None:
    """The day of the last number of a series and year, held until the action commits."""
    assert connection.in_atomic_block, "a number is taken inside an action"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT last_on FROM platform_counter"
            " WHERE entity_id = %s AND series = %s AND year = %s FOR UPDATE",
            [do.entity_id, series, year],
        )
        row = cursor.fetchone()
    return row[0] if row else None


class Standing(NamedTuple):
    """The last number of a series and year, and its day."""

    last: int
    last_on: date


def standing(entity_id: UUID) -> dict[tuple[str, int], Standing]:
    """How far each series and year of a company is now; nothing is held."""
    rows = sql.rows(
        "SELECT series, year, last, last_on FROM platform_counter WHERE entity_id = %s", [entity_id]
    )
    return {(series, year): Standing(last, last_on) for series, year, last, last_on in rows}


def show(series: str, year: int, n: int) -> str:
    """`F-2027-0001`: prefix, year, at least four digits."""
    return f"{PREFIXES[series]}-{year}-{n:04d}"


def next_number(do: Do, series: str, on: date) -> str:
    """The next number of a series, as printed."""
    return show(series, on.year, take(do, series, on))
