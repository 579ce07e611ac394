"""Reads of ramps: how the revenue of a service sold in segments is spread, beside its bills."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from comptoir.kernel.errors import NotFound
from comptoir.kernel.period import Period, add_months, month_of
from comptoir.platform import clock, sql
from comptoir.platform.paging import keyset
from comptoir.stages.recognizing import months
from comptoir.stages.recognizing.core.ramps import Piece, Spread, earned_minor
from comptoir.stages.recognizing.core.schedule import ONE_DAY, Pattern
from comptoir.stages.recognizing.core.schedule import Obligation as Term
from comptoir.stages.recognizing.models import Obligation, Ramp, Recognition
from comptoir.stages.subscribing import terms


class UnknownRamp(NotFound):
    """There is no such ramp."""

    code = "unknown_ramp"


@dataclass(frozen=True, slots=True)
class RampFacts:
    """A recurring line sold in segments; amounts in minor units of `currency`.

    spread, usual     over_the_term | by_segment: how it is earned, and how it would be if nobody had chosen
    reason            why another way was chosen
    start, end        days of the term [start, end)
    recognized_minor  of its line;  billed_minor  on issued documents
    fixed             revenue of it is in the books: how it is spread is not chosen any more
    agreed_on         the day on which an amendment put dated prices onto a plain line; None: sold as a ramp
    """

    id: int
    entity_id: UUID
    customer_id: UUID
    customer: str
    order_id: UUID
    order_number: str
    contract_id: UUID | None
    description: str
    currency: str
    spread: str
    usual: str
    reason: str
    start: date
    end: date
    total_minor: int
    recognized_minor: int
    billed_minor: int
    fixed: bool
    agreed_on: date | None = None

    @property
    def balance_minor(self) -> int:
        """Billed and not earned: a contract liability; below zero earned and not billed: a contract asset."""
        return self.billed_minor - self.recognized_minor


@dataclass(frozen=True, slots=True)
class RampPiece:
    """Days [start, end) over which an amount is earned, each day alike; `before_minor` was earned before."""

    obligation_id: int
    start: date
    end: date
    minor: int
    before_minor: int

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    def days_in(self, month: date) -> int:
        inside = Period(self.start, self.end).overlap(month_of(month))
        return inside.days if inside else 0

    def earned_in(self, month: date) -> int:
        """To the end of the month less to the end of the one before, so that the months sum to the amount."""
        span, mine = month_of(month), [Piece(self.start, self.end, self.minor)]
        return earned_minor(mine, span.last) - earned_minor(mine, span.start - ONE_DAY)


@dataclass(frozen=True, slots=True)
class RampMonth:
    """What a ramp earns and is billed in a month; `posted` once it is in the books.

    billed_minor   on the documents of the month, or on those that are to come
    balance_minor  billed less earned at its end: below zero a contract asset (IFRS 15 §105)
    """

    month: date
    earned_minor: int
    billed_minor: int
    balance_minor: int
    posted: bool

    @property
    def liability_minor(self) -> int:
        return max(self.balance_minor, 0)

    @property
    def asset_minor(self) -> int:
        return max(-self.balance_minor, 0)


_FACTS = """
SELECT r.id, r.entity_id, o.customer_id, c.name, o.id, o.number, o.contract_id, l.description, o.currency,
       r.rule, r.usual, r.reason, r.starts_on, r.ends_on, r.total_minor,
       coalesce(done.minor, 0)::bigint, coalesce(billed.minor, 0)::bigint, done.any IS NOT NULL,
       r.agreed_on
FROM recognizing_ramp r
JOIN ordering_order o ON o.id = r.order_id
JOIN parties_customer c ON c.id = o.customer_id
JOIN ordering_line l ON l.id = r.line_ids[1]
LEFT JOIN LATERAL (
    SELECT sum(x.amount_minor) AS minor, min(x.id) AS any
    FROM recognizing_obligation b JOIN recognizing_recognition x ON x.obligation_id = b.id
    WHERE b.order_line_id = ANY(r.line_ids)
) done ON true
LEFT JOIN LATERAL (
    SELECT sum(b.net_minor - b.margin_vat_minor) AS minor
    FROM invoicing_line b JOIN invoicing_invoice v ON v.id = b.invoice_id
    WHERE b.order_line_id = ANY(r.line_ids) AND b.charge_id IS NOT NULL AND v.state = 'issued'
) billed ON true
WHERE r.id = ANY(%s)
"""
_BILLED = """
SELECT b.charge_id, v.issued_on, b.net_minor - b.margin_vat_minor
FROM invoicing_line b JOIN invoicing_invoice v ON v.id = b.invoice_id
WHERE b.order_line_id = ANY(%s) AND b.charge_id IS NOT NULL AND v.state = 'issued'
"""


def ramp(ramp_id: int, entity_id: UUID | None = None) -> RampFacts:
    """One ramp; with `entity_id`, only if it is that company's."""
    found = _facts([ramp_id])
    if not found or entity_id not in (None, found[0].entity_id):
        raise UnknownRamp(field="ramp_id", found=str(ramp_id)[:20])
    return found[0]


