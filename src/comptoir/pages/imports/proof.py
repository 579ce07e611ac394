"""The proof after a commit: what the database holds, asked in plain SQL, against what the file said.

The questions go straight to the tables, past every function that wrote them, on purpose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from comptoir.pages.imports.ahead import beside
from comptoir.pages.imports.core.control import Totals
from comptoir.pages.imports.core.rules import RULES, Kind
from comptoir.records.ledger import proof as ledger

# The orders that came from this file.
_MINE = """
WITH mine AS MATERIALIZED (
    SELECT id FROM ordering_order
    WHERE entity_id = %(entity)s AND channel = 'import' AND external_ref = ANY(%(numbers)s)
)
"""
_SALES = """
SELECT i.kind, count(*), coalesce(sum(i.net_minor), 0)::bigint FROM mine o
JOIN invoicing_invoice i ON i.order_id = o.id AND i.state = 'issued' GROUP BY 1
"""
_LINES = """
SELECT 'ordered', count(*), coalesce(sum(l.net_minor), 0)::bigint
FROM mine o JOIN ordering_line l ON l.order_id = o.id
UNION ALL
SELECT 'invoiced', count(*), coalesce(sum(l.net_minor), 0)::bigint
FROM mine o JOIN invoicing_invoice i ON i.order_id = o.id JOIN invoicing_line l ON l.invoice_id = i.id
UNION ALL
SELECT 'recognized', count(*), coalesce(sum(r.amount_minor), 0)::bigint
FROM mine o JOIN ordering_line l ON l.order_id = o.id
JOIN recognizing_obligation b ON b.order_line_id = l.id
JOIN recognizing_recognition r ON r.obligation_id = b.id
UNION ALL
SELECT 'undelivered', count(*), 0
FROM mine o JOIN ordering_line l ON l.order_id = o.id
JOIN catalog_product p ON p.id = l.product_id AND p.nature = 'goods'
WHERE l.quantity <> coalesce(
    (SELECT sum(f.quantity) FROM fulfilling_line f WHERE f.order_line_id = l.id), 0)
"""
_LISTED = """
SELECT rule, count(*), coalesce(sum(amount_minor), 0)::bigint FROM imports_listed
WHERE entity_id = %(entity)s AND document = ANY(%(numbers)s) GROUP BY 1
"""
_BOOKS = """
SELECT coalesce(sum(l.amount_minor), 0)::bigint,
       coalesce(sum(l.amount_minor) FILTER (WHERE a.role = 'receivable'), 0)::bigint,
       coalesce(sum(l.amount_minor) FILTER (WHERE a.role = 'deferred'), 0)::bigint
FROM ledger_line l JOIN ledger_account a ON a.id = l.account_id WHERE a.entity_id = %(entity)s
"""
_SUBLEDGER = """
SELECT (SELECT coalesce(sum(open_minor), 0) FROM collecting_open_item WHERE entity_id = %(entity)s)
     - (SELECT coalesce(sum(unapplied_minor), 0) FROM collecting_payment WHERE entity_id = %(entity)s),
       (SELECT coalesce(sum(i.net_minor), 0) FROM invoicing_invoice i
        WHERE i.entity_id = %(entity)s AND i.state = 'issued' AND i.kind <> 'deposit')
     - (SELECT coalesce(sum(recognized_minor), 0) FROM recognizing_total WHERE entity_id = %(entity)s)
"""
# How many numbers are missing or doubled in each series and year, the counter included.
_GAPS = """
WITH numbers AS (
    SELECT CASE kind WHEN 'credit' THEN 'credit_note' ELSE 'invoice' END AS series, number
    FROM invoicing_invoice WHERE entity_id = %(entity)s AND number IS NOT NULL
    UNION ALL SELECT 'order', number FROM ordering_order WHERE entity_id = %(entity)s
    UNION ALL SELECT CASE WHEN is_return THEN 'return' ELSE 'delivery' END, number
    FROM fulfilling_delivery WHERE entity_id = %(entity)s
), counted AS (
    SELECT series, split_part(number, '-', 2)::int AS year, count(DISTINCT number) AS n,
           min(split_part(number, '-', 3)::int) AS low, max(split_part(number, '-', 3)::int) AS high
    FROM numbers GROUP BY 1, 2
)
SELECT coalesce(sum(abs(n - (high - low + 1)) + (low - 1) + abs(coalesce(c.last, 0) - high)), 0)
FROM counted k LEFT JOIN platform_counter c
  ON c.entity_id = %(entity)s AND c.series = k.series AND c.year = k.year
