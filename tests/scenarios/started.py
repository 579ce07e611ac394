"""A house that was started with one command, as its user would: `comptoir up`, its server, its worker."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.scenarios.crashing import PATIENCE_SECONDS, ROOT, Mortal, kill, until


@dataclass(frozen=True)
class Answer:
    """What came back. path: of the page where the redirects ended."""

    status: int
    path: str
    text: str

    @property
    def body(self) -> Any:
        return json.loads(self.text)


@dataclass
class House:
    """The running program and a person at its pages. Every start is the same command."""

    company: Mortal
    noise: Path
    person: dict[str, str]  # email, password, key of the API
    port: int = 0
    browser: OpenerDirector = field(default_factory=lambda: build_opener(HTTPCookieProcessor()))
    _up: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait for its first answer."""
        if not self.port:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                self.port = probe.getsockname()[1]
        words = [sys.executable, "-m", "comptoir.cli", "up", "--no-demo", "--port", str(self.port)]
        with self.noise.open("a") as noise:
            self._up = subprocess.Popen(
                words, cwd=ROOT, stdout=noise, stderr=noise, start_new_session=True
            )
        until(self._answers, "the house answers")

    def _answers(self) -> bool:
        assert self._up and self._up.poll() is None, self.noise.read_text()
        try:
            return self._calls("/health").status == 200
        except OSError:
            return False

    def killed(self) -> None:
        """kill -9 of each of its processes at once; the database is none of them."""
        if self._up and self._up.poll() is None:
            os.killpg(self._up.pid, signal.SIGKILL)
            self._up.wait(PATIENCE_SECONDS)

    # ── its worker ──────────────────────────────────────────────────────────

    def worker(self) -> int:
        """The process id of the worker that was the last to begin."""
        said = "SELECT worker FROM platform_heartbeat ORDER BY started_at DESC LIMIT 1"
        return int(self.company.one(said).rpartition(":")[2])

    def kill_worker(self) -> None:
        """Kill it, and let a minute go by: it counts as dead once it has been silent for half of one."""
        kill(self.worker())
        self.company.all(
            "UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '1 minute'"
            " RETURNING id"
        )

    # ── asking it ───────────────────────────────────────────────────────────

    def posts(self, path: str, body: Any, key: str) -> Answer:
        """One call of the API, with an idempotency key."""
        headers = {"Authorization": f"Bearer {self.person['key']}", "Idempotency-Key": key}
        return self._calls(
            f"/api/v1{path}", json.dumps(body or {}).encode(),
            **headers, **{"Content-Type": "application/json"},
        )  # fmt: skip

    def asked(self, path: str, body: Any, key: str) -> Asked:
        """The same call, and not waited for."""
        return Asked(self, path, body, key)

    def logs_in(self) -> None:
        typed = {"login": self.person["email"], "password": self.person["password"]}
        assert self.sends("/accounts/login/", **typed).path == "/"

    def sees(self, path: str) -> Answer:
        return self._calls(path)

    def sends(self, form_on: str, to: str = "", file: Path | None = None, **typed: str) -> Answer:
        """Fill in the form of a page and send it; the page that follows."""
        hidden = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.sees(form_on).text)
        assert hidden, form_on
        data: dict[str, Any] = {"csrfmiddlewaretoken": hidden[1], **typed}
        if file:
            data["file"] = SimpleUploadedFile(file.name, file.read_bytes(), "text/csv")
        answer = self._calls(
            to or form_on, encode_multipart(BOUNDARY, data), **{"Content-Type": MULTIPART_CONTENT}
        )
        assert answer.status == 200, answer.text[:2_000]
        return answer

    def _calls(self, path: str, body: bytes | None = None, **headers: str) -> Answer:
        home = f"http://127.0.0.1:{self.port}"
        request = Request(home + path, body, headers)
        try:
            with self.browser.open(request, timeout=PATIENCE_SECONDS) as found:
                return Answer(found.status, found.url.removeprefix(home), found.read().decode())
        except HTTPError as refused:
            return Answer(refused.code, path, refused.read().decode())


class Asked(threading.Thread):
    """A call under way."""

    def __init__(self, house: House, *call: Any) -> None:
        super().__init__()
        self._house, self._call, self._status = house, call, 0
        self.start()

    def run(self) -> None:
        try:
            self._status = self._house.posts(*self._call).status
        except OSError:  # the server died before it answered
            self._status = 0

    def answer(self) -> int:
        """The status, 0 where none came."""
        self.join(PATIENCE_SECONDS)
        assert not self.is_alive()
        return self._status
