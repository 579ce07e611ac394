"""What every other system must do behind the port, over real HTTP against its fake in the box."""

from __future__ import annotations

import contextlib
import json
import socket
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from comptoir.adapters.fakes.fake import Reply
from comptoir.integrating.core.objects import Kind
from comptoir.integrating.ports import (
    Denied,
    ForgedSignal,
    Gone,
    NotTaken,
    Page,
    Seen,
    System,
    Throttled,
    Unreachable,
    Unsure,
)
from tests.adapters import kits
from tests.adapters.kits import Kit

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
HOSTILE = [
    'O\'Brien & "Fils" <b>bold</b>',
    "Łódź — 株式会社 🥐🚚",
    "مرحبا بالعالم ‮abc",
    "'; DROP TABLE customers; --",
    "x" * 10_000,
    "line one\nline two\ttabbed \\ back",
    "100% &amp; {{ 7*7 }} ${jndi:ldap://x}",
]


@pytest.fixture(params=sorted(kits.KITS))
def kit(request):
    with kits.serving(request.param) as kit:
        kit.ready()
        yield kit


def pulled(system: System, kind: Kind, since: datetime = LONG_AGO) -> list[Seen]:
    """All pages."""
    page = system.pull(kind, since)
    seen = [*page.seen]
    while page.cursor is not None:
        page = system.pull(kind, since, page.cursor)
        seen += page.seen
    return seen


def kinds(kit: Kit) -> list[Kind]:
    return [kind for kind in kits.PUSHED_AND_MADE if kind in kit.system.pushes]


def test_a_check_says_who_answers(kit):
    assert kit.system.label in kit.system.check()


def test_what_is_written_is_found_by_our_key_changed_and_never_doubled(kit):
    for kind in kinds(kit):
        record = kit.sample(kind)
        assert kit.system.find(kind, "key_1") is None
        before = kit.written(kind)
        made = kit.system.push(record, key="key_1", external_id=kit.there(record))
        assert made.created is (kit.there(record) is None)
        found = kit.system.find(kind, "key_1", kit.number(record))
        assert (found is not None) is (kind in kit.searched)
        found = found or kit.system.fetch(kind, made.external_id)
        expected = (made.external_id, "key_1", kit.expected(record))
        assert (found.external_id, found.key, found.record) == expected
        assert found.changed_at == made.changed_at
        later = kit.changed(record)
        again = kit.system.push(later, key="key_1", external_id=made.external_id)
        assert (again.external_id, again.created) == (made.external_id, False)
        assert again.changed_at > made.changed_at
        assert kit.system.fetch(kind, made.external_id).record == kit.expected(later)
        assert kit.written(kind) == before + 1


def test_a_pull_tells_everything_since_then_oldest_first_over_many_pages(kit):
    ids = [kit.people_make(kit.paged, f"Customer {n}") for n in range(230)]
    seen = pulled(kit.system, kit.paged)
    assert {one.external_id for one in seen} == set(ids)
    assert [one.changed_at for one in seen] == sorted(one.changed_at for one in seen)
    assert {one.record.name for one in seen} == {f"Customer {n}" for n in range(230)}
    half = next(one.changed_at for one in seen if one.external_id == ids[115])
    assert {one.external_id for one in pulled(kit.system, kit.paged, half)} == set(ids[115:])
    assert pulled(kit.system, kit.paged, seen[-1].changed_at + timedelta(seconds=2)) == []


def test_a_record_that_changes_while_pages_are_read_hides_no_other(kit):
    ids = [kit.people_make(kit.paged, f"Customer {n}") for n in range(230)]
    page = kit.system.pull(kit.paged, LONG_AGO)
    seen = [*page.seen]
    for ident in ids[:5]:
        kit.people_rename(ident, "Renamed", kit.paged)
    while page.cursor is not None:
        page = kit.system.pull(kit.paged, LONG_AGO, page.cursor)
        seen += page.seen
    assert {one.external_id for one in seen} == set(ids)
    assert {one.external_id for one in seen if one.record.name == "Renamed"} == set(ids[:5])


def test_what_an_index_learns_late_comes_with_the_overlap_of_the_next_pull(kit):
    first = kit.people_make(Kind.CUSTOMER, "Early")
    kit.fake.store.set_clock(kit.fake.store.now() + timedelta(minutes=10))
    late = kit.people_make(Kind.CUSTOMER, "Late")
    kit.fault("stale_page", on=kit.listing)
    seen = pulled(kit.system, Kind.CUSTOMER)
    assert {one.external_id for one in seen} == {first}
    again = pulled(kit.system, Kind.CUSTOMER, seen[-1].changed_at - timedelta(minutes=10))
    assert late in {one.external_id for one in again}


