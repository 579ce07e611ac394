"""What integrating asks of another system. An adapter implements `System` and has a fake with the same test.

An adapter speaks HTTP and translates; it decides nothing and keeps nothing. It raises one of the errors below
and no other. What failed before the other system can have acted is `Unreachable`; where it may have acted, it
is `Unsure`, and the next attempt finds out by the key before it writes again: a write is never doubled.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from comptoir.integrating.core.natural import Natural
from comptoir.integrating.core.objects import Kind, Record, Sort
from comptoir.kernel.errors import Invalid, Refused


class Unreachable(Refused):
    """The other system does not answer; the message waits and is sent again."""

    code = "system_unreachable"


class Unsure(Refused):
    """The connection broke before the answer: what it did is asked before sending again."""

    code = "system_answer_lost"


class Throttled(Refused):
    """The other system asks to wait before the next call."""

    code = "system_throttled"

    def __init__(self, *, seconds: int) -> None:
        super().__init__(seconds=seconds)
        self.seconds = seconds


class Denied(Refused):
    """The other system does not accept the key of this connection: enter a new one."""

    code = "system_denied"


class NotTaken(Refused):
    """The other system refuses this record and says why; change the record, then send it again."""

    code = "system_not_taken"

    def __init__(self, *, status: int, said: str, named: str = "") -> None:
        super().__init__(status=status, said=said, field=named)


class Gone(Refused):
    """The other system no longer has this record."""

    code = "system_record_gone"


class ForgedSignal(Refused):
    """This message is not signed by the system it claims to come from."""

    code = "forged_signal"


@dataclass(frozen=True, slots=True)
class Access:
    """How one connection reaches its system. `secret` signs what the other system tells us."""

    url: str
    token: str = field(repr=False)
    secret: str = field(default="", repr=False)
    timeout: float = 10.0


@dataclass(frozen=True, slots=True)
class Seen:
    """A record as the other system has it. record None: deleted there."""

    kind: Kind
    external_id: str
    changed_at: datetime
    record: Record | None
    url: str = ""
    key: str = ""  # our key, where this record was written by us


@dataclass(frozen=True, slots=True)
class Page:
    seen: tuple[Seen, ...]
    cursor: str | None = None  # None: that was the last page


@dataclass(frozen=True, slots=True)
class Written:
    external_id: str
    changed_at: datetime
    url: str = ""
    created: bool = False


@dataclass(frozen=True, slots=True)
class Signal:
    """Something changed there. event_id is the other system's and the same when it tells it twice."""

    event_id: str
    kind: Kind
    external_id: str


class System(Protocol):
    """One other system behind one `Access`."""

    sort: Sort
    label: str  # the name people know it by
    pulls: frozenset[Kind]  # what it has to tell
    pushes: frozenset[Kind]  # what it accepts

    def check(self) -> str:
        """Who answers there (its name, its version); raises what is wrong."""
        ...

    def pull(self, kind: Kind, since: datetime, cursor: str | None = None) -> Page:
        """What changed at or after `since`, oldest first, page by page."""
        ...

    def fetch(self, kind: Kind, external_id: str) -> Seen:
        """One record as it is now; raises Gone."""
        ...

    def find(self, kind: Kind, key: str, number: str = "", natural: Natural = ()) -> Seen | None:
        """The record written there under our key; asked after `Unsure` and before a first write.

        number  what else identifies it, for systems that cannot be asked by our key: the SKU of a product,
                the e-mail of a shop's customer, the number of a document. Seen.key is "" where the record
                was there before us
        natural what a customer is known by anywhere (core/natural.py), the surest first. Somebody who is
                written there under another key of ours is never answered
        """
        ...

    def push(self, record: Record, *, key: str, external_id: str | None) -> Written:
        """Write a record under our key (`cus_…`, `inv_…`): change `external_id`, or make it."""
        ...

    def heard(self, headers: Mapping[str, str], body: bytes) -> tuple[Signal, ...]:
        """What a signed message tells; raises ForgedSignal. `headers` have lower-case names."""
        ...


class UnknownSystem(Invalid):
    """This installation does not know such a system."""

    code = "unknown_system"


Make = Callable[[Access], System]
_SYSTEMS: dict[str, Make] = {}


def answer_system(code: str, make: Make) -> None:
    """`make` speaks to systems of this code; said once, in process.py."""
    _SYSTEMS[code] = make


def codes() -> list[str]:
    """The systems that this installation knows."""
    return sorted(_SYSTEMS)


def reach(code: str, access: Access) -> System:
    """The system behind one access."""
    if code not in _SYSTEMS:
        raise UnknownSystem(field="system", found=code[:40], expected=" | ".join(codes()))
    return _SYSTEMS[code](access)


def describe(code: str) -> System:
    """What a system is: its label, sort and kinds; nothing is asked of it."""
    return reach(code, Access(url="https://not-asked.invalid", token=""))
