"""The figures of a quote: shares of the header discount, VAT, totals over the term. Pure.

Policy of the quote's own discount:
- a percentage is taken from every counted line that has a promised price, per billing period;
- an amount is taken from what is charged once (a monthly price cannot lose a share of one amount
  without losing or winning cents over the term);
- usage is an estimate and options are not ordered: neither bears a share, neither is in a total.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from comptoir.kernel.errors import Invalid
from comptoir.stages.pricing import engine

ONE_OFF, RECURRING, USAGE = "one_off", "recurring", "usage"


class AmountNeedsOneOff(Invalid):
    """An amount off the quote is taken from what is charged once; use a percentage instead."""

    code = "amount_needs_one_off"


@dataclass(frozen=True, slots=True)
class LineFigures:
    """What the figures need of a line.

    before_minor  net of the line's own discount, per billing period where it repeats
    cost_minor    cost of the same
    starts_month  months from the beginning of the term: a later segment of a ramp has some
    """

    before_minor: int
    charge_kind: str
    billing_months: int | None
    term_months: int | None
    optional: bool
    category: str
    rate: Decimal
    decision: UUID
    cost_minor: int = 0
    starts_month: int = 0

    @property
    def counted(self) -> bool:
        """Whether the line is part of what the customer promises to pay."""
        return not self.optional and self.charge_kind != USAGE

    @property
    def periods(self) -> int:
        """How often the line is charged over its term."""
        return (self.term_months or 1) // (self.billing_months or 1) if self.repeats else 1

    @property
    def repeats(self) -> bool:
        return self.charge_kind != ONE_OFF


@dataclass(frozen=True, slots=True)
class VatLine:
    """VAT of one category and rate over the whole term; `decision` is the first that led to it."""

    rate: Decimal
    category: str
    base_minor: int
    vat_minor: int
    decision: UUID


@dataclass(frozen=True, slots=True)
class Figures:
    """Minor units; options and usage left out.

    shares_minor   per line, its part of the header discount (per period)
    net_minor      one-off + recurring over the term, without VAT
    mrr_minor      of the first month of the term: later segments of a ramp are not in it yet
    """

    shares_minor: tuple[int, ...]
    net_minor: int
    vat_minor: int
    gross_minor: int
    one_off_minor: int
    recurring_minor: int
    mrr_minor: int
    cost_minor: int
    vat: tuple[VatLine, ...]


def figures(
    lines: Sequence[LineFigures],
    discount_kind: str = "none",
    discount: Decimal = Decimal(0),
    discount_minor: int = 0,
) -> Figures:
    """All figures of a quote.

    discount        percent, for kind "percent"
    discount_minor  minor units, for kind "amount"
    """
    shares = _shares(lines, discount_kind, discount, discount_minor)
    nets = [line.before_minor - share for line, share in zip(lines, shares, strict=True)]
    priced = [_line(line, net) for line, net in zip(lines, nets, strict=True)]
    deal = engine.deal_totals(priced, nets)
    first = [at for at, line in enumerate(lines) if not line.starts_month]
    start = deal
    if len(first) < len(lines):  # a ramp has later segments
        start = engine.deal_totals([priced[at] for at in first], [nets[at] for at in first])
    vat = _vat(lines, nets)
    net, tax = sum(v.base_minor for v in vat), sum(v.vat_minor for v in vat)
    assert net == deal.tcv_minor, "terms are whole numbers of periods"
    return Figures(
        tuple(shares), net, tax, net + tax, deal.one_off_minor, net - deal.one_off_minor,
        start.mrr_minor, deal.cost_minor, vat,
    )  # fmt: skip


def _shares(lines: Sequence[LineFigures], kind: str, percent: Decimal, minor: int) -> list[int]:
    if kind == "none":
        return [0] * len(lines)
    whole = kind == "percent"
    bearing = [line.counted and (whole or line.charge_kind == ONE_OFF) for line in lines]
    if minor and not whole and not any(bearing):
        raise AmountNeedsOneOff(field="discount_value", fix="%")
    discount = engine.HeaderDiscount(percent) if whole else engine.HeaderDiscount(None, minor)
    seen = [
        engine.Line(line.before_minor, line.category, line.rate, optional=not bears)
        for line, bears in zip(lines, bearing, strict=True)
    ]
    nets = engine.document_totals(seen, [discount]).nets_minor
    return [line.before_minor - net for line, net in zip(lines, nets, strict=True)]


def _line(line: LineFigures, net_minor: int) -> engine.Line:
    return engine.Line(
        net_minor,
        line.category,
        line.rate,
        engine.Charge(line.charge_kind),
        months=(line.billing_months or 1) if line.repeats else 0,
        term_months=(line.term_months or 1) if line.repeats else 0,
        cost_minor=line.cost_minor,
        optional=line.optional,
    )


def _vat(lines: Sequence[LineFigures], nets: Sequence[int]) -> tuple[VatLine, ...]:
    """VAT per rate on the summed base of the whole term."""
    over_term = [net * line.periods for line, net in zip(lines, nets, strict=True)]
    counted = [
        engine.Line(n, line.category, line.rate, optional=not line.counted)
        for line, n in zip(lines, over_term, strict=True)
    ]
    first: dict[tuple[str, Decimal], UUID] = {}
    for line in lines:
        if line.counted:
            first.setdefault((line.category, line.rate), line.decision)
    rows = engine.vat_rows(counted, over_term)
    return tuple(
        VatLine(r.rate, r.category, r.base_minor, r.vat_minor, first[r.category, r.rate])
        for r in rows
    )
