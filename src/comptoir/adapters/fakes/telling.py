"""How a fake tells what changed: signed messages to one address, in order, beside the calls it answers."""

from __future__ import annotations

import queue
import threading
from collections.abc import Mapping
from dataclasses import dataclass

from comptoir.adapters.calling import exchange
from comptoir.adapters.fakes.faults import ON_TELLING, Faults
from comptoir.integrating.ports import Access, Denied, Unreachable


@dataclass(frozen=True, slots=True)
class Message:
    headers: Mapping[str, str]
    body: bytes


class Teller:
    """Sends messages to `address` from a thread of its own; keeps what it sent, and how it was answered."""

    def __init__(self, address: str, faults: Faults) -> None:
        self.address = address
        self._faults = faults
        self.sent: list[tuple[Message, int]] = []
        self._held: list[Message] = []
        self._waiting: queue.Queue[Message] = queue.Queue()
        self._thread: threading.Thread | None = None

    def tell(self, message: Message) -> None:
        """Send it soon: twice, or after the next one, where a fault says so."""
        if not self.address:
            return
        fault = self._faults.take(ON_TELLING)
        if fault is not None and fault.kind == "reordered_webhook":
            self._held.append(message)
            return
        copies = 2 if fault is not None else 1
        for one in [message] * copies + self._held:
            self._waiting.put(one)
        self._held.clear()
        self._start()

    def drain(self) -> None:
        """Wait until everything is sent."""
        self._waiting.join()

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._send, daemon=True, name="fake webhooks")
            self._thread.start()

    def _send(self) -> None:
        while True:
            message = self._waiting.get()
            try:
                self.sent.append((message, self._post(message)))
            finally:
                self._waiting.task_done()

    def _post(self, message: Message) -> int:
        access = Access(self.address, token="", timeout=10)
        headers = {"Content-Type": "application/json", **message.headers}
        try:
            return exchange(access, ("POST", ""), headers, message.body, Unreachable)[0]
        except (Unreachable, Denied):
            return 0
