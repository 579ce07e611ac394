"""A policy: on these conditions this role says yes; when it holds, what would avoid it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from comptoir.kernel.money import Money, exchanged
from comptoir.records.approvals.core.measures import (
    FLAGS,
    Comparison,
    Deal,
    Found,
    Measure,
    measured,
    uncosted,
)

MOST = 1 << 62  # minor units


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison. value: percent, minor units, days or months as a fraction; or a word.

    currency  of an amount; a deal in another one is converted, or cannot be measured without a rate
    """

    measure: Measure
    comparison: Comparison
    value: Fraction | str = ""
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One version of a rule; its conditions must all hold.

    lineage   the same for every version of the rule
    stage     those of one stage are asked at once, the next stage when all of them said yes
    role, person  who decides: one of the two; person_name what they are called
    hours     until it is escalated to `escalate_role` or `escalate_person`; 0: never
    bulk_minor  up to which net the approver may decide many at once; 0: never
    """

    id: Any
    lineage: Any
    version: int
    conditions: Sequence[Condition]
    stage: int = 1
    role: str = ""
    person: Any = None
    person_name: str = ""
    hours: int = 0
    escalate_role: str = ""
    escalate_person: Any = None
    bulk_minor: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """A condition that holds, and what the deal measures in it.

    unknown  lines whose cost is not known, where a margin cannot be measured for that; unknown_percent:
             of how much of the value
    """

    condition: Condition
    found: Found
    unknown: int = 0
    unknown_percent: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Change:
    """The smallest change of one condition that avoids the policy; checked by measuring again.

    points   percent points less (discount) or more (margin, deposit), rounded up to hundredths;
             days, months or minor units less or more; None for a word or a flag
    net_minor  the contract value at which a discount or a margin passes; None for the rest
    lines    positions of the lines to change, for measures of a line
    """

    condition: Condition
    points: Fraction | None = None
    net_minor: int | None = None
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Need:
    """A policy that a deal falls under, why, and what would avoid it."""

    policy: Policy
    reasons: tuple[Reason, ...]
    changes: tuple[Change, ...]


def needs(policies: Sequence[Policy], deal: Deal) -> tuple[Need, ...]:
    """The approvals that a deal needs, in the order of their stages. An empty deal needs none."""
    if not deal.lines:
        return ()
    found = [
        Need(policy, reasons(policy, deal), changes(policy, deal))
        for policy in policies
        if holds(policy, deal)
    ]
    return tuple(sorted(found, key=lambda need: need.policy.stage))


def holds(policy: Policy, deal: Deal) -> bool:
    return all(true(c, found(c, deal)) for c in policy.conditions)


def reasons(policy: Policy, deal: Deal) -> tuple[Reason, ...]:
    return tuple(_reason(c, deal) for c in policy.conditions)


def _reason(condition: Condition, deal: Deal) -> Reason:
    what = found(condition, deal)
    lacking = uncosted(condition.measure, deal) if what is None else None
    if lacking is None:
        return Reason(condition, what)
    return Reason(condition, what, lacking.unknown, lacking.unknown_percent)


def found(condition: Condition, deal: Deal) -> Found:
    """What the condition looks at; None where it cannot be measured."""
    value = condition.value if isinstance(condition.value, str) else ""
    if not _abroad(condition, deal):
        return measured(condition.measure, condition.comparison, deal, value)
    own, rate = own_amount(condition, deal), deal.rates.get(condition.currency)
    if own is None or rate is None:
        return None
    return Fraction(exchanged(own, rate, condition.currency).minor)


def own_amount(condition: Condition, deal: Deal) -> Money | None:
    """What a condition in another currency looks at, in the deal's own; None for all others."""
    if not _abroad(condition, deal):
        return None
    minor = measured(condition.measure, condition.comparison, deal)
    return Money(int(minor), deal.currency) if isinstance(minor, Fraction) else None


def _abroad(condition: Condition, deal: Deal) -> bool:
    return condition.currency not in ("", deal.currency)


