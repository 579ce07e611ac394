"""A large customer writes our invoices in our name: agreed before, matched to the cent, its own numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from comptoir.demo import playing
from comptoir.kernel.errors import NothingDue
from comptoir.platform.roles import Role
from comptoir.records.parties import actions as parties
from comptoir.records.parties import mandates
from comptoir.records.parties import queries as customers
from comptoir.records.parties.core import self_billing as core
from comptoir.records.parties.core.profile import Missing
from comptoir.records.parties.core.self_billing import BadInvoiceNumber
from comptoir.stages.invoicing import actions as invoicing
from comptoir.stages.invoicing import documents, parts
from comptoir.stages.invoicing import queries as invoices
from comptoir.stages.invoicing.actions.changing import LineChange
from comptoir.stages.invoicing.core.self_billing import TotalsDiffer
from tests.scenarios.doors import program, rows, says, show_id, someone, text_of, words
from tests.scenarios.house import Company, eur, line
from tests.scenarios.racing import at_once, parted


def granted(company: Company, customer_id, **over: Any):
    fields = {
        "accepted_on": date(2026, 1, 1), "from_on": date(2026, 1, 1), "reference": "Convention 12",
        "series": "MORVAN-", **over,
    }  # fmt: skip
    return parties.grant_self_billing(company.by(), customer_id=customer_id, **fields)


def drafted(company: Company, customer_id, quantity: int = 2) -> invoices.InvoiceFacts:
    """What we believe is to be billed: the delivery of an order, drafted."""
    order_id = company.accepts(company.quotes(customer_id, line("ARM-X", quantity)))
    company.delivers(order_id)
    draft = invoicing.draft_invoice(company.by(), order_id=order_id)
    return invoices.invoice(draft.invoice_id)


def written(draft: invoices.InvoiceFacts, number: str = "MORVAN-0042", **over: Any):
    """The customer's document, which says the same as the draft unless told otherwise."""
    fields: dict[str, Any] = {
        "number": number, "issued_on": date(2026, 1, 1), "net_minor": draft.net_minor,
        "vat_minor": draft.vat_minor, "gross_minor": draft.gross_minor, **over,
    }  # fmt: skip
    return invoicing.Document(**fields)


def test_a_customer_with_a_mandate_writes_the_invoice_and_we_record_it_to_the_cent(company):
    morvan = company.customer()
    granted(company, morvan)
    draft = drafted(company, morvan)
    company.events()

    with pytest.raises(parts.CustomerWrites) as double:
        invoicing.issue_invoice(company.by(), invoice_id=draft.id)
    assert double.value.facts["reference"] == "Convention 12"
    assert "record the customer's invoice" in str(double.value.facts["fix"])
    assert company.events() == []

    document = written(draft)
    invoicing.record_customer_invoice(company.by(), invoice_id=draft.id, document=document)
    company.expects("InvoiceIssued", "ItemOpened")
    one = invoices.invoice(draft.id)
    assert (one.number, one.self_billed, one.type_code) == ("MORVAN-0042", True, "389")
    assert (one.issued_on, one.due_on) == (date(2026, 1, 1), date(2026, 2, 15))
    (item,) = company.open_items()
    assert (item.number, item.open_minor) == ("MORVAN-0042", draft.gross_minor)
    company.is_paid(one.id)
    assert company.balance("receivable") == eur("0.00")

    copy = text_of(bytes(documents.keep_pdf(one.id, "fr").content))
    assert "Autofacturation" in copy
    assert "Autofacturation (self-billing)" in text_of(
        bytes(documents.keep_pdf(one.id, "en").content)
    )
    # our own numbers are not touched by it
    assert company.numbers() == {}
    ours = drafted(company, company.customer(1))
    invoicing.issue_invoice(company.by(), invoice_id=ours.id)
    assert invoices.invoice(ours.id).number == "F-2026-0001"
    company.holds()


