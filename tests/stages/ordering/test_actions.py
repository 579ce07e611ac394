"""Placing, holding, releasing, canceling and closing an order."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from comptoir.kernel.errors import NotAllowed, NothingDue
from comptoir.platform.ids import new_id
from comptoir.platform.roles import Role, RoleForbids
from comptoir.records.credit import actions as limits
from comptoir.records.credit import queries as credit
from comptoir.records.parties import actions as parties
from comptoir.records.parties import queries as customers
from comptoir.stages.fulfilling import actions as fulfilling
from comptoir.stages.ordering import actions, queries
from comptoir.stages.ordering.core.asked import OrderLineIn
from comptoir.stages.ordering.events import OrderHeld, OrderPlaced
from comptoir.stages.ordering.placing import OrderLinesRefused
from comptoir.stages.quoting.actions import LineIn
from tests import world
from tests.stages.ordering.sale import Shop, accepted, direct, from_quote, make_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return make_shop()


def count(entity) -> int:
    return len(queries.orders_page(entity)[0])


def exposure(shop: Shop) -> int:
    return credit.exposure(shop.customer, "EUR").orders


def test_a_direct_order_is_priced_from_the_book_and_taxed(shop):
    order = direct(
        shop,
        OrderLineIn(sku="PUMP", quantity=D(3), discount_percent=D(10)),
        OrderLineIn(sku="BOOK", quantity=D(2)),
        customer_ref="PO-77",
    )
    pump, book = order.lines
    assert (pump.unit_net, pump.net_minor, pump.vat_rate) == (D(2655), 796_500, D(20))
    assert (pump.list_price, pump.discount_percent, len(pump.waterfall)) == (D(2950), D(10), 4)
    assert (book.net_minor, book.vat_rate, book.description) == (4_400, D("5.5"), "Manuel")
    assert (order.net_minor, order.vat_minor, order.gross_minor) == (800_900, 159_542, 960_442)
    assert (order.state, order.channel, order.number) == ("open", "direct", "SO-2026-0001")
    assert (order.terms_kind, order.terms_days, order.customer_ref) == ("net_days", 30, "PO-77")
    assert exposure(shop) == 960_442


def test_recurring_lines_of_a_direct_order_count_over_their_term_and_usage_does_not(shop):
    order = direct(
        shop,
        OrderLineIn(sku="CARE", quantity=D(2)),
        OrderLineIn(sku="CALL", quantity=D(1000)),
        starts_on=date(2026, 1, 31),
        term_months=13,
    )
    care, call = order.lines
    assert (care.net_minor, care.starts_on, care.ends_on) == (
        7_200, date(2026, 1, 31), date(2027, 2, 28)
    )  # fmt: skip
    assert (care.billing_months, care.billing_timing, care.deliverable) == (1, "advance", False)
    assert call.charge_kind == "usage"
    assert order.net_minor == 7_200 * 13


def test_an_order_copies_the_accepted_quote_to_the_cent(shop):
    quote = accepted(
        shop,
        LineIn(sku="PUMP", quantity=D(2), deliver_on=date(2026, 2, 1)),
        LineIn(sku="BOOK", quantity=D(3)),
        LineIn(sku="CABLE", optional=True),
        LineIn(sku="CARE", quantity=D(40), discount_kind="percent", discount_value=D(10)),
        discount_kind="percent", discount_value=D("7.5"), deposit_percent=D(30),
    )  # fmt: skip
    event = actions.place_from_quote(world.do_as(shop.entity), quote_id=quote.id)
    order = queries.order(event.order_id)
    assert isinstance(event, OrderPlaced)
    assert (order.net_minor, order.gross_minor) == (quote.net_minor, quote.gross_minor)
    assert order.deposit_percent == D(30)
    assert [li.quote_line_id for li in order.lines] == [li.id for li in quote.ordered]
    for got, asked in zip(order.lines, quote.ordered, strict=True):
        assert (got.net_minor, got.unit_net, got.decision_id, got.waterfall) == (
            asked.net_minor, asked.unit_net, asked.decision_id, asked.waterfall
        )  # fmt: skip
    pump, _, care = order.lines
    assert pump.promised_on == date(2026, 2, 1)
    assert (care.starts_on, care.ends_on) == (date(2026, 1, 5), date(2027, 1, 5))
    assert care.discount_percent == D(10)


def test_one_quote_becomes_one_order(shop):
    order = from_quote(shop)
    with pytest.raises(actions.QuoteOrdered) as refused:
        actions.place_from_quote(world.do_as(shop.entity), quote_id=order.quote_id)
    assert refused.value.facts["found"] == order.number
    assert count(shop.entity) == 1
    assert exposure(shop) == order.gross_minor


def test_a_sent_quote_is_not_an_order_yet(shop):
    from tests.stages.quoting.deal import make_quote, send

    quote = make_quote(shop)
    send(shop, quote.id)
    with pytest.raises(actions.QuoteNotAccepted):
        actions.place_from_quote(world.do_as(shop.entity), quote_id=quote.id)
    assert count(shop.entity) == 0


def test_the_same_external_reference_names_the_order_it_already_is(shop):
    order = direct(shop, channel="storefront", external_ref="WEB-1")
    other = world.make_customer(shop.entity, name="Garage Petit")
    with pytest.raises(actions.DuplicateOrder) as refused:
        direct(shop, channel="storefront", external_ref="WEB-1", customer_id=other)
    assert refused.value.facts["order"] == order.number
    assert refused.value.field == "external_ref"
    assert direct(shop, channel="marketplace", external_ref="WEB-1").number == "SO-2026-0002"
    assert count(shop.entity) == 2


def test_the_same_idempotency_key_answers_with_the_same_order(shop):
    def once() -> OrderPlaced:
        return actions.place_order(
            world.do_as(shop.entity, key="k1"),
            customer_id=shop.customer,
            lines=(OrderLineIn(sku="PUMP"),),
            external_ref="E-1",
        )

    assert once() == once()
    assert count(shop.entity) == 1


def test_above_the_credit_limit_an_order_is_held_and_says_by_how_much(shop):
    limits.set_limit(
        world.do_as(shop.entity), customer_id=shop.customer, currency="EUR", limit_minor=1_000_000
    )
    first = direct(shop, OrderLineIn(sku="PUMP", quantity=D(2)))
    assert (first.state, first.hold_reason) == ("open", "")
    event = actions.place_order(
        world.do_as(shop.entity), customer_id=shop.customer,
        lines=(OrderLineIn(sku="PUMP", quantity=D(2)),),
    )  # fmt: skip
    held = queries.order(event.order_id)
    assert isinstance(event, OrderHeld)
    assert (event.over_minor, held.hold_minor) == (416_000, 416_000)
    assert (held.state, held.hold_reason) == ("held", "credit")
    assert [o.id for o in queries.held(shop.entity)] == [held.id]


def held_order(shop: Shop) -> queries.OrderFacts:
    limits.set_limit(
        world.do_as(shop.entity), customer_id=shop.customer, currency="EUR", limit_minor=1
    )
    return direct(shop)


def test_only_who_may_release_releases_and_says_why(shop):
    order = held_order(shop)
    with pytest.raises(RoleForbids):
        actions.release_order(world.do_as(shop.entity, Role.SALES), order_id=order.id, reason="x")
    with pytest.raises(actions.ReasonMissing):
        actions.release_order(world.do_as(shop.entity), order_id=order.id, reason="  ")
    assert queries.order(order.id).state == "held"
    finance = world.do_as(shop.entity, Role.FINANCE_APPROVER)
    event = actions.release_order(finance, order_id=order.id, reason="bank guarantee")
    assert event.gross_minor == order.gross_minor
    assert queries.order(order.id).state == "open"
    with pytest.raises(NotAllowed):
        actions.release_order(finance, order_id=order.id, reason="again")


def test_a_paid_deposit_releases_once(shop):
    order = held_order(shop)
    actions.release_paid(world.do_as(shop.entity), order_id=order.id)
    with pytest.raises(NothingDue):
        actions.release_paid(world.do_as(shop.entity), order_id=order.id)


def test_canceling_frees_the_credit(shop):
    order = direct(shop)
    actions.cancel_order(world.do_as(shop.entity), order_id=order.id, reason="changed mind")
    assert queries.order(order.id).state == "canceled"
    assert exposure(shop) == 0


def test_a_delivered_order_cannot_be_canceled(shop):
    order = direct(shop)
    fulfilling.deliver(world.do_as(shop.entity), order_id=order.id)
    with pytest.raises(actions.OrderStarted):
        actions.cancel_order(world.do_as(shop.entity), order_id=order.id)
    assert queries.order(order.id).state == "open"
    assert exposure(shop) == order.gross_minor


def test_the_database_refuses_to_cancel_what_was_delivered(shop):
    order = direct(shop)
    fulfilling.deliver(world.do_as(shop.entity), order_id=order.id)
    with pytest.raises(IntegrityError, match="delivered or invoiced"):
        sql("UPDATE ordering_order SET state = 'canceled' WHERE id = %s", order.id)


def test_closing_frees_what_will_not_be_invoiced(shop):
    order = direct(shop)
    actions.close_order(world.do_as(shop.entity), order_id=order.id, unused_minor=500)
    assert queries.order(order.id).state == "closed"
    assert exposure(shop) == order.gross_minor - 500


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"lines": ()}, actions.EmptyOrder),
        ({"channel": "import"}, actions.UnknownChannel),
        ({"channel": "pigeon"}, actions.UnknownChannel),
        ({"deposit_percent": D(101)}, actions.DepositRefused),
        ({"customer_id": new_id()}, customers.UnknownCustomer),
    ],
)
def test_a_wrong_head_is_refused_and_nothing_is_written(shop, change, error):
    with pytest.raises(error):
        direct(shop, **change) if "lines" not in change else actions.place_order(
            world.do_as(shop.entity), customer_id=shop.customer, lines=()
        )
    assert count(shop.entity) == 0


def test_every_faulty_line_is_named_in_one_answer(shop):
    with pytest.raises(OrderLinesRefused) as refused:
        direct(
            shop,
            OrderLineIn(sku="PUMP", quantity=D(0)),
            OrderLineIn(sku="PUMP"),
            OrderLineIn(sku="NOPE"),
            OrderLineIn(sku="CARE", term_months=601),
            OrderLineIn(sku="BOOK", discount_percent=D(101)),
            OrderLineIn(sku="BOOK", unit_price=D("-1")),
        )
    fields = [row["field"] for row in refused.value.facts["lines"]]
    assert fields == [
        "lines.0.quantity", "lines.2.sku", "lines.3.term_months", "lines.4.discount_percent",
        "lines.5.unit_price",
    ]  # fmt: skip
    assert count(shop.entity) == 0
    assert exposure(shop) == 0


def test_an_inactive_customer_orders_nothing(shop):
    customer = customers.customer(shop.customer)
    parties.change_customer(
        world.do_as(shop.entity), customer_id=customer.id, revision=customer.revision,
        changes={"active": False},
    )  # fmt: skip
    with pytest.raises(actions.CustomerClosed):
        direct(shop)


def test_another_company_sees_nothing_of_an_order(shop):
    order = direct(shop)
    stranger = world.make_entity(code="OTHER", name="Other")
    with pytest.raises(queries.UnknownOrder):
        queries.order(order.id, stranger)
    with pytest.raises(queries.UnknownOrder):
        actions.cancel_order(world.do_as(stranger), order_id=order.id)


@pytest.mark.parametrize("lines", [3, 300])
def test_placing_takes_the_same_few_statements_for_any_number_of_lines(shop, lines):
    given = tuple(OrderLineIn(sku="PUMP", quantity=D(n + 1)) for n in range(lines))
    with CaptureQueriesContext(connection) as seen:
        order = actions.place_order(
            world.do_as(shop.entity), customer_id=shop.customer, lines=given
        )
    said = [q["sql"] for q in seen.captured_queries if "SAVEPOINT" not in q["sql"]]
    assert len(said) <= 20, "\n".join(said)
    assert len(queries.order(order.order_id).lines) == lines


@pytest.mark.parametrize("lines", [2, 40])
def test_an_accepted_quote_is_ordered_in_few_statements(shop, lines):
    given = tuple(LineIn(sku="PUMP", quantity=D(n + 1)) for n in range(lines))
    quote = accepted(shop, *given)
    with CaptureQueriesContext(connection) as seen:
        actions.place_from_quote(world.do_as(shop.entity), quote_id=quote.id)
    said = [q["sql"] for q in seen.captured_queries if "SAVEPOINT" not in q["sql"]]
    assert len(said) <= 16, "\n".join(said)


def sql(text: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(text, values)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("UPDATE ordering_order SET state = 'lost' WHERE id = %s", "order_state_known"),
        ("UPDATE ordering_order SET channel = 'fax' WHERE id = %s", "order_channel_known"),
        ("UPDATE ordering_order SET state = 'held' WHERE id = %s", "order_held_has_reason"),
        ("UPDATE ordering_order SET number = 'SO-2026-0001' WHERE id <> %s", "order_number_once"),
        (
            "INSERT INTO ordering_order SELECT (jsonb_populate_record(o, jsonb_build_object("
            "'id', gen_random_uuid(), 'number', 'X'))).* FROM ordering_order o WHERE id = %s",
            "order_external_ref_once",
        ),
    ],
)
def test_the_database_keeps_the_promises_of_an_order(shop, text, said):
    order = direct(shop, external_ref="R-1")
    direct(shop)
    with pytest.raises(IntegrityError, match=said):
        sql(text, order.id)


@pytest.mark.parametrize(
    "text",
    [
        "UPDATE ordering_line SET quantity = 99 WHERE order_id = %s",
        "DELETE FROM ordering_line WHERE order_id = %s",
    ],
)
def test_a_placed_line_is_frozen(shop, text):
    order = direct(shop)
    with pytest.raises(Exception, match=r"Cannot (update|delete)"):
        sql(text, order.id)
    assert queries.order(order.id).lines == order.lines


def test_the_database_refuses_empty_quantities_and_terms_without_end(shop):
    order = direct(shop)
    copy = (
        "INSERT INTO ordering_line SELECT (jsonb_populate_record(l, jsonb_build_object("
        "'id', 0, 'position', 99, {}))).* FROM ordering_line l WHERE order_id = %s"
    )
    with pytest.raises(IntegrityError, match="order_line_quantity"):
        sql(copy.format("'quantity', 0"), order.id)
    with pytest.raises(IntegrityError, match="order_line_recurring_has_term"):
        sql(copy.format("'charge_kind', 'recurring'"), order.id)
    with pytest.raises(IntegrityError, match="order_line_once"):
        sql(copy.format("'position', 1"), order.id)


def test_lists_filter_and_page(shop):
    orders = [direct(shop, customer_ref=f"PO-{n}") for n in range(3)]
    actions.cancel_order(world.do_as(shop.entity), order_id=orders[0].id)
    assert [o.id for o in queries.orders_page(shop.entity, state="canceled")[0]] == [orders[0].id]
    assert [o.id for o in queries.orders_page(shop.entity, text="po-2")[0]] == [orders[2].id]
    assert len(queries.orders_page(shop.entity, text="chabert")[0]) == 3
    first, following = queries.orders_page(shop.entity, limit=2)
    rest, end = queries.orders_page(shop.entity, limit=2, cursor=following)
    assert {o.id for o in first + rest} == {o.id for o in orders}
    assert end is None
    assert queries.states(shop.entity) == {"canceled": 1, "open": 2}
