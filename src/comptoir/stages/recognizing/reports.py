"""The revenue of a company on one page each: waterfall, deferred revenue, the proof that it adds up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from comptoir.records.ledger import queries as ledger
from comptoir.records.parties import queries as parties


@dataclass(frozen=True, slots=True)
class WaterfallRow:
    """What was booked in a month: promised, recognized per month, and what is still to come.

    cells      recognized or scheduled, one per column of the waterfall, minor units
    to_come    recognized later than the last posting: scheduled over time
    undated    of what remains, the part that no day is known of: it waits for deliveries or bills
    """

    month: date
    booked_minor: int
    recognized_minor: int
    cells: tuple[int, ...]
    to_come_minor: int

    @property
    def remaining_minor(self) -> int:
        return self.booked_minor - self.recognized_minor

    @property
    def undated_minor(self) -> int:
        return self.remaining_minor - self.to_come_minor


@dataclass(frozen=True, slots=True)
class WaterfallFacts:
    """Booking month × recognition month of one currency.

    columns   months, first days, ascending, without a gap
    to_come   from which column on amounts are (also) scheduled; None: nothing is
    """

    currency: str
    columns: tuple[date, ...]
    rows: tuple[WaterfallRow, ...]
    to_come: date | None

    @property
    def column_totals(self) -> tuple[int, ...]:
        return tuple(sum(row.cells[i] for row in self.rows) for i in range(len(self.columns)))


@dataclass(frozen=True, slots=True)
class DeferredFacts:
    """One contract (or an order without one) whose billing and revenue differ.

    A positive balance was billed ahead: a contract liability. A negative one was earned and is not
    billed yet: a contract asset (IFRS 15 §105). The two are never netted across contracts.
    """

    customer_id: UUID
    customer: str
    contract_id: UUID | None
    contract_number: str
    order_id: UUID | None
    order_number: str
    currency: str
    billed_minor: int
    recognized_minor: int

    @property
    def balance_minor(self) -> int:
        return self.billed_minor - self.recognized_minor

    @property
    def liability_minor(self) -> int:
        return max(self.balance_minor, 0)

    @property
    def asset_minor(self) -> int:
        return max(-self.balance_minor, 0)


@dataclass(frozen=True, slots=True)
class MonthMove:
    """Deferred revenue of one month: opening + billed − recognized = closing."""

    month: date
    currency: str
    opening_minor: int
    billed_minor: int
    recognized_minor: int

    @property
    def closing_minor(self) -> int:
        return self.opening_minor + self.billed_minor - self.recognized_minor


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Two sides of one truth: documents and schedules here, the ledger there.

    billed      Σ net of issued invoices and credit notes, deposits and their deductions left out, and the
                VAT inside the price of sales under a margin scheme
    recognized  Σ recognitions
    deferred    credit balance of the account of deferred revenue, by the ledger alone
    """

    currency: str
    billed_minor: int
    recognized_minor: int
    deferred_minor: int

    @property
    def difference_minor(self) -> int:
        return self.billed_minor - self.recognized_minor - self.deferred_minor

    @property
    def agrees(self) -> bool:
        return self.difference_minor == 0


@dataclass(frozen=True, slots=True)
class CountryMonth:
    """Revenue posted in a month from the customers of a country."""

    month: date
    country: str
    currency: str
    amount_minor: int


