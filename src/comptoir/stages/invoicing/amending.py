"""What an amendment costs: the documents it makes, the periods it changes, VAT, MRR, contract value.

The amounts come from `subscribing.amendments`, which also books them; what is given back is capped by what
the corrected invoice still holds (`given`), as in the billing run.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from comptoir.kernel.money import half_up
from comptoir.kernel.period import add_months
from comptoir.platform import sql
from comptoir.records.taxes import queries as taxes
from comptoir.stages.contracting import queries as contracting
from comptoir.stages.invoicing.core.netting import Back, Plain, capped, net
from comptoir.stages.invoicing.core.states import InvoiceState
from comptoir.stages.invoicing.core.totals import totals, vat_of
from comptoir.stages.quoting.amendments import Step
from comptoir.stages.quoting.ports import Added
from comptoir.stages.subscribing import amendments
from comptoir.stages.subscribing.amendments import Planned

HORIZON_MONTHS = 24  # of a line without an end
RECURRING, ONE_OFF = "recurring", "one_off"
# The invoice line of each charged period, and what of it no credit note took back yet.
_BILLED = """
SELECT c.service_id, c.number, l.id, i.id, i.number, i.issued_on, i.state, l.decision_id, l.vat_rate,
       (l.net_minor + coalesce((
           SELECT sum(x.net_minor) FROM invoicing_line x
           JOIN invoicing_invoice n ON n.id = x.invoice_id
           WHERE x.credits_id = l.id AND n.state <> 'discarded'), 0))::bigint
FROM subscribing_charge c
JOIN invoicing_line l ON l.charge_id = c.id AND l.credits_id IS NULL
JOIN invoicing_invoice i ON i.id = l.invoice_id AND i.state <> 'discarded'
WHERE c.service_id = ANY(%s) AND c.part = 0
"""
Key = tuple[UUID, int]  # service, number of the period


@dataclass(frozen=True, slots=True)
class Billed:
    """Where a charged period stands invoiced."""

    line_id: int
    invoice_id: UUID
    number: str | None
    issued_on: date | None
    state: str
    decision_id: UUID
    vat_rate: Decimal
    left_minor: int

    @property
    def issued(self) -> bool:
        return self.state == InvoiceState.ISSUED


def billed(services: Collection[UUID]) -> dict[Key, Billed]:
    """The invoice lines of charged periods; one statement."""
    if not services:
        return {}
    rows = sql.rows(_BILLED, [list(services)])
    return {(service, number): Billed(*rest) for service, number, *rest in rows}


def given(minor: int, stands: Billed | None) -> int:
    """What is really given back: at most what the corrected invoice line still holds."""
    return minor if stands is None else capped(minor, stands.left_minor)


@dataclass(frozen=True, slots=True)
class Item:
    """An amount of one line on one day. Negative and `unused`: given back, of the invoice `stands`."""

    on: date
    name: str
    sku: str
    start: date
    end: date
    net_minor: int
    decision_id: UUID
    vat_rate: Decimal
    unused: bool = False
    stands: Billed | None = None
    first: bool = False  # of new values


def effect(
    contract_id: UUID, steps: Sequence[Step], added: Sequence[Added], today: date
) -> dict[str, Any]:
    """Everything that changes, as the quote stores it; amounts in minor units.

    documents  of the days on which something is given back or new values are first billed, with VAT
    schedule   per day: what would be billed of these lines without the change, and with it
    net_minor  Σ with − Σ without, until the lines end;  vat: of it, per rate
    mrr        before, after, delta = new + expansion + contraction + churn
    added      net and VAT of what is ordered more
    """
    start = contracting.contract(contract_id).starts_on
    planned = _planned(contract_id, steps, today)
    names = {p.line.id: p.line.sold.description for p in planned}
    stands = billed([row.id for p in planned for row in p.line.rows])
    without = [item for p in planned for item in _items(p, names, today, stands, old=True)]
    with_it = [item for p in planned for item in _items(p, names, today, stands, old=False)]
    more = [item for a in added for item in _added(a, start, today)]
    once = [a for a in added if a.charge_kind == ONE_OFF]
    changed = {item.on for item in (*with_it, *more) if item.unused or item.first}
    nets = _delta(without, [*with_it, *more], once)
    return {
        "documents": _documents([*with_it, *more], without, changed),
        "schedule": _schedule(without, [*with_it, *more]),
        "on_delivery": sum(a.stretch.period_minor for a in once),
        "net_minor": sum(nets.values()),
        "vat": _vat(nets),
        "mrr": _mrr(planned, added),
        "added": _ordered(more, once),
    }


def _planned(contract_id: UUID, steps: Sequence[Step], today: date) -> list[Planned]:
    by_line: dict[int, list[Step]] = {}
    for step in steps:
        by_line.setdefault(step.line_id, []).append(step)
    lines = {line.id: line for line in amendments.lines(contract_id)}
    amendments.check_in_service(contract_id, by_line, lines)
    return [
        amendments.plan(lines[pk], asked, _until(lines[pk], asked, today))
        for pk, asked in by_line.items()
    ]


def _until(line: amendments.Line, asked: Sequence[Step], today: date) -> date:
    """A day by which everything of the line is billed."""
    ends = [s.end for s in line.stretches if s.end] + [step.on for step in asked]
    open_end = line.stretches[-1].end is None
    return max([*ends, today, *([add_months(today, HORIZON_MONTHS)] if open_end else [])])


def _items(
    p: Planned, names: dict[int, str], today: date, stands: dict[Key, Billed], *, old: bool
) -> list[Item]:
    found = []
    begins = {fresh.stretch.start for fresh in p.change.fresh}
    for entry in p.before if old else p.after:
        at = stands.get((entry.service, entry.number)) if entry.unused and entry.service else None
        minor = given(entry.minor, at) if entry.unused else entry.minor
        if minor:
            found.append(
                Item(
                    max(entry.on, today), names[p.line.id], "", entry.start, entry.end, minor,
                    p.line.sold.decision_id, p.line.sold.vat_rate, entry.unused, at,
                    entry.service is None and entry.start in begins,
                )
            )  # fmt: skip
    return found


def _added(a: Added, start: date, today: date) -> list[Item]:
    """The periods of a line that is added, counted from the contract's first day."""
    if a.charge_kind != RECURRING or not a.billing_months:
        return []
    end = a.stretch.end or add_months(today, HORIZON_MONTHS)
    return [
        Item(
            max(entry.on, today), a.description, a.sku, entry.start, entry.end, entry.minor,
            a.decision_id, a.vat_rate, first=entry.start == a.stretch.start,
        )
        for entry in amendments.added(amendments.rhythm(start, a), a.stretch, end)
    ]  # fmt: skip


