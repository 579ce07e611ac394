"""A quote like another one and from a template: wishes stay, prices are of today, nothing is lost unsaid."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from comptoir.records.catalog import actions as catalog
from comptoir.stages.quoting import actions, queries, template_queries
from comptoir.stages.quoting.actions import LineIn
from comptoir.stages.quoting.models import QuoteTemplate
from tests import world
from tests.browser.driving import person
from tests.stages.quoting.deal import Shop, make_quote, make_shop, send, set_price
from tests.stages.quoting.test_api import call

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop() -> Shop:
    return make_shop()


@pytest.fixture
def client(shop: Shop) -> Client:
    client = Client()
    client.force_login(person())
    return client


def wishes(quote: queries.QuoteFacts) -> list[tuple[object, ...]]:
    return [
        (x.sku, x.quantity, x.discount_kind, x.discount_value, x.section, x.description,
         x.optional, x.term_months)
        for x in quote.lines
    ]  # fmt: skip


def clone(shop: Shop, quote: queries.QuoteFacts, **more: object) -> queries.QuoteFacts:
    event = actions.clone_quote(world.do_as(shop.entity), quote_id=quote.id, **more)  # type: ignore[arg-type]
    assert event.copied_from == quote.id
    return queries.quote(event.quote_id)


def test_a_clone_has_the_same_wishes_at_the_prices_of_today(shop: Shop) -> None:
    old = make_quote(
        shop, LineIn(sku="PUMP", quantity=D(2), section="Goods", description="Pump, blue"),
        LineIn(sku="BOOK", optional=True, deliver_on=date(2026, 1, 1)), title="Pumps",
        deposit_percent=D(30), note="As agreed",
    )  # fmt: skip
    send(shop, old.id)
    set_price(
        shop.entity, shop.book, shop.products["PUMP"], unit_price=D(3000),
        starts_on=world.do_as(shop.entity).today,
    )  # fmt: skip
    new = clone(shop, queries.quote(old.id))
    assert wishes(new) == wishes(old)
    assert [x.list_price for x in new.lines] == [D(3000), D(22)]
    assert (new.state, new.version, new.series == old.series) == ("draft", 1, False)
    assert (new.title, new.deposit_percent, new.note) == ("Pumps", D(30), "As agreed")
    assert new.lines[1].deliver_on is None  # that day has passed
    assert (new.net_minor, queries.quote(old.id).net_minor) == (600_000, 590_000)


def test_another_customer_has_its_own_terms_and_vat(shop: Shop) -> None:
    old = make_quote(shop)
    other = world.make_customer(
        shop.entity, name="Berlin GmbH", country="DE", vat_number="DE136695976", siren="",
        language="en", terms_days=10,
    )  # fmt: skip
    new = clone(shop, old, customer_id=other)
    assert (new.customer_id, new.terms_days, new.contact_id) == (other, 10, None)
    assert [w[:5] for w in wishes(new)] == [w[:5] for w in wishes(old)]
    assert new.lines[0].description != old.lines[0].description  # in the customer's language
    assert {x.vat_rate for x in new.lines} != {x.vat_rate for x in old.lines}


def test_what_is_no_longer_sold_is_named_and_left_out_only_when_asked(shop: Shop) -> None:
    old = make_quote(shop, LineIn(sku="PUMP"), LineIn(sku="BOOK"))
    today = world.do_as(shop.entity).today
    catalog.change_product(
        world.do_as(shop.entity),
        product_id=shop.products["PUMP"],
        revision=1,
        changes={"ends_on": today},
    )
    before = queries.states(shop.entity)
    with pytest.raises(actions.LinesRefused) as refused:
        clone(shop, old)
    assert [row["field"] for row in refused.value.facts["lines"]] == ["lines.0.sku"]
    assert queries.states(shop.entity) == before
    assert [x.sku for x in clone(shop, old, leave_out=True).lines] == ["BOOK"]


def test_a_clone_needs_a_quote_and_a_customer_of_the_company(shop: Shop) -> None:
    other = make_shop(world.make_entity(code="OTHER"))
    quote = make_quote(shop)
    with pytest.raises(queries.UnknownQuote):
        actions.clone_quote(world.do_as(other.entity), quote_id=quote.id)
    with pytest.raises(Exception, match="customer"):
        clone(shop, quote, customer_id=other.customer)


def test_a_template_is_kept_renamed_used_and_removed_over_the_api(
    client: Client, shop: Shop
) -> None:
    quote = make_quote(shop, title="Workshop")
    status, kept = call(client, "post", f"/quotes/{quote.id}/template", {"name": " Six  places "})
    assert (status, kept["name"], kept["lines"], kept["title"]) == (
        200,
        "Six places",
        2,
        "Workshop",
    )
    again = call(client, "post", f"/quotes/{quote.id}/template", {"name": "SIX PLACES"})
    assert (again[0], again[1]["code"]) == (409, "name_taken")
    path = f"/quote-templates/{kept['id']}"
    assert call(client, "patch", path, {"name": "Six seats"})[1]["name"] == "Six seats"
    assert call(client, "patch", path, {"name": " "})[0] == 422
    body = {"customer_id": str(shop.customer)}
    status, made = call(client, "post", f"{path}/quotes", body)
    assert (status, made["title"], made["net"]["amount"]) == (200, "Workshop", "21452.00")
    listed = call(client, "get", "/quote-templates")[1]["items"]
    assert [t["name"] for t in listed] == ["Six seats"]
    assert call(client, "delete", path)[0] == 200
    assert call(client, "get", "/quote-templates")[1]["items"] == []
    assert call(client, "post", f"{path}/quotes", body)[0] == 404
    assert call(client, "post", f"/quotes/{quote.id}/template", {"name": "six seats"})[0] == 200


def test_a_template_keeps_wishes_exactly(shop: Shop) -> None:
    quote = make_quote(
        shop, LineIn(sku="CABLE", quantity=D("2.5"), discount_kind="percent", discount_value=D("3.3")),
        LineIn(sku="CARE", term_months=24, optional=True, section="Care"),
    )  # fmt: skip
    event = actions.save_template(world.do_as(shop.entity), quote_id=quote.id, name="Exact")
    made = actions.draft_from_template(
        world.do_as(shop.entity), template_id=event.template_id, customer_id=shop.customer
    )
    assert wishes(queries.quote(made.quote_id)) == wishes(quote)


def test_the_database_refuses_two_templates_of_one_name(shop: Shop) -> None:
    row = {"entity_id": shop.entity, "currency": "EUR", "head": {}, "lines": []}
    QuoteTemplate.objects.create(name="One", **row)
    for name in ("ONE", ""):
        with pytest.raises(IntegrityError), transaction.atomic():
            QuoteTemplate.objects.create(name=name, **row)


def test_pages_clone_for_the_same_and_another_customer_and_tell_what_differs(
    client: Client, shop: Shop
) -> None:
    old = make_quote(shop, LineIn(sku="PUMP"))
    assert f"/quoting/new?like={old.id}" in client.get(f"/quoting/{old.id}/").content.decode()
    page = client.get(f"/quoting/new?like={old.id}").content.decode()
    assert old.ident in page
    body = {"like": str(old.id), "customer_id": str(shop.customer)}
    same = client.post("/quoting/new", body)
    assert (same.status_code, same.url.endswith("/edit")) == (302, True)
    today = world.do_as(shop.entity).today
    set_price(shop.entity, shop.book, shop.products["PUMP"], unit_price=D(3000), starts_on=today)
    told = client.post("/quoting/new", body, follow=True)
    text = told.content.decode()
    assert "/compare/" in told.redirect_chain[0][0]
    assert "1 line differs" in text
    assert "+€50.00" in text


def test_pages_of_templates(client: Client, shop: Shop) -> None:
    assert "No template yet" in client.get("/quoting/templates").content.decode()
    quote = make_quote(shop)
    for name in ("Alpha", "Beta"):
        client.post(f"/quoting/{quote.id}/template", {"name": name})
    first, second = template_queries.templates(shop.entity)
    assert [first.name, second.name] == ["Alpha", "Beta"]
    page = client.get("/quoting/templates").content.decode()
    assert f"/quoting/new?template={first.id}" in page
    taken = client.post(f"/quoting/templates/{first.id}", {"verb": "rename", "name": "beta"})
    assert taken.status_code == 409
    assert 'value="beta"' in taken.content.decode()
    client.post(f"/quoting/templates/{first.id}", {"verb": "rename", "name": "Gamma"})
    made = client.post(
        "/quoting/new", {"template": str(first.id), "customer_id": str(shop.customer)}
    )
    assert made.status_code == 302
    assert "Gamma" in client.get(f"/quoting/new?template={first.id}").content.decode()
    client.post(f"/quoting/templates/{second.id}", {"verb": "remove"})
    assert [t.name for t in template_queries.templates(shop.entity)] == ["Gamma"]


def test_a_page_says_which_lines_can_no_longer_be_sold(client: Client, shop: Shop) -> None:
    old = make_quote(shop, LineIn(sku="PUMP"), LineIn(sku="BOOK"))
    catalog.change_product(
        world.do_as(shop.entity), product_id=shop.products["PUMP"],
        revision=1, changes={"ends_on": world.do_as(shop.entity).today},
    )  # fmt: skip
    body = {"like": str(old.id), "customer_id": str(shop.customer)}
    refused = client.post("/quoting/new", body)
    assert refused.status_code == 422
    assert "PUMP" in refused.content.decode()
    done = client.post("/quoting/new", {**body, "leave_out": "1"}, follow=True)
    assert "Removed" in done.content.decode()
