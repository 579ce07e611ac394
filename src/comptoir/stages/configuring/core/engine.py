"""The face of the configurator: what is possible, why not, and what to do about it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal

from comptoir.kernel.errors import Refused
from comptoir.stages.configuring.core.answers import (
    Figures,
    Goal,
    Keep,
    Reason,
    Repair,
    State,
    Status,
)
from comptoir.stages.configuring.core.checking import check
from comptoir.stages.configuring.core.choosing import Assumed, assumed, literals_of, other_value
from comptoir.stages.configuring.core.completing import Completing
from comptoir.stages.configuring.core.explaining import Explaining
from comptoir.stages.configuring.core.formulas import encoded
from comptoir.stages.configuring.core.model import Choice, Model
from comptoir.stages.configuring.core.repairing import Repairing, figures
from comptoir.stages.configuring.core.solving import Oracle
from comptoir.stages.configuring.core.statuses import Looking


class NothingAgainst(Refused):
    """This is possible: there is nothing to explain."""

    code = "nothing_against"


class Engine:
    """Answers for one model. Keep it: what one click finds helps with the next. Threads may share it."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.encoding = encoded(model)
        self.tree = self.encoding.tree
        self.oracle = Oracle(self.encoding)
        self.explaining = Explaining(self.oracle)
        self._standing: dict[str, bool | None] | None = None

    def look(self, choices: Iterable[Choice], visible: Collection[str] | None = None) -> State:
        """How everything visible stands after these choices, in whatever order they were made."""
        given = assumed(self.encoding, choices)
        with self.oracle.lock:
            conflict = self._conflict(given)
            if conflict:
                return State(False, False, {}, {}, {}, conflict)
            return Looking(self.oracle, given).state(visible)

    def statuses(self, choices: Iterable[Choice], names: Collection[str]) -> dict[str, Status]:
        """How these options stand, and nothing else: empty where the choices conflict."""
        given = assumed(self.encoding, choices)
        with self.oracle.lock:
            if given.broken or self.oracle.witness(given.literals) is None:
                return {}
            return Looking(self.oracle, given).standing(names)

    def why(
        self, choices: Iterable[Choice], name: str, value: bool | Decimal | str = True
    ) -> Reason:
        """Why this cannot be chosen; with False, why the option must be in."""
        given = assumed(self.encoding, choices)
        wanted = literals_of(self.encoding, Choice(name, value))
        with self.oracle.lock:
            if conflict := self._conflict(given):
                return conflict
            if wanted is None:
                return Reason((), (f"tree:{name.partition('#')[0]}",))
            other = other_value(self.encoding, given.choices, Choice(name, value))
            if other:
                return Reason((other,), ())
            if self.oracle.witness([*given.literals, *wanted]) is not None:
                raise NothingAgainst(field=name, found=value)
            return self.explaining.reason(given, wanted)

    def repairs(
        self,
        choices: Iterable[Choice],
        name: str,
        value: bool | Decimal | str = True,
        most: int = 3,
        keep: Keep = Keep.CHEAPEST,
    ) -> tuple[Repair, ...]:
        """The best ways to make this possible by taking choices back, ranked by `keep`. None where no way
        helps, or where a thousand sets were tried: that is enough for all of one and most of two."""
        given, wanted = tuple(choices), Choice(name, value)
        with self.oracle.lock:
            return Repairing(self.oracle, given, wanted, keep).ways(most)

    def complete(
        self, choices: Iterable[Choice], goal: Goal = Goal.DEFAULT
    ) -> tuple[Choice, ...] | None:
        """A whole product with these choices, the best for the goal; None where they conflict.

        Always the exact optimum, whatever time that takes; what the goal leaves open follows the defaults."""
        given = assumed(self.encoding, choices)
        with self.oracle.lock:
            if self._conflict(given):
                return None
            return Completing(self.oracle, given).best(goal)

    def check(self, choices: Iterable[Choice]) -> tuple[Reason, ...]:
        """What a whole product violates, read from the rules directly and not from the solver."""
        return check(self.tree, choices)

    def figures(self, choices: Iterable[Choice]) -> Figures:
        """Price, cost, weight and lead time of the options that are in: chosen or forced."""
        given = assumed(self.encoding, choices)
        with self.oracle.lock:
            return figures(self.oracle, given)

    def core_options(self) -> tuple[str, ...]:
        """The options that every valid product has, in the order of the tree; none where none is valid."""
        return self._always(True)

    def dead_options(self) -> tuple[str, ...]:
        """The options that no valid product has."""
        return self._always(False)

    def _always(self, inside: bool) -> tuple[str, ...]:
        if self._standing is None:
            with self.oracle.lock:
                self._standing = self._stands()
        return tuple(name for name, stands in self._standing.items() if stands is inside)

    def _stands(self) -> dict[str, bool | None]:
        if self.oracle.witness(()) is None:
            return dict.fromkeys(self.tree.options, False)
        return Looking(self.oracle, assumed(self.encoding, ())).inside(self.tree.options.values())

    def _conflict(self, given: Assumed) -> Reason | None:
        """Why nothing has all these choices; None where something has."""
        if given.broken:
            void = self.oracle.witness(()) is None
            return self.explaining.reason(assumed(self.encoding, ())) if void else given.broken
        if self.oracle.witness(given.literals) is not None:
            return None
        return self.explaining.reason(given)


def compiled(model: Model) -> Engine:
    """The engine of a model; refuses a model that names what is not there or cannot be computed."""
    return Engine(model)
