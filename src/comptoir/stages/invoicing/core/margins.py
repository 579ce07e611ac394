"""Sales under a margin scheme on a document: what the sold part was bought for, and what a credit note gives
back of the VAT inside. Pure.

Per line, half up. A credit note takes what stands of the line's VAT less the VAT on what is left of it, so
that several notes sum to the whole; so does the deduction of a deposit. Source: docs/policy/vat.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from comptoir.kernel.errors import Refused
from comptoir.kernel.money import half_up
from comptoir.records.taxes.margins import margin_vat


class PurchaseUnknown(Refused):
    """What is sold under a margin scheme needs its purchase price: the VAT is on the margin."""

    code = "purchase_unknown"


@dataclass(frozen=True, slots=True)
class Inside:
    """The margin of one line: its rate (percent), what it was bought for, the VAT inside its price.

    rate      None: no margin scheme
    purchase_minor  None: not known
    """

    rate: Decimal | None = None
    purchase_minor: int | None = None
    vat_minor: int = 0


NO_SCHEME = Inside()


def sold(rate: Decimal | None, net_minor: int, purchase_minor: int | None) -> Inside:
    """The margin of what is sold for `net_minor` and was bought for `purchase_minor` (None: not known)."""
    if rate is None or purchase_minor is None:
        return Inside(rate)
    return Inside(rate, purchase_minor, margin_vat(net_minor, purchase_minor, rate))


def plus(one: Inside, other: Inside) -> Inside:
    """Both together; the purchase is known where both are."""
    known = one.purchase_minor is not None and other.purchase_minor is not None
    purchase = (one.purchase_minor or 0) + (other.purchase_minor or 0) if known else None
    return Inside(
        one.rate if other.rate is None else other.rate, purchase, one.vat_minor + other.vat_minor
    )


def share(whole: Inside | None, base_minor: int, minor: int) -> Inside:
    """The margin of a deposit of `minor` on what is sold for `base_minor`."""
    if whole is None:
        return NO_SCHEME
    if whole.rate is None or whole.purchase_minor is None:
        return Inside(whole.rate)
    return sold(whole.rate, minor, half_up(whole.purchase_minor * Fraction(minor, base_minor)))


def taken_back(was: Inside, left_minor: int, taken_minor: int, back: Fraction) -> Inside:
    """What a credit note or the deduction of a deposit takes: as it stands there, in the other sign.

    was         what stands of the line: its purchase and its VAT, less what was taken before
    left_minor  what stands of its price; taken_minor: what is taken of it now
    back        of the standing purchase, what comes back: 0 for a price correction
    """
    if was.rate is None or was.purchase_minor is None:
        return Inside(was.rate)
    sign = -1 if left_minor < 0 else 1
    bought, vat = sign * was.purchase_minor, sign * was.vat_minor
    returned = half_up(bought * back)
    kept = margin_vat(sign * (left_minor - taken_minor), bought - returned, was.rate)
    return Inside(was.rate, -sign * returned, -sign * max(vat - kept, 0))
