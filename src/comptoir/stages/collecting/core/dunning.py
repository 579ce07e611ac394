"""Which reminder a customer gets today, or why none. Pure; plain minor units of one currency.

One letter per customer, never one per invoice. Levels are climbed one at a time, so a customer who was
spared for long reads the courteous tone first. A payment that the bank took back is written for at once.
Rule by rule: docs/policy/dunning.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from comptoir.kernel.errors import Invalid

MOST_LEVELS = 9
MOST_DAYS = 365


class Tone(StrEnum):
    """How a letter speaks."""

    COURTEOUS = "courteous"
    FIRM = "firm"
    FORMAL = "formal"


class Why(StrEnum):
    """Why a letter is written today, or is not."""

    DUE = "due"
    NOT_LATE = "not_late"
    NOT_YET = "not_yet"
    PAUSED = "paused"
    COVERED = "covered"
    BELOW_MINIMUM = "below_minimum"
    WRITTEN_RECENTLY = "written_recently"
    ALL_WRITTEN = "all_written"
    NO_ADDRESS = "no_address"


class BadPlan(Invalid):
    """A reminder plan has one to nine levels, each some days later than the one before."""

    code = "bad_reminder_plan"


@dataclass(frozen=True, slots=True)
class Level:
    """From this many days past due on, in this tone."""

    days: int
    tone: Tone


@dataclass(frozen=True, slots=True)
class Plan:
    """levels         the first is level 1
    gap_days       days between two letters to one customer, at least
    minimum_minor  less than this is not written for, in the plan's currency
    returned_level the level with which a payment that came back is written for, at once
    """

    levels: tuple[Level, ...]
    gap_days: int
    minimum_minor: int
    returned_level: int = 1


# What a company begins with; it becomes a row of its own with the first letter or the first change.
STANDARD = Plan((Level(5, Tone.COURTEOUS), Level(20, Tone.FIRM), Level(40, Tone.FORMAL)), 10, 1_000)


@dataclass(frozen=True, slots=True)
class Owed:
    """An invoice that is not paid. written: the highest level written for it, 0 for none; returned: a payment
    of it came back, and no letter said so yet."""

    id: str
    due_on: date
    open_minor: int
    written: int = 0
    paused_until: date | None = None
    returned: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """A customer in one currency.

    credits_minor  open credit notes and money received that no invoice has consumed, above zero
    paused_until   first day on which letters go again
    """

    items: tuple[Owed, ...]
    credits_minor: int = 0
    last_on: date | None = None
    paused_until: date | None = None
    reachable: bool = True


@dataclass(frozen=True, slots=True)
class Claim:
    """An invoice in a letter. raised: this letter is the one of that level for it."""

    id: str
    days_late: int
    level: int
    raised: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """claims       what the letter names, the oldest due first; what it would name, when there is none
    net_minor    what is past due and not paused, less what the customer has to its credit
    until        the day on which the reason may end, when that is known
    """

    why: Why
    claims: tuple[Claim, ...] = ()
    net_minor: int = 0
    until: date | None = None

    @property
    def level(self) -> int:
        """The letter speaks in the tone of its highest level."""
        return max((c.level for c in self.claims), default=0)


def check_plan(plan: Plan) -> Plan:
    """The plan, when it can be followed."""
    if not 1 <= len(plan.levels) <= MOST_LEVELS:
        raise BadPlan(field="levels", found=len(plan.levels), expected=f"1 to {MOST_LEVELS}")
    before = 0
    for n, level in enumerate(plan.levels, start=1):
        if not before < level.days <= MOST_DAYS:
            raise BadPlan(
                field=f"levels.{n}.days", found=level.days, expected=f"{before + 1} to {MOST_DAYS}"
            )
        before = level.days
    if not 1 <= plan.gap_days <= MOST_DAYS:
        raise BadPlan(field="gap_days", found=plan.gap_days, expected=f"1 to {MOST_DAYS}")
    if not 1 <= plan.returned_level <= len(plan.levels):
        raise BadPlan(
            field="returned_level", found=plan.returned_level, expected=f"1 to {len(plan.levels)}"
        )
    if plan.minimum_minor < 0:
        raise BadPlan(field="minimum", found=plan.minimum_minor, expected=">= 0")
    return plan


def schedule(due_on: date, plan: Plan) -> list[date]:
    """The first day of each level of an invoice that stays unpaid."""
    return [due_on + timedelta(days=level.days) for level in plan.levels]


def decide(account: Account, plan: Plan, today: date, by_hand: bool = False) -> Verdict:
    """What letter is due today.

    by_hand  somebody wants it now: neither schedule, gap nor minimum hold it back
    """
    named = (i for i in account.items if i.due_on < today or i.returned)
    late = sorted(named, key=lambda i: (i.due_on, i.id))
    free = [i for i in late if not _future(i.paused_until, today)]
    claims = tuple(_claim(i, plan, today) for i in free)
    net = sum(i.open_minor for i in free) - account.credits_minor
    case = _Case(account, plan, today, late, free, net)
    why, until = next(_held(case, by_hand), (Why.DUE, None))
    return Verdict(why, claims, net, until)


@dataclass(frozen=True, slots=True)
class _Case:
    """An account on a day: what is late, what of it is not paused, and what that leaves to pay."""

    account: Account
    plan: Plan
    today: date
    late: Sequence[Owed]
    free: Sequence[Owed]
    net: int


Held = tuple[Why, date | None]


def _held(case: _Case, by_hand: bool) -> Iterator[Held]:
    """What holds the letter back, the strongest reason first."""
    account, today = case.account, case.today
    if not case.late:
        yield Why.NOT_LATE, min((i.due_on for i in account.items), default=None)
    elif _future(account.paused_until, today):
        yield Why.PAUSED, account.paused_until
    elif not case.free:
        yield Why.PAUSED, min(i.paused_until for i in case.late if i.paused_until)
    elif case.net <= 0:
        yield Why.COVERED, None
    if not by_hand:
        yield from _scheduled(case)
    elif account.last_on == today:
        yield Why.WRITTEN_RECENTLY, today + timedelta(days=1)
    if not account.reachable:
        yield Why.NO_ADDRESS, None


def _scheduled(case: _Case) -> Iterator[Held]:
    """What the plan says of amounts and days."""
    plan, today, last = case.plan, case.today, case.account.last_on
    at_once = any(i.returned for i in case.free)
    if case.net < plan.minimum_minor:
        yield Why.BELOW_MINIMUM, None
    if not at_once and not any(reached(i, plan, today) > i.written for i in case.free):
        open_to = [i for i in case.free if i.written < len(plan.levels)]
        coming = [schedule(i.due_on, plan)[i.written] for i in open_to]
        yield (Why.NOT_YET, min(coming)) if coming else (Why.ALL_WRITTEN, None)
    gap = timedelta(days=1 if at_once else plan.gap_days)
    if last is not None and today < last + gap:
        yield Why.WRITTEN_RECENTLY, last + gap


def reached(item: Owed, plan: Plan, today: date) -> int:
    """How many levels the days past due have passed."""
    days = (today - item.due_on).days
    return sum(level.days <= days for level in plan.levels)


def _claim(item: Owed, plan: Plan, today: date) -> Claim:
    """A letter takes along everything late: what no letter has named yet stands at level 1. A payment that
    came back stands at the plan's level for it at least, due or not."""
    level = min(max(reached(item, plan, today), 1), item.written + 1)
    if item.returned:
        level = max(level, plan.returned_level)
    raised = level > item.written
    days = max(0, (today - item.due_on).days)
    return Claim(item.id, days, level if raised else item.written, raised)


def _future(until: date | None, today: date) -> bool:
    return until is not None and today < until
