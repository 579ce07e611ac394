"""kill -9 of the program, of the worker and of PostgreSQL, in the middle of things.

The first tests kill at each place: every deed runs in a process of its own, on a database server of this
module's own, and dies after a chosen SQL statement. The last is the real thing: a house that was started with
`comptoir up`, killed part by part while people work in it. Nothing here waits for a time: a row that the test
holds keeps the deed in its middle until it has been killed.
"""

from __future__ import annotations

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

from comptoir.pages.imports.commit import CHUNK_DOCUMENTS as CHUNK
from comptoir.pages.imports.core.lines import FIELDS
from comptoir.platform import database
from tests.api.test_deeds import CONSENT
from tests.pages.imports.files import HEADER, line, written
from tests.scenarios.crashing import Mortal, Nursery, kill, server_pid, together, until
from tests.scenarios.started import Answer, House

# the mark has the test database made, whose tables are copied
pytestmark = [pytest.mark.slow, pytest.mark.together, pytest.mark.django_db]


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
            for name, ident in mortal.does("found").items():
                setattr(mortal, name, ident)
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


@pytest.mark.parametrize("tenth", range(1, 10, 2))
def test_killed_anywhere_between_the_signature_and_the_last_reaction(
    company: Mortal, undisturbed, tenth: int
):
    token = company.offers()
    went = company.accepts(token, after=undisturbed[2] * tenth // 10)
    assert went == {"killed_by": signal.SIGKILL}
    if not company.story()[0]:
        assert "answer" in company.accepts(token), "nothing had happened: the customer signs again"
    recovers(company, undisturbed)


# ── a house that was started ────────────────────────────────────────────────────────────────────

DOCUMENTS = CHUNK + 300
STOPPER = (
    CHUNK + 200
)  # the row of the file, in the second chunk, that another transaction has in hand
IN_THE_SECOND_CHUNK = f"""
INSERT INTO imports_listed (entity_id, source_id, row, document, kind, rule, day, customer_ref, sku,
    description, quantity, unit_price, amount_minor, currency)
SELECT entity_id, id, {STOPPER}, '{STOPPER}', 'invoice', 'manual', '2011-01-01', '', '', '', 1, 1, 1, 'GBP'
FROM imports_import"""
COUNTER = "SELECT FROM platform_counter WHERE series = 'invoice' FOR UPDATE"
ORDERS = "LOCK TABLE ordering_order IN SHARE MODE"  # nobody places one


@pytest.fixture
def house(company: Mortal) -> Iterator[House]:
    house = House(company, company.noise, company.does("staff", entity=company.entity))
    try:
        house.start()
        yield house
    finally:
        house.killed()


def test_a_house_whose_parts_are_killed_one_after_the_other_goes_on(
    company: Mortal, undisturbed, house: House, tmp_path: Path
):
    the_worker_is_killed_in_the_middle_of_an_import(company, house, tmp_path)
    bills = [company.does("draft", entity=company.entity, customer=company.other) for _ in "abc"]
    company.marks()
    company.does("issue", entity=company.entity, invoice=bills[0]["invoice"])
    one_issue, number = company.story(), company.number()
    token = company.offers()

    # the server, in the middle of an issue and of the reactions to an acceptance
    first, second = (f"/invoices/{bill['invoice']}/issue" for bill in bills[1:])
    with company.held_up(COUNTER, ORDERS):
        calls = [house.asked(first, {}, "a"), house.asked(f"/offers/{token}/accept", CONSENT, "c")]
        until(lambda: company.waits("platform_counter"), "the issue takes its number")
        until(lambda: company.waits("ordering_order"), "the acceptance's order is placed")
        house.killed()
    assert [call.answer() for call in calls] == [0, 0]
    assert (company.number(), company.story()[0]["QuoteAccepted"]) == (number, 1)

    # PostgreSQL, in the middle of another issue
    with company.held_up(ORDERS):
        house.start()
        assert ends_with(house.posts(first, {}, "a"), number + 1)
        with company.held_up(COUNTER):
            call = house.asked(second, {}, "b")
            until(lambda: company.waits("platform_counter"), "the issue takes its number")
            kill(server_pid())
        assert call.answer() >= 500
    house.killed()  # the server and the worker are of no use without it
    house.start()

    # the worker, in the middle of delivering what the server left
    with company.held_up(ORDERS):
        for call, taken in (
            (first, 1),
            (second, 2),
            (second, 2),
        ):  # the same answer to the same key
            assert ends_with(house.posts(call, {}, "ab"[taken - 1]), number + taken)
        until(lambda: company.waits("ordering_order"), "the worker places the order")
        house.kill_worker()
        assert company.undelivered() > 0
    until(lambda: company.undelivered() == 0, "the deliveries of the worker that followed")
    told = company.story()
    assert told[0].pop("SellerTold") == 1  # by the door of the API: with the yes, and once
    told[0].pop("RoomMailSent", None)  # where the minute of the mails came round
    assert told == together(undisturbed[:2], one_issue, one_issue)
    company.at_peace()


def ends_with(answer: Answer, number: int) -> bool:
    return answer.status == 200 and int(answer.body["number"][-4:]) == number


def the_worker_is_killed_in_the_middle_of_an_import(
    company: Mortal, house: House, folder: Path
) -> None:
    """Sent in by a page; the worker that follows books the rest, and the totals are the file's."""
    house.logs_in()
    page = house.sends("/imports/", file=sales(folder), company="UCI").path.removesuffix("map")
    house.sends(f"{page}map", **dict.fromkeys(("mark", "dates"), ""), **COLUMNS)
    with company.held_up(IN_THE_SECOND_CHUNK):
        house.sends(f"{page}preview", to=f"{page}commit")
        until(lambda: company.waits("imports_listed"), "the second chunk")
        house.kill_worker()
    assert company.one(BOOKED) == CHUNK
    until(lambda: company.one("SELECT state FROM imports_import") == "done", "the rest of it")
    assert "Everything was proved in the database" in house.sees(f"{page}report").text
    done = company.one("SELECT proof -> 'done' FROM imports_import")
    assert (done["known"], done["documents"]) == (CHUNK, DOCUMENTS - CHUNK)
    assert company.one(BOOKED) == DOCUMENTS
    assert company.one(BOOKED.replace("count(*)", "sum(gross_minor)::bigint")) == DOCUMENTS * 375


BOOKED = "SELECT count(*) FROM invoicing_invoice i JOIN imports_import USING (entity_id)"
COLUMNS = dict(zip(FIELDS, HEADER.split(","), strict=True))


def sales(folder: Path) -> Path:
    """A file of two chunks, a document of 3.75 in each row."""
    rows = [
        line(str(n), "M" if n == STOPPER else "22423", "3", "1.25", customer=str(n % 40))
        for n in range(2, DOCUMENTS + 2)
    ]
    return written(folder, *rows, name="two-chunks.csv")
