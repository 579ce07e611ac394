"""One incremental solver for a model, and the configurations it has found so far.

Any configuration that was found is a witness: it shows at once of many options that they are possible,
for every set of choices it has. So most questions after a click need no search.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from threading import RLock
from weakref import finalize

from pysat.solvers import Solver

from comptoir.stages.configuring.core.encoding import Encoding

SOLVER = "glucose4"
MOST_WITNESSES = 400


class Oracle:
    """Says what is possible under assumptions. Threads take turns: hold `lock` while asking."""

    def __init__(self, encoding: Encoding) -> None:
        self.encoding = encoding
        self.lock = RLock()
        self.solver = Solver(name=SOLVER, bootstrap_with=encoding.clauses.clauses)
        # at the end of the program, too, while the solver's own library still stands
        self.freed = finalize(self, self.solver.delete)
        self.witnesses: list[int] = []  # bit v: variable v is true
        self.options, _ = masks(encoding.var.values())

    def witness(self, assumed: Sequence[int]) -> int | None:
        """A configuration with these literals; None: there is none."""
        pool = self.witnesses_of(assumed)
        return pool[-1] if pool else self.search(assumed)

    def search(self, assumed: Sequence[int]) -> int | None:
        """A configuration with these literals, by the solver."""
        if not self.solver.solve(assumptions=assumed):
            return None
        found = bits(self.solver.get_model())
        if len(self.witnesses) >= MOST_WITNESSES:
            del self.witnesses[: MOST_WITNESSES // 4]
        self.witnesses.append(found)
        return found

    def witnesses_of(self, assumed: Iterable[int]) -> list[int]:
        """The configurations found so far that have these literals."""
        need, ban = masks(assumed)
        if need & ban:
            return []
        return [each for each in self.witnesses if each & need == need and not each & ban]

    def core(self, assumed: Sequence[int]) -> list[int] | None:
        """Some of the literals that cannot be together; None: all can."""
        if self.witnesses_of(assumed) or self.search(assumed) is not None:
            return None
        return self.solver.get_core() or []

    def possible(self, assumed: Sequence[int], asked: Sequence[int]) -> dict[int, bool]:
        """For each literal asked: can it be true with those assumed? They must be possible themselves."""
        fits, implied = self.solver.propagate(assumptions=assumed)
        assert fits, "ask only under what is possible"
        known = dict.fromkeys(implied, True)
        known |= {-literal: False for literal in implied}
        every, some = -1, 0
        for each in self.witnesses_of(assumed):
            every, some = every & each, some | each
        answers: dict[int, bool] = {}
        open_ = []
        for literal in asked:
            if literal in known:
                answers[literal] = known[literal]
            elif some >> literal & 1 if literal > 0 else not every >> -literal & 1:
                answers[literal] = True
            else:
                open_.append(literal)
        if open_:
            self._search_all(assumed, open_, answers)
        return answers

    def any_possible(self, assumed: Sequence[int], asked: Sequence[int]) -> bool:
        """Whether one of the literals can be true with those assumed, which must be possible."""
        _, implied = self.solver.propagate(assumptions=assumed)
        known = set(implied)
        return any(
            literal in known or self.search([*assumed, literal]) is not None
            for literal in asked
            if -literal not in known
        )

    def _search_all(
        self, assumed: Sequence[int], open_: list[int], answers: dict[int, bool]
    ) -> None:
        """Ask the solver, steered so that each configuration found answers as many as it can."""
        self.solver.set_phases(open_)
        for literal in open_:
            if literal in answers:
                continue
            found = self.search([*assumed, literal])
            if found is None:
                answers[literal] = False
                continue
            for other in open_:
                if found >> other & 1 if other > 0 else not found >> -other & 1:
                    answers[other] = True

    def least(
        self, assumed: Sequence[int], weights: Sequence[tuple[int, int]], *, most: bool
    ) -> int:
        """The least (or the most) that the weights of the true literals can add up to, of a number whose
        literals are digits: the heaviest decides first."""
        fixed, total = list(assumed), 0
        for weight, literal in sorted(weights, reverse=True):
            wanted = literal if most else -literal
            kept = wanted if self.possible(fixed, [wanted])[wanted] else -wanted
            fixed.append(kept)
            total += weight if kept > 0 else 0
        return total


def bits(model: Iterable[int]) -> int:
    """A model as one number."""
    return int("".join(["1" if x > 0 else "0" for x in model][::-1]) + "0", 2)


def masks(literals: Iterable[int]) -> tuple[int, int]:
    """The bits that must be, and those that must not."""
    need = ban = 0
    for literal in literals:
        if literal > 0:
            need |= 1 << literal
        else:
            ban |= 1 << -literal
    return need, ban
