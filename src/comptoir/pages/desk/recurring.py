"""Recurring revenue as of a day: read from services, so a change counts as soon as it is booked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple
from uuid import UUID

from comptoir.kernel.money import Money, half_up
from comptoir.kernel.period import add_months
from comptoir.pages.desk.core.recurring import (
    Cohort,
    Kind,
    Movement,
    Service,
    Share,
    Span,
    bridge,
    cohorts,
    monthly,
    months,
    movements,
    shares,
)
from comptoir.pages.desk.sql import select
from comptoir.platform.paging import cut, place
from comptoir.records.currencies import queries as currencies

BY = {"product": "product", "customer": "customer", "channel": "way"}
PARTNER = "partner:"  # before the id of the partner who brought the deal
USAGE_MONTHS = 3

# How a service was sold: by the partner of its opportunity or its contract's, else where its order came in.
_FROM = """
FROM subscribing_service s JOIN ordering_order o ON o.id = s.order_id
LEFT JOIN contracting_contract k ON k.id = o.contract_id
LEFT JOIN quoting_quote q ON q.id = o.quote_id
LEFT JOIN quoting_quote kq ON kq.id = k.quote_id
LEFT JOIN prospecting_opportunity p ON p.id = coalesce(q.opportunity_id, kq.opportunity_id)
"""
_COLUMNS = """
s.currency, s.customer_id::text, s.product_id::text, coalesce('partner:' || p.partner_id, o.channel),
s.quantity, s.anchor_on, s.ends_on, s.period_minor, s.billing_months
"""
_WHERE = """
WHERE s.entity_id = %(entity)s AND s.charge_kind = 'recurring' AND s.anchor_on <= %(on)s
"""
_SERVICES = f"SELECT {_COLUMNS} {_FROM} {_WHERE} ORDER BY s.currency, s.customer_id"
_DETAILED = f"""
SELECT {_COLUMNS}, s.id, c.name, r.sku, r.name_en, r.name_fr, o.id, o.number, k.id, k.number,
       s.ended_reason, coalesce(s.ended_reason LIKE k.number || ' v%%', false),
       b.id, b.number, e.id, e.number
{_FROM} JOIN parties_customer c ON c.id = s.customer_id JOIN catalog_product r ON r.id = s.product_id
LEFT JOIN subscribing_service f ON f.id = s.follows_id
LEFT JOIN quoting_quote b ON s.follows_id IS NOT NULL
  AND b.id = CASE WHEN f.ended_reason LIKE k.number || ' v%%' THEN f.amended_by ELSE s.amended_by END
LEFT JOIN quoting_quote e ON e.id = s.amended_by
{_WHERE}
"""
_OF_MOVED = f"""
{_DETAILED}
AND s.customer_id IN (
    SELECT customer_id FROM subscribing_service
    WHERE entity_id = %(entity)s AND charge_kind = 'recurring'
      AND (anchor_on BETWEEN %(since)s AND %(on)s OR ends_on BETWEEN %(since)s AND %(on)s))
ORDER BY s.currency, s.customer_id
"""  # noqa: S608 — both parts stand here
_RUNNING = f"""
{_DETAILED}
AND (s.ends_on IS NULL OR s.ends_on > %(on)s) AND %(currency)s IN ('', s.currency)
AND (%(start)s::text[] IS NULL OR (s.currency, c.name, r.sku, s.id::text) >
     ((%(start)s::text[])[1], (%(start)s::text[])[2], (%(start)s::text[])[3], (%(start)s::text[])[4]))
ORDER BY s.currency, c.name, r.sku, s.id::text LIMIT %(limit)s
"""
_STANDING = """
SELECT s.currency, s.period_minor, s.billing_months, count(*) FROM subscribing_service s
WHERE s.entity_id = %(entity)s AND s.charge_kind = 'recurring' AND s.anchor_on <= %(on)s
  AND (s.ends_on IS NULL OR s.ends_on > %(on)s) AND %(currency)s IN ('', s.currency)