def true(condition: Condition, what: Found) -> bool:
    """Whether it holds; what cannot be measured does."""
    if what is None:
        return True
    if isinstance(what, bool) or condition.measure in FLAGS:
        return bool(what) is (condition.comparison is not Comparison.IS_NOT)
    if isinstance(what, str) or isinstance(condition.value, str):
        return (what == condition.value) is (condition.comparison is not Comparison.IS_NOT)
    if condition.comparison is Comparison.ABOVE:
        return what > condition.value
    return what < condition.value


def changes(policy: Policy, deal: Deal) -> tuple[Change, ...]:
    """For each condition the smallest change that makes it false: any one of them avoids the policy."""
    told = [_CHANGE.get(c.measure, _step)(c, _worst(c, deal)) for c in policy.conditions]
    return tuple(change for change in told if change)


def _worst(condition: Condition, deal: Deal) -> Deal:
    """The alternative that the condition looks at: the one that measures worst."""
    what = found(condition, deal)
    return next(variant for variant in deal.variants if found(condition, variant) == what)


def _step(condition: Condition, deal: Deal) -> Change | None:
    """To the limit itself, which still passes; a word or a flag is simply another one."""
    what = found(condition, deal)
    if isinstance(what, Fraction) and isinstance(condition.value, Fraction):
        return Change(condition, abs(what - condition.value))
    return Change(condition) if what is not None else None


def _whole(condition: Condition, deal: Deal) -> Change | None:
    """Discount or margin of the deal: the net at which it passes, found by measuring again."""
    what = found(condition, deal)
    if not isinstance(what, Fraction) or not isinstance(condition.value, Fraction):
        return None
    value = abs(what - condition.value)
    upward = condition.measure is Measure.MARGIN or condition.comparison is Comparison.ABOVE
    if not upward:
        return Change(condition, _hundredths(value))
    more = least(lambda minor: not true(condition, found(condition, raised(deal, minor))))
    if more is None:
        return Change(condition, _hundredths(value))
    return Change(condition, _hundredths(value), deal.net_minor + more)


def _lines(condition: Condition, deal: Deal) -> Change | None:
    """Discount or margin of lines: how many points, and which lines."""
    what = found(condition, deal)
    if not isinstance(what, Fraction) or not isinstance(condition.value, Fraction):
        return None
    at = tuple(
        line.position
        for line in deal.lines
        if true(condition, found(condition, replace(deal, lines=(line,))))
    )
    return Change(condition, _hundredths(abs(what - condition.value)), lines=at)


_CHANGE: dict[Measure, Callable[[Condition, Deal], Change | None]] = {
    Measure.DISCOUNT: _whole,
    Measure.GRANTED: _whole,
    Measure.LINE_GRANTED: _lines,
    Measure.BELOW_FLOOR: _lines,
    Measure.MARGIN: _whole,
    Measure.LINE_DISCOUNT: _lines,
    Measure.LINE_MARGIN: _lines,
}


def raised(deal: Deal, minor: int) -> Deal:
    """The deal with so much more to pay for what is promised."""
    first = deal.promised[0] if deal.promised else None
    lines = [
        replace(line, net_minor=line.net_minor + minor) if line is first else line
        for line in deal.lines
    ]
    return replace(deal, lines=lines)


def least(passes: Callable[[int], bool]) -> int | None:
    """The smallest whole number that passes, of a test that goes on passing; None if none does."""
    if not passes(MOST):
        return None
    low, high = -1, 1
    while not passes(high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if passes(middle) else (middle, high)
    return high


def _hundredths(points: Fraction) -> Fraction:
    """Rounded up, so that so many points always suffice."""
    return Fraction(-(-points * 100 // 1), 100)


def given_minor(deal: Deal) -> int:
    """What the deal gives up against its list prices: the margin that is at risk, minor units."""
    return sum(line.list_minor - line.net_minor for line in deal.promised)
