"""Each row of docs/policy/invoice-mentions.md: the sentence it prints, what its absence says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from comptoir.platform.documents.mention_words import ASKS, EXEMPTIONS, WORDS
from comptoir.platform.documents.mentions import (
    InvoiceFacts,
    Operation,
    VatUse,
    exemption_text,
    identity,
    legal_mentions,
    missing_mentions,
)
from tests.platform.mention_samples import BUYER, SELLER, facts


def texts(given: InvoiceFacts) -> dict[str, str]:
    return {m.key: m.text for m in legal_mentions(given)}


def lacks(given: InvoiceFacts) -> list[str]:
    return [m.field for m in missing_mentions(given)]


def test_a_complete_invoice_has_these_mentions_in_this_order() -> None:
    assert [(m.key, m.text) for m in legal_mentions(facts())] == [
        ("identity", "Ateliers Morvan, SAS au capital de 50\u202f000\u00a0€, "
                     "732 829 320 RCS Nevers, N° TVA FR44 732829320"),
        ("operation", "Catégorie de l’opération : livraison de biens et prestation de services"),
        ("vat_on_debits", "Option pour le paiement de la taxe d’après les débits"),
        ("due", "Date d’échéance : 12 mai 2027"),
        ("penalty", "En cas de retard de paiement, pénalités au taux annuel de 12,15\u00a0%, "
                    "exigibles sans rappel dès le lendemain de l’échéance "
                    "(art. L441-10 du code de commerce)"),
        ("indemnity", "Indemnité forfaitaire pour frais de recouvrement en cas de retard de "
                      "paiement : 40\u00a0€ (art. D441-5 du code de commerce)"),
        ("discount", "Pas d’escompte pour paiement anticipé"),
    ]  # fmt: skip
    assert missing_mentions(facts()) == []


def test_the_same_mentions_in_english() -> None:
    assert [m.text for m in legal_mentions(facts(lang="en"))][1:] == [
        "Category of operation: supply of goods and services",
        "Option pour le paiement de la taxe d’après les débits (VAT due on invoicing)",
        "Payment due: 12 May 2027",
        "Late payment: penalties at 12.15% a year, due without reminder from the day after the "
        "due date (art. L441-10 of the French Commercial Code)",
        "Fixed compensation for recovery costs in case of late payment: €40 "
        "(art. D441-5 of the French Commercial Code)",
        "No discount for early payment",
    ]


def test_a_sole_trader_prints_ei_and_needs_no_capital() -> None:
    trader = replace(SELLER, company=False, legal_form="", capital="", rcs_city="")
    assert identity(trader, "fr") == (
        "Ateliers Morvan, Entrepreneur individuel (EI), SIREN 732 829 320, N° TVA FR44 732829320"
    )
    assert lacks(facts(seller=trader)) == []


@pytest.mark.parametrize(
    ("operation", "fr", "en"),
    [
        (Operation.GOODS, "livraison de biens", "supply of goods"),
        (Operation.SERVICES, "prestation de services", "supply of services"),
        (Operation.BOTH, "livraison de biens et prestation de services",
         "supply of goods and services"),
    ],
)  # fmt: skip
def test_the_category_of_the_operation_is_said(operation: Operation, fr: str, en: str) -> None:
    assert texts(facts(operation=operation))["operation"].endswith(f": {fr}")
    assert texts(facts(operation=operation, lang="en"))["operation"].endswith(f": {en}")


@pytest.mark.parametrize(
    ("use", "fr"),
    [
        (VatUse(category="E", reason="VATEX-FR-FRANCHISE"),
         "TVA non applicable, art. 293 B du CGI"),
        (VatUse(category="K"),
         "Exonération de TVA, art. 262 ter, I du CGI (livraison intracommunautaire)"),
        (VatUse(category="G"), "Exonération de TVA, art. 262, I du CGI (exportation)"),
        (VatUse(category="AE"),
         "Autoliquidation (art. 283, 2 du CGI ; art. 196 de la directive 2006/112/CE)"),
        (VatUse(category="AE", reason="VATEX-FR-AE"), "Autoliquidation (art. 283 du CGI)"),
        (VatUse(category="E", reason="VATEX-FR-CGI261-4"),
         "Exonération de TVA, art. 261, 4 du CGI"),
        (VatUse(category="E", reason="VATEX-FR-CGI275"), "Exonération de TVA, art. 275 du CGI"),
        (VatUse(category="E", reason="VATEX-FR-CGI295"), "Exonération de TVA, art. 295 du CGI"),
        (VatUse(category="E", reason="VATEX-FR-298SEXDECIESA"),
         "Exonération de TVA, art. 298 sexdecies A du CGI (or d’investissement)"),
        (VatUse(category="E", reason="VATEX-EU-D"), "Régime particulier – Agences de voyages"),
        (VatUse(category="E", reason="VATEX-EU-F"), "Régime particulier – Biens d’occasion"),
        (VatUse(category="E", reason="VATEX-EU-I"), "Régime particulier – Objets d’art"),
        (VatUse(category="E", reason="VATEX-EU-J"),
         "Régime particulier – Objets de collection et d’antiquité"),
    ],
)  # fmt: skip
def test_an_exemption_names_its_provision(use: VatUse, fr: str) -> None:
    assert exemption_text(use, "fr") == fr
    assert texts(facts(vat=(VatUse(category="S"), use)))["exemption"] == fr
    english = exemption_text(use, "en")
    assert english
    assert english != fr
    kept = "Autoliquidation", "Régime particulier"
    assert all(word in english for word in kept if fr.startswith(word))


def test_other_mentions_follow_their_facts() -> None:
    group = replace(
        SELLER, representative="Fiscalis SARL, Lyon, FR12", single_taxable_person="Groupe M, FR99"
    )
    said = texts(facts(seller=group, self_billed=True, early_discount="1 % sous 8 jours"))
    assert said["self_billed"] == "Autofacturation"
    assert said["representative"] == "Représentant fiscal : Fiscalis SARL, Lyon, FR12"
    assert said["single_taxable_person"] == "Membre d’un assujetti unique : Groupe M, FR99"
    assert said["discount"] == "Escompte pour paiement anticipé : 1 % sous 8 jours"
    english = texts(facts(lang="en", seller=group, self_billed=True, early_discount="1%"))
    assert english["self_billed"] == "Autofacturation (self-billing)"
    assert english["discount"] == "Discount for early payment: 1%"
    assert english["representative"].startswith("Fiscal representative:")
    assert "Membre d’un assujetti unique" in english["single_taxable_person"]


def test_a_credit_note_names_its_invoice_and_asks_for_no_payment() -> None:
    note = facts(credit_note=True, corrects="F-2027-0001 du 12 avril 2027", due_on="")
    assert texts(note)["corrects"] == "Rectifie la facture F-2027-0001 du 12 avril 2027"
    assert {"due", "penalty", "indemnity", "discount"}.isdisjoint(texts(note))
    assert lacks(note) == []
    assert lacks(facts(credit_note=True)) == ["corrects"]


def test_a_consumer_is_not_threatened_with_business_penalties() -> None:
    consumer = facts(
        buyer=replace(BUYER, business=False, siren=""), penalty_rate="", early_discount=None
    )
    assert {"penalty", "indemnity", "discount"}.isdisjoint(texts(consumer))
    assert lacks(consumer) == []


@pytest.mark.parametrize(
    ("given", "field", "article"),
    [
        (facts(seller=replace(SELLER, name="")), "seller.name", "242 nonies A, I, 1°"),
        (facts(seller=replace(SELLER, address="")), "seller.address", "242 nonies A, I, 1°"),
        (facts(seller=replace(SELLER, siren="")), "seller.siren", "242 nonies A, I, 1°"),
        (facts(seller=replace(SELLER, vat_number="")), "seller.vat_number", "A, I, 2°"),
        (facts(seller=replace(SELLER, legal_form="")), "seller.legal_form", "R123-238"),
        (facts(seller=replace(SELLER, capital="")), "seller.capital", "R123-238"),
        (facts(seller=replace(SELLER, rcs_city="")), "seller.rcs_city", "R123-237"),
        (facts(buyer=replace(BUYER, name="")), "buyer.name", "A, I, 1°"),
        (facts(buyer=replace(BUYER, address="")), "buyer.address", "A, I, 1°"),
        (facts(buyer=replace(BUYER, siren="")), "buyer.siren", "A, I, 1°"),
        (facts(vat=(VatUse(category="K"),)), "buyer.vat_number", "3° et 4°"),
        (facts(vat=(VatUse(category="AE"),)), "buyer.vat_number", "3° et 4°"),
        (facts(number=""), "number", "A, I, 7°"),
        (facts(issued_on=""), "issued_on", "A, I, 6°"),
        (facts(lines_complete=False), "lines", "A, I, 8°"),
        (facts(supply_differs=True), "supplied_on", "A, I, 10°"),
        (facts(operation=None), "operation", "242 nonies A"),
        (facts(place_differs=True), "delivery_address", "242 nonies A"),
        (facts(vat=()), "vat", "A, I, 11°"),
        (facts(vat=(VatUse(category="E"),)), "exemptions", "A, I, 12°"),
        (facts(vat=(VatUse(category="E", reason="VATEX-XX"),)), "exemptions", "A, I, 12°"),
        (facts(due_on=""), "due_on", "L441-9"),
        (facts(penalty_rate=""), "penalty_rate", "L441-10"),
        (facts(early_discount=None), "early_discount", "L441-9"),
    ],
)  # fmt: skip
def test_what_is_missing_is_named_with_its_article(
    given: InvoiceFacts, field: str, article: str
) -> None:
    found = {m.field: m.asks for m in missing_mentions(given)}
    assert article in found[field]
    assert set(found) - {field} <= {"seller.vat_number"}


def test_a_small_business_under_the_franchise_needs_no_vat_number() -> None:
    small = facts(
        seller=replace(SELLER, vat_number=""),
        vat=(VatUse(category="E", reason="VATEX-FR-FRANCHISE"),),
    )
    assert lacks(small) == []
    assert "TVA FR" not in texts(small)["identity"]


def test_services_delivered_elsewhere_ask_no_delivery_address() -> None:
    assert lacks(facts(place_differs=True, operation=Operation.SERVICES)) == []
    assert lacks(facts(buyer=replace(BUYER, country="DE", siren=""))) == []


def test_every_sentence_exists_in_both_languages() -> None:
    for words in (*WORDS.values(), *EXEMPTIONS.values(), *ASKS.values()):
        assert all(words)
        assert len(words) == 2
