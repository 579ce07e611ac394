"""How many products a model allows, exactly.

The clauses fall apart into pieces that share nothing once the right variables are decided; pieces that
were met before are not counted again. Which variables are right is told by taking the least connected
ones away first: those that are left last hold the model together, and are decided first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import heapify, heappop, heappush

from comptoir.kernel.errors import Refused
from comptoir.stages.configuring.core.encoding import is_number
from comptoir.stages.configuring.core.formulas import encoded
from comptoir.stages.configuring.core.model import Model

MOST_WORK = (
    3_000_000  # clauses looked at, some 20 seconds; 2,513 options with 2,833 rules need a third
)
DEEPEST = 400  # decisions inside one another

Literals = tuple[int, ...]


class TooHardToCount(Refused):
    """The products of this model are too entangled to be counted."""

    code = "too_hard_to_count"


def count(model: Model, most_work: int = MOST_WORK) -> int:
    """The number of valid products: options, instances of parts, and numbers of attributes on their grids.
    Texts do not count. Exact, or refused once `most_work` clauses were looked at; nothing is
    estimated."""
    encoding = encoded(model)
    for attribute in encoding.tree.attributes.values():
        if is_number(attribute):
            encoding.number(attribute)
    clauses = [tuple(clause) for clause in encoding.clauses.clauses]
    variables = {abs(x) for clause in clauses for x in clause}
    decided = _decide(clauses, [clause[0] for clause in clauses if len(clause) == 1])
    if decided is None or () in clauses:
        return 0
    rest, assigned = decided
    counter = _Counter(rest, most_work)
    return counter.product(rest, len(variables) - assigned, 0)


class _Counter:
    def __init__(self, clauses: Sequence[Literals], most_work: int) -> None:
        self.rank = _ranks(clauses)
        self.known: dict[frozenset[Literals], int] = {}
        self.left = most_work

    def product(self, clauses: Sequence[Literals], variables: int, depth: int) -> int:
        """The models of clauses over so many variables: of each piece, multiplied; free ones are 2 each."""
        pieces, bound = _pieces(clauses)
        total = 1 << (variables - bound)
        for piece in sorted(pieces, key=len):
            total *= self.piece(piece, depth)
            if not total:
                break
        return total

    def piece(self, clauses: Sequence[Literals], depth: int) -> int:
        """The models of clauses that hang together."""
        key = frozenset(clauses)
        if key not in self.known:
            self.left -= len(clauses)
            if self.left < 0 or depth > DEEPEST:
                raise TooHardToCount
            self.known[key] = self._branched(clauses, depth)
        return self.known[key]

    def _branched(self, clauses: Sequence[Literals], depth: int) -> int:
        variables = {abs(x) for clause in clauses for x in clause}
        branch = max(variables, key=self.rank.__getitem__)
        total = 0
        for literal in (branch, -branch):
            decided = _decide(clauses, [literal])
            if decided is not None:
                rest, assigned = decided
                total += self.product(rest, len(variables) - assigned, depth + 1)
        return total


def _ranks(clauses: Iterable[Literals]) -> dict[int, int]:
    """Variable → when it is taken away, if always that with the fewest neighbors is, whose neighbors are
    neighbors from then on."""
    near: dict[int, set[int]] = {}
    for clause in clauses:
        variables = [abs(x) for x in clause]
        for variable in variables:
            near.setdefault(variable, set()).update(variables)
    for variable, others in near.items():
        others.discard(variable)
    queue = [(len(others), variable) for variable, others in near.items()]
    heapify(queue)
    ranks: dict[int, int] = {}
    while queue:
        degree, variable = heappop(queue)
        if variable in ranks or degree != len(near[variable]):
            continue
        ranks[variable] = len(ranks)
        others = near.pop(variable)
        for other in others:
            near[other] |= others
            near[other] -= {other, variable}
            heappush(queue, (len(near[other]), other))
    return ranks


def _decide(
    clauses: Sequence[Literals], literals: Iterable[int]
) -> tuple[list[Literals], int] | None:
    """The clauses that are left when these are true and what follows at once, and how many variables that
    were; None: that cannot be."""
    where = _where(clauses)
    true = set(literals)
    queue = list(true)
    met: set[int] = set()
    cut: dict[int, Literals] = {}
    while queue:
        literal = queue.pop()
        if (
            -literal in true
        ):  # also where a clause has nothing left: its last literal was made true before
            return None
        met.update(where.get(literal, ()))
        for i in where.get(-literal, ()):
            if i in met:
                continue
            cut[i] = tuple(x for x in cut.get(i, clauses[i]) if x != -literal)
            if len(cut[i]) == 1 and cut[i][0] not in true:
                true.add(cut[i][0])
                queue.append(cut[i][0])
    return [cut.get(i, clause) for i, clause in enumerate(clauses) if i not in met], len(true)


def _where(clauses: Sequence[Literals]) -> dict[int, list[int]]:
    """Literal → the clauses it stands in."""
    where: dict[int, list[int]] = {}
    for i, clause in enumerate(clauses):
        for x in clause:
            where.setdefault(x, []).append(i)
    return where


def _pieces(clauses: Sequence[Literals]) -> tuple[list[list[Literals]], int]:
    """Clauses that share variables, together; and how many variables they have."""
    by_variable: dict[int, list[int]] = {}
    for i, clause in enumerate(clauses):
        for x in clause:
            by_variable.setdefault(abs(x), []).append(i)
    seen: set[int] = set()
    reached: set[int] = set()
    pieces = []
    for i in range(len(clauses)):
        if i in seen:
            continue
        seen.add(i)
        stack, piece = [i], []
        while stack:
            clause = clauses[stack.pop()]
            piece.append(clause)
            for variable in {abs(x) for x in clause} - reached:
                reached.add(variable)
                stack += [k for k in by_variable[variable] if k not in seen]
                seen.update(by_variable[variable])
        pieces.append(piece)
    return pieces, len(by_variable)
