"""Which quotes would need an approval that they do not need now, if they were priced again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from comptoir.records.approvals.engine import Deal, Measure
from comptoir.records.approvals.rules import Rules, rules_of
from comptoir.records.credit import queries as credit
from comptoir.records.parties import queries as parties
from comptoir.stages.quoting import deals, margins, ports
from comptoir.stages.quoting.models import Quote, QuoteLine


@dataclass(frozen=True, slots=True)
class Pair:
    """A quote as it stands, and as it would be."""

    quote: Quote
    lines: Sequence[QuoteLine]
    then: Quote
    then_lines: Sequence[QuoteLine]


@dataclass(frozen=True, slots=True)
class _Looked:
    """What policies look at besides the lines: read once for all quotes."""

    within: margins.Rates
    rates: Mapping[str, Decimal]
    segments: Mapping[UUID, str] | None
    bought: Mapping[UUID, object] | None
    said: Mapping[UUID, Sequence[str]] | None


def needed(entity_id: UUID, on: date, pairs: Sequence[Pair]) -> dict[UUID, tuple[str, ...]]:
    """Quote → the roles that would have to approve it and need not as it stands, by the policies of a day.

    Two statements, and one for each thing beside its lines that a policy looks at.
    """
    known = rules_of(entity_id, [p.quote.series for p in pairs], on) if pairs else {}
    first = next(iter(known.values()), None)
    if first is None or not first.policies:
        return {}
    looked = _looked(first, pairs)
    found: dict[UUID, tuple[str, ...]] = {}
    for pair in pairs:
        own = known[pair.quote.series]
        now = {s.need.policy.lineage for s in own.path(_deal(pair, looked, on, False)) if s.open}
        then = [s.need.policy for s in own.path(_deal(pair, looked, on, True)) if s.open]
        roles = dict.fromkeys(p.role or p.person_name for p in then if p.lineage not in now)
        if roles:
            found[pair.quote.id] = tuple(roles)
    return found


def _looked(known: Rules, pairs: Sequence[Pair]) -> _Looked:
    customers = {p.quote.customer_id for p in pairs}
    segments = bought = said = None
    if known.asks(Measure.SEGMENT):
        segments = {pk: c.segment for pk, c in parties.customers(customers).items()}
    if known.asks(Measure.NEW_CUSTOMER):
        bought = credit.exposures_for(customers)
    if known.asks(Measure.DEVIATIONS):
        said = ports.deviations_of({p.quote.series for p in pairs}, known.today)
    within = margins.rates(line for p in pairs for line in p.lines)
    plain = Rules([], [], known.today)
    one = deals.deal(pairs[0].quote, pairs[0].lines, plain, shown=False, within=within)
    return _Looked(within, known.priced(one).rates, segments, bought, said)


def _deal(pair: Pair, looked: _Looked, on: date, then: bool) -> Deal:
    quote = pair.quote
    seen = (pair.then, pair.then_lines) if then else (quote, pair.lines)
    plain = deals.deal(*seen, Rules([], [], on), shown=False, within=looked.within)
    return replace(
        plain,
        rates=looked.rates,
        segment=None if looked.segments is None else looked.segments[quote.customer_id],
        new_customer=None if looked.bought is None else quote.customer_id not in looked.bought,
        deviations=None if looked.said is None else len(looked.said.get(quote.series, ())),
    )
