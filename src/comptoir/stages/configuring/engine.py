"""The configurator for the rooms that come after: a model read, compiled, asked. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from comptoir.kernel.errors import Invalid, Refused
from comptoir.stages.configuring.core import (
    chosen,
    comparing,
    deciding,
    explosion,
    guiding,
    linting,
    reacting,
    testing,
    yaml_models,
)
from comptoir.stages.configuring.core import engine as core
from comptoir.stages.configuring.core import telling as formulas
from comptoir.stages.configuring.core.answers import Finding as Flawed
from comptoir.stages.configuring.core.answers import (
    Goal,
    Keep,
    Reason,
    Repair,
    State,
    Status,
    Tested,
)
from comptoir.stages.configuring.core.choosing import assumed
from comptoir.stages.configuring.core.chosen import Finished
from comptoir.stages.configuring.core.comparing import Migration
from comptoir.stages.configuring.core.explosion import Explosion
from comptoir.stages.configuring.core.guiding import Mode, Proposal, Reaction, ranked
from comptoir.stages.configuring.core.model import Choice, Model, Question, placed
from comptoir.stages.configuring.core.places import AttributePlace, GroupPlace, PartPlace, Tree
from comptoir.stages.configuring.core.reacting import Decision, Held, Value

__all__ = [
    "Choice", "Decision", "Explosion", "Finding", "Finished", "Goal", "Held", "Loaded", "Mode", "Model",
    "Proposal", "Reaction", "Reason", "Repair", "State", "Status", "dump_choices", "load", "load_choices",
    "ranked",
]  # fmt: skip
MOST_CHOICES = 5_000


class Impossible(Refused):
    """These choices cannot all hold: no valid product has them."""

    code = "configuration_invalid"


class Incomplete(Refused):
    """Something is still to be chosen."""

    code = "configuration_incomplete"


class BadChoices(Invalid):
    """Choices are a list of an id and a value: true, false, a number as text, or a text."""

    code = "bad_choices"


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault or a remark on a model.

    kind   unreadable | void | dead | … (of the lint), test
    at     the option, rule or test it is about
    stops  whether the model cannot be published with it
    """

    kind: str
    at: str
    text: str
    stops: bool