def test_without_a_mandate_of_its_day_nothing_of_the_customer_is_recorded(company):
    morvan = company.customer()
    draft = drafted(company, morvan)
    with pytest.raises(invoicing.NoMandate) as none:
        invoicing.record_customer_invoice(
            company.by(), invoice_id=draft.id, document=written(draft)
        )
    assert "grant the mandate" in str(none.value.facts["fix"])
    granted(company, morvan, from_on=date(2026, 2, 1))
    company.today("2026-02-10")
    record = invoicing.record_customer_invoice
    for day, refusal in (
        (date(2026, 1, 31), invoicing.NoMandate),
        (date(2026, 2, 11), invoicing.NotYet),
    ):
        with pytest.raises(refusal) as early:
            record(company.by(), invoice_id=draft.id, document=written(draft, issued_on=day))
        assert (early.value.field, early.value.facts["found"]) == ("issued_on", day)
    record(company.by(), invoice_id=draft.id, document=written(draft, issued_on=date(2026, 2, 1)))
    assert invoices.invoice(draft.id).issued_on == date(2026, 2, 1)
    company.holds()


def test_a_document_that_says_another_total_is_refused_with_each_found_and_expected(company):
    morvan = company.customer()
    granted(company, morvan)
    draft = drafted(company, morvan)  # 5,900.00 + 1,180.00
    company.events()
    document = written(draft, vat_minor=117_999, gross_minor=707_999)
    with pytest.raises(TotalsDiffer) as off:
        invoicing.record_customer_invoice(company.by(), invoice_id=draft.id, document=document)
    assert off.value.field == "vat"
    told = {name: str(value) for name, value in off.value.facts.items()}
    assert told == {
        "found": "1179.99", "expected": "1180.00", "gross": "7079.99 ≠ 7080.00",
        "fix": "correct the draft, or contest the document with the customer",
    }  # fmt: skip
    for number, said in (
        ("MORVAN 42", "letters, digits and + - _ / without spaces"),
        ("MORVAN-" + "4" * 29, "at most 35 characters"),
        ("FOURN-42", "MORVAN-…"),
        ("MORVAN-", "MORVAN-…"),
        ("F-2026-0001", "MORVAN-…"),
    ):
        with pytest.raises(BadInvoiceNumber) as wrong:
            invoicing.record_customer_invoice(
                company.by(), invoice_id=draft.id, document=written(draft, number)
            )
        assert wrong.value.facts["expected"] == said
    assert company.events() == []
    assert invoices.invoice(draft.id).state == "draft"
    # the draft is corrected where the customer is right: one cabinet was not accepted
    line_id = draft.lines[0].id
    change = LineChange(line_id, quantity=Decimal(1))
    invoicing.change_draft(company.by(), invoice_id=draft.id, revision=1, lines=[change])
    right = written(draft, net_minor=295_000, vat_minor=59_000, gross_minor=354_000)
    invoicing.record_customer_invoice(company.by(), invoice_id=draft.id, document=right)
    assert invoices.invoice(draft.id).gross_minor == eur("3540.00").minor
    company.holds()


def test_a_number_stands_once_in_the_company_and_is_said_so(company):
    morvan = company.customer()
    granted(company, morvan)
    one, two = drafted(company, morvan), drafted(company, morvan, 1)
    invoicing.record_customer_invoice(company.by(), invoice_id=one.id, document=written(one))
    company.events()
    with pytest.raises(invoicing.NumberTaken) as taken:
        invoicing.record_customer_invoice(company.by(), invoice_id=two.id, document=written(two))
    assert (taken.value.field, taken.value.facts["found"]) == ("number", "MORVAN-0042")
    assert company.events() == []
    assert invoices.invoice(two.id).state == "draft"
    company.holds()


