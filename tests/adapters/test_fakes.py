"""The systems in the box: their controls, their page, what they remember, the command that starts them."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime
from decimal import Decimal
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from comptoir.adapters.fakes import FAKES
from comptoir.adapters.fakes.fake import Asked, Fake
from comptoir.adapters.fakes.faults import Fault
from comptoir.adapters.fakes.serving import Served
from comptoir.adapters.systems import SYSTEMS
from comptoir.integrating.core.objects import Kind
from comptoir.integrating.ports import Access, Denied

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
FIRST = {"hubspot": "make:deal", "woocommerce": "make:order", "erpnext": "make:order"}


def post(url: str, data: object) -> tuple[int, object]:
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    try:
        with urlopen(Request(url, raw, method="POST"), timeout=5) as answer:
            return answer.status, json.loads(answer.read() or b"null")
    except HTTPError as error:
        return error.code, json.loads(error.read() or b"null")


@pytest.fixture(params=sorted(FAKES))
def served(request):
    with Served(FAKES[request.param](secret="s")) as served:
        yield request.param, served


def test_every_system_has_a_fake_and_every_fake_a_system():
    assert set(FAKES) == set(SYSTEMS)


def test_the_page_shows_what_is_there_and_its_buttons_work(served):
    name, at = served
    before = at.fake.store.state()
    form = urlencode({"verb": FIRST[name], "id": ""}).encode()
    with urlopen(Request(at.url + "/__fake__/do", form, method="POST"), timeout=5) as answer:
        page = answer.read().decode()
    assert answer.url == at.url + "/"
    assert page.count("<h2>") == len(list(at.fake.shown()))
    assert all(words in page for verb, words in at.fake.clicks.items() if verb.startswith("make:"))
    assert at.fake.store.state() != before


def test_a_fault_is_told_and_happens_as_often_as_said(served):
    name, at = served
    system = SYSTEMS[name](Access(at.url, at.fake.token, "s"))
    status, said = post(at.url + "/__fake__/faults", {"kind": "401", "times": 2, "on": "GET"})
    assert status == 200 and said["faults"][0]["times"] == 2
    for _ in range(2):
        with pytest.raises(Denied):
            system.check()
    assert system.check()
    status, said = post(at.url + "/__fake__/faults", {"kind": "earthquake"})
    assert status == 400 and "earthquake" in json.dumps(said)
    assert post(at.url + "/__fake__/elsewhere", {})[0] == 404
    with pytest.raises(HTTPError):
        urlopen(at.url + "/__fake__/elsewhere", timeout=5)


def test_its_clock_is_set_and_a_reset_begins_anew(served):
    _, at = served
    _, said = post(at.url + "/__fake__/clock", {"now": "2030-01-01T00:00:00+00:00"})
    assert said["now"].startswith("2030-01-01T00:00:0")
    _, said = post(at.url + "/__fake__/clock", {"forward": 3600})
    assert said["now"].startswith("2030-01-01T01:00:0")
    post(at.url + "/__fake__/faults", {"kind": "429"})
    beginning = {name: len(rows) for name, rows in at.fake.store.rows.items()}
    at.fake.store.rows.clear()
    _, said = post(at.url + "/__fake__/reset", {})
    assert said["faults"] == [] and not said["now"].startswith("2030")
    assert {name: len(rows) for name, rows in at.fake.store.rows.items()} == beginning
    with urlopen(at.url + "/__fake__/state", timeout=5) as answer:
        assert set(json.loads(answer.read())) == {"rows", "faults", "calls"}


@pytest.mark.parametrize("name", sorted(FAKES))
def test_what_it_holds_survives_in_a_file(tmp_path, name):
    file = tmp_path / "kept.json"
    first = FAKES[name](secret="s", file=file)
    first.click(FIRST[name], "")
    second = FAKES[name](secret="s", file=file)
    assert json.dumps(second.store.state(), default=str) == json.dumps(
        first.store.state(), default=str
    )
    assert second.store.next_id() == first.store.next_id()
    with Served(second) as at:
        system = SYSTEMS[name](Access(at.url, second.token, "s"))
        assert system.check()
        kind = Kind.DEAL if name == "hubspot" else Kind.ORDER
        assert system.pull(kind, LONG_AGO).seen


@pytest.mark.parametrize(
    ("on", "call", "concerns"),
    [
        ("", "GET /x", True),
        ("POST", "POST /x", True),
        ("POST", "GET /x", False),
        ("/orders", "PUT /wc/orders/1", True),
        ("PUT /orders", "GET /wc/orders/1", False),
        ("PUT /orders", "PUT /wc/orders/1", True),
    ],
)
def test_a_fault_names_the_calls_it_concerns(on, call, concerns):
    assert Fault("429", on=on).concerns(call) is concerns


def test_a_frame_alone_knows_nothing():
    fake = Fake.__new__(Fake)
    asked = Asked("GET", "/", {}, {}, b"")
    for unknown in (
        fake.routes,
        fake.seed,
        lambda: fake.knows(asked),
        lambda: fake.wrong(400),
        lambda: fake.click("", ""),
        fake.shown,
    ):
        with pytest.raises(NotImplementedError):
            unknown()


@pytest.mark.parametrize("name", sorted(FAKES))
def test_the_command_prints_what_to_enter_and_serves(name, tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "comptoir.cli", "fake", name, "--port", str(port)]
    running = subprocess.Popen(
        [*command, "--secret", "abc", "--fresh", "--json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "COMPTOIR_HOME": str(tmp_path)},
    )  # fmt: skip
    try:
        assert running.stderr is not None
        said = ""
        while "page of the connection" not in said:
            line = running.stderr.readline()
            assert line, said
            said += line
        url = f"http://127.0.0.1:{port}"
        token = FAKES[name].token
        assert all(word in said for word in (url, token, "abc", "Settings › Connections"))
        system = SYSTEMS[name](Access(url, token, "abc"))
        for _ in range(50):
            try:
                assert system.check()
                break
            except Exception:
                time.sleep(0.1)
        assert system.check()
    finally:
        running.send_signal(2)
        out, _ = running.communicate(timeout=20)
    facts = json.loads(out)
    assert (facts["ok"], facts["url"], facts["token"], facts["secret"]) == (True, url, token, "abc")
    assert facts["calls"] > 0
    assert [p.name for p in tmp_path.iterdir()] == ["fakes"]  # and no database
    assert (tmp_path / "fakes" / f"{name}.json").exists()


def test_a_port_that_is_taken_is_said(capsys, tmp_path):
    from comptoir import cli

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = str(taken.getsockname()[1])
        kept = str(tmp_path / "kept.json")
        assert cli.main(["fake", "hubspot", "--port", port, "--keep", kept, "--json"]) == 1
    assert f"Port {port}" in json.loads(capsys.readouterr().out)["error"]


def test_a_number_is_a_number_in_an_answer():
    from comptoir.adapters.fakes.serving import _plain

    assert (
        json.dumps({"a": Decimal("10.50"), "b": Decimal(3)}, default=_plain)
        == '{"a": 10.5, "b": 3}'
    )
