"""Dunning: who is late is written to on the company's own day, one letter for everything, never twice."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from django.core import mail

from comptoir.demo import playing
from comptoir.kernel.errors import Forbidden, NothingDue
from comptoir.platform.roles import Role
from comptoir.records.parties import actions as parties
from comptoir.records.parties import queries as people
from comptoir.stages.collecting import actions as collecting
from comptoir.stages.collecting import jobs, reminders
from comptoir.stages.collecting.core.dunning import Why
from comptoir.stages.invoicing import actions as invoicing
from comptoir.stages.invoicing import queries as invoices
from tests.platform.test_documents import text_of
from tests.scenarios.doors import program, rows, says, someone
from tests.scenarios.house import Company, eur, line

REMINDERS = "/collecting/reminders"


def reachable(company: Company, n: int = 0, email: str = "compta@morvan.example") -> UUID:
    """One of the demo's customers, with an e-mail address."""
    customer_id = company.customer(n)
    revision = people.customer(customer_id).revision
    parties.change_customer(
        company.by(), customer_id=customer_id, revision=revision, changes={"email": email}
    )
    return customer_id


def bills(company: Company, customer_id: UUID, manuals: int = 10) -> invoices.InvoiceFacts:
    """An invoice for printed manuals, € 23.21 each with VAT."""
    order = company.accepts(company.quotes(customer_id, line("DOC", manuals)))
    company.delivers(order)
    return company.invoices(order)


def written(company: Company, customer_id: UUID) -> list[reminders.LetterFacts]:
    return reminders.letters_page(company.entity_id, customer_id=customer_id)[0]


def plain(text: str) -> str:
    """With spaces that break."""
    return " ".join(text.split())


def why(company: Company, customer_id: UUID) -> tuple[Why, date | None]:
    (one,) = reminders.standings(company.entity_id, company.by().today, customer_id=customer_id)
    return one.verdict.why, one.verdict.until


@pytest.mark.capability("S1-86", screen=REMINDERS, api="POST /api/v1/reminders/run")
@pytest.mark.capability("S3-31", screen=REMINDERS, api="GET /api/v1/late-accounts")
def test_who_does_not_pay_is_reminded_courteously_then_firmly_then_formally_until_paid(company):
    customer = reachable(company)
    first = bills(company, customer)  # € 232.10, due on 15 February
    company.today("2026-01-10")
    others = [bills(company, customer), bills(company, customer)]  # due on 24 February
    company.events()

    company.today("2026-02-19")  # four days late
    company.expects("ClockMoved")
    company.today("2026-02-20")  # the fifth
    company.expects("ClockMoved", "ReminderPlanSet", "ReminderWritten")
    (letter,) = written(company, customer)
    assert (letter.tone, letter.level, letter.net_minor) == ("courteous", 1, 23_210)
    assert [x.number for x in letter.lines] == [first.number]
    with pytest.raises(NothingDue):  # DUN-04: the run repeated is a no-op
        collecting.run_reminders(company.by())

    assert jobs.send_mails() == 1
    assert jobs.send_mails() == 0  # once
    (sent,) = mail.outbox
    assert sent.to == ["compta@morvan.example"]
    assert plain(sent.subject) == "Scène : rappel amical, 232,10 € en retard"
    says(
        plain(sent.body),
        "F-2026-0001, échue le 15 février 2026, 5 jours de retard : 232,10 €",
        "des pénalités de retard de 0,39 € à ce jour",
    )
    ((_name, statement, kind),) = sent.attachments
    assert kind == "application/pdf" and "F-2026-0003" in text_of(statement)

    company.today("2026-03-01")  # the others are five days late, but a letter left nine days ago
    assert why(company, customer) == (Why.WRITTEN_RECENTLY, date(2026, 3, 2))
    company.today("2026-03-07")
    second = written(company, customer)[0]
    assert [x.number for x in second.lines] == [first.number, *(o.number for o in others)]
    assert [(x.level, x.raised) for x in second.lines] == [(2, True), (1, True), (1, True)]
    assert (second.tone, second.net_minor) == ("firm", 69_630)

    company.today("2026-03-27")
    formal = written(company, customer)[0]
    assert (formal.tone, formal.level) == ("formal", 3)
    # 12.15 % on 232.10 over 40 and twice 31 days, 40 € per invoice: said, not booked
    assert (formal.interest_minor, formal.indemnity_minor) == (309 + 2 * 240, 12_000)
    assert formal.net_minor == 69_630 == company.balance("receivable").minor

    desk, api = someone(company, Role.COLLECTOR), program(company)
    says(
        desk.page(REMINDERS),
        "Next level on 5 Apr 2026",
        "Ateliers Morvan",
        "€696.30",
        "Firm",
    )
    (late,) = rows(api.get("/late-accounts"))
    assert (late["reason"], late["net"]["amount"], late["last_on"]) == (
        "not_yet", "696.30", "2026-03-27",
    )  # fmt: skip
    told = rows(api.get("/reminders"))
    assert [x["tone"] for x in told] == ["formal", "firm", "courteous"]
    assert told[0]["interest"]["amount"] == "7.89"
    says(desk.page(f"/customers/{customer}"), "Reminder written · €696.30")
    says(desk.page(f"/collecting/invoices/{first.id}"), "27 Mar 2026 Formal notice")

    for invoice in (first, *others):
        company.is_paid(invoice.id)
    says(desk.page(REMINDERS), "Nobody is late.")
    company.today("2026-05-01")
    assert len(written(company, customer)) == 3
    assert reminders.standings(company.entity_id, company.by().today) == []
    company.holds()


