"""Learning from real orders: what is kept, what is refused, how it is shown."""

from __future__ import annotations

from decimal import Decimal as D
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from comptoir.insight.recommending import actions, queries, words
from comptoir.kernel.ids import show_id
from comptoir.platform.models import EventRow
from comptoir.platform.roles import Role, RoleForbids
from comptoir.records.catalog import actions as catalog
from comptoir.records.catalog.queries import UnknownProduct
from comptoir.stages.ordering.core.asked import OrderLineIn
from tests import world
from tests.stages.ordering.sale import Shop, direct, make_shop
from tests.stages.quoting.deal import make_quote

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    """Sixteen orders: twelve have a pump, ten of them a cable too."""
    made = make_shop()
    for n in range(12):
        lines = [OrderLineIn(sku="PUMP", quantity=D(1))]
        if n < 10:
            lines.append(OrderLineIn(sku="CABLE", quantity=D(2)))
        else:
            lines.append(OrderLineIn(sku="BOOK", quantity=D(1)))
        direct(made, *lines)
    for _ in range(4):
        direct(made, OrderLineIn(sku="BOOK", quantity=D(1)))
    return made


def learn(shop: Shop) -> queries.LearningFacts:
    event = actions.learn_recommendations(world.do_as(shop.entity))
    return queries.learning(event.learning_id)


def proposed(shop: Shop, *skus: str, customer: UUID | None = None) -> list[tuple[str, str]]:
    found = queries.recommend(shop.entity, [shop.products[s] for s in skus], customer)
    return [(r.product.sku, words.why(r, "en")) for r in found]


def test_what_is_bought_together_is_counted_and_told_with_its_numbers(shop: Shop) -> None:
    known = learn(shop)
    assert (known.baskets, known.products, known.pairs, known.cases) == (16, 2, 2, 0)
    assert known.hit_rate is None
    assert proposed(shop, "PUMP") == [
        ("CABLE", "in 10 of 12 orders with Pump (83%), 1.3 × chance"),
    ]  # fmt: skip
    (near,) = queries.neighbors(shop.entity, shop.products["PUMP"])
    assert (near.product.sku, near.together, near.support) == ("CABLE", 10, 10)


def test_the_customers_own_orders_are_evidence(shop: Shop) -> None:
    learn(shop)
    found = proposed(shop, "PUMP", customer=shop.customer)
    assert ("BOOK", "in 6 of this customer's 16 orders") in found


def test_what_fits_by_rule_comes_first_and_can_be_taken_back(shop: Shop) -> None:
    learn(shop)
    pump, care = shop.products["PUMP"], shop.products["CARE"]
    do = world.do_as(shop.entity)
    actions.link_products(do, product_id=pump, other_id=care, kind="accessory")
    assert proposed(shop, "PUMP")[0] == ("CARE", "accessory of Pump")
    with pytest.raises(actions.AlreadyLinked):
        actions.link_products(
            world.do_as(shop.entity), product_id=pump, other_id=care, kind="upgrade"
        )
    assert [kind for _a, _b, kind in queries.links(shop.entity)] == ["accessory"]
    actions.unlink_products(world.do_as(shop.entity), product_id=pump, other_id=care)
    assert queries.links(shop.entity) == []
    with pytest.raises(actions.UnknownLink):
        actions.unlink_products(world.do_as(shop.entity), product_id=pump, other_id=care)


def test_rules_that_make_no_sense_are_refused_and_change_nothing(shop: Shop) -> None:
    pump, events = shop.products["PUMP"], EventRow.objects.count()
    other = world.make_product(world.make_entity(code="OTHER", name="Autre"), sku="THEIRS")
    tries: list[tuple[type[Exception], dict[str, Any]]] = [
        (actions.LinkedToItself, {"other_id": pump, "kind": "upgrade"}),
        (actions.UnknownKind, {"other_id": shop.products["CARE"], "kind": "friend"}),
        (UnknownProduct, {"other_id": other, "kind": "upgrade"}),
    ]
    events = EventRow.objects.count()
    for refusal, facts in tries:
        with pytest.raises(refusal):
            actions.link_products(world.do_as(shop.entity), product_id=pump, **facts)
    with pytest.raises(RoleForbids):
        actions.learn_recommendations(world.do_as(shop.entity, Role.SALES))
    assert (queries.links(shop.entity), EventRow.objects.count()) == ([], events)


def test_an_empty_company_has_nothing_to_learn_from() -> None:
    entity = world.make_entity()
    with pytest.raises(actions.NothingToLearnFrom):
        actions.learn_recommendations(world.do_as(entity))
    assert queries.last_learning(entity) is None