GROUP BY 1, 2, 3 ORDER BY 1
"""
_USAGE = """
SELECT s.currency, sum(u.net_minor)::bigint
FROM metering_usage_charge u JOIN subscribing_service s ON s.id = u.service_id
WHERE s.entity_id = %(entity)s AND u.ends_on > %(first)s AND u.ends_on <= %(end)s
GROUP BY s.currency ORDER BY s.currency
"""
_NAMES = """
SELECT id::text, name FROM parties_customer WHERE id = ANY(%(ids)s::uuid[])
UNION ALL SELECT id::text, name FROM parties_partner WHERE id = ANY(%(ids)s::uuid[])
UNION ALL SELECT id::text, CASE WHEN %(lang)s = 'fr' THEN name_fr ELSE name_en END
FROM catalog_product WHERE id = ANY(%(ids)s::uuid[])
"""


@dataclass(frozen=True, slots=True)
class Recurring:
    """Everything about recurring revenue through the day `on`.

    whole   each currency over all the months shown
    usage   usage billed a month on average over the last complete months, by currency: not in the figures
    in_all  what recurs today in the company's currency, at today's rates; None where one is unknown
    """

    on: date
    moves: Sequence[Movement]
    months: list[Span]
    whole: list[Span]
    cohorts: list[Cohort]
    usage: Mapping[str, int]
    in_all: Money | None

    @property
    def first(self) -> date:
        return self.months[0].starts_on if self.months else self.on.replace(day=1)

    @property
    def today(self) -> list[Money]:
        """What recurs a month, currency by currency."""
        return [Money(w.closing_minor, w.currency) for w in self.whole]

    def by(self, what: str) -> list[Share]:
        """By `product`, `customer` or `channel`."""
        return shares(self.moves, BY[what], self.first)


def recurring(entity_id: UUID, on: date, count: int = 12) -> Recurring:
    """The last `count` months, the one of `on` included. Two statements, and one of rates where currencies
    are several."""
    named = months(add_months(on.replace(day=1), 1 - count), on)
    moves = list(movements(select(_service, _SERVICES, entity=entity_id, on=on), on))
    whole = bridge(moves, named[:1])
    rates = currencies.Table(entity_id, on, {w.currency for w in whole})
    return Recurring(
        on, moves, bridge(moves, named), whole, cohorts(moves, named[0], named[-1]),
        _usage(entity_id, on), rates.in_all(Money(w.closing_minor, w.currency) for w in whole),
    )  # fmt: skip


def _service(*row: Any) -> Service:
    return Service._make((*row[:7], monthly(row[7], row[8])))


def _usage(entity_id: UUID, on: date) -> dict[str, int]:
    end = on.replace(day=1)
    asked = {"entity": entity_id, "first": add_months(end, -USAGE_MONTHS), "end": end}
    return dict(select(lambda c, n: (c, half_up(Fraction(n, USAGE_MONTHS))), _USAGE, **asked))


class Detail(NamedTuple):
    """A service with its names and the documents that began and ended it."""

    service: Service
    period_minor: int
    billing_months: int
    id: UUID
    customer: str
    sku: str
    name_en: str
    name_fr: str
    order: tuple[UUID, str]
    contract: tuple[UUID | None, str | None]
    ended_reason: str
    ended_by_quote: bool
    began_by: tuple[UUID | None, str | None]
    ended_by: tuple[UUID | None, str | None]


def _detail(*row: Any) -> Detail:
    rest = row[9:]
    documents = (rest[5:7], rest[7:9], *rest[9:11], rest[11:13], rest[13:15])
    return Detail._make((_service(*row), row[7], row[8], *rest[:5], *documents))


@dataclass(frozen=True, slots=True)
class Reason:
    """A service that began or ended with a movement, and the document that did it.

    kind  order | quote (an amendment) | contract; `note`: the reason that was given
    """

    service_id: UUID
    begins: bool
    quantity: Decimal
    minor: int
    kind: str
    document_id: UUID
    number: str
    note: str


@dataclass(frozen=True, slots=True)
class Moved:
    """A movement with its names and reasons."""

    move: Movement
    customer: str
    sku: str
    name_en: str
    name_fr: str
    reasons: tuple[Reason, ...]


def moved(
    entity_id: UUID, since: date, on: date, *, currency: str = "", kind: str = "",
    product_id: UUID | None = None, customer_id: UUID | None = None,
) -> list[Moved]:  # fmt: skip
    """What moved from the day `since` through `on`, the oldest first, and why. One statement."""
    found = select(_detail, _OF_MOVED, entity=entity_id, since=since, on=on)
    at: dict[tuple[Any, ...], list[Detail]] = {}
    for d in found:
        s = d.service
        for day in {s.starts_on, s.ends_on}:
            at.setdefault((s.currency, s.customer, day, s.product, s.way), []).append(d)
    wanted = [
        m
        for m in movements((d.service for d in found), on)
        if m.day >= since and currency in ("", m.currency) and kind in ("", m.kind)
        and (product_id is None or m.product == str(product_id))
        and (customer_id is None or m.customer == str(customer_id))
    ]  # fmt: skip
    told = [_moved(m, at[m.currency, m.customer, m.day, m.product, m.way]) for m in wanted]
    return sorted(told, key=lambda t: (t.move.day, t.customer, t.sku, t.move.way))


def _moved(move: Movement, details: Iterable[Detail]) -> Moved:
    reasons = []
    first = None
    for d in details:
        first = first or d
        if d.service.ends_on == d.service.starts_on:
            continue
        if d.service.ends_on == move.day:
            reasons.append(_ended(d))
        if d.service.starts_on == move.day:
            reasons.append(_began(d))
    assert first is not None, "a movement comes of services"
    reasons.sort(key=lambda r: (r.begins, r.number))  # what ended, then what took its place
    return Moved(move, first.customer, first.sku, first.name_en, first.name_fr, tuple(reasons))


def _began(d: Detail) -> Reason:
    quote, number = d.began_by
    s = d.service
    if quote and number:
        return Reason(d.id, True, s.quantity, s.minor, "quote", quote, number, "")
    return Reason(d.id, True, s.quantity, s.minor, "order", *d.order, "")


def _ended(d: Detail) -> Reason:
    s, note = d.service, d.ended_reason
    quote, number = d.ended_by
    contract, named = d.contract
    if d.ended_by_quote and quote and number:
        return Reason(d.id, False, s.quantity, -s.minor, "quote", quote, number, note)
    if contract and named:
        return Reason(d.id, False, s.quantity, -s.minor, "contract", contract, named, note)
    return Reason(d.id, False, s.quantity, -s.minor, "order", *d.order, note)


def running(
    entity_id: UUID, on: date, *, currency: str = "", cursor: str | None = None,
    limit: int | None = None,
) -> tuple[list[Detail], str | None]:  # fmt: skip
    """The recurring services of a day by customer, after `cursor`, and the next one; one statement.

    limit  None: all of them
    """
    start = place(cursor, ("text", "text", "text", "text"))
    found = select(
        _detail, _RUNNING, entity=entity_id, on=on, currency=currency, start=start,
        limit=None if limit is None else limit + 1,
    )  # fmt: skip
    if limit is None:
        return found, None
    return cut(found, lambda d: (d.service.currency, d.customer, d.sku, d.id), limit)


def standing(entity_id: UUID, on: date, currency: str = "") -> dict[str, tuple[int, int]]:
    """How many recurring services run on a day, and what they bring a month, by currency; one statement."""
    sums: dict[str, tuple[int, int]] = {}
    asked = {"entity": entity_id, "on": on, "currency": currency}
    for at, minor, months_of, count in select(lambda *row: row, _STANDING, **asked):
        services, brings = sums.get(at, (0, 0))
        sums[at] = services + count, brings + count * monthly(minor, months_of)
    return sums


def names(keys: Collection[str], lang: str) -> dict[str, str]:
    """Names of customers, products and partners by the text of their id; one statement, none for none."""
    ids = [key for k in keys if _is_id(key := k.removeprefix(PARTNER))]
    found = select(lambda i, n: (i, n), _NAMES, ids=ids, lang=lang) if ids else []
    return dict(found)


def _is_id(text: str) -> bool:
    return len(text) == 36  # no code of a channel is as long


def last_day(month: date) -> date:
    """The last day of a month."""
    return add_months(month.replace(day=1), 1) - timedelta(days=1)


KINDS = tuple(Kind)
