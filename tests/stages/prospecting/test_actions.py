"""Opportunities and the gates between their stages."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from django.test import Client

from comptoir.kernel.errors import NotAllowed
from comptoir.kernel.ids import show_id
from comptoir.records.parties import actions as parties
from comptoir.stages.prospecting import actions, queries
from tests import world
from tests.api.driving import call, make_key
from tests.browser.driving import person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def entity() -> UUID:
    return world.make_entity()


def chance(entity: UUID, **customer: object) -> queries.OpportunityFacts:
    event = actions.open_opportunity(
        world.do_as(entity), customer_id=world.make_customer(entity, **customer), title="Pumps",
        amount_minor=1_000_001, close_on=date(2026, 3, 1),
    )  # fmt: skip
    return queries.opportunity(event.opportunity_id)


def test_the_probability_follows_the_stage(entity: UUID) -> None:
    found = chance(entity)
    assert (found.number, found.stage, found.probability) == ("OPP-2026-0001", "qualify", 20)
    actions.move_opportunity(world.do_as(entity), opportunity_id=found.id, verb="negotiate")
    moved = queries.opportunity(found.id)
    assert (moved.stage, moved.probability, moved.weighted_minor) == ("negotiate", 75, 750_000)


def test_a_deal_is_not_won_before_its_customer_can_be_invoiced(entity: UUID) -> None:
    found = chance(entity, billing=None)
    with pytest.raises(actions.MissingBillingAddress) as refused:
        actions.win_opportunity(world.do_as(entity), opportunity_id=found.id)
    assert refused.value.field == "billing.street"
    assert queries.opportunity(found.id) == found


def test_the_page_names_the_missing_field_and_links_to_it(entity: UUID) -> None:
    found = chance(entity, billing=None)
    client = Client()
    client.force_login(person())
    answer = client.post(f"/prospecting/{found.id}/move", {"verb": "win"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Billing address, street" in page
    assert f'href="/parties/{found.customer_id}/edit#id_billing_street"' in page


def test_a_won_deal_is_closed(entity: UUID) -> None:
    found = chance(entity)
    actions.win_opportunity(world.do_as(entity), opportunity_id=found.id)
    won = queries.opportunity(found.id)
    assert (won.stage, won.probability, won.won_at is not None) == ("won", 100, True)
    with pytest.raises(NotAllowed):
        actions.lose_opportunity(world.do_as(entity), opportunity_id=found.id, reason="price")


def test_a_lost_deal_keeps_its_reason_and_may_come_back(entity: UUID) -> None:
    found = chance(entity)
    with pytest.raises(actions.ReasonMissing):
        actions.lose_opportunity(world.do_as(entity), opportunity_id=found.id, reason=" ")
    actions.lose_opportunity(world.do_as(entity), opportunity_id=found.id, reason="too late")
    assert queries.opportunity(found.id).lost_reason == "too late"
    actions.move_opportunity(world.do_as(entity), opportunity_id=found.id, verb="qualify")
    assert queries.opportunity(found.id).lost_reason == ""


def test_two_people_change_different_fields_and_both_stay(entity: UUID) -> None:
    found = chance(entity)
    change = {"opportunity_id": found.id, "revision": 1}
    actions.change_opportunity(world.do_as(entity), **change, changes={"title": "Big pumps"})
    actions.change_opportunity(world.do_as(entity), **change, changes={"next_step": "call"})
    with pytest.raises(actions.StaleOpportunity) as refused:
        actions.change_opportunity(world.do_as(entity), **change, changes={"title": "Small"})
    assert (refused.value.field, refused.value.facts["expected"]) == ("title", "Big pumps")
    after = queries.opportunity(found.id)
    assert (after.title, after.next_step) == ("Big pumps", "call")


def test_the_board_shows_open_stages_with_their_sums(entity: UUID) -> None:
    chance(entity)
    columns = queries.board(entity)
    assert [(c.stage, c.count, c.sums) for c in columns] == [
        ("qualify", 1, (("EUR", 1_000_001),)), ("propose", 0, ()), ("negotiate", 0, ()),
    ]  # fmt: skip
    (first, *_rest) = call("GET", "/opportunities/board", key=make_key(entity)).body["columns"]
    assert (first["amounts"], first["weighted"]) == (
        [{"amount": "10000.01", "currency": "EUR"}], [{"amount": "2000.00", "currency": "EUR"}],
    )  # fmt: skip
    (card,) = first["cards"]
    assert card["weighted"] == first["weighted"][0]


def test_a_partner_tells_the_opportunities_it_brought(entity: UUID) -> None:
    parties.create_partner(world.do_as(entity), name="Revente", country="BE")
    found, secret = chance(entity), make_key(entity)
    (partner,) = call("GET", "/partners", key=secret).body["items"]
    asked = {"customer_id": show_id("cus", found.customer_id), "title": "Hoses", "amount": "5"}
    asked |= {"close_on": "2026-04-01", "partner_id": partner["id"]}
    call("POST", "/opportunities", asked, key=secret)
    for path, at in (("/partners", 0), (f"/partners/{partner['id']}", None)):
        body = call("GET", f"{path}?expand=opportunities", key=secret).body
        shown = body if at is None else body["items"][at]
        assert [o["title"] for o in shown["expanded"]["opportunities"]] == ["Hoses"]
