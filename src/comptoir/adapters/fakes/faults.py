"""What goes wrong on purpose: each fault holds for the next calls that it concerns."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

BEFORE = frozenset({"429", "401"})  # answered instead of doing it
AFTER = frozenset(
    {"500_after_commit", "drop_after_commit", "timeout"}
)  # done, but the answer is lost
ON_READING = frozenset({"stale_page", "missing_field"})
ON_TELLING = frozenset({"duplicate_webhook", "reordered_webhook"})
KINDS = BEFORE | AFTER | ON_READING | ON_TELLING


@dataclass
class Fault:
    """times  how often it still happens; on  "POST", "/orders", "PUT /orders" …, empty: any call
    field  of missing_field; seconds  of 429 (Retry-After) and of timeout"""

    kind: str
    times: int = 1
    on: str = ""
    field: str = ""
    seconds: int = 5

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Fault:
        """A fault as told; ValueError says what is wrong with it."""
        if said.get("kind") not in KINDS:
            raise ValueError(f"kind: found {said.get('kind')!r}, expected one of {sorted(KINDS)}")
        numbers = {n: int(said[n]) for n in ("times", "seconds") if n in said}
        texts = {n: str(said[n]) for n in ("on", "field") if n in said}
        return cls(str(said["kind"]), **numbers, **texts)  # type: ignore[arg-type]

    def concerns(self, call: str) -> bool:
        """`call` is "METHOD /path"."""
        words = self.on.split()
        method = next((w for w in words if w.isupper()), "")
        path = next((w for w in words if not w.isupper()), "")
        return call.startswith(method) and path in call


class Faults:
    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> None:
        self._waiting.append(fault)

    def clear(self) -> None:
        self._waiting.clear()

    def take(self, kinds: frozenset[str], call: str = "") -> Fault | None:
        """The first fault of these kinds that concerns this call; one time less of it."""
        with self._lock:
            for fault in self._waiting:
                if fault.kind in kinds and fault.times > 0 and fault.concerns(call):
                    fault.times -= 1
                    return fault
        return None

    def waiting(self) -> list[dict[str, object]]:
        return [dict(vars(f)) for f in self._waiting if f.times > 0]