# By day first: to cut every row to its month takes longer than to sum it.
_BOOKED = """
SELECT currency, date_trunc('month', booked_on)::date, sum(minor)::bigint
FROM (SELECT currency, booked_on, sum(promised_minor) AS minor
      FROM recognizing_total WHERE entity_id = %s GROUP BY 1, 2) days
GROUP BY 1, 2
"""
_POSTED = """
SELECT currency, date_trunc('month', booked_on)::date, date_trunc('month', day)::date,
       sum(minor)::bigint
FROM (SELECT currency, booked_on, day, sum(recognized_minor) AS minor
      FROM recognizing_total WHERE entity_id = %s AND recognized_minor <> 0 GROUP BY 1, 2, 3) days
GROUP BY 1, 2, 3
"""
# What the month runs to come will post: earned to each month's end, minus what was before it.
_TO_COME = """
WITH running AS (
    SELECT o.currency, o.booked_on, o.total_minor, o.starts_on, o.ends_on,
           coalesce(r.done, 0) AS done,
           greatest(date_trunc('month', o.starts_on)::date,
                    (r.through + interval '1 month')::date) AS first
    FROM recognizing_obligation o
    LEFT JOIN LATERAL (
        SELECT sum(x.amount_minor) AS done, max(x.month) FILTER (WHERE x.cause = 'time') AS through
        FROM recognizing_recognition x WHERE x.obligation_id = o.id
    ) r ON true
    WHERE o.entity_id = %s AND o.pattern = 'straight_line'
      AND coalesce(r.done, 0) <> o.total_minor
), earned AS (
    SELECT n.*, m::date AS month,
           round(n.total_minor
                 * (least((m + interval '1 month')::date, n.ends_on) - n.starts_on)::numeric
                 / (n.ends_on - n.starts_on)) AS through_month,
           round(n.total_minor * greatest(m::date - n.starts_on, 0)::numeric
                 / (n.ends_on - n.starts_on)) AS before_month
    FROM running n
    CROSS JOIN LATERAL generate_series(n.first, n.ends_on - 1, interval '1 month') m
)
SELECT currency, date_trunc('month', booked_on)::date, month,
       sum(through_month - CASE WHEN month = first THEN done ELSE before_month END)::bigint
FROM earned GROUP BY 1, 2, 3
"""
# A document of an order bills that order alone (constraint invoice_lines_of_order), so its net is
# enough; the lines are read of documents that stand over several orders.
_DEFERRED = """
WITH moves AS (
    SELECT v.customer_id, v.currency, v.order_id, v.net_minor - v.margin_vat_minor AS billed,
           0::bigint AS recognized
    FROM invoicing_invoice v
    WHERE v.entity_id = %(entity)s AND v.state = 'issued' AND v.issued_on <= %(on)s
      AND v.order_id IS NOT NULL
    UNION ALL
    SELECT v.customer_id, v.currency, v.order_id, b.margin_vat_minor - b.net_minor, 0
    FROM invoicing_line b JOIN invoicing_invoice v ON v.id = b.invoice_id
    WHERE b.kind IN ('deposit', 'deduction')
      AND v.entity_id = %(entity)s AND v.state = 'issued' AND v.issued_on <= %(on)s
      AND v.order_id IS NOT NULL
    UNION ALL
    SELECT v.customer_id, v.currency, l.order_id, b.net_minor - b.margin_vat_minor, 0
    FROM invoicing_invoice v
    JOIN invoicing_line b ON b.invoice_id = v.id AND b.kind NOT IN ('deposit', 'deduction')
    LEFT JOIN ordering_line l ON l.id = b.order_line_id
    WHERE v.entity_id = %(entity)s AND v.state = 'issued' AND v.issued_on <= %(on)s
      AND v.order_id IS NULL
    UNION ALL
    SELECT customer_id, currency, order_id, 0, recognized_minor
    FROM recognizing_total WHERE entity_id = %(entity)s AND day <= %(on)s
), open AS (
    SELECT m.customer_id, m.currency, o.contract_id,
           CASE WHEN o.contract_id IS NULL THEN o.id END AS order_id,
           sum(m.billed)::bigint AS billed, sum(m.recognized)::bigint AS recognized
    FROM moves m LEFT JOIN ordering_order o ON o.id = m.order_id
    GROUP BY 1, 2, 3, 4 HAVING sum(m.billed) <> sum(m.recognized)
)
SELECT m.customer_id, c.name, k.id, coalesce(k.number, ''), o.id, coalesce(o.number, ''),
       m.currency, m.billed, m.recognized
FROM open m
JOIN parties_customer c ON c.id = m.customer_id
LEFT JOIN ordering_order o ON o.id = m.order_id
LEFT JOIN contracting_contract k ON k.id = m.contract_id
ORDER BY abs(m.billed - m.recognized) DESC, c.name, o.id, k.id
"""
# Net of the documents, minus their deposit and deduction lines: far fewer rows than all lines.
_BILLED = """
SELECT v.currency, date_trunc('month', v.issued_on)::date,
       sum(v.net_minor - v.margin_vat_minor - coalesce(d.net, 0))::bigint
FROM invoicing_invoice v
LEFT JOIN (
    SELECT b.invoice_id, sum(b.net_minor - b.margin_vat_minor) AS net FROM invoicing_line b
    WHERE b.kind IN ('deposit', 'deduction') GROUP BY 1
) d ON d.invoice_id = v.id
WHERE v.entity_id = %s AND v.state = 'issued' AND v.kind <> 'deposit'
GROUP BY 1, 2
"""
_RECOGNIZED = """
SELECT currency, sum(recognized_minor)::bigint FROM recognizing_total WHERE entity_id = %s
GROUP BY 1
"""
_COUNTRIES = """
SELECT date_trunc('month', t.day)::date, c.country, t.currency, sum(t.minor)::bigint
FROM (SELECT customer_id, currency, day, sum(recognized_minor) AS minor
      FROM recognizing_total WHERE entity_id = %s AND recognized_minor <> 0 GROUP BY 1, 2, 3) t
JOIN parties_customer c ON c.id = t.customer_id
GROUP BY 1, 2, 3 ORDER BY 1, 3, 4 DESC, 2
"""
_FIRST_OPEN = """
SELECT min(greatest(date_trunc('month', o.starts_on)::date, (r.through + interval '1 month')::date))
FROM recognizing_obligation o
LEFT JOIN LATERAL (
    SELECT sum(x.amount_minor) AS done, max(x.month) FILTER (WHERE x.cause = 'time') AS through
    FROM recognizing_recognition x WHERE x.obligation_id = o.id
) r ON true
WHERE o.entity_id = %s AND o.pattern = 'straight_line' AND coalesce(r.done, 0) <> o.total_minor
"""
_AUDIT = """
WITH raw AS (
    SELECT o.customer_id, l.order_id, o.currency, o.booked_on, o.booked_on AS day,
           o.total_minor AS promised, 0 AS recognized
    FROM recognizing_obligation o JOIN ordering_line l ON l.id = o.order_line_id
    WHERE o.entity_id = %(entity)s
    UNION ALL
    SELECT o.customer_id, l.order_id, o.currency, o.booked_on, r.recognized_on, 0, r.amount_minor
    FROM recognizing_recognition r
    JOIN recognizing_obligation o ON o.id = r.obligation_id
    JOIN ordering_line l ON l.id = o.order_line_id
    WHERE o.entity_id = %(entity)s
    UNION ALL
    SELECT customer_id, order_id, currency, booked_on, day, -promised_minor, -recognized_minor
    FROM recognizing_total WHERE entity_id = %(entity)s
)
SELECT count(*) FROM (
    SELECT FROM raw GROUP BY customer_id, order_id, currency, booked_on, day
    HAVING sum(promised) <> 0 OR sum(recognized) <> 0
) off
"""


