"""INT-05: the loop is closed; who stays in the CRM sees the invoice issued, sent and paid."""

from __future__ import annotations

from datetime import date

import pytest

from comptoir.demo import playing
from comptoir.integrating import actions, telling
from comptoir.integrating.core.objects import Kind, Sort
from comptoir.integrating.models import Link, Outgoing
from comptoir.kernel.ids import show_id
from comptoir.platform import clock
from comptoir.records.parties import actions as parties
from comptoir.stages.invoicing import actions as invoicing
from comptoir.stages.invoicing import jobs as mail
from tests.integrating.fake import answering
from tests.integrating.test_out import connect
from tests.scenarios.house import Company, eur, line

pytestmark = pytest.mark.django_db


@pytest.mark.capability(
    "S2-25",
    screen="/connections/{connection_id}/",
    api="GET /api/v1/connections/{connection_id}/exchanges",
)
def test_int_05_the_invoice_is_seen_issued_sent_and_paid_as_one_record_there(db):
    entity_id, _book = playing.found("SCENE", "Scène", date(2026, 1, 1))
    company = Company(entity_id)
    with answering() as there:
        row = connect(entity_id)
        order = company.accepts(company.quotes(company.customer(), line("ARM-X", 1)))
        company.delivers(order)
        invoice = company.invoices(order)
        telling.tell(row.pk)
        parties.add_contact(
            company.by(), customer_id=invoice.customer_id, name="Ada", email="ada@acme.example",
            roles=["payer"],
        )  # fmt: skip
        invoicing.send_invoice(company.by(), invoice_id=invoice.id)
        assert mail.send_mails() == 1
        telling.tell(row.pk)
        company.is_paid(invoice.id, eur("540.00"))
        telling.tell(row.pk)
        company.is_paid(invoice.id)
        telling.tell(row.pk)
        told = [
            (key, there_id, r) for kind, key, there_id, r in there.pushes if kind == Kind.INVOICE
        ]
        assert [(r.state, r.open) for _, _, r in told] == [
            ("issued", eur("3540.00")), ("sent", eur("3540.00")), ("partly_paid", eur("3000.00")),
            ("paid", eur("0.00")),
        ]  # fmt: skip
        assert {key for key, _, _ in told} == {show_id("inv", invoice.id)}
        link = Link.objects.get(kind="invoice")
        assert [there_id for _, there_id, _ in told] == [None, *[link.external_id] * 3]
        first, last = told[0][2], told[-1][2]
        assert (first.number, first.due_on, first.sent_on) == (invoice.number, invoice.due_on, None)
        assert (last.sent_on, last.paid_on) == (company.by().today, company.by().today)
        assert len(there.of(Kind.INVOICE)) == 1
        assert not Outgoing.objects.exclude(state="sent").exists()


def test_the_lines_of_a_document_come_to_its_total_over_the_whole_term(db):
    entity_id, _book = playing.found("SCENE", "Scène", date(2026, 1, 1))
    company = Company(entity_id)
    with answering(sort=Sort.ERP) as there:
        row = connect(entity_id)
        actions.change_connection(company.by(), connection_id=row.pk, ways={"quote": "out"})
        company.accepts(
            company.quotes(company.customer(), line("SUP-PRO", 40, percent=10), line("ARM-X", 1))
        )
        telling.tell(row.pk)
        (quote,), (order,) = there.of(Kind.QUOTE), there.of(Kind.ORDER)
        for said in (quote, order):
            assert said.net == eur("18502.00")  # 12 × 1 296 + 2 950
            assert [li.amount for li in said.lines] == [eur("15552.00"), eur("2950.00")]


def test_a_payment_waits_for_the_invoices_that_it_settles(db):
    entity_id, _book = playing.found("SCENE", "Scène", date(2026, 1, 1))
    company = Company(entity_id)
    with answering(sort=Sort.ERP) as there:
        row = connect(entity_id)
        order = company.accepts(company.quotes(company.customer(), line("ARM-X", 1)))
        company.delivers(order)
        invoice = company.invoices(order)
        telling.hear(row.pk)
        company.is_paid(invoice.id)
        telling.hear(row.pk)
        Outgoing.objects.filter(kind="invoice").update(next_at=clock.in_seconds(3600))
        telling.tell(row.pk)
        assert not there.of(Kind.PAYMENT)
        waiting = Outgoing.objects.get(kind="payment")
        assert (waiting.state, waiting.waits_for) == ("waiting", f"invoice:{invoice.id}")
        Outgoing.objects.filter(kind="invoice").update(next_at=clock.instant())
        telling.tell(row.pk)
        assert [p[0] for p in there.pushes][-1] == Kind.PAYMENT
        assert not Outgoing.objects.exclude(state="sent").exists()
