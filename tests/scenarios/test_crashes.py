"""kill -9 of the program, of the worker and of PostgreSQL, in the middle of things.

Every deed runs in a process of its own, on a database server of this module's own; the process is killed
after a chosen SQL statement, so that each run dies at the same place. Nothing here waits for a time.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

from comptoir.platform import database
from tests.pages.imports.test_writer_kills import DOCUMENTS, big
from tests.scenarios.crashing import Mortal, Nursery, kill, server_pid, until

# the mark has the test database made, whose tables are copied
pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture(scope="module")
def tables(django_db_setup: None) -> Iterator[Path | None]:
    """The migrated tables of the test database, as a dump: applying every migration takes long.

    None where the tests run on another server, whose dump need not fit our own server's version.
    """
    if "DATABASE_URL" in os.environ:
        yield None
        return
    at = connection.get_connection_params()
    address = make_conninfo(
        **{k: at[k] for k in ("dbname", "user", "host", "port", "password") if at.get(k)}
    )
    with tempfile.TemporaryDirectory() as made:
        dump = Path(made) / "tables.dump"
        run("pg_dump", "--format=custom", "--no-owner", f"--file={dump}", f"--dbname={address}")
        yield dump


def run(program: str, *words: str) -> None:
    """One of PostgreSQL's own programs."""
    subprocess.run([database.bin_dir() / program, *words], check=True)


def furnish(tables: Path | None) -> None:
    """Start our own server, with the application's tables."""
    address = database.ensure()
    if tables is None:
        subprocess.run([sys.executable, "-m", "django", "migrate", "--verbosity=0"], check=True)
    else:
        run("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={address}", str(tables))


@pytest.fixture(scope="module")
def company(tables: Path | None) -> Iterator[Mortal]:
    """A company of its own in a home of its own."""
    with tempfile.TemporaryDirectory() as made, pytest.MonkeyPatch.context() as patch:
        Path(made).chmod(0o711)
        patch.setenv("COMPTOIR_HOME", f"{made}/home")
        patch.setenv("PYTHONPATH", os.pathsep.join(p for p in sys.path if p))
        for name in ("DATABASE_URL", "COMPTOIR_NO_DB"):
            patch.delenv(name, raising=False)
        noise = Path(made) / "noise"
        try:
            furnish(tables)
            nursery = Nursery(noise)
            mortal = Mortal(nursery, noise)
            names = mortal.does("found")
            mortal.entity, mortal.customer = names["entity"], names["customer"]
            yield mortal
            nursery.close()
        finally:
            database.stop()


@pytest.fixture(scope="module")
def undisturbed(company: Mortal):
    """The story of a quote whose acceptance nothing disturbs, and how many statements it takes."""
    went = company.accepts(company.offers())
    company.at_peace()
    events, moved = company.story()
    assert events["OrderPlaced"] == events["ContractMade"] == events["InvoiceIssued"] == 1
    assert moved
    return events, moved, went["statements"]


def recovers(company: Mortal, undisturbed) -> None:
    """Delivered once more, the company is where it would be had nothing happened."""
    company.does("deliver_pending")
    assert company.story() == undisturbed[:2]
    before = company.rows()
    company.does("deliver_pending")
    assert company.rows() == before, "a second delivery finds nothing to do"
    company.at_peace()


def test_an_issue_killed_after_any_statement_uses_no_number(company: Mortal):
    facts = {"entity": company.entity}
    first = company.does("draft", customer=company.customer, **facts)["invoice"]
    second = company.does("draft", customer=company.customer, **facts)["invoice"]
    before = company.rows()
    for after in count(1):
        went = company.nursery.tell("issue", {"after": after}, invoice=first, **facts)
        assert went == {"killed_by": signal.SIGKILL}
        if company.rows() != before:
            break  # this one died after its commit
    assert after > 15, "it died at every statement from the first to the commit"
    number = company.one("SELECT number FROM invoicing_invoice WHERE id = %s", first)
    company.does("deliver_pending")
    following = company.does("issue", invoice=second, **facts)["number"]
    assert int(following[-4:]) == int(number[-4:]) + 1
    company.at_peace()


