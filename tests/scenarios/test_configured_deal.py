"""A product that is put together from options: from the question to the order, its invoice and its parts."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal as D
from html import unescape

import pytest
from django.test import Client

from comptoir.pages.desk import made
from comptoir.platform.roles import Role
from comptoir.records.catalog import actions as catalog
from comptoir.records.parties import queries as parties
from comptoir.stages.configuring import actions as configuring
from comptoir.stages.configuring import queries as models
from comptoir.stages.configuring.engine import Choice, Impossible, load_choices
from comptoir.stages.invoicing import queries as invoices
from comptoir.stages.ordering import queries as orders
from comptoir.stages.pricing import actions as pricing
from comptoir.stages.pricing import queries as prices
from comptoir.stages.pricing.engine import replay
from comptoir.stages.quoting import actions as quoting
from comptoir.stages.quoting import documents
from tests.scenarios.doors import someone
from tests.scenarios.house import Company, eur, line
from tests.stages.configuring.workshop import BIKE

BOARD = "/shop/quotes/{quote_id}/models/{model_id}/"
CONFIGURE = "POST /api/v1/models/{model_id}/configurations"


def sells_bikes(company: Company) -> models.ModelFacts:
    """A bike at 500.00 (cost 300.00) that is put together from options, offered from today on."""
    product = catalog.create_product(
        company.by(), sku="BIKE", name_en="Bike", name_fr="Vélo", currency="EUR", cost=D(300)
    ).product_id
    book = prices.default_book(company.entity_id, "EUR", company.by().today)
    pricing.set_price(company.by(), book_id=book.id, product_id=product, unit_price=D(500))
    model = configuring.create_model(company.by(), source=BIKE).model_id
    configuring.publish_model(company.by(), model_id=model)
    company.events()
    return models.model(model)


def put_together(company: Company, model: models.ModelFacts, **choices: bool | D) -> quoting.LineIn:
    """A bike with these choices, the usual for the rest."""
    loaded = models.loaded(model.newest)
    own = tuple(Choice(k, v) for k, v in choices.items())
    made = configuring.save_configuration(
        company.by(), model_id=model.id, choices=loaded.settled(own, "default"), seconds=75
    )
    return line("BIKE", configuration_id=made.configuration_id)


@pytest.mark.capability(
    "S0-06",
    "S1-07",
    "S1-18",
    "S1-20",
    "S2-12",
    "S2-13",
    "S2-60",
    "S1-19",
    screen=BOARD,
    api=CONFIGURE,
)
def test_a_bike_is_put_together_priced_signed_delivered_and_invoiced(company: Company) -> None:
    bikes = sells_bikes(company)
    wanted = put_together(company, bikes, motor=True, b600=True, height=D(182))
    quote_id = company.quotes(company.customer(), wanted, line("DOC"))
    quote = company.quote(quote_id)
    bike = quote.lines[0]
    assert bike.unit_net == D("1439.90")  # 500 + wheels 30 + motor 700 + battery 200 + bell 9.90
    assert [(s.rule_id, s.value) for s in bike.steps if s.label_code == "option"] == [
        ("w28", D(30)), ("motor", D(700)), ("b600", D(200)), ("bell", D("9.9")),
    ]  # fmt: skip
    assert replay(bike.steps) == D("1439.90")
    shown = documents.sections(quote)[0].rows[0].details
    assert "Batterie\u00a0: 600 Wh" in shown, "the document lists the options in its language"
    order_id = company.accepts(quote_id)
    placed = orders.order(order_id).lines[0]
    assert placed.configuration_id == wanted.configuration_id
    assert models.configuration(placed.configuration_id).seconds == 75
    company.delivers(order_id)
    assert company.invoices(order_id).net_minor == eur("1461.90").minor
    company.holds()


@pytest.mark.capability("S0-08", screen="/orders/{order_id}", api=CONFIGURE)
def test_the_order_shows_what_a_configured_line_is_made_of_and_why(company: Company) -> None:
    bikes = sells_bikes(company)
    wanted = replace(put_together(company, bikes, motor=True), quantity=D(3))
    order_id = company.accepts(company.quotes(company.customer(), wanted))
    (found,) = made.made(orders.order(order_id), "en")
    assert found.version == "BIKE v1"
    parts = {m.sku: (m.quantity, m.unit, m.because) for m in found.materials}
    assert parts == {
        "WHEEL-28": ("3", "C62", "Wheels: 28 inches"),
        "SPOKE": ("108", "C62", "Bike"),
        "CABLE": ("3.6", "MTR", "Bike (Motor)"),
    }
    assert [(w.work_center, w.minutes) for w in found.works] == [("BENCH", "145")]
    page = someone(company).client.get(f"/orders/{order_id}").content.decode()
    assert "WHEEL-28" in page and "Motor cable" in page and ">Cost<" in page
    packer = someone(company, Role.WAREHOUSE).client.get(f"/orders/{order_id}").content.decode()
    assert (
        "WHEEL-28" in packer and ">Cost<" not in packer
    )  # what it cost is for who may see margins


@pytest.mark.capability(
    "S2-67", "S2-18", screen=BOARD, api="POST /api/v1/models/{model_id}/complete"
)
def test_questions_lead_to_a_product_with_its_reasons_and_its_fit(company: Company) -> None:
    bikes = sells_bikes(company)
    configuring.offer_model(company.by(), model_id=bikes.id, public=True)
    page = Client().get(f"/c/{bikes.id}/?q-hills=many").content.decode()
    assert "Fits your answers to 100%." in page
    assert "Extras: Motor, because: Many" in page
    desk = unescape(re.search(r'name="desk" value="([^"]*)"', page)[1])
    assert {"id": "motor", "value": True} in json.loads(desk)["own"]
    assert Client().get(f"/c/{bikes.id}/?q-hills=mountains&q-x=1").status_code == 200


@pytest.mark.capability("S1-22", screen=BOARD, api=CONFIGURE)
def test_what_does_not_go_together_cannot_be_quoted(company: Company) -> None:
    bikes = sells_bikes(company)
    wrong = (Choice("carbon", True), Choice("motor", True))
    with pytest.raises(Impossible):
        configuring.save_configuration(company.by(), model_id=bikes.id, choices=wrong)
    with pytest.raises(quoting.LinesRefused):
        company.quotes(company.customer(), line("BIKE"))
    company.expects("CustomerCreated")
    company.quotes(company.customer(1), put_together(company, bikes))
    company.expects("CustomerCreated", "ConfigurationSaved", "QuoteDrafted", "QuoteSent")


def test_a_new_version_leaves_open_offers_as_they_are_and_says_what_it_would_change(
    company: Company,
) -> None:
    from comptoir.stages.configuring import impact

    bikes = sells_bikes(company)
    light = company.quotes(company.customer(), put_together(company, bikes, carbon=True))
    heavy = company.quotes(company.customer(1), put_together(company, bikes, motor=True))
    company.quotes(company.customer(2), put_together(company, bikes))
    fresh = BIKE.replace("price: 900", "price: 990")
    fresh = fresh.replace(
        "rules:\n", "rules:\n- {id: recall, rule: not motor, words: {en: The motor is recalled.}}\n"
    )
    fresh = fresh[: fresh.index("- {id: motor_takes_big_wheels")]
    configuring.save_draft(company.by(), model_id=bikes.id, source=fresh)
    draft = models.model(bikes.id).draft
    assert draft
    report = impact.impact(bikes.id, models.loaded(draft), "en")
    assert (report.quotes, report.count("invalid"), report.count("price")) == (3, 1, 1)
    invalid, dearer = report.listed
    assert invalid.standing.quote_id == heavy
    assert "The motor is recalled." in invalid.reasons
    assert (dearer.standing.quote_id, dearer.change) == (light, D(90))
    assert company.quote(light).lines[0].unit_net == D("1439.90")


@pytest.mark.capability("S0-07", screen="/c/{model_id}/", api=CONFIGURE)
@pytest.mark.capability("S0-14", "S2-49", screen="/c/{model_id}/", api=CONFIGURE)
def test_a_visitor_of_the_website_configures_and_orders(company: Company) -> None:
    bikes = sells_bikes(company)
    configuring.offer_model(company.by(), model_id=bikes.id, public=True)
    visitor, url = Client(), f"/c/{bikes.id}/"
    page = visitor.get(url).content.decode()
    motor = re.search(r'value="(pick:\d+:out)"(?:(?!</button>).)*Motor', page, re.S)
    assert motor
    desk = unescape(re.search(r'name="desk" value="([^"]*)"', page)[1])
    page = visitor.post(url, {"desk": desk, "do": motor[1]}).content.decode()
    desk = unescape(re.search(r'name="desk" value="([^"]*)"', page)[1])
    buy = visitor.post(url, {"desk": desk, "do": "save"}).headers["Location"]
    buyer = {
        "company": "Cycles Perrin", "siren": "732829320", "name": "Anne Perrin", "role": "Gérante",
        "email": "anne@perrin.example", "street": "3 quai Rambaud", "postcode": "69002",
        "town": "Lyon", "country": "FR", "quantity": "2", "wish": "order", "consent": "on",
    }  # fmt: skip
    visitor.post(buy, buyer)
    order = orders.orders_page(company.entity_id)[0][0]
    assert order.net_minor == eur("2479.80").minor
    assert parties.customer(order.customer_id).name == "Cycles Perrin"
    (found,) = made.made(orders.order(order.id), "en")
    parts = {m.sku: (m.quantity, m.unit) for m in found.materials}
    assert parts == {"WHEEL-28": ("2", "C62"), "SPOKE": ("72", "C62"), "CABLE": ("2.4", "MTR")}
    company.delivers(order.id)
    bill = company.invoices(order.id)
    assert invoices.invoice(bill.id).net_minor == eur("2479.80").minor
    company.holds()


def test_offers_that_wait_for_a_later_version_keep_theirs(company: Company) -> None:
    bikes = sells_bikes(company)
    quote_id = company.quotes(company.customer(), put_together(company, bikes, carbon=True))
    tomorrow = company.by().today + timedelta(days=1)
    configuring.save_draft(
        company.by(), model_id=bikes.id, source=BIKE.replace("price: 900", "price: 990")
    )
    configuring.publish_model(company.by(), model_id=bikes.id, starts_on=tomorrow)
    company.today(tomorrow.isoformat())
    order_id = company.accepts(quote_id)
    assert orders.order(order_id).net_minor == eur("1439.90").minor


@pytest.mark.capability(
    "S2-11", "S2-53", "S2-54", "S2-62", screen=BOARD, api="POST /api/v1/quotes/{quote_id}/send"
)
def test_a_standard_quote_takes_three_clicks_and_less_than_two_minutes(company: Company) -> None:
    bikes = sells_bikes(company)
    drafted = quoting.draft_quote(company.by(), customer_id=company.customer(), lines=[line("DOC")])
    browser = someone(company).client
    url = f"/shop/quotes/{drafted.quote_id}/models/{bikes.id}/"
    page = browser.get(url).content.decode()
    clicks = 0
    for label in ("Motor", "600 Wh"):
        do = re.search(rf'value="(pick:\d+:out)"(?:(?!</button>).)*{label}', page, re.S)
        assert do
        page = browser.post(url, {"desk": _desk(page), "do": do[1]}).content.decode()
        clicks += 1
    browser.post(url, {"desk": _desk(page), "do": "save"})
    quoting.send_quote(company.by(), quote_id=drafted.quote_id)
    bike = company.quote(drafted.quote_id).lines[1]
    made = models.configuration(bike.configuration_id)
    assert clicks + 1 == 3
    assert made.seconds is not None and made.seconds <= 120
    assert models.loaded(bikes.newest).engine.check(load_choices(made.choices)) == ()
    assert bike.unit_net == D("1439.90")


def _desk(page: str) -> str:
    found = re.search(r'name="desk" value="([^"]*)"', page)
    assert found
    return unescape(found[1])


@pytest.mark.capability(
    "S2-66", screen="/configuring/{model_id}/publish", api="GET /api/v1/models/{model_id}/impact"
)
def test_before_a_version_is_published_its_page_leads_to_each_quote_it_would_change(
    company: Company,
) -> None:
    bikes = sells_bikes(company)
    heavy = company.quotes(company.customer(), put_together(company, bikes, motor=True))
    company.quotes(company.customer(1), put_together(company, bikes))
    fresh = BIKE.replace("price: 700", "price: 720")
    configuring.save_draft(company.by(), model_id=bikes.id, source=fresh)
    page = someone(company).client.get(f"/configuring/{bikes.id}/publish").content.decode()
    told = " ".join(re.sub("<.*?>", "", page).split())
    assert (
        "2 open quotes hold a configuration of this model: 0 become invalid, 1 changes price"
        in told
    )
    assert f'href="/quoting/{heavy}/"' in page and "€20.00" in page
    assert models.model(bikes.id).draft, "nothing is published by reading"
