"""What a choice leads to in each mode, and what of several choices holds together. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from comptoir.stages.configuring.core.answers import Repair, Status
from comptoir.stages.configuring.core.guiding import Mode, Reaction, reaction
from comptoir.stages.configuring.core.model import Choice

Choices = tuple[Choice, ...]
Value = bool | Decimal | str
Ways = tuple[Repair, ...]


class Judge(Protocol):
    """What reacting needs of the engine."""

    def possible(self, choices: Sequence[Choice]) -> bool: ...

    def repairs(self, choices: Sequence[Choice], name: str, wanted: Value) -> Ways: ...


@dataclass(frozen=True, slots=True)
class Held:
    """Choices that hold together, and those that do not beside them; in the order they were made."""

    kept: Choices
    against: Choices = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """choices: what stands after the choice; repair: what was withdrawn for it, and put in its place."""

    reaction: Reaction
    choices: Choices
    repair: Repair | None = None


def held(choices: Sequence[Choice], judge: Judge) -> Held:
    """What was chosen first holds; a later choice that cannot be beside it stands against it."""
    if judge.possible(choices):
        return Held(tuple(choices))
    kept: Choices = ()
    against: Choices = ()
    for choice in choices:
        if judge.possible((*kept, choice)):
            kept = (*kept, choice)
        else:
            against = (*against, choice)
    return Held(kept, against)


def decided(choices: Sequence[Choice], wanted: Choice, mode: Mode, judge: Judge) -> Decision:
    """Take a choice, refuse it, repair what is against it, or note it, as the mode says.

    The best repair is applied; where none helps (the model or an answer is against it), it is refused.
    """
    before = tuple(c for c in choices if c.id != wanted.id)
    now = (*before, wanted)
    kept = held(before, judge).kept
    against = Status.FREE if judge.possible((*kept, wanted)) else _against(wanted)
    reacted = reaction(mode, against, wanted.value is not False)
    if reacted in (Reaction.TAKE, Reaction.NOTE):
        return Decision(reacted, now)
    ways = judge.repairs(kept, wanted.id, wanted.value) if reacted is Reaction.REPAIR else ()
    for way in ways:
        fresh = repaired(before, way, wanted)
        if judge.possible(repaired(kept, way, wanted)):
            return Decision(reacted, fresh, way)
    return Decision(Reaction.REFUSE, tuple(choices))


def repaired(choices: Choices, way: Repair, wanted: Choice) -> Choices:
    """The choices without what the repair withdraws, with what takes its place and what was wanted."""
    gone = {c.id for c in (*way.withdraw, *way.swaps, wanted)}
    return (*(c for c in choices if c.id not in gone), *way.swaps, wanted)


def _against(wanted: Choice) -> Status:
    return Status.FORCED if wanted.value is False else Status.IMPOSSIBLE