def ramps_page(
    entity_id: UUID,
    *,
    order_id: UUID | None = None,
    contract_id: UUID | None = None,
    customer_id: UUID | None = None,
    spread: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> tuple[list[RampFacts], str | None]:
    """Ramps, newest first, after `cursor`; and the cursor of the next page."""
    rows = Ramp.objects.filter(entity_id=entity_id)
    wanted: dict[str, Any] = {
        "order_id": order_id, "order__contract_id": contract_id, "order__customer_id": customer_id,
        "rule": spread,
    }  # fmt: skip
    rows = rows.filter(**{k: v for k, v in wanted.items() if v})
    found, following = keyset(rows, ("-id",), cursor, limit)
    known = {one.id: one for one in _facts([row.id for row in found])}
    return [known[row.id] for row in found], following


def pieces(ramp_id: int) -> list[RampPiece]:
    """What a ramp is earned by: one piece as it was sold, one more from each day that it was changed on. Of a
    line that became one, its charges earned what came before."""
    row = Ramp.objects.get(pk=ramp_id)
    found, before = list[RampPiece](), row.before_minor
    for o in Obligation.objects.filter(ramp=ramp_id, part__lt=row.pieces).order_by("part"):
        assert o.starts_on, "a piece has dates"
        assert o.ends_on, "a piece has dates"
        found.append(RampPiece(o.id, o.starts_on, o.ends_on, o.total_minor, before))
        before += o.total_minor
    return found


@dataclass(frozen=True, slots=True)
class _Earning:
    """An amount over days, and what is posted of it: (cause, month, amount) each."""

    term: Term
    posted: tuple[tuple[str, date, int], ...] = ()


def schedule_of(ramp_id: int) -> list[RampMonth]:
    """Every month of a ramp, posted and to come: what it earns, what is billed, and what stands between."""
    row = Ramp.objects.get(pk=ramp_id)
    bills = [
        bill
        for term in terms.of_lines(row.line_ids)
        for bill in term.bills
        if term.start < row.until
    ]
    earned, posted = _earned(_earnings(row, bills))
    billed = _billed(row, bills)
    every = [*earned, *billed]
    month, last = min(every, default=row.starts_on), max(every, default=date.min)
    found, balance = [], 0
    while month <= last:
        gained, asked = earned.get(month, 0), billed.get(month, 0)
        balance += asked - gained
        found.append(RampMonth(month, gained, asked, balance, month in posted))
        month = add_months(month, 1)
    return found


def _earnings(row: Ramp, bills: Sequence[terms.Bill]) -> list[_Earning]:
    """The pieces and what documents changed; by segment: the charges, and those that are to come."""
    over = row.rule == Spread.OVER_THE_TERM
    charged = [bill.charge_id for bill in bills if bill.charge_id]
    asked = {"ramp": row} if over else {"charge__in": charged}
    rows = list(Obligation.objects.filter(**asked).order_by("id"))
    done: dict[int, list[tuple[str, date, int]]] = {}
    for r in Recognition.objects.filter(obligation__in=rows).order_by("id"):
        done.setdefault(r.obligation_id, []).append((r.cause, r.month, r.amount_minor))
    found = [
        _Earning(_term(o.total_minor, o.starts_on, o.ends_on), tuple(done.get(o.id, ())))
        for o in rows
    ]
    known = {o.charge_id for o in rows}
    later = [] if over else [bill for bill in bills if bill.charge_id not in known - {None}]
    return [*found, *(_Earning(_term(bill.minor, bill.start, bill.end)) for bill in later)]


def _term(minor: int, start: date | None, end: date | None) -> Term:
    return Term(Pattern.STRAIGHT_LINE, minor, start, end)


def _earned(earnings: Iterable[_Earning]) -> tuple[dict[date, int], set[date]]:
    """Amount per month, and which months are posted."""
    found: dict[date, int] = {}
    posted: set[date] = set()
    for one in earnings:
        for _cause, month, minor in one.posted:
            found[month] = found.get(month, 0) + minor
        mine = {month for cause, month, _minor in one.posted if cause == "time"}
        posted |= mine
        assert one.term.start, "a service has dates"
        assert one.term.end, "a service has dates"
        last = month_of(Period(one.term.start, one.term.end).last).last
        done = sum(minor for _cause, _month, minor in one.posted)
        for month, minor in months.amounts(one.term, done, max(mine, default=None), last):
            found[month] = found.get(month, 0) + minor
    return found, posted


def _billed(row: Ramp, bills: Iterable[terms.Bill]) -> dict[date, int]:
    """Amount per month: of issued documents, and of what is still to be billed."""
    found: dict[date, int] = {}
    seen: set[int] = set()

    def add(on: date, minor: int) -> None:
        month = on.replace(day=1)
        found[month] = found.get(month, 0) + minor

    for charge_id, on, minor in sql.rows(_BILLED, [row.line_ids]):
        seen.add(charge_id)
        add(on, minor)
    today = clock.today(row.entity_id)
    for bill in bills:
        if bill.charge_id not in seen:
            add(max(bill.on, today), bill.minor)
    return found


def _facts(ids: Iterable[int]) -> list[RampFacts]:
    return [RampFacts(*row) for row in sql.rows(_FACTS, [list(ids)])]
