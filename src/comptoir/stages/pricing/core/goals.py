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
class Piece:
    """What bears VAT on its margin alone, inside its price. rate: percent; None: it bears none inside."""

    net_minor: int
    cost_minor: int
    rate: Decimal | None

    def inside(self, net: Fraction, whole_minor: int, count: int) -> Fraction:
        """Of its share of a net; not rounded yet."""
        if self.rate is None:
            return Fraction(0)
        share = Fraction(max(self.net_minor, 0), whole_minor) if whole_minor else Fraction(1, count)
        margin = max(net * share - self.cost_minor, Fraction(0))
        return margin * Fraction(self.rate) / (100 + Fraction(self.rate))


@dataclass(frozen=True, slots=True)
class Part:
    """A line that may move. net_minor, list_minor, cost_minor of one billing period.

    periods  how often it is charged over its term; 1 where it is charged once
    pieces   of what is sold under a margin scheme, once: what its price holds VAT on
    """

    net_minor: int
    list_minor: int
    periods: int = 1
    cost_minor: int | None = None
    pieces: tuple[Piece, ...] = ()

    def inside(self, net: Fraction) -> Fraction:
        """The VAT inside the price at another net, which its pieces share as they share today's."""
        whole = sum(max(p.net_minor, 0) for p in self.pieces)
        return sum((p.inside(net, whole, len(self.pieces)) for p in self.pieces), Fraction(0))


def for_margin(parts: Sequence[Part], percent: Decimal) -> int:
    """The net over the whole term at which `percent` of it remains above the cost, half up; of what is sold
    under a margin scheme, of the net without the VAT inside it. Where each line is charged several times,
    the next amount that whole cents a time can make."""
    target = _for_margin(parts, percent)
    step = gcd(*(part.periods for part in _charged(parts))) or 1
    return -(-target // step) * step


def _for_margin(parts: Sequence[Part], percent: Decimal) -> int:
    if not -1000 <= percent < HUNDRED:
        raise BadGoal(field="goal", found=f"{percent:f} %", expected="less than 100 %")
    cost = 0
    for part in parts:
        if part.cost_minor is None:
            raise NoCostForMargin(field="cost", fix="give the product its cost")
        cost += part.cost_minor * part.periods
    plain = Fraction(cost * HUNDRED) / (HUNDRED - Fraction(percent))  # without the VAT inside
    if not any(part.pieces for part in parts):
        return half_up(plain)
    low, high = -1, half_up(plain) + 1
    while _kept(parts, high) < plain:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _kept(parts, middle) < plain else (low, middle)
    return high


def _kept(parts: Sequence[Part], target_minor: int) -> Fraction:
    """What is left of a net for the whole once the VAT inside it is taken off."""
    weights = _weights(parts)
    whole = sum(weights)
    inside = (
        p.inside(Fraction(target_minor * w, whole)) for p, w in zip(parts, weights, strict=True)
    )
    return target_minor - sum(inside, Fraction(0))


def _weights(parts: Sequence[Part]) -> list[int]:
    """In which proportion lines move: as they cost today, else as at list, else by their periods."""
    weights = [max(p.net_minor, 0) * p.periods for p in parts]
    if not any(weights):
        weights = [p.list_minor * p.periods for p in parts]
    if not any(weights):
        weights = [p.periods for p in parts]
    return weights


def reach(parts: Sequence[Part], target_minor: int) -> list[int]:
    """The net of each line per period, in proportion to today's, so that the whole is `target_minor`.

    Largest remainder. Beside lines that cost something, what costs nothing goes on costing nothing; where
    nothing does, lines follow their list price.
    """
    if target_minor < 0 or not parts:
        raise BadGoal(field="goal", found=target_minor, expected="0 or more")
    nets = iter(_reached(_charged(parts), target_minor))
    return [next(nets) if weight else 0 for weight in _weights(parts)]


def _charged(parts: Sequence[Part]) -> list[Part]:
    """Those that move: a cent on what is free would be charged for the sake of the sum alone."""
    return [part for part, weight in zip(parts, _weights(parts), strict=True) if weight]


def _reached(parts: Sequence[Part], target_minor: int) -> list[int]:
    whole = allocate_minor(target_minor, _weights(parts))
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
