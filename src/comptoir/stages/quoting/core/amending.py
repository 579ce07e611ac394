"""A change of a running contract: what is asked of its lines comes down to steps (core/stretches.py). Pure.

What the change costs follows in `subscribing`, from what was billed.
Source: docs/policy/amendments.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from comptoir.kernel.errors import Invalid, Refused
from comptoir.kernel.money import EXACT, UNIT_PLACES, extend_minor, to_places
from comptoir.kernel.period import add_months
from comptoir.stages.quoting.core import uplift as rules
from comptoir.stages.quoting.core.lines import Discount, check_quantity
from comptoir.stages.quoting.core.stretches import Step, Stretch, Stretches, Verb

RECURRING = "recurring"
HUNDRED = Decimal(100)


class Kind(StrEnum):
    """What is asked of a running contract."""

    ADD = "add"  # a product more, ending with the contract
    REMOVE = "remove"  # a line ends
    SWAP = "swap"  # a line ends, another product takes its place
    OPTIONS = "options"  # a line ends, the same product with other options takes its place
    QUANTITY = "quantity"
    PRICE = "price"
    DATES = "dates"  # a line ends earlier or later
    RAMP = "ramp"  # quantities or prices that change on several days
    CO_TERM = "co_term"  # lines end on one day
    RENEW = "renew"  # all lines and the contract go on for some months
    CANCEL = "cancel"  # all lines and the contract end
    UPLIFT = "uplift"  # another rule of the price at renewal, or none


OF_LINE = frozenset({
    Kind.REMOVE, Kind.SWAP, Kind.OPTIONS, Kind.QUANTITY, Kind.PRICE, Kind.DATES, Kind.RAMP
})  # fmt: skip
NEEDS_SKU = frozenset({Kind.ADD, Kind.SWAP})
TAKES_PLACE = frozenset({Kind.SWAP, Kind.OPTIONS})
ADDS = NEEDS_SKU | TAKES_PLACE


class UnknownChange(Invalid):
    """This is no kind of change of a contract."""

    code = "unknown_change"


class UnknownRunningLine(Invalid):
    """This line does not run under the contract."""

    code = "unknown_running_line"


class NotRunningThen(Invalid):
    """The line does not run on this day."""

    code = "not_running_then"


class ValueMissing(Invalid):
    """This change needs a value that was not given."""

    code = "change_value_missing"


class BadPrice(Invalid):
    """A price is zero or more, with at most twelve decimals."""

    code = "bad_price"


class BadDate(Invalid):
    """The day does not fit the dates of the line."""

    code = "bad_change_date"


class OnlyDates(Invalid):
    """A line billed by use has no agreed quantity or price per period; only its dates change."""

    code = "only_dates"


class ChangedTwice(Invalid):
    """This line is changed twice on the same day; say it in one change."""

    code = "changed_twice"


class NothingChanges(Refused):
    """The contract would be the same after these changes."""

    code = "nothing_changes"


@dataclass(frozen=True, slots=True)
class RampStep:
    """From `on` on, this quantity or price."""

    on: date
    quantity: Decimal | None = None
    unit_net: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeIn:
    """One change of a contract.

    on        first day of the change; None: the day of the amendment
    sku       of the product that is added, or that takes the line's place
    unit_net  price of one unit and one billing period, major units
    percent   of a renewal: how much more (or less) than before; None: what the contract says of it
    months    of a renewal
    line_ids  of a co-term: the lines it moves; () for all
    configuration_id  of other options: the product as it is put together then
    uplift    the rule of the price at renewal (core/uplift.py); None: nothing is agreed any more
    """

    kind: str
    line_id: int | None = None
    on: date | None = None
    sku: str = ""
    quantity: Decimal | None = None
    unit_net: Decimal | None = None
    ends_on: date | None = None
    steps: tuple[RampStep, ...] = ()
    line_ids: tuple[int, ...] = ()
    months: int | None = None
    percent: Decimal | None = None
    configuration_id: UUID | None = None
    uplift: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Running:
    """A line as the changes see it.

    sku  tells that a line goes on where another ends, as the segments of a ramp do
    """

    id: int
    charge_kind: str
    stretches: Stretches
    sku: str = ""

    @property
    def first(self) -> date:
        return self.stretches[0].start

    @property
    def end(self) -> date | None:
        return self.stretches[-1].end if self.stretches else None


def steps(
    changes: Sequence[ChangeIn], lines: Sequence[Running], on: date, ends_on: date | None
) -> list[list[Step]]:
    """The steps of each change, refused where a change cannot be.

    on       day of the amendment, for changes that name none
    ends_on  end of the contract
    """
    if not changes:
        raise NothingChanges(field="changes", fix="say what changes")
    known = {line.id: line for line in lines}
    said = [n for n, c in enumerate(changes) if c.kind == Kind.UPLIFT]
    if len(said) > 1:
        raise ChangedTwice(field=f"changes.{said[1]}", found=str(Kind.UPLIFT))
    told = [_steps(c, n, known, on, ends_on) for n, c in enumerate(changes)]
    seen: set[tuple[int, date, bool]] = set()
    for n, found in enumerate(told):
        for step in found:
            key = (step.line_id, step.on, step.verb is Verb.SET)
            if key in seen:
                raise ChangedTwice(field=f"changes.{n}", found=step.on.isoformat())
            seen.add(key)
    return told


def _steps(
    c: ChangeIn, n: int, known: dict[int, Running], on: date, ends_on: date | None
) -> list[Step]:
    if c.kind not in set(Kind):
        raise UnknownChange(field=f"changes.{n}.kind", found=c.kind[:20], expected=" | ".join(Kind))
    day = c.on or on
    if c.kind in NEEDS_SKU and not c.sku.strip():
        raise ValueMissing(field=f"changes.{n}.sku", expected="a product")
    if c.kind == Kind.UPLIFT and c.uplift is not None:
        rules.check(rules.load(c.uplift))
    if c.kind in (Kind.ADD, Kind.UPLIFT):
        return []
    if c.kind in OF_LINE:
        line = _line(c.line_id, f"changes.{n}.line_id", known)
        _check_room(c, n, line, known)
        after = following(line, known) if c.kind in {Kind.REMOVE, *TAKES_PLACE} else []
        return [*_of_line(c, n, line, day), *(Step(x.id, Verb.END, x.first) for x in after)]
    return _of_contract(c, n, known, day, ends_on)


def _line(line_id: int | None, field: str, known: dict[int, Running]) -> Running:
    if line_id not in known:
        expected = ", ".join(str(k) for k in known)
        raise UnknownRunningLine(field=field, found=line_id, expected=expected)
    return known[line_id]


def following(line: Running, known: Mapping[int, Running]) -> list[Running]:
    """The lines that go on where this one ends: a ramp that is removed does not come back later."""
    found, end = list[Running](), line.end
    while end is not None:
        same = [x for x in known.values() if x.sku and x.sku == line.sku and x.id != line.id]
        after = next((x for x in same if x.stretches and x.first == end), None)
        if after is None or after in found:
            break
        found.append(after)
        end = after.end
    return found


def _check_room(c: ChangeIn, n: int, line: Running, known: dict[int, Running]) -> None:
    """A segment cannot last into the next one: both would be charged."""
    late = line.end is not None and c.ends_on is not None and c.ends_on > line.end
    if c.kind == Kind.DATES and late and following(line, known):
        raise BadDate(
            field=f"changes.{n}.ends_on", found=f"{c.ends_on}", expected=f"≤ {line.end}",
            fix="change the line that follows",
        )  # fmt: skip


def _of_line(c: ChangeIn, n: int, line: Running, day: date) -> list[Step]:
    if c.kind == Kind.OPTIONS and c.configuration_id is None:
        raise ValueMissing(field=f"changes.{n}.configuration_id", expected="a configuration")
    if c.kind in (Kind.REMOVE, *TAKES_PLACE):
        return [_end(line, day, f"changes.{n}.on")]
    if c.kind == Kind.DATES:
        if c.ends_on is None:
            raise ValueMissing(field=f"changes.{n}.ends_on", expected="a day")
        return _move(line, c.ends_on, f"changes.{n}.ends_on")
    if line.charge_kind != RECURRING:
        raise OnlyDates(field=f"changes.{n}.kind", found=c.kind)
    if c.kind == Kind.RAMP:
        if not c.steps:
            raise ValueMissing(field=f"changes.{n}.steps", expected="a day and a value")
        asked = [
            (s.on, s.quantity, s.unit_net, f"changes.{n}.steps.{i}") for i, s in enumerate(c.steps)
        ]
    else:
        asked = [(day, c.quantity, c.unit_net, f"changes.{n}")]
    return [_set(line, *one) for one in sorted(asked, key=lambda one: one[0])]


def _set(
    line: Running, day: date, quantity: Decimal | None, unit_net: Decimal | None, field: str
) -> Step:
    if quantity is None and unit_net is None:
        raise ValueMissing(field=f"{field}.quantity", expected="a quantity or a price")
    if quantity is not None:
        check_quantity(quantity)
    if unit_net is not None and not (unit_net.is_finite() and 0 <= unit_net < 10**12):
        raise BadPrice(field=f"{field}.unit_net", found=str(unit_net)[:40], expected="0 or more")
    _at(line, day, f"{field}.on")
    return Step(line.id, Verb.SET, day, quantity, unit_net)


def _end(line: Running, day: date, field: str) -> Step:
    _at(line, day, field)
    return Step(line.id, Verb.END, day)


def _at(line: Running, day: date, field: str) -> None:
    if not any(s.holds(day) for s in line.stretches):
        first = line.stretches[0].start if line.stretches else day
        raise NotRunningThen(
            field=field, found=day.isoformat(), expected=f"{first} … {line.end or ''}".strip()
        )


def _move(line: Running, ends_on: date, field: str) -> list[Step]:
    """To another end, earlier or later; nothing where it ends there already."""
    if line.end == ends_on:
        return []
    if line.end is None or ends_on < line.end:
        return [_end(line, ends_on, field)]
    return [Step(line.id, Verb.EXTEND, ends_on)]


def _co_term(line: Running, ends_on: date, known: dict[int, Running], field: str) -> list[Step]:
    """Of the segments of a ramp those after the day go, and the last one that is left reaches it."""
    if line.stretches and ends_on <= line.first:
        return [Step(line.id, Verb.END, line.first)]
    later = following(line, known)
    if later and line.end is not None and ends_on >= line.end:
        return []
    return _move(line, ends_on, field)


def _of_contract(
    c: ChangeIn, n: int, known: dict[int, Running], day: date, ends_on: date | None
) -> list[Step]:
    if c.kind == Kind.CO_TERM:
        if c.ends_on is None:
            raise ValueMissing(field=f"changes.{n}.ends_on", expected="a day")
        wanted = [_line(pk, f"changes.{n}.line_ids", known) for pk in c.line_ids or known]
        return [
            s for line in wanted for s in _co_term(line, c.ends_on, known, f"changes.{n}.ends_on")
        ]
    if c.kind == Kind.CANCEL:
        return [
            Step(line.id, Verb.END, max(day, line.stretches[0].start))
            for line in known.values()
            if line.end is None or day < line.end
        ]
    return _renewal(c, n, known, ends_on)


def _renewal(c: ChangeIn, n: int, known: dict[int, Running], ends_on: date | None) -> list[Step]:
    if not c.months or c.months < 1:
        raise ValueMissing(field=f"changes.{n}.months", found=c.months, expected="1 or more")
    if ends_on is None:
        raise BadDate(field=f"changes.{n}.months", expected="a contract that ends")
    percent = c.percent or Decimal(0)
    if not -HUNDRED <= percent <= 10 * HUNDRED:
        raise BadPrice(field=f"changes.{n}.percent", found=f"{percent} %", expected="-100 … 1000")
    later = add_months(ends_on, c.months)
    last = [line for line in known.values() if line.end == ends_on]
    found = [Step(line.id, Verb.EXTEND, later) for line in last]
    if percent:
        found += [
            Step(line.id, Verb.SET, ends_on, percent=percent)
            for line in last
            if line.charge_kind == RECURRING
        ]
    return found


def kept_share(kind: str, value: Decimal, unit_net: Decimal, list_price: Decimal) -> Decimal:
    """How much of a list price a line pays, which other options of it pay too, at most 1.

    kind, value  the discount it was sold with. In percent it is what is left; a price that was agreed pays
                 its part of the list; an amount off a unit takes nothing off its options
    """
    if kind == Discount.PERCENT:
        return (HUNDRED - value) / HUNDRED
    if kind == Discount.NET and 0 < unit_net < list_price:
        return EXACT.divide(unit_net, list_price)
    return Decimal(1)


def paid(held: Stretch, digits: int) -> Decimal:
    """What a unit really costs, the discount on the whole quote included, major units."""
    if not held.quantity or extend_minor(held.unit_net, held.quantity, digits) == held.period_minor:
        return held.unit_net
    whole = Decimal(held.period_minor).scaleb(-digits, EXACT)
    return to_places(EXACT.divide(whole, held.quantity), UNIT_PLACES)


def repriced(held: Decimal, difference: Decimal, share: Decimal) -> Decimal:
    """The price of a unit and a billing period with other options: as agreed, and what they differ by.

    held        what a unit costs now; difference: of the options' prices, both major units
    share       of the list price that the line pays
    Never below nothing.
    """
    changed = EXACT.add(held, EXACT.multiply(difference, share))
    return to_places(max(changed, Decimal(0)), UNIT_PLACES)
