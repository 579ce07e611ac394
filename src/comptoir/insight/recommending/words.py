"""Evidence in words."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from comptoir.insight.recommending.core.ranking import Evidence, Kind
from comptoir.insight.recommending.queries import Recommendation
from comptoir.kernel.money import half_up
from comptoir.shell import format as fmt


def tenths(part: Fraction) -> Decimal:
    """A ratio with one decimal, half up."""
    return Decimal(half_up(part * 10)).scaleb(-1)


def times(lift: Fraction) -> Decimal:
    """How many times more often than by chance: one decimal, near one two, so that 1.04 is not 1.0."""
    near = abs(lift - 1) < Fraction(1, 5)
    return Decimal(half_up(lift * 100)).scaleb(-2) if near else tenths(lift)


def percent(part: Fraction) -> Decimal:
    """A part of one in percent, half up."""
    return Decimal(half_up(part * 100))


def why(found: Recommendation, lang: str) -> str:
    """The strongest reason, one sentence."""
    return told(found.evidence[0], found, lang)


def told(e: Evidence, found: Recommendation, lang: str) -> str:
    """One piece of evidence as a sentence, with its numbers."""
    beside = found.beside[e.product].name(lang) if e.product else ""
    facts = {
        "n": fmt.quantity(Decimal(e.n), lang),
        "of": fmt.quantity(Decimal(e.of), lang),
        "product": beside,
    }
    if e.kind is Kind.TOGETHER:
        lift = Fraction(100 * e.n, e.chance_hundredths) if e.chance_hundredths else Fraction(0)
        facts |= {
            "percent": fmt.percent(percent(Fraction(e.n, e.of)), lang),
            "times": fmt.quantity(times(lift), lang),
        }
        return (
            _("in %(n)s of %(of)s orders with %(product)s (%(percent)s), %(times)s × chance")
            % facts
        )
    return {
        Kind.USUAL: _("in %(n)s of this customer's %(of)s orders"),
        Kind.ALIKE: _("%(n)s of the %(of)s customers most like this one buy it"),
        Kind.ACCESSORY: _("accessory of %(product)s"),
        Kind.UPGRADE: _("takes the place of %(product)s"),
    }[e.kind] % facts
