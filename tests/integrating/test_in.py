"""What another system tells is applied here once, through the real actions, or says what is missing."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.test import Client

from comptoir.demo import playing
from comptoir.integrating import asking, taking, telling
from comptoir.integrating.core.objects import (
    Address,
    Customer,
    Deal,
    Document,
    Kind,
    Line,
    Payment,
    Settled,
    Sort,
)
from comptoir.integrating.models import Cursor, Incoming, Link, Outgoing
from comptoir.kernel.money import Money
from comptoir.platform import clock
from comptoir.platform.models import EventRow
from comptoir.records.parties import queries as parties
from comptoir.stages.collecting import queries as collecting
from comptoir.stages.ordering import queries as ordering
from comptoir.stages.prospecting import queries as prospecting
from comptoir.stages.quoting import queries as quoting
from tests import world
from tests.integrating.fake import answering
from tests.integrating.test_out import connect
from tests.scenarios.deals import wish
from tests.scenarios.house import Company, line

pytestmark = pytest.mark.django_db
PARIS = Address("10 rue de Rivoli", "75004", "Paris", "FR")


def eur(text):
    return Money(int(D(text) * 100), "EUR")


@pytest.fixture
def there():
    with answering() as memory:
        yield memory


@pytest.fixture
def here():
    return world.make_entity()


@pytest.fixture
def company(db):
    """With the demo's products and prices."""
    entity_id, _book = playing.found("SCENE", "Scène", date(2026, 1, 1))
    return Company(entity_id)


def deal(**over):
    fields = {
        "title": "Pumps", "customer": "c1", "amount": eur("5900.00"), "probability": 60, "stage": "talks",
        "lines": (Line("ARM-X", D(2), unit_price=D("2950")),),
    }  # fmt: skip
    return Deal(**{**fields, **over})


def won(**over):
    return deal(probability=100, stage="closedwon", won=True, **over)


def told(row):
    return [(i.kind, i.state) for i in Incoming.objects.filter(connection=row).order_by("id")]


def later(seconds):
    return clock.instant() + timedelta(seconds=seconds)


def events(name):
    return EventRow.objects.filter(name=name).count()


def test_a_customer_is_found_by_its_number_and_never_by_its_name(here, there):
    row = connect(here)
    known = world.make_customer(here, name="Menuiserie Chabert", siren="732829320")
    there.put(
        Kind.CUSTOMER, "c1", Customer("Chabert SAS", registration="732 829 320", billing=PARIS)
    )
    there.put(Kind.CUSTOMER, "c2", Customer("Menuiserie Chabert"))
    assert taking.pull(row.pk) == 2
    assert taking.take(row.pk) == 2
    links = dict(Link.objects.values_list("external_id", "our_id"))
    assert links["c1"] == known and links["c2"] != known
    facts = parties.customer(known)
    assert (facts.name, facts.billing.postcode, facts.billing.town) == (
        "Chabert SAS",
        "75004",
        "Paris",
    )
    assert parties.count_customers(here) == 2


def test_two_that_fit_are_nobody_and_nothing_changes(here, there):
    row = connect(here)
    world.make_customer(here, name="A", siren="732829320")
    world.make_customer(here, name="B", siren="732829320")
    there.put(Kind.CUSTOMER, "c1", Customer("A", registration="732829320", phone="1"))
    taking.pull(row.pk)
    taking.take(row.pk)
    one = Incoming.objects.get()
    assert (one.state, one.missing) == ("blocked", ["customer"])
    assert one.answer["title"].startswith("Several customers here have these numbers")
    assert not Link.objects.exists() and parties.count_customers(here) == 2


def test_what_came_from_there_is_not_sent_back(here, there):
    row = connect(here)
    there.put(Kind.CUSTOMER, "c1", Customer("Chabert", registration="732829320", billing=PARIS))
    taking.pull(row.pk)
    taking.take(row.pk)
    telling.tell(row.pk)
    assert there.pushes == [] and not Outgoing.objects.exists()


def test_what_we_sent_comes_back_as_nothing_new(here, there):
    row = connect(here)
    world.make_customer(here)
    telling.tell(row.pk)
    taking.pull(row.pk)
    taking.take(row.pk)
    assert told(row) == [("customer", "same")]
    assert (events("CustomerCreated"), events("CustomerChanged")) == (1, 0)


