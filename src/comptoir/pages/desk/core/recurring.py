"""Recurring revenue by month: where it stood, what moved it and how, where it stands. Pure.

A customer's services in one currency are one account. What changes on one day is one movement of one kind;
its parts say by how much each product moved. Source: docs/policy/recurring-revenue.md.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate, groupby
from operator import itemgetter
from typing import NamedTuple

from comptoir.kernel.money import half_up
from comptoir.kernel.period import add_months


class Kind(StrEnum):
    """How recurring revenue moves."""

    NEW = "new"  # a customer's first
    REACTIVATION = "reactivation"  # from nothing, of a customer who had some before
    EXPANSION = "expansion"
    PRICE = "price"  # the same quantity of the same product at another price
    CONTRACTION = "contraction"
    CHURN = "churn"  # down to nothing


class Service(NamedTuple):
    """One recurring service in operation [starts_on, ends_on); `minor` a month, `way`: how it was sold.

    Customers and products by the text of their ids, which is read and compared faster than the ids.
    """

    currency: str
    customer: str
    product: str
    way: str
    quantity: Decimal
    starts_on: date
    ends_on: date | None
    minor: int


class Movement(NamedTuple):
    """What one product did on one day to a customer's recurring revenue, minor units a month."""

    currency: str
    customer: str
    day: date
    kind: Kind
    product: str
    way: str
    minor: int


_Parts = dict[
    tuple[str, str], tuple[Decimal, int]
]  # (product, way) → change of quantity and amount
_COUNTED = {Kind.NEW: 1, Kind.REACTIVATION: 1, Kind.CHURN: -1}  # customers who come and go


@lru_cache(maxsize=65_536)  # most services share a few prices
def monthly(period_minor: int, months: int) -> int:
    """What a period of some months brings a month, half up, once for each service."""
    return half_up(Fraction(period_minor, months))


def movements(services: Iterable[Service], until: date) -> Iterator[Movement]:
    """Every movement through the day `until`, customer by customer, day by day.

    services  those of a customer in a currency stand together
    """
    for (currency, customer), those in groupby(services, itemgetter(0, 1)):
        for day, kind, product, way, minor in _of_customer(those, until):
            yield Movement(currency, customer, day, kind, product, way, minor)


def _of_customer(
    services: Iterable[Service], until: date
) -> Iterator[tuple[date, Kind, str, str, int]]:
    held: dict[str, Decimal] = {}  # quantity of each product
    total, known = 0, False
    for day, parts in sorted(_days(services, until).items()):
        after = total + sum(minor for _quantity, minor in parts.values())
        before = dict(held)
        for (product, _way), (quantity, _minor) in parts.items():
            held[product] = held.get(product, Decimal(0)) + quantity
        same = {p for p, _way in parts if before.get(p) and before[p] == held[p]}
        rest = sum(minor for (p, _way), (_q, minor) in parts.items() if p not in same)
        for (product, way), (_quantity, minor) in parts.items():
            if minor:
                kind = _kind(total, after, known, product in same, rest)
                yield day, kind, product, way, minor
        total, known = after, known or bool(after)


def _days(services: Iterable[Service], until: date) -> dict[date, _Parts]:
    """What begins and ends on each day."""
    days: dict[date, _Parts] = {}
    for s in services:
        if s.ends_on is not None and s.ends_on <= s.starts_on:
            continue  # it never ran
        for day, sign in ((s.starts_on, 1), (s.ends_on, -1)):
            if day is not None and day <= until:
                parts = days.setdefault(day, {})
                quantity, minor = parts.get((s.product, s.way), (Decimal(0), 0))
                parts[s.product, s.way] = (quantity + sign * s.quantity, minor + sign * s.minor)
    return days


def _kind(before: int, after: int, known: bool, same: bool, rest: int) -> Kind:
    """What a part of a day's change is called.

    known  the customer had recurring revenue before;  same  the quantity of the product is the same
    rest   what moves in the day beside prices: one product for another is one step up or down
    """
    if not before and after:
        return Kind.REACTIVATION if known else Kind.NEW
    if before and not after:
        return Kind.CHURN
    if same:
        return Kind.PRICE
    return Kind.EXPANSION if rest >= 0 else Kind.CONTRACTION


@dataclass(frozen=True, slots=True)
class Span:
    """A month, or several, of one currency, minor units: opening + what moved = closing. The last ends today.

    starts_on   its first day; the opening is what stood before that day moved anything
    customers   with recurring revenue in the opening; of them and of the others: won, back, lost
    kept_minor  of the opening, each customer at most at what they brought then: for gross retention
    held_minor  what the customers of the opening bring at the end: for net retention
    """

    starts_on: date
    currency: str
    opening_minor: int
    moved: Mapping[Kind, int]
    customers: int
    won: int
    back: int
    lost: int
    kept_minor: int
    held_minor: int

    @property
    def closing_minor(self) -> int:
        return self.opening_minor + sum(self.moved.values())

    @property
    def customers_after(self) -> int:
        return self.customers + self.won + self.back - self.lost

    @property
    def revenue_churn(self) -> Decimal | None:
        """Percent of the opening that went with customers who left."""
        return percent(-self.moved[Kind.CHURN], self.opening_minor)

    @property
    def logo_churn(self) -> Decimal | None:
        """Customers who left, in percent of those of the opening."""
        return percent(self.lost, self.customers)

    @property
    def net_retention(self) -> Decimal | None:
        return percent(self.held_minor, self.opening_minor)

    @property
    def gross_retention(self) -> Decimal | None:
        return percent(self.kept_minor, self.opening_minor)


