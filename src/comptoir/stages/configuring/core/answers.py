"""What the configurator answers after each choice: the state of every option, reasons, ways out."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from comptoir.stages.configuring.core.model import Choice


class Status(StrEnum):
    """How an option stands after the choices made so far.

    chosen      a person chose it (in), free to be taken back
    excluded    a person ruled it out
    forced      it must be in: every valid completion has it
    impossible  it cannot be in: no valid completion has it
    free        both are possible
    """

    CHOSEN = "chosen"
    EXCLUDED = "excluded"
    FORCED = "forced"
    IMPOSSIBLE = "impossible"
    FREE = "free"


class Goal(StrEnum):
    """What a completion is best at."""

    DEFAULT = "default"  # what the model proposes, as far as the choices allow
    CHEAPEST = "cheapest"
    FASTEST = "fastest"
    RICHEST = "richest"  # highest price
    LIGHTEST = "lightest"


@dataclass(frozen=True, slots=True)
class Bounds:
    """The numbers an attribute can still take; `value` where it is chosen or forced."""

    least: Decimal | None
    most: Decimal | None
    value: Decimal | str | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why not, or why so: a smallest set of choices and rules that cannot all hold; re-checked.

    rules   ids of rules; what the tree itself demands is told as "tree:<id of the group, part or option>"
    """

    choices: tuple[Choice, ...]
    rules: tuple[str, ...]


class Keep(StrEnum):
    """Which ways out are offered first."""

    CHEAPEST = "cheapest"  # the fewest choices are taken back; of those the cheapest
    EARLIEST = "earliest"  # what was chosen first stays
    LATEST = "latest"  # what was chosen last stays


@dataclass(frozen=True, slots=True)
class Repair:
    """A way out: take these choices back, and what was wanted is possible.

    swaps  for each choice that is taken back, what takes its place where only one thing can
    """

    withdraw: tuple[Choice, ...]
    swaps: tuple[Choice, ...] = ()
    price_delta: Decimal | None = None
    lead_days_delta: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """What the options that are in add up to; the product takes as long as its slowest option."""

    price: Decimal
    cost: Decimal
    weight: Decimal
    lead_days: Decimal


@dataclass(frozen=True, slots=True)
class State:
    """The answer after a choice, for what was asked (the visible part of the model).

    valid      some valid product has all these choices
    complete   the choices leave nothing free: this is one product
    statuses   name of option (`model.at`) → status
    bounds     name of attribute → what it can still be
    counts     name of part → least and most instances that are still possible
    conflict   why nothing is valid, where it is not
    """

    valid: bool
    complete: bool
    statuses: dict[str, Status]
    bounds: dict[str, Bounds]
    counts: dict[str, tuple[int, int]]
    conflict: Reason | None = None


class Flaw(StrEnum):
    """What can be wrong with a model."""

    VOID = "void"  # no product is valid
    DEAD = "dead"  # an option that no valid product has
    FALSE_OPTIONAL = "false_optional"  # an option that may be left out, it seems, but never can
    REDUNDANT = "redundant"  # a rule that the others imply
    SILENT = "silent"  # a rule whose condition no valid product meets
    UNREACHABLE = "unreachable"  # bounds of a group or part that no valid product reaches
    DEFAULTS = "defaults"  # defaults that cannot all be had


@dataclass(frozen=True, slots=True)
class Finding:
    """A flaw, where it is, and why. reachable: the least and most that some product has, where a bound
    is not reached."""

    flaw: Flaw
    id: str
    reason: Reason | None = None
    reachable: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Tested:
    """What became of a test of the rules. wrong: what is not as expected ("valid", "rule", or the name of
    an option that should be forced or impossible)."""

    id: str
    wrong: tuple[str, ...]
    conflict: Reason | None = None

    @property
    def passed(self) -> bool:
        """Everything is as expected."""
        return not self.wrong
