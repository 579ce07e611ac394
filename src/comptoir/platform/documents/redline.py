"""What a printed redline says: frozen rows of ready-to-print text. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from comptoir.platform.documents.contract import Brand, Fact, Mention, PartyBlock


@dataclass(frozen=True, slots=True, kw_only=True)
class RedlineRun:
    """Words that stayed, came in or were struck."""

    text: str
    mark: Literal["", "ins", "del"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RedlineClause:
    """A clause with its changes; `note` says what happened to it as a whole."""

    number: str
    title: str
    runs: tuple[RedlineRun, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RedlineDoc:
    """Two wordings of a contract, word by word."""

    number: str
    dated: date
    issued_on: str
    title: str
    seller: PartyBlock
    buyer: PartyBlock
    clauses: tuple[RedlineClause, ...]
    facts: tuple[Fact, ...] = ()
    mentions: tuple[Mention, ...] = ()
    brand: Brand = field(default_factory=Brand)