def percent(part: int, whole: int) -> Decimal | None:
    """`part` of `whole` in percent, one decimal, half up; None of nothing."""
    return Decimal(half_up(Fraction(part * 1000, whole))).scaleb(-1) if whole > 0 else None


def months(first: date, last: date) -> list[date]:
    """The first days of the months from that of `first` to that of `last`."""
    start = first.replace(day=1)
    count = (last.year - start.year) * 12 + last.month - start.month + 1
    return [add_months(start, n) for n in range(count)]


def bridge(moves: Iterable[Movement], starts: Sequence[date]) -> list[Span]:
    """Spans that begin on `starts`, ascending; each opens as the one before it closed. Currency by currency.

    A currency in which nothing stands nor moves is left out.
    """
    found: list[Span] = []
    ordered = sorted(moves, key=itemgetter(0, 2))  # by currency and day
    for currency, those in groupby(ordered, itemgetter(0)):
        held: dict[str, int] = {}
        parts: list[list[Movement]] = [[] for _ in starts]
        for move in those:
            n = bisect_right(starts, move.day)
            if n:
                parts[n - 1].append(move)
            else:
                _apply(held, [move])
        if held or any(parts):
            pairs = zip(starts, parts, strict=True)
            found += [_span(on, currency, held, part) for on, part in pairs]
    return found


def _apply(held: dict[str, int], moves: Iterable[Movement]) -> None:
    """What each customer brings after the movements; who brings nothing is left out."""
    for move in moves:
        after = held.pop(move.customer, 0) + move.minor
        if after:
            held[move.customer] = after


def _span(on: date, currency: str, held: dict[str, int], moves: Sequence[Movement]) -> Span:
    before = {c: held[c] for c in {m.customer for m in moves} if c in held}
    opening, customers = sum(held.values()), len(held)
    _apply(held, moves)
    after = {c: held.get(c, 0) for c in before}
    moved = dict.fromkeys(Kind, 0)
    for move in moves:
        moved[move.kind] += move.minor
    counted = {(m.customer, m.day, m.kind) for m in moves if m.kind in _COUNTED}
    heads = Counter(kind for _customer, _day, kind in counted)
    return Span(
        on, currency, opening, moved, customers,
        heads[Kind.NEW], heads[Kind.REACTIVATION], heads[Kind.CHURN],
        opening + sum(min(after[c] - before[c], 0) for c in before),
        opening + sum(after[c] - before[c] for c in before),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Share:
    """What one product, customer or way of selling brings in a currency, and how it came there."""

    currency: str
    key: str
    opening_minor: int
    moved: Mapping[Kind, int]

    @property
    def closing_minor(self) -> int:
        return self.opening_minor + sum(self.moved.values())


def shares(moves: Iterable[Movement], name: str, first: date) -> list[Share]:
    """By `product`, `customer` or `way`, since the day `first`; the largest first. They sum to the whole."""
    opening: Counter[tuple[str, str]] = Counter()
    moved: dict[tuple[str, str], dict[Kind, int]] = {}
    for move in moves:
        at = (move.currency, getattr(move, name))
        kinds = moved.setdefault(at, dict.fromkeys(Kind, 0))
        if move.day < first:
            opening[at] += move.minor
        else:
            kinds[move.kind] += move.minor
    found = [Share(at[0], at[1], opening[at], kinds) for at, kinds in moved.items()]
    kept = [s for s in found if s.opening_minor or any(s.moved.values())]
    return sorted(kept, key=lambda s: (s.currency, -s.closing_minor, str(s.key)))


@dataclass(frozen=True, slots=True)
class Cohort:
    """The customers who began in one month: what they brought at the end of it and of each month since.

    customers  who began;  stayed: how many bring something at each month's end
    """

    currency: str
    month: date
    customers: int
    minor: tuple[int, ...]
    stayed: tuple[int, ...]

    @property
    def retained(self) -> tuple[Decimal | None, ...]:
        """Each month's revenue in percent of the first one's."""
        return tuple(percent(each, self.minor[0]) for each in self.minor)


def cohorts(moves: Iterable[Movement], first: date, last: date) -> list[Cohort]:
    """Customers by the month of their first service, of the months `first` … `last`.

    moves  as `movements` gives them: those of a customer together, oldest first
    """
    named = {_index(month): month for month in months(first, last)}
    steps: dict[tuple[str, int], Counter[int]] = {}
    heads: dict[tuple[str, int], Counter[int]] = {}
    begun: Counter[tuple[str, int]] = Counter()
    for (currency, _customer), those in groupby(moves, itemgetter(0, 1)):
        mine = [(m.day, m.kind, m.minor) for m in those]
        at = (currency, _index(mine[0][0]))
        if at[1] not in named:
            continue
        begun[at] += 1
        step = steps.setdefault(at, Counter())
        head = heads.setdefault(at, Counter())
        for day, _kind_of, minor in mine:
            step[_index(day)] += minor
        for day, kind in {(day, kind) for day, kind, _minor in mine if kind in _COUNTED}:
            head[_index(day)] += _COUNTED[kind]
    return [
        Cohort(
            currency, named[start], begun[currency, start],
            _sums(steps[currency, start], start, named), _sums(heads[currency, start], start, named),
        )
        for currency, start in sorted(begun)
    ]  # fmt: skip


def _index(day: date) -> int:
    """The months since year 0: as a key much faster than the first day of a month."""
    return day.year * 12 + day.month


def _sums(steps: Counter[int], start: int, named: Iterable[int]) -> tuple[int, ...]:
    return tuple(accumulate(steps[month] for month in named if month >= start))
