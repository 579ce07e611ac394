"""What policies count: working hours, prices below the floor, and what promotions gave to everybody."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal as D

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from comptoir.platform.roles import Role
from comptoir.records.approvals import actions as approvals
from comptoir.records.approvals import queries
from comptoir.records.approvals.models import ApprovalStep, WorkCalendar
from comptoir.records.approvals.parts import ApprovalNeeded
from comptoir.records.catalog import queries as catalog
from comptoir.stages.ordering import actions as ordering
from comptoir.stages.ordering import queries as orders
from comptoir.stages.ordering.core.asked import OrderLineIn
from comptoir.stages.pricing import actions as pricing
from comptoir.stages.pricing import queries as prices
from tests.scenarios.desk_people import drafts, hire, rule, sends, submits
from tests.scenarios.doors import someone
from tests.scenarios.house import line

WEEK = [1, 2, 3, 4, 5]
HOURS = "/approvals/hours"


@pytest.fixture
def house(company):
    company.rep = hire(company, Role.SALES)
    company.manager = hire(company, Role.SALES_MANAGER)
    return company


def sensors(house, percent: int):
    return drafts(house.rep, house.customer(), line("SENS-T", 100, percent))


@pytest.mark.capability("S1-31", "S2-55", screen=HOURS, api="PUT /api/v1/approval-hours")
def test_the_hours_to_decide_do_not_run_over_the_weekend(house):
    approvals.set_work_hours(
        house.by(),
        days=WEEK,
        opens=time(9),
        closes=time(18),
        holidays="FR",
        off=[date(2026, 1, 13)],
    )
    rule(house, ("discount", "above", "10"), hours=18, escalate_role="controller")
    hire(house, Role.CONTROLLER)
    house.today(
        "2026-01-09"
    )  # a Friday; whenever the test runs, two working days end on the 14th or before
    request = submits(house.rep, sensors(house, 15))
    due_on = ApprovalStep.objects.get(request_id=request).due_on
    assert date(2026, 1, 12) <= due_on <= date(2026, 1, 14)
    house.events()
    house.today("2026-01-12")
    assert "ApprovalEscalated" not in house.events(), "around the clock it would be since Saturday"
    house.today("2026-01-15")
    assert house.events().count("ApprovalEscalated") == 1
    house.manager.approves(request)
    (step,) = queries.request(request, house.entity_id).steps
    assert 0 <= step.waited_seconds < 60


def test_working_hours_are_set_on_their_page_and_wrong_ones_named(house):
    client, url = someone(house).client, reverse("approvals:hours")
    assert "run around the clock" in client.get(url).content.decode()
    form = {
        "days": WEEK,
        "opens": "08:30",
        "closes": "17:00",
        "holidays": "FR",
        "off": "2026-05-15",
    }
    assert client.post(url, form).status_code == 302
    row = WorkCalendar.objects.get(entity_id=house.entity_id)
    assert (row.days, row.opens, row.off) == ("12345", time(8, 30), ["2026-05-15"])
    answer = client.post(url, {**form, "closes": "08:00"})
    assert answer.status_code == 422 and "work ends after it began" in answer.content.decode()
    assert client.post(url, {**form, "off": "someday"}).status_code == 422
    row.refresh_from_db()
    assert row.closes == time(17)
    assert client.post(url, {**form, "days": []}).status_code == 302
    assert "run around the clock" in client.get(url).content.decode()


@pytest.mark.parametrize(
    ("change", "said"),
    [({"closes": time(8)}, "calendar_closes_later"), ({"days": "21"}, "calendar_days_known")],
)
def test_the_database_keeps_no_senseless_hours(house, change, said):
    approvals.set_work_hours(house.by(), days=WEEK, opens=time(9), closes=time(18))
    with pytest.raises(IntegrityError, match=said), transaction.atomic():
        WorkCalendar.objects.filter(entity_id=house.entity_id).update(**change)


@pytest.mark.parametrize(
    "wrong",
    [{"days": [0]}, {"closes": time(9)}, {"holidays": "XX"}, {"off": [date(2026, 1, 1)] * 367}],
)
def test_senseless_hours_are_refused_by_field(house, wrong):
    given = {"days": WEEK, "opens": time(9), "closes": time(18), **wrong}
    with pytest.raises(approvals.BadWorkHours) as refused:
        approvals.set_work_hours(house.by(), **given)
    assert refused.value.field == next(iter(wrong))
    assert not WorkCalendar.objects.exists()


@pytest.mark.capability(
    "S2-23", screen="/approvals/policies/new", api="POST /api/v1/approval-policies"
)
def test_a_price_below_its_floor_asks_on_a_quote_and_on_a_direct_order(house):
    product = catalog.by_sku(house.entity_id, ["SENS-T"])["SENS-T"]
    book = prices.default_book(house.entity_id, "EUR", house.by().today)
    pricing.set_price(
        house.by(), book_id=book.id, product_id=product.id, price_type="floor",
        unit_price=D("34.65"),
    )  # fmt: skip
    rule(house, ("below_floor", "above", "0"), name="Floor")
    sends(house.rep, sensors(house, 10))
    with pytest.raises(ApprovalNeeded) as refused:
        sends(house.rep, sensors(house, 19))
    assert refused.value.facts["found"] == "Below the floor price by 10%"
    for percent, state in ((10, "open"), (11, "held")):
        wanted = OrderLineIn(sku="SENS-T", discount_percent=D(percent))
        done = ordering.place_order(
            house.rep.do(), customer_id=house.customer(percent - 9), lines=[wanted]
        )
        assert orders.order(done.order_id).state == state


@pytest.mark.capability(
    "S1-24", screen="/approvals/policies/new", api="POST /api/v1/approval-policies"
)
def test_a_promotion_for_everybody_is_no_discount_of_the_seller(house):
    """`discount` counts all that is off list, `granted` what the seller gave; the policy chooses."""
    pricing.set_promotion(
        house.by(), code="SALE", name="Sale", kind="percent", currency="EUR",
        terms={"percent": "15"},
    )  # fmt: skip
    lineage = rule(house, ("granted", "above", "10"), name="Given by the seller")
    sends(house.rep, sensors(house, 0))
    sends(house.rep, sensors(house, 8))
    with pytest.raises(ApprovalNeeded) as refused:
        sends(house.rep, sensors(house, 20))
    assert refused.value.facts["found"].startswith("Discount given by the seller 2")
    rule(house, ("discount", "above", "10"), lineage=lineage)
    with pytest.raises(ApprovalNeeded):
        sends(house.rep, sensors(house, 0))