@pytest.mark.capability(
    "S2-57",
    screen="/connections/{connection_id}/",
    api="GET /api/v1/connections/{connection_id}/exchanges",
)
def test_int_10_what_was_stamped_before_the_cursor_is_still_read_and_applied_once(here, there):
    row = connect(here)
    taking.pull(row.pk)
    saved = Cursor.objects.get(kind="customer").since
    there.put(Kind.CUSTOMER, "late", Customer("Late"), at=saved - timedelta(seconds=2))
    assert taking.pull(row.pk) == 1
    assert taking.pull(row.pk) == 0
    taking.take(row.pk)
    assert told(row) == [("customer", "applied")] and parties.count_customers(here) == 1
    assert there.pulls[-1] <= clock.instant() - timedelta(minutes=9)


def test_a_signed_message_is_kept_once_and_a_forged_one_never(here, there):
    row = connect(here, secret="shared")
    there.put(Kind.CUSTOMER, "c1", Customer("Chabert"))
    client, body = Client(enforce_csrf_checks=True), b"evt-1 customer c1\n"
    at = f"/hooks/{row.pk}"
    post = lambda **how: client.post(at, body, content_type="text/plain", **how)  # noqa: E731
    forged = post(headers={"X-Signature": "guess"})
    assert (forged.status_code, forged["Content-Type"]) == (401, "application/problem+json")
    assert forged.json()["code"] == "forged_signal" and not Incoming.objects.exists()
    right = {"X-Signature": "shared"}
    assert [post(headers=right).json() for _ in range(2)] == [{"kept": 1}, {"kept": 0}]
    taking.take(row.pk)
    assert told(row) == [("customer", "applied")]
    big = client.post(at, b"x" * (1024 * 1024 + 1), content_type="text/plain", headers=right)
    assert big.status_code == 413
    nobody = "/hooks/01890a5d-ac96-774b-bcce-b302099a8057"
    assert client.post(nobody, body, content_type="text/plain").status_code == 404


@pytest.mark.capability(
    "S2-57",
    screen="/connections/{connection_id}/",
    api="GET /api/v1/connections/{connection_id}/exchanges",
)
def test_int_02_only_the_won_flag_orders_and_only_once(company, there):
    entity_id = company.entity_id
    row = connect(entity_id)
    there.put(Kind.CUSTOMER, "c1", Customer("Chabert", registration="732829320", billing=PARIS))
    for n, one in enumerate((deal(), deal(probability=90), won(), won())):
        there.put(Kind.DEAL, "d1", one, at=later(n))
        taking.pull(row.pk)
        taking.take(row.pk)
        assert events("OrderPlaced") == (1 if one.won else 0)
    ours = Link.objects.get(kind="deal").our_id
    assert prospecting.opportunity(ours).stage == "won"
    (quote,) = quoting.quotes_of_opportunities([ours])[ours]
    assert (quote.state, quote.net_minor) == ("accepted", 590_000)
    deals = [("deal", "applied")] * 3  # the fourth said nothing new
    assert told(row) == [("customer", "applied"), *deals]


@pytest.mark.capability(
    "S2-57",
    screen="/connections/{connection_id}/",
    api="GET /api/v1/connections/{connection_id}/exchanges",
)
def test_int_01_won_without_a_billing_address_is_blocked_and_says_so_there(company, there):
    row = connect(company.entity_id)
    there.put(Kind.CUSTOMER, "c1", Customer("X"))
    there.put(Kind.DEAL, "d1", won())
    taking.pull(row.pk)
    taking.take(row.pk)
    one = Incoming.objects.get(kind="deal")
    assert (one.state, one.missing) == ("blocked", ["customer.billing_address"])
    assert not events("OrderPlaced") and not events("QuoteDrafted")
    telling.tell(row.pk)
    kind, _, external_id, record = there.pushes[-1]
    assert (kind, external_id, record.said) == (
        Kind.DEAL,
        "d1",
        "Blocked: the billing address missing",
    )
    there.put(Kind.CUSTOMER, "c1", Customer("X", billing=PARIS), at=later(1))
    taking.pull(row.pk)
    taking.take(row.pk)
    one.refresh_from_db()
    assert (one.state, one.missing, events("OrderPlaced")) == ("applied", [], 1)
    telling.tell(row.pk)
    assert [p[3].said for p in there.pushes if p[0] == Kind.DEAL] == [
        "Blocked: the billing address missing",
        "",
    ]


