"""Reads of a contract's versions: what each changed, and its lines as of any day, as known on any other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from comptoir.kernel.errors import NotFound
from comptoir.kernel.money import exponent
from comptoir.platform import history
from comptoir.stages.contracting import queries
from comptoir.stages.contracting.core import versions as core
from comptoir.stages.contracting.models import Contract, ContractVersion
from comptoir.stages.quoting import amendments, raising
from comptoir.stages.quoting import queries as quoting
from comptoir.stages.quoting.amendments import Step, Stretch, Stretches


class UnknownVersion(NotFound):
    """The contract has no such version."""

    code = "unknown_version"


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """One version of a contract; the words are those of the model ContractVersion."""

    contract_id: UUID
    contract_number: str
    number: int
    quote_id: UUID
    effective_on: date
    known_on: date
    signed_by: str
    steps: tuple[Step, ...] = ()
    changes: tuple[dict[str, Any], ...] = ()
    effect: dict[str, Any] = field(default_factory=dict)
    adds_until: date | None = None
    ends_before: date | None = None
    ends_after: date | None = None

    @property
    def adds(self) -> bool:
        return any(change.get("adds") for change in self.changes)


@dataclass(frozen=True, slots=True)
class ContractLine:
    """A line of a contract that repeats: what it is, and its stretches. `id`: of the quote line."""

    id: int
    product_id: UUID
    sku: str
    description: str
    charge_kind: str
    billing_months: int
    list_price: Decimal
    cost: Decimal | None
    vat_rate: Decimal
    decision_id: UUID
    stretches: Stretches

    def on(self, day: date) -> Stretch | None:
        """What holds on a day."""
        return amendments.on(self.stretches, day)


def version(contract_id: UUID, number: int) -> VersionFacts:
    """What one amendment changed."""
    row = ContractVersion.objects.filter(contract=contract_id, number=number)
    found = row.select_related("contract").first()
    if found is None:
        raise UnknownVersion(field="version", found=number)
    return facts(found)


def versions(contract_id: UUID) -> list[VersionFacts]:
    """The amendments of a contract, oldest first; its first version is the contract."""
    rows = ContractVersion.objects.filter(contract=contract_id).select_related("contract")
    return [facts(row) for row in rows.order_by("number")]


def lines(
    contract: queries.ContractFacts,
    known_on: date | None = None,
    more: VersionFacts | None = None,
) -> list[ContractLine]:
    """The repeating lines of a contract with all their stretches, as known on a day (today's knowledge if
    none is said). Those of a terminated contract end with it, once that was known.

    more  a version that is about to be written
    """
    told = [v for v in versions(contract.id) if known_on is None or v.known_on <= known_on]
    told += [more] if more else []
    if known_on is not None and known_on < contract.signed_on:
        return []
    quotes = {v.quote_id: quoting.quote(v.quote_id) for v in told if v.adds}
    first = quoting.quote(contract.quote_id)
    sold = {li.id: li for li in _repeating(first)}
    base = {li.id: _agreed(li, contract.starts_on) for li in sold.values()}
    made = [_core(v, quotes.get(v.quote_id)) for v in told]
    sold |= {li.id: li for quote in quotes.values() for li in _repeating(quote)}
    found = core.timeline(base, made, exponent(contract.currency))
    if contract.ends_on and _terminated(contract, known_on):
        found = core.stopped(found, contract.ends_on)
    return [
        ContractLine(
            li.id, li.product_id, li.sku, li.description, li.charge_kind, li.billing_months or 1,
            li.list_price, li.cost, li.vat_rate, li.decision_id, found[li.id],
        )
        for li in sold.values()
    ]  # fmt: skip


def going_on(contract: queries.ContractFacts) -> dict[int, Stretch]:
    """What a renewal goes on with, by the id of the quote line: its last quantity and price. What an
    amendment ended is not in it."""
    first = quoting.quote(contract.quote_id)
    sold = {li.id: _agreed(li, contract.starts_on) for li in _repeating(first)}
    now = {li.id: li.stretches for li in lines(contract)}
    return core.going_on(now, sold, contract.ends_on)


def _terminated(contract: queries.ContractFacts, known_on: date | None) -> bool:
    """Whether it was terminated; by a day, without an amendment: of those the versions tell."""
    if contract.state != queries.TERMINATED or known_on is None:
        return contract.state == queries.TERMINATED
    told = history.first_day(contract.id, "ContractEnded")
    return told is not None and told <= known_on


def _repeating(quote: quoting.QuoteFacts) -> list[quoting.QuoteLineFacts]:
    return [li for li in quote.ordered if li.repeats and not li.block]


def _agreed(li: quoting.QuoteLineFacts, starts_on: date) -> Stretches:
    runs = li.runs(starts_on)
    return (Stretch(runs.start, runs.end, li.quantity, li.unit_net, li.net_minor),)


def _core(made: VersionFacts, quote: quoting.QuoteFacts | None) -> core.Version:
    adds = tuple(
        (li.id, (Stretch(*_runs(made, quote, li), li.quantity, li.unit_net, li.net_minor),))
        for li in (_repeating(quote) if quote else ())
    )
    return core.Version(made.number, made.known_on, made.steps, adds)


def _runs(
    made: VersionFacts, quote: quoting.QuoteFacts | None, li: quoting.QuoteLineFacts
) -> tuple[date, date | None]:
    asked = quote.amendment if quote else None
    return asked.runs(li) if asked else (made.effective_on, made.adds_until)


def facts(row: ContractVersion) -> VersionFacts:
    """A row as facts."""
    contract: Contract = row.contract
    return VersionFacts(
        contract.id, contract.number, row.number, row.quote_id, row.effective_on, row.known_on,
        row.signed_by, tuple(amendments.load_step(s) for s in row.steps), tuple(row.changes),
        row.effect, row.adds_until, row.ends_before, row.ends_after,
    )  # fmt: skip


def rule(made: queries.ContractFacts, on: date | None = None) -> dict[str, Any] | None:
    """What a contract says of its price at renewal, as it holds on a day; None: on any later one."""
    return rules([made], on)[made.id]


def rules(
    contracts: Iterable[queries.ContractFacts], on: date | None = None
) -> dict[UUID, dict[str, Any] | None]:
    """`rule` of several contracts; one statement."""
    found = {made.id: made.uplift for made in contracts}
    rows = ContractVersion.objects.filter(
        contract__in=found, changes__contains=[{"kind": amendments.Kind.UPLIFT}]
    )
    for contract_id, changes in rows.order_by("number").values_list("contract_id", "changes"):
        for c in changes:
            starts = c["kind"] == amendments.Kind.UPLIFT and date.fromisoformat(c["on"])
            if starts and (on is None or starts <= on):
                found[contract_id] = c["uplift_after"]
    return found


def agreed(made: queries.ContractFacts) -> raising.Agreed | None:
    """What a contract says of its price at renewal: the rule that holds on the first day of the next term."""
    told = rule(made, made.renewal_on or made.ends_on)
    return None if told is None else raising.Agreed(told, made.number, priced_on(made))


def priced_on(made: queries.ContractFacts) -> date:
    """The day that the prices of a contract are of: as its rule says, its first day, or the day of its last
    renewal by amendment."""
    renewed = ContractVersion.objects.filter(
        contract_id=made.id, changes__contains=[{"kind": "renew"}]
    )
    last = renewed.order_by("-number").first()
    if last is None:
        base = (rule(made) or {}).get("base_on") or (made.uplift or {}).get("base_on")
        return date.fromisoformat(base) if base else made.starts_on
    said = [c["base_on"] for c in last.changes if c.get("base_on")]
    return date.fromisoformat(said[0]) if said else last.known_on