def test_what_is_deleted_there_is_gone(kit):
    for kind in sorted(kit.system.pulls & {Kind.CUSTOMER, Kind.PRODUCT, Kind.DEAL}):
        ident = kit.people_make(kind, "Soon gone")
        assert kit.system.fetch(kind, ident).external_id == ident
        kit.people_delete(kind, ident)
        with pytest.raises(Gone):
            kit.system.fetch(kind, ident)
    with pytest.raises(Gone):
        kit.system.fetch(Kind.CUSTOMER, "987654321")


def test_too_many_calls_say_how_long_to_wait_and_change_nothing(kit):
    for record in (kit.sample(Kind.CUSTOMER), kit.sample(Kind.PRODUCT)):
        kit.fault("429", seconds=7, times=1, on="POST")
        with pytest.raises(Throttled) as told:
            kit.system.push(record, key="key_1", external_id=None)
        assert told.value.seconds == 7
    assert kit.written(Kind.CUSTOMER) == kit.written(Kind.PRODUCT) == 0


@pytest.mark.parametrize("fault", ["500_after_commit", "drop_after_commit", "timeout"])
def test_a_lost_answer_is_unsure_and_the_next_attempt_finds_what_was_done(kit, fault):
    system = kit.other(timeout=0.5)
    system.check()
    for kind in kinds(kit):
        record = kit.sample(kind)
        if kit.there(record) is not None:
            continue  # it stands there already; writing it again changes nothing more
        before = kit.written(kind)
        kit.fault(fault, on="PUT" if kind not in kit.searched else "POST", seconds=1)
        with pytest.raises(Unsure):
            system.push(record, key="key_9", external_id=None)
        found = system.find(kind, "key_9", kit.number(record))
        assert (found is not None) is (kind in kit.searched)
        known = found.external_id if found else None
        done = system.push(record, key="key_9", external_id=known)
        assert done.created is (found is None)
        assert system.fetch(kind, done.external_id).key == "key_9"
        assert kit.written(kind) == before + 1


@pytest.mark.parametrize("fault", ["500_after_commit", "drop_after_commit", "timeout"])
def test_a_read_that_breaks_is_unreachable(kit, fault):
    system = kit.other(timeout=0.5)
    ident = kit.people_make(Kind.CUSTOMER, "Brasserie")
    system.fetch(Kind.CUSTOMER, ident)
    for read in (
        lambda: system.fetch(Kind.CUSTOMER, ident),
        lambda: system.pull(Kind.CUSTOMER, LONG_AGO),
    ):
        kit.fault(fault, seconds=1)
        with pytest.raises(Unreachable):
            read()
    assert system.fetch(Kind.CUSTOMER, ident).record.name == "Brasserie"


def test_nobody_there_is_unreachable_before_anything_was_sent(kit):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}"
    for url in (
        nobody,
        "http://no-such-host.invalid",
        "http://a..b",
        "http://" + "x" * 300,
        "ftp://127.0.0.1",
        "not a url",
        "http://:x/",
    ):
        with pytest.raises(Unreachable):
            kit.other(url=url).push(kit.sample(Kind.CUSTOMER), key="key_1", external_id=None)
        with pytest.raises(Unreachable):
            kit.other(url=url).check()


def test_a_key_that_is_not_accepted_is_denied_and_never_told(kit):
    for token in ("wrong-token-1234:wrong-token-5678", "bad\r\nX-Evil: 1", "émoji🥐"):
        with pytest.raises(Denied) as told:
            kit.other(token=token).check()
        assert "wrong-token" not in str(told.value)
    kit.fault("401")
    with pytest.raises(Denied):
        kit.system.pull(Kind.CUSTOMER, LONG_AGO)
    assert kit.access.token not in repr(kit.access)
    assert kits.SECRET not in repr(kit.access)


def test_a_record_that_is_refused_says_what_the_other_system_says(kit):
    nameless = replace(kit.sample(Kind.CUSTOMER), **kit.refused)
    with pytest.raises(NotTaken) as told:
        kit.system.push(nameless, key="key_1", external_id=None)
    assert told.value.facts["status"] in (400, 409, 417, 422)
    assert told.value.facts["said"]
    assert len(told.value.facts["said"]) <= 500
    assert kit.access.token not in str(told.value)
    assert kit.written(Kind.CUSTOMER) == 0


