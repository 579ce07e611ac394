"""Clauses for the solver: gates, each defined once and both ways, and sums of weighted literals.

Because a gate is true exactly when what it stands for is, the number of models of the clauses is the
number of configurations.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

TRUE = 1
FALSE = -1
DEFINITION = 0  # the tag of clauses that define and demand nothing
MOST_NODES = 4_000  # of a decision diagram; a sum that needs more is added up in binary
DEEPEST = 300

Clause = list[int]


@dataclass(frozen=True, slots=True)
class Pick:
    """A number that depends on which of some literals is true, of which at most one is: the weight of
    that one, or `base` where none is."""

    weights: tuple[tuple[int, int], ...]  # (weight, literal)
    base: int = 0

    @property
    def most(self) -> int:
        return max(self.base, *(weight for weight, _ in self.weights))


class TooWide(Exception):
    """The decision diagram has more nodes than is sensible."""


class Clauses:
    """Clauses with the tag of what demands them."""

    def __init__(self) -> None:
        self.clauses: list[Clause] = [[TRUE]]
        self.tags: list[int] = [DEFINITION]
        self.top = TRUE
        self._gates: dict[tuple[object, ...], int] = {}

    def fresh(self) -> int:
        """A new variable."""
        self.top += 1
        return self.top

    def add(self, clause: Iterable[int], tag: int = DEFINITION) -> None:
        """Demand that one of the literals is true."""
        kept = {literal for literal in clause if literal != FALSE}
        if TRUE in kept or any(-literal in kept for literal in kept):
            return
        self.clauses.append(sorted(kept, key=abs))
        self.tags.append(tag)

    # ── gates ──

    def conj(self, literals: Iterable[int]) -> int:
        """All of them."""
        kept = {literal for literal in literals if literal != TRUE}
        if FALSE in kept or any(-literal in kept for literal in kept):
            return FALSE
        if len(kept) <= 1:
            return next(iter(kept), TRUE)
        key = ("and", *sorted(kept))
        if key not in self._gates:
            gate = self._gates[key] = self.fresh()
            for literal in sorted(kept):
                self.add((-gate, literal))
            self.add((gate, *(-literal for literal in kept)))
        return self._gates[key]

    def disj(self, literals: Iterable[int]) -> int:
        """At least one of them."""
        return -self.conj(-literal for literal in literals)

    def xor(self, a: int, b: int) -> int:
        """Exactly one of the two."""
        if abs(a) == TRUE:
            return b if a == FALSE else -b
        if abs(b) == TRUE:
            return a if b == FALSE else -a
        if abs(a) == abs(b):
            return FALSE if a == b else TRUE
        key = ("xor", *sorted((abs(a), abs(b))))
        if key not in self._gates:
            gate, x, y = self.fresh(), abs(a), abs(b)
            self._gates[key] = gate
            for clause in ((-gate, x, y), (-gate, -x, -y), (gate, -x, y), (gate, x, -y)):
                self.add(clause)
        return self._gates[key] * (1 if (a > 0) == (b > 0) else -1)

    # ── sums ──

    def at_least(self, picks: Sequence[Pick], bound: int) -> int:
        """The sum of `picks` is `bound` or more; weights and bases are 0 or more."""
        ordered = sorted(picks, key=lambda pick: -pick.most)
        if len(ordered) <= DEEPEST:
            try:
                return _Diagram(self, ordered).node(0, bound)[2]
            except TooWide:
                pass
        return self._no_less(self._total(ordered), bound)

    def _total(self, picks: Sequence[Pick]) -> list[int]:
        """The sum in binary, least bit first."""
        numbers = [self._binary(pick) for pick in picks]
        while len(numbers) > 1:  # the shortest first, so that sums stay short
            numbers.sort(key=len, reverse=True)
            numbers.append(self._plus(numbers.pop(), numbers.pop()))
        return numbers[0] if numbers else []

    def _binary(self, pick: Pick) -> list[int]:
        none = FALSE if not pick.base else -self.disj(literal for _, literal in pick.weights)
        weights = [*pick.weights, (pick.base, none)]
        return [
            self.disj(literal for weight, literal in weights if weight >> bit & 1)
            for bit in range(pick.most.bit_length())
        ]

    def _plus(self, a: list[int], b: list[int]) -> list[int]:
        total, carry = [], FALSE
        for i in range(max(len(a), len(b))):
            x, y = (number[i] if i < len(number) else FALSE for number in (a, b))
            half = self.xor(x, y)
            total.append(self.xor(half, carry))
            carry = self.disj((self.conj((x, y)), self.conj((half, carry))))
        return [*total, carry]

    def _no_less(self, bits: list[int], bound: int) -> int:
        """The number is `bound` or more."""
        if bound <= 0:
            return TRUE
        if bound.bit_length() > len(bits):
            return FALSE
        said = TRUE
        for i, bit in enumerate(bits):
            said = self.conj((bit, said)) if bound >> i & 1 else self.disj((bit, said))
        return said

    # ── cardinalities ──

    def at_most_one(self, literals: Sequence[int], tag: int) -> None:
        """No two of them."""
        if len(literals) <= 8:
            for i, a in enumerate(literals):
                for b in literals[i + 1 :]:
                    self.add((-a, -b), tag)
            return
        before = literals[0]
        for literal in literals[1:]:
            self.add((-before, -literal), tag)
            before = self.disj((before, literal))


class _Diagram:
    """A decision diagram of "the rest of the picks adds up to k": one node for all k that are the same."""

    def __init__(self, clauses: Clauses, picks: Sequence[Pick]) -> None:
        self.clauses = clauses
        self.picks = picks
        self.rest = [0]  # what the picks from i on can add up to at most
        for pick in reversed(picks):
            self.rest.append(self.rest[-1] + pick.most)
        self.rest.reverse()
        self.known: list[list[tuple[int, int, int]]] = [[] for _ in picks]
        self.nodes = 0

    def node(self, i: int, k: int) -> tuple[int, int, int]:
        """The least and the most k with the same answer, and the answer."""
        if k <= 0:
            return -(10**30), 0, TRUE
        if k > self.rest[i]:
            return self.rest[i] + 1, 10**30, FALSE
        known = self.known[i]
        place = bisect_right(known, (k, 10**30, 0))
        if place and known[place - 1][1] >= k:
            return known[place - 1]
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise TooWide
        found = self._branch(i, k)
        known.insert(bisect_right(known, found), found)
        return found

    def _branch(self, i: int, k: int) -> tuple[int, int, int]:
        pick, clauses = self.picks[i], self.clauses
        low, high, without = self._below(i, k, pick.base)
        by_answer: dict[int, list[int]] = {}
        guard = []  # a pick below the base must not count as the base
        for weight, literal in pick.weights:
            lowest, highest, answer = self._below(i, k, weight)
            low, high = max(low, lowest), min(high, highest)
            by_answer.setdefault(answer, []).append(literal)
            if weight < pick.base:
                guard.append(-literal)
        ways = [clauses.conj((without, *guard))]
        ways += [
            clauses.conj((answer, clauses.disj(literals))) for answer, literals in by_answer.items()
            if answer != without or guard
        ]  # fmt: skip
        return low, high, clauses.disj(ways)

    def _below(self, i: int, k: int, weight: int) -> tuple[int, int, int]:
        low, high, answer = self.node(i + 1, k - weight)
        return low + weight, high + weight, answer
