"""Invoices reach the customer: by e-mail, once, with what did not arrive in sight; and are paid from a page
that needs no account."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from comptoir.demo import playing
from comptoir.kernel.errors import NothingDue
from comptoir.kernel.ids import show_id
from comptoir.kernel.retries import WAITS
from comptoir.platform import clock, mailing
from comptoir.platform.history import history
from comptoir.platform.roles import Role
from comptoir.records.parties import actions as parties
from comptoir.records.parties import queries as people
from comptoir.stages.collecting import actions as collecting
from comptoir.stages.collecting import jobs as letters
from comptoir.stages.collecting import messages
from comptoir.stages.invoicing import actions as invoicing
from comptoir.stages.invoicing import documents, jobs, sending
from comptoir.stages.invoicing import queries as invoices
from tests.api.driving import make_person
from tests.platform.qr import scan
from tests.scenarios import post
from tests.scenarios.doors import program, rows, says, someone, words
from tests.scenarios.house import Company, eur, line
from tests.scenarios.racing import at_once, parted

SENDING, ONE = "/invoicing/sending/", "/invoicing/{invoice_id}/"
SEND = "POST /api/v1/invoices/{invoice_id}/send"
LINK, PAY = "GET /api/v1/invoices/{invoice_id}/payment-link", "/i/{pay_token}/"


def bills(company: Company, customer_id: UUID, manuals: int = 10) -> invoices.InvoiceFacts:
    """An invoice for printed manuals, € 23.21 each with VAT."""
    order = company.accepts(company.quotes(customer_id, line("DOC", manuals)))
    company.delivers(order)
    return company.invoices(order)


def pays_at(company: Company, customer_id: UUID, email: str) -> None:
    """The customer's accountant gets its bills at this address."""
    old = people.customer(customer_id).person("payer")
    if old:
        parties.remove_contact(company.by(), customer_id=customer_id, contact_id=old.id)
    parties.add_contact(
        company.by(), customer_id=customer_id, name="Anne Compta", email=email, roles=["payer"]
    )


def plain(text: str) -> str:
    return " ".join(text.split())


def page_of(url: str) -> str:
    return url.removeprefix("http://127.0.0.1:8000")


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.mark.capability("S1-12", screen=ONE, api=SEND)
def test_an_issued_invoice_and_its_credit_note_reach_who_pays_by_email_once(company):
    customer = company.customer()
    invoice = bills(company, customer)
    desk, api = someone(company, Role.BILLING), program(company, Role.BILLING)
    page = f"/invoicing/{invoice.id}/"
    says(desk.page(page), "Nobody at the customer has an address", "Enter an address")
    refused = desk.sends(f"/invoicing/{invoice.id}/send")
    says(words(refused.content.decode()), "Nobody at this customer has an e-mail address")
    told = api.refused("POST", f"/invoices/{show_id('inv', invoice.id)}/send", {})
    assert (told["code"], told["status"]) == ("no_billing_contact", 409)

    pays_at(company, customer, "compta@morvan.example")
    company.events()
    says(desk.page(page), "it would go to compta@morvan.example")
    desk.sends(f"/invoicing/{invoice.id}/send")
    with pytest.raises(invoicing.OnItsWay):
        invoicing.send_invoice(company.by(), invoice_id=invoice.id)
    says(desk.page(page), "Waits to be sent")
    company.expects("InvoiceMailAsked")
    assert (jobs.send_mails(), jobs.send_mails()) == (1, 0)
    company.expects("InvoiceSent")

    (sent,) = mail.outbox
    assert sent.to == ["compta@morvan.example"]
    assert plain(sent.subject) == (
        "Scène : facture F-2026-0001, 232,10 € à régler au plus tard le 15 février 2026"
    )
    ((name, pdf, kind),) = sent.attachments
    assert (kind, name[-4:], sha(pdf)) == (
        "application/pdf", ".pdf", documents.keep_pdf(invoice.id).sha256
    )  # fmt: skip
    link = sending.link(invoice.id)
    says(sent.body, link)
    assert sent.extra_headers["Message-ID"].startswith(f"<invoice-{invoice.id.hex}-1@")
    kept = sending.mail_of(invoice.id, 1)
    assert (kept.state, kept.email, kept.sha256) == ("sent", "compta@morvan.example", sha(pdf))
    says(desk.page(page), "Sent by e-mail", "compta@morvan.example", "Camille Roux", sha(pdf)[:10])

    with pytest.raises(invoicing.AlreadyMailed) as again:
        invoicing.send_invoice(company.by(), invoice_id=invoice.id)
    assert again.value.facts["expected"] == 1
    once_more = api.post(f"/invoices/{show_id('inv', invoice.id)}/send", {"again": 1})
    assert (once_more["number"], once_more["state"]) == (2, "waiting")
    jobs.send_mails()
    note = invoicing.credit_note(
        company.by(), invoice_id=invoice.id, reason="Wrong", reason_code="price", lines=None
    )
    invoicing.send_invoice(company.by(), invoice_id=note.invoice_id)
    jobs.send_mails()
    assert plain(mail.outbox[-1].subject) == "Scène : avoir A-2026-0001, 232,10 €"
    assert [
        m["number"] for m in rows(api.get(f"/invoices/{show_id('inv', invoice.id)}/mails"))
    ] == [2, 1]
    company.holds()


