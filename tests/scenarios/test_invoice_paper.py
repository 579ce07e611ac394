"""What the invoice says: everything the quote promised, as a formal request to pay."""

from __future__ import annotations

from decimal import Decimal

import pytest

from comptoir.demo import playing
from comptoir.kernel.ids import show_id
from comptoir.records.parties import actions as parties
from comptoir.stages.invoicing import queries as invoices
from comptoir.stages.quoting import actions as quoting
from tests.records.parties.test_pages import form_data
from tests.scenarios.doors import program, says, someone, text_of
from tests.scenarios.house import line

PDF, PDF_API = "/invoicing/{invoice_id}/pdf", "GET /api/v1/invoices/{invoice_id}/pdf"


def paper(company, invoice_id, lang: str = "fr") -> str:
    """The words of an invoice's PDF."""
    pdf = someone(company).client.get(f"/invoicing/{invoice_id}/pdf", {"lang": lang}).content
    return " ".join(text_of(pdf).replace("\u202f", " ").split())


@pytest.mark.capability("S2-33", screen=PDF, api=PDF_API)
def test_the_invoice_repeats_every_element_of_the_quote_with_its_discounts_and_terms(company):
    quote = playing.offered(
        company.entity_id, company.customer(),
        [
            line("ARM-X", 2, percent=10),
            quoting.LineIn(
                sku="CAB-50", quantity=Decimal(4), discount_kind="amount",
                discount_value=Decimal(22),
            ),
            line("DOC", 3),
        ],
    )  # fmt: skip
    five = {"discount_kind": "percent", "discount_value": Decimal(5)}
    revision = company.quote(quote).revision
    quoting.change_quote(company.by(), quote_id=quote, revision=revision, changes=five)
    company.links[quote] = playing.sent(company.entity_id, quote)
    order = company.accepts(quote)
    company.delivers(order)
    invoice, promised = company.invoices(order), company.quote(quote)
    said = paper(company, invoice.id)
    for x in promised.lines:
        says(said, x.sku, x.description)
    says(
        said, "2 2 950,00 € 10 % 20 % 5 044,50 €", "4 322,00 € −22,00 € 20 % 1 140,00 €",
        "3 22,00 € 5,5 % 62,70 €", "part de la remise globale", "−265,50 €", "−60,00 €", "−3,30 €",
        "Total HT 6 247,20 €", "15 février 2026",
    )  # fmt: skip
    assert (invoice.net_minor, invoice.vat_minor) == (promised.net_minor, promised.vat_minor)
    assert (invoice.terms_kind, invoice.terms_days) == (promised.terms_kind, promised.terms_days)
    sent = someone(company).client.get(f"/quoting/{quote}/pdf").content
    says(" ".join(text_of(sent).split()), "−265,50 €", "−22,00 €")  # as the quote said it


@pytest.mark.capability("S3-29", screen=PDF, api=PDF_API)
def test_it_is_a_formal_request_for_payment_under_the_law(company):
    order = company.accepts(company.quotes(company.customer(), line("ARM-X", 2, percent=10)))
    company.delivers(order)
    invoice = company.invoices(order)
    said = paper(company, invoice.id)
    says(
        said, "Facture F-2026-0001", "SIREN 812345676", "N° TVA FR19812345676", "SIREN 902456789",
        "ARM-X", "10 %", "5 310,00 €", "1 062,00 €", "NET À PAYER 6 372,00 €", "15 février 2026",
        "FR7630006000011234567890189", "40 €", "12,15 %",
    )  # fmt: skip
    says(paper(company, invoice.id, "en"), "Invoice F-2026-0001", "15 February 2026")
    again = someone(company).client.get(f"/invoicing/{invoice.id}/pdf").content
    assert again == someone(company).client.get(f"/invoicing/{invoice.id}/pdf").content


@pytest.mark.capability("S3-29", screen="/parties/company", api="PATCH /api/v1/company")
def test_it_names_the_fiscal_representative_and_the_vat_group_from_when_they_are_known(company):
    order = company.accepts(company.quotes(company.customer(), line("ARM-X", 2)))
    company.delivers(order, ARM_X=1)
    before = company.invoices(order)
    old = paper(company, before.id)
    program(company).patch(
        "/company",
        {"representative_name": "Fisc & Cie", "representative_address": "1 rue de la Paix, 75002 Paris",
         "representative_vat": "FR 44 732829320"},
    )  # fmt: skip
    client, page = someone(company).client, "/parties/company"
    group = {
        "vat_group_name": "Groupe Lumen", "vat_group_address": "2 quai Perrache, 69002 Lyon",
        "vat_group_vat": "FR19812345676",
    }  # fmt: skip
    assert client.post(page, {**form_data(client.get(page)), **group}).status_code == 302
    company.delivers(order)
    invoice = company.invoices(order)
    says(
        paper(company, invoice.id),
        "Représentant fiscal : Fisc & Cie, 1 rue de la Paix, 75002 Paris, N° TVA FR44732829320",
        "Membre d’un assujetti unique : Groupe Lumen, 2 quai Perrache, 69002 Lyon, N° TVA FR19812345676",
    )
    says(
        paper(company, invoice.id, "en"),
        "Fiscal representative: Fisc & Cie, 1 rue de la Paix, 75002 Paris, VAT no. FR44732829320",
        "Membre d’un assujetti unique (member of a VAT group): Groupe Lumen, 2 quai Perrache, 69002 Lyon",
    )
    assert paper(company, before.id) == old, "an issued invoice keeps what it printed"
    parties.change_entity(company.by(), changes=dict.fromkeys(group, ""))
    says(paper(company, invoice.id), "Membre d’un assujetti unique")
    half = {**form_data(client.get(page)), "vat_group_name": "Groupe Lumen"}
    says(
        client.post(page, half).content.decode(),
        "An invoice names a fiscal representative or a VAT",
    )


@pytest.mark.capability(
    "S1-41", screen="/taxes/{decision_id}", api="GET /api/v1/vat-decisions/{decision_id}"
)
def test_each_rate_and_each_exemption_says_its_legal_reason(company):
    german = company.customer(8)
    swiss = parties.create_customer(
        company.by(), name="Uhren AG", country="CH",
        billing={"street": "Bahnhofstrasse", "postcode": "8001", "town": "Zürich", "country": "CH"},
    ).customer_id  # fmt: skip
    desk, api = someone(company), program(company)
    cases = [
        (company.customer(), [line("ARM-X"), line("DOC")], ["20", "5.5"], "CGI"),
        (german, [line("ARM-X")], ["0"], "262 ter"),
        (german, [line("INST")], ["0"], "283"),
        (swiss, [line("ARM-X")], ["0"], "262"),
    ]
    for customer, lines, rates, law in cases:
        quote = company.quote(company.quotes(customer, *lines))
        assert [f"{x.vat_rate.normalize():f}" for x in quote.lines] == rates
        for sold in quote.lines:
            told = api.get(f"/vat-decisions/{show_id('vat', sold.decision_id)}")
            assert law in str(told), told
            says(desk.page(f"/taxes/{sold.decision_id}"), law)
    order = company.accepts(company.quotes(german, line("ARM-X")))
    company.delivers(order)
    says(paper(company, company.invoices(order).id), "262 ter")
    assert invoices.states(company.entity_id) == {"issued": 1}
