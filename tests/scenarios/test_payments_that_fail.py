"""A payment fails: the bank takes it back, the invoice is open again, the customer is told at once, once."""

from __future__ import annotations

import base64
from datetime import date
from uuid import UUID

import pytest
from django.core import mail
from django.test import Client

from comptoir.demo import playing
from comptoir.kernel.errors import NothingDue
from comptoir.kernel.ids import show_id
from comptoir.platform.models import EventRow
from comptoir.platform.roles import Role
from comptoir.records.credit import queries as credit
from comptoir.records.ledger import actions as books
from comptoir.stages.collecting import actions as collecting
from comptoir.stages.collecting import jobs, reminders, returns
from comptoir.stages.collecting import queries as cash
from comptoir.stages.collecting.core.dunning import Why
from comptoir.stages.collecting.core.returns import UnknownReason
from comptoir.stages.collecting.returning import AlreadyReturned
from comptoir.stages.invoicing import sending
from tests.scenarios.doors import program, rows, says, someone, words
from tests.scenarios.house import Company, eur
from tests.scenarios.racing import at_once, parted
from tests.scenarios.test_invoices_reach_customers import bills, page_of, pays_at, plain

PAYMENT, RETURN = "/collecting/payments/{payment_id}", "POST /api/v1/payments/{payment_id}/return"
BANK = "/collecting/bank"


def debits(company: Company, customer_id: UUID, amount: str, *invoices: UUID) -> UUID:
    """Money by direct debit, for these invoices, the first ones first."""
    left, shares = eur(amount).minor, []
    for pk in invoices:
        part = min(left, cash.items([pk])[pk].open_minor)
        shares.append((pk, part))
        left -= part
    return collecting.receive_payment(
        company.by(), customer_id=customer_id, amount_minor=eur(amount).minor, currency="EUR",
        received_on=company.by().today, method="direct_debit", allocations=shares,
    ).payment_id  # fmt: skip


def comes_back(company: Company, payment_id: UUID, **more: object) -> None:
    told = {"reason": "AM04", "returned_on": company.by().today, **more}
    collecting.return_payment(company.by(), payment_id=payment_id, **told)  # type: ignore[arg-type]


def owes(company: Company, customer_id: UUID) -> int:
    return credit.exposure(customer_id, "EUR").exposure


def letters(company: Company) -> list[reminders.LetterFacts]:
    return reminders.letters_page(company.entity_id)[0]


@pytest.mark.capability("S1-14", screen=PAYMENT, api=RETURN)
def test_a_debit_that_comes_back_opens_its_invoice_again_and_starts_the_reminders(company):
    customer = company.customer()
    pays_at(company, customer, "compta@morvan.example")
    invoice = bills(company, customer)  # € 232.10, due on 15 February
    company.today("2026-02-15")
    payment = debits(company, customer, "232.10", invoice.id)
    assert owes(company, customer) == 0
    company.today("2026-02-18")  # three days late: the first level comes on the fifth
    company.events()
    desk = someone(company, Role.COLLECTOR)
    desk.sends(f"/collecting/payments/{payment}/return", reason="AM04", returned_on="2026-02-18",
               fee="6.50", note="Prélèvement <b>rejeté</b>")  # fmt: skip
    company.expects("AllocationUndone", "PaymentReturned", "ReminderPlanSet", "ReminderWritten")

    item = cash.items([invoice.id])[invoice.id]
    assert (item.open_minor, item.due_on, item.days_late(company.by().today)) == (
        23_210, date(2026, 2, 15), 3,
    )  # fmt: skip
    assert (company.balance("receivable"), company.balance("bank"), company.balance("bank_fees")) == (
        eur("232.10"), eur("-6.50"), eur("6.50"),
    )  # fmt: skip
    assert owes(company, customer) == 23_210
    company.holds()

    (letter,) = letters(company)
    assert (letter.tone, letter.level, letter.net_minor) == ("courteous", 1, 23_210)
    assert jobs.send_mails() == 1
    sent = mail.outbox[-1]
    assert plain(sent.subject) == "Scène : votre paiement a été rejeté, 232,10 € à régler"
    told = "Votre paiement de 232,10 €, P-2026-0001, a été rejeté par la banque le 18 février 2026"
    says(plain(sent.body), f"{told} : la provision du compte était insuffisante.")
    says(sent.body, sending.link(invoice.id))
    for _ in range(2):  # whoever tries again
        with pytest.raises(AlreadyReturned):
            comes_back(company, payment)
        with pytest.raises(NothingDue):
            collecting.remind_returned(company.by(), customer_id=customer)
        with pytest.raises(NothingDue):
            collecting.run_reminders(company.by())
    company.today("2026-03-06")
    assert len(letters(company)) == 1
    company.today("2026-03-07")  # and on with the plan: the second level on its own day
    assert [x.tone for x in letters(company)] == ["firm", "courteous"]

    says(desk.page(f"/collecting/payments/{payment}"), "Returned by the bank", "AM04", "€6.50",
         "there was not enough money", "<b>rejeté</b>")  # fmt: skip
    says(desk.page(f"/collecting/invoices/{invoice.id}"), "Came back P-2026-0001")
    says(desk.page(f"/collecting/customers/{customer}"), "Payment came back")
    says(desk.page("/collecting/aging"), "Ateliers Morvan Payment came back", "Equals the books")
    says(desk.page("/collecting/payments"), "Returned by the bank")
    says(desk.page(f"/customers/{customer}"), "Returned by the bank", "€232.10")
    says(
        desk.page(f"/collecting/customers/{customer}/statement"),
        "Payment returned by the bank P-2026-0001",
    )
    says(words(Client().get(page_of(sending.link(invoice.id))).content.decode()),
         "Votre paiement de 232,10 € a été rejeté par la banque le 18 février 2026")  # fmt: skip
    api = program(company)
    told = api.get(f"/payments/{show_id('pay', payment)}")["returned"]
    assert (told["reason"], told["fee"]["amount"], told["returned_on"]) == (
        "AM04",
        "6.50",
        "2026-02-18",
    )
    assert [x["reason"] for x in rows(api.get("/payment-returns"))] == ["AM04"]
    before, after = (rows(api.get(f"/aging?on=2026-02-{day}")) for day in (17, 18))
    assert (before, [x["total"]["amount"] for x in after]) == ([], ["232.10"])
    company.is_paid(invoice.id)
    assert returns.still_open(company.entity_id) == {}
    company.holds()


