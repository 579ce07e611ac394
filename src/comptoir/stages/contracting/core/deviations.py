"""How far a contract is from the standard. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Choice(StrEnum):
    """Where the words of a clause come from."""

    STANDARD = "standard"
    FALLBACK = "fallback"
    CUSTOM = "custom"


class Kind(StrEnum):
    FALLBACK = "fallback"  # a wording that the library keeps for it
    CUSTOM = "custom"  # words of nobody's library
    ADDED = "added"  # a clause that is not of the library
    MISSING = "missing"  # a clause that every contract has


@dataclass(frozen=True, slots=True)
class Chosen:
    """A clause of a draft: of which lineage of the library (None: of none), and whose words."""

    key: Any
    title: str
    lineage: Any
    choice: Choice
    fallback: int = 0


@dataclass(frozen=True, slots=True)
class Deviation:
    """fallback: which one, from 1."""

    kind: Kind
    title: str
    key: Any = None
    fallback: int = 0


def deviations(
    chosen: Sequence[Chosen], wanted: Sequence[tuple[Any, str]]
) -> tuple[Deviation, ...]:
    """What differs from the standard, in the order of the draft; then what is missing.

    wanted  (lineage, title) of the clauses that every contract has
    """
    found = [d for c in chosen if (d := _of(c))]
    there = {c.lineage for c in chosen}
    return tuple(found + [Deviation(Kind.MISSING, t) for line, t in wanted if line not in there])


def _of(c: Chosen) -> Deviation | None:
    if c.lineage is None:
        return Deviation(Kind.ADDED, c.title, c.key)
    if c.choice is Choice.STANDARD:
        return None
    kind = Kind.FALLBACK if c.choice is Choice.FALLBACK else Kind.CUSTOM
    return Deviation(kind, c.title, c.key, c.fallback)


def told(text: str, standard: str, fallbacks: Collection[str]) -> tuple[Choice, int]:
    """Whose words these are; blanks do not count."""
    plain = " ".join(text.split())
    if plain == " ".join(standard.split()):
        return Choice.STANDARD, 0
    for n, fallback in enumerate(fallbacks, start=1):
        if plain == " ".join(fallback.split()):
            return Choice.FALLBACK, n
    return Choice.CUSTOM, 0
