"""A deposit at the signature, a milestone at delivery, the balance after: from quote to last invoice."""

from __future__ import annotations

from decimal import Decimal

import pytest

from comptoir.platform.roles import Role
from comptoir.stages.invoicing import actions as invoicing
from comptoir.stages.invoicing import queries as invoices
from comptoir.stages.invoicing.installments import (
    InstallmentInvoiced,
    InstallmentsFirst,
    UnknownInstallment,
)
from comptoir.stages.ordering import queries as orders
from comptoir.stages.quoting import actions as quoting
from comptoir.stages.quoting import planning
from comptoir.stages.quoting.core import schedule as core
from tests.scenarios.doors import program, says, someone, text_of, words
from tests.scenarios.house import line

TERMS, API = "/quoting/{quote_id}/terms", "PATCH /api/v1/quotes/{quote_id}"
USUAL = [
    {"due": "signature", "share": "percent", "value": "30", "due_on": None, "label": "Acompte"},
    {"due": "delivery", "share": "percent", "value": "40", "due_on": None, "label": ""},
    {"due": "acceptance", "share": "percent", "value": "30", "due_on": None, "label": "Solde"},
]


def offered(company, *lines, schedule=USUAL):
    """A draft with a schedule, sent; its id."""
    do = company.by()
    quote = quoting.draft_quote(do, customer_id=company.customer()).quote_id
    quoting.add_lines(company.by(), quote_id=quote, lines=lines)
    now = company.quote(quote)
    quoting.change_quote(
        company.by(), quote_id=quote, revision=now.revision, changes={"schedule": schedule}
    )
    return quote


def sent(company, quote):
    do = company.by()
    quoting.send_quote(do, quote_id=quote)
    company.links[quote] = do.answer
    return quote


def documents(company, order):
    return [i for i in company.issued() if i.order_id == order]


@pytest.mark.capability("S1-46", screen=TERMS, api=API)
def test_thirty_percent_at_the_signature_forty_at_delivery_the_rest_at_the_acceptance(company):
    quote = sent(company, offered(company, line("ARM-X", 2), line("DOC", 3), line("SENS-T", 5)))
    offer = company.quote(quote)
    told = planning.planned(offer)
    assert sum(p.gross_minor for p in told) == company.quote(quote).one_off_minor + sum(
        p.vat_minor for p in told
    )
    pdf = text_of(someone(company).client.get(f"/quoting/{quote}/pdf").content)
    says(pdf, "Acompte", "à la signature", "à la livraison", "à la réception des travaux")
    seen = words(someone(company).client.get(f"/q/{company.links[quote]}/").content.decode())
    says(seen, "Acompte à la signature", "Solde à la réception des travaux")

    order = company.accepts(quote)
    (first,) = documents(company, order)
    assert (first.kind, first.gross_minor) == ("deposit", told[0].gross_minor)
    with pytest.raises(InstallmentsFirst):  # nothing of the balance before the milestone
        invoicing.draft_invoice(company.by(), order_id=order)
    assert invoices.to_invoice(company.entity_id) == []
    company.delivers(order)
    second = next(i for i in documents(company, order) if i.id != first.id)
    assert (second.kind, second.gross_minor) == ("deposit", told[1].gross_minor)
    assert [row.order_id for row in invoices.to_invoice(company.entity_id)] == [order]
    balance = company.invoices(order)
    assert abs(balance.gross_minor - told[2].gross_minor) <= 1
    one_off = sum(p.net_minor for p in told)
    assert sum(i.net_minor for i in documents(company, order)) == one_off
    with pytest.raises(InstallmentInvoiced):
        invoicing.bill_installment(company.by(), order_id=order, number=2)
    with pytest.raises(UnknownInstallment):
        invoicing.bill_installment(company.by(), order_id=order, number=3)
    company.holds()


