"""A quote as the terms that approval policies look at, and what its approvers see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from comptoir.kernel.money import exponent, extend_minor
from comptoir.records.approvals.engine import Deal, DealLine, Measure
from comptoir.records.approvals.rules import Rules, rules
from comptoir.records.credit import queries as credit
from comptoir.records.parties import queries as parties
from comptoir.stages.quoting import amended_deals, margins, ports
from comptoir.stages.quoting.core import alternatives as core
from comptoir.stages.quoting.core import blocks, schedule
from comptoir.stages.quoting.core.figures import ONE_OFF, USAGE
from comptoir.stages.quoting.models import Quote, QuoteLine
from comptoir.stages.quoting.queries import QuoteFacts, QuoteLineFacts, facts

Head = Quote | QuoteFacts
Line = QuoteLine | QuoteLineFacts
RECENT = 200
PROMOTION = "promotion"  # kind of the steps that promotions add


def deal(
    quote: Head,
    lines: Sequence[Line],
    known: Rules,
    *,
    shown: bool = True,
    within: margins.Rates | None = None,
) -> Deal:
    """The quote as it stands on a day; what no policy looks at is not looked up.

    shown  with what its approvers see of it, which a preview can spare
    within the VAT inside prices, by decision, where it is known; else it is looked up where it may be any
    """
    new = segment = None
    if known.asks(Measure.NEW_CUSTOMER):
        new = not credit.exposures_of(quote.customer_id)
    if known.asks(Measure.SEGMENT):
        segment = parties.customer(quote.customer_id).segment
    owner = f"user:{quote.owner_id}" if quote.owner_id else ""
    digits = exponent(quote.currency)
    if within is None:
        within = margins.rates(lines)
    offered = _alternatives(quote, lines, digits, within)
    plain = [*_lines(lines, digits, within), *amended_deals.changed(quote, digits)]
    seen, said = content(quote, lines) if shown else {}, None
    if known.asks(Measure.DEVIATIONS):
        said = ports.deviations_of([quote.series], known.today).get(quote.series, ())
        seen |= {"deviations": "; ".join(said)} if said else {}
    found = Deal(
        subject_id=quote.series, document_id=quote.id, number=f"{quote.number} · v{quote.version}",
        customer_id=quote.customer_id, owner=owner, currency=quote.currency,
        lines=offered.get(quote.recommended) or plain,
        alternatives=tuple(offered.values()),
        payment_days=quote.terms_days, term_months=quote.term_months,
        validity_days=(quote.valid_until - known.today).days,
        deposit=_deposit(quote, digits), free_text=quote.note.strip(),
        segment=segment, new_customer=new, content=seen,
        deviations=None if said is None else len(said),
    )  # fmt: skip
    return known.priced(found)


def _deposit(quote: Head, digits: int) -> Fraction:
    """What is paid at the signature, in percent; of a schedule, of what is charged once."""
    if not quote.schedule:
        return Fraction(quote.deposit_percent)
    return schedule.upfront(schedule.load(quote.schedule), quote.one_off_minor, digits)


def _alternatives(
    quote: Head, lines: Sequence[Line], digits: int, within: margins.Rates
) -> dict[str, list[DealLine]]:
    """What the customer gets with each alternative, as it is priced there; {} without any."""
    rows = quote.alternatives
    own = [row.key if isinstance(row, core.Alternative) else row["key"] for row in rows]
    return {key: _lines(core.members(list(lines), key), digits, within, key) for key in own}


def rules_of(quote: QuoteFacts) -> Rules:
    """The policies in force and the approvals of this negotiation; one statement."""
    return rules(quote.entity_id, quote.series)


def recent(entity_id: UUID, today: date) -> list[Deal]:
    """The latest quotes that left the draft, to try a policy on; four statements, two a negotiation that
    has a contract, and a customer each for who is new."""
    rows = Quote.objects.filter(entity_id=entity_id, sent_at__isnull=False)
    heads = [facts(row) for row in rows.order_by("-sent_at", "-id")[:RECENT]]
    found: dict[UUID, list[QuoteLine]] = {}
    for line in QuoteLine.objects.filter(quote__in=[q.id for q in heads]).order_by("position"):
        found.setdefault(line.quote_id, []).append(line)
    segments = {k: c.segment for k, c in parties.customers({q.customer_id for q in heads}).items()}
    bought = credit.exposures_for({q.customer_id for q in heads})
    told = ports.deviations_of({q.series for q in heads}, today)
    within = margins.rates(line for lines in found.values() for line in lines)
    return [
        replace(
            _dated(q, found.get(q.id, []), within),
            segment=segments[q.customer_id],
            new_customer=q.customer_id not in bought,
            deviations=len(told.get(q.series, ())),
        )
        for q in heads
    ]


def _dated(quote: QuoteFacts, lines: Sequence[QuoteLine], within: margins.Rates) -> Deal:
    assert quote.sent_at
    return deal(quote, lines, Rules([], [], quote.sent_at.date()), within=within)


def content(quote: Head, lines: Iterable[Line]) -> dict[str, Any]:
    """The commercial terms as an approver sees them; the same for the same terms of a later version."""
    told = _content(quote, lines)
    if quote.schedule:
        told["schedule"] = "; ".join(
            f"{r['value']} {r['share']} {r['due']}" for r in quote.schedule
        )
    if quote.uplift:
        told["uplift"] = " ".join(map(str, quote.uplift.values()))
    if quote.alternatives:
        told |= {"alternatives": ", ".join(_named(quote).values())}
        told |= {"recommended": _named(quote)[quote.recommended]}
    return told


def _named(quote: Head) -> dict[str, str]:
    """Each alternative as an approver reads it: `B · Comfort`."""
    rows = [asdict(r) if isinstance(r, core.Alternative) else r for r in quote.alternatives]
    return {row["key"]: f"{row['key']} · {row['name']}" for row in rows}


def _content(quote: Head, lines: Iterable[Line]) -> dict[str, Any]:
    named = _named(quote)
    return {
        "customer": str(quote.customer_id), "currency": quote.currency,
        "starts_on": quote.starts_on.isoformat() if quote.starts_on else None,
        "term_months": quote.term_months, "valid_until": quote.valid_until.isoformat(),
        "terms_kind": quote.terms_kind, "payment_days": quote.terms_days,
        "deposit_percent": _text(quote.deposit_percent), "note": quote.note,
        "discount": f"{quote.discount_kind} {_text(quote.discount_value)}",
        "net_minor": quote.net_minor, "lines": [_shown(line, named) for line in lines],
        **({"changes": amended_deals.changes(quote)} if quote.amends_contract else {}),
    }  # fmt: skip


def _shown(line: Line, named: dict[str, str]) -> dict[str, Any]:
    own = {"alternative": named[line.alternative]} if line.alternative else {}
    return own | {
        "sku": line.sku, "description": line.description, "quantity": _text(line.quantity),
        "list_price": _text(line.list_price), "unit_net": _text(line.unit_net),
        "discount": f"{line.discount_kind} {_text(line.discount_value)}",
        "net_minor": line.net_minor, "optional": line.optional, "term_months": line.term_months,
    }  # fmt: skip


def _lines(
    lines: Sequence[Line], digits: int, within: margins.Rates, key: str = ""
) -> list[DealLine]:
    """A bundle is measured by its own price, not each part by what it costs alone."""
    found = [_line(line, digits, within, key) for line in lines]
    taken: set[int] = set()
    for at, line in enumerate(lines):
        if line.block != blocks.Block.BUNDLE:
            continue
        under = [n for n in blocks.carrying(lines, at) if n not in taken]
        taken |= set(under)
        costs = [cost for n in under if (cost := found[n].cost_minor) is not None]
        whole = sum(costs) if len(costs) == len(under) else None
        net = sum(found[n].net_minor for n in under)
        found[at] = replace(
            found[at], net_minor=net, cost_minor=whole, counted=bool(under),
            parts=tuple(found[n] for n in under),
        )  # fmt: skip
    return [
        one for n, one in enumerate(found)
        if n not in taken and lines[n].block != blocks.Block.RAMP and (not lines[n].block or one.counted)
    ]  # fmt: skip


def _line(line: Line, digits: int, within: margins.Rates, key: str = "") -> DealLine:
    """The line over its whole term, at list and as offered; `digits` of the currency; `key`: in that
    alternative."""
    told = core.overlay(line.apart, key)
    list_price, net_minor = (
        told.get("list_price", line.list_price),
        told.get("net_minor", line.net_minor),
    )
    periods = _periods(line)
    cost = margins.cost(line, digits)
    return DealLine(
        position=line.position, sku=line.sku,
        list_minor=extend_minor(list_price, line.quantity, digits) * periods,
        net_minor=net_minor * periods, cost_minor=None if cost is None else cost * periods,
        optional=line.optional, inside_rate=within.get(line.decision_id),
        promoted_minor=_promoted(told.get("waterfall", line.waterfall), digits) * periods,
        floor_minor=_floor(line, digits, periods),
        counted=line.charge_kind != USAGE,
    )  # fmt: skip


def _promoted(waterfall: Iterable[dict[str, Any]], digits: int) -> int:
    """What promotions took off, by the steps of the price."""
    off = (Decimal(s["value"]) for s in waterfall if s["kind"] == PROMOTION)
    return int(sum(off, Decimal(0)).scaleb(digits))


def _floor(line: Line, digits: int, periods: int) -> int | None:
    if line.floor is None:
        return None
    return extend_minor(line.floor, line.quantity, digits) * periods


def _periods(line: Line) -> int:
    if line.charge_kind == ONE_OFF:
        return 1
    return (line.term_months or 1) // (line.billing_months or 1)


def _text(value: Decimal) -> str:
    return f"{value.normalize():f}" if value else "0"
