"""The margin schemes: VAT on what a dealer or a travel agent earns, inside the price. Pure.

The taxable amount is the margin less the VAT in it: price asked minus purchase price, both with VAT
(Directive 2006/112/EC art. 306–310 for travel agents, 311–325 for dealers; CGI art. 266-1-e, 297 A).
Piece by piece: what cost more than it brings bears no VAT and lowers no other (docs/policy/vat.md).
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from comptoir.kernel.money import half_up

# scheme → nature of what may be sold under it; the rule of each in `rules.py`
SCHEMES = {"travel": "service", "second_hand": "goods", "art": "goods", "antiques": "goods"}
RATE_CLASSES = ("standard", "intermediate", "reduced", "super_reduced")


def margin_vat(price_minor: int, purchase_minor: int, rate: Decimal) -> int:
    """The VAT inside the price of what was bought for `purchase_minor`; 0 on a loss.

    price_minor  what the buyer pays, everything included; rate: percent
    margin × rate / (100 + rate), half up, once.
    """
    margin = max(price_minor - purchase_minor, 0)
    return half_up(margin * Fraction(rate) / (100 + Fraction(rate)))
