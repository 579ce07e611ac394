"""The collector's pages."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from comptoir.records.parties import actions as parties
from comptoir.stages.collecting import actions, queries
from comptoir.stages.collecting.models import Payment
from tests.world import make_user

from .conftest import TODAY, Desk

pytestmark = pytest.mark.django_db
CSV = "Date;Libellé;Montant\n20/05/2026;<b>VIR</b> F-1;10,00\n20/05/2026;VIREMENT;5,00\n"


@pytest.fixture
def page(desk: Desk) -> Client:
    client = Client()
    client.force_login(make_user(desk.entity_id))
    return client


def url(name: str, *args: object) -> str:
    return reverse(f"collecting:{name}", args=args)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_page_shows_empty_and_full(desk: Desk, page: Client, lang: str) -> None:
    page.cookies["comptoir_language"] = lang
    common = [url(n) for n in ("list", "payments", "receive", "bank", "aging")]
    own = [url(n, desk.customer_id) for n in ("customer", "statement")]
    for there in (*common, *own):
        assert page.get(there).status_code == 200, there
    invoice = desk.issue(1000, "F-1")
    desk.issue(500, "F-2")
    desk.issue(-200, "A-1", kind="credit")
    paid = actions.receive_payment(
        desk.do(), customer_id=desk.customer_id, amount_minor=700, currency="EUR",
        received_on=TODAY, allocations=[(invoice, 600)],
    ).payment_id  # fmt: skip
    actions.import_statement(desk.do(), name="x.csv", content=CSV.encode())
    more = [
        url("payment", paid), url("list") + "?overdue=1", url("payments") + "?unapplied=1&q=P-",
        url("receive") + "?q=men&line=1", url("aging") + "?on=2026-05-01",
        url("statement", desk.customer_id) + "?from=2026-01-01&to=2026-06-01",
    ]  # fmt: skip
    for there in (*common, *own, *more):
        answer = page.get(there)
        assert answer.status_code == 200, there
        assert "<b>VIR" not in answer.content.decode()
    assert page.get(url("aging")).content.decode().count("chip ok") == 1
    for there in (url("payment", paid), more[-1]):
        said = page.get(there).content.decode()
        assert {"en": "Payment received · €7.00", "fr": "Paiement reçu · 7,00\u00a0€"}[lang] in said
    pdf = page.get(url("statement_pdf", desk.customer_id))
    assert pdf.content.startswith(b"%PDF")


def test_a_payment_is_typed_and_allocated(desk: Desk, page: Client) -> None:
    invoice = desk.issue(100000, "F-1")
    there = url("customer", desk.customer_id)
    typed = {"currency": "EUR", "received_on": "2026-06-01", "method": "transfer"}
    settle = f"item_{invoice.hex}"
    answer = page.post(there, {**typed, "amount": "600", settle: "601.00"})
    assert (answer.status_code, Payment.objects.count()) == (422, 0)
    assert page.post(there, {**typed, "amount": "abc"}).status_code == 422
    answer = page.post(there, {**typed, "amount": "1 600,50", settle: "600.50"})
    assert answer.status_code == 302
    assert desk.open(invoice) == 39950
    payment = Payment.objects.get()
    assert page.post(url("apply", payment.pk)).status_code == 302
    assert desk.open(invoice) == 0
    first = queries.payment(desk.entity_id, payment.pk).allocations[0]
    assert page.post(url("undo", first.id)).status_code == 302
    assert desk.open(invoice) == 60050
    assert desk.in_balance()


def test_a_bank_line_is_imported_and_booked_by_hand(desk: Desk, page: Client) -> None:
    desk.issue(1000, "F-1")
    file = SimpleUploadedFile("mai.csv", CSV.encode())
    answer = page.post(url("bank"), {"file": file, "currency": "EUR"}, follow=True)
    assert "2 lines read, 2 new, 1 payments booked." in answer.content.decode()
    (line,) = queries.unmatched(desk.entity_id)
    form = page.get(url("customer", desk.customer_id) + f"?line={line.id}").content.decode()
    assert 'value="5"' in form
    typed = {"currency": "EUR", "received_on": "2026-05-20", "method": "transfer", "amount": "5"}
    page.post(url("customer", desk.customer_id), {**typed, "line": line.id})
    assert queries.count_unmatched(desk.entity_id) == 0
    wrong = BytesIO(b"%PDF")
    wrong.name = "x.csv"
    assert page.post(url("bank"), {"file": wrong, "currency": "EUR"}).status_code == 422


def test_a_credit_note_is_used_on_the_screen(desk: Desk, page: Client) -> None:
    invoice, note = desk.issue(1000, "F-1"), desk.issue(-300, "A-1", kind="credit")
    there = url("use_credit", desk.customer_id)
    page.post(there, {"credit": note, "invoice": invoice, "amount": "1.00"})
    assert desk.open(note) == -200
    page.post(there, {"credit": note, "invoice": invoice, "amount": ""})
    assert (desk.open(note), desk.open(invoice)) == (0, 700)


def test_invoices_are_settled_whole_with_a_tick_and_no_amount_typed(
    desk: Desk, page: Client
) -> None:
    first, second, third = (desk.issue(n, f"F-{n}") for n in (1000, 2050, 300))
    there = url("customer", desk.customer_id)
    typed = {"currency": "EUR", "received_on": "2026-06-01", "method": "transfer", "amount": ""}
    answer = page.post(there, typed)
    assert (answer.status_code, Payment.objects.count()) == (422, 0)
    assert "This field is required." in answer.context["form"].errors["amount"]

    shown = page.get(f"{there}?invoice={second}").content.decode()
    assert re.findall(r'name="whole_(\w+)" checked', shown) == [second.hex]

    ticks = {f"whole_{first.hex}": "on", f"whole_{second.hex}": "on", f"item_{third.hex}": "1"}
    assert page.post(there, {**typed, **ticks}).status_code == 302
    assert Payment.objects.get().amount_minor == 3150
    assert [desk.open(i) for i in (first, second, third)] == [0, 0, 200]
    assert desk.in_balance()


def test_reminders_are_read_sent_paused_and_planned_in_the_row(desk: Desk, page: Client) -> None:
    """Nobody late; then one due, one without address; a pause and its end; a letter by hand; the plan."""
    parties.change_customer(
        desk.do(), customer_id=desk.customer_id, revision=1,
        changes={"email": "compta@chabert.example", "language": "en"},
    )  # fmt: skip
    desk.issue(9_900, "F-9", days=200)
    says(page, "Nobody is late.", "F-9", "from 5 days late")
    invoice = desk.issue(50_000, "F-1")
    desk.issue(20_000, "F-2", customer=desk.other_customer(name="Silent <b>Ltd</b>"))
    answer = says(
        page, "To write today", "F-1", "€500.00", "Courteous", "compta@chabert.example",
        "on 1 June 2026", "No e-mail address to write to",
    )  # fmt: skip
    assert "<b>Ltd" not in answer.content.decode()
    own = [desk.customer_id]
    typed = {"reason": "promise", "until": "2026-06-20", "note": "Pays on the 19th", "invoice": ""}
    post(page, "reminders_pause", *own, **typed)
    says(page, "Paused until 20 Jun 2026", "Payment promised", "Pays on the 19th")
    says(page, "Paused until 20 Jun 2026", there=url("of_invoice", invoice))
    said = post(page, "reminders_pause", *own, **{**typed, "until": "2026-06-01"})
    assert "A pause has a known reason" in said
    post(page, "reminders_resume", *own, invoice="")
    assert "1 reminder written." in post(page, "reminders_run")
    assert "There is nothing to do any more." in post(page, "reminders_run")
    said = post(page, "remind", *own, currency="EUR")
    assert "A reminder was written today already." in said
    says(page, "Letters written", "Waits to be mailed", "Claimable, not booked: interest")
    says(
        page,
        "Courteous",
        "again from 11 Jun 2026",
        there=url("of_invoice", invoice),
    )
    there = url("reminder_plan")
    wrong = {"days": ["9", "3"], "tone": ["firm", "formal"], "gap_days": "7", "minimum": "5"}
    answer = page.post(there, wrong)
    assert answer.status_code == 422
    assert "each some days later than the one before" in answer.content.decode()
    page.post(there, {**wrong, "days": ["3", "", "12"], "tone": ["firm", "firm", "formal"]})
    says(page, "from 3 days late", "from 12 days late", "Formal notice", "Nothing goes by itself")
    says(page, "version 2", there=there)


def says(page: Client, *facts: str, there: str = "") -> Any:
    answer = page.get(there or url("reminders"))
    read = " ".join(re.sub(r"<[^>]*>", " ", answer.content.decode()).split())
    assert answer.status_code == 200
    missing = [fact for fact in facts if fact not in read]
    assert not missing, (missing, read)
    return answer


def post(page: Client, name: str, *args: object, **typed: str) -> str:
    """What the page says after a button."""
    answer = page.post(url(name, *args), typed, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()