"""
_BACKWARDS = """
SELECT count(*) FROM (
    SELECT issued_on, lag(issued_on) OVER (
        PARTITION BY kind, split_part(number, '-', 2)
        ORDER BY split_part(number, '-', 3)::int) AS before
    FROM invoicing_invoice WHERE entity_id = %(entity)s AND number IS NOT NULL
) t WHERE issued_on < before
"""
_ENTRIES = """
SELECT abs(count(DISTINCT number) - coalesce(max(number), 0)) FROM ledger_entry
WHERE entity_id = %(entity)s
"""


@dataclass(frozen=True, slots=True)
class Check:
    """One sentence and its two numbers, counts or minor units; `money` says which."""

    name: str
    expected: int
    found: int
    money: bool = False

    @property
    def holds(self) -> bool:
        return self.expected == self.found


# What the questions read: what was just written is not in the planner's statistics yet, and a plan that
# believes the tables empty takes minutes.
_READ = (
    "ordering_order", "ordering_line", "fulfilling_delivery", "fulfilling_line", "invoicing_invoice",
    "invoicing_line", "recognizing_obligation", "recognizing_recognition", "recognizing_total",
    "collecting_open_item", "ledger_entry", "ledger_line", "imports_listed",
)  # fmt: skip


def prove(entity_id: UUID, totals: Totals, numbers: Sequence[str]) -> list[Check]:
    """Every check; `numbers` are the documents of the file that were not rejected."""
    asked = {"entity": entity_id, "numbers": list(numbers)}
    with _chain(entity_id) as faults:
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(_READ)}")
        found = [*_documents(asked, totals), *_listed(asked, totals), *_company(asked)]
        return [*found, Check("Faults in the hash chain", 0, faults())]


@contextmanager
def _chain(entity_id: UUID) -> Iterator[Callable[[], int]]:
    """The faults of the hash chain, found by another connection while this one is asked: it takes the
    program as long as all other questions take the database. Inside a transaction only this connection sees
    what was written."""

    def faults() -> int:
        return len(ledger.verify(entity_id))

    def apart() -> int:
        try:
            return faults()
        finally:
            connection.close()

    if connection.in_atomic_block:
        yield faults
    else:
        with beside(apart) as told:
            yield told


def _documents(asked: dict[str, Any], totals: Totals) -> list[Check]:
    sales = {kind: (count, minor) for kind, count, minor in _rows(_MINE + _SALES, asked)}
    lines = {kind: (count, minor) for kind, count, minor in _rows(_MINE + _LINES, asked)}
    booked, kinds = totals.booked_minor, (Kind.INVOICE, Kind.CREDIT_NOTE)
    expected = (
        sum(n for (_, kind), n in totals.rule_lines.items() if kind in kinds),
        sum(booked[kind] for kind in kinds),
    )
    invoices, credits = sales.get("invoice", (0, 0)), sales.get("credit", (0, 0))
    found = [
        Check("Invoices", totals.documents[Kind.INVOICE], invoices[0]),
        Check("Invoices, amount", booked[Kind.INVOICE], invoices[1], True),
        Check("Credit notes", totals.documents[Kind.CREDIT_NOTE], credits[0]),
        Check("Credit notes, amount", booked[Kind.CREDIT_NOTE], credits[1], True),
    ]
    for name in ("ordered", "invoiced", "recognized"):
        found.append(Check(f"Lines {name}", expected[0], lines[name][0]))
        found.append(Check(f"Lines {name}, amount", expected[1], lines[name][1], True))
    return [*found, Check("Lines of goods not delivered in full", 0, lines["undelivered"][0])]


def _listed(asked: dict[str, Any], totals: Totals) -> list[Check]:
    found = {rule: count for rule, count, _ in _rows(_LISTED, asked)}
    expected: dict[str, int] = {}
    for (rule, _), count in totals.rule_lines.items():
        if RULES[rule].listed:
            expected[rule] = expected.get(rule, 0) + count
    return [
        Check(f"Listed under {rule}", expected.get(rule, 0), found.get(rule, 0))
        for rule in sorted({*expected, *found})
    ]


def _company(asked: dict[str, Any]) -> list[Check]:
    """What must hold for the whole company, whatever else it does."""
    ((balance, receivable, deferred),) = _rows(_BOOKS, asked)
    ((open_minor, unearned),) = _rows(_SUBLEDGER, asked)
    return [
        Check("Trial balance", 0, balance, True),
        Check("Receivable: open items = ledger", receivable, int(open_minor), True),
        Check("Deferred: billed − recognized = ledger", -deferred, int(unearned), True),
        Check("Document numbers missing or double", 0, int(_rows(_GAPS, asked)[0][0])),
        Check("Documents numbered after a later day", 0, int(_rows(_BACKWARDS, asked)[0][0])),
        Check("Entry numbers missing or double", 0, int(_rows(_ENTRIES, asked)[0][0])),
    ]


def _rows(question: str, asked: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question, asked)
        return list(cursor.fetchall())
