"""Delivering wholly or partly, and taking back."""

from __future__ import annotations

import threading
from datetime import date
from decimal import Decimal as D

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from comptoir.kernel.errors import DomainError
from comptoir.records.credit import actions as limits
from comptoir.stages.fulfilling import actions, queries
from comptoir.stages.fulfilling.core import quantities
from comptoir.stages.fulfilling.core.conditions import UnknownCondition
from comptoir.stages.ordering import actions as ordering
from comptoir.stages.ordering import queries as orders
from comptoir.stages.ordering.core.asked import OrderLineIn
from tests import world
from tests.stages.ordering.sale import Shop, direct, make_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return make_shop()


@pytest.fixture
def order(shop: Shop) -> orders.OrderFacts:
    """Ten pumps, four manuals, two months of care."""
    return direct(
        shop,
        OrderLineIn(sku="PUMP", quantity=D(10)),
        OrderLineIn(sku="BOOK", quantity=D(4)),
        OrderLineIn(sku="CARE", quantity=D(2)),
    )


def deliver(order: orders.OrderFacts, *lines, **more) -> queries.DeliveryFacts:
    event = actions.deliver(
        world.do_as(order.entity_id), order_id=order.id, lines=lines or None, **more
    )
    return queries.delivery(event.delivery_id)


def take_back(order: orders.OrderFacts, *lines, **more) -> queries.DeliveryFacts:
    said = {"reason": "too loud", **more}
    event = actions.take_back(world.do_as(order.entity_id), order_id=order.id, lines=lines, **said)
    return queries.delivery(event.delivery_id)


def moved(order: orders.OrderFacts) -> dict[int, tuple[D, D]]:
    return queries.delivered([order.id])


def test_all_that_is_left_goes_out_at_once_but_not_what_is_served_over_time(order):
    made = deliver(order, tracking="6A01", note="Dock 3")
    pump, book, _ = order.lines
    assert [(li.order_line_id, li.quantity) for li in made.lines] == [
        (pump.id, D(10)), (book.id, D(4))
    ]  # fmt: skip
    assert (made.number, made.delivered_on) == ("BL-2026-0001", date(2026, 1, 5))
    assert (made.condition, made.tracking, made.note) == ("good", "6A01", "Dock 3")
    assert queries.remaining(order) == {}
    with pytest.raises(quantities.NothingToDeliver):
        deliver(order)
    assert len(queries.deliveries_of(order.id)) == 1


def test_several_deliveries_add_up_to_the_order(order):
    pump, book, _ = order.lines
    deliver(order, (pump.id, D(4)))
    deliver(order, (pump.id, D("2.5")), (book.id, D(4)))
    assert moved(order) == {pump.id: (D("6.5"), D(0)), book.id: (D(4), D(0))}
    assert queries.remaining(order) == {pump.id: D("3.5")}
    deliver(order)
    assert queries.remaining(order) == {}
    assert [d.number for d in queries.deliveries_of(order.id)] == [
        "BL-2026-0001", "BL-2026-0002", "BL-2026-0003"
    ]  # fmt: skip


def test_more_than_ordered_is_refused_with_the_line_and_its_figures(order):
    pump, book, _ = order.lines
    deliver(order, (pump.id, D(4)))
    with pytest.raises(quantities.OverDelivery) as refused:
        deliver(order, (book.id, D(1)), (pump.id, D("6.000001")))
    assert refused.value.field == "lines.1.quantity"
    facts = dict(refused.value.facts)
    assert facts == {
        "found": "6.000001", "expected": "≤ 6", "line": "Pompe", "ordered": D(10), "delivered": D(4),
    }  # fmt: skip
    assert moved(order) == {pump.id: (D(4), D(0))}


def test_the_condition_at_delivery_and_the_reason_of_a_return_are_kept(order):
    pump, *_ = order.lines
    out = deliver(order, (pump.id, D(5)), condition="incomplete", note="box open")
    back = take_back(order, (pump.id, D(2)), reason="cracked", condition="damaged")
    assert (out.condition, out.note, out.is_return) == ("incomplete", "box open", False)
    assert (back.number, back.is_return) == ("BR-2026-0001", True)
    assert (back.reason, back.condition) == ("cracked", "damaged")
    assert moved(order) == {pump.id: (D(5), D(2))}
    assert queries.remaining(order)[pump.id] == D(5)