@pytest.mark.capability("S1-12", screen=SENDING, api="POST /api/v1/invoice-mails")
def test_many_are_sent_with_one_click_whose_progress_is_followed(company):
    customer, silent = company.customer(), company.customer(1)
    found = [bills(company, customer), bills(company, customer), bills(company, silent)]
    pays_at(company, customer, "compta@morvan.example")
    desk = someone(company, Role.BILLING)
    says(desk.page(SENDING), "Not sent yet", "F-2026-0003", "no address")
    answer = desk.sends(SENDING, invoice=[str(i.id) for i in found])
    says(words(answer.content.decode()), "1 of 3", "1 did not go", "F-2026-0003")
    batch = answer.redirect_chain[-1][0].partition("batch=")[2]
    jobs.send_mails()
    says(desk.page("/invoicing/sending/progress", batch=batch), "3 of 3")
    says(desk.page(SENDING), "Did not arrive", "F-2026-0003", "Enter an address")
    told = program(company).get(f"/invoice-mails/batches/{show_id('bat', UUID(batch))}")
    assert (told["total"], told["sent"], told["failed"]) == (3, 2, 1)
    with pytest.raises(NothingDue):
        invoicing.send_invoices(company.by(), invoice_ids=[i.id for i in found[:2]])
    pays_at(company, silent, "compta@vercors.example")
    desk.sends(f"/invoicing/{found[2].id}/send", again="1", back="sending")
    assert jobs.send_mails() == 1
    says(desk.page(SENDING), "Every document of the last two months was sent.")
    assert sorted(m.to[0] for m in mail.outbox) == [
        "compta@morvan.example", "compta@morvan.example", "compta@vercors.example",
    ]  # fmt: skip


@pytest.mark.capability("S1-12", screen=SENDING, api="PUT /api/v1/invoice-mailing")
def test_documents_go_by_themselves_where_the_company_or_the_customer_wants_it(company):
    customer, other = company.customer(), company.customer(1)
    pays_at(company, customer, "compta@morvan.example")
    pays_at(company, other, "compta@vercors.example")
    bills(company, customer)
    assert jobs.send_mails() == 0  # by default nothing does
    company.today("2026-01-05")
    desk = someone(company, Role.BILLING)
    desk.sends("/invoicing/sending/rule", automatic="yes")
    assert jobs.send_mails() == 0  # what was issued before stays with whoever issued it
    mine, theirs = bills(company, customer), bills(company, other)
    by_hand = bills(company, customer)
    invoicing.mark_sent(company.by(), invoice_id=by_hand.id)
    invoicing.set_invoice_mailing(company.by(), customer_id=other, automatic=False)
    company.events()
    assert (jobs.send_mails(), jobs.send_mails()) == (1, 0)
    company.expects("InvoiceMailAsked", "InvoiceSent")
    assert sending.mail_of(mine.id, 1).automatic
    assert sending.mails_of(theirs.id) == []
    invoicing.set_invoice_mailing(company.by(), automatic=False)
    invoicing.set_invoice_mailing(company.by(), customer_id=other, automatic=True)
    bills(company, customer)
    bills(company, other)
    assert jobs.send_mails() == 2
    assert [m.to[0] for m in mail.outbox[1:]] == ["compta@vercors.example"] * 2
    says(desk.page(SENDING), "Laiterie du Vercors always")


