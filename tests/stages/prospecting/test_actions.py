"""Opportunities and the gates between their stages."""

from __future__ import annotations

import json
from datetime import date
from uuid import UUID

import pytest
from django.test import Client

from comptoir.kernel.errors import NotAllowed
from comptoir.kernel.ids import show_id
from comptoir.platform.ids import new_id
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


def test_the_partner_of_a_deal_is_chosen_shown_remembered_and_taken_back(entity: UUID) -> None:
    found = chance(entity)
    user, client = person(), Client()
    client.force_login(user)
    page = f"/prospecting/{found.id}/"
    assert "Partner" not in client.get(page).content.decode(), "nobody to choose from"
    do = world.do_as(entity)
    nord = parties.create_partner(do, name="Réseau Nord", country="FR").partner_id
    left = parties.create_partner(world.do_as(entity), name="Parti", country="FR").partner_id
    parties.change_partner(world.do_as(entity), partner_id=left, changes={"active": False})
    fields = {
        "title": found.title, "amount": "10,000.01", "close_on": "2026-03-01", "probability": "20",
        "next_step": "", "revision": "1",
    }  # fmt: skip
    refused = client.post(page, {**fields, "partner_id": str(left)})
    assert (refused.status_code, queries.opportunity(found.id)) == (422, found)
    assert client.post(page, {**fields, "partner_id": str(nord)}).status_code == 302
    assert queries.opportunity(found.id).partner_id == nord
    shown = client.get(page).content.decode()
    assert f'<dt>Partner</dt><dd><a class="inline" href="/parties/partners/{nord}">' in shown
    assert "Opportunity changed: partner Réseau Nord" in shown
    assert f'<option value="{nord}" selected>Réseau Nord</option>' in shown

    def over_api(**body: object) -> tuple[int, dict[str, object]]:
        where = f"/api/v1/opportunities/{show_id('opp', found.id)}"
        answer = client.patch(where, json.dumps(body), content_type="application/json")
        return answer.status_code, answer.json()

    status, told = over_api(revision=2, partner_id=show_id("par", new_id()))
    assert (status, told["code"]) == (404, "unknown_partner")
    other = world.make_entity(code="OTHER", name="Autre")
    theirs = parties.create_partner(world.do_as(other), name="Theirs", country="FR").partner_id
    assert over_api(revision=2, partner_id=show_id("par", theirs))[0] == 404
    assert over_api(revision=2, next_step="Call")[1]["partner_id"] == show_id("par", nord)
    status, told = over_api(revision=3, partner_id=None)
    assert (status, told["partner_id"]) == (200, None)
    user.language = "fr"
    user.save()
    shown = client.get(page).content.decode()
    assert "Opportunité modifiée\xa0: partenaire —" in shown
    assert "<dt>Partenaire</dt>" not in shown and 'name="partner_id"' in shown

    new = f"/prospecting/new?customer={found.customer_id}"
    del fields["revision"], fields["probability"]
    made = client.post(new, {**fields, "amount": "10 000,01", "partner_id": str(nord)})
    shown = client.get(made.url).content.decode()
    assert f'<dt>Partenaire</dt><dd><a class="inline" href="/parties/partners/{nord}">' in shown
