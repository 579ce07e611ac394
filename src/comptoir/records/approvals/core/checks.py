"""A condition as somebody wrote it, checked. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from comptoir.kernel.errors import Invalid
from comptoir.kernel.money import is_whole, money
from comptoir.records.approvals.core.measures import (
    FLAGS,
    PERCENTS,
    WORDS,
    Comparison,
    Measure,
)
from comptoir.records.approvals.core.policies import Condition

MOST = 5
COMPARED = (Comparison.ABOVE, Comparison.BELOW)
NAMED = (Comparison.IS, Comparison.IS_NOT)


class BadCondition(Invalid):
    """This condition cannot be read."""

    code = "bad_condition"


class BadLimit(Invalid):
    """The limit of a condition is a number that makes sense for what it measures."""

    code = "bad_limit"


@dataclass(frozen=True, slots=True)
class ConditionIn:
    """A condition as it was written; value in percent, days, months, major units, or a word."""

    measure: str
    comparison: str
    value: str = ""


def check_conditions(given: Sequence[ConditionIn], currency: str) -> tuple[Condition, ...]:
    """The conditions; `currency` is that of the amounts."""
    if not 1 <= len(given) <= MOST:
        raise BadCondition(field="conditions", found=len(given), expected=f"1 … {MOST}")
    read = tuple(_read(c, f"conditions.{n}", currency) for n, c in enumerate(given))
    if len({(c.measure, c.comparison, str(c.value)) for c in read}) != len(read):
        raise BadCondition(field="conditions", fix="say each condition once")
    return read


def _read(given: ConditionIn, field: str, currency: str) -> Condition:
    if given.measure not in {m.value for m in Measure}:
        found = given.measure[:40]
        raise BadCondition(field=f"{field}.measure", found=found, expected=", ".join(Measure))
    measure = Measure(given.measure)
    allowed = NAMED if measure in WORDS | FLAGS else COMPARED
    if given.comparison not in {c.value for c in allowed}:
        found, expected = given.comparison[:40], ", ".join(allowed)
        raise BadCondition(field=f"{field}.comparison", found=found, expected=expected)
    comparison = Comparison(given.comparison)
    if measure in FLAGS:
        return Condition(measure, comparison)
    if measure in WORDS:
        return Condition(measure, comparison, _word(given.value, f"{field}.value"))
    limit = _limit(measure, given.value.strip(), f"{field}.value", currency)
    return Condition(measure, comparison, limit, currency if measure is Measure.NET else "")


def _word(text: str, field: str) -> str:
    clean = text.strip()[:60]
    if not clean or "\x00" in clean:
        raise BadLimit(field=field, found=clean)
    return clean


def _limit(measure: Measure, text: str, field: str, currency: str) -> Fraction:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise BadLimit(field=field, found=text[:40], expected="10") from None
    low, high = (-100, 100) if measure in PERCENTS else (0, 10**12)
    if not number.is_finite() or not low <= number <= high:
        raise BadLimit(field=field, found=text[:40], expected=f"{low} … {high}")
    if measure is Measure.NET:
        return Fraction(money(number, currency).minor)
    if measure not in PERCENTS and not is_whole(number):
        raise BadLimit(field=field, found=text[:40], expected="10")
    return Fraction(number)
