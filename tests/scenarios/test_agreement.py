"""The agreement: made by the customer's yes, under known terms, provable, negotiated, extended, ended."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from comptoir.demo import playing
from comptoir.platform.history import history
from comptoir.platform.roles import Role
from comptoir.stages.contracting import actions as contracting
from comptoir.stages.contracting import queries as contracts
from comptoir.stages.contracting import standard_terms
from comptoir.stages.ordering import queries as orders
from comptoir.stages.quoting import actions as quoting
from comptoir.stages.quoting.conditions import conditions
from comptoir.stages.quoting.models import Quote
from comptoir.stages.renewing import queries as renewals
from comptoir.stages.subscribing import queries as services
from tests.scenarios.deals import wish
from tests.scenarios.doors import program, says, show_id, someone, text_of
from tests.scenarios.house import eur, line

SHOW, CONTRACT = "/contracting/{contract_id}", "GET /api/v1/contracts/{contract_id}"
PROOF = "GET /api/v1/contracts/{contract_id}/proof"
TERMS, TERMS_API = "/contracting/terms/new", "POST /api/v1/general-terms"


def signed(company, *lines, customer=None):
    """A contract by its order: ten seats for a year unless said otherwise."""
    customer = customer or company.customer()
    order = company.accepts(company.quotes(customer, *(lines or (line("SUP-PRO", 10),))))
    return contracts.contract(orders.order(order).contract_id)


@pytest.mark.capability(
    "S1-10", screen="/q/{token}/accept", api="POST /api/v1/offers/{token}/accept"
)
def test_the_customers_yes_makes_the_contract_and_starts_the_subscription(company):
    quote = company.quotes(company.customer(), line("SUP-PRO", 10))
    company.events()
    link = f"/q/{company.links[quote]}/"
    yes = {"name": "Catherine Morvan", "role": "Présidente", "consent": "yes"}
    assert Client().post(link + "accept", yes).status_code == 302
    company.expects(
        "QuoteAccepted", "SellerTold", "ContractMade", "OrderPlaced", "ServicesStarted",
        "PeriodsCharged", "ObligationsOpened", "InvoiceIssued", "ItemOpened",
    )  # fmt: skip
    contract = contracts.contract_of_quote(quote)
    assert (contract.state, contract.ends_on) == ("active", date(2027, 1, 1))
    assert services.mrr(company.entity_id, date(2026, 1, 1)) == {"EUR": eur("360.00").minor}
    company.holds()


@pytest.mark.capability("S1-30", screen=SHOW, api=PROOF)
@pytest.mark.capability(
    "S2-26", "S2-27", screen="/contracting/{contract_id}/pdf",
    api="GET /api/v1/contracts/{contract_id}/pdf",
)  # fmt: skip
def test_the_contract_states_every_element_and_term_and_proves_that_nobody_touched_it(company):
    contract = signed(company, line("SUP-PRO", 10, percent=10), line("ARM-X", 2))
    desk, api = someone(company), program(company)
    said = text_of(desk.client.get(f"/contracting/{contract.id}/pdf").content).replace("\xa0", " ")
    said = " ".join(said.replace("\u202f", " ").split())
    says(said, contract.number, "Supervision Pro", "ARM-X", "10 %", "5 900,00", "C. Morvan")
    for title in ("Réserve de propriété", "Droit applicable"):
        assert title in said, title
    proof = api.get(f"/contracts/{show_id('ctr', contract.id)}/proof")
    assert proof["intact"] is True
    says(desk.page(f"/contracting/{contract.id}"), "Unchanged since signature")
    assert contract.sha256 in desk.raw(f"/contracting/{contract.id}")
    order = orders.order_of_quote(contract.quote_id)
    assert order.contract_id == contract.id  # the transaction runs under it
    assert order.net_minor == contract.net_minor


@pytest.mark.capability("S2-41", screen=TERMS, api=TERMS_API)
def test_each_contract_keeps_the_general_terms_of_its_day(company):
    first = signed(company)
    words = standard_terms.words()
    words["text_en"] = words["text_en"] + "\n\n99. Deliveries\n\nDeliveries are made on Mondays."
    words["text_fr"] = words["text_fr"] + "\n\n99. Livraisons\n\nLes livraisons ont lieu le lundi."
    told = program(company).post("/general-terms", words)
    assert told["version"] == 2
    second = signed(company, customer=company.customer(1))
    old, new = contracts.terms(first.terms_id), contracts.terms(second.terms_id)
    assert (old.version, new.version) == (1, 2)
    assert old.sha256 != new.sha256
    desk = someone(company)
    assert "lundi" not in desk.page(f"/contracting/{first.id}")
    assert "lundi" in desk.page(f"/contracting/{second.id}")


def test_general_terms_published_between_the_offer_and_the_yes_do_not_bind(company):
    """The customer says yes to the words that were sent, not to newer ones that nobody showed."""
    sent = company.quotes(company.customer(), line("ARM-X", 1))
    words = standard_terms.words()
    words["text_en"] += "\n\n99. Deliveries\n\nDeliveries are made on Mondays."
    words["text_fr"] += "\n\n99. Livraisons\n\nLes livraisons ont lieu le lundi."
    api = program(company)
    assert api.post("/general-terms", words)["version"] == 2
    quote = company.quote(sent)
    first = contracts.terms(quote.general_terms_id)
    assert first.version == 1
    assert "version 1" in " ".join(conditions(quote, "en"))
    with pytest.raises(DatabaseError), transaction.atomic():
        Quote.objects.filter(pk=sent).update(offered={"general_terms": None})
    company.accepts(sent)
    made = contracts.contract_of_quote(sent)
    assert made.terms_id == first.id
    assert contracts.verify(made.id).intact
    told = api.get(f"/quotes/{show_id('quo', sent)}")["general_terms_id"]
    assert told == show_id("gts", first.id)

    later = quoting.revise_quote(
        company.by(), quote_id=company.quotes(company.customer(1), line("ARM-X"))
    )
    assert company.quote(later.quote_id).general_terms_id is None  # a draft keeps none yet
    playing.sent(company.entity_id, later.quote_id)
    assert contracts.terms(company.quote(later.quote_id).general_terms_id).version == 2


@pytest.mark.capability("S2-29", screen="/contracting/", api="GET /api/v1/contracts")
def test_the_status_of_every_contract_is_seen_at_any_time(company):
    running = signed(company)
    stopped = signed(company, customer=company.customer(1))
    contracting.end_contract(company.by(), contract_id=stopped.id, reason="Moved abroad")
    desk, api = someone(company, Role.SALES), program(company, Role.SALES)
    states = {c["number"]: c["state"] for c in api.get("/contracts")["items"]}
    assert states == {running.number: "active", stopped.number: "terminated"}
    says(desk.page("/contracting/"), f"{running.number} Ateliers Morvan Active")
    company.today("2027-01-02")
    states = {c["number"]: c["state"] for c in api.get("/contracts")["items"]}
    assert states == {running.number: "ended", stopped.number: "terminated"}


@pytest.mark.capability(
    "S1-29", screen="/quoting/{quote_id}/revise", api="POST /api/v1/quotes/{quote_id}/revise"
)
@pytest.mark.capability("S3-06", screen=SHOW, api=CONTRACT)
def test_a_contract_is_negotiated_over_versions_made_before_its_order_and_extended(company):
    first = company.quotes(company.customer(), line("SUP-PRO", 10))
    second = quoting.revise_quote(company.by(), quote_id=first).quote_id
    (seats,) = company.quote(second).lines
    quoting.change_line(
        company.by(), quote_id=second, line_id=seats.id, revision=seats.revision,
        changes={"discount_kind": "percent", "discount_value": Decimal(15)},
    )  # fmt: skip
    company.links[second] = playing.sent(company.entity_id, second)
    company.events()
    order = orders.order(company.accepts(second))
    assert company.events()[:3] == ["QuoteAccepted", "ContractMade", "OrderPlaced"]
    contract = contracts.contract(order.contract_id)
    assert [company.quote(q).state for q in (first, second)] == ["superseded", "accepted"]
    assert contract.quote_id == second

    company.today("2026-09-10")
    renewal = company.quote(renewals.renewal_of(contract.id).quote_id)
    assert renewal.mrr_minor == eur("306.00").minor  # the agreed price, not the list's
    company.links[renewal.id] = playing.sent(company.entity_id, renewal.id)
    company.accepts(renewal.id)
    extended = contracts.contract_of_quote(renewal.id)
    assert (extended.starts_on, extended.ends_on) == (date(2027, 1, 1), date(2028, 1, 1))
    assert contracts.contract(contract.id).state == "renewed"
    company.holds()


@pytest.mark.capability("S1-80", screen="/data/audit", api="GET /api/v1/events")
def test_every_change_of_a_contract_leaves_who_what_and_when(company):
    contract = signed(company)
    company.today("2026-02-02")
    desk = someone(company, Role.LEGAL)
    answer = desk.sends(
        f"/contracting/{contract.id}/end", reason="Site closed", ends_on="2026-06-30"
    )
    assert answer.status_code == 200
    made, ended, served = sorted(history([contract.id], 10), key=lambda e: e.seq)
    assert (made.name, made.business_on) == ("ContractMade", date(2026, 1, 1))
    assert (ended.name, ended.business_on) == ("ContractEnded", date(2026, 2, 2))
    assert ended.actor.startswith("user:")
    assert ended.changed["state"] == ["active", "terminated"]
    assert (served.name, served.business_on) == ("ServicesTerminated", date(2026, 2, 2))
    told = program(company, Role.AUDITOR).get(f"/events?object={contract.number}")["items"]
    assert [e["name"] for e in told] == ["ServicesTerminated", "ContractEnded", "ContractMade"]
    log = someone(company, Role.AUDITOR).page("/data/audit", object=contract.number)
    says(log, "2 February 2026" if "2 February 2026" in log else "2026-02-02")


@pytest.mark.capability(
    "S1-52", "S2-15", screen="/orders/{order_id}", api="GET /api/v1/orders/{order_id}/trace"
)
def test_quote_to_cash_from_negotiation_to_payment(company):
    customer = company.customer()
    first = company.quotes(customer, line("ARM-X", 2), opportunity_id=wish(company, customer))
    second = quoting.revise_quote(company.by(), quote_id=first).quote_id
    (sold,) = company.quote(second).lines
    quoting.change_line(
        company.by(), quote_id=second, line_id=sold.id, revision=sold.revision,
        changes={"quantity": Decimal(3)},
    )  # fmt: skip
    company.links[second] = playing.sent(company.entity_id, second)
    company.events()
    order = company.accepts(second)
    company.delivers(order)
    invoice = company.invoices(order)
    company.is_paid(invoice.id)
    company.expects(
        "QuoteAccepted", "ContractMade", "OpportunityWon", "OrderPlaced", "ObligationsOpened",
        "Delivered", "RevenueRecognized", "InvoiceDrafted", "InvoiceIssued", "ItemOpened",
        "PaymentReceived", "CashApplied", "InvoicePaid",
    )  # fmt: skip
    assert company.balance("bank") == eur("10620.00")
    told = program(company).get(f"/orders/{show_id('ord', order)}/trace")
    kinds = {d["kind"]: d["state"] for d in told["documents"]}
    assert kinds == {
        "opportunity": "won", "quote": "accepted", "contract": "active", "delivery": "delivered",
        "invoice": "issued", "payment": "received",
    }  # fmt: skip
    company.holds()
