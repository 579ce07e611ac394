"""Two people do it at the same moment: one deed, one number, and the other reads why."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from comptoir.demo import playing, signing
from comptoir.kernel.errors import NotAllowed
from comptoir.platform import outbox
from comptoir.platform.models import EventRow
from comptoir.stages.collecting import actions as collecting
from comptoir.stages.collecting import queries as cash
from comptoir.stages.collecting.core.allocation import NotOpen, OverAllocation
from comptoir.stages.contracting import actions as contracting
from comptoir.stages.contracting import queries as contracts
from comptoir.stages.contracting import signings
from comptoir.stages.fulfilling import actions as fulfilling
from comptoir.stages.fulfilling import queries as deliveries
from comptoir.stages.fulfilling.core.quantities import OverDelivery
from comptoir.stages.invoicing import actions as invoicing
from comptoir.stages.invoicing import queries as invoices
from comptoir.stages.ordering import queries as orders
from comptoir.stages.quoting import actions as quoting
from tests.api.driving import call, make_key
from tests.scenarios.house import Company, eur, line
from tests.scenarios.racing import at_once, parted

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def company(transactional_db: None) -> Company:
    """The scenarios' company, whose deeds are committed."""
    house = Company(playing.found("RACE", "Course", date(2026, 1, 1))[0])
    house.events()
    return house


def goods_ordered(company: Company, customer_id, quantity: int = 2):
    return company.accepts(company.quotes(customer_id, line("ARM-X", quantity)))


def drafted(company: Company, customer_id):
    order_id = goods_ordered(company, customer_id)
    company.delivers(order_id)
    return invoicing.draft_invoice(company.by(), order_id=order_id).invoice_id


def names(company: Company, name: str) -> int:
    return EventRow.objects.filter(entity_id=company.entity_id, name=name).count()


def test_two_issue_the_same_draft(company: Company):
    draft = drafted(company, company.customer())

    def issue():
        return invoicing.issue_invoice(company.by(), invoice_id=draft)

    won, lost = parted(at_once("invoicing_invoice", issue, issue))
    assert len(won) == 1
    assert [type(e) for e in lost] == [NotAllowed]
    assert lost[0].facts["found"] == "issued"
    assert company.numbers() == {"F-2026": [1]}
    assert names(company, "InvoiceIssued") == names(company, "ItemOpened") == 1
    company.holds()


def test_eight_issue_different_drafts(company: Company):
    customer_id = company.customer()
    drafts = [drafted(company, customer_id) for _ in range(8)]

    def issue(invoice_id):
        return lambda: invoicing.issue_invoice(company.by(), invoice_id=invoice_id)

    won, lost = parted(at_once("platform_counter", *(issue(d) for d in drafts)))
    assert lost == []
    assert len(won) == 8
    assert company.numbers() == {"F-2026": [1, 2, 3, 4, 5, 6, 7, 8]}
    by_number = sorted(company.issued(), key=lambda head: head.number)
    assert all(a.issued_on <= b.issued_on for a, b in pairwise(by_number))
    company.holds()


def test_two_accept_the_same_quote(company: Company):
    quote_id = company.quotes(company.customer(), line("ARM-X", 2), line("SUP-PRO", 5))
    token = company.links[quote_id]

    def sign(name):
        return lambda: quoting.accept_quote(
            company.by(), token=token, name=name, role="Gérante", consent=playing.CONSENT
        )

    won, lost = parted(at_once("quoting_quote", sign("C. Morvan"), sign("A. Le Goff")))
    assert len(won) == 1
    assert [type(e) for e in lost] == [NotAllowed]
    for event in ("QuoteAccepted", "ContractMade", "OrderPlaced", "ServicesStarted"):
        assert names(company, event) == 1, event
    assert contracts.contract_of_quote(quote_id)
    assert orders.order_of_quote(quote_id)
    company.holds()


def test_a_worker_and_the_server_react_to_the_same_event_at_once(
    company: Company, monkeypatch: pytest.MonkeyPatch
):
    quote_id = company.quotes(company.customer(), line("ARM-X", 2), line("SUP-PRO", 5))
    with monkeypatch.context() as crashed:
        crashed.setattr(outbox, "deliver_rows", lambda _rows: None)  # after the commit, before
        quoting.accept_quote(
            company.by(), token=company.links[quote_id], name="C. Morvan", role="Gérante",
            consent=playing.CONSENT,
        )  # fmt: skip
    assert names(company, "ContractMade") == 0
    both = at_once("contracting_contract", outbox.deliver_pending, outbox.deliver_pending)
    assert parted(both)[1] == []
    while outbox.deliver_pending():
        pass
    for event in ("QuoteAccepted", "ContractMade", "OrderPlaced", "ServicesStarted"):
        assert names(company, event) == 1, event
    company.holds()


