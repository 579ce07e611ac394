"""Whether an offer costs its list prices less a percentage, as a buyer may propose and a seller set it."""

from __future__ import annotations

from decimal import Decimal

from comptoir.kernel.money import EXACT, exponent, to_places
from comptoir.stages.quoting.core.lines import Discount
from comptoir.stages.quoting.deals import PROMOTION
from comptoir.stages.quoting.queries import QuoteFacts, QuoteLineFacts


def stands_off_list(quote: QuoteFacts, percent: Decimal) -> bool:
    """Whether each line is at its list price less `percent`: as its discount, or as the amount agreed.

    Options and usage are of no total, and a part follows its bundle; a segment of a ramp counts by itself.
    """
    if quote.discount_kind != Discount.NONE:
        return False
    digits = exponent(quote.currency)
    return all(_stands(line, percent, digits) for line in quote.lines if _counts(line))


def _counts(line: QuoteLineFacts) -> bool:
    if line.optional or line.aside or line.charge_kind == "usage" or line.block == "ramp":
        return False
    return not line.level or line.segment is not None


def _stands(line: QuoteLineFacts, percent: Decimal, digits: int) -> bool:
    if any(step.kind == PROMOTION for step in line.steps):
        return False
    if line.discount_kind == Discount.TOTAL:
        at = next(n for n, step in enumerate(line.steps) if step.label_code == "net_total")
        asked = EXACT.multiply(line.steps[at].base, Decimal(100) - percent).scaleb(-2, EXACT)
        for step in line.steps[at:]:
            if step.label_code == "part_of_period":  # of a segment that is shorter than one
                asked = EXACT.multiply(asked, step.value)
        return to_places(line.steps[-1].result, digits) == to_places(asked, digits)
    return (line.discount_value if line.discount_kind == Discount.PERCENT else 0) == percent
