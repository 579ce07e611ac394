from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from comptoir.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class BooksOpened(Event):
    accounts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPosted(Event):
    """A manual entry or a reversal; entries of documents stand in the document's own event."""

    entry_id: int
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryReversed(Event):
    entry_id: int
    reversal_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodClosed(Event):
    through: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountMapped(Event):
    subject: ClassVar[str] = "entity_id"
    role: str
    code: str