def _documents(
    items: Sequence[Item], without: Sequence[Item], changed: Collection[date]
) -> list[dict[str, Any]]:
    """The documents of each day on which the change makes one, netted as the billing run nets them."""
    found: list[dict[str, Any]] = []
    for day in sorted(changed):
        mine = [i for i in items if i.on == day and (i.unused or i not in without)]
        plain, backs = [i for i in mine if not i.unused], [i for i in mine if i.unused]
        netted = net(
            [Plain(i.net_minor, i.vat_rate, amended=True) for i in plain],
            [Back(i.net_minor, i.vat_rate, i.stands and i.stands.invoice_id) for i in backs],
        )
        here = [*(plain[n] for n in sorted(netted.plains)), *(backs[n] for n in netted.backs)]
        if here:
            found.append(_document("invoice", day, here))
        for note in netted.notes.values():
            lines = [*(backs[n] for n in note.backs), *(plain[n] for n in note.plains)]
            found.append(_document("credit", day, lines))
    return found


def _document(kind: str, day: date, items: Sequence[Item]) -> dict[str, Any]:
    sums = totals(items)
    return {
        "kind": kind, "on": day.isoformat(), "net_minor": sums.net_minor,
        "vat_minor": sums.vat_minor, "gross_minor": sums.gross_minor,
        "lines": [
            {
                "name": i.name, "start": i.start.isoformat(), "end": i.end.isoformat(),
                "net_minor": i.net_minor, "unused": i.unused,
                "corrects": i.stands.number if i.stands else None,
            }
            for i in items
        ],
    }  # fmt: skip


