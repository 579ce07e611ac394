"""What a choice costs and keeps: no statement more on a page, rows that never change, fewer ways."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from comptoir.pages.desk import home
from comptoir.pages.features import actions, queries, table
from comptoir.pages.features.models import Choice
from comptoir.platform import clock
from comptoir.shell import offering
from tests.api.driving import make_person
from tests.world import do_as, make_entity

pytestmark = pytest.mark.django_db


@pytest.fixture
def entity_id() -> UUID:
    return make_entity()


@pytest.fixture
def client(entity_id: UUID) -> Client:
    found = Client()
    found.force_login(make_person())
    return found


def statements(client: Client, path: str, **headers: str) -> int:
    client.get(path, headers=headers)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path, headers=headers).status_code == 200
    return len(asked)


@pytest.mark.parametrize("path", ["/", "/quoting/", "/catalog/", "/settings/", "/contracting/"])
def test_a_page_takes_no_statement_more_for_its_features(
    client: Client, entity_id: UUID, path: str
):
    full = statements(client, path)
    assert "features_choice" in _asked(client, path)
    actions.choose_tier(do_as(entity_id), tier="starter")
    assert statements(client, path) <= full


def _asked(client: Client, path: str) -> str:
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    found = [q["sql"] for q in asked if "features_choice" in q["sql"]]
    assert len(found) == 1, found
    assert "platform_clock" in found[0], "it comes along with the company's clock"
    return found[0]


def test_a_choice_is_never_changed_nor_deleted(entity_id: UUID):
    actions.choose_tier(do_as(entity_id), tier="team")
    for statement in (
        "UPDATE features_choice SET tier = 'full'",
        "DELETE FROM features_choice",
        "TRUNCATE features_choice",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Choice.objects.get().tier == "team"


def test_each_company_has_its_own_features(client: Client, entity_id: UUID):
    other = make_entity(code="OTHER", name="Autre")
    actions.choose_tier(do_as(other), tier="starter")
    assert queries.on(entity_id) == table.TIERS["full"]
    assert queries.on(other) == table.TIERS["starter"]
    client.cookies["entity"] = str(entity_id)
    assert 'href="/contracting/"' in client.get("/").content.decode()
    client.cookies["entity"] = str(other)
    assert 'href="/contracting/"' not in client.get("/").content.decode()


def test_the_figures_that_a_feature_names_are_those_of_the_first_page(entity_id: UUID):
    shown = {k.key: k.label for k in home.kpis(entity_id, clock.today(entity_id))}
    named = {key: str(label) for f in table.FEATURES for key, label in f.figures}
    assert named.items() <= shown.items()


def test_an_installation_that_offers_no_choice_hides_nothing(settings):
    settings.COMPTOIR_OFFER = ""
    request = RequestFactory().get("/")
    request.resolver_match = None
    assert not offering.hidden(request, "contracting:list")
    assert not offering.leads_off(request, "/contracting/")
    assert offering.note(request) is None


def test_a_button_within_a_feature_works_although_it_is_off(client: Client, entity_id: UUID):
    actions.choose_tier(do_as(entity_id), tier="starter")
    page = client.get("/contracting/clauses").content.decode()
    assert 'href="/contracting/clauses/new' in page
    assert "is off for your company" in page
    assert 'href="/approvals/policies' not in client.get("/settings/").content.decode()
    assert "is off for your company" not in client.get("/quoting/").content.decode()


def test_the_live_preview_answers_with_its_part_alone(client: Client, entity_id: UUID):
    wish = sorted(set(table.BY_CODE) - {"subscriptions"})
    answer = client.post("/settings/features/", {"on": wish}, headers={"HX-Request": "true"})
    told = answer.content.decode()
    assert "<html" not in told
    assert told.count("goes along: it needs one that goes") == 3
    torn = client.post("/settings/features/", {"on": ["magic"]}, headers={"HX-Request": "true"})
    assert (torn.status_code, "magic" in torn.content.decode()) == (422, True)
    assert not Choice.objects.exists()