@pytest.mark.capability("S1-12", screen=SENDING, api="GET /api/v1/invoice-mails")
def test_what_does_not_arrive_is_seen_tried_again_and_never_called_sent(company, settings):
    customer = company.customer()
    invoice = bills(company, customer)
    pays_at(company, customer, "compta@morvan.example")
    desk, own = someone(company, Role.BILLING), settings.EMAIL_BACKEND

    settings.EMAIL_BACKEND = post.AWAY  # asked again after a minute, then later and later
    invoicing.send_invoice(company.by(), invoice_id=invoice.id)
    company.events()
    assert (jobs.send_mails(), jobs.send_mails()) == (0, 0)
    company.expects("InvoiceMailFailed")
    waits = sending.mail_of(invoice.id, 1)
    assert (waits.state, waits.fault, waits.tries) == ("waiting", "away", 1)
    assert sending.to_send(clock.instant() + WAITS[0], 9) == [waits]
    says(
        desk.page(f"/invoicing/{invoice.id}/"), "The mail server does not answer.", "Tried again at"
    )
    for _ in WAITS:
        invoicing.mark_invoice_mailed(company.by(), mail_id=waits.id, fault="away", told="Timeout")
    says(desk.page(SENDING), "The mail server does not answer. Timeout", "Try again")

    settings.EMAIL_BACKEND = post.NOBODY  # nobody at this address: final at once
    desk.sends(f"/invoicing/{invoice.id}/send")
    assert jobs.send_mails() == 0
    says(desk.page(SENDING), "refuses this address", "550 5.1.1 No such user")
    settings.EMAIL_BACKEND = mailing.SERVER  # nobody lives at an address for examples
    desk.sends(f"/invoicing/{invoice.id}/send")
    assert jobs.send_mails() == 0
    assert sending.mail_of(invoice.id, 1).fault == "reserved"

    settings.EMAIL_BACKEND = own
    pays_at(company, customer, "anne@morvan.example")
    desk.sends(f"/invoicing/{invoice.id}/send")
    assert jobs.send_mails() == 1
    assert [m.to for m in mail.outbox] == [["anne@morvan.example"]]
    desk.sends(f"/invoicing/{invoice.id}/bounced", why="<script>alert(1)</script> box full")
    says(desk.page(SENDING), "Came back", "<script>alert(1)</script> box full")
    assert "<script>alert" not in desk.raw(SENDING)
    assert [m["state"] for m in rows(program(company).get("/invoice-mails?state=bounced"))] == [
        "bounced"
    ]
    desk.sends(f"/invoicing/{invoice.id}/send", again="1")
    jobs.send_mails()
    assert [m.state for m in sending.mails_of(invoice.id)] == ["sent", "bounced"]


def _closing(deed: Callable[[], int]) -> int:
    """On a connection of its own, which is closed after."""
    try:
        return deed()
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_two_who_send_and_two_workers_make_one_email(transactional_db):
    company = Company(playing.found("RACE", "Course", date(2026, 1, 1))[0])
    customer = company.customer()
    pays_at(company, customer, "compta@morvan.example")
    invoice = bills(company, customer)
    invoicing.set_invoice_mailing(company.by(), automatic=True)
    answers = at_once(
        "invoicing_mail",
        lambda: invoicing.send_invoice(company.by(), invoice_id=invoice.id),
        lambda: invoicing.send_invoices(company.by(), invoice_ids=[invoice.id]),
        lambda: invoicing.mail_issued(company.by()),
    )
    won, lost = parted(answers)
    assert len(won) == 1, answers
    assert {type(e).__name__ for e in lost} <= {"OnItsWay", "NothingDue"}
    with ThreadPoolExecutor(2) as workers:
        sent = list(workers.map(lambda _: _closing(jobs.send_mails), range(2)))
    assert sorted(sent) == [0, 1]
    assert len(mail.outbox) == 1
    assert [m.state for m in sending.mails_of(invoice.id)] == ["sent"]
    collecting.tell_collector(company.by(), invoice_id=invoice.id, kind="paid")
    with ThreadPoolExecutor(2) as workers:
        sent = list(workers.map(lambda _: _closing(letters.tell_of_messages), range(2)))
    assert sorted(sent) == [0, 1]


