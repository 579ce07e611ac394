"""What a policy can measure on a deal. Pure and exact: a percentage is a fraction, never a rounded number.

What cannot be measured asks for approval: a margin without a known cost, an amount in another currency
of which no rate is known. A margin is that of kernel/margin.py: of the net without the VAT inside it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from comptoir.kernel.margin import Margin, Part, margin_of
from comptoir.kernel.money import allocate_minor
from comptoir.records.taxes.margins import margin_vat


class Measure(StrEnum):
    DISCOUNT = "discount"  # of the whole deal, percent off list
    LINE_DISCOUNT = "line_discount"  # of its worst line
    GRANTED = "granted"  # as `discount`, without what promotions gave
    LINE_GRANTED = "line_granted"
    BELOW_FLOOR = "below_floor"  # how far the worst line is under its floor price, percent of it
    MARGIN = "margin"  # of the whole deal, percent of net
    LINE_MARGIN = "line_margin"  # of its worst line
    NET = "net"  # contract value without VAT, minor units
    PAYMENT_DAYS = "payment_days"
    TERM_MONTHS = "term_months"
    VALIDITY_DAYS = "validity_days"
    DEPOSIT = "deposit"  # percent
    CURRENCY = "currency"
    SEGMENT = "segment"
    PRODUCT = "product"  # SKU
    NEW_CUSTOMER = "new_customer"
    FREE_TEXT = "free_text"  # a note that the seller wrote
    DEVIATIONS = "deviations"  # clauses of the contract that are not the standard ones


class Comparison(StrEnum):
    ABOVE = "above"
    BELOW = "below"
    IS = "is"
    IS_NOT = "is_not"


PERCENTS = frozenset(
    {
        Measure.DISCOUNT,
        Measure.LINE_DISCOUNT,
        Measure.GRANTED,
        Measure.LINE_GRANTED,
        Measure.BELOW_FLOOR,
        Measure.MARGIN,
        Measure.LINE_MARGIN,
        Measure.DEPOSIT,
    }
)
WHOLES = frozenset(
    {Measure.NET, Measure.PAYMENT_DAYS, Measure.TERM_MONTHS, Measure.VALIDITY_DAYS}
    | {Measure.DEVIATIONS}
)
WORDS = frozenset({Measure.CURRENCY, Measure.SEGMENT, Measure.PRODUCT})
MARGINS = frozenset({Measure.MARGIN, Measure.LINE_MARGIN})
FLAGS = frozenset({Measure.NEW_CUSTOMER, Measure.FREE_TEXT})
Found = Fraction | str | bool | None  # None: it cannot be measured


@dataclass(frozen=True, slots=True, kw_only=True)
class DealLine:
    """One line over its whole term, minor units of the deal's currency.

    list_minor  at the price list; net_minor: after every discount, the one on the whole included
    cost_minor  None: nobody knows
    promoted_minor  what promotions took off list, for everybody who meets their conditions
    floor_minor     at the floor price; None: there is none
    optional    the customer may take it or leave it
    counted     part of the totals; usage is an estimate and is not
    inside_rate percent of the VAT inside its price, of what is sold under a margin scheme
    parts       of a bundle, which is measured by its own price: what it is put together of
    """

    position: int
    sku: str
    list_minor: int
    net_minor: int
    cost_minor: int | None = None
    promoted_minor: int = 0
    floor_minor: int | None = None
    optional: bool = False
    counted: bool = True
    inside_rate: Decimal | None = None
    parts: tuple[DealLine, ...] = ()

    @property
    def earning(self) -> tuple[Part, ...]:
        """What a margin needs to know of it: itself, or each of its parts at its share of the price."""
        if not self.parts:
            return (Part(self.net_minor, self.cost_minor, self._inside_minor),)
        return tuple(part for one in self._shared() for part in one.earning)

    @property
    def worth_minor(self) -> int:
        """The net without the VAT inside it."""
        return sum(part.worth_minor for part in self.earning)

    @property
    def _inside_minor(self) -> int:
        if self.inside_rate is None or self.cost_minor is None:
            return 0
        return margin_vat(self.net_minor, self.cost_minor, self.inside_rate)

    def _shared(self) -> list[DealLine]:
        """The parts, with what the price of the whole is above theirs shared out."""
        more = self.net_minor - sum(one.net_minor for one in self.parts)
        weights = [max(one.net_minor, 0) for one in self.parts]
        if not any(weights):
            weights = [1] * len(self.parts)
        shares = allocate_minor(more, weights) if more else [0] * len(weights)
        return [
            replace(one, net_minor=one.net_minor + share)
            for one, share in zip(self.parts, shares, strict=True)
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """The commercial terms that policies look at.

    subject_id   one negotiation: approvals stay with it from version to version
    document_id  the version that is looked at; number: what people call it
    segment, new_customer, deviations  None: nobody asked
    alternatives  of which the customer takes exactly one: the lines of each, common ones included; a deal
                  is measured at the worst of them. `lines` are those of the one that is recommended
    rates        into other currencies that a policy's amount is in: the day's, where one is known
    content      what an approver sees, as plain data; its digest is what an approval is bound to
    """

    subject_id: Any
    document_id: Any
    number: str
    customer_id: Any
    owner: str
    currency: str
    lines: Sequence[DealLine]
    payment_days: int
    term_months: int
    validity_days: int
    deposit: Fraction
    free_text: str = ""
    segment: str | None = None
    new_customer: bool | None = None
    alternatives: Sequence[Sequence[DealLine]] = ()
    deviations: int | None = None
    rates: Mapping[str, Decimal] = field(default_factory=dict)
    content: dict[str, Any] = field(default_factory=dict)

    @property
    def net_minor(self) -> int:
        return sum(line.net_minor for line in self.promised)

    @property
    def promised(self) -> tuple[DealLine, ...]:
        """The lines that the customer orders by saying yes."""
        return tuple(line for line in self.lines if line.counted and not line.optional)

    @property
    def variants(self) -> tuple[Deal, ...]:
        """The deals that it may become: one per alternative, itself where there are none."""
        if not self.alternatives:
            return (self,)
        return tuple(replace(self, lines=lines, alternatives=()) for lines in self.alternatives)

    @property
    def choices(self) -> tuple[DealLine, ...]:
        """The options that the customer may add to them."""
        return tuple(line for line in self.lines if line.counted and line.optional)


def measured(measure: Measure, comparison: Comparison, deal: Deal, value: str = "") -> Found:
    """What a deal measures; the worst that the customer's choice can make of it, of an alternative as of
    options.

    value  of the condition; whether the deal holds that product
    """
    found = [_measured(measure, comparison, variant, value) for variant in deal.variants]
    worst = found[0]
    for one in found[1:]:
        if one is None or (worst is not None and _worse_of(comparison, worst, one)):
            worst = one
    return worst


def _worse_of(comparison: Comparison, one: Found, other: Found) -> bool:
    """Whether `other` asks for more approval than `one`; what is a word is the same in each."""
    if isinstance(one, bool) and isinstance(other, bool):
        return other is not one and other is (comparison is not Comparison.IS_NOT)
    return worse(comparison, one, other)


def _measured(measure: Measure, comparison: Comparison, deal: Deal, value: str) -> Found:
    if measure is Measure.NET:
        chosen = deal.choices if comparison is Comparison.ABOVE else ()
        return Fraction(deal.net_minor + sum(max(line.net_minor, 0) for line in chosen))
    if measure is Measure.PRODUCT:
        return any(line.sku == value for line in deal.lines)
    return _READ[measure](deal)


def margin(deal: Deal) -> Margin:
    """Of what is promised."""
    return margin_of(part for line in deal.promised for part in line.earning)


def uncosted(measure: Measure, deal: Deal) -> Margin | None:
    """Why a margin cannot be measured: the lines that it looks at, where a cost of some is unknown; of
    alternatives those of the one with most of them."""
    if measure not in MARGINS:
        return None
    whole = measure is Measure.LINE_MARGIN
    found = [
        margin_of(
            part
            for line in (one.lines if whole else (*one.promised, *one.choices))
            for part in line.earning
        )
        for one in deal.variants
    ]
    most = max(found, key=lambda one: one.unknown)
    return most if most.unknown else None


def worse(comparison: Comparison, seen: Found, now: Found) -> bool:
    """Whether a measure got worse, in the eyes of who approved `seen`."""
    if isinstance(seen, Fraction) and isinstance(now, Fraction):
        return now > seen if comparison is Comparison.ABOVE else now < seen
    return seen != now


def _discount(deal: Deal) -> Found:
    """The customer takes the options that are cheapest against list: they count."""
    off, listed = _off(deal.promised), sum(line.list_minor for line in deal.promised)
    worst = _share_off(off, listed)
    for line in sorted(deal.choices, key=_line_off, reverse=True):
        if _line_off(line) <= worst:
            break
        off, listed = off + line.list_minor - line.net_minor, listed + line.list_minor
        worst = _share_off(off, listed)
    return worst


def _granted(deal: Deal) -> Deal:
    """The deal as if what is promoted were the list price: what is left was given by the seller."""
    lines = [replace(x, list_minor=x.list_minor - x.promoted_minor) for x in deal.lines]
    return replace(deal, lines=lines)


def _line_discount(deal: Deal) -> Found:
    return max(map(_line_off, deal.lines), default=Fraction(0))


def _below_floor(deal: Deal) -> Found:
    """0 where no line is under its floor."""
    under = (
        Fraction(100 * (line.floor_minor - line.net_minor), line.floor_minor)
        for line in deal.lines
        if line.floor_minor
    )
    return max((share for share in under if share > 0), default=Fraction(0))


def _share_off(off: int, listed: int) -> Fraction:
    return Fraction(100 * off, listed) if listed else Fraction(0)


def _off(lines: Sequence[DealLine]) -> int:
    return sum(line.list_minor - line.net_minor for line in lines)


def _line_off(line: DealLine) -> Fraction:
    return _share_off(line.list_minor - line.net_minor, line.list_minor)


def _margin(deal: Deal) -> Found:
    """As `_discount`: options that earn less than the rest are taken."""
    if any(line.cost_minor is None for line in (*deal.promised, *deal.choices)):
        return None
    whole = margin(deal)
    net, cost = whole.net_minor, whole.cost_minor
    worst = _earned(net, cost)
    for line in sorted(filter(_matters, deal.choices), key=_line_earned):
        share = _earned(line.worth_minor, line.cost_minor or 0)
        if worst is None or share is None:
            return None
        if share >= worst:
            break
        net, cost = net + line.worth_minor, cost + (line.cost_minor or 0)
        worst = _earned(net, cost)
    return worst


def _matters(line: DealLine) -> bool:
    """Not what is given away and costs nothing."""
    return bool(line.net_minor or line.cost_minor is None or line.cost_minor)


def _line_earned(line: DealLine) -> Fraction:
    """To rank by; what cannot be measured comes first."""
    share = _earned(line.worth_minor, line.cost_minor or 0)
    return Fraction(-(10**18)) if share is None else share


def _earned(net: int, cost: int) -> Fraction | None:
    """Percent of net that is left after cost; nothing can be said of what is given away."""
    return Fraction(100 * (net - cost), net) if net > 0 else None


def _line_margin(deal: Deal) -> Found:
    worst = Fraction(100)
    for line in filter(_matters, deal.lines):
        known = line.cost_minor is not None
        share = _earned(line.worth_minor, line.cost_minor or 0) if known else None
        if share is None:
            return None
        worst = min(worst, share)
    return worst


_READ: dict[Measure, Callable[[Deal], Found]] = {
    Measure.DISCOUNT: _discount,
    Measure.LINE_DISCOUNT: _line_discount,
    Measure.GRANTED: lambda deal: _discount(_granted(deal)),
    Measure.LINE_GRANTED: lambda deal: _line_discount(_granted(deal)),
    Measure.BELOW_FLOOR: _below_floor,
    Measure.MARGIN: _margin,
    Measure.LINE_MARGIN: _line_margin,
    Measure.PAYMENT_DAYS: lambda deal: Fraction(deal.payment_days),
    Measure.TERM_MONTHS: lambda deal: Fraction(deal.term_months),
    Measure.VALIDITY_DAYS: lambda deal: Fraction(deal.validity_days),
    Measure.DEPOSIT: lambda deal: deal.deposit,
    Measure.CURRENCY: lambda deal: deal.currency,
    Measure.SEGMENT: lambda deal: deal.segment,
    Measure.NEW_CUSTOMER: lambda deal: deal.new_customer,
    Measure.FREE_TEXT: lambda deal: deal.free_text,
    Measure.DEVIATIONS: lambda deal: None if deal.deviations is None else Fraction(deal.deviations),
}