def test_two_deliver_the_same_line(company: Company):
    order_id = goods_ordered(company, company.customer(), 3)
    arm = playing.by_sku(order_id)["ARM-X"].id

    def deliver():
        return fulfilling.deliver(company.by(), order_id=order_id, lines=[(arm, Decimal(2))])

    won, lost = parted(at_once("ordering_order", deliver, deliver))
    assert len(won) == 1
    assert [type(e) for e in lost] == [OverDelivery]
    assert deliveries.delivered([order_id])[arm].delivered == Decimal(2)
    company.holds()


def test_two_settle_the_same_invoice(company: Company):
    invoice = company.invoices(_delivered(company))

    def pay():
        return collecting.receive_payment(
            company.by(), customer_id=invoice.customer_id, amount_minor=invoice.gross_minor,
            currency="EUR", received_on=date(2026, 1, 1),
            allocations=[(invoice.id, invoice.gross_minor)],
        )  # fmt: skip

    won, lost = parted(at_once("collecting_open_item", pay, pay))
    assert len(won) == 1
    assert len(lost) == 1
    assert isinstance(lost[0], OverAllocation | NotOpen), lost
    assert cash.items([invoice.id])[invoice.id].open_minor == 0
    assert company.balance("receivable") == eur("0.00")
    assert company.balance("bank").minor == invoice.gross_minor
    assert names(company, "InvoicePaid") == 1
    company.holds()


def _delivered(company: Company):
    order_id = goods_ordered(company, company.customer())
    company.delivers(order_id)
    return order_id


def test_two_edit_one_quote(company: Company):
    """The same field: the second reads which, who, and both values. Other fields: both are kept."""
    do = company.by()
    quote_id = quoting.draft_quote(do, customer_id=company.customer(), title="Atelier").quote_id
    quoting.add_lines(company.by(), quote_id=quote_id, lines=[line("ARM-X", 2)])
    seen = company.quote(quote_id).revision

    def change(**changes):
        return lambda: quoting.change_quote(
            company.by(), quote_id=quote_id, revision=seen, changes=changes
        )

    clash = at_once("quoting_quote", change(title="Atelier nord"), change(title="Atelier sud"))
    won, lost = parted(clash)
    assert len(won) == 1
    assert [type(e) for e in lost] == [quoting.StaleEdit]
    kept = company.quote(quote_id).title
    theirs = {"Atelier nord": "Atelier sud", "Atelier sud": "Atelier nord"}
    assert lost[0].field == "title"
    assert lost[0].facts["who"] == do.actor.name
    assert (lost[0].facts["found"], lost[0].facts["expected"]) == (theirs[kept], kept)

    seen = company.quote(quote_id).revision
    both = at_once("quoting_quote", change(note="Livraison à quai"), change(term_months=24))
    assert parted(both)[1] == []
    quote = company.quote(quote_id)
    assert (quote.note, quote.term_months, quote.title) == ("Livraison à quai", 24, kept)


def test_the_same_key_twice_at_once_over_http(company: Company):
    invoice_id = drafted(company, company.customer())
    key = make_key(company.entity_id)

    def post():
        return call("POST", f"/invoices/{invoice_id}/issue", {}, key=key, idempotency_key="once")

    first, second = at_once("invoicing_invoice", post, post)
    assert (first.status_code, second.status_code) == (200, 200), (first.body, second.body)
    assert first.body == second.body
    assert company.numbers() == {"F-2026": [1]}
    assert names(company, "InvoiceIssued") == names(company, "ItemOpened") == 1
    assert invoices.invoice(invoice_id).state == "issued"


def test_one_signature_from_two_browsers_is_given_once_and_sealed_once(company: Company):
    order = orders.order(goods_ordered(company, company.customer()))
    request = signings.signing(signing.asked(company.entity_id, order.contract_id))
    signing.complete(request.id, but_last=True)
    last = signings.signing(request.id).signers[-1]
    proof = signing.proved(company.entity_id, last.id)

    def sign():
        return contracting.sign_document(
            company.by(), signer_id=last.id, link=1, proof=proof, method="typed", mark=last.name,
            picture=b"", consent="I agree", seen=signing.SEEN,
        )  # fmt: skip

    won, refused = parted(at_once("contracting_signing", sign, sign))
    assert [event.complete for event in won] == [True]
    assert [type(error) for error in refused] == [contracting.NotYourTurn]
    assert names(company, "DocumentSigned") == 2
    assert names(company, "SigningSealed") == 1
    assert signings.signing(request.id).state == "sealed"