def test_no_more_comes_back_than_went_out(order):
    pump, book, _ = order.lines
    deliver(order, (pump.id, D(5)))
    take_back(order, (pump.id, D(2)))
    with pytest.raises(quantities.ReturnTooMuch) as refused:
        take_back(order, (pump.id, D(4)))
    assert refused.value.facts["expected"] == "≤ 3"
    with pytest.raises(quantities.ReturnTooMuch):
        take_back(order, (book.id, D(1)))
    assert moved(order) == {pump.id: (D(5), D(2))}


def test_what_makes_no_sense_is_refused_and_nothing_moves(order):
    pump, _, care = order.lines
    other = direct(Shop(order.entity_id, order.customer_id, order.id, {})).lines[0]
    cases = [
        ([(care.id, D(1))], {}, quantities.NotDeliverable),
        ([(other.id, D(1))], {}, quantities.NotOfThisOrder),
        ([(pump.id, D(1)), (pump.id, D(1))], {}, quantities.LineTwice),
        ([(pump.id, D(0))], {}, quantities.BadDeliveredQuantity),
        ([(pump.id, D(-1))], {}, quantities.BadDeliveredQuantity),
        ([(pump.id, D("NaN"))], {}, quantities.BadDeliveredQuantity),
        ([(pump.id, D("0.0000001"))], {}, quantities.BadDeliveredQuantity),
        ([(pump.id, D(1))], {"condition": "soso"}, UnknownCondition),
        ([(pump.id, D(1))], {"delivered_on": date(2026, 1, 6)}, actions.DayRefused),
        ([(pump.id, D(1))], {"delivered_on": date(2026, 1, 4)}, actions.DayRefused),
    ]
    for lines, more, error in cases:
        with pytest.raises(error):
            deliver(order, *lines, **more)
    with pytest.raises(actions.ReturnNeedsReason):
        take_back(order, (pump.id, D(1)), reason=" ")
    with pytest.raises(quantities.NothingToReturn):
        take_back(order)
    assert moved(order) == {}


def test_a_held_order_waits_and_says_why(shop):
    limits.set_limit(
        world.do_as(shop.entity), customer_id=shop.customer, currency="EUR", limit_minor=1
    )
    held = direct(shop)
    with pytest.raises(actions.OrderNotOpen) as refused:
        deliver(held)
    assert refused.value.facts["found"] == "held"
    assert refused.value.facts["hold"] == "credit"


def test_a_closed_order_takes_back_but_delivers_no_more(order):
    pump, *_ = order.lines
    deliver(order, (pump.id, D(5)))
    ordering.close_order(world.do_as(order.entity_id), order_id=order.id)
    with pytest.raises(actions.OrderNotOpen):
        deliver(order)
    take_back(order, (pump.id, D(5)))
    assert moved(order) == {pump.id: (D(5), D(5))}


def test_a_canceled_order_moves_no_more(order):
    ordering.cancel_order(world.do_as(order.entity_id), order_id=order.id)
    with pytest.raises(actions.OrderNotOpen):
        deliver(order)
    with pytest.raises(actions.OrderNotOpen):
        take_back(order, (order.lines[0].id, D(1)))


def test_the_warehouse_sees_what_waits_the_earliest_promise_first(shop):
    late = direct(shop, OrderLineIn(sku="PUMP", promised_on=date(2026, 3, 1)))
    soon = direct(shop, OrderLineIn(sku="PUMP", quantity=D(2), promised_on=date(2026, 1, 9)))
    done = direct(shop)
    deliver(done)
    deliver(soon, (soon.lines[0].id, D(1)))
    direct(shop, OrderLineIn(sku="CARE"))
    rows = queries.to_deliver(shop.entity)
    assert [(r.order_id, r.lines_left, r.started) for r in rows] == [
        (soon.id, 1, True), (late.id, 1, False)
    ]  # fmt: skip
    assert queries.to_deliver(shop.entity, limit=1, offset=1)[0].order_id == late.id


def test_lists_filter_by_kind_and_text(order):
    pump, *_ = order.lines
    out = deliver(order, (pump.id, D(5)), tracking="LAPOSTE-9")
    back = take_back(order, (pump.id, D(1)))
    page = queries.deliveries_page
    assert [d.id for d in page(order.entity_id, is_return=True)[0]] == [back.id]
    assert [d.id for d in page(order.entity_id, text="poste-9")[0]] == [out.id]
    assert len(page(order.entity_id, text="chabert", order_id=order.id)[0]) == 2
    assert queries.deliveries_of_orders([order.id])[order.id][0].id == out.id


