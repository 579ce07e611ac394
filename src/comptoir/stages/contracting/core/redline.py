"""What changed between two wordings, word by word; each change is taken or left by itself. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

LONGEST = 12_000  # characters of a clause
_TOO_ALIKE = 400_000  # pairs of equal words; beyond them the middle is one change
_WORD = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words. n: number of the change, from 1; 0: the same on both sides."""

    old: str
    new: str
    n: int = 0


def redline(old: str, new: str) -> tuple[Piece, ...]:
    """The pieces of both texts in order; the old of all is `old`, the new of all is `new`.

    Changes with nothing but blanks between them are one.
    """
    found: list[Piece] = []
    for before, after in _joined(list(_runs(old, new))):
        if before == after:
            found.append(Piece(before, after))
        else:
            found.append(Piece(before, after, 1 + max((p.n for p in found), default=0)))
    return tuple(found)


def applied(pieces: Collection[Piece], chosen: Collection[int]) -> str:
    """The text with these changes taken and the others left."""
    return "".join(p.new if p.n in chosen else p.old for p in pieces)


def count(pieces: Collection[Piece]) -> int:
    """How many changes there are."""
    return max((p.n for p in pieces), default=0)


def _runs(old: str, new: str) -> Iterator[tuple[str, str]]:
    """Runs of equal words and of changed ones."""
    a, b = _WORD.findall(old), _WORD.findall(new)
    head = _same(a, b)
    tail = _same(a[head:][::-1], b[head:][::-1])
    middle_a, middle_b = a[head : len(a) - tail], b[head : len(b) - tail]
    yield "".join(a[:head]), "".join(a[:head])
    if _costly(middle_a, middle_b):
        yield "".join(middle_a), "".join(middle_b)
    else:
        for _op, i, j, k, m in SequenceMatcher(None, middle_a, middle_b, False).get_opcodes():
            yield "".join(middle_a[i:j]), "".join(middle_b[k:m])
    yield "".join(a[len(a) - tail :]), "".join(a[len(a) - tail :])


def _same(a: list[str], b: list[str]) -> int:
    """How many words at the start are the same."""
    return next(
        (n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b))
    )


def _costly(a: list[str], b: list[str]) -> bool:
    """Whether comparing would take too long: somebody repeats one word thousands of times."""
    there = Counter(b)
    return sum(n * there[word] for word, n in Counter(a).items()) > _TOO_ALIKE


def _joined(runs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Runs without empty ones; a blank between two changes belongs to them."""
    runs = [r for r in runs if r != ("", "")]
    found: list[tuple[str, str]] = []
    for n, run in enumerate(runs):
        blank = run[0] == run[1] and not run[0].strip()
        inside = 0 < n < len(runs) - 1 and _changed(runs[n - 1]) and _changed(runs[n + 1])
        changed = _changed(run) or (blank and inside)
        if found and changed and _changed(found[-1]):
            found[-1] = (found[-1][0] + run[0], found[-1][1] + run[1])
        else:
            found.append(run)
    return found


def _changed(run: tuple[str, str]) -> bool:
    return run[0] != run[1]