def test_what_the_process_bills_by_itself_waits_as_a_draft_for_the_customers_document(company):
    morvan = company.customer()
    granted(company, morvan)
    company.accepts(
        company.quotes(morvan, line("SUP-PRO", 3), line("ARM-X", 1), deposit_percent=Decimal(30))
    )
    (deposit,) = invoices.invoices_page(company.entity_id, invoices.Filter(kind="deposit"))[0]
    assert (deposit.state, deposit.number) == ("draft", None)
    company.today("2026-02-10")
    heads = invoices.invoices_page(company.entity_id)[0]
    assert {(one.kind, one.state) for one in heads} == {("deposit", "draft"), ("invoice", "draft")}
    with pytest.raises(NothingDue):  # what is due stands on drafts: the run bills nothing again
        invoicing.bill_periods(company.by())
    whole = invoices.invoice(deposit.id)
    document = written(whole, "MORVAN-0001", issued_on=date(2026, 2, 9))
    invoicing.record_customer_invoice(company.by(), invoice_id=deposit.id, document=document)
    assert invoices.invoice(deposit.id).type_code == "500"
    assert company.numbers() == {}
    company.holds()


def test_a_mandate_is_one_at_a_time_prior_to_its_invoices_and_ends_with_a_day(company):
    morvan, laiterie = company.customer(), company.customer(1)
    first = granted(company, morvan)
    for over, refusal, field in (
        ({"from_on": date(2025, 12, 31)}, core.MandateDates, "from_on"),
        (
            {"accepted_on": date(2026, 1, 2), "from_on": date(2026, 1, 3)},
            core.MandateDates,
            "accepted_on",
        ),
        ({"until_on": date(2025, 12, 1)}, core.MandateDates, "until_on"),
        ({"from_on": date(2026, 6, 1)}, mandates.MandateStands, "from_on"),
        ({"series": "F-26"}, core.BadSeries, "series"),
        ({"series": "MOR VAN"}, core.BadSeries, "series"),
        ({"reference": " "}, Missing, "reference"),
    ):
        with pytest.raises(refusal) as no:
            granted(company, morvan, **over)
        assert no.value.field == field
    with pytest.raises(mandates.SeriesTaken):
        granted(company, laiterie)
    company.today("2026-03-01")
    parties.end_self_billing(
        company.by(), customer_id=morvan, mandate_id=first.mandate_id, until_on=date(2026, 2, 28)
    )
    with pytest.raises(mandates.MandateOver):
        parties.end_self_billing(
            company.by(), customer_id=morvan, mandate_id=first.mandate_id, until_on=date(2026, 2, 1)
        )
    ours = drafted(company, morvan)
    invoicing.issue_invoice(company.by(), invoice_id=ours.id)
    assert invoices.invoice(ours.id).number == "F-2026-0001"
    granted(company, morvan, from_on=date(2026, 4, 1), series="MORVAN-B")
    assert [m.until_on for m in customers.customer(morvan).self_billing] == [
        date(2026, 2, 28),
        None,
    ]
    (found,) = customers.find_customers(company.entity_id, "Morvan")
    assert found.self_billing == customers.customer(morvan).self_billing