@pytest.mark.capability("S1-06", screen=PAY, api=LINK)
def test_every_invoice_has_a_page_to_pay_it_from_that_needs_no_account(company):
    customer = company.customer()
    pays_at(company, customer, "compta@morvan.example")
    invoice, later = bills(company, customer), bills(company, customer)
    api, desk, payer = program(company), someone(company, Role.COLLECTOR), Client()
    url = api.get(f"/invoices/{show_id('inv', invoice.id)}/payment-link")["url"]
    page = page_of(url)
    answer = payer.get(page)
    assert (answer.status_code, answer["Cache-Control"], answer["X-Robots-Tag"]) == (
        200, "no-store", "noindex, nofollow",
    )  # fmt: skip
    says(words(answer.content.decode()), "Facture F-2026-0001", "À régler 232,10 €",
         "au plus tard le 15 février 2026", "FR", "J’ai payé")  # fmt: skip
    assert later.number not in answer.content.decode()  # the link says nothing of others
    assert coded(answer)[7:] == ["EUR232.10", "", "", "F-2026-0001"]
    pdf = payer.get(f"{page}pdf")
    assert (pdf["Content-Type"], sha(pdf.content)) == (
        "application/pdf", documents.keep_pdf(invoice.id).sha256
    )  # fmt: skip

    payer.post(f"{page}seen")
    payer.post(f"{page}seen")
    company.is_paid(invoice.id, eur("32.10"))
    company.today("2026-02-18")
    answer = payer.get(page)
    says(
        words(answer.content.decode()), "À régler maintenant 200,00 €", "il y a 3 jours", "32,10 €"
    )
    assert coded(answer)[7] == "EUR200.00"
    told = api.get(f"/invoices/{show_id('inv', invoice.id)}/payment-link")
    assert told["opened_on"] == ["2026-01-01"]
    says(desk.page(f"/invoicing/{invoice.id}/"), "Opened 1 Jan 2026")

    answer = payer.post(
        f"{page}say", {"kind": "dispute", "text": "<b>2 manuals</b>\u202e missing\x00"}, follow=True
    )
    says(words(answer.content.decode()), "Merci : nous avons votre message")
    payer.post(f"{page}say", {"kind": "paid"})
    bad = payer.post(f"{page}say", {"kind": "dispute", "text": " "})
    assert bad.status_code == 422
    says(words(bad.content.decode()), "Dites ce qui ne va pas")
    assert payer.post(f"{page}say", {"kind": "other", "text": "x"}).status_code == 422
    said = rows(api.get("/payer-messages?closed=false"))
    assert [(m["kind"], m["text"]) for m in said] == [
        ("paid", ""),
        ("dispute", "<b>2 manuals</b> missing"),
    ]
    says(desk.page("/collecting/reminders"), "Customers say", "<b>2 manuals</b> missing")
    desk.sends(f"/collecting/messages/{messages.messages_page(company.entity_id)[0][0].id}/close")
    assert messages.waiting(company.entity_id) == 1

    company.is_paid(invoice.id)
    says(words(payer.get(page).content.decode()), "Cette facture est soldée.")
    with pytest.raises(collecting.NothingToSay):
        collecting.tell_collector(company.by(), invoice_id=invoice.id, kind="paid")
    invoicing.renew_invoice_link(company.by(), invoice_id=invoice.id)
    gone = payer.get(page)
    assert gone.status_code == 410
    says(words(gone.content.decode()), "Un lien plus récent remplace celui-ci")
    assert payer.get(page_of(sending.link(invoice.id))).status_code == 200
    for wrong in ("x", page.split("/")[2][:-3], "%00", "a:b", f"{page.split('/')[2]}x"):
        assert payer.get(f"/i/{wrong}/").status_code == 404, wrong
    assert payer.get("/invoicing/").status_code == 302  # the link opens nothing else


def coded(answer: object) -> list[str]:
    """What the code on the page says to a banking application."""
    content = answer.content.decode()  # type: ignore[attr-defined]
    svg = re.search(r'<svg xmlns="http://www.w3.org/2000/svg" viewBox.*?</svg>', content)
    assert svg, "no code on the page"
    return scan(html.unescape(svg[0])).lines