def _fetch(sql: str, params: Sequence[Any] | dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def waterfall(entity_id: UUID) -> list[WaterfallFacts]:
    """Booking month × recognition month, one per currency: recognized, and scheduled over time."""
    booked: dict[str, dict[date, int]] = {}
    for currency, month, minor in _fetch(_BOOKED, [entity_id]):
        booked.setdefault(currency, {})[month] = minor
    posted, to_come = (_cells(_fetch(sql, [entity_id])) for sql in (_POSTED, _TO_COME))
    return [
        _waterfall(currency, rows, posted.get(currency, {}), to_come.get(currency, {}))
        for currency, rows in sorted(booked.items())
    ]


Cells = dict[tuple[date, date], int]


def _cells(rows: list[tuple[Any, ...]]) -> dict[str, Cells]:
    found: dict[str, Cells] = {}
    for currency, booked, month, minor in rows:
        found.setdefault(currency, {})[booked, month] = minor
    return found


def _waterfall(
    currency: str, booked: dict[date, int], posted: Cells, to_come: Cells
) -> WaterfallFacts:
    columns = tuple(sorted({month for _, month in [*posted, *to_come]}))
    rows = tuple(
        WaterfallRow(
            month=first,
            booked_minor=booked[first],
            recognized_minor=sum(v for (b, _), v in posted.items() if b == first),
            cells=tuple(posted.get((first, m), 0) + to_come.get((first, m), 0) for m in columns),
            to_come_minor=sum(v for (b, _), v in to_come.items() if b == first),
        )
        for first in sorted(booked)
    )
    return WaterfallFacts(currency, columns, rows, min((m for _, m in to_come), default=None))


def deferred(
    entity_id: UUID, on: date | None = None, customer_id: UUID | None = None
) -> list[DeferredFacts]:
    """Contracts whose billing and revenue differ at the end of `on` (None: ever), largest first."""
    rows = _fetch(_DEFERRED, {"entity": entity_id, "on": on or date.max})
    found = [DeferredFacts(*row) for row in rows]
    return [f for f in found if customer_id in (None, f.customer_id)]


def roll_forward(entity_id: UUID) -> list[MonthMove]:
    """Deferred revenue month by month and currency, from documents and recognitions."""
    moves: dict[tuple[str, date], list[int]] = {}
    for currency, month, minor in _fetch(_BILLED, [entity_id]):
        moves.setdefault((currency, month), [0, 0])[0] += minor
    for currency, _, month, minor in _fetch(_POSTED, [entity_id]):
        moves.setdefault((currency, month), [0, 0])[1] += minor
    opening: dict[str, int] = {}
    found = []
    for (currency, month), (billed, earned) in sorted(moves.items()):
        move = MonthMove(month, currency, opening.get(currency, 0), billed, earned)
        opening[currency] = move.closing_minor
        found.append(move)
    return found


def reconciliations(entity_id: UUID) -> list[Reconciliation]:
    """`reconcile` in every currency that was billed or recognized."""
    billed: dict[str, int] = {}
    for currency, _, minor in _fetch(_BILLED, [entity_id]):
        billed[currency] = billed.get(currency, 0) + minor
    earned = dict(_fetch(_RECOGNIZED, [entity_id]))
    return [
        Reconciliation(
            currency=currency,
            billed_minor=billed.get(currency, 0),
            recognized_minor=earned.get(currency, 0),
            deferred_minor=-ledger.balance(entity_id, "deferred", currency),
        )
        for currency in sorted({*billed, *earned})
    ]


def reconcile(entity_id: UUID, currency: str | None = None) -> Reconciliation:
    """Billed = recognized + deferred, in the company's currency unless another is named."""
    wanted = currency or parties.entity(entity_id).currency
    found = {r.currency: r for r in reconciliations(entity_id)}
    return found.get(wanted) or Reconciliation(
        wanted, 0, 0, -ledger.balance(entity_id, "deferred", wanted)
    )


def audit(entity_id: UUID) -> int:
    """How many totals differ from the sum of their rows; anything but 0 is a fault. Reads every row."""
    return int(_fetch(_AUDIT, {"entity": entity_id})[0][0])


def revenue_by_month_country(entity_id: UUID) -> list[CountryMonth]:
    """Revenue by month of posting and country of the customer, largest country first."""
    return [CountryMonth(*row) for row in _fetch(_COUNTRIES, [entity_id])]


def first_open_month(entity_id: UUID) -> date | None:
    """First day of the earliest month with revenue over time that is not recognized yet."""
    found: date | None = _fetch(_FIRST_OPEN, [entity_id])[0][0]
    return found


def unposted(entity_id: UUID, today: date) -> list[date]:
    """Months that are over and have revenue over time to post, by their first day."""
    months = {m for cells in _cells(_fetch(_TO_COME, [entity_id])).values() for _, m in cells}
    return sorted(m for m in months if m < today.replace(day=1))
