"""When what is charged once is paid: a deposit, milestones, the rest; exact to the cent. Pure.

Policy: a schedule splits what is charged once, without VAT; each installment then bears the VAT of its own
base, as its invoice will, and the last one the rest of both, so that all of them sum to the total. What
repeats is invoiced each period and is in no installment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, NamedTuple
from uuid import UUID

from comptoir.kernel.errors import Invalid
from comptoir.kernel.money import allocate_minor, extend_minor, half_up

MOST = 12
LONGEST = 80
ONE, HUNDRED = Decimal(1), Decimal(100)


class Due(StrEnum):
    """What makes an installment due."""

    SIGNATURE = "signature"
    DATE = "date"
    DELIVERY = "delivery"  # all of it
    ACCEPTANCE = "acceptance"  # the customer's, of what was delivered


class Share(StrEnum):
    PERCENT = "percent"
    NET = "net"  # an amount without VAT, major units
    REST = "rest"


class ScheduleSum(Invalid):
    """The installments must add up to what is charged once: 100 %, the whole amount, or end with the rest."""

    code = "schedule_sum"


class BadInstallment(Invalid):
    """An installment is more than nothing, says when it is due, and a date when it is due on one."""

    code = "bad_installment"


class TooManyInstallments(Invalid):
    """A schedule has at most twelve installments."""

    code = "too_many_installments"


class NothingOnce(Invalid):
    """A schedule splits what is charged once, and nothing is: what repeats is invoiced each period."""

    code = "nothing_charged_once"


class Tax(NamedTuple):
    """A VAT decision and its rate, percent."""

    decision: UUID
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Installment:
    """One part of the total. value: percent, or major units without VAT; nothing for the rest."""

    due: Due
    share: Share
    value: Decimal = Decimal(0)
    due_on: date | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Planned:
    """An installment in money, minor units; nets: its net per VAT decision."""

    what: Installment
    nets: Mapping[Tax, int]
    net_minor: int
    vat_minor: int

    @property
    def gross_minor(self) -> int:
        return self.net_minor + self.vat_minor


def load(rows: Sequence[Mapping[str, Any]]) -> tuple[Installment, ...]:
    """A schedule as it is stored with a quote."""
    return tuple(
        Installment(
            Due(row["due"]), Share(row["share"]), Decimal(row["value"]),
            date.fromisoformat(row["due_on"]) if row.get("due_on") else None, row.get("label", ""),
        )
        for row in rows
    )  # fmt: skip


def dump(rows: Sequence[Installment]) -> list[dict[str, Any]]:
    """A schedule as plain data."""
    return [
        {
            "due": str(row.due), "share": str(row.share), "value": f"{row.value.normalize():f}",
            "due_on": row.due_on.isoformat() if row.due_on else None, "label": row.label,
        }
        for row in rows
    ]  # fmt: skip


def check(rows: Sequence[Installment]) -> None:
    """Refuse what is no schedule, whatever the amounts; the amounts are checked by `plan`."""
    if len(rows) > MOST:
        raise TooManyInstallments(field="schedule", found=len(rows), expected=MOST)
    for n, row in enumerate(rows):
        _check_row(n, row, last=n == len(rows) - 1)
    percents = sum((row.value for row in rows if row.share is Share.PERCENT), Decimal(0))
    whole = bool(rows) and all(row.share is Share.PERCENT for row in rows)
    if percents > HUNDRED or (whole and percents != HUNDRED):
        raise ScheduleSum(field="schedule", found=f"{percents.normalize():f} %", expected="100 %")


def _check_row(n: int, row: Installment, *, last: bool) -> None:
    field = f"schedule.{n}"
    good = row.value.is_finite() and row.value > 0
    if row.share is not Share.REST and not good:
        raise BadInstallment(field=field, found=f"{row.value}"[:30], expected="more than 0")
    if row.share is Share.REST and not last:
        raise BadInstallment(field=field, found="rest", expected="the rest comes last")
    if (row.due is Due.DATE) is (row.due_on is None):
        raise BadInstallment(field=field, found=str(row.due_on or ""), expected="a date")


def plan(rows: Sequence[Installment], bases: Mapping[Tax, int], digits: int) -> tuple[Planned, ...]:
    """The installments in money. bases: what is charged once per VAT decision, net, minor units."""
    whole = sum(bases.values())
    if rows and whole <= 0:
        raise NothingOnce(field="schedule", found=whole)
    targets = _targets(rows, whole, digits)
    nets = _spread(targets, bases, whole)
    taxes = [_vat(own) for own in nets]
    if taxes:
        taxes[-1] = _vat(bases) - sum(taxes[:-1])
    return tuple(
        Planned(row, {tax: n for tax, n in own.items() if n}, sum(own.values()), vat)
        for row, own, vat in zip(rows, nets, taxes, strict=True)
    )


def upfront(rows: Sequence[Installment], once_minor: int, digits: int) -> Fraction:
    """What is due at the signature, percent of what is charged once. While nothing is charged, amounts
    count as nothing."""
    shares = [_percent(row, once_minor, digits) for row in rows]
    if rows and rows[-1].share is Share.REST:
        shares[-1] = Fraction(100) - sum(shares[:-1])
    at_once = zip(rows, shares, strict=True)
    return sum((share for row, share in at_once if row.due is Due.SIGNATURE), Fraction(0))


def _percent(row: Installment, once_minor: int, digits: int) -> Fraction:
    """Of what is charged once; 0 of the rest, which is what the others leave."""
    if row.share is Share.PERCENT:
        return Fraction(row.value)
    if row.share is Share.NET and once_minor > 0:
        return Fraction(100 * extend_minor(row.value, ONE, digits), once_minor)
    return Fraction(0)


def _targets(rows: Sequence[Installment], whole: int, digits: int) -> list[int]:
    """Net of each installment: percentages by largest remainder, amounts as said, the rest what is left."""
    percents = [int(row.value * 1_000_000) if row.share is Share.PERCENT else 0 for row in rows]
    left = 100_000_000 - sum(percents)
    shared = allocate_minor(whole, [*percents, left])
    found = [
        extend_minor(row.value, ONE, digits) if row.share is Share.NET else shared[n]
        for n, row in enumerate(rows)
    ]
    if rows and rows[-1].share is Share.REST:
        found[-1] = whole - sum(found[:-1])
    if rows and (sum(found) != whole or found[-1] <= 0):
        said = sum(found[:-1]) if found[-1] <= 0 else sum(found)
        told, wanted = (f"{Decimal(minor).scaleb(-digits):f}" for minor in (said, whole))
        raise ScheduleSum(field="schedule", found=told, expected=wanted)
    return found


def _spread(targets: Sequence[int], bases: Mapping[Tax, int], whole: int) -> list[dict[Tax, int]]:
    """Each target over the VAT decisions, so that rows and columns both add up: cumulative shares, the
    largest base takes what rounding leaves."""
    taxes = sorted(bases, key=lambda tax: (bases[tax], tax.rate, str(tax.decision)))
    before = dict.fromkeys(taxes, 0)
    found, done = [], 0
    for target in targets:
        done += target
        now = {tax: half_up(Fraction(bases[tax] * done, whole)) for tax in taxes[:-1]}
        now[taxes[-1]] = done - sum(now.values())
        found.append({tax: now[tax] - before[tax] for tax in taxes})
        before = now
    return found


def _vat(nets: Mapping[Tax, int]) -> int:
    """VAT per rate on the summed base, half up."""
    sums: dict[Decimal, int] = {}
    for tax, net in nets.items():
        sums[tax.rate] = sums.get(tax.rate, 0) + net
    return sum(half_up(Fraction(net) * Fraction(rate) / 100) for rate, net in sums.items())