def test_before_the_due_date_the_customer_is_told_and_nothing_is_called_late(company):
    customer = company.customer()
    pays_at(company, customer, "compta@morvan.example")
    first, second = bills(company, customer), bills(company, customer)
    payment = debits(company, customer, "400.00", first.id, second.id)
    collecting.set_reminder_plan(
        company.by(), levels=[(5, "courteous"), (20, "firm")], gap_days=10, minimum_minor=0,
        returned_level=2,
    )  # fmt: skip
    company.today("2026-01-08")
    program(company, Role.COLLECTOR).post(
        f"/payments/{show_id('pay', payment)}/return",
        {"reason": "MD06", "returned_on": "2026-01-08"},
    )
    (letter,) = letters(company)
    assert (letter.tone, letter.level, letter.net_minor, letter.indemnity_minor) == (
        "firm",
        2,
        46_420,
        0,
    )
    assert [(x.days_late, x.level) for x in letter.lines] == [(0, 2), (0, 2)]
    says(plain(letter.body), "à régler le 15 février 2026", "le payeur a demandé le remboursement")
    assert "retard" not in plain(letter.body)
    says(someone(company).page("/collecting/aging"), "€464.20")
    company.today("2026-02-20")  # level 1 is behind it; the next is none
    assert len(letters(company)) == 1
    company.holds()


def test_a_pause_or_no_address_holds_the_letter_in_sight_and_it_goes_once_after(company):
    customer = company.customer()
    invoice = bills(company, customer)
    payment = debits(company, customer, "232.10", invoice.id)
    company.today("2026-01-08")
    comes_back(company, payment, reason="MD07")
    assert letters(company) == []
    (one,) = reminders.standings(company.entity_id, company.by().today)
    assert one.verdict.why is Why.NO_ADDRESS
    says(someone(company).page("/collecting/reminders"), "Payment came back", "No e-mail address")
    pays_at(company, customer, "compta@morvan.example")
    collecting.pause_reminders(
        company.by(), customer_id=customer, reason="promise", until=date(2026, 1, 12)
    )
    company.today("2026-01-11")
    assert letters(company) == []
    company.today("2026-01-12")  # the daily run looks again
    (letter,) = letters(company)
    says(letter.body, "la banque ne donne pas de motif")  # of a death nothing is said
    company.today("2026-01-13")
    assert len(letters(company)) == 1