def test_a_deal_is_quoted_by_itself_at_the_stage_that_the_connection_says(company, there):
    row = connect(company.entity_id)
    row.quote_at = "proposal"
    row.save()
    there.put(Kind.CUSTOMER, "c1", Customer("Chabert", billing=PARIS))
    for n, one in enumerate(
        (deal(), deal(stage="proposal"), deal(stage="proposal", probability=80))
    ):
        there.put(Kind.DEAL, "d1", one, at=later(n))
        taking.pull(row.pk)
        taking.take(row.pk)
    ours = Link.objects.get(kind="deal").our_id
    (quote,) = quoting.quotes_of_opportunities([ours])[ours]
    assert (quote.state, quote.net_minor) == ("draft", 590_000)
    facts = prospecting.opportunity(ours)
    assert (facts.stage, facts.probability, facts.amount_minor) == ("negotiate", 80, 590_000)


def test_a_lost_deal_is_lost_and_says_where(company, there):
    row = connect(company.entity_id)
    there.put(Kind.CUSTOMER, "c1", Customer("Chabert"))
    there.put(Kind.DEAL, "d1", deal(lost=True, stage="closedlost", probability=0))
    taking.pull(row.pk)
    taking.take(row.pk)
    facts = prospecting.opportunity(Link.objects.get(kind="deal").our_id)
    assert (facts.stage, facts.lost_reason) == ("lost", "Memory: closedlost")


def shop_order(state="processing", net="2950.00", **over):
    gross = D(net) * D("1.2")
    lines = (Line("ARM-X", D(1), amount=eur(net)),)
    fields = {"lines": lines, "reference": "WEB-77", **over}
    return Document(Kind.ORDER, "77", state, "c1", date(2026, 1, 1), eur(gross), eur(net), **fields)


@pytest.fixture
def shop():
    with answering(sort=Sort.SHOP) as memory:
        memory.put(Kind.CUSTOMER, "c1", Customer("Ada Martin", person=True, billing=PARIS))
        yield memory


@pytest.mark.capability(
    "S2-57",
    screen="/connections/{connection_id}/",
    api="GET /api/v1/connections/{connection_id}/exchanges",
)
def test_a_shop_order_is_placed_once_at_the_shops_price_and_followed_when_it_is_canceled(
    company, shop
):
    row = connect(company.entity_id)
    shop.put(Kind.ORDER, "77", shop_order(net="2800.00"))
    for _ in range(2):
        taking.pull(row.pk)
        taking.take(row.pk)
    made = ordering.order(Link.objects.get(kind="order").our_id)
    assert (made.net_minor, made.gross_minor, made.channel) == (280_000, 336_000, "storefront")
    assert (made.customer_ref, parties.customer(made.customer_id).kind) == ("WEB-77", "person")
    telling.tell(row.pk)
    kind, _, external_id, told_there = shop.pushes[-1]
    assert (kind, external_id, told_there.state, told_there.number) == (
        Kind.ORDER,
        "77",
        "placed",
        made.number,
    )
    shop.put(Kind.ORDER, "77", shop_order(net="2800.00", state="cancelled"), at=later(1))
    taking.pull(row.pk)
    taking.take(row.pk)
    assert ordering.order(made.id).state == "canceled" and events("OrderPlaced") == 1


def test_an_order_of_another_total_or_an_unknown_product_is_blocked_and_nothing_is_placed(
    company, shop
):
    row = connect(company.entity_id)
    wrong = Document(
        Kind.ORDER, "78", "processing", "c1", date(2026, 1, 1), eur("3000.00"), eur("2950.00"),
        lines=(Line("ARM-X", D(1), amount=eur("2950.00")),),
    )  # fmt: skip
    shop.put(Kind.ORDER, "78", wrong)
    shop.put(Kind.ORDER, "79", shop_order(lines=(Line("NOPE", D(1)), Line("", D(1)))))
    taking.pull(row.pk)
    taking.take(row.pk)
    rows = Incoming.objects.filter(kind="order").order_by("external_id")
    assert [(r.state, r.missing) for r in rows] == [
        ("blocked", ["total"]), ("blocked", ["lines.sku:NOPE", "lines.sku:"]),
    ]  # fmt: skip
    assert not events("OrderPlaced") and not Link.objects.filter(kind="order").exists()


