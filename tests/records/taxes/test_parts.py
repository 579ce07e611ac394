from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from comptoir.records.parties import queries as parties
from comptoir.records.taxes import parts, queries
from comptoir.records.taxes.models import Decision
from tests.world import BERLIN, do_as, make_customer, make_entity, make_user

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 5)


def decide(do, customer, entity, **over):
    facts = {"nature": "goods", "tax_class": "standard", "ship_to_country": "", "on": DAY}
    return parts.decide(do, customer=customer, entity=entity, **{**facts, **over})


@pytest.fixture
def seller():
    return parties.entity(make_entity())


@pytest.fixture
def chabert(seller):
    return parties.customer(make_customer(seller.id))


def test_a_decision_is_stored_once_with_its_reason(seller, chabert):
    first = decide(do_as(seller.id), chabert, seller)
    again = decide(do_as(seller.id), chabert, seller, on=date(2026, 7, 1))
    assert first == again
    assert (first.category, first.rate, first.country) == ("S", Decimal(20), "FR")
    assert first.reason("fr").startswith("Taxable en FR")
    assert Decision.objects.count() == 1
    stored = queries.decisions([first.id])[first.id]
    assert (stored.rule, stored.version, stored.rate) == (first.rule, first.version, first.rate)


def test_a_business_abroad_pays_no_vat_and_the_document_says_why(seller):
    berlin = make_customer(
        seller.id, name="Holz GmbH", country="DE", billing=BERLIN, vat_number="DE136695976"
    )
    found = decide(do_as(seller.id), parties.customer(berlin), seller)
    assert (found.category, found.rate, found.vatex) == ("K", 0, "VATEX-EU-IC")
    assert "262 ter" in found.mention("fr")


def test_a_hundred_lines_cost_one_statement(seller, chabert, django_assert_num_queries):
    do = do_as(seller.id)
    with django_assert_num_queries(1):
        found = {decide(do, chabert, seller).id for _ in range(100)}
    with django_assert_num_queries(1):
        found.add(decide(do, chabert, seller, tax_class="reduced").id)
    with django_assert_num_queries(0):
        found.add(decide(do, chabert, seller, on=date(2026, 3, 1)).id)
    assert len(found) == 2


def test_a_rate_that_changes_makes_another_decision(seller, chabert):
    old = decide(do_as(seller.id), chabert, seller, on=date(2013, 12, 31))
    new = decide(do_as(seller.id), chabert, seller, on=date(2014, 1, 1))
    assert (old.rate, new.rate) == (Decimal("19.6"), Decimal(20))
    assert Decision.objects.count() == 2


def test_the_database_refuses_to_change_a_decision(seller, chabert):
    decide(do_as(seller.id), chabert, seller)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE taxes_decision SET rate = 5")
    assert Decision.objects.get().rate == Decimal(20)


def test_the_pages_and_the_api_tell_why(client, seller, chabert):
    client.force_login(make_user(seller.id))
    url = reverse("taxes:list")
    assert "No VAT decision yet" in client.get(url).content.decode()
    found = decide(do_as(seller.id), chabert, seller)
    assert "Taxable in FR" in client.get(url).content.decode()
    page = client.get(reverse("taxes:show", args=[found.id])).content.decode()
    assert "domestic v1" in page
    assert [len(client.get(url, {"category": c}).context["rows"]) for c in ("S", "K")] == [1, 0]
    items = client.get("/api/v1/vat-decisions").json()["items"]
    assert (items[0]["rate"], items[0]["rule"]) == ("20", "domestic")
    assert client.get(f"/api/v1/vat-decisions/{items[0]['id']}").json() == items[0]