def _schedule(without: Iterable[Item], with_it: Iterable[Item]) -> list[dict[str, Any]]:
    sums: dict[date, list[int]] = {}
    for n, items in enumerate((without, with_it)):
        for item in items:
            sums.setdefault(item.on, [0, 0])[n] += item.net_minor
    return [
        {"on": day.isoformat(), "before": a, "after": b} for day, (a, b) in sorted(sums.items())
    ]


Tax = tuple[UUID, Decimal]


def _delta(
    without: Iterable[Item], with_it: Iterable[Item], once: Iterable[Added]
) -> dict[Tax, int]:
    nets: dict[Tax, int] = {}
    for sign, items in ((-1, without), (1, with_it)):
        for item in items:
            key = (item.decision_id, item.vat_rate)
            nets[key] = nets.get(key, 0) + sign * item.net_minor
    for a in once:
        key = (a.decision_id, a.vat_rate)
        nets[key] = nets.get(key, 0) + a.stretch.period_minor
    return nets


def _vat(nets: dict[Tax, int]) -> list[dict[str, Any]]:
    """VAT of what changes per rate and category, as a quote stores it."""
    known = taxes.decisions({pk for pk, _rate in nets})
    bases: dict[tuple[str, Decimal], tuple[int, UUID]] = {}
    for (pk, rate), minor in nets.items():
        key = (known[pk].category, rate)
        base, first = bases.get(key, (0, pk))
        bases[key] = (base + minor, first)
    return [
        {
            "rate": str(rate), "category": category, "base_minor": base,
            "vat_minor": vat_of(base, rate), "decision": str(pk),
        }
        for (category, rate), (base, pk) in sorted(bases.items(), key=lambda b: -b[0][1])
    ]  # fmt: skip


def _mrr(planned: Sequence[Planned], added: Sequence[Added]) -> dict[str, int]:
    """Monthly recurring revenue before and after, and what kind of change it is.

    New: a product more. Expansion, contraction: a line, or what took its place, is worth more or less.
    Churn: a line ends, and nothing takes its place.
    """
    sums = dict.fromkeys(("new", "expansion", "contraction", "churn"), Fraction(0))
    before = Fraction(0)
    taken = {a.replaces: _monthly(a) for a in added if a.replaces}
    for p in planned:
        was, now = _worth(p)
        before += was
        ends = now == 0 and was > 0
        now += taken.pop(p.line.id, Fraction(0))
        kind = "churn" if ends and not now else "expansion" if now >= was else "contraction"
        sums[kind] += now - was
    sums["new"] += sum((_monthly(a) for a in added if not a.replaces), Fraction(0))
    told = {kind: half_up(minor) for kind, minor in sums.items()}
    delta = sum(told.values())
    return {"before": half_up(before), "delta": delta, "after": half_up(before) + delta, **told}


def _monthly(a: Added) -> Fraction:
    if a.charge_kind != RECURRING or not a.billing_months:
        return Fraction(0)
    return Fraction(a.stretch.period_minor, a.billing_months)


def _worth(p: Planned) -> tuple[Fraction, Fraction]:
    """What a line is worth a month when the change begins, and when all of it has."""
    if p.line.sold.charge_kind != RECURRING:
        return Fraction(0), Fraction(0)
    days = [*p.change.ends.values(), *(f.stretch.start for f in p.change.fresh)]
    if not days:
        return Fraction(0), Fraction(0)
    months = p.line.rhythm.months
    was = amendments.monthly(p.line.stretches, months, min(days))
    now = amendments.monthly(p.wanted, months, max(days))
    extended = p.line.stretches[-1].end == min(days)
    if extended:  # it goes on where it would have ended
        was = Fraction(p.line.stretches[-1].period_minor, months)
    return was, now


def _ordered(more: Iterable[Item], once: Iterable[Added]) -> dict[str, int]:
    nets = _delta([], more, once)
    rates: dict[Decimal, int] = {}
    for (_pk, rate), minor in nets.items():
        rates[rate] = rates.get(rate, 0) + minor
    vat = sum(vat_of(minor, rate) for rate, minor in rates.items())
    return {"net_minor": sum(rates.values()), "vat_minor": vat}