def test_three_hundred_lines_leave_in_few_statements(shop):
    order = direct(shop, *(OrderLineIn(sku="PUMP") for _ in range(300)))
    with CaptureQueriesContext(connection) as seen:
        made = actions.deliver(world.do_as(shop.entity), order_id=order.id)
    said = [q["sql"] for q in seen.captured_queries if "SAVEPOINT" not in q["sql"]]
    assert len(said) <= 10, "\n".join(said)
    assert len(queries.delivery(made.delivery_id).lines) == 300


def sql(text: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(text, values)


_INSERT = "INSERT INTO fulfilling_line (delivery_id, order_line_id, quantity, is_return)"


def test_the_database_refuses_more_than_ordered_and_more_back_than_out(order):
    pump, book, _ = order.lines
    out = deliver(order, (pump.id, D(5)))
    back = take_back(order, (pump.id, D(5)))
    with pytest.raises(IntegrityError, match="more delivered than ordered"):
        sql(f"{_INSERT} VALUES (%s, %s, 5, false)", out.id, book.id)
    with pytest.raises(IntegrityError, match="more returned than delivered"):
        sql(f"{_INSERT} VALUES (%s, %s, 1, true)", back.id, book.id)
    with pytest.raises(IntegrityError, match="delivery_line_once"):
        sql(f"{_INSERT} VALUES (%s, %s, 1, false)", out.id, pump.id)
    with pytest.raises(IntegrityError, match="delivery_line_quantity"):
        sql(f"{_INSERT} VALUES (%s, %s, 0, false)", out.id, book.id)
    assert moved(order) == {pump.id: (D(5), D(5))}


@pytest.mark.parametrize(
    "text",
    [
        "UPDATE fulfilling_line SET quantity = 1 WHERE delivery_id = %s",
        "DELETE FROM fulfilling_line WHERE delivery_id = %s",
        "UPDATE fulfilling_delivery SET condition = 'good' WHERE id = %s",
        "DELETE FROM fulfilling_delivery WHERE id = %s",
    ],
)
def test_a_delivery_is_never_changed(order, text):
    made = deliver(order)
    with pytest.raises(Exception, match=r"Cannot (update|delete)"):
        sql(text, made.id)
    assert queries.delivery(made.id) == made


def test_a_return_without_reason_does_not_enter_the_database(order):
    made = deliver(order)
    with pytest.raises(IntegrityError, match="return_has_reason"):
        sql(
            "INSERT INTO fulfilling_delivery SELECT (jsonb_populate_record(d, jsonb_build_object("
            "'id', gen_random_uuid(), 'number', 'X', 'is_return', true))).*"
            " FROM fulfilling_delivery d WHERE id = %s",
            made.id,
        )
    with pytest.raises(IntegrityError, match="delivery_number_once"):
        sql(
            "INSERT INTO fulfilling_delivery SELECT (jsonb_populate_record(d, jsonb_build_object("
            "'id', gen_random_uuid()))).* FROM fulfilling_delivery d WHERE id = %s",
            made.id,
        )


@pytest.mark.django_db(transaction=True)
def test_two_people_deliver_the_same_line_at_once_and_one_is_refused():
    shop = make_shop()
    order = direct(shop, OrderLineIn(sku="PUMP", quantity=D(10)))
    line = order.lines[0].id
    start, answers = threading.Barrier(2), []

    def one() -> None:
        try:
            start.wait(10)
            actions.deliver(world.do_as(shop.entity), order_id=order.id, lines=[(line, D(6))])
            answers.append("delivered")
        except DomainError as error:
            answers.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(2)]
    for t in threads:
        t.start()
    for t in threads:
        t.join(30)
    assert sorted(answers) == ["OverDelivery", "delivered"]
    assert moved(order) == {line: (D(6), D(0))}
    assert [d.number for d in queries.deliveries_of(order.id)] == ["BL-2026-0001"]


@pytest.mark.django_db(transaction=True)
def test_an_order_is_delivered_or_canceled_never_both():
    shop = make_shop()
    order = direct(shop)
    start, answers = threading.Barrier(2), []

    def one(verb) -> None:
        try:
            start.wait(10)
            verb(world.do_as(shop.entity), order_id=order.id)
            answers.append("done")
        except DomainError:
            answers.append("refused")
        finally:
            connection.close()

    threads = [
        threading.Thread(target=one, args=[verb])
        for verb in (actions.deliver, ordering.cancel_order)
    ]
    for t in threads:
        t.start()
    for t in threads:
        t.join(30)
    assert sorted(answers) == ["done", "refused"]
    delivered = bool(queries.deliveries_of(order.id))
    assert delivered == (orders.order(order.id).state == "open")
