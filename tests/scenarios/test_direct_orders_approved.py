"""An order that is entered without a quote goes by the same policies: no door leads around the desk."""

from __future__ import annotations

from decimal import Decimal as D
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from comptoir.kernel.errors import NothingDue
from comptoir.platform.roles import Role
from comptoir.records.approvals import queries as requests
from comptoir.records.credit import queries as credit
from comptoir.records.parties import queries as parties
from comptoir.stages.ordering import actions as ordering
from comptoir.stages.ordering import queries as orders
from comptoir.stages.ordering.core.asked import OrderLineIn
from comptoir.stages.ordering.models import Order
from tests.scenarios.desk_people import Person, hire, rule
from tests.scenarios.doors import someone

ENTER = "POST /api/v1/orders"


@pytest.fixture
def house(company):
    """A rep who enters orders, a manager who approves discounts above 10 %."""
    rule(company, ("discount", "above", "10"), name="Discount")
    company.rep = hire(company, Role.SALES, Role.ORDER)
    company.manager = hire(company, Role.SALES_MANAGER)
    company.buyer = company.customer()
    company.events()
    return company


def enters(rep: Person, customer_id: UUID, percent: int, **more: D) -> UUID:
    """Five cabinets at so much off, entered as an order."""
    line = OrderLineIn(sku="ARM-X", quantity=D(5), discount_percent=D(percent))
    done = ordering.place_order(rep.do(), customer_id=customer_id, lines=[line], **more)
    return done.order_id


def asked_for(company, order_id: UUID) -> requests.RequestFacts:
    (found,) = requests.of_subject(order_id)
    return found


@pytest.mark.capability("S1-24", "S1-31", "S2-23", screen="/ordering/{order_id}", api=ENTER)
def test_a_discount_on_a_direct_order_waits_for_the_same_yes_as_on_a_quote(house):
    fair = enters(house.rep, house.buyer, 10)
    house.expects("OrderPlaced", "ObligationsOpened")
    assert orders.order(fair).state == "open"
    order_id = enters(house.rep, house.buyer, 15, deposit_percent=D(30))
    house.expects("OrderAwaitsApproval")
    order, request = orders.order(order_id), asked_for(house, order_id)
    assert (order.state, order.hold_reason) == ("held", "approval")
    assert (request.number, request.net_minor) == (order.number, order.net_minor)
    assert request.content["lines"][0]["discount"] == "percent 15"
    assert [r.id for r in house.manager.queue()] == [request.id]
    assert house.rep.queue() == [], "nobody approves their own deal"
    with pytest.raises(ordering.AwaitsApproval):
        ordering.release_order(house.by(), order_id=order_id, reason="it is urgent")
    page = someone(house).client.get(reverse("ordering:show", args=[order_id])).content.decode()
    assert "This order waits for approval." in page
    house.manager.approves(request.id)
    house.expects(
        "ApprovalGiven", "OrderPlaced", "ObligationsOpened", "InvoiceIssued", "ItemOpened"
    )  # its deposit is asked for only now
    assert orders.order(order_id).state == "open"
    house.holds()


def test_what_is_not_approved_is_canceled_and_its_credit_is_free_again(house):
    before = credit.exposure(house.buyer, "EUR").exposure
    order_id = enters(house.rep, house.buyer, 40)
    assert credit.exposure(house.buyer, "EUR").exposure > before
    house.manager.rejects(asked_for(house, order_id).id, "Far too much")
    house.expects("OrderAwaitsApproval", "ApprovalRejected", "OrderCanceled")
    assert orders.order(order_id).state == "canceled"
    assert credit.exposure(house.buyer, "EUR").exposure == before


def test_an_order_that_is_canceled_asks_nobody_any_more(house):
    order_id = enters(house.rep, house.buyer, 40)
    ordering.cancel_order(house.rep.do(), order_id=order_id)
    house.expects("OrderAwaitsApproval", "ApprovalWithdrawn", "OrderCanceled")
    assert house.manager.queue() == []


def test_an_approved_order_above_the_credit_limit_waits_on(house):
    from comptoir.records.credit import actions

    actions.set_limit(house.by(), customer_id=house.buyer, currency="EUR", limit_minor=100)
    order_id = enters(house.rep, house.buyer, 15)
    house.events()
    house.manager.approves(asked_for(house, order_id).id)
    house.expects("ApprovalGiven", "OrderHeld")
    order = orders.order(order_id)
    assert (order.state, order.hold_reason) == ("held", "credit")
    assert order.hold_minor > 0
    with pytest.raises(NothingDue):
        ordering.release_approved(house.by(), order_id=order_id)


def test_the_database_lets_no_order_go_that_is_not_approved(house):
    order_id = enters(house.rep, house.buyer, 15)
    for change in ({"state": "open"}, {"hold_reason": "credit"}):
        with pytest.raises(IntegrityError, match="is not approved"), transaction.atomic():
            Order.objects.filter(pk=order_id).update(**change)
    with pytest.raises(NothingDue):
        ordering.release_approved(house.by(), order_id=order_id)
    assert orders.order(order_id).hold_reason == "approval"


def test_the_page_of_a_new_order_says_that_it_would_wait(house):
    from comptoir.stages.ordering import typed_order
    from comptoir.stages.ordering.draft import PERCENT, Draft, Line

    head = {
        "customer": parties.customer(house.buyer).name, "channel": "direct", "external_ref": "",
        "customer_ref": "", "currency": "EUR",
    }  # fmt: skip
    for percent, asks in (("10", False), ("11", True)):
        line = Line(id=1, sku="ARM-X", discount_kind=PERCENT, discount_value=percent)
        typed = Draft("key", head, (line,))
        seen = typed_order.look(house.rep.do().actor, house.entity_id, typed)
        assert typed_order.panel(typed, seen, "en")["asks"] is asks
    house.expects()