def test_words_behind_a_link_are_limited(company):
    customer = company.customer()
    invoice = bills(company, customer)
    page, payer = page_of(sending.link(invoice.id)), Client()
    codes = [payer.post(f"{page}say", {"kind": "paid"}).status_code for _ in range(12)]
    assert codes == [302] * 5 + [409] * 7
    assert messages.waiting(company.entity_id) == 5
    other = bills(company, customer)
    with pytest.raises(collecting.BadMessage):
        collecting.tell_collector(
            company.by(), invoice_id=other.id, kind="dispute", text="x" * 1_001
        )


def test_what_a_payer_says_reaches_the_collectors_by_mail_once(company, monkeypatch):
    """Also when the mail server was away; nobody is told of what somebody took care of already."""
    customer = company.customer()
    invoice = bills(company, customer)
    page, payer = page_of(sending.link(invoice.id)), Client()
    payer.post(f"{page}say", {"kind": "dispute", "text": "2 manuals\nmissing"})
    now = clock.instant()
    with monkeypatch.context() as away:
        away.setattr(mailing, "send", _away)
        assert letters.tell_of_messages() == 0
    assert letters.tell_of_messages() == 0  # not before a minute
    monkeypatch.setattr(clock, "instant", lambda: now + timedelta(seconds=61))
    assert (letters.tell_of_messages(), letters.tell_of_messages()) == (1, 0)
    (told,) = mail.outbox
    assert told.to == [people.entity(company.entity_id).email]  # nobody collects here
    assert told.subject == f"{people.customer(customer).name} conteste {invoice.number}"
    says(
        plain(told.body),
        "2 manuals missing",
        "Reste dû : 232,10 €, échéance le 15 février 2026",
        f"/invoicing/{invoice.id}/",
    )
    names = [e.name for e in history([invoice.id])]
    assert names.count("PayerMessageMailed") == 2  # once in vain

    collectors = [make_person(Role.COLLECTOR, email=f"{n}@lumen.example") for n in "ab"]
    payer.post(f"{page}say", {"kind": "paid"})
    assert (letters.tell_of_messages(), letters.tell_of_messages()) == (1, 0)
    assert mail.outbox[-1].to == [u.email for u in collectors]
    says(mail.outbox[-1].subject, "says that", invoice.number)
    payer.post(f"{page}say", {"kind": "paid"})
    last = messages.messages_page(company.entity_id)[0][0]
    collecting.close_payer_message(company.by(), message_id=last.id)
    assert letters.tell_of_messages() == 0  # somebody took care of it before


def _away(_message: object, _entity_id: UUID) -> bool:
    raise ConnectionRefusedError


@pytest.mark.capability("S1-06", screen=ONE,
                        api="GET /api/v1/invoices/{invoice_id}/reminder-schedule")  # fmt: skip
def test_an_invoice_shows_which_reminder_comes_when_and_each_carries_its_page(company):
    customer = company.customer()
    pays_at(company, customer, "compta@morvan.example")
    invoice = bills(company, customer)  # due on 15 February
    desk, api = someone(company, Role.COLLECTOR), program(company)
    says(desk.page(f"/collecting/invoices/{invoice.id}"), "Courteous, if unpaid, from 20 Feb 2026",
         "Firm, if unpaid, from 7 Mar 2026", "Formal notice, if unpaid, from 27 Mar 2026")  # fmt: skip
    company.today("2026-02-20")
    path = f"/invoices/{show_id('inv', invoice.id)}/reminder-schedule"
    assert [(x["tone"], x["on"], x["written_on"]) for x in rows(api.get(path))] == [
        ("courteous", "2026-02-20", "2026-02-20"), ("firm", "2026-03-07", None),
        ("formal", "2026-03-27", None),
    ]  # fmt: skip
    letters.send_mails()
    says(mail.outbox[-1].body, sending.link(invoice.id))
    company.today("2026-02-21")
    second = bills(company, customer)
    company.today("2026-04-14")
    letters.send_mails()
    whole = sending.link(invoice.id, statement=True)  # a letter about two leads to both
    says(mail.outbox[-1].body, whole)
    says(words(Client().get(page_of(whole)).content.decode()), second.number, "464,20 € en tout")