def test_a_change_of_what_is_gone_is_gone(kit):
    made = kit.system.push(kit.sample(Kind.PRODUCT), key="key_1", external_id=None)
    kit.people_delete(Kind.PRODUCT, made.external_id)
    with pytest.raises(Gone):
        kit.system.push(kit.sample(Kind.PRODUCT), key="key_1", external_id=made.external_id)


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_people_write_comes_back_as_it_was(kit, text):
    record = kit.customer(text=text)
    if len(text) > kit.longest:
        with pytest.raises(NotTaken):
            kit.system.push(record, key="key_1", external_id=None)
        assert kit.written(Kind.CUSTOMER) == 0
        return
    made = kit.system.push(record, key="key_1", external_id=None)
    assert kit.system.fetch(Kind.CUSTOMER, made.external_id).record == record
    found = kit.system.find(Kind.CUSTOMER, "key_1", kit.number(record))
    assert found is not None and found.record == record
    for path in ("../../companies", "1?x=1", "a/b", "#", "%00"):
        with pytest.raises(Gone):
            kit.system.fetch(Kind.CUSTOMER, path)


def test_a_field_that_is_missing_is_read_as_nothing(kit):
    kit.people_make(Kind.CUSTOMER, "Brasserie")
    kit.fault("missing_field", field=kit.name_field, times=9)
    (seen,) = kit.system.pull(Kind.CUSTOMER, LONG_AGO).seen
    assert seen.record.name == ""


@pytest.mark.parametrize(
    "answer", ["[]", '"text"', "7", "null", '{"data": 5, "results": [5]}', "[5]"]
)
def test_an_answer_that_is_laid_out_otherwise_is_none(kit, answer):
    record = kit.sample(Kind.PRODUCT)
    kit.fake._route = lambda asked: Reply(200, json.loads(answer))
    for ask in (
        lambda: kit.system.pull(Kind.PRODUCT, LONG_AGO),
        lambda: kit.system.fetch(Kind.PRODUCT, "1"),
        lambda: kit.system.find(Kind.PRODUCT, "key_1", "CAB-1"),
        lambda: kit.other().check(),
    ):
        with contextlib.suppress(Unreachable, Gone, NotTaken):
            said = ask()
            assert said is None or said == Page(()), said
    with pytest.raises((Unsure, Unreachable)):
        kit.system.push(record, key="key_1", external_id=None)


def test_what_changes_there_is_told_signed_and_names_the_record(kit):
    ident = kit.people_make(Kind.CUSTOMER, "Brasserie")
    kit.people_rename(ident, "Brasserie du Port")
    kit.fake.teller.drain()
    told = [signal for got in kit.sink.got for signal in kit.system.heard(*got)]
    assert {(s.kind, s.external_id) for s in told} == {(Kind.CUSTOMER, ident)}
    assert len({s.event_id for s in told}) == len(told) == 2


def test_a_message_told_twice_has_one_event_and_an_order_that_changes_loses_none(kit):
    ident = kit.people_make(Kind.CUSTOMER, "Brasserie")
    kit.fake.teller.drain()
    kit.sink.got.clear()
    kit.fault("duplicate_webhook")
    kit.people_rename(ident, "One")
    kit.fault("reordered_webhook")
    kit.people_rename(ident, "Two")
    kit.people_rename(ident, "Three")
    kit.fake.teller.drain()
    events = [[s.event_id for s in kit.system.heard(*got)] for got in kit.sink.got]
    assert len(events) == 4
    assert events[0] == events[1]
    assert len({tuple(e) for e in events}) == 3


def test_a_message_that_is_forged_or_altered_is_refused(kit):
    kit.people_make(Kind.CUSTOMER, "Brasserie")
    kit.fake.teller.drain()
    headers, body = kit.sink.got[-1]
    assert kit.system.heard(headers, body)
    for bad in (
        (headers, body + b" "),
        (headers, body.replace(b"1", b"2")),
        ({n: v for n, v in headers.items() if "signature" not in n}, body),
        ({n: v[::-1] if "signature" in n else v for n, v in headers.items()}, body),
        ({n: "é" if "signature" in n else v for n, v in headers.items()}, body),
    ):
        with pytest.raises(ForgedSignal):
            kit.system.heard(*bad)
    for secret in ("another", ""):
        with pytest.raises(ForgedSignal):
            kit.other(secret=secret).heard(headers, body)


def test_reading_again_leaves_the_fakes_page_and_controls_open(kit):
    """The page shows what it holds, escaped."""
    kit.system.push(kit.customer(text="<script>alert(1)</script>"), key="key_1", external_id=None)
    page = kit.get("/")
    assert "&lt;script&gt;" in page and "<script>" not in page
    assert "key_1" in kit.get("/__fake__/state")
