"""A system in memory, for the tests of this room: it keeps what it is sent, and fails as it is told to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from comptoir.integrating import ports
from comptoir.integrating.core.objects import Kind, Record, Sort
from comptoir.platform import clock


@dataclass
class Memory:
    """What is in it. pushes: every write that it was asked for; faults: errors that the next calls meet."""

    kept: dict[tuple[Kind, str], ports.Seen] = field(default_factory=dict)
    pushes: list[tuple[Kind, str, str | None, Record]] = field(default_factory=list)
    faults: list[Exception] = field(default_factory=list)
    lost: int = 0  # so many next writes are done and their answer is lost
    pulls: list[datetime] = field(default_factory=list)

    def put(
        self, kind: Kind, external_id: str, record: Record | None, at: datetime | None = None
    ) -> None:
        self.kept[kind, external_id] = ports.Seen(kind, external_id, at or clock.instant(), record)

    def of(self, kind: Kind) -> list[Record]:
        return [s.record for (k, _), s in self.kept.items() if k == kind and s.record]


@dataclass
class InMemory:
    access: ports.Access
    memory: Memory
    sort: Sort = Sort.CRM
    label: str = "In memory"
    pulls: frozenset[Kind] = frozenset(
        {Kind.CUSTOMER, Kind.PRODUCT, Kind.DEAL, Kind.ORDER, Kind.PAYMENT}
    )
    pushes: frozenset[Kind] = frozenset(Kind)

    def _meets(self) -> None:
        if self.access.token == "old":
            raise ports.Denied
        if self.memory.faults:
            raise self.memory.faults.pop(0)

    def check(self) -> str:
        self._meets()
        return "In memory 1.0"

    def pull(self, kind: Kind, since: datetime, cursor: str | None = None) -> ports.Page:
        self._meets()
        self.memory.pulls.append(since)
        found = [s for (k, _), s in self.memory.kept.items() if k == kind and s.changed_at >= since]
        found.sort(key=lambda s: s.changed_at)
        at = int(cursor or 0)
        page = tuple(found[at : at + 2])
        return ports.Page(page, str(at + 2) if at + 2 < len(found) else None)

    def fetch(self, kind: Kind, external_id: str) -> ports.Seen:
        self._meets()
        seen = self.memory.kept.get((kind, external_id))
        if seen is None:
            raise ports.Gone(found=external_id)
        return seen

    def find(
        self, kind: Kind, key: str, number: str = "", natural: tuple[tuple[str, str], ...] = ()
    ) -> ports.Seen | None:
        self._meets()
        there = [s for (k, _), s in self.memory.kept.items() if k == kind]
        rows = (s for s in there if s.key == key)
        same = (
            s
            for what, v in natural
            for s in there
            if not s.key and getattr(s.record, what, "") == v
        )
        return next(rows, None) or next(same, None)

    def push(self, record: Record, *, key: str, external_id: str | None) -> ports.Written:
        self._meets()
        kind = {"cus": Kind.CUSTOMER, "prd": Kind.PRODUCT, "opp": Kind.DEAL, "quo": Kind.QUOTE,
                "ord": Kind.ORDER, "inv": Kind.INVOICE, "pay": Kind.PAYMENT}[key[:3]]  # fmt: skip
        self.memory.pushes.append((kind, key, external_id, record))
        name = external_id or f"{kind}-{len(self.memory.kept) + 1}"
        now = clock.instant()
        if kind != Kind.DEAL:
            self.memory.kept[kind, name] = ports.Seen(kind, name, now, record, key=key)
        if self.memory.lost:
            self.memory.lost -= 1
            raise ports.Unsure
        return ports.Written(name, now, f"https://there.example/{name}", external_id is None)

    def heard(self, headers: Mapping[str, str], body: bytes) -> tuple[ports.Signal, ...]:
        if headers.get("x-signature") != self.access.secret:
            raise ports.ForgedSignal
        told = [line.split() for line in body.decode().splitlines()]
        return tuple(ports.Signal(event, Kind(kind), name) for event, kind, name in told)


@contextmanager
def answering(code: str = "memory", **how: object) -> Iterator[Memory]:
    """This installation knows the system in memory, as long as the test runs."""
    memory = Memory()
    ports.answer_system(code, lambda access: InMemory(access, memory, **how))
    try:
        yield memory
    finally:
        ports._SYSTEMS.pop(code, None)
