"""How an adapter calls another system over HTTP: one call, and its answer or one of the errors of the port.

On the standard library's client, because only there the moment before the first byte is sent and the moment
after it are two steps: what breaks before is `Unreachable`, what breaks after a write is `Unsure`. Nothing is
retried here (the room does that) and no redirect is followed: a token never travels to another host.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from urllib.parse import SplitResult, quote, urlencode, urlsplit

from comptoir.integrating.ports import (
    Access,
    Denied,
    Gone,
    NotTaken,
    Throttled,
    Unreachable,
    Unsure,
)
from comptoir.platform import clock

LARGEST = 20 * 1024 * 1024  # bytes of an answer
SAID = 500  # characters of what the other system says, at most
PATIENCE = 10  # seconds to wait where 429 comes without Retry-After
LONGEST = 24 * 3600
_THROTTLED = {423, 429, 477}  # locked for a moment, too many requests, moving house
_PIECE = 64 * 1024
_BROKEN = (OSError, http.client.HTTPException)

P = ParamSpec("P")
R = TypeVar("R")
Said = Callable[[Any], tuple[str, str]]  # an answer → what it says, and the field it names


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]  # lower-case names
    data: Any


def understood(lost: type[Unsure | Unreachable]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """An answer that is laid out as none of this API is no answer: after a write it is unsure what it did."""

    def of(does: Callable[P, R]) -> Callable[P, R]:
        @wraps(does)
        def asked(*args: P.args, **named: P.kwargs) -> R:
            try:
                return does(*args, **named)
            except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as odd:
                raise lost(why=_why(odd)) from None

        return asked

    return of


def segment(text: str) -> str:
    """A piece of a path, whatever stands in it."""
    return quote(text, safe="")


class Caller:
    """Calls to one system. `said` reads the message of a refusal and the field it names."""

    def __init__(self, access: Access, headers: Mapping[str, str], said: Said) -> None:
        self._access, self._said = access, said
        self._headers = {
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "User-Agent": "Comptoir (quote to cash)",
            **headers,
        }

    def read(self, path: str, query: Iterable[tuple[str, str]] = ()) -> Answer:
        """GET: what breaks has changed nothing."""
        asked = urlencode(list(query))
        return self._call("GET", path + ("?" + asked if asked else ""), None, writes=False)

    def ask(self, path: str, body: object) -> Answer:
        """A POST that only reads: a search, a batch of records."""
        return self._call("POST", path, body, writes=False)

    def write(self, method: str, path: str, body: object = None) -> Answer:
        """A call that changes something there."""
        return self._call(method, path, body, writes=True)

    def _call(self, method: str, path: str, body: object, *, writes: bool) -> Answer:
        sent = None if body is None else json.dumps(body, default=_plain).encode()
        headers = dict(self._headers)
        if sent is not None:
            headers["Content-Type"] = "application/json"
        lost: type[Unsure | Unreachable] = Unsure if writes else Unreachable
        status, got, raw = exchange(self._access, (method, path), headers, sent, lost)
        if status >= 500:
            raise lost(status=status)
        try:
            data = json.loads(raw, parse_float=Decimal) if raw.strip() else None
        except (ValueError, RecursionError):
            data = None
            if status < 300:  # a page of a proxy, not an answer of the system
                raise lost(status=status) from None
        if status >= 300:
            self._refuse(method, status, got, data)
        return Answer(status, got, data)

    def _refuse(self, method: str, status: int, headers: Mapping[str, str], data: Any) -> None:
        if status in _THROTTLED:
            raise Throttled(seconds=_wait(headers.get("retry-after", "")))
        said, named = self._said(data)
        if status in (401, 403):
            raise Denied(status=status, said=self._clean(said))
        if status == 410 or (status == 404 and method != "POST"):
            raise Gone(status=status)
        if status < 400:
            said = f"It answers from another address: {headers.get('location', '')}"
        raise NotTaken(status=status, said=self._clean(said), named=named)

    def _clean(self, said: str) -> str:
        """What they say without what we keep secret, cut."""
        secrets = [*re.split(r"[:\s]", self._access.token), self._access.secret]
        for secret in sorted(filter(None, secrets), key=len, reverse=True):
            said = said.replace(secret, "•••") if len(secret) > 3 else said
        return said[:SAID]


def exchange(
    access: Access,
    what: tuple[str, str],
    headers: Mapping[str, str],
    body: bytes | None,
    lost: type[Unsure | Unreachable],
) -> tuple[int, Mapping[str, str], bytes]:
    """One request and its whole answer within the timeout; `lost` is raised where it breaks after sending."""
    at = _address(access.url)
    ends = time.monotonic() + access.timeout
    connection = _connection(at, access.timeout)
    try:
        try:
            connection.connect()
        except (*_BROKEN, UnicodeError) as broken:
            raise Unreachable(found=at.hostname, why=_why(broken)) from None
        try:
            connection.request(what[0], at.path.rstrip("/") + what[1], body, dict(headers))
        except ValueError:  # said before anything is sent
            raise Denied(expected="a key of printable characters") from None
        except _BROKEN as broken:
            raise lost(found=at.hostname, why=_why(broken)) from None
        try:
            answer = connection.getresponse()
            raw = _whole(connection, answer, ends)
        except (*_BROKEN, ValueError) as broken:
            raise lost(found=at.hostname, why=_why(broken)) from None
        return answer.status, {n.lower(): v for n, v in answer.getheaders()}, raw
    finally:
        connection.close()


def _address(url: str) -> SplitResult:
    at = None
    with contextlib.suppress(ValueError):
        at = urlsplit(url.strip())
        at.port  # noqa: B018 - raises where it is no number
    if at is None or at.scheme not in ("http", "https") or not at.hostname:
        raise Unreachable(field="url", found=url[:100], expected="https://…")
    return at


def _connection(at: SplitResult, timeout: float) -> http.client.HTTPConnection:
    assert at.hostname
    if at.scheme == "http":
        return http.client.HTTPConnection(at.hostname, at.port, timeout=timeout)
    trusted = ssl.create_default_context()
    return http.client.HTTPSConnection(at.hostname, at.port, timeout=timeout, context=trusted)


def _whole(
    connection: http.client.HTTPConnection, answer: http.client.HTTPResponse, ends: float
) -> bytes:
    """The body: within the time and the size allowed, however slowly it drips."""
    got = b""
    while piece := answer.read1(_PIECE):
        got += piece
        left = ends - time.monotonic()
        if left <= 0 or len(got) > LARGEST:
            raise TimeoutError("the answer takes too long or is too large")
        if connection.sock is not None:
            connection.sock.settimeout(left)
    if answer.length:
        raise http.client.IncompleteRead(got, answer.length)
    return got


def _why(broken: Exception) -> str:
    return f"{type(broken).__name__}: {broken}"[:200]


def _wait(text: str) -> int:
    """Seconds of a Retry-After header: a number, or an instant."""
    if text.strip().isdecimal():
        return min(int(text), LONGEST)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return PATIENCE
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(1, min(int((until - clock.instant()).total_seconds()) + 1, LONGEST))


def _plain(value: object) -> str:
    assert isinstance(value, Decimal), type(value)
    return format(value, "f")


def moment(text: str) -> datetime:
    """An instant as APIs write it: ISO 8601, UTC where no offset is said."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