def test_killed_after_the_commit_and_before_its_reactions(company: Mortal, undisturbed):
    went = company.accepts(company.offers(), before_reactions=True)
    assert went == {"killed_by": signal.SIGKILL}
    assert company.story()[0] == {"QuoteAccepted": 1}
    recovers(company, undisturbed)


@pytest.mark.parametrize("tenth", range(1, 10))
def test_killed_anywhere_between_the_signature_and_the_last_reaction(
    company: Mortal, undisturbed, tenth: int
):
    token = company.offers()
    went = company.accepts(token, after=undisturbed[2] * tenth // 10)
    assert went == {"killed_by": signal.SIGKILL}
    if not company.story()[0]:
        assert "answer" in company.accepts(token), "nothing had happened: the customer signs again"
    recovers(company, undisturbed)


@pytest.mark.parametrize("after", [3, 0.5])
def test_postgresql_killed_under_a_running_deed(company: Mortal, undisturbed, after: float):
    """Early, the deed is absent; late, it is there. The same key again makes it exactly one."""
    token, key = company.offers(), f"signature-{after}"
    point = int(undisturbed[2] * after) if after < 1 else int(after)
    victim = server_pid()
    went = company.accepts(token, key, after=point, victim=victim)
    assert "OperationalError" in went.get("error", "") or "answer" in went, went
    database.ensure()
    assert server_pid() != victim
    assert company.story()[0]["QuoteAccepted"] == (1 if after < 1 else 0)
    assert "answer" in company.accepts(token, key)
    recovers(company, undisturbed)


def test_a_worker_killed_in_the_middle_of_a_delivery_is_followed_by_another(
    company: Mortal, undisturbed
):
    company.accepts(company.offers(), before_reactions=True)
    with company.held_up("ordering_order"), company.worker() as first:
        until(lambda: company.waiting() > 0, "the worker in the middle of placing the order")
        kill(first.pid)
        assert first.wait() == -signal.SIGKILL
        assert company.undelivered() > 0
    half_done = company.left_half_done("comptoir.catch_up", entity_id=company.entity)
    with company.worker() as second:
        until(lambda: company.undelivered() == 0, "the second worker's deliveries")
        until(lambda: not company.all(half_done), "the job that the first worker had begun")
    assert second.returncode == 0
    recovers(company, undisturbed)


def test_postgresql_killed_under_an_import_which_then_goes_on(company: Mortal, tmp_path: Path):
    path = big(tmp_path)
    first = importing(path)
    until(lambda: chunks(company) > 0 or first.poll() is not None, "the first chunk")
    sessions = company.all("SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'")
    victim = server_pid()
    for pid in (victim, *(pid for (pid,) in sessions)):
        with contextlib.suppress(ProcessLookupError):
            kill(pid)  # without their parent the sessions may live to their commit
    told, _ = first.communicate()
    assert (first.returncode, json.loads(told)["ok"]) == (1, False)
    database.ensure()
    assert server_pid() != victim
    booked = company.one(
        "SELECT count(*) FROM invoicing_invoice i JOIN imports_import USING (entity_id)"
    )
    assert 500 <= booked < DOCUMENTS

    second = importing(path)
    facts = json.loads(second.communicate()[0])
    assert (second.returncode, facts["done"]["known"]) == (0, booked)
    assert facts["done"]["documents"] == DOCUMENTS - booked
    assert facts["proved"], [c for c in facts["checks"] if not c["holds"]]
    assert chunks(company) == 5


def importing(path: Path) -> subprocess.Popen[str]:
    """`comptoir import` on the company's own server."""
    words = [sys.executable, "-m", "comptoir.cli", "import", "online-retail", str(path), "--json"]
    return subprocess.Popen(words, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def chunks(company: Mortal) -> int:
    return int(
        company.one("SELECT count(*) FROM platform_event WHERE name = 'RetailChunkImported'")
    )
