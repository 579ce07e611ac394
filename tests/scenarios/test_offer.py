"""The offer: the rep's way to it, its prices, and the customer's view of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from comptoir.platform.roles import Role
from comptoir.stages.pricing.engine import Tier
from comptoir.stages.quoting import queries as quotes
from tests.scenarios.deals import priced
from tests.scenarios.doors import Desk, program, says, show_id, someone, text_of, words
from tests.scenarios.house import eur, line

EDIT, LINES = "/quoting/{quote_id}/edit", "POST /api/v1/quotes/{quote_id}/lines"
PRICE = "/pricing/{book_id}/{product_id}/"
PRICE_API = "POST /api/v1/price-books/{book_id}/prices"


@pytest.mark.capability("S2-14", screen=EDIT, api=LINES)
def test_a_rep_picks_articles_sets_quantities_and_discounts_and_generates_the_quote(company):
    customer = company.customer()
    rep, api = someone(company, Role.SALES), program(company, Role.SALES)
    quote = api.post("/quotes", {"customer_id": show_id("cus", customer), "title": "Cabinets"})
    ((row,), _) = quotes.quotes_page(company.entity_id)
    found = rep.client.get(f"/quoting/{row.id}/products", {"q": "cabinet"}).json()["items"]
    assert ("ARM-X", "€2,950.00") in [(p["sku"], p["price"]) for p in found]
    lines = [
        {"sku": "ARM-X", "quantity": "2", "discount_kind": "percent", "discount_value": "10"},
        {"sku": "DOC", "quantity": "3"},
    ]
    told = api.post(f"/quotes/{quote['id']}/lines", {"lines": lines})
    assert told["net"] == {"amount": "5376.00", "currency": "EUR"}
    api.post(f"/quotes/{quote['id']}/send")
    pdf = rep.client.get(f"/quoting/{row.id}/pdf").content
    said = text_of(pdf).replace("\u202f", " ").replace("\xa0", " ")
    says(said, "Q-2026-0001", "ARM-X", "DOC", "10 %", "5 310,00", "6 441,63")


@pytest.mark.capability("S1-23", screen="/quoting/{quote_id}/why/{line_id}", api=LINES)
def test_the_price_comes_from_the_book_with_its_steps_in_the_answer_to_the_line_itself(company):
    api, desk = program(company), someone(company)
    quote = api.post("/quotes", {"customer_id": show_id("cus", company.customer())})
    sent = {"lines": [{"sku": "ARM-X", "quantity": "3", "discount_kind": "percent",
                       "discount_value": "12.5"}]}  # fmt: skip
    told = api.post(
        f"/quotes/{quote['id']}/lines", sent
    )  # one call: typed, priced, taxed, added up
    (answer,) = told["lines"]
    steps = [(s["label_code"], s["result"]) for s in answer["waterfall"]]
    assert (steps[0][0], Decimal(steps[0][1])) == ("list_price", Decimal(2950))
    assert (answer["unit_net"], answer["net"]["amount"]) == ("2581.25", "7743.75")
    assert told["gross"]["amount"] == "9292.50"
    ((row,), _) = quotes.quotes_page(company.entity_id)
    why = desk.page(f"/quoting/{row.id}/why/{answer['id']}")
    says(
        why,
        "List price 2,950.00 Price book FR-2026",
        "Sales discount −368.75 12.5%",
        "Net 2,581.25",
    )
    problem = api.refused("POST", f"/quotes/{quote['id']}/lines", {"lines": [{"sku": "NOPE"}]})
    assert problem["code"] == "lines_refused"
    assert api.get(f"/quotes/{quote['id']}")["gross"]["amount"] == "9292.50"


@pytest.mark.capability("S1-08", "S1-82", "S2-63", screen=PRICE, api=PRICE_API)
def test_each_article_has_its_own_price_model_and_a_quote_mixes_them(company):
    priced(company, "INST", model="flat", unit_price=Decimal("500"))
    steps = [Tier(Decimal(10), Decimal("30")), Tier(None, Decimal("20"))]
    priced(company, "CAB-50", model="volume", tiers=steps)
    priced(company, "SENS-T", model="graduated", tiers=steps)
    quote = company.quotes(
        company.customer(), line("ARM-X", 2), line("INST", 7), line("CAB-50", 12),
        line("SENS-T", 12), line("API", 1000),
    )  # fmt: skip
    nets = {x.sku: x.net_minor for x in company.quote(quote).lines}
    assert nets == {
        "ARM-X": eur("5900.00").minor,  # per unit
        "INST": eur("500.00").minor,  # flat, whatever the quantity
        "CAB-50": eur("240.00").minor,  # volume: all twelve at 20
        "SENS-T": eur("340.00").minor,  # graduated: ten at 30, two at 20
        "API": eur("850.00").minor,  # usage, an estimate
    }
    assert company.quote(quote).net_minor == eur("6980.00").minor  # use is not promised


@pytest.mark.capability("S2-58", screen="/q/{token}/", api="GET /api/v1/offers/{token}")
def test_a_quote_is_read_by_the_customer_and_by_the_house_at_any_time(company):
    quote = company.quotes(company.customer(), line("ARM-X", 2), valid_days=10, language="en")
    link, stranger = f"/q/{company.links[quote]}/", Desk(Client())
    for _ in range(3):
        page = stranger.page(link)
        says(page, "Offer for Ateliers Morvan", "ARM-X", "€5,900.00", "€7,080.00")
    assert stranger.client.get(link + "pdf").content.startswith(b"%PDF")
    assert program(company).get(f"/offers/{company.links[quote]}")["state"] == "sent"
    company.accepts(quote)
    assert "€7,080.00" in stranger.page(link)
    old = company.quotes(company.customer(1), line("ARM-S"), valid_days=10)
    company.today("2026-02-01")
    assert company.quote(old).state == "expired"
    rep = someone(company, Role.SALES)
    assert "€1,776.00" in rep.page(f"/quoting/{old}/")
    assert rep.client.get(f"/quoting/{old}/pdf").content.startswith(b"%PDF")


@pytest.mark.capability("S2-51", screen=EDIT, api="PATCH /api/v1/quotes/{quote_id}/lines/{line_id}")
def test_a_changed_cell_gives_the_new_totals_at_once_and_a_quote_becomes_a_managed_contract(
    company,
):
    api = program(company)
    quote = api.post("/quotes", {"customer_id": show_id("cus", company.customer())})
    told = api.post(
        f"/quotes/{quote['id']}/lines", {"lines": [{"sku": "SUP-PRO", "quantity": "2"}]}
    )
    (row,) = told["lines"]
    changed = {"revision": row["revision"], "quantity": "10"}
    told = api.patch(f"/quotes/{quote['id']}/lines/{row['id']}", changed)
    assert told["mrr"]["amount"] == "360.00"
    token = api.post(f"/quotes/{quote['id']}/send")["token"]
    assert "36" in words(Client().get(f"/q/{token}/").content.decode())
    yes = {"name": "Anna Petit", "role": "Director", "consent": "I accept."}
    api.post(f"/offers/{token}/accept", yes)
    (contract,) = api.get("/contracts")["items"]
    assert (contract["state"], contract["ends_on"]) == ("active", "2027-01-01")
    ended = api.post(f"/contracts/{contract['id']}/end", {"reason": "Site closed"})
    assert ended["state"] == "terminated"


@pytest.mark.capability("S1-28", screen="/quoting/{quote_id}/", api="GET /api/v1/quotes/{quote_id}")
def test_a_quote_shows_prices_delivery_dates_and_conditions(company):
    quote = company.quotes(
        company.customer(), line("ARM-X", 2, deliver_on=date(2026, 2, 12)), language="en"
    )
    told = program(company).get(f"/quotes/{show_id('quo', quote)}")
    assert told["lines"][0]["deliver_on"] == "2026-02-12"
    link = f"/q/{company.links[quote]}/"
    for page in (Desk(Client()).page(link), someone(company).page(f"/quoting/{quote}/")):
        says(page, "€5,900.00", "12 February 2026", "Payment 45 days after the invoice.")
    pdf = Desk(Client()).client.get(link + "pdf").content
    says(" ".join(text_of(pdf).split()), "12 February 2026", "Payment 45 days after the invoice.")
