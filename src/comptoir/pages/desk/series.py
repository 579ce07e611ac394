"""The numbers of every series: the last one given, and whether one is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from comptoir.pages.desk.sql import select
from comptoir.platform import numbering
from comptoir.records.parties.queries import customers
from comptoir.stages.invoicing.queries import CustomerSeries, customer_series

SHOWN = 20  # missing numbers that are named
# Where the documents of each series are. Versions of a quote share their number;
# the entries of the ledger count for themselves, and their proof tells of a gap.
_HOMES = (
    "parties_customer", "prospecting_opportunity", "quoting_quote", "contracting_contract",
    "ordering_order", "fulfilling_delivery", "invoicing_invoice", "collecting_payment",
)  # fmt: skip
_TAKEN = " UNION ALL ".join(
    f"SELECT number FROM {home} WHERE entity_id = %(entity)s"  # noqa: S608  # names of our tables
    for home in _HOMES
)
# Each number that was given, beside the document that bears it: one pass over either.
_SERIES = f"""
WITH taken AS MATERIALIZED ({_TAKEN}),
given AS (
    SELECT c.series, c.year, c.last, c.last_on, n,
           p.prefix || '-' || c.year || '-' || lpad(n::text, greatest(4, length(n::text)), '0') AS number
    FROM platform_counter c
    JOIN unnest(%(series)s::text[], %(prefixes)s::text[]) AS p(series, prefix) ON p.series = c.series
    CROSS JOIN generate_series(1, c.last) n
    WHERE c.entity_id = %(entity)s)
SELECT g.series, g.year, g.last, g.last_on,
       max(g.number) FILTER (WHERE g.n = g.last),
       count(*) FILTER (WHERE t.number IS NULL),
       coalesce((array_agg(g.number ORDER BY g.n) FILTER (WHERE t.number IS NULL))[1:{SHOWN}], '{{}}')
FROM given g LEFT JOIN (SELECT DISTINCT number FROM taken) t ON t.number = g.number
GROUP BY g.series, g.year, g.last, g.last_on ORDER BY g.series, g.year DESC
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class SeriesFacts:
    """One series of a year. gaps: how many numbers no document bears; the first of them in `missing`."""

    series: str
    year: int
    last: int
    last_on: date
    number: str
    gaps: int
    missing: list[str]


def series(entity_id: UUID) -> list[SeriesFacts]:
    """Every series of a company by name, the newest year first. One statement."""
    return select(
        SeriesFacts, _SERIES, entity=entity_id, series=list(numbering.PREFIXES),
        prefixes=list(numbering.PREFIXES.values()),
    )  # fmt: skip


def theirs(entity_id: UUID) -> list[tuple[str, CustomerSeries]]:
    """The series of customers who write our invoices, each with the customer's name, by name."""
    found = customer_series(entity_id)
    named = customers({one.customer_id for one in found})
    told = [(named[one.customer_id].name, one) for one in found]
    return sorted(told, key=lambda pair: (pair[0], pair[1].first))
