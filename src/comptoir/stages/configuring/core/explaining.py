"""Why something cannot be: a smallest set of choices and rules, checked again by another solver."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import TypeVar

from pysat.solvers import Solver

from comptoir.stages.configuring.core.answers import Reason
from comptoir.stages.configuring.core.choosing import Assumed
from comptoir.stages.configuring.core.clauses import DEFINITION
from comptoir.stages.configuring.core.model import Choice
from comptoir.stages.configuring.core.solving import SOLVER, Oracle

T = TypeVar("T")
CHECKER = "minisat22"  # another solver than the one whose reasons it checks


class Explaining:
    """Reasons. The same question gets the same answer: each search begins with a solver of its own."""

    def __init__(self, oracle: Oracle) -> None:
        self.oracle = oracle
        self.encoding = oracle.encoding
        self.worded = {rule.id for rule in self.encoding.tree.model.rules if rule.words.told("en")}

    def reason(self, choices: Assumed, wanted: Sequence[int] = ()) -> Reason:
        """Why the choices and what is wanted cannot be together; they must not be."""
        guilty = self._guilty(choices, wanted)
        literals = [*wanted, *(x for x, choice in choices.by_literal.items() if choice in guilty)]
        tags = self._tags(literals)
        self._check(literals, tags)
        ids = (self.encoding.tag_ids[tag] for tag in tags)
        return Reason(guilty, tuple(sorted(ids, key=lambda id: (id.startswith("tree:"), id))))

    # ── choices ──

    def _guilty(self, choices: Assumed, wanted: Sequence[int]) -> tuple[Choice, ...]:
        """The fewest choices where none or one is enough, else a set of which none can be left out."""
        by_choice: dict[Choice, list[int]] = {}
        for literal, choice in choices.by_literal.items():
            by_choice.setdefault(choice, []).append(literal)

        def clash(kept: Iterable[Choice]) -> bool:
            return self.oracle.witness([*wanted, *(x for c in kept for x in by_choice[c])]) is None

        if clash(()):
            return ()
        for choice in by_choice:
            if clash((choice,)):
                return (choice,)
        return tuple(_fewest(list(by_choice), clash))

    # ── rules ──

    @cached_property
    def _guarded(self) -> list[list[int]]:
        """Each clause with a literal that takes what demands it out."""
        clauses = self.encoding.clauses
        return [
            [*clause, -(clauses.top + tag)] if tag else clause
            for clause, tag in zip(clauses.clauses, clauses.tags, strict=True)
        ]

    def _tags(self, literals: list[int]) -> list[int]:
        """Rules that the literals break together, none of which can be left out."""
        top, count = self.encoding.clauses.top, len(self.encoding.tag_ids)
        with Solver(name=SOLVER, bootstrap_with=self._guarded) as solver:
            solver.solve(assumptions=[*literals, *(top + tag for tag in range(1, count))])
            core = [x - top for x in solver.get_core() or [] if x > top]

            def clash(kept: Iterable[int]) -> bool:
                return not solver.solve(assumptions=[*literals, *(top + tag for tag in kept)])

            return _fewest(sorted(core, key=self._preference), clash)

    def _preference(self, tag: int) -> tuple[bool, bool, int]:
        """What is left out first: what has no words, then what the tree demands."""
        id = self.encoding.tag_ids[tag]
        return id in self.worded, id.startswith("tree:"), tag

    def _check(self, literals: list[int], tags: list[int]) -> None:
        """Nothing is told that another solver does not find too."""
        kept = {DEFINITION, *tags}
        clauses = self.encoding.clauses
        alone = [c for c, tag in zip(clauses.clauses, clauses.tags, strict=True) if tag in kept]
        with Solver(name=CHECKER, bootstrap_with=alone) as solver:
            assert not solver.solve(assumptions=literals), "a reason that is none"


def _fewest(members: list[T], clash: Callable[[list[T]], bool]) -> list[T]:
    """Leave out one after the other what is not needed for the clash."""
    kept = members
    for member in members:
        without = [each for each in kept if each is not member]
        if clash(without):
            kept = without
    return kept
