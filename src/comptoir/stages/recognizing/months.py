"""The month run: the revenue of days of service, for every obligation that runs over time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.db import connection

from comptoir.kernel.period import add_months, month_of
from comptoir.platform.actions import Do
from comptoir.stages.recognizing.booking import Earned, Origin, first_open_day, write
from comptoir.stages.recognizing.core.schedule import (
    ONE_DAY,
    Obligation,
    Pattern,
    recognized_to_date,
)
from comptoir.stages.recognizing.sources import Head

CHUNK = 5_000
# Locked first, read after: what another deed wrote while we waited for its lock is then seen.
_LOCK = """
SELECT id FROM recognizing_obligation
WHERE entity_id = %s AND pattern = 'straight_line' AND starts_on <= %s AND id > %s
ORDER BY id LIMIT %s FOR UPDATE
"""
_DUE = """
SELECT o.id, o.customer_id, o.currency, o.account_role, o.booked_on,
       o.total_minor, o.starts_on, o.ends_on, coalesce(r.done, 0)::bigint, r.through
FROM recognizing_obligation o
LEFT JOIN LATERAL (
    SELECT sum(x.amount_minor) AS done, max(x.month) FILTER (WHERE x.cause = 'time') AS through
    FROM recognizing_recognition x WHERE x.obligation_id = o.id
) r ON true
WHERE o.id = ANY(%s) AND coalesce(r.done, 0) <> o.total_minor
ORDER BY o.id
"""


def post_through(do: Do, last: date) -> list[Earned]:
    """Recognize every month up to the one that ends on `last` that has no row yet."""
    earned = [e for chunk in _chunks(do.entity_id, last) for e in _due(do, chunk, last)]
    by_month: dict[date, list[Earned]] = {}
    for e in earned:
        by_month.setdefault(e.month, []).append(e)
    for month, rows in sorted(by_month.items()):
        write(do, rows, Origin(do.entity_id, f"{month:%Y-%m}"))
    return earned


def _chunks(entity_id: UUID, last: date) -> Iterator[list[int]]:
    after = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_LOCK, [entity_id, last, after, CHUNK])
            ids = [pk for (pk,) in cursor.fetchall()]
        if not ids:
            return
        yield ids
        after = ids[-1]


def _due(do: Do, ids: list[int], last: date) -> Iterator[Earned]:
    with connection.cursor() as cursor:
        cursor.execute(_DUE, [ids])
        rows = cursor.fetchall()
    days: dict[date, date] = {}
    for *head, total, start, end, done, through in rows:
        term = Obligation(Pattern.STRAIGHT_LINE, total, start, end)
        for month, minor in amounts(term, done, through, last):
            if month not in days:
                days[month] = first_open_day(do.entity_id, month_of(month).last)
            yield Earned(Head(*head), "time", month, days[month], minor)


def amounts(
    term: Obligation, done_minor: int, through: date | None, last: date
) -> Iterator[tuple[date, int]]:
    """(first day of the month, amount) of each month after `through`, up to `last`, that is due.

    Each month brings what is recognized to what is earned to its end, so whatever was corrected
    before is made good in the first of them.
    """
    assert term.start, "straight line has dates"
    assert term.end, "straight line has dates"
    month = add_months(through, 1) if through else term.start.replace(day=1)
    stop = min(last, term.end - ONE_DAY)
    while month <= stop:
        minor = recognized_to_date(term, month_of(month).last) - done_minor
        if minor:
            yield month, minor
        done_minor += minor
        month = add_months(month, 1)