def test_a_second_run_replaces_the_first_and_touches_no_other_company(shop: Shop) -> None:
    learn(shop)
    before = proposed(shop, "PUMP")
    assert learn(shop).pairs == 2
    assert proposed(shop, "PUMP") == before
    other = make_shop(world.make_entity(code="OTHER", name="Autre"))
    direct(other, OrderLineIn(sku="PUMP", quantity=D(1)))
    learn(other)
    assert proposed(shop, "PUMP") == before
    assert proposed(other, "PUMP") == []


def test_what_is_no_longer_sold_is_not_proposed(shop: Shop) -> None:
    learn(shop)
    catalog.change_product(
        world.do_as(shop.entity), product_id=shop.products["CABLE"], revision=1,
        changes={"active": False},
    )  # fmt: skip
    assert proposed(shop, "PUMP") == []


@pytest.mark.parametrize(
    ("table", "columns", "values"),
    [
        ("recommending_pair", "product_id, other_id, together", "%(a)s, %(a)s, 5"),
        ("recommending_link", "product_id, other_id, kind", "%(a)s, %(b)s, 'friend'"),
        ("recommending_link", "product_id, other_id, kind", "%(a)s, %(a)s, 'upgrade'"),
        ("recommending_taste", "customer_id, product_id, buyers, alike", "%(c)s, %(a)s, 3, 2"),
    ],
)
def test_the_database_refuses_nonsense(table: str, columns: str, values: str) -> None:
    shop = make_shop()
    facts = {"a": shop.products["PUMP"], "b": shop.products["CARE"], "c": shop.customer}
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({columns}) VALUES ({values})", facts)


def test_the_page_says_how_good_it_is_and_keeps_rules(client: Client, shop: Shop) -> None:
    client.force_login(world.make_user(shop.entity))
    where = reverse("recommending:overview")
    assert "Nothing was learned yet" in client.get(where).content.decode()
    assert client.post(reverse("recommending:learn"), follow=True).status_code == 200
    page = client.get(where, {"sku": "PUMP"}).content.decode()
    for said in ("Too few orders in the last month", "CABLE", "83%"):
        assert said in page.replace("\u202f", "").replace("\xa0", ""), said
    rule = {"sku": "PUMP", "kind": "accessory", "other_sku": "CARE"}
    assert "CARE" in client.post(reverse("recommending:link"), rule, follow=True).content.decode()
    again = client.post(reverse("recommending:link"), rule)
    assert (again.status_code, "linked already" in again.content.decode()) == (409, True)
    wrong = client.post(reverse("recommending:link"), {**rule, "other_sku": "<b>NONE</b>"})
    assert wrong.status_code == 404
    assert "<b>NONE" not in wrong.content.decode()
    (link,) = queries.links(shop.entity)
    client.post(reverse("recommending:unlink", args=[link[0].id, link[1].id]))
    assert queries.links(shop.entity) == []


def test_beside_a_quote_stands_what_goes_with_its_lines(client: Client, shop: Shop) -> None:
    learn(shop)
    client.force_login(world.make_user(shop.entity))
    quote = make_quote(shop)
    page = client.get(reverse("recommending:beside", args=[quote.id])).content.decode()
    assert 'data-add="CABLE"' in page
    url = reverse("desk:beside_quote", args=[quote.id])
    assert url in client.get(reverse("quoting:edit", args=[quote.id])).content.decode()


def test_the_api_answers_for_a_basket_and_for_a_quote(client: Client, shop: Shop) -> None:
    learn(shop)
    client.force_login(world.make_user(shop.entity))
    pump = show_id("prd", shop.products["PUMP"])
    (told,) = client.get("/api/v1/recommendations", {"product_id": pump}).json()["items"]
    assert (told["sku"], told["evidence"][0]["n"], told["evidence"][0]["of"]) == ("CABLE", 10, 12)
    near = client.get(f"/api/v1/products/{pump}/neighbors").json()["items"]
    (cable,) = (n for n in near if n["sku"] == "CABLE")
    (known,) = (
        n for n in queries.neighbors(shop.entity, shop.products["PUMP"]) if n.product.sku == "CABLE"
    )
    assert (cable["together"], cable["baskets"]) == (known.together, known.support)
    assert (cable["confidence"], cable["lift"]) == ("83.3", f"{words.tenths(known.lift):f}")
    quote = show_id("quo", make_quote(shop).id)
    told = client.get("/api/v1/recommendations", {"quote_id": quote, "limit": 1}).json()
    assert [r["sku"] for r in told["items"]] == ["CABLE"]
    learned = client.get("/api/v1/recommendations/learning").json()
    assert (learned["baskets"], learned["hit_percent"]) == (16, None)
