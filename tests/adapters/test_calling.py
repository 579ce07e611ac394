"""What a call to another system becomes when the other side misbehaves; spoken byte by byte."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from email.utils import format_datetime

import pytest

from comptoir.adapters import calling
from comptoir.adapters.calling import Caller
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

TOKEN, SECRET = "ck_0123456789:cs_9876543210", "whsec_abcdef"


@contextmanager
def speaking(*pieces: bytes, pause: float = 0.0, timeout: float = 2.0):
    """A server that reads a request and answers with these bytes; yields a caller and what it was asked."""
    server = socket.create_server(("127.0.0.1", 0))
    asked: list[bytes] = []

    def serve() -> None:
        while True:
            try:
                peer, _ = server.accept()
            except OSError:
                return
            asked.append(_request(peer))
            try:
                for piece in pieces:
                    peer.sendall(piece)
                    time.sleep(pause)
            except OSError:
                pass
            peer.close()

    threading.Thread(target=serve, daemon=True).start()
    url = f"http://127.0.0.1:{server.getsockname()[1]}/base/"
    access = Access(url, TOKEN, SECRET, timeout=timeout)
    try:
        yield (
            Caller(
                access,
                {"Authorization": "Bearer t"},
                lambda d: (d["m"], d.get("f", "")) if d else ("", ""),
            ),
            asked,
        )
    finally:
        server.close()


def _request(peer: socket.socket) -> bytes:
    """Head and body, in however many pieces they come."""
    peer.settimeout(2)
    got = b""
    try:
        while True:
            head, end, body = got.partition(b"\r\n\r\n")
            length = head.lower().partition(b"content-length: ")[2].partition(b"\r")[0]
            if end and len(body) >= int(length or 0):
                return got
            piece = peer.recv(65536)
            if not piece:
                return got
            got += piece
    except OSError:
        return got


def answer(status: int, body: bytes = b"{}", **headers: str) -> bytes:
    said = "".join(f"{n.replace('_', '-')}: {v}\r\n" for n, v in headers.items())
    return f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\n{said}\r\n".encode() + body


def test_numbers_are_exact_and_the_path_stands_below_the_address():
    with speaking(answer(200, b'{"a": 0.1, "b": 12345678901234567.89}')) as (caller, asked):
        said = caller.read("/x", [("q", "a b&c")]).data
    assert said == {"a": Decimal("0.1"), "b": Decimal("12345678901234567.89")}
    assert asked[0].startswith(b"GET /base/x?q=a+b%26c HTTP/1.1\r\n")
    with speaking(answer(204, b"")) as (caller, asked):
        assert caller.write("PUT", "/x", {"price": Decimal("1E+2")}).data is None
    assert asked[0].endswith(b'{"price": "100"}')


def test_a_redirect_is_not_followed_and_says_where_it_points():
    with speaking(answer(301, b"", Location="https://elsewhere.example/")) as (caller, asked):
        with pytest.raises(NotTaken) as told:
            caller.read("/x")
        assert len(asked) == 1
    assert "https://elsewhere.example/" in told.value.facts["said"]


@pytest.mark.parametrize(
    "pieces",
    [
        (answer(200, b"<html>maintenance</html>"),),
        (answer(503),),
        (answer(500, b"no json"),),
        (answer(200, b"[" * 100_000),),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}",),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",),
        (b"no http at all",),
        (b"",),
    ],
)
def test_an_answer_that_is_none_is_unreachable_to_a_reader_and_unsure_to_a_writer(pieces):
    with speaking(*pieces) as (caller, _):
        with pytest.raises(Unreachable):
            caller.read("/x")
        with pytest.raises(Unreachable):
            caller.ask("/x", {})
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            with pytest.raises(Unsure):
                caller.write(method, "/x", {})


def test_an_answer_that_drips_ends_with_the_timeout():
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
    began = time.monotonic()
    drips = speaking(head, *[b" "] * 100, pause=0.05, timeout=0.3)
    with drips as (caller, _), pytest.raises(Unreachable):
        caller.read("/x")
    assert time.monotonic() - began < 3


def test_an_answer_too_large_is_not_read_to_its_end(monkeypatch):
    monkeypatch.setattr(calling, "LARGEST", 1000)
    with (
        speaking(answer(200, b"[" + b"1," * 5000 + b"1]")) as (caller, _),
        pytest.raises(Unreachable),
    ):
        caller.read("/x")


@pytest.mark.parametrize(
    ("status", "said", "seconds"),
    [(429, "7", 7), (429, "", 10), (423, "2", 2), (477, "999999999", 86400), (429, "soon", 10)],
)
def test_a_call_too_many_says_how_long_to_wait(status, said, seconds):
    full = answer(status, **({"Retry_After": said} if said else {}))
    with speaking(full) as (caller, _), pytest.raises(Throttled) as told:
        caller.read("/x")
    assert told.value.seconds == seconds


def test_a_wait_until_an_instant_is_counted_from_now():
    at = format_datetime(clock.instant() + timedelta(seconds=90), usegmt=True)
    assert 88 <= calling._wait(at) <= 91
    assert calling._wait(format_datetime(clock.instant() - timedelta(days=1))) == 1
    naive = (clock.instant() + timedelta(seconds=90)).strftime("%a, %d %b %Y %H:%M:%S -0000")
    assert 88 <= calling._wait(naive) <= 91


@pytest.mark.parametrize(
    ("status", "method", "raised"),
    [(401, "GET", Denied), (403, "POST", Denied), (404, "GET", Gone), (404, "PATCH", Gone),
     (410, "POST", Gone), (404, "POST", NotTaken), (400, "POST", NotTaken), (409, "POST", NotTaken),
     (417, "PUT", NotTaken), (422, "PUT", NotTaken)],
)  # fmt: skip
def test_each_refusal_has_its_error(status, method, raised):
    no = answer(status, b'{"m": "No", "f": "name"}')
    with speaking(no) as (caller, _), pytest.raises(raised) as told:
        caller.write(method, "/x", {}) if method != "GET" else caller.read("/x")
    if raised is NotTaken:
        assert (told.value.facts["status"], told.value.facts["said"]) == (status, "No")
        assert told.value.field == "name"


def test_what_they_say_is_cut_and_holds_no_secret():
    said = f"key cs_9876543210 of ck_0123456789 ({SECRET}) " + "x" * 900
    no = answer(400, b'{"m": "%s"}' % said.encode())
    with speaking(no) as (caller, _), pytest.raises(NotTaken) as told:
        caller.read("/x")
    heard = told.value.facts["said"]
    assert heard.startswith("key ••• of ••• (•••) xxx") and len(heard) == 500


def test_a_certificate_nobody_signed_is_unreachable():
    with speaking(b"") as (caller, _):
        access = caller._access
        over = Access(access.url.replace("http:", "https:"), TOKEN, timeout=1)
        with pytest.raises(Unreachable):
            Caller(over, {}, lambda d: ("", "")).write("POST", "/x", {})


def test_moments_are_utc_where_they_say_nothing():
    assert calling.moment("2026-03-02T10:00:00") == calling.moment("2026-03-02T11:00:00+01:00")
