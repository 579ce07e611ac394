"""Goal seek: a target for several lines, and what each line must cost so that the sum is exact. Pure.

What is stored afterwards is the net of each line, never a percentage that was worked back from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import gcd

from comptoir.kernel.errors import Invalid, Refused
from comptoir.kernel.money import allocate_minor, half_up

HUNDRED = 100


class GoalOutOfReach(Refused):
    """These lines cannot add up to this amount: a periodic price moves in whole cents per period."""

    code = "goal_out_of_reach"


class BadGoal(Invalid):
    """A target is an amount of 0 or more, a discount of 0 to 100 %, or a margin below 100 %."""

    code = "bad_goal"


class NoCostForMargin(Refused):
    """A margin can only be set where the cost of every line is known."""

    code = "no_cost_for_margin"


@dataclass(frozen=True, slots=True)
class Part:
    """A line that may move. net_minor, list_minor, cost_minor of one billing period.

    periods  how often it is charged over its term; 1 where it is charged once
    """

    net_minor: int
    list_minor: int
    periods: int = 1
    cost_minor: int | None = None


def for_margin(parts: Sequence[Part], percent: Decimal) -> int:
    """The net over the whole term at which `percent` of it remains above the cost, half up."""
    if not -1000 <= percent < HUNDRED:
        raise BadGoal(field="goal", found=f"{percent:f} %", expected="less than 100 %")
    cost = 0
    for part in parts:
        if part.cost_minor is None:
            raise NoCostForMargin(field="cost", fix="give the product its cost")
        cost += part.cost_minor * part.periods
    return half_up(Fraction(cost * HUNDRED) / (HUNDRED - Fraction(percent)))


def reach(parts: Sequence[Part], target_minor: int) -> list[int]:
    """The net of each line per period, in proportion to today's, so that the whole is `target_minor`.

    Largest remainder; lines without a net today follow their list price.
    """
    if target_minor < 0 or not parts:
        raise BadGoal(field="goal", found=target_minor, expected="0 or more")
    weights = [max(p.net_minor, 0) * p.periods for p in parts]
    if not any(weights):
        weights = [p.list_minor * p.periods for p in parts]
    if not any(weights):
        weights = [p.periods for p in parts]
    whole = allocate_minor(target_minor, weights)
    nets = [share // part.periods for share, part in zip(whole, parts, strict=True)]
    left = target_minor - sum(n * p.periods for n, p in zip(nets, parts, strict=True))
    for index, cents in _moves(parts, left, nets, target_minor):
        nets[index] += cents
    return nets


def _moves(
    parts: Sequence[Part], left: int, nets: Sequence[int], target: int
) -> list[tuple[int, int]]:
    """Cents per period to give to lines, or to take from one, so that exactly `left` cents are placed."""
    order = sorted(range(len(parts)), key=lambda n: (-parts[n].periods, n))
    small = order[-1]
    least, most = parts[small].periods, parts[order[0]].periods
    periods = sorted({part.periods for part in parts}, reverse=True)
    paid = _coins(periods, left + least * most)
    for taken in range(min(most, nets[small] + 1)):
        if left + taken * least in paid:
            coins = _paid(paid, left + taken * least)
            return [(small, -taken), *((n, 1) for n in _spread(coins, parts, order))]
    step = gcd(*periods)
    raise GoalOutOfReach(field="goal", found=target, expected=target - target % step)


def _coins(periods: Sequence[int], most: int) -> dict[int, int]:
    """Each amount that these periods add up to → the period of its last cent."""
    paid = {0: 0}
    for amount in range(1, most + 1):
        for each in periods:
            if amount - each in paid:
                paid[amount] = each
                break
    return paid


def _paid(paid: dict[int, int], amount: int) -> list[int]:
    found: list[int] = []
    while amount:
        found.append(paid[amount])
        amount -= paid[amount]
    return found


def _spread(coins: Sequence[int], parts: Sequence[Part], order: Sequence[int]) -> list[int]:
    """Give the cents of equal lines to one line after the other, not all to the first."""
    spread: list[int] = []
    for periods in sorted(set(coins)):
        same = [n for n in order if parts[n].periods == periods]
        spread += [same[k % len(same)] for k in range(coins.count(periods))]
    return spread