def test_a_person_and_a_program_grant_the_mandate_and_record_the_document(company):
    morvan = company.customer()
    draft = drafted(company, morvan)
    desk, api = someone(company), program(company)
    path = f"/parties/{morvan}"
    page = desk.sends(
        f"{path}/self-billing", reference="Convention 12", series="MORVAN-",
        accepted_on="2026-01-01", from_on="2026-01-01",
    )  # fmt: skip
    assert page.status_code == 200
    says(desk.page(path), "Convention 12", "MORVAN-", "End the mandate")
    customer, invoice = show_id("cus", morvan), show_id("inv", draft.id)
    (mandate,) = rows(api.get(f"/customers/{customer}/self-billing"))
    assert (mandate["series"], mandate["until_on"]) == ("MORVAN-", None)
    assert api.refused("POST", f"/invoices/{invoice}/issue")["code"] == "customer_writes_invoices"
    says(desk.page(f"/invoicing/{draft.id}/"), "Type what stands on its document")
    typed = {"number": "MORVAN-0042", "issued_on": "2026-01-01", "net": "5900.00",
             "vat": "1180.00", "gross": "7080.01"}  # fmt: skip
    answer = desk.sends(f"/invoicing/{draft.id}/record", **typed)
    assert answer.status_code == 409
    says(words(answer.content.decode()), "7080.01", "7080.00", "contest the document")
    assert 'value="7080.01"' in answer.content.decode()
    problem = api.refused("POST", f"/invoices/{invoice}/customer-document", typed)
    assert problem["errors"][0] == {
        "field": "gross", "found": "7080.01", "expected": "7080.00",
        "fix": "correct the draft, or contest the document with the customer",
    }  # fmt: skip
    told = api.post(f"/invoices/{invoice}/customer-document", typed | {"gross": "7080.00"})
    assert (told["number"], told["self_billed"], told["type_code"]) == ("MORVAN-0042", True, "389")
    says(
        desk.page(f"/invoicing/{draft.id}/"),
        "Invoice, self-billed",
        "Recorded as the customer wrote it",
    )
    says(desk.page("/invoicing/", self_billed="1"), "MORVAN-0042")
    assert rows(api.get("/invoices?self_billed=false")) == []
    ended = api.post(
        f"/customers/{customer}/self-billing/{mandate['id']}/end", {"until_on": "2026-01-31"}
    )
    assert ended["until_on"] == "2026-01-31"
    says(
        desk.page(f"/customers/{morvan}"),
        "Customer writes its invoices itself",
        "Self-billing ended",
    )


def recorded(company: Company, quantity: int = 2) -> invoices.InvoiceFacts:
    """An invoice that Morvan wrote, in our books."""
    morvan = company.customer()
    granted(company, morvan)
    draft = drafted(company, morvan, quantity)
    invoicing.record_customer_invoice(company.by(), invoice_id=draft.id, document=written(draft))
    return invoices.invoice(draft.id)


def test_the_customer_writes_the_credit_note_too_and_another_hand_approves_a_large_one(company):
    one = recorded(company)
    clerk, boss = company.by(Role.BILLING), company.by(Role.CONTROLLER)
    back = [invoicing.CreditIn(one.lines[0].id, quantity=Decimal(1))]  # 2,950.00
    company.events()
    waits = invoicing.credit_note(
        clerk, invoice_id=one.id, lines=back, reason="One broken", reason_code="return",
        by_customer=True,
    )  # fmt: skip
    assert invoices.invoice(waits.invoice_id).state == "to_approve"
    invoicing.approve_credit_note(boss, invoice_id=waits.invoice_id)
    company.expects("CreditNoteSubmitted", "CreditNoteReleased")
    expected = invoices.invoice(waits.invoice_id)
    assert (expected.state, expected.number, expected.gross_minor) == ("draft", None, -354_000)
    with pytest.raises(TotalsDiffer):
        invoicing.record_customer_invoice(
            company.by(Role.BILLING), invoice_id=expected.id,
            document=written(expected, "MORVAN-A7", gross_minor=354_000),
        )  # fmt: skip
    invoicing.record_customer_invoice(
        company.by(Role.BILLING), invoice_id=expected.id, document=written(expected, "MORVAN-A7")
    )
    assert "CreditNoteIssued" in company.events()
    note = invoices.invoice(expected.id)
    assert (note.number, note.type_code, note.approved_by) == ("MORVAN-A7", "261", boss.actor.name)
    copy = text_of(bytes(documents.keep_pdf(note.id, "fr").content))
    assert "Autofacturation" in copy
    assert "MORVAN-0042" in copy  # the invoice that it corrects
    assert company.balance("receivable") == eur("3540.00")
    assert company.numbers() == {}
    company.holds()


