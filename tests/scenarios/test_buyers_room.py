"""The buyer's room: a committee reads, asks, proposes, chooses and accepts; the seller follows."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from django.test import Client

from comptoir.pages.portal import actions as room
from comptoir.pages.portal import queries as rooms
from comptoir.platform.roles import Role
from comptoir.stages.contracting import queries as contracts
from comptoir.stages.contracting import signings
from comptoir.stages.ordering import queries as orders
from comptoir.stages.quoting import queries as quotes
from tests.scenarios.doors import Desk, program, says, someone
from tests.scenarios.house import line


@pytest.mark.capability(
    "S3-61", "S2-24", screen="/q/{token}/", api="POST /api/v1/counters/{counter_id}/accept"
)
@pytest.mark.capability(
    "S2-59",
    screen="/q/{token}/options", api="POST /api/v1/signings",
)  # fmt: skip
def test_a_committee_negotiates_chooses_accepts_and_signs_on_one_page(company):
    seller, api = someone(company, Role.SALES), program(company)
    quote_id = company.quotes(
        company.customer(), line("ARM-X", 2, least=D(1), most=D(5)), line("SUP-PRO", 10),
        line("FORM", 2, optional=True), language="en", term_months=12,
    )  # fmt: skip
    do = company.by(Role.SALES)
    room.invite_buyer(
        do, quote_id=quote_id, name="Paul", email="paul@morvan.example", role="decide"
    )
    own, buyer = f"/q/{do.answer}/", Desk(Client())
    assert company.events()[-2:] == ["QuoteSent", "BuyerInvited"]
    # a scanner follows the link: nothing is opened; then Paul moves the pointer
    says(buyer.page(own), "for Paul", "Today", "in all over 12 months")
    company.expects()
    buyer.client.post(own + "seen", {"at": "summary", "summary": "20"})
    company.expects("QuoteOpened")
    assert "Opened once" in seller.page(f"/room/{quote_id}/panel")
    # a question, its answer, a proposal that is taken up as the next version
    buyer.client.post(own + "question", {"place": "ARM-X#1", "text": "In stock?"})
    says(seller.page("/"), "Buyers who wait for an answer 1")
    says(seller.page("/room/"), "ARM-X", "In stock?", "Paul", "Ateliers Morvan")
    assert "Buyers who wait" not in someone(company, Role.BILLING).page("/")
    (asked,) = api.get("/buyers-waiting")["items"]
    assert (asked["kind"], asked["text"], asked["counter_id"]) == ("question", "In stock?", None)
    seller.client.post(f"/room/{quote_id}/answer", {"place": "ARM-X#1", "text": "Yes."})
    assert rooms.waiting(company.entity_id) == []
    says(seller.page("/room/"), "No buyer waits for an answer.")
    says(buyer.page(own), "In stock?", "Yes.")
    buyer.client.post(own + "counter", {"kind": "percent", "percent": "5", "reason": "Third order"})
    company.expects("QuestionAsked", "QuestionAnswered", "CounterMade")
    waits = {w["key"]: w["count"] for w in api.get("/home")["waiting"]}
    assert waits["buyers"] == 1 and rooms.waiting(company.entity_id)[0].text == "Third order"
    counter = rooms.counters(quotes.quote(quote_id).series)[0]
    seller.client.post(f"/room/{quote_id}/take", {"counter": str(counter.id)})
    company.expects("QuoteRevised", "QuoteChanged", "CounterClosed")
    fresh = rooms.counter(counter.id).to_quote_id
    says(buyer.page(own), "A newer version replaces this offer")
    seller.client.post(f"/quoting/{fresh}/send")
    # the same link leads to it; one cabinet more and the training are chosen, seen and accepted once
    pump, _care, training = (li.id for li in quotes.quote(fresh).lines)
    chosen = {f"quantity-{pump}": "3", "option": str(training), "version": str(fresh)}
    page = buyer.client.post(own + "options", chosen).content.decode()
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    yes = {"name": "Paul Morvan", "role": "CEO", "consent": "yes", "seen": seen}
    for _ in range(2):
        assert buyer.client.post(own + "accept", {**chosen, **yes}).status_code == 302
    done = quotes.quote(fresh)
    assert (done.gross_minor, done.lines[0].quantity, done.chosen) == (int(seen), D(3), (training,))
    order = orders.order_of_quote(fresh)
    assert order.gross_minor == done.gross_minor
    # and on to the signature, with the address that the link was sent to
    answer = buyer.client.post(own + "sign")
    assert "/contracting/sign/" in answer["Location"]
    contract = contracts.contract_of_quote(fresh)
    (asked,) = signings.signings_of(contract_id=contract.id)
    assert (asked.state, asked.signers[0].email) == ("open", "paul@morvan.example")
