"""What was billed, priced anew by another definition: the same engine, the same quantities. Pure.

Discounts and surcharges of a line are taken again on the new price. What a customer agreed as a price stays.
Where the known steps do not lead to what was billed (a share of a discount on the whole, a promotion, a part
of a period), the billed amount moves as the two prices do. Source: docs/policy/price-models.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from comptoir.kernel.errors import DomainError
from comptoir.kernel.money import half_up
from comptoir.stages.pricing import engine
from comptoir.stages.pricing.engine import Adjust, Adjustment, Price, PricedLine, PriceKind, Step

# Steps that are taken again on another price; what sets a price or an amount is an agreement.
_AGAIN = {
    "percent_off": Adjust.PERCENT_OFF,
    "percent_on": Adjust.PERCENT_ON,
    "subtract": Adjust.AMOUNT_OFF,
    "multiply": Adjust.TIMES,
    "round_to": Adjust.ROUND_UNIT_TO,
    "add": Adjust.OPTION,
}
_DERIVED = (PriceKind.PERCENT, PriceKind.COST_PLUS, PriceKind.FORMULA)
NEW = (
    PriceKind.FLAT,
    PriceKind.PER_UNIT,
    PriceKind.VOLUME,
    PriceKind.GRADUATED,
    PriceKind.STAIRSTEP,
    PriceKind.PACKAGE,
    PriceKind.USAGE,
)  # fmt: skip — what a line can be priced by without looking at other lines or costs


class How(StrEnum):
    """How a line came to its new amount."""

    EXACT = "exact"  # the steps lead to what was billed, and to the new amount
    SHARE = "share"  # in the proportion of the two prices
    AGREED = "agreed"  # a price agreed for the line or with the customer: it stays
    UNKNOWN = "unknown"  # its steps were not kept, or look at other lines: it stays
    REFUSED = "refused"  # the new definition cannot price it: it stays


@dataclass(frozen=True, slots=True)
class Billed:
    """One line of an invoice or credit note, with what priced it.

    net_minor  as billed, minor units; negative where it gives back
    steps      of the price behind it; `price`: the definition that its steps name, as it stands
    events     of usage one by one; `stands`: the same, counted by the days they stand
    """

    id: int
    customer: UUID
    product: UUID
    quantity: Decimal
    net_minor: int
    digits: int
    steps: tuple[Step, ...] = ()
    price: Price | None = None
    events: tuple[engine.Used, ...] | None = None
    stands: tuple[engine.Used, ...] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A billed line and what it would have been; `steps` of the new price, none where it stays.

    priced  what the old and the new definition ask for the whole quantity, minor units
    """

    line: Billed
    after_minor: int
    how: How
    steps: tuple[Step, ...] = ()
    priced: tuple[int, int] = (0, 0)

    @property
    def difference_minor(self) -> int:
        return self.after_minor - self.line.net_minor


def price_again(
    line: Billed, new: Price | None, change: Callable[[Price], Price] | None = None
) -> Outcome:
    """What the line would have cost by another definition of its list price.

    new     the definition;  change: where there is none, what becomes of the line's own
    """
    again = _adjustments(line.steps)
    movable = line.price is not None and line.price.kind not in _DERIVED
    if not line.steps or again is None or not (new or (change and movable)):
        return Outcome(line, line.net_minor, How.UNKNOWN)
    if any(_agreed(s) for s in line.steps):
        return Outcome(line, line.net_minor, How.AGREED)
    old = _old(line)
    try:
        before = _priced(line, old, again).net_minor
        after = _priced(line, new or _changed(old, change), again)
    except DomainError:
        return Outcome(line, line.net_minor, How.REFUSED)
    asked = abs(line.net_minor)
    if not before and asked:
        return Outcome(line, line.net_minor, How.UNKNOWN)
    exact = before == asked
    minor = after.net_minor if exact else half_up(Fraction(asked * after.net_minor, before or 1))
    return Outcome(
        line, -minor if line.net_minor < 0 else minor, How.EXACT if exact else How.SHARE,
        after.steps, (before, after.net_minor),
    )  # fmt: skip


def _changed(old: Price, change: Callable[[Price], Price] | None) -> Price:
    assert change is not None, "there is a definition, or a change"
    return change(old)


def _agreed(step: Step) -> bool:
    return step.kind == "adjustment" and step.operation == "set"


def _old(line: Billed) -> Price:
    """The definition behind the line; where it is worked out from something else, what it came to."""
    if line.price is not None and line.price.kind not in _DERIVED:
        return line.price
    first = line.steps[0]
    each = any(s.kind == "quantity" for s in line.steps)
    kind = PriceKind.PER_UNIT if each else PriceKind.FLAT
    return Price(kind, first.value, (), first.rule_id, first.rule_version)


def _adjustments(steps: Sequence[Step]) -> list[Adjustment] | None:
    """What is taken again, in order; None where a step looks at something else."""
    found = []
    for s in steps:
        if s.kind == "adjustment" and not _agreed(s):
            if s.operation not in _AGAIN:
                return None
            found.append(
                Adjustment(_AGAIN[s.operation], s.value, s.label_code, s.rule_id, s.rule_version)
            )
    return found


def _priced(line: Billed, price: Price, again: Sequence[Adjustment]) -> PricedLine:
    prorated = price.card is not None and price.card.prorated
    events = None if price.card is None else line.stands if prorated else line.events
    return engine.price_line(price, abs(line.quantity), line.digits, again, events)


@dataclass(frozen=True, slots=True)
class Customer:
    """What one customer would have been billed, minor units; `stays`: lines that do not move."""

    customer: UUID
    lines: int
    before_minor: int
    after_minor: int
    stays: int

    @property
    def difference_minor(self) -> int:
        return self.after_minor - self.before_minor

    @property
    def points(self) -> Decimal | None:
        """The difference in percent of before, one decimal, half up; None of nothing."""
        return points(self.difference_minor, self.before_minor)


def points(part: int, whole: int) -> Decimal | None:
    """`part` in percent of `whole`, one decimal, half up; None of nothing."""
    return Decimal(half_up(Fraction(part * 1000, whole))).scaleb(-1) if whole > 0 else None


def by_customer(outcomes: Iterable[Outcome]) -> list[Customer]:
    """Who would pay more and who less: the largest rise first. They sum to the whole."""
    groups: dict[UUID, list[Outcome]] = {}
    for one in outcomes:
        groups.setdefault(one.line.customer, []).append(one)
    found = [
        Customer(
            customer, len(those), sum(o.line.net_minor for o in those),
            sum(o.after_minor for o in those),
            sum(o.how in (How.AGREED, How.UNKNOWN, How.REFUSED) for o in those),
        )
        for customer, those in groups.items()
    ]  # fmt: skip
    return sorted(found, key=lambda c: (-c.difference_minor, str(c.customer)))


def histogram(customers: Iterable[Customer]) -> Mapping[str, int]:
    """How many customers move by how much: below −20 % … unchanged … above 20 %, each band by its name."""
    names = ["<-20", "-20", "-10", "-5", "0", "5", "10", "20", ">20"]
    counts = dict.fromkeys(names, 0)
    for one in customers:
        counts[_band(one.points or Decimal(0), one.difference_minor)] += 1
    return counts


def _band(moved: Decimal, difference: int) -> str:
    if not difference:
        return "0"
    side = abs(moved)
    edge = "5" if side <= 5 else "10" if side <= 10 else "20" if side <= 20 else ""
    if difference > 0:
        return edge or ">20"
    return f"-{edge}" if edge else "<-20"