# DUN-02: an open credit note or money that nobody applied covers the debt
def test_credits_are_netted_and_what_they_cover_is_not_written_for(company):
    customer = reachable(company)
    paid, late = bills(company, customer), bills(company, customer)
    company.is_paid(paid.id)
    invoicing.credit_note(
        company.by(), invoice_id=paid.id, reason="Wrong manuals", reason_code="price", lines=None
    )  # its € 232.10 stay to be used
    company.today("2026-02-20")
    assert why(company, customer) == (Why.COVERED, None)
    more = bills(company, customer, manuals=1)  # due on 6 April
    company.today("2026-04-11")
    (letter,) = written(company, customer)
    assert [x.number for x in letter.lines] == [late.number, more.number]
    assert (letter.overdue_minor, letter.credits_minor, letter.net_minor) == (25_531, 23_210, 2_321)
    says(plain(letter.body), "Déduction faite de vos avoirs : 232,10 €", "À régler : 23,21 €")


def test_a_pause_holds_the_letters_until_its_day_and_a_missing_address_is_told(company):
    customer, silent = reachable(company), company.customer(1)
    bills(company, customer)
    bills(company, silent)
    collecting.pause_reminders(
        company.by(Role.COLLECTOR), customer_id=customer, reason="promise", until=date(2026, 3, 10),
        note="Pays on the 9th",
    )  # fmt: skip
    company.events()
    company.today("2026-03-09")
    company.expects("ClockMoved")
    assert why(company, customer) == (Why.PAUSED, date(2026, 3, 10))
    assert why(company, silent) == (Why.NO_ADDRESS, None)
    collecting.resume_reminders(company.by(Role.COLLECTOR), customer_id=customer)
    event = collecting.send_reminder(company.by(Role.COLLECTOR), customer_id=customer)
    assert (event.tone, event.by_hand, event.amount_minor) == ("courteous", True, 23_210)
    company.expects("RemindersResumed", "ReminderPlanSet", "ReminderWritten")
    with pytest.raises(collecting.NoReminder) as said:
        collecting.send_reminder(company.by(Role.COLLECTOR), customer_id=customer)
    assert said.value.facts["found"] == "written_recently"
    assert len(written(company, customer)) == 1


def test_the_plan_is_the_companys_own_and_only_who_may_changes_it(company):
    customer = reachable(company)
    invoice = bills(company, customer)
    levels = [(2, "firm"), (9, "formal")]
    with pytest.raises(Forbidden):
        collecting.set_reminder_plan(
            company.by(Role.COLLECTOR), levels=levels, gap_days=7, minimum_minor=0
        )
    collecting.set_reminder_plan(
        company.by(Role.CONTROLLER), levels=levels, gap_days=7, minimum_minor=0
    )
    item = reminders.items([invoice.id])[invoice.id]
    days = reminders.next_levels(item, company.entity_id, company.by().today)
    assert [(on.isoformat(), tone.value) for on, tone in days] == [
        ("2026-02-17", "firm"), ("2026-02-24", "formal"),
    ]  # fmt: skip
    company.today("2026-02-17")
    (letter,) = written(company, customer)
    assert (letter.tone, letter.level) == ("firm", 1)
    assert reminders.plan(company.entity_id, company.by().today).version == 1


def test_a_person_owes_no_indemnity_and_an_unknown_rate_is_not_guessed(company):
    """LPI-FR-07: between businesses only. The rates of 2026-H2 are not in the table."""
    person = parties.create_customer(
        company.by(), name="Anne Le Bihan", kind="person", country="FR", email="anne@bihan.example",
        language="en", billing=playing.company.CUSTOMERS[0][4],
    ).customer_id  # fmt: skip
    firm = reachable(company, 1, "compta@vercors.example")
    bills(company, person)
    bills(company, firm)
    company.today("2026-07-20")
    (to_person,), (to_firm,) = written(company, person), written(company, firm)
    assert (to_person.interest_minor, to_person.indemnity_minor) == (None, 0)
    assert "€232.10" in to_person.body and "L441-10" not in to_person.body
    assert (to_firm.interest_minor, to_firm.indemnity_minor) == (None, 4_000)
    assert "au taux indiqué sur la facture" in to_firm.body
    assert eur("40.00").minor == to_firm.indemnity_minor
