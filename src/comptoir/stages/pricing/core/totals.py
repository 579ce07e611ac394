"""Totals of a quote, order or invoice: header discount, VAT per rate, and the deal's figures.

Plain minor units throughout; the currency is the caller's. VAT is computed per rate on the summed
base, half up (EN 16931 BR-CO-17; BT-117 = BT-116 × BT-119), never per line.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from comptoir.kernel.errors import Invalid
from comptoir.kernel.money import allocate_minor, half_up

NOTHING = Decimal(0)


class Charge(StrEnum):
    """When a line is charged."""

    ONE_OFF = "one_off"
    RECURRING = "recurring"
    USAGE = "usage"


class HeaderDiscountTooLarge(Invalid):
    """The discount is larger than what it is taken from."""

    code = "header_discount_too_large"


@dataclass(frozen=True, slots=True)
class Line:
    """What a total needs to know of a priced line.

    net_minor     net of line discounts; of one billing period where the charge repeats
    vat_category  UNCL5305 code: S standard, Z zero, E exempt, AE reverse charge, K, G, O
    vat_rate      percent
    months        length of a billing period, months; 0 for one-off
    term_months   how long the charge runs, months; 0 for one-off
    cost_minor    cost of what `net_minor` pays for
    optional      offered but not counted
    """

    net_minor: int
    vat_category: str
    vat_rate: Decimal
    charge: Charge = Charge.ONE_OFF
    months: int = 0
    term_months: int = 0
    cost_minor: int = 0
    optional: bool = False


@dataclass(frozen=True, slots=True)
class HeaderDiscount:
    """A discount on the whole document: a percent of what remains, or an amount in minor units."""

    percent: Decimal | None = None
    amount_minor: int = 0


@dataclass(frozen=True, slots=True)
class VatRow:
    """One line of the VAT breakdown (BG-23)."""

    category: str
    rate: Decimal
    base_minor: int
    vat_minor: int


@dataclass(frozen=True, slots=True)
class DocumentTotals:
    """nets_minor  per line, in the lines' order, after its share of the header discount;
    lines_minor    Σ line nets before the header discount (BT-106)
    header_minor   header discount, positive (BT-107)
    net_minor      BT-109;  vat_minor BT-110;  gross_minor BT-112
    """

    nets_minor: tuple[int, ...]
    lines_minor: int
    header_minor: int
    net_minor: int
    vat: tuple[VatRow, ...]
    vat_minor: int
    gross_minor: int


@dataclass(frozen=True, slots=True)
class Recurring:
    """Net of one billing period of `months` months."""

    months: int
    net_minor: int


@dataclass(frozen=True, slots=True)
class DealTotals:
    """The figures of a deal, net of VAT, optional lines left out.

    one_off_minor         charged once
    recurring             per length of billing period, shortest first
    usage_estimate_minor  expected usage over its term; not promised, so in no figure below
    tcv_minor             total contract value: one-off + recurring over its term
    acv_minor             annual contract value: twelve months of the recurring lines
    mrr_minor             monthly recurring revenue: Σ net ÷ months, exact, rounded half up once
    cost_minor            of what the TCV pays for, as far as it is known
    """

    one_off_minor: int
    recurring: tuple[Recurring, ...]
    usage_estimate_minor: int
    tcv_minor: int
    acv_minor: int
    mrr_minor: int
    cost_minor: int


def document_totals(
    lines: Sequence[Line], discounts: Iterable[HeaderDiscount] = ()
) -> DocumentTotals:
    """The totals of a document; each header discount is taken on what the one before left."""
    nets = [0 if line.optional else line.net_minor for line in lines]
    before = sum(nets)
    for discount in discounts:
        nets = _less(nets, discount)
    rows = vat_rows(lines, nets)
    net, vat = sum(nets), sum(row.vat_minor for row in rows)
    shown = [line.net_minor if line.optional else n for line, n in zip(lines, nets, strict=True)]
    return DocumentTotals(tuple(shown), before, before - net, net, rows, vat, net + vat)


def vat_rows(lines: Sequence[Line], nets_minor: Sequence[int]) -> tuple[VatRow, ...]:
    """VAT per category and rate on the summed base, highest rate first; optional lines left out."""
    bases: dict[tuple[str, Decimal], int] = {}
    for line, net in zip(lines, nets_minor, strict=True):
        if not line.optional:
            key = (line.vat_category, line.vat_rate)
            bases[key] = bases.get(key, 0) + net
    rows = [VatRow(c, rate, base, vat_minor(base, rate)) for (c, rate), base in bases.items()]
    return tuple(sorted(rows, key=lambda row: (-row.rate, row.category)))


def vat_minor(base_minor: int, rate: Decimal) -> int:
    """VAT on a base at `rate` percent, half up."""
    return half_up(base_minor * Fraction(rate) / 100)


def net_from_gross_minor(gross_minor: int, rate: Decimal) -> int:
    """The net inside an amount that includes VAT at `rate` percent, half up."""
    return half_up(gross_minor * 100 / (100 + Fraction(rate)))


def _less(nets: list[int], discount: HeaderDiscount) -> list[int]:
    """The nets after a discount, split by largest remainder so that it lands on the VAT rates."""
    positive = [max(n, 0) for n in nets]
    negative = [max(-n, 0) for n in nets]
    if discount.percent is None:
        on_positive, on_negative = discount.amount_minor, 0
        _check(on_positive, sum(nets))
    else:
        _check_percent(discount.percent)
        ratio = Fraction(discount.percent) / 100
        on_negative = half_up(sum(negative) * ratio)
        on_positive = half_up(sum(nets) * ratio) + on_negative
    less, more = _split(on_positive, positive), _split(on_negative, negative)
    return [n - minus + plus for n, minus, plus in zip(nets, less, more, strict=True)]


def _split(amount: int, weights: list[int]) -> list[int]:
    return allocate_minor(amount, weights) if amount else [0] * len(weights)


def _check(amount: int, whole: int) -> None:
    if not 0 <= amount <= max(whole, 0):
        raise HeaderDiscountTooLarge(
            field="header_discount", found=amount, expected=f"0 to {max(whole, 0)} minor units"
        )


def _check_percent(percent: Decimal) -> None:
    if not 0 <= percent <= 100:
        raise HeaderDiscountTooLarge(
            field="header_discount", found=f"{percent} %", expected="0 to 100 %"
        )


def deal_totals(lines: Sequence[Line], nets_minor: Sequence[int]) -> DealTotals:
    """The deal's figures from the lines and their nets after header discount."""
    counted = [(line, n) for line, n in zip(lines, nets_minor, strict=True) if not line.optional]
    periods: dict[int, int] = {}
    one_off = usage = Fraction(0)
    term = monthly = cost = Fraction(0)
    for line, net in counted:
        if line.charge is Charge.ONE_OFF:
            one_off += net
            cost += line.cost_minor
            continue
        times = Fraction(line.term_months, line.months)
        if line.charge is Charge.USAGE:
            usage += net * times
            continue
        term += net * times
        cost += line.cost_minor * times
        monthly += Fraction(net, line.months)
        periods[line.months] = periods.get(line.months, 0) + net
    return DealTotals(
        one_off_minor=int(one_off),
        recurring=tuple(Recurring(months, periods[months]) for months in sorted(periods)),
        usage_estimate_minor=half_up(usage),
        tcv_minor=half_up(one_off + term),
        acv_minor=half_up(monthly * 12),
        mrr_minor=half_up(monthly),
        cost_minor=half_up(cost),
    )
