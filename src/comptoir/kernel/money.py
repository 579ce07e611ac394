"""Money that can be booked, and the only places where it is rounded. Standard library only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal, InvalidOperation
from fractions import Fraction
from typing import NewType

from comptoir.kernel.errors import Invalid

Currency = NewType("Currency", str)

# ISO 4217 minor-unit exponents that differ from 2 (list one, November 2026).
_EXPONENTS = {
    **dict.fromkeys(
        "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0
    ),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
    "CLF": 4,
    "UYW": 4,
}
DIGITS = 18  # of a booked amount, in minor units: what a bigint column holds with certainty
UNIT_PLACES = 12  # decimals of a unit price
RATE_DIGITS = 15  # significant digits of an exchange rate that is the quotient of others
EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
_RATE = Context(prec=RATE_DIGITS, rounding=ROUND_HALF_UP)
_LAST = [Decimal(1).scaleb(-places) for places in range(UNIT_PLACES + 1)]


class UnknownCurrency(Invalid):
    """The currency is not an ISO 4217 code of three capital letters."""

    code = "unknown_currency"


def exponent(currency: str) -> int:
    """Digits after the decimal point of a booked amount: EUR 2, JPY 0, KWD 3 (ISO 4217)."""
    if not (
        len(currency) == 3 and currency.isascii() and currency.isalpha() and currency.isupper()
    ):
        raise UnknownCurrency(field="currency", found=currency, expected="EUR, USD, JPY, …")
    return _EXPONENTS.get(currency, 2)


def half_up(x: Fraction | Decimal) -> int:
    """Round to the nearest whole; ties go away from zero (EN 16931 example 2: 365.125 → 365.13)."""
    if isinstance(x, Decimal):
        return int(x.to_integral_value(rounding=ROUND_HALF_UP))
    whole = (2 * abs(x.numerator) + x.denominator) // (2 * x.denominator)
    return whole if x >= 0 else -whole


def to_places(value: Decimal, places: int) -> Decimal:
    """`value` with exactly that many decimals (0 … 12), half up."""
    return value.quantize(_LAST[places], ROUND_HALF_UP, EXACT)


def up_to_places(value: Decimal, places: int) -> Decimal:
    """The same, never below `value`: what must suffice."""
    return value.quantize(_LAST[places], ROUND_CEILING, EXACT)


def nearest(value: Decimal, increment: Decimal) -> Decimal:
    """The multiple of `increment` nearest to `value`, ties away from zero."""
    return EXACT.multiply(
        EXACT.divide(value, increment).to_integral_value(ROUND_HALF_UP), increment
    )


def whole_up(value: Decimal) -> Decimal:
    """The next whole number, or `value` itself where it is whole."""
    return value.to_integral_value(ROUND_CEILING)


def whole_down(value: Decimal) -> Decimal:
    """The whole number before, or `value` itself where it is whole."""
    return value.to_integral_value(ROUND_FLOOR)


def is_whole(value: Decimal) -> bool:
    """Whether nothing stands behind the point."""
    return value == value.to_integral_value()


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """Whole minor units of one ISO 4217 currency. A fraction of a cent cannot be expressed."""

    minor: int
    currency: str

    def __add__(self, other: Money) -> Money:
        assert self.currency == other.currency, f"{self.currency} + {other.currency}"
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        assert self.currency == other.currency, f"{self.currency} - {other.currency}"
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        assert self.currency == other.currency, f"{self.currency} < {other.currency}"
        return self.minor < other.minor

    def __le__(self, other: Money) -> bool:
        assert self.currency == other.currency, f"{self.currency} <= {other.currency}"
        return self.minor <= other.minor

    def __bool__(self) -> bool:
        return self.minor != 0

    @property
    def major(self) -> Decimal:
        """The amount in major units with all its digits: Money(1050, "EUR").major is 10.50."""
        return Decimal(self.minor).scaleb(-exponent(self.currency), EXACT)

    def times(self, ratio: Fraction) -> Money:
        """Scale, rounding half up once."""
        return Money(half_up(self.minor * ratio), self.currency)

    def __str__(self) -> str:
        return f"{self.major} {self.currency}"


def total(amounts: Iterable[Money], currency: str) -> Money:
    """The sum, `Money(0, currency)` for none."""
    result = Money(0, currency)
    for amount in amounts:
        result = result + amount
    return result


def extend(rate: Decimal, quantity: Decimal, currency: str) -> Money:
    """Price × quantity → bookable money.

    rate      major units per unit, any number of decimals
    quantity  in the unit of the rate; may be negative
    The only bridge from a price to an amount; rounds half up, once.
    """
    return Money(extend_minor(rate, quantity, exponent(currency)), currency)


def extend_minor(rate: Decimal, quantity: Decimal, digits: int) -> int:
    """`extend` for inner loops: minor units, with the currency's exponent already looked up."""
    return int(
        EXACT.multiply(rate, quantity).scaleb(digits, EXACT).to_integral_value(ROUND_HALF_UP)
    )


def quotient(value: Decimal, by: Decimal) -> Decimal:
    """`value` ÷ `by` to RATE_DIGITS significant digits, half up: an inverse or a cross rate."""
    return _RATE.divide(value, by)


def exchanged(amount: Money, rate: Decimal, currency: str) -> Money:
    """`amount` in another currency; `rate` units of it for one of its own. Rounds half up, once."""
    return extend(rate, amount.major, currency)


def money(amount: Decimal | str, currency: str) -> Money:
    """An amount in major units as money; refuses text that is no number and surplus decimals."""
    try:
        minor = EXACT.create_decimal(amount).scaleb(exponent(currency), EXACT)
    except InvalidOperation:
        raise NotAnAmount(found=str(amount)[:60], expected="a number such as 1050.25") from None
    if not minor.is_finite() or minor.adjusted() >= DIGITS:
        raise NotAnAmount(found=str(amount)[:60], expected="a number such as 1050.25")
    if not is_whole(minor):
        raise TooManyDecimals(
            found=str(amount), expected=f"at most {exponent(currency)} decimals in {currency}"
        )
    return Money(int(minor), currency)


class NotAnAmount(Invalid):
    """This is not an amount of money."""

    code = "not_an_amount"


class TooManyDecimals(Invalid):
    """The amount has more decimals than its currency."""

    code = "too_many_decimals"


def allocate(whole: Money, weights: Sequence[int]) -> list[Money]:
    """Split `whole` in proportion to `weights`; the parts always sum to `whole`.

    Largest remainder (Hamilton); ties go to the earlier part, so the result is reproducible.
    """
    return [Money(m, whole.currency) for m in allocate_minor(whole.minor, weights)]


def allocate_minor(whole: int, weights: Sequence[int]) -> list[int]:
    """`allocate` on plain minor units."""
    assert weights and all(w >= 0 for w in weights) and sum(weights) > 0, "weights"
    sign, amount, base = (-1 if whole < 0 else 1), abs(whole), sum(weights)
    parts = [amount * w // base for w in weights]
    rests = [amount * w % base for w in weights]
    short = amount - sum(parts)
    for i in sorted(range(len(parts)), key=lambda i: (-rests[i], i))[:short]:
        parts[i] += 1
    return [sign * p for p in parts]