def test_what_the_statement_of_the_bank_says_is_booked_where_it_is_certain(company):
    customer = company.customer()
    pays_at(company, customer, "compta@morvan.example")
    named, twin, other = (bills(company, customer) for _ in range(3))
    for invoice in (named, twin, other):
        debits(company, customer, "232.10", invoice.id)
    company.today("2026-01-20")
    csv = (
        "date;montant;libelle\n"
        f"19/01/2026;-232,10;REJET PRLV {named.number} AC04\n"
        "19/01/2026;-232,10;REJET PRLV SANS REFERENCE\n"
        "19/01/2026;-99,00;LOYER\n"
    ).encode()
    api, desk = program(company, Role.COLLECTOR), someone(company, Role.COLLECTOR)
    sent = {"name": "a.csv", "content": base64.b64encode(csv).decode()}
    told = api.post("/bank-statements", sent)
    assert (told["new_lines"], told["payments"], told["returned"]) == (3, 0, 1)
    again = api.post("/bank-statements", {**sent, "name": "b.csv"})
    assert again["new_lines"] == 3  # of the same file: nothing was added
    assert {i: cash.items([i])[i].open_minor for i in (named.id, twin.id)} == {
        named.id: 23_210,
        twin.id: 0,
    }
    ((back,), _) = returns.returns_page(company.entity_id)
    assert (back.reason, back.returned_on) == ("AC04", date(2026, 1, 19))
    page = desk.page(BANK)
    says(
        page,
        "Money that the bank took back",
        "REJET PRLV SANS REFERENCE",
        "P-2026-0002",
        "P-2026-0003",
    )
    assert "LOYER" not in page
    (waits,) = rows(api.get("/taken-back-lines"))
    assert (waits["reason"], len(waits["candidates"])) == ("MS03", 2)
    line = cash.taken_back(company.entity_id, date(2026, 1, 1))[0]
    asked = {"line": str(line.id), "code": "MS03", "day": "2026-01-19"}
    says(desk.page(f"/collecting/payments/{line.payments[0]}", **asked), "Note the return")
    desk.sends(f"/collecting/payments/{line.payments[0]}/return", reason="MS03",
               returned_on="2026-01-19", line=str(line.id))  # fmt: skip
    assert "Money that the bank took back" not in desk.page(BANK)
    assert len(letters(company)) == 1  # the second waits for tomorrow: one letter a day
    company.today("2026-01-21")
    assert len(letters(company)) == 2
    company.holds()


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"reason": "XX99"}, UnknownReason),
        ({"returned_on": date(2025, 12, 31)}, collecting.BadReturnDay),
        ({"returned_on": date(2026, 1, 2)}, collecting.BadReturnDay),
        ({"fee_minor": -1}, collecting.BadFee),
        ({"bank_line_id": 2**40}, Exception),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(company, more, fault):
    customer = company.customer()
    invoice = bills(company, customer)
    payment = debits(company, customer, "232.10", invoice.id)
    company.events()
    with pytest.raises(fault):
        comes_back(company, payment, **more)
    company.expects()
    assert cash.items([invoice.id])[invoice.id].open_minor == 0
    assert cash.payment(company.entity_id, payment).returned is None


def test_a_closed_period_keeps_its_payments_and_the_return_is_booked_after_it(company):
    customer = company.customer()
    invoice = bills(company, customer)
    payment = debits(company, customer, "232.10", invoice.id)
    company.today("2026-02-03")
    books.close_period(company.by(), through=date(2026, 1, 31))
    with pytest.raises(Exception, match="closed"):
        comes_back(company, payment, returned_on=date(2026, 1, 30))
    comes_back(company, payment, returned_on=date(2026, 2, 2))
    company.holds()


@pytest.fixture
def together(transactional_db: None) -> Company:
    return Company(playing.found("RACE", "Course", date(2026, 1, 1))[0])


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_a_payment_comes_back_once_whoever_else_moves_it(together):
    company, customer = together, together.customer()
    pays_at(company, customer, "compta@morvan.example")
    invoices = [bills(company, customer) for _ in range(4)]
    paid = debits(company, customer, "232.10", invoices[0].id)
    company.today("2026-02-18")

    def back(payment: UUID):
        return lambda: comes_back(company, payment)

    won, lost = parted(at_once("collecting_payment", back(paid), back(paid), back(paid)))
    assert (len(won), {type(e) for e in lost}) == (1, {AlreadyReturned})
    told = EventRow.objects.filter(entity_id=company.entity_id)
    assert told.filter(name="PaymentReturned").count() == 1
    assert told.filter(name="ReminderWritten").count() == 1
    company.balances()

    free = debits(company, customer, "232.10")  # settled at the moment it comes back
    at_once(
        "collecting_payment",
        back(free),
        lambda: collecting.apply_cash(
            company.by(), payment_id=free, allocations=[(invoices[1].id, 10_000)]
        ),
        lambda: collecting.apply_cash(
            company.by(), payment_id=free, allocations=[(invoices[2].id, 10_000)]
        ),
    )
    if cash.payment(company.entity_id, free).returned is None:  # it gave way, and is told so
        comes_back(company, free)
    assert all(i.open_minor == 23_210 for i in cash.items(x.id for x in invoices).values())
    share = debits(company, customer, "232.10", invoices[3].id)
    made = cash.payment(company.entity_id, share).allocations[0].id
    at_once(
        "collecting_payment",
        back(share),
        lambda: collecting.undo_allocation(company.by(), allocation_id=made),
    )
    assert cash.payment(company.entity_id, share).returned
    assert cash.items([invoices[3].id])[invoices[3].id].open_minor == 23_210
    assert owes(company, customer) == 4 * 23_210
    company.holds()
