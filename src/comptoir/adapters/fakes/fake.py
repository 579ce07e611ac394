"""What every fake is: routes, a token, faults, controls and a page to look at.

Controls, for tests and for people who try: POST /__fake__/faults, /__fake__/clock, /__fake__/reset and
/__fake__/do (a click of the page), GET /__fake__/state.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qsl

from comptoir.adapters.fakes import page
from comptoir.adapters.fakes.faults import AFTER, BEFORE, ON_READING, Fault, Faults
from comptoir.adapters.fakes.store import Row, Store
from comptoir.adapters.fakes.telling import Message, Teller

STALE = timedelta(minutes=1)  # what an index of a fake does not know yet, under stale_page


@dataclass(frozen=True, slots=True)
class Asked:
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    @property
    def data(self) -> Any:
        return json.loads(self.body or b"null", parse_float=Decimal)


@dataclass(frozen=True, slots=True)
class Reply:
    status: int = 200
    data: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    html: str | None = None


class Wrong(Exception):
    """An error the fake answers with, as its system would say it."""

    def __init__(self, status: int, data: Any) -> None:
        self.reply = Reply(status, data)


Route = tuple[str, str, Callable[..., Reply]]  # method, pattern of the path, what answers


class Fake:
    """One other system. A subclass gives routes, how it knows its caller, and how it says what is wrong."""

    title: ClassVar[str] = ""
    token: ClassVar[str] = ""  # as entered in Comptoir
    clicks: ClassVar[Mapping[str, str]] = {}  # verb of the page → its words

    def __init__(
        self,
        *,
        secret: str = "",
        webhooks: str = "",
        file: Path | None = None,
        seeded: bool = True,
    ) -> None:
        self._seeded = seeded
        self.store, self.faults = Store(file), Faults()
        self.secret = secret
        self.teller = Teller(webhooks, self.faults)
        self.stopping = threading.Event()
        self.calls: list[str] = []
        self._lock = threading.RLock()
        self._reading = ""
        if not self.store.rows:
            self.begin()

    # ── what a system fills in ──

    def routes(self) -> tuple[Route, ...]:
        raise NotImplementedError

    def begin(self) -> None:
        """What there is from the start."""
        if self._seeded:
            self.seed()

    def seed(self) -> None:
        """Some records for people who try."""
        raise NotImplementedError

    def knows(self, asked: Asked) -> bool:
        raise NotImplementedError

    def wrong(self, status: int, said: str = "", named: str = "") -> Wrong:
        """An error in the words of this system."""
        raise NotImplementedError

    def click(self, verb: str, ident: str) -> None:
        """What a button of the page does."""
        raise NotImplementedError

    def shown(self) -> Iterator[page.Table]:
        """The tables of the page."""
        raise NotImplementedError

    # ── what routes use ──

    def listed(self, collection: str) -> list[Row]:
        """What a list or a search knows: not the newest, under stale_page."""
        rows = list(self.store.all(collection))
        if self._reading == "stale_page":
            old = (self.store.now() - STALE).isoformat(timespec="milliseconds")
            rows = [row for row in rows if row["changed"] < old]
        return rows

    def tell(self, message: Message) -> None:
        self.teller.tell(message)

    # ── answering ──

    def answer(self, asked: Asked) -> Reply | None:
        """What is answered; None: the connection breaks."""
        try:
            if asked.path == "/" or asked.path.startswith("/__fake__/"):
                return self._control(asked)
            return self._api(asked)
        except Wrong as wrong:
            return wrong.reply
        except (ValueError, KeyError, TypeError, AttributeError) as bad:
            return self.wrong(400, f"{type(bad).__name__}: {bad}").reply

    def _api(self, asked: Asked) -> Reply | None:
        call = f"{asked.method} {asked.path}"
        self.calls.append(call)
        before = self.faults.take(BEFORE, call)
        if before is not None and before.kind == "429":
            said = self.wrong(429, "Too many requests").reply.data
            return Reply(429, said, {"Retry-After": str(before.seconds)})
        if before is not None or not self.knows(asked):
            raise self.wrong(401, "The key is not valid")
        with self._lock:
            reading = self.faults.take(ON_READING, call)
            self._reading = reading.kind if reading else ""
            reply = self._route(asked)
        if reading is not None and reading.kind == "missing_field":
            reply = Reply(reply.status, _without(reply.data, reading.field), reply.headers)
        return self._lost(call, reply)

    def _route(self, asked: Asked) -> Reply:
        for method, pattern, does in self.routes():
            found = re.fullmatch(pattern, asked.path)
            if found and method == asked.method:
                return does(asked, *found.groups())
        raise self.wrong(404, f"No route: {asked.method} {asked.path}")

    def _lost(self, call: str, reply: Reply) -> Reply | None:
        fault = self.faults.take(AFTER, call)
        if fault is None:
            return reply
        if fault.kind == "timeout":
            self.stopping.wait(fault.seconds)
        return Reply(500, {"message": "Internal error"}) if "500" in fault.kind else None

    # ── controls ──

    def _control(self, asked: Asked) -> Reply:
        at = (asked.method, asked.path.removeprefix("/__fake__"))
        if at == ("GET", "/"):
            return Reply(html=page.render(self.title, self.clicks, self.shown()))
        if at == ("GET", "/state"):
            faults = self.faults.waiting()
            return Reply(data={"rows": self.store.state(), "faults": faults, "calls": self.calls})
        if asked.method != "POST":
            return Reply(404, {"message": "No such control"})
        with self._lock:
            return self._steer(at[1], asked)

    def _steer(self, what: str, asked: Asked) -> Reply:
        if what == "/do":
            said = dict(parse_qsl(asked.body.decode()))
            self.click(said["verb"], said.get("id", ""))
            return Reply(303, headers={"Location": "/"})
        data = asked.data or {}
        if what == "/faults":
            self.faults.add(Fault.read(data))
        elif what == "/clock":
            ahead = self.store.now() + timedelta(seconds=int(data.get("forward", 0)))
            self.store.set_clock(datetime.fromisoformat(data["now"]) if "now" in data else ahead)
        elif what == "/reset":
            self.store.reset()
            self.faults.clear()
            self.begin()
        else:
            return Reply(404, {"message": "No such control"})
        return Reply(data={"now": self.store.now().isoformat(), "faults": self.faults.waiting()})


def _without(data: Any, name: str) -> Any:
    """The answer with a field left out wherever it stands."""
    if isinstance(data, dict):
        return {n: _without(v, name) for n, v in data.items() if n != name}
    return [_without(v, name) for v in data] if isinstance(data, list) else data
