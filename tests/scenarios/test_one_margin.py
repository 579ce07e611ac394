"""One margin: panel, alternatives, approvals, deal desk, commissions, comparisons, forecasts and the API give
the same figure for the same quote, and say when a cost is unknown."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from comptoir.pages.desk import prospects
from comptoir.platform.roles import Role
from comptoir.records.approvals import queries as requests
from comptoir.records.approvals.core.measures import margin
from comptoir.records.approvals.parts import ApprovalNeeded
from comptoir.stages.ordering import actions as ordering
from comptoir.stages.ordering.core.asked import OrderLineIn
from comptoir.stages.quoting import actions as quoting
from comptoir.stages.quoting import deals, exporting
from comptoir.stages.quoting import queries as quotes
from tests.scenarios.deals import wish
from tests.scenarios.desk_people import drafts, hire, rule, sends, submits
from tests.scenarios.doors import program, says, show_id, someone
from tests.scenarios.house import line
from tests.scenarios.test_margin_scheme import piece, sold

THIN = ("margin", "below", "60")
# 1,000.00 that cost 400.00: 100.00 of it is VAT on the margin, 500.00 of 900.00 is left
CHEST = ("500.00", Decimal("55.56"))


@pytest.fixture
def house(company):
    company.rep = hire(company, Role.SALES)
    piece(company)
    return company


def chest(house, *more, **head):
    return drafts(house.rep, house.customer(), line("CHEST"), *more, **head)


@pytest.mark.capability(
    "S1-27", "S2-20", screen="/approvals/", api="GET /api/v1/quotes/{quote_id}/approval-path"
)
def test_policy_panel_desk_commission_forecast_and_api_give_one_margin(house):
    rule(house, THIN)
    desk, api = someone(house), program(house)
    buyer = house.customer()
    about = wish(house, buyer, "A chest of drawers")
    quote = drafts(house.rep, buyer, line("CHEST"), opportunity_id=about)
    at = f"/quotes/{show_id('quo', quote)}"

    told = api.get(at)
    assert (told["margin"]["amount"], Decimal(told["margin_percent"])) == CHEST
    page = desk.page(f"/quoting/{quote}/edit")
    says(page, "Margin 55.6% · €500.00", "Margin 55.56%, below 60%")
    (stop,) = api.get(f"{at}/approval-path")["items"]
    assert stop["reasons"] == ["Margin 55.56%, below 60%"]
    (avoids,) = stop["changes"]  # 1,120.00 − 120.00 of VAT − 400.00 is 60 % of 1,000.00
    assert avoids == "margin up by 4.45 pt avoids it (total €1,120.00 excl. VAT)"

    rates = [{"percent": "2"}, {"percent": "5", "margin_from": "55.5"},
             {"percent": "9", "margin_from": "55.6"}]  # fmt: skip
    for rate in rates:
        api.post("/commissions", {**rate, "starts_on": "2025-12-01"})
    (earned,) = api.get(f"{at}/commission")["rows"]
    assert Decimal(earned["percent"]) == 5  # by 60 %, the margin with the VAT in it, it would be 9

    request = submits(house.rep, quote, "A regular")
    says(desk.page("/approvals/", show="all"), "Margin 55.56%, below 60%", "55.6%")
    asked = api.get(f"/approvals/{show_id('apr', request)}")
    assert (asked["margin"]["amount"], Decimal(asked["margin_percent"])) == CHEST

    told = prospects.forecast(house.entity_id, house.by().today).prospects
    assert [(p.margin, p.margin_from) for p in told if p.id == about] == [(CHEST[1], "quote")]
    book = exporting.xlsx(quotes.quote(quote), margin=True)
    assert book[:2] == b"PK"


def test_what_was_billed_and_a_direct_order_are_measured_alike(house):
    assert sold(house, line("CHEST")).net_minor == 100_000
    told = program(house).get("/price-models?since=2026-01-01&until=2026-01-31")["models"]
    assert [m["margin"] for m in told] == ["55.6", "55.6"]
    rule(house, THIN)
    clerk = hire(house, Role.SALES, Role.ORDER)
    asked = [OrderLineIn(sku="CHEST", quantity=Decimal(1))]
    order = ordering.place_order(clerk.do(), customer_id=house.customer(), lines=asked).order_id
    (request,) = requests.of_subject(order)
    assert (request.margin_minor, request.margin) == (50_000, Fraction(500, 9))


def test_a_target_margin_is_met_after_the_vat_inside_the_price(house):
    quote = chest(house)
    quoting.reach_goal(house.rep.do(), quote_id=quote, goal="margin", value=Decimal(60))
    told = program(house).get(f"/quotes/{show_id('quo', quote)}")
    assert (told["net"]["amount"], told["margin_percent"]) == ("1120.00", "60")


def test_each_alternative_has_its_margin_and_the_other_ones_keep_theirs_once_one_is_taken(house):
    piece(house, "LAMP", scheme="", price="200.00", cost=None)
    quote = drafts(house.rep, house.customer(), line("DOC"))
    for name in ("One chest", "Two chests", "With a lamp"):
        quoting.add_alternative(house.rep.do(), quote_id=quote, name=name)
    own = [("A", "CHEST", 1), ("B", "CHEST", 2), ("C", "CHEST", 1), ("C", "LAMP", 1)]
    lines = [replace(line(sku, n), alternative=key) for key, sku, n in own]
    quoting.add_lines(house.rep.do(), quote_id=quote, lines=lines)
    api, at = program(house), f"/quotes/{show_id('quo', quote)}"

    def shown():
        found = api.get(at)
        margins = [(a["key"], a["margin"] and a["margin"]["amount"], a["margin_unknown"])
                   for a in found["alternatives"]]  # fmt: skip
        return found["margin"]["amount"], margins

    doc = Decimal("22.00") - quotes.quote(quote).lines[0].cost
    one, two = f"{500 + doc:.2f}", f"{1000 + doc:.2f}"
    assert shown() == (one, [("A", one, 0), ("B", two, 0), ("C", None, 1)])
    page = someone(house).page(f"/quoting/{quote}/alternatives")
    says(page, f"€{one}", f"€{Decimal(two):,.2f}", "unknown: no cost of 1 line, 17.8% of the value")
    facts = quotes.quote(quote)
    measured = deals.deal(facts, facts.lines, deals.rules_of(facts))
    assert [margin(variant).minor for variant in measured.variants] == [
        int(Decimal(one) * 100), int(Decimal(two) * 100), None,
    ]  # fmt: skip
    house.links[quote] = sends(house.rep, quote)
    quoting.accept_quote(house.by(), token=house.links[quote], name="C. Morvan", role="Gérante",
                         consent="yes", alternative="B")  # fmt: skip
    assert shown() == (two, [("A", one, 0), ("B", two, 0), ("C", None, 1)])


def test_an_unknown_cost_asks_for_approval_and_every_place_says_so(house):
    rule(house, ("margin", "below", "30"))
    piece(house, "LAMP", scheme="", price="200.00", cost=None)
    piece(house, "VASE", price="50.00", cost=None)
    quote = chest(house, line("LAMP"), line("VASE"))
    desk, api, at = someone(house), program(house), f"/quotes/{show_id('quo', quote)}"

    why = "Margin unknown: cost of 2 lines unknown (21.7% of the value), below 30%"
    page = desk.page(f"/quoting/{quote}/edit")
    says(page, "Margin unknown: no cost of 2 lines, 21.7% of the value", why,
         "a cost on each of these products lets the margin be measured")  # fmt: skip
    told = api.get(at)
    assert (told["margin"], told["margin_unknown"], told["margin_unknown_percent"]) == (
        None, 2, "21.74",
    )  # fmt: skip
    with pytest.raises(ApprovalNeeded):
        sends(house.rep, quote)
    request = submits(house.rep, quote)
    says(desk.page("/approvals/", show="all"), why, "without 1 of unknown cost")
    says(
        desk.page(f"/approvals/{request}/"), "unknown: cost of 2 lines unknown (21.7% of the value)"
    )
    asked = api.get(f"/approvals/{show_id('apr', request)}")
    assert (asked["margin"], asked["margin_unknown"], asked["margin_unknown_percent"]) == (
        None, 2, "21.74",
    )  # fmt: skip
    api.post("/commissions", {"percent": "2", "starts_on": "2025-12-01"})
    api.post("/commissions", {"percent": "5", "margin_from": "10", "starts_on": "2025-12-01"})
    assert api.get(f"{at}/commission")["margin_unknown"] == 2
    says(desk.page(f"/quoting/{quote}/edit"),
         "cost of 2 lines unknown: they reach no rate from a margin on")  # fmt: skip
    seller = someone(house, Role.SALES).page(f"/quoting/{quote}/edit")
    assert "Margin unknown" not in seller and "21.7" not in seller


def test_two_offers_are_compared_by_their_margins_and_an_unknown_one_is_said(house):
    piece(house, "LAMP", scheme="", price="200.00", cost=None)
    first, second = chest(house), chest(house, line("CHEST"))
    third = chest(house, line("LAMP"))
    desk, api = someone(house), program(house)
    page = desk.page(f"/quoting/{second}/compare/{first}")
    says(page, "Margin 55.6% · €500.00 55.6% · €1,000.00 +€500.00")
    found = api.get(f"/quotes/{show_id('quo', second)}/compare/{show_id('quo', first)}")
    (told,) = [t for t in found["totals"] if t["name"] == "margin"]
    assert (told["before"]["amount"], told["after"]["amount"]) == ("500.00", "1000.00")
    found = api.get(f"/quotes/{show_id('quo', third)}/compare/{show_id('quo', first)}")
    assert (found["margin_unknown_before"], found["margin_unknown_after"]) == (0, 1)
    assert "margin" not in {t["name"] for t in found["totals"]}
    page = desk.page(f"/quoting/{third}/compare/{first}")
    says(page, "unknown: no cost of 1 line, 18.2% of the value —")