@pytest.mark.capability(
    "S2-57",
    screen="/connections/{connection_id}/",
    api="GET /api/v1/connections/{connection_id}/exchanges",
)
def test_a_payment_of_the_erp_settles_the_invoices_that_it_names_once(company):
    with answering(sort=Sort.ERP) as erp:
        row = connect(company.entity_id)
        order = company.accepts(company.quotes(company.customer(), line("ARM-X", 1)))
        company.delivers(order)
        invoice = company.invoices(order)
        telling.tell(row.pk)
        known = Link.objects.get(kind="customer")
        assert known.our_id == invoice.customer_id
        paid = Payment(
            "PE-1", known.external_id, eur("3540.00"), invoice.issued_on,
            settles=(Settled(invoice.number, eur("3540.00")),),
        )  # fmt: skip
        erp.put(Kind.PAYMENT, "PE-1", paid)
        erp.put(Kind.PAYMENT, "PE-2", Payment("PE-2", known.external_id, eur("1.00"), invoice.issued_on,
                                              settles=(Settled("F-NONE", eur("1.00")),)))  # fmt: skip
        for _ in range(2):
            taking.pull(row.pk)
            taking.take(row.pk)
        assert collecting.items([invoice.id])[invoice.id].open_minor == 0
        rows = {
            r.external_id: (r.state, r.missing) for r in Incoming.objects.filter(kind="payment")
        }
        assert rows == {"PE-1": ("applied", []), "PE-2": ("blocked", ["invoice:F-NONE"])}
        assert events("PaymentReceived") == 1
        telling.tell(row.pk)
        assert not [p for p in erp.pushes if p[0] == Kind.PAYMENT]  # it came from there
        assert [p[3].state for p in erp.pushes if p[0] == Kind.INVOICE][-1] == "paid"
        back = Payment("PE-1", known.external_id, eur("3540.00"), invoice.issued_on, returned=True)
        erp.put(Kind.PAYMENT, "PE-1", back, at=later(1))
        taking.pull(row.pk)
        taking.take(row.pk)
        assert collecting.items([invoice.id])[invoice.id].open_minor == 354_000


def test_a_deal_is_quoted_on_a_click_once_by_who_clicked(company, there):
    row = connect(company.entity_id)
    there.put(Kind.CUSTOMER, "c1", Customer("Chabert", billing=PARIS))
    there.put(Kind.DEAL, "d1", deal())
    taking.pull(row.pk)
    taking.take(row.pk)
    ours = Link.objects.get(kind="deal").our_id
    assert asking.quotable(ours)
    quote = quoting.quote(asking.quote_deal(company.by(), ours))
    assert (quote.state, quote.net_minor, quote.opportunity_id) == ("draft", 590_000, ours)
    assert EventRow.objects.get(name="QuoteDrafted").actor == company.by().actor.name
    assert not asking.quotable(ours)
    with pytest.raises(asking.QuotedAlready):
        asking.quote_deal(company.by(), ours)
    with pytest.raises(asking.NoDeal):
        asking.quote_deal(company.by(), wish(company, company.customer()))


def test_without_a_secret_nobody_is_believed(here, there):
    row = connect(here)
    answer = Client().post(
        f"/hooks/{row.pk}",
        b"evt-1 customer c1",
        content_type="text/plain",
        headers={"X-Signature": ""},
    )
    assert answer.status_code == 401 and not Incoming.objects.exists()


def test_what_breaks_here_waits_by_the_schedule_and_holds_nothing_up(here, there):
    row = connect(here)
    there.put(Kind.CUSTOMER, "c1", Customer("Broken"))
    there.put(Kind.CUSTOMER, "c2", Customer("Right"), at=later(1))
    taking.pull(row.pk)
    Incoming.objects.filter(external_id="c1").update(body={"unreadable": True})
    assert taking.take(row.pk) == 2
    one, other = Incoming.objects.order_by("external_id")
    assert (one.state, one.attempts, other.state) == ("waiting", 1, "applied")
    assert one.answer["title"].startswith("This went wrong in Comptoir itself")
    world.make_customer(here)
    there.faults = [KeyError("a fault of the adapter")]
    telling.tell(row.pk)
    sent = Outgoing.objects.get()
    assert (sent.state, sent.attempts) == ("waiting", 1)
