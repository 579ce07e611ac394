"""State machines are dictionaries: {(verb, state): state}."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from comptoir.kernel.errors import NotAllowed

S = TypeVar("S", bound=StrEnum)


def step(moves: Mapping[tuple[str, S], S], verb: str, state: S) -> S:
    """The state after `verb`, or NotAllowed. The only way a state may change."""
    try:
        return moves[verb, state]
    except KeyError:
        can = sorted(s.value for v, s in moves if v == verb)
        raise NotAllowed(
            field="state", found=state.value, expected=" | ".join(can), verb=verb
        ) from None


def verbs(moves: Mapping[tuple[str, S], S], state: S) -> list[str]:
    """What may be done in `state`: the buttons of a page."""
    return [verb for verb, at in moves if at == state]
