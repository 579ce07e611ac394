"""Drafting from deliveries, issuing, numbers, books, mentions."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comptoir.kernel.errors import NotAllowed
from comptoir.platform.models import EventRow
from comptoir.platform.roles import Role, RoleForbids
from comptoir.records.credit import queries as credit
from comptoir.records.ledger import queries as ledger
from comptoir.records.parties import actions as parties
from comptoir.stages.fulfilling import actions as fulfilling
from comptoir.stages.invoicing import actions, queries
from comptoir.stages.invoicing.actions.changing import (
    LastLine,
    LineChange,
    LineFixed,
    StaleDraft,
    UnknownField,
    UnknownLine,
)
from comptoir.stages.invoicing.core.lines import MoreThanLeft
from comptoir.stages.invoicing.law import MentionMissing
from comptoir.stages.invoicing.preparing import NothingToInvoice, OrderCanceled, UnknownOrderLine
from comptoir.stages.ordering import actions as ordering
from tests import world
from tests.stages.invoicing.bills import (
    OrderLineIn,
    Shop,
    balances,
    bill,
    deliver,
    direct,
    draft,
    issue,
)
from tests.stages.invoicing.bills import shop as make_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return make_shop()


def pumps_and_books(shop: Shop):
    return direct(
        shop,
        OrderLineIn(sku="PUMP", quantity=D(3), discount_percent=D(10)),
        OrderLineIn(sku="BOOK", quantity=D(7)),
    )


def test_what_was_delivered_is_drafted_and_nothing_else(shop):
    order = pumps_and_books(shop)
    deliver(shop, order, 2, 5)
    made = draft(shop, order)
    assert (made.state, made.number, made.kind) == ("draft", None, "invoice")
    assert [(li.quantity, li.net_minor, li.kind) for li in made.lines] == [
        (D(2), 531_000, "goods"),
        (D(5), 11_000, "goods"),
    ]
    assert [(v.rate, v.base_minor, v.vat_minor) for v in made.vat] == [
        (D(20), 531_000, 106_200),
        (D("5.5"), 11_000, 605),
    ]
    assert (made.net_minor, made.vat_minor, made.gross_minor) == (542_000, 106_805, 648_805)
    with pytest.raises(NothingToInvoice):
        draft(shop, order)


def test_nothing_delivered_is_nothing_to_invoice(shop):
    order = direct(shop)
    with pytest.raises(NothingToInvoice):
        draft(shop, order)
    assert queries.states(shop.entity) == {}


def test_a_part_of_what_was_delivered_may_be_invoiced(shop):
    order = pumps_and_books(shop)
    deliver(shop, order)
    assert [li.quantity for li in draft(shop, order, 1).lines] == [D(1)]
    with pytest.raises(MoreThanLeft) as refused:
        draft(shop, order, 3)
    assert (refused.value.field, refused.value.facts["expected"]) == (
        "lines.0.quantity", "at most 2",
    )  # fmt: skip
    do = world.do_as(shop.entity)
    with pytest.raises(UnknownOrderLine):
        actions.draft_invoice(do, order_id=order.id, lines=[(0, D(1))])
    for bad in (D(0), D(-1), D("NaN")):
        with pytest.raises(MoreThanLeft):
            actions.draft_invoice(
                world.do_as(shop.entity), order_id=order.id, lines=[(order.lines[0].id, bad)]
            )


def test_a_service_invoiced_as_billed_needs_no_delivery(shop):
    product = world.make_product(
        shop.entity, sku="SETUP", nature="service", revenue_pattern="as_billed"
    )
    from tests.stages.quoting.deal import set_price

    set_price(shop.entity, shop.book, product, unit_price=D(500))
    order = direct(shop, OrderLineIn(sku="SETUP"), OrderLineIn(sku="PUMP"))
    made = draft(shop, order)
    assert [(li.kind, li.net_minor) for li in made.lines] == [("service", 50_000)]


def test_a_canceled_order_is_not_invoiced(shop):
    order = direct(shop)
    ordering.cancel_order(world.do_as(shop.entity), order_id=order.id)
    with pytest.raises(OrderCanceled):
        draft(shop, order)


def test_issuing_numbers_dates_freezes_and_posts(shop):
    order = pumps_and_books(shop)
    deliver(shop, order, 2, 5)
    made = issue(shop, draft(shop, order).id)
    assert (made.state, made.number) == ("issued", "F-2026-0001")
    assert (made.issued_on, made.due_on) == (world.TODAY, world.TODAY + timedelta(days=30))
    assert made.seller["vat_number"] == "FR44732829320"
    assert made.buyer["address"] == ["3 quai Rambaud", "69002 Lyon"]
    keys = [m["key"] for m in made.mentions]
    assert keys == ["identity", "operation", "due", "penalty", "indemnity", "discount"]
    assert balances(shop) == {
        "receivable": 648_805, "deferred": -542_000, "deposits": 0, "vat_collected": -106_805,
    }  # fmt: skip
    entry = ledger.entries_of(made.id)[0]
    assert (entry.head.source_kind, entry.head.source_number) == ("invoice", "F-2026-0001")
    with pytest.raises(NotAllowed):
        issue(shop, made.id)
    assert ledger.balance(shop.entity, "receivable", "EUR") == 648_805


def test_end_of_month_terms_give_the_due_date(shop):
    shop = make_shop_with_terms()
    order = direct(shop)
    assert bill(shop, order).due_on == date(2026, 2, 28)


def make_shop_with_terms() -> Shop:
    from tests.stages.quoting import deal

    entity = world.make_entity(code="SECOND", siren="", siret="", vat_number="FR40303265045")
    parties.change_entity(world.do_as(entity), changes={"siren": "303265045"})
    book = deal.make_book(entity)
    pump = world.make_product(entity, sku="PUMP")
    deal.set_price(entity, book, pump, unit_price=D(100))
    customer = world.make_customer(
        entity, siren="552100554", terms_kind="end_of_month_days", terms_days=45
    )
    return Shop(entity, customer, book, {"PUMP": pump})


def test_parts_of_a_line_sum_to_the_order_line_to_the_cent(shop):
    from tests.stages.quoting.deal import set_price

    screw = world.make_product(shop.entity, sku="SCREW")
    set_price(shop.entity, shop.book, screw, unit_price=D("0.335"))
    order = direct(shop, OrderLineIn(sku="SCREW", quantity=D(3)))
    assert order.lines[0].net_minor == 101
    assert [bill(shop, order, 1).net_minor for _ in range(3)] == [34, 33, 34]


def test_the_credit_moves_from_the_order_to_the_invoice(shop):
    order = pumps_and_books(shop)
    bill(shop, order, 2, 5)
    now = credit.exposure(shop.customer, "EUR")
    assert (now.orders + now.invoices, now.invoices) == (order.gross_minor, 648_805)
    bill(shop, order)
    now = credit.exposure(shop.customer, "EUR")
    assert (now.orders, now.deposits) == (0, 0)


def test_drafting_and_issuing_apart_or_at_once_gives_the_same_document(shop):
    one, two = pumps_and_books(shop), pumps_and_books(shop)
    at_once = bill(shop, one)
    deliver(shop, two)
    apart = issue(shop, draft(shop, two).id)
    assert (at_once.number, apart.number) == ("F-2026-0001", "F-2026-0002")
    assert at_once.gross_minor == apart.gross_minor
    assert at_once.mentions == apart.mentions
    assert [li.net_minor for li in at_once.lines] == [li.net_minor for li in apart.lines]


@pytest.mark.parametrize(
    ("over", "field", "article"),
    [({"siren": ""}, "buyer.siren", "242 nonies A"), ({"billing": None}, "buyer.address", "1°")],
)
def test_an_invoice_that_lacks_a_mandatory_mention_is_refused(over, field, article):
    shop = make_shop(**over)
    order = direct(shop)
    deliver(shop, order)
    made = draft(shop, order)
    with pytest.raises(MentionMissing) as refused:
        issue(shop, made.id)
    assert refused.value.field == field
    assert article in str(refused.value.facts["expected"])
    assert queries.invoice(made.id).state == "draft"
    assert balances(shop)["receivable"] == 0
    if "siren" in over:
        customer = shop.customer
        parties.change_customer(
            world.do_as(shop.entity), customer_id=customer, revision=1,
            changes={"siren": "552100554"},
        )  # fmt: skip
        assert issue(shop, made.id).number == "F-2026-0001"


def test_only_billing_may_issue(shop):
    order = direct(shop)
    deliver(shop, order)
    with pytest.raises(RoleForbids):
        actions.draft_invoice(world.do_as(shop.entity, Role.SALES), order_id=order.id)
    actions.draft_invoice(world.do_as(shop.entity, Role.BILLING), order_id=order.id)


def test_an_invoice_of_nothing_is_numbered_and_posts_no_entry(shop):
    order = direct(shop, OrderLineIn(sku="PUMP", discount_percent=D(100)))
    made = bill(shop, order)
    assert (made.number, made.gross_minor) == ("F-2026-0001", 0)
    assert ledger.entries_of(made.id) == []


def test_a_dry_run_shows_the_draft_and_leaves_nothing(shop):
    order = direct(shop)
    deliver(shop, order)
    do = world.do_as(shop.entity, dry_run=True)
    do.read = lambda e: queries.invoice(e.invoice_id)
    actions.invoice_order(do, order_id=order.id)
    assert do.answer.number == "F-2026-0001"
    assert queries.states(shop.entity) == {}
    assert bill(shop, direct(shop)).number == "F-2026-0001"


def test_a_draft_is_changed_line_by_line_and_a_stale_edit_is_refused(shop):
    order = pumps_and_books(shop)
    deliver(shop, order)
    made = draft(shop, order)
    pump, book = made.lines
    edit = [
        LineChange(pump.id, quantity=D(1), description="Pump, first part"),
        LineChange(book.id, remove=True),
    ]
    do = world.do_as(shop.entity)
    actions.change_draft(
        do, invoice_id=made.id, revision=1, lines=edit,
        changes={"due_on": date(2026, 3, 1), "customer_ref": " PO 7 "},
    )  # fmt: skip
    now = queries.invoice(made.id)
    assert [(li.description, li.net_minor) for li in now.lines] == [("Pump, first part", 265_500)]
    assert (now.gross_minor, now.due_on, now.customer_ref) == (318_600, date(2026, 3, 1), "PO 7")
    with pytest.raises(StaleDraft):
        actions.change_draft(world.do_as(shop.entity), invoice_id=made.id, revision=1, lines=edit)
    assert issue(shop, made.id).due_on == date(2026, 3, 1)
    assert draft(shop, order).net_minor == 531_000 + 15_400
    row = EventRow.objects.get(name="InvoiceChanged")
    assert row.changed["net_minor"] == [811_900, 265_500]


def test_what_a_draft_refuses(shop):
    order = direct(shop)
    deliver(shop, order, 2)
    made = draft(shop, order)
    line = made.lines[0].id

    def change(**fields):
        actions.change_draft(world.do_as(shop.entity), invoice_id=made.id, revision=1, **fields)

    with pytest.raises(MoreThanLeft):
        change(lines=[LineChange(line, quantity=D(3))])
    with pytest.raises(LastLine):
        change(lines=[LineChange(line, remove=True)])
    with pytest.raises(UnknownLine):
        change(lines=[LineChange(0)])
    with pytest.raises(UnknownField):
        change(changes={"number": "F-1"})
    with pytest.raises(actions.changing.DatesRefused):
        change(changes={"issued_on": date(2026, 1, 5), "due_on": date(2026, 1, 4)})
    assert queries.invoice(made.id) == made
    actions.change_draft(
        world.do_as(shop.entity), invoice_id=made.id, revision=1,
        changes={"issued_on": date(2026, 1, 6)},
    )  # fmt: skip
    with pytest.raises(actions.NotYet):
        issue(shop, made.id)


def test_a_discarded_draft_frees_what_it_held(shop):
    order = direct(shop)
    deliver(shop, order)
    made = draft(shop, order)
    actions.discard_draft(world.do_as(shop.entity), invoice_id=made.id)
    with pytest.raises(NotAllowed):
        issue(shop, made.id)
    assert draft(shop, order).gross_minor == made.gross_minor


def test_a_return_before_the_invoice_lowers_it(shop):
    order = direct(shop)
    deliver(shop, order)
    fulfilling.take_back(
        world.do_as(shop.entity), order_id=order.id, lines=[(order.lines[0].id, D(1))],
        reason="broken",
    )  # fmt: skip
    assert draft(shop, order).lines[0].quantity == D(2)


def test_what_waits_to_be_invoiced_is_listed_once_and_goes_when_it_is(shop):
    order = pumps_and_books(shop)
    deliver(shop, order, 1, 2)
    (row,) = queries.to_invoice(shop.entity)
    assert (row.number, row.lines, row.net_minor) == (order.number, 2, 265_500 + 4_400)
    draft(shop, order)
    assert queries.to_invoice(shop.entity) == []


def test_sending_is_noted_only_for_what_is_issued(shop):
    order = direct(shop)
    deliver(shop, order)
    made = draft(shop, order)
    with pytest.raises(queries.NotIssued):
        actions.mark_sent(world.do_as(shop.entity), invoice_id=made.id)
    issue(shop, made.id)
    actions.mark_sent(world.do_as(shop.entity), invoice_id=made.id)
    assert EventRow.objects.filter(name="InvoiceSent").count() == 1


@pytest.mark.parametrize(("lines", "budget"), [(10, 25), (300, 30)])
def test_a_long_order_is_drafted_and_issued_in_few_statements(shop, lines, budget):
    order = direct(shop, *[OrderLineIn(sku="PUMP", quantity=D(n + 1)) for n in range(lines)])
    deliver(shop, order)
    do = world.do_as(shop.entity)
    with CaptureQueriesContext(connection) as told:
        actions.invoice_order(do, order_id=order.id)
    spent = [q["sql"] for q in told if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(spent) <= budget, "\n".join(sql[:120] for sql in spent)


def test_line_fixed_is_said_for_a_deposit(shop):
    customer = shop.customer
    parties.change_customer(
        world.do_as(shop.entity), customer_id=customer, revision=1, changes={"siren": ""}
    )
    order = direct(shop, deposit_percent=D(30))
    made = actions.draft_deposit(world.do_as(shop.entity), order_id=order.id)
    kept = queries.invoice(made.invoice_id)
    assert kept.state == "draft"
    with pytest.raises(LineFixed):
        actions.change_draft(
            world.do_as(shop.entity), invoice_id=kept.id, revision=1,
            lines=[LineChange(kept.lines[0].id, quantity=D(2))],
        )  # fmt: skip
