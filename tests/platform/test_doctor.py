"""The doctor finds what is planted, says what to do, and ends with a code that a monitor understands."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.db import connection

from comptoir import cli
from comptoir.cli_command import DONE, FAILED
from comptoir.platform import clock, database, doctor
from comptoir.platform.ids import new_id
from comptoir.platform.models import Delivery, EventRow, Heartbeat


@pytest.fixture(autouse=True)
def a_server_that_keeps_what_it_is_told(request: pytest.FixtureRequest) -> None:
    """On one that was started to be thrown away, the doctor rightly finds something to do."""
    if not request.node.get_closest_marker("django_db"):
        return
    request.getfixturevalue("db")
    if doctor.durability().level is doctor.Level.FAIL:
        pytest.skip("fsync is off on this server")


def examined(capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, tuple[str, str, str]]]:
    """The exit code of `comptoir doctor --json`, and each finding: level, what was seen, what to do."""
    code = cli.main(["doctor", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] is (code == DONE)
    return code, {f["name"]: (f["level"], f["found"], f["fix"]) for f in told["findings"]}


def run(*orders: str) -> None:
    with connection.cursor() as cursor:
        for order in orders:
            cursor.execute(order)


def beats(ago: timedelta) -> None:
    at = clock.instant() - ago
    Heartbeat.objects.update_or_create(worker="w", defaults={"at": at, "started_at": at})


@pytest.mark.django_db
def test_a_well_company_has_nothing_to_do(capsys):
    beats(timedelta(seconds=3))
    run("SET LOCAL synchronous_commit = on")
    code, found = examined(capsys)
    assert code == DONE
    assert set(found) == set(doctor.NAMES)
    assert {name: told for name, told in found.items() if told[0] != "ok" or told[2]} == {}


@pytest.mark.django_db
def test_each_planted_fault_is_found_with_what_to_do(capsys, monkeypatch):
    beats(timedelta(minutes=5))
    monkeypatch.setattr(doctor, "LOW_BYTES", 2**60)  # no disk has as much
    event = EventRow.objects.create(
        id=new_id(), name="Planted", entity_id=new_id(), subject_id=new_id(), facts={}, actor="a",
        at=clock.instant(), business_on=date(2026, 1, 5),
    )  # fmt: skip
    Delivery.objects.create(event=event, handler="planted", error="no answer")
    run(
        "SET LOCAL synchronous_commit = off",
        "DELETE FROM django_migrations WHERE app = 'renewing' AND name = '0001_initial'",
        "CREATE SCHEMA planted",
        "CREATE FUNCTION planted.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS"
        " 'SELECT pg_catalog.clock_timestamp() + interval ''7.2 s'''",
        "SET LOCAL search_path = planted, public, pg_catalog",
    )
    code, found = examined(capsys)
    assert code == DONE  # it works on, for now
    faults = {name: told for name, told in found.items() if told[0] != "ok"}
    assert {told[0] for told in faults.values()} == {"warn"}
    assert {name: told[2] for name, told in faults.items()} == {
        "disk": "free some space, or move COMPTOIR_HOME to a larger disk",
        "durability": "set synchronous_commit to on: a crash loses the last moments",
        "migrations": "run 'comptoir up', or 'python -m django migrate'",
        "worker": "run 'comptoir worker' ('comptoir up' does), or restart it",
        "deliveries": "read platform_delivery.error; the worker tries again by itself",
        "clock": "synchronize both machines (NTP)",
    }
    seen = {name: told[1] for name, told in faults.items()}
    assert "renewing.0001_initial" in seen["migrations"]
    assert seen["worker"].startswith("last sign of life 30")
    assert seen["deliveries"] == "1 event waits for a handler that failed"
    assert seen["clock"].startswith("database +7.")
    Heartbeat.objects.all().delete()
    assert examined(capsys)[1]["worker"][1] == "no worker has run yet"


@pytest.mark.django_db
def test_a_fault_that_stops_the_work_ends_with_1(capsys, monkeypatch):
    monkeypatch.setattr(doctor, "OUT_BYTES", 2**60)
    monkeypatch.setattr(doctor, "LOW_BYTES", 2**60)
    monkeypatch.setattr(database, "FLOOR", 99)
    code, found = examined(capsys)
    assert code == FAILED
    assert {name for name, told in found.items() if told[0] == "fail"} == {"disk", "server"}
    assert found["server"][2] == "upgrade to PostgreSQL 99 or later"


def test_a_database_out_of_reach_is_one_finding_with_the_way_out(
    capsys, monkeypatch, django_db_blocker
):
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")
    with django_db_blocker.unblock():
        code, found = examined(capsys)
    assert (code, list(found)) == (FAILED, ["python", "libraries", "disk", "database"])
    level, seen, fix = found["database"]
    assert level == "fail"
    assert "Connection refused" in seen
    assert fix == "check DATABASE_URL, or run 'comptoir up' for the embedded server"
