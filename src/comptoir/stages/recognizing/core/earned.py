"""What an obligation has earned, as a function of its state alone: the order in which deliveries,
returns, invoices and credit notes arrive does not matter. Source: docs/policy/revenue.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from comptoir.kernel.money import half_up
from comptoir.stages.recognizing.core.schedule import Obligation, Pattern, served_share

NONE = Decimal(0)


class Source(StrEnum):
    """What the promise is."""

    LINE = "line"  # one order line, handed over once
    CHARGE = "charge"  # one period of a service
    USAGE = "usage"  # one rated use


@dataclass(frozen=True, slots=True)
class Promise:
    """One obligation and everything that happened to it.

    base_minor   net price of all that was ordered, minor units; negative on imported take-backs
    ordered …    magnitudes in the unit of the line; a period or a rated use counts as 1
    credited     quantity that credit notes gave back (returns, not price changes)
    billed_minor Σ net of issued invoice and credit-note lines
    through      last day of the last month whose service was recognized; None: none yet
    within       a ramp earns it over its term (core/ramps.py): here counts only what documents changed of it,
                 and what it kept: `kept_minor` was earned before it became a ramp
    """

    pattern: Pattern
    source: Source
    base_minor: int
    ordered: Decimal
    delivered: Decimal = NONE
    returned: Decimal = NONE
    invoiced: Decimal = NONE
    credited: Decimal = NONE
    billed_minor: int = 0
    start: date | None = None
    end: date | None = None
    through: date | None = None
    within: bool = False
    kept_minor: int = 0


def given_back(p: Promise) -> Decimal:
    """What left the customer again: returned, or credited as returned.

    A credit first takes back what was invoiced beyond the deliveries (billed ahead, or billed again
    after the credit); only the rest is goods that the customer no longer has. A return and its
    credit note tell of the same goods, whichever comes first: the greater of the two counts.
    """
    beyond = max(p.invoiced - p.delivered, NONE)
    return min(max(p.returned, p.credited - beyond, NONE), p.delivered)


def earned_quantity(p: Promise) -> Decimal:
    """What the customer has and keeps."""
    return p.delivered - given_back(p)


def worth(p: Promise, quantity: Decimal) -> int:
    """Revenue of `quantity` of the line, minor units.

    What is invoiced is worth what was invoiced for it, credit notes included; what is not yet
    invoiced, its share of the order's price. So nothing stays deferred once both sides agree.
    """
    billed = p.invoiced - p.credited
    if quantity < billed:
        return _part(p.billed_minor, quantity, billed)
    return p.billed_minor + _share(p, quantity) - _share(p, billed)


def _share(p: Promise, quantity: Decimal) -> int:
    return _part(p.base_minor, quantity, p.ordered)


def _part(minor: int, quantity: Decimal, whole: Decimal) -> int:
    """`minor` × `quantity` / `whole`, exact, then half up; all of it is the rule and needs no sum."""
    if quantity == whole:
        return minor
    (n, per), (all_n, all_per) = quantity.as_integer_ratio(), whole.as_integer_ratio()
    return half_up(Fraction(minor * n * all_per, per * all_n))


def expected_minor(p: Promise) -> int:
    """What it will have earned once all that is still to be delivered is delivered."""
    whole = worth(p, earned_quantity(replace(p, delivered=p.ordered)))
    return whole - p.base_minor + p.kept_minor if p.within else whole


def earned_minor(p: Promise) -> int:
    """Revenue earned so far, minor units.

    on_delivery    what the customer has and keeps
    straight_line  the days of service up to and including `through`
    as_billed      what was billed; a rated use is earned when it is rated
    """
    if p.pattern is Pattern.ON_DELIVERY:
        return worth(p, earned_quantity(p))
    if p.pattern is Pattern.STRAIGHT_LINE:
        return served_minor(p, expected_minor(p))
    return expected_minor(p) if p.source is Source.USAGE else p.billed_minor


def served_minor(p: Promise, total_minor: int) -> int:
    """The part of `total_minor` that belongs to the days through `through`."""
    if p.through is None:
        return 0
    term = Obligation(p.pattern, total_minor, p.start, p.end)
    return half_up(total_minor * served_share(term, p.through))
