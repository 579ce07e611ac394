"""Essential, Comfort or Complete: one quote, three ways, and the customer takes exactly one."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from django.test import Client

from comptoir.platform.roles import Role
from comptoir.records.approvals.parts import ApprovalNeeded
from comptoir.stages.contracting import queries as contracts
from comptoir.stages.ordering import queries as orders
from comptoir.stages.quoting import actions as quoting
from tests.scenarios.desk_people import drafts, hire, rule, sends, submits
from tests.scenarios.doors import says, someone, text_of, words
from tests.scenarios.house import line

PAGE, API = "/quoting/{quote_id}/alternatives", "POST /api/v1/quotes/{quote_id}/alternatives"


def three_ways(company, rep):
    """Papers for all; one cabinet, or two, or two at 15 % off with installation. Comfort is recommended."""
    quote = drafts(rep, company.customer(), line("DOC", 3))
    for name in ("Essential", "Comfort", "Complete"):
        quoting.add_alternative(rep.do(), quote_id=quote, name=name)
    quoting.change_alternative(rep.do(), quote_id=quote, key="B", recommended=True)
    own = [
        replace(line("ARM-X", 1), alternative="A"),
        replace(line("ARM-X", 2), alternative="B"),
        replace(line("ARM-X", 2, 15), alternative="C"),
        replace(line("INST", 1), alternative="C"),
    ]
    quoting.add_lines(rep.do(), quote_id=quote, lines=own)
    return quote


@pytest.mark.capability("S2-14", "S2-50", "S2-58", screen=PAGE, api=API)
def test_the_customer_takes_one_of_three_alternatives_and_orders_nothing_of_the_others(company):
    rep = hire(company, Role.SALES)
    quote = three_ways(company, rep)
    company.links[quote] = sends(rep, quote)
    answer = someone(company).client.get(f"/quoting/{quote}/pdf")
    pdf = text_of(answer.content)
    says(pdf, "Dans toutes les variantes", "Variante A · Essential", "Variante B · Comfort", "recommandée",
         "Le client retient une variante")  # fmt: skip
    seller = someone(company).page(f"/quoting/{quote}/alternatives")
    says(seller, "A · Essential", "B · Comfort", "C · Complete", "Compared with Comfort, excl. VAT")

    buyer, at = Client(headers={"Accept-Language": "en"}), f"/q/{company.links[quote]}/"
    offer = company.quote(quote)
    essential, comfort, complete = offer.alternatives
    assert comfort.gross_minor == offer.gross_minor
    page = words(buyer.get(at).content.decode())
    says(page, "Choisissez une variante", "Essential", "Comfort recommandée")
    chosen = words(buyer.post(f"{at}options", {"alternative": "C"}).content.decode())
    says(chosen, "variante Complete, pour")
    refused = buyer.post(f"{at}accept", {"alternative": "E", "name": "C. Morvan", "role": "Gérante",
                                         "consent": "yes"})  # fmt: skip
    assert refused.status_code == 422 and company.quote(quote) == offer
    company.events()
    answer = buyer.post(
        f"{at}accept",
        {"alternative": "C", "name": "C. Morvan", "role": "Gérante", "consent": "yes",
         "seen": str(complete.gross_minor)},
    )  # fmt: skip
    assert answer.status_code == 302
    company.expects(
        "QuoteAccepted", "SellerTold", "ContractMade", "OrderPlaced", "ObligationsOpened"
    )

    order = orders.order_of_quote(quote)
    assert (order.net_minor, order.gross_minor) == (complete.net_minor, complete.gross_minor)
    whole = orders.order(order.id)
    cabinet = next(li for li in whole.lines if li.quantity == 2)
    assert len(whole.lines) == 3 and sum(li.net_minor for li in whole.lines) == complete.net_minor
    assert cabinet.net_minor == 2 * 2950_00 * 85 // 100
    contract = contracts.contract_of_quote(quote)
    assert contract.net_minor == complete.net_minor and essential.net_minor < contract.net_minor
    company.delivers(order.id)
    invoice = company.invoices(order.id)
    assert invoice.gross_minor == complete.gross_minor
    company.holds()


@pytest.mark.capability("S1-09", "S1-24", screen=PAGE, api="POST /api/v1/quotes/{quote_id}/submit")
def test_an_approval_covers_every_alternative_that_the_customer_could_take(company):
    rule(company, ("discount", "above", "10"), name="Discount")
    rep, manager = hire(company, Role.SALES), hire(company, Role.SALES_MANAGER)
    quote = three_ways(company, rep)
    with pytest.raises(
        ApprovalNeeded
    ):  # Complete is 15 % off its cabinets, and nobody recommends it
        sends(rep, quote)
    request = submits(rep, quote)
    manager.approves(request)
    # Essential gets a deeper discount than what was approved: the yes does not cover it
    first = next(li for li in company.quote(quote).lines if li.alternative == "A")
    quoting.change_line(
        rep.do(), quote_id=quote, line_id=first.id, revision=first.revision,
        changes={"discount_kind": "percent", "discount_value": Decimal(40)},
    )  # fmt: skip
    with pytest.raises(ApprovalNeeded):
        sends(rep, quote)
    quoting.remove_alternative(rep.do(), quote_id=quote, key="A", lines="remove")
    manager.approves(submits(rep, quote))
    sends(rep, quote)
    assert company.quote(quote).state == "sent"
