"""A mail server that is away for an hour: whoever was to be told is told, once, when it is back."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connection

from comptoir.demo import desk, negotiation, playing, signing
from comptoir.kernel.retries import WAITS
from comptoir.pages.portal import actions as room
from comptoir.pages.portal import jobs as rooms
from comptoir.pages.portal import queries as rooms_read
from comptoir.platform import clock, mailing
from comptoir.platform.actions import begin
from comptoir.platform.roles import CUSTOMER, Role
from comptoir.records.approvals import jobs as approving
from comptoir.records.approvals import queries as approvals
from comptoir.records.parties import actions as parties
from comptoir.stages.collecting import jobs as dunning
from comptoir.stages.collecting import reminders
from comptoir.stages.contracting import actions as contracts
from comptoir.stages.contracting import draft_mails, duties, signings
from comptoir.stages.contracting import jobs as contracting
from comptoir.stages.ordering import queries as orders
from tests.scenarios.house import Company, line
from tests.world import make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

LETTERS: dict[str, tuple[Callable[[], int], Callable[[], int]]] = {
    "to signers": (contracting.send_mails, lambda: len(signings.mails_waiting(99))),
    "of changed words": (contracting.send_changes, lambda: len(draft_mails.waiting(99))),
    "of obligations": (contracting.send_reminders, lambda: len(duties.to_mail(99))),
    "to approvers": (approving.send_notices, lambda: len(approvals.notices_to_mail(99))),
    "to payers": (dunning.send_mails, lambda: len(reminders.to_mail(99))),
    "of a room": (rooms.send_mails, lambda: len(rooms_read.mails_waiting(99))),
}


@pytest.fixture
def company(transactional_db: None) -> UUID:
    """A company at work: something of every kind waits to be mailed."""
    house = Company(playing.found("AWAY", "Absent", date(2026, 1, 5))[0])
    buyer, entity_id = house.customer(), house.entity_id
    changes = {"email": "compta@morvan.example"}
    parties.change_customer(house.by(), customer_id=buyer, revision=1, changes=changes)
    order_id = playing.signed(entity_id, buyer, [line("CAB-50", 3)])
    house.delivers(order_id)
    house.invoices(order_id)
    contract_id = orders.order(order_id).contract_id
    assert contract_id is not None
    owed = {"side": "customer", "what": "Name a contact", "first_on": date(2026, 3, 5)}
    contracts.write_duty(house.by(Role.SALES), contract_id=contract_id, **owed)
    house.today("2026-03-01")  # reminded of what is owed, and of the obligation
    signing.asked(entity_id, contract_id)
    negotiation.play(entity_id)
    offered = playing.offered(entity_id, buyer, [line("CAB-50", 2)])
    playing.sent(entity_id, offered)
    room.ask_question(begin(CUSTOMER, entity_id), quote_id=offered, text="In stock?", author="Anna")
    sales = make_user(entity_id, Role.SALES, email="sales@away.example")
    desk.fill(entity_id, sales, make_user(entity_id, Role.SALES_MANAGER, email="boss@away.example"))
    return entity_id


def test_every_letter_waits_for_the_mail_server_and_goes_once(
    company: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = {kind: count() for kind, (_send, count) in LETTERS.items()}
    assert [kind for kind, count in waiting.items() if not count] == []
    asked: list[str] = []

    def away(message: EmailMessage | None, _entity: UUID) -> bool:
        asked.append(message.subject if message else "")
        raise OSError("connection refused")

    now = clock.instant()
    for kind, (send, count) in LETTERS.items():
        with monkeypatch.context() as server:
            server.setattr(mailing, "send", away)
            assert (kind, send(), len(asked)) == (kind, 0, waiting[kind])
            assert (kind, send(), len(asked)) == (kind, 0, waiting[kind])  # not before a minute
            assert count() == 0
            later = now + WAITS[0] + timedelta(seconds=1)
            server.setattr(clock, "instant", lambda at=later: at)
            assert (kind, send(), len(asked)) == (kind, 0, 2 * waiting[kind])
        with monkeypatch.context() as back:
            back.setattr(clock, "instant", lambda at=later + WAITS[1]: at)
            mail.outbox.clear()
            with ThreadPoolExecutor(2) as workers:
                sent = sum(workers.map(lambda _n, send=send: closing(send), range(2)))
            wanted = sorted(filter(None, asked[: waiting[kind]]))  # "": nobody has an address
            assert (kind, sorted(m.subject for m in mail.outbox)) == (kind, wanted)
            assert sent == len(wanted) > 0
            assert (kind, count(), send()) == (kind, 0, 0)
        asked.clear()


def test_a_letter_is_given_up_after_ten_hours(
    company: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailing, "send", gone)
    now = clock.instant()
    for wait in (timedelta(0), *WAITS):
        now += wait
        monkeypatch.setattr(clock, "instant", lambda at=now: at)
        assert [kind for kind, (_send, count) in LETTERS.items() if not count()] == []
        assert sum(send() for send, _count in LETTERS.values()) == 0
    monkeypatch.setattr(clock, "instant", lambda: now + timedelta(days=9))
    assert [kind for kind, (_send, count) in LETTERS.items() if count()] == []


def gone(_message: EmailMessage | None, _entity: UUID) -> bool:
    raise OSError("connection refused")


def closing(deed: Callable[[], int]) -> int:
    try:
        return deed()
    finally:
        connection.close()