def test_who_contests_corrects_under_a_number_of_ours(company):
    one = recorded(company)
    less = [invoicing.CreditIn(one.lines[0].id, amount_minor=10_000)]
    wrong = {"invoice_id": one.id, "reason": "Too dear", "reason_code": "price", "lines": less}
    draft = invoicing.credit_note(company.by(), **wrong, by_customer=True)
    assert invoices.invoice(draft.invoice_id).state == "draft"
    company.today("2026-02-10")  # the customer does not write it
    invoicing.issue_invoice(company.by(), invoice_id=draft.invoice_id)
    note = invoices.invoice(draft.invoice_id)
    assert (note.number, note.type_code, note.self_billed) == ("A-2026-0001", "381", False)
    assert not [m for m in note.mentions if m["key"] == "self_billed"]
    again = invoicing.credit_note(company.by(), **wrong)
    assert invoices.invoice(again.invoice_id).number == "A-2026-0002"
    ours = drafted(company, company.customer(1))
    invoicing.issue_invoice(company.by(), invoice_id=ours.id)
    with pytest.raises(invoicing.WeWroteIt):
        invoicing.credit_note(
            company.by(),
            invoice_id=ours.id,
            reason="Too dear",
            reason_code="price",
            by_customer=True,
        )
    company.holds()


def test_a_gap_in_the_customers_series_is_told_and_ours_has_none(company):
    morvan = company.customer()
    granted(company, morvan)
    for number in ("MORVAN-2026-0007", "MORVAN-2026-0010"):
        draft = drafted(company, morvan, 1)
        invoicing.record_customer_invoice(
            company.by(), invoice_id=draft.id, document=written(draft, number)
        )
    ours = drafted(company, company.customer(1))
    invoicing.issue_invoice(company.by(), invoice_id=ours.id)
    (told,) = rows(program(company).get("/self-billed-series"))
    assert told == {
        "customer_id": show_id("cus", morvan), "first": "MORVAN-2026-0007",
        "last": "MORVAN-2026-0010", "count": 2, "gaps": 2,
        "missing": ["MORVAN-2026-0008", "MORVAN-2026-0009"],
    }  # fmt: skip
    own = {one["series"]: one["gaps"] for one in rows(program(company).get("/numbering"))}
    assert own["invoice"] == 0
    page = someone(company).page("/settings/numbering")
    says(page, "Numbers of customers who write our invoices", "2 missing", "MORVAN-2026-0008")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_record_the_same_number_at_once_and_one_wins(transactional_db):
    company = Company(playing.found("RACE", "Course", date(2026, 1, 1))[0])
    morvan = company.customer()
    granted(company, morvan)
    drafts = [drafted(company, morvan), drafted(company, morvan, 1)]

    def record(draft: invoices.InvoiceFacts):
        return lambda: invoicing.record_customer_invoice(
            company.by(), invoice_id=draft.id, document=written(draft)
        )

    won, lost = parted(at_once("invoicing_invoice", *map(record, drafts)))
    assert len(won) == 1
    assert [type(error) for error in lost] == [invoicing.NumberTaken]
    assert [one.number for one in company.issued()] == ["MORVAN-0042"]
    company.holds()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_grant_at_once_and_there_is_one_mandate(transactional_db):
    company = Company(playing.found("RACE", "Course", date(2026, 1, 1))[0])
    morvan, laiterie = company.customer(), company.customer(1)

    def grant(customer_id, **over: Any):
        return lambda: granted(company, customer_id, **over)

    won, lost = parted(at_once("parties_customer", grant(morvan), grant(morvan, series="MORVAN2-")))
    assert (len(won), [type(e) for e in lost]) == (1, [mandates.MandateStands])
    won, lost = parted(
        at_once(
            "parties_self_billing", grant(laiterie, series="X-"),
            grant(company.customer(2), series="X-"),
        )
    )  # fmt: skip
    assert (len(won), [type(e) for e in lost]) == (1, [mandates.SeriesTaken])
