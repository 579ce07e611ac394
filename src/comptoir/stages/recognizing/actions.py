"""Writes of revenue: open what was promised, recognize what was fulfilled.

Each deed works out what its obligations have earned by now (core/earned.py, core/schedule.py) and
writes the difference to what was recognized before. So a repetition finds nothing to do, and the
order in which deliveries, returns, invoices and credit notes arrive does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from comptoir.kernel.errors import NothingDue, Refused
from comptoir.kernel.period import end_of_month
from comptoir.platform import sql
from comptoir.platform.actions import Change, Do, action
from comptoir.stages.contracting import versions as contracting
from comptoir.stages.fulfilling import queries as fulfilling
from comptoir.stages.invoicing import queries as invoicing
from comptoir.stages.ordering import queries as ordering
from comptoir.stages.recognizing import months, sources, spreading
from comptoir.stages.recognizing.booking import Earned, Origin, open_day, write
from comptoir.stages.recognizing.core.earned import earned_minor, expected_minor
from comptoir.stages.recognizing.events import ObligationsOpened, RampSpread, RevenueRecognized
from comptoir.stages.recognizing.models import Obligation, Ramp, Recognition
from comptoir.stages.recognizing.opening import open_charges, open_lines
from comptoir.stages.recognizing.ramps import UnknownRamp
from comptoir.stages.recognizing.sources import DocumentLine, State
from comptoir.stages.subscribing import queries as subscribing


class MonthNotOver(Refused):
    """Revenue of a month is posted once the month is over."""

    code = "month_not_over"


# Obligations, locked in the order of their keys until the action commits: of what is sold once, or of
# what a document bills.
_ONCE = "order_line_id = ANY(%s) AND charge_id IS NULL AND usage_id IS NULL AND part IS NULL"
_SOLD = f"{_ONCE} ORDER BY id FOR UPDATE"
_BILLED = ("charge_id = ANY(%s)", "usage_id = ANY(%s)", _ONCE)


@dataclass(frozen=True, slots=True)
class Cause:
    """Why revenue is settled: which line of the document each obligation is settled by.

    beyond  the delivery, if it is one
    """

    kind: str
    on: date
    lines: Mapping[int, int]
    beyond: UUID | None = None

    def earned(self, posted_on: date, state: State, minor: int) -> Earned:
        line = self.lines[state.head.id]
        return Earned(
            head=state.head, cause=self.kind, month=self.on.replace(day=1),
            recognized_on=posted_on, amount_minor=minor,
            delivery_line_id=line if self.beyond else None,
            invoice_line_id=None if self.beyond else line,
        )  # fmt: skip


@action(may="recognizing.write")
def open_obligations(do: Do, *, order_id: UUID) -> ObligationsOpened:
    """Write down what we promised in an order: one obligation per line sold once.

    Raises NothingDue when all have theirs, or the order is held or canceled.
    """
    made = open_lines(do, [ordering.order(order_id, do.entity_id)])
    return _opened(do, order_id, made)


@action(may="recognizing.write")
def open_charge_obligations(do: Do, *, on: date | None = None) -> ObligationsOpened:
    """Write down what charges and rated uses begun by `on` promised; rated uses are earned at once.

    Raises NothingDue when all have theirs.
    """
    made, used = open_charges(do, on or do.today)
    if used:
        write(do, used, _of_use(do, used))
        _recognized(do, do.entity_id, used)
    return _opened(do, do.entity_id, made)


@action(may="recognizing.write")
def recognize_delivery(do: Do, *, delivery_id: UUID) -> RevenueRecognized:
    """Recognize what a delivery earned, or take back what a return gave back."""
    made = fulfilling.delivery(delivery_id, do.entity_id)
    sold = [line.order_line_id for line in made.lines]
    promised = sql.values(Obligation, ("id", "order_line_id", "pattern"), _SOLD, [sold])
    if len(promised) < len(made.lines):  # open already, unless a reaction came late
        _open_late(do, [ordering.order(made.order_id)])
        promised = sql.values(Obligation, ("id", "order_line_id", "pattern"), _SOLD, [sold])
    ids = [line.id for line in made.lines]
    seen = sql.values(Recognition, ("delivery_line_id",), "delivery_line_id = ANY(%s)", [ids])
    written = {line for (line,) in seen}
    by_line = {li.order_line_id: li.id for li in made.lines if li.id not in written}
    lines = {
        pk: by_line[order_line_id]
        for pk, order_line_id, pattern in promised
        if order_line_id in by_line and pattern == "on_delivery"
    }
    cause = Cause("delivery", made.delivered_on, lines, beyond=delivery_id)
    return _settle(do, cause, Origin(delivery_id, made.number))


@action(may="recognizing.write")
def recognize_billing(do: Do, *, invoice_id: UUID) -> RevenueRecognized:
    """Recognize what is earned by being billed, and what an invoice changes in the price."""
    return _settle_document(do, invoice_id, "invoice", "billing")


@action(may="recognizing.write")
def recognize_credit(do: Do, *, invoice_id: UUID) -> RevenueRecognized:
    """Take back what a credit note takes away: of the price, or of goods not returned before.

    A return that was recognized already is not taken back twice (core/earned.py, `given_back`).
    """
    return _settle_document(do, invoice_id, "credit", "credit")


@action(may="recognizing.write")
def recognize_month(do: Do, *, month: date) -> RevenueRecognized:
    """Post the revenue of the days of service through the end of a month, one entry per month.

    month  any day of it. Months before it that were not posted are posted too, each on its own
           last day; a second run finds nothing and raises NothingDue.
    """
    last = end_of_month(month)
    if last > do.today:
        raise MonthNotOver(
            field="month", found=f"{month:%Y-%m}", expected=f"< {do.today.replace(day=1):%Y-%m}"
        )
    earned = months.post_through(do, last)
    if not earned:
        raise NothingDue(field="month", found=f"{month:%Y-%m}")
    return _recognized(do, do.entity_id, earned)


@action(may="recognizing.write")
def plan_ramps(do: Do, *, order_id: UUID) -> RampSpread:
    """Plan how the revenue of an order's ramps is spread, once its services have started.

    Where only the price changes it is earned over the whole term (docs/policy/revenue.md, "Ramps").
    NothingDue when all have their plan, or there is none.
    """
    made = spreading.plan(do, order_id)
    if not made:
        raise NothingDue(field="order_id", found=str(order_id))
    return [_spread(do, ramp, {}) for ramp in made][-1]


@action(may="recognizing.write")
def plan_steps(do: Do, *, contract_id: UUID, version: int) -> RampSpread:
    """Earn what is left of lines onto which an amendment put dated prices straight over their days, as of a
    ramp that was sold so (docs/policy/revenue.md, "Ramps").

    One event per line; the last is the answer. NothingDue where it put none.
    """
    told = contracting.version(contract_id, version)
    made = spreading.plan_steps(do, contract_id, told.quote_id, told.ends_before)
    if not made:
        raise NothingDue(contract=told.contract_number, version=version)
    return [_spread(do, ramp, {}) for ramp in made][-1]


@action(may="recognizing.write")
def spread_again(
    do: Do, *, contract_id: UUID | None = None, service_id: UUID | None = None
) -> RampSpread:
    """Spread what is not earned yet over what remains, of ramps whose services changed or ended.

    One event per ramp; the last is the answer. NothingDue where none did.
    """
    rows = Ramp.objects.select_for_update().filter(entity_id=do.entity_id, rule="over_the_term")
    if service_id:
        rows = rows.filter(order_id=subscribing.service(service_id, do.entity_id).order_id)
    if contract_id:
        rows = rows.filter(order__contract_id=contract_id)
    told = None
    for ramp in rows.order_by("id"):
        if change := spreading.again(do, ramp):
            told = _spread(do, ramp, change)
    if told is None:
        raise NothingDue(on=do.today)
    return told


@action(may="recognizing.write")
def choose_spread(do: Do, *, ramp_id: int, spread: str, reason: str = "") -> RampSpread:
    """Choose how the revenue of a ramp is spread, before anything of it is in the books.

    reason  needed where it is not the usual way
    """
    ramp = Ramp.objects.select_for_update().filter(pk=ramp_id, entity_id=do.entity_id).first()
    if ramp is None:
        raise UnknownRamp(field="ramp_id", found=str(ramp_id)[:20])
    return _spread(do, ramp, spreading.choose(ramp, spread, reason))


def _spread(do: Do, ramp: Ramp, changed: Change) -> RampSpread:
    event = RampSpread(
        entity_id=do.entity_id, order_id=ramp.order_id, ramp_id=ramp.id, spread=ramp.rule,
        starts_on=ramp.starts_on, ends_on=ramp.ends_on, total_minor=ramp.total_minor,
        currency=ordering.order(ramp.order_id).currency,
    )  # fmt: skip
    return do.record(event, changed=changed or None)


def _opened(do: Do, source_id: UUID, made: Sequence[Obligation]) -> ObligationsOpened:
    if not made:
        raise NothingDue
    total = sum(o.total_minor for o in made)
    return do.record(
        ObligationsOpened(
            entity_id=do.entity_id, source_id=source_id, count=len(made), total_minor=total
        )
    )


def _settle_document(do: Do, invoice_id: UUID, kind: str, cause: str) -> RevenueRecognized:
    found = sources.document(invoice_id, do.entity_id, kind)
    if found is None:
        invoicing.invoice(invoice_id, do.entity_id)  # 404 for a document that is not ours
        raise NothingDue
    fresh = [line for line in found.lines if not line.written]
    lines = _promised(fresh)
    if len(lines) < len(fresh):
        _open_missing(do, found.lines)
        lines = _promised(fresh)
    return _settle(do, Cause(cause, found.issued_on, lines), Origin(invoice_id, found.number))


def _open_missing(do: Do, lines: Sequence[DocumentLine]) -> None:
    """What a document bills was promised before; a reaction that came late is made up here."""
    orders = {line.order_id for line in lines if line.order_id and line.order_line_id}
    _open_late(do, ordering.orders(orders, with_lines=True).values())
    bills = {line.charge_id or line.usage_id for line in lines} - {None}
    known = [row for row in _locked(lines) if row[1] or row[2]]
    if len(known) < len(bills):
        made, used = open_charges(do, do.today)
        if used:
            write(do, used, _of_use(do, used))
            _recognized(do, do.entity_id, used)
        if made:
            _opened(do, do.entity_id, made)


def _open_late(do: Do, orders: Iterable[ordering.OrderFacts]) -> None:
    """Write down what these orders promised, and say so, as the late reaction would have."""
    for order in orders:
        if made := open_lines(do, [order]):
            _opened(do, order.id, made)


def _locked(lines: Sequence[DocumentLine]) -> list[tuple[int, int | None, int | None, int]]:
    """The obligations that these lines bill: key, charge, rated use, order line."""
    once = [li.order_line_id for li in lines if not (li.charge_id or li.usage_id)]
    charges, uses = [li.charge_id for li in lines], [li.usage_id for li in lines]
    asked = [[pk for pk in column if pk] for column in (charges, uses, once)]
    where = " OR ".join(text for text, ids in zip(_BILLED, asked, strict=True) if ids)
    if not where:
        return []
    columns = ("id", "charge_id", "usage_id", "order_line_id")
    params = [ids for ids in asked if ids]
    found = sql.values(Obligation, columns, f"({where}) ORDER BY id FOR UPDATE", params)
    return [(pk, charge, usage, line) for pk, charge, usage, line in found]


def _promised(lines: Sequence[DocumentLine]) -> dict[int, int]:
    """Obligation → the first of these lines that bills it."""
    known: dict[tuple[int | None, int | None, int | None], int] = {
        (charge, usage, None if charge or usage else line): pk
        for pk, charge, usage, line in _locked(lines)
    }
    found: dict[int, int] = {}
    for li in lines:
        once = None if li.charge_id or li.usage_id else li.order_line_id
        pk = known.get((li.charge_id, li.usage_id, once))
        if pk is not None:
            found.setdefault(pk, li.id)
    return found


def _of_use(do: Do, used: Sequence[Earned]) -> Origin:
    return Origin(do.entity_id, f"{max(e.month for e in used):%Y-%m}")


def _settle(do: Do, cause: Cause, origin: Origin) -> RevenueRecognized:
    """Write what the locked obligations have earned, minus what was recognized; note new totals."""
    ids = sorted(cause.lines)
    earned: list[Earned] = []
    changed: Change = {}
    states = sources.states(ids, cause.beyond)
    posted_on = open_day(states[0].closed_through if states else None, cause.on)
    for state in states:
        total = expected_minor(state.promise)
        if total != state.total_minor:
            changed[str(state.head.id)] = (state.total_minor, total)
            Obligation.objects.filter(pk=state.head.id).update(total_minor=total)
        minor = earned_minor(state.promise) - state.done_minor
        if minor or cause.beyond:  # a delivery is marked as seen even when it earns nothing
            earned.append(cause.earned(posted_on, state, minor))
    if not (earned or changed):
        raise NothingDue
    write(do, earned, origin)
    if not earned:  # only the totals to come have changed
        return _event(do, origin.id, states[0].head.currency, [], changed)
    return _recognized(do, origin.id, earned, changed)


def _recognized(
    do: Do, source_id: UUID, earned: Sequence[Earned], changed: Change | None = None
) -> RevenueRecognized:
    """One event per currency; the last is the answer."""
    currencies = sorted({e.head.currency for e in earned})
    return [
        _event(do, source_id, currency, [e for e in earned if e.head.currency == currency], changed)
        for currency in currencies
    ][-1]


def _event(
    do: Do, source_id: UUID, currency: str, earned: Sequence[Earned], changed: Change | None
) -> RevenueRecognized:
    month = max((e.recognized_on for e in earned), default=do.today).replace(day=1)
    event = RevenueRecognized(
        entity_id=do.entity_id, source_id=source_id, month=month, currency=currency,
        amount_minor=sum(e.amount_minor for e in earned), rows=len(earned),
    )  # fmt: skip
    return do.record(event, changed=changed or None)