class Loaded:
    """A model that was read, with its engine; made once a process and version."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.rules = {rule.id: rule for rule in model.rules}
        self._words: dict[str, formulas.Vocabulary] = {}

    @cached_property
    def engine(self) -> core.Engine:
        return core.compiled(self.model)

    @cached_property
    def tree(self) -> Tree:
        return self.engine.tree

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every name of the tree; its place here is what a page calls it."""
        tree = self.tree
        return (*tree.options, *tree.attributes, *tree.parts, *tree.groups)

    def vocabulary(self, lang: str) -> formulas.Vocabulary:
        """What its things are called, to say rules in words; worked out once a language."""
        if lang not in self._words:
            self._words[lang] = formulas.vocabulary(self.model, lang)
        return self._words[lang]

    @cached_property
    def number(self) -> dict[str, int]:
        return {name: n for n, name in enumerate(self.names)}

    @cached_property
    def askable(self) -> tuple[str, ...]:
        """Every name that has a status, bounds or a count; hidden options too."""
        return (*self.tree.options, *self.tree.attributes, *self.tree.parts)

    @cached_property
    def beneath(self) -> dict[str, tuple[list[AttributePlace], list[GroupPlace], list[PartPlace]]]:
        """What stands directly below each option."""
        found: dict[str, Any] = {name: ([], [], []) for name in self.tree.options}
        kinds: tuple[Mapping[str, Any], ...] = (
            self.tree.attributes, self.tree.groups, self.tree.parts,
        )  # fmt: skip
        for n, places in enumerate(kinds):
            for place in places.values():
                found[place.owner.name][n].append(place)
        return found

    def first_name(self, id: str) -> str:
        """The first of the names that an id has."""
        return next(n for n in self.names if placed(n)[0] == id)

    def open_names(self, into: Collection[str]) -> list[str]:
        """What stands below something that is in: all that a page shows."""
        tree = self.tree
        shown = [n for n, p in tree.options.items() if p.parent is None or p.parent.name in into]
        shown += [n for n, a in tree.attributes.items() if a.owner.name in into]
        return shown + [n for n, p in tree.parts.items() if p.owner.name in into]

    def look(self, choices: Sequence[Choice], visible: Collection[str] | None = None) -> State:
        """The state of what is visible; None: of everything, what is hidden too."""
        return self.engine.look(choices, self.askable if visible is None else visible)

    def statuses(self, choices: Sequence[Choice], names: Collection[str]) -> dict[str, Status]:
        """How these options stand; empty where the choices conflict."""
        return self.engine.statuses(choices, names)

    def possible(self, choices: Sequence[Choice]) -> bool:
        """Whether some product has all these choices."""
        given = assumed(self.engine.encoding, choices)
        with self.engine.oracle.lock:
            return given.broken is None and self.engine.oracle.witness(given.literals) is not None

    def complete(self, choices: Sequence[Choice], goal: str) -> tuple[Choice, ...] | None:
        """A whole product with these choices; None where they conflict."""
        return self.engine.complete(choices, Goal(goal))

    def settled(self, choices: Sequence[Choice], goal: str) -> tuple[Choice, ...]:
        """The choices with the proposal for the rest; as they are where nothing is proposed."""
        return (self.complete(choices, goal) if goal else None) or tuple(choices)

    def why(self, choices: Sequence[Choice], name: str, wanted: Value) -> Reason:
        """Why an option or a value cannot be had; `wanted` False: why the option must be."""
        return self.engine.why(choices, name, wanted)

    def repairs(
        self, choices: Sequence[Choice], name: str, wanted: Value, keep: str = Keep.CHEAPEST
    ) -> tuple[Repair, ...]:
        """The best ways to have an option by taking choices back; `keep`: what comes first."""
        return self.engine.repairs(choices, name, wanted, keep=Keep(keep))

    def held(self, choices: Sequence[Choice]) -> Held:
        """What of the choices holds together, and what is against it."""
        return reacting.held(choices, self)

    def decided(self, choices: Sequence[Choice], wanted: Choice, mode: Mode) -> Decision:
        """What one more choice leads to."""
        return reacting.decided(choices, wanted, mode, self)

    def without_rivals(self, choices: Sequence[Choice], name: str) -> tuple[Choice, ...]:
        """The choices without those whose place this option would take in a group of one."""
        return deciding.yielding(self.tree, tuple(choices), name)

    @cached_property
    def flaws(self) -> tuple[Flawed, ...]:
        """What the lint finds."""
        return linting.lint(self.model)

    @cached_property
    def tested(self) -> tuple[Tested, ...]:
        """What became of each test that stands in the model."""
        return testing.test(self.model)

    def exploded(self, choices: Sequence[Choice], costs: Mapping[str, Decimal]) -> Explosion:
        """What a whole product is made of, and how. costs: of one unit of a SKU, major units."""
        return explosion.explode(self.model, whole(self.look(choices)), costs)

    def demanding(self, given: Mapping[str, Sequence[str]]) -> Loaded:
        """The model in which what the answers demand holds; itself where they demand nothing."""
        fresh = guiding.demanding(self.model, given)
        return self if fresh.rules == self.model.rules else Loaded(fresh)

    def moved(self, choices: Sequence[Choice]) -> Migration:
        """What of choices of another version, or under other answers, holds here; and what does not, why."""
        return comparing.migrate(choices, self.model, self.engine)

    def proposed(self, given: Mapping[str, Sequence[str]]) -> Proposal:
        """What fits the answers to the model's questions; with what they demand as choices."""
        return guiding.propose(self.model, given, self.demanding(given).engine)

    def next_question(self, given: Mapping[str, Sequence[str]]) -> Question | None:
        """The question whose answer would tell most; None where none is left that tells anything."""
        return guiding.next_question(self.model, given)

    def finished(self, choices: Sequence[Choice]) -> Finished:
        """The product that these choices are; refused unless it is one, whole and valid.

        The solver says so, and the rules read directly, without it, say so again.
        """
        state = self.look(choices)
        if not state.valid:
            reason = state.conflict or Reason((), ())
            raise Impossible(
                field="choices", found=", ".join(c.id for c in reason.choices),
                rules=list(reason.rules),
            )  # fmt: skip
        if not state.complete:
            free = [n for n, s in state.statuses.items() if s is Status.FREE]
            free += [n for n, b in state.bounds.items() if b.value is None]
            raise Incomplete(field="choices", found=", ".join(free[:5]))
        done = chosen.finished(self.tree, state)
        broken = self.engine.check(whole(state))
        if broken:
            raise Impossible(field="choices", found=broken[0].rules[0], rules=list(broken[0].rules))
        return done


def whole(state: State) -> tuple[Choice, ...]:
    """Everything that a state without freedom says, as choices."""
    into = [Choice(n, True) for n, s in state.statuses.items() if s in chosen.IN]
    given = [Choice(n, b.value) for n, b in state.bounds.items() if b.value is not None]
    return (*into, *given)


def digest(source: str) -> str:
    """SHA-256 of the text of a model."""
    return hashlib.sha256(source.encode()).hexdigest()


def load(source: str) -> Loaded:
    """Read a model written in YAML; refused with the line where it cannot be read."""
    return Loaded(yaml_models.read(source))


def dump_choices(choices: Sequence[Choice]) -> list[dict[str, Any]]:
    """Choices as JSON-ready data: `value` is in or out, `number` and `text` are what was given."""
    return [_dumped(c) for c in choices]


def _dumped(made: Choice) -> dict[str, Any]:
    if isinstance(made.value, bool):
        return {"id": made.id, "value": made.value}
    if isinstance(made.value, str):
        return {"id": made.id, "text": made.value}
    return {"id": made.id, "number": str(made.value)}


def load_choices(data: Any) -> tuple[Choice, ...]:
    """The choices that `dump_choices` wrote, or that another program sends."""
    if not isinstance(data, list | tuple) or len(data) > MOST_CHOICES:
        raise BadChoices(field="choices", expected=f"at most {MOST_CHOICES}")
    return tuple(_read(row) for row in data)


def _read(row: Any) -> Choice:
    id = row.get("id") if isinstance(row, Mapping) else None
    if not isinstance(id, str) or "\x00" in id:
        raise BadChoices(field="choices", found=str(row)[:60])
    if isinstance(row.get("value"), bool):
        return Choice(id, row["value"])
    if isinstance(row.get("text"), str) and "\x00" not in row["text"]:
        return Choice(id, row["text"])
    try:
        number = Decimal(str(row.get("number")))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or number.adjusted() > 12:
        raise BadChoices(field=f"choices.{id}"[:80], found=str(row)[:60])
    return Choice(id, number)
