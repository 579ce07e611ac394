"""What the tree of a quote or an order is made from: its lines, and what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from comptoir.kernel.money import exponent
from comptoir.pages.desk.core.explosion import crossed, vat_shares
from comptoir.pages.desk.exploding import reads
from comptoir.pages.desk.exploding.blocks import Block, blocks, wanted
from comptoir.pages.desk.exploding.reads import (
    Bill,
    Booked,
    Earning,
    Moved,
    Outline,
    Running,
    Settled,
)
from comptoir.records.catalog import queries as catalog
from comptoir.records.ledger import queries as ledger
from comptoir.records.taxes import queries as taxes
from comptoir.stages.configuring import making
from comptoir.stages.ordering import queries as ordering
from comptoir.stages.pricing import engine, explaining
from comptoir.stages.quoting import queries as quoting


@dataclass(frozen=True, slots=True)
class Sold:
    """A line as it was sold, by a quote or an order.

    net_minor  of one billing period where it repeats; worth_minor: over its term, None of an estimate
    cost       of one unit, major units, as it was known when it was sold
    promised   the day of its delivery
    """

    id: int
    outline_id: int | None
    product_id: UUID
    description: str
    quantity: Decimal
    unit_net: Decimal
    net_minor: int
    periods: int
    decision_id: UUID
    vat_rate: Decimal
    charge_kind: str
    waterfall: tuple[dict[str, Any], ...]
    configuration_id: UUID | None
    cost: Decimal | None
    promised: date | None = None

    @property
    def worth_minor(self) -> int | None:
        return None if self.charge_kind == "usage" else self.net_minor * self.periods

    @property
    def steps(self) -> tuple[engine.Step, ...]:
        return engine.load_steps(self.waterfall)

    @property
    def once(self) -> bool:
        return self.charge_kind == "one_off"


@dataclass(frozen=True, slots=True)
class Share:
    """A line of a document with its part of the document's VAT and of what was set against it; None: open."""

    bill: Bill
    vat_minor: int
    settled: tuple[tuple[Settled | None, int], ...]

    @property
    def gross_minor(self) -> int:
        return self.bill.net_minor + self.vat_minor


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that the tree says.

    margin  costs may be shown;  vat  of each line, over its term
    blocks  the lines as the customer sees them;  wanted  those told in full, None: all
    """

    entity_id: UUID
    currency: str
    lang: str
    margin: bool
    lines: tuple[Sold, ...]
    vat: Mapping[int, int]
    blocks: Sequence[Block]
    wanted: frozenset[int] | None
    products: Mapping[UUID, catalog.ProductFacts]
    decisions: Mapping[UUID, taxes.DecisionFacts]
    made: Mapping[UUID, making.Made]
    rules: explaining.Rules
    ended: bool = False
    moved: Mapping[int, list[Moved]] = field(default_factory=dict)
    shares: Mapping[int | None, list[Share]] = field(default_factory=dict)
    earned: Mapping[int, list[Earning]] = field(default_factory=dict)
    running: Mapping[int, list[Running]] = field(default_factory=dict)
    accounts: Mapping[str, ledger.AccountFacts] = field(default_factory=dict)
    booked: Sequence[Booked] = ()

    def opens(self, line: Sold) -> bool:
        """Whether a line is told in full."""
        return self.wanted is None or line.id in self.wanted

    @property
    def digits(self) -> int:
        return exponent(self.currency)


def of_quote(quote: quoting.QuoteFacts, lang: str, margin: bool, line: str = "") -> Case:
    """The lines of a quote; what is an option, or of another way, bears no part of its VAT."""
    lines = tuple(_of_quote(line) for line in quote.lines if not line.block)
    counted = {li.id for li in quote.ordered}
    outline = [
        Outline(li.id, li.level, li.block, li.description, li.quantity, li.unit, li.cost)
        for li in quote.lines
    ]
    vat = _vat([li for li in lines if li.id in counted], quote.vat_minor)
    told = Told(quote.entity_id, quote.currency, lang, margin, vat)
    return _plain(told, lines, outline, line, offer=True)


def of_order(order: ordering.OrderFacts, lang: str, margin: bool, line: str = "") -> Case:
    """The lines of an order and all that became of them; the statements do not grow with the lines."""
    outline = reads.outline(order.quote_id) if order.quote_id else []
    costs = {one.id: one.cost for one in outline}
    lines = tuple(_of_order(one, costs) for one in order.lines)
    told = Told(
        order.entity_id, order.currency, lang, margin, _vat(lines, order.vat_minor)
    )  # fmt: skip
    plain = _plain(told, lines, outline, line, offer=False)
    bills, earned = reads.billed(order.id), reads.earned(order.id)
    moved = reads.moved(order.id)
    settled = reads.settled(sorted({one.document_id for one in bills}))
    sources = {one.document_id for one in bills} | {one.delivery_id for one in moved}
    sources |= {one.source_id for one in settled if one.kind == "payment"}
    days = sorted({one.on for one in earned if one.on})
    return replace(
        plain, ended=order.state in ordering.ENDED, moved=_by_line(moved),
        shares=_shared(bills, settled), earned=_by_line(earned),
        running=_by_line(reads.running(order.id)),
        accounts={one.role: one for one in ledger.accounts(order.entity_id) if one.role},
        booked=reads.booked(order.entity_id, sorted(sources), days),
    )  # fmt: skip


class Told(NamedTuple):
    """What a tree is told in, and the VAT of its lines."""

    entity_id: UUID
    currency: str
    lang: str
    margin: bool
    vat: dict[int, int]


def _plain(
    told: Told, lines: tuple[Sold, ...], outline: Sequence[Outline], line: str, *, offer: bool
) -> Case:
    """What the lines say of themselves: products, VAT decisions, what was put together, rules of prices."""
    known = {one.id for one in outline}
    placed = {li.outline_id: li.id for li in lines if li.outline_id and li.outline_id in known}
    loose = [li.id for li in lines if li.outline_id not in known]
    found = blocks(outline, placed, loose, offer=offer)
    asked = wanted(found, line)
    full = [li for li in lines if asked is None or li.id in asked]
    return Case(
        told.entity_id, told.currency, told.lang, told.margin, lines, told.vat, found, asked,
        products=catalog.products({li.product_id for li in full}),
        decisions=taxes.decisions({li.decision_id for li in full}),
        made=making.explosions({li.configuration_id for li in full if li.configuration_id}),
        rules=explaining.rules_of(told.entity_id, [step for li in full for step in li.steps]),
    )  # fmt: skip


def _of_quote(line: quoting.QuoteLineFacts) -> Sold:
    return Sold(
        line.id, line.id, line.product_id, line.description, line.quantity, line.unit_net,
        line.net_minor, line.periods, line.decision_id, line.vat_rate, line.charge_kind, line.waterfall,
        line.configuration_id, line.cost, line.deliver_on,
    )  # fmt: skip


def _of_order(line: ordering.OrderLineFacts, costs: Mapping[int, Decimal | None]) -> Sold:
    cost = costs.get(line.quote_line_id) if line.quote_line_id else None
    return Sold(
        line.id, line.quote_line_id, line.product_id, line.description, line.quantity,
        line.unit_net, line.net_minor, _periods(line), line.decision_id, line.vat_rate,
        line.charge_kind, line.waterfall or (), line.configuration_id, cost, line.promised_on,
    )  # fmt: skip


def _periods(line: ordering.OrderLineFacts) -> int:
    """How many whole billing periods its term has."""
    if not (line.starts_on and line.ends_on and line.billing_months):
        return 1
    years, months = line.ends_on.year - line.starts_on.year, line.ends_on.month
    return max(1, (years * 12 + months - line.starts_on.month) // line.billing_months)


def _vat(lines: Sequence[Sold], vat_minor: int) -> dict[int, int]:
    counted = [li for li in lines if li.worth_minor is not None]
    nets = [(li.worth_minor or 0, li.vat_rate) for li in counted]
    return {li.id: minor for li, minor in zip(counted, vat_shares(nets, vat_minor), strict=True)}


def _by_line(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.line_id, []).append(row)
    return found


def _shared(bills: Sequence[Bill], settled: Sequence[Settled]) -> dict[int | None, list[Share]]:
    """Each document cut over its lines; lines of other orders are left out once they took their part."""
    documents: dict[UUID, list[Bill]] = {}
    for bill in bills:
        documents.setdefault(bill.document_id, []).append(bill)
    found: dict[int | None, list[Share]] = {}
    for document_id, rows in documents.items():
        against: list[Settled | None] = [s for s in settled if s.document_id == document_id]
        for share in _cut(rows, [s for s in against if s]):
            if share.bill.own:
                found.setdefault(share.bill.line_id, []).append(share)
    return found


def _cut(rows: Sequence[Bill], against: Sequence[Settled]) -> list[Share]:
    vat = vat_shares([(b.net_minor, b.vat_rate) for b in rows], rows[0].vat_minor)
    gross = [b.net_minor + minor for b, minor in zip(rows, vat, strict=True)]
    parts = [s.minor for s in against]
    table = crossed(gross, [*parts, sum(gross) - sum(parts)])
    named: list[Settled | None] = [*against, None]
    return [
        Share(bill, minor, tuple(zip(named, cells, strict=True)))
        for bill, minor, cells in zip(rows, vat, table, strict=True)
    ]