def test_a_dated_installment_is_invoiced_on_its_day_and_one_by_hand_when_it_is_reached(company):
    rows = [
        {"due": "date", "share": "net", "value": "1000", "due_on": "2026-01-10", "label": ""},
        {"due": "acceptance", "share": "percent", "value": "20", "due_on": None, "label": "Plans"},
        {"due": "delivery", "share": "rest", "value": "0", "due_on": None, "label": ""},
    ]
    quote = sent(company, offered(company, line("ARM-X", 2), schedule=rows))
    order = company.accepts(quote)
    assert documents(company, order) == []
    company.today("2026-01-12")
    (first,) = documents(company, order)
    assert first.net_minor == 1_000_00
    company.today("2026-01-13")
    assert len(documents(company, order)) == 1
    clerk, at = someone(company, Role.BILLING), "/invoicing/to-invoice/"
    says(clerk.page(at), "Plans 2/3", "at the acceptance of the works", "€1,180.00", "Reached")
    assert "Reached" not in someone(company, Role.SALES).page(at)
    (told,) = program(company).get("/invoice-milestones")["items"]
    assert (told["due"], told["number"], told["net"]["amount"]) == ("acceptance", 2, "1180.00")
    reached = {"verb": "reached", "order": str(order), "number": "2"}
    assert clerk.client.post(at, reached).status_code == 302
    again = clerk.client.post(at, reached)
    assert again.status_code == 422 and "already invoiced" in again.content.decode()
    assert invoices.milestones(company.entity_id) == []
    assert sorted(i.net_minor for i in documents(company, order)) == [1_000_00, 1_180_00]
    company.delivers(order)
    assert company.invoices(order).net_minor == 2 * 2950_00 - 2_180_00
    company.holds()


def test_a_schedule_that_does_not_fit_is_refused_and_the_draft_stays(company):
    quote = offered(company, line("ARM-X", 1), schedule=[])
    now = company.quote(quote)

    def refused(error, schedule, **more):
        with pytest.raises(error):
            quoting.change_quote(
                company.by(), quote_id=quote, revision=now.revision,
                changes={"schedule": schedule, **more},
            )  # fmt: skip
        assert company.quote(quote) == now

    refused(core.ScheduleSum, USUAL[:2])
    refused(core.ScheduleSum, [*USUAL, USUAL[0]])
    refused(core.BadInstallment, [{**USUAL[0], "value": "-30"}])
    refused(quoting.DepositTwice, USUAL, deposit_percent=Decimal(30))
    dear = [{**USUAL[0], "share": "net", "value": "9000"}, {**USUAL[2], "share": "rest"}]
    quoting.change_quote(
        company.by(), quote_id=quote, revision=now.revision, changes={"schedule": dear}
    )
    with pytest.raises(core.ScheduleSum) as error:
        quoting.send_quote(company.by(), quote_id=quote)
    assert error.value.facts["found"] == "9000.00"
    assert company.quote(quote).state == "draft"


@pytest.mark.capability("S1-46", screen=TERMS, api=API)
def test_the_schedule_is_typed_one_installment_per_line(company):
    quote = offered(company, line("ARM-X", 2), schedule=[])
    rep, at = someone(company), f"/quoting/{quote}/terms"
    page = rep.client.get(at).content.decode()
    assert "Payment schedule" in page
    now = company.quote(quote)
    form = {
        "title": "", "valid_until": now.valid_until.isoformat(), "term_months": "12", "language": "fr",
        "revision": str(now.revision), "schedule": "30 % signature Acompte\n1000 2026-03-01\nrest delivery",
    }  # fmt: skip
    wrong = rep.client.post(at, {**form, "schedule": "30 % someday"})
    assert (
        wrong.status_code == 422
        and "signature, delivery, acceptance or a date" in wrong.content.decode()
    )
    assert rep.client.post(at, form).status_code == 302
    rows = company.quote(quote).schedule
    assert [(r["due"], r["share"], r["value"], r["label"]) for r in rows] == [
        ("signature", "percent", "30", "Acompte"), ("date", "net", "1000", ""), ("delivery", "rest", "0", ""),
    ]  # fmt: skip
    assert orders.order_of_quote(quote) is None
