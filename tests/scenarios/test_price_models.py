"""What each price model brings, and what another one would have: looked at before a price is touched."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from comptoir.demo import playing
from comptoir.kernel.ids import show_id
from comptoir.platform.models import EventRow
from comptoir.platform.roles import Role
from comptoir.records.catalog import queries as wares
from comptoir.stages.pricing.engine import Card, Terms, Tier
from comptoir.stages.quoting import actions as quoting
from tests.scenarios.deals import priced
from tests.scenarios.doors import program, says, someone
from tests.scenarios.house import Company, line
from tests.scenarios.test_services import used

PAGE = "/price-models"
DOOR = "POST /api/v1/price-models/what-if"


def bought(company: Company, customer_id: Any, *lines: Any, **head: Any) -> Any:
    """Ordered, delivered where it can be, invoiced."""
    order = company.accepts(company.quotes(customer_id, *lines, **head))
    company.delivers(order)
    return company.invoices(order)


def what_if(company: Company, **body: Any) -> Any:
    return program(company, Role.CONTROLLER).post("/price-models/what-if", body)


def product(company: Company, sku: str) -> Any:
    return wares.by_sku(company.entity_id, {sku})[sku]


def prd(company: Company, sku: str) -> str:
    return show_id("prd", product(company, sku).id)


def moved(told: Any) -> list[tuple[str, str, str | None]]:
    return [(c["before"]["amount"], c["after"]["amount"], c["points"]) for c in told["customers"]]


@pytest.mark.capability("S1-17", screen=PAGE, api="GET /api/v1/price-models")
def test_what_was_billed_is_seen_by_price_model_with_discount_margin_and_trend(company):
    says(someone(company).page(PAGE), "Nothing was billed in this period.")
    buyer, other = company.customer(), company.customer(1)
    bought(company, buyer, line("ARM-X", 2, percent=10))
    bought(company, other, line("ARM-X", 1))
    tiers = [Tier(Decimal(10), Decimal("22")), Tier(None, Decimal("20"))]
    priced(company, "DOC", model="volume", tiers=tiers)
    bought(company, buyer, line("DOC", 20))
    company.today("2026-02-01")
    bought(company, other, line("ARM-X", 1))
    told = program(company, Role.CONTROLLER).get(
        "/price-models?since=2026-02-01&until=2026-03-15"
    )["models"]  # fmt: skip
    arm = next(m for m in told if m["product_id"] == prd(company, "ARM-X"))
    assert (arm["net"]["amount"], arm["before"]["amount"], arm["trend"]) == (
        "2950.00", "8260.00", "-64.3",
    )  # fmt: skip
    told = program(company).get("/price-models?since=2026-01-01&until=2026-01-31")["models"]
    seen = [
        (m["model"], m["product_id"] is None, m["customers"], m["units"], m["net"]["amount"])
        for m in told
    ]
    assert seen == [
        ("per_unit", True, 2, "3", "8260.00"), ("per_unit", False, 2, "3", "8260.00"),
        ("volume", True, 1, "20", "400.00"), ("volume", False, 1, "20", "400.00"),
    ]  # fmt: skip
    arm = told[1]
    assert (arm["share"], arm["list_price"], arm["unit_price"]) == ("95.4", "2950", "2753.3333")
    assert (arm["discount"]["amount"], arm["margin"]) == ("590.00", "38.3")
    page = someone(company, Role.SALES).page(PAGE, since="2026-01-01", until="2026-01-31")
    says(page, "Per unit 2 3 €8,260.00", "Volume 1 20 €400.00")
    assert "Margin" not in page


@pytest.mark.capability("S1-17", screen="/price-models/what-if", api=DOOR)
def test_another_price_is_tried_on_what_was_sold_and_nothing_is_kept(company):
    buyer, other = company.customer(), company.customer(1)
    bought(company, buyer, line("ARM-X", 2, percent=10))  # 5,310 at 10 % off
    bought(company, other, line("ARM-X", 1, percent=0))  # 2,950
    prices = EventRow.objects.filter(name="PriceSet").count()
    arm = prd(company, "ARM-X")
    told = what_if(company, product_id=arm, move={"value": "5"})
    assert (told["before"]["amount"], told["after"]["amount"]) == ("8260.00", "8673.00")
    assert told["hows"] == {"exact": 2} and told["bands"]["5"] == 2
    tiers = [{"up_to": "1", "unit_price": "3000"}, {"unit_price": "2800"}]
    told = what_if(
        company, price={"product_id": arm, "model": "volume", "tiers": tiers},
        customer_id=show_id("cus", buyer),
    )  # fmt: skip
    assert moved(told) == [("2950.00", "3000.00", "1.7"), ("5310.00", "5040.00", "-5.1")]
    (told_line,) = told["lines"]  # two at 2,800 less the 10 % that were given
    assert (told_line["how"], told_line["new"]["amount"]) == ("exact", "5040.00")
    assert [s["label_code"] for s in told_line["steps"]] == ["tier:2", "discount", "net"]
    same = {"product_id": arm, "unit_price": "2950"}
    assert {c[2] for c in moved(what_if(company, price=same))} == {"0"}
    assert EventRow.objects.filter(name="PriceSet").count() == prices

    desk = someone(company, Role.SALES_MANAGER)
    asked = {"product": str(product(company, "ARM-X").id), "how": "percent", "value": "5"}
    page = desk.page("/price-models/what-if", **asked, who=str(buyer))
    says(page, "Billed €8,260.00", "It would have been €8,673.00", "2 × worked out step by step")
    says(page, "€5,310.00 €5,575.50")
    assert "€8,673.00" not in desk.page("/price-models/what-if", product=asked["product"])
    markup = desk.raw("/price-models/what-if", **asked)
    (plan,) = re.findall(r'href="(/pricing/changes/[^"]+)"', markup)
    change = desk.client.get(html.unescape(plan)).content.decode()
    assert 'value="ARM-X"' in change and 'value="5"' in change
    markup = desk.raw(
        "/price-models/what-if", product=asked["product"], model="volume", tiers="1;3000\n*;2800"
    )
    (there,) = re.findall(r'href="(/pricing/[^"]+tiers[^"]+)"', markup)
    says(desk.client.get(html.unescape(there)).content.decode(), 'value="3000"', 'value="2800"')
    seller = someone(company, Role.SALES).raw("/price-models/what-if", **asked)
    assert "/pricing/changes/?" not in seller


def test_a_discount_on_the_whole_moves_with_the_price_and_an_agreed_price_stays(company):
    buyer = company.customer()
    quote_id = playing.offered(company.entity_id, buyer, [line("ARM-X", 1), line("DOC", 10)])
    quoting.change_quote(
        company.by(), quote_id=quote_id, revision=company.quote(quote_id).revision,
        changes={"discount_kind": "percent", "discount_value": Decimal(10)},
    )  # fmt: skip
    company.links[quote_id] = playing.sent(company.entity_id, quote_id)
    order = company.accepts(quote_id)
    company.delivers(order)
    company.invoices(order)
    told = what_if(company, move={"value": "10"})
    assert (told["before"]["amount"], told["after"]["amount"]) == ("2853.00", "3138.30")
    assert told["hows"] == {"share": 2} and told["points"] == "10"
    fixed = replace(line("ARM-X", 1), discount_kind="net", discount_value=Decimal(2000))
    bought(company, company.customer(1), fixed)
    told = what_if(company, move={"value": "10"}, product_id=prd(company, "ARM-X"))
    assert moved(told) == [("2655.00", "2920.50", "10"), ("2000.00", "2000.00", "0")]
    assert told["hows"] == {"share": 1, "agreed": 1}


def test_use_is_rated_anew_by_the_records_of_its_periods(company):
    order = company.accepts(company.quotes(company.customer(), line("API", 100)))
    used(company, order, "2026-01-05", 1500, "m-1")
    used(company, order, "2026-01-20", 500, "m-2")
    company.today("2026-02-01")
    api = prd(company, "API")
    told = what_if(company, price={"product_id": api, "unit_price": "0.85"})
    assert moved(told) == [("1700.00", "1700.00", "0")]
    card = {"free_units": "1000", "event_fee": "10"}
    told = what_if(company, price={
        "product_id": api, "model": "usage", "unit_price": "1", "card": card,
    })  # fmt: skip
    assert moved(told) == [("1700.00", "1020.00", "-40")]  # 1,000 beyond, and two fees
    told = what_if(company, price={
        "product_id": api, "model": "package", "unit_price": "30", "package_size": "300",
    })  # fmt: skip
    assert moved(told) == [("1700.00", "210.00", "-87.6")]


def test_usage_with_a_card_unchanged_is_the_same_to_the_cent(company):
    card = Card(free_units=Decimal(250), event_fee=Decimal("0.07"))
    priced(company, "API", model="usage", unit_price=Decimal("0.85"), terms=Terms(card=card))
    order = company.accepts(company.quotes(company.customer(), line("API", 100)))
    for n, quantity in enumerate((100, 333, 7, 42)):
        used(company, order, f"2026-01-{n + 3:02}", quantity, f"m-{n}")
    company.today("2026-02-01")
    told = what_if(company, move={"value": "0"})
    assert told["difference"]["amount"] == "0.00" and told["hows"] == {"exact": 1}
    assert Decimal(told["before"]["amount"]) > 0


def test_what_cannot_be_asked_is_refused_in_words(company):
    door, arm = program(company), prd(company, "ARM-X")
    bad = (
        ({}, "what_to_price"), ({"move": {"value": "-100"}}, "bad_change"),
        ({"price": {"product_id": arm, "model": "volume"}}, "bad_tiers"),
        ({"price": {"product_id": arm}, "currency": "JPY"}, "no_price_book"),
    )  # fmt: skip
    for body, code in bad:
        assert door.refused("POST", "/price-models/what-if", body)["code"] == code
    desk = someone(company)
    there = str(product(company, "ARM-X").id)
    for asked in ({"value": "x"}, {"value": "-200"}, {"model": "volume", "tiers": "1;x"},
                  {"model": "volume"}):  # fmt: skip
        answer = desk.client.get(PAGE + "/what-if", {"product": there, "how": "percent", **asked})
        assert answer.status_code == 422, asked
    says(desk.page(PAGE, since="x", until="0001-01-01", currency="<b>"), "Nothing was billed")
