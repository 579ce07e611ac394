"""What the components draw: small frozen facts a view fills in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Tab:
    """A view of the page, for `<c-tabs>`."""

    label: str
    url: str
    current: bool = False
    count: int = 0


@dataclass(frozen=True, slots=True)
class ProgressStep:
    """A step of a process, for `<c-steps>`."""

    label: str
    note: str = ""
    state: Literal["done", "now", "late", "todo"] = "todo"


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of `<c-timeline>`: on a day, or at an instant."""

    text: str
    on: date | None = None
    at: datetime | None = None
    actor: str = ""
    href: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Branch:
    """A row of `<c-tree>`: quantity and amount as they are read.

    place    its way from the top, `1-2-3`;  at, of: its place among its neighbours
    branch   there are rows below it;  open: they are shown;  hidden: a row above it is closed
    """

    place: str
    level: int
    label: str
    note: str = ""
    number: str = ""
    href: str = ""
    on: date | None = None
    quantity: str = ""
    amount: str = ""
    branch: bool = False
    open: bool = False
    hidden: bool = False
    at: int = 1
    of: int = 1


@dataclass(frozen=True, slots=True)
class ChainDoc:
    """One document of `<c-chain>`."""

    kind: str
    number: str = ""
    text: str = ""
    href: str = ""
    current: bool = False
