"""Free of charge, in tiers: a small company sees a small Comptoir, and switches on more when it needs it."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.urls import resolve

from comptoir.demo import playing as demo
from comptoir.pages.features import queries, table
from comptoir.pages.trying import actions as trying
from comptoir.pages.trying import playing
from comptoir.platform.actions import begin
from comptoir.platform.ids import new_id
from comptoir.platform.models import User
from comptoir.platform.roles import CUSTOMER, SYSTEM, Role
from comptoir.stages.invoicing import queries as invoices
from comptoir.stages.subscribing import queries as services
from tests.scenarios.desk_people import rule
from tests.scenarios.doors import program, says, show_id, someone
from tests.scenarios.house import eur, line

PAGE, PUT = "/settings/features/", "PUT /api/v1/company/features"
SMALL = ["Home", "Sell", "Orders", "Bill", "Collect", "Data", "Catalog", "Settings"]
# The lists and documents that a company of any size works with.
EVERYDAY = (
    "/", "/quoting/", "/parties/", "/ordering/", "/fulfilling/to-deliver/", "/invoicing/",
    "/invoicing/to-invoice/", "/collecting/", "/collecting/aging", "/catalog/", "/pricing/",
    "/data/", "/settings/", "/quoting/new",
)  # fmt: skip


def menu(desk) -> list[str]:
    """The groups of the left rail."""
    rail = desk.raw("/").partition('id="rail"')[2].partition("</nav>")[0]
    return [unescape(text) for text in re.findall(r'data-go="[a-z]+"[^>]*>([^<]+?) *<', rail)]


def ways(desk, path: str) -> set[str]:
    """The features that menus, tabs, cards and buttons of a page lead to."""
    page = desk.raw(path)
    parts = re.findall(r'<nav class="(?:rail|tabs)".*?</nav>|<ul class="hub">.*?</ul>', page, re.S)
    links = re.findall(r'href="(/[^"?#]*)', "".join(parts))
    links += re.findall(r'<a class="btn[^"]*" href="(/[^"?#]*)', page)
    assert links
    return {table.feature_of(resolve(url).view_name) for url in links} - {""}


def finds(desk, text: str) -> list[str]:
    """The pages that "Go to, find" offers."""
    found = desk.client.get("/find", {"q": text}).json()
    return [one["text"] for one in found if one["note"] == "Go to"]


@pytest.mark.capability("S2-48", screen=PAGE, api=PUT)
def test_two_people_start_small_sell_and_invoice_then_switch_on_subscriptions_and_lose_nothing(
    company,
):
    boss, key = someone(company), program(company)
    assert menu(boss)[2] == "Contracts"
    told = key.get("/features")
    assert [(t["code"], t["free"]) for t in told["tiers"]] == [
        ("starter", True), ("team", True), ("full", True),
    ]  # fmt: skip
    says(
        boss.page(PAGE), "Free of charge, all of it", "This company has Full .",
        "nothing here is ever to be paid",
    )  # fmt: skip
    company.events()

    # what would disappear is shown first, and nothing is kept
    shown = boss.sends(PAGE, tier="starter").content.decode()
    assert "Disappears" in shown and "Recurring revenue" in shown
    assert company.events() == []
    assert boss.sends(PAGE, verb="rest", rest="imports").status_code == 200
    company.expects("FeaturesChosen")
    says(boss.page(PAGE), "This company has Starter .", "Chosen by Camille Roux", "Back to Full")
    says(boss.page("/data/audit", name="FeaturesChosen"), "Features chosen")

    assert menu(boss) == SMALL
    assert set().union(*(ways(boss, path) for path in EVERYDAY)) <= {"imports"}
    says(boss.page("/"), "Cash expected", "Overdue")
    assert "MRR" not in boss.page("/") and "Recognized this month" not in boss.page("/")
    assert finds(boss, "promotions") == [] and finds(boss, "invoices") == ["Invoices"]
    assert "Approvals" not in boss.raw("/quoting/")

    # quote, order, invoice, collect: all of it, with a desk that has no more than that
    sold = company.quotes(company.customer(), line("ARM-X", 2))
    assert "Contract" not in boss.page(f"/quoting/{sold}/").split("Document")[0]
    order = company.accepts(sold)
    assert ways(boss, f"/orders/{order}") == set()
    company.delivers(order)
    invoice = company.invoices(order)
    company.is_paid(invoice.id)
    assert company.balance("bank") == eur("7080.00")
    company.holds()

    # a link to what is off still opens, and says so; the API never knew a difference
    page = boss.raw("/contracting/")
    says(page, "The feature “Contracts and obligations” is off for your company.", "Switch it on")
    assert f'href="{PAGE}#contracts"' in page
    made = key.get("/contracts")["items"]
    assert len(made) == 1
    seller = someone(company, Role.SALES)
    assert "Switch it on" not in seller.raw("/contracting/")

    # later: subscriptions, and what they sell is seen at once
    company.events()
    body = key.put("/company/features", {"on": ["imports", "usage"]})
    assert (body["switched_on"], body["taken_along"]) == (
        ["subscriptions", "usage"],
        ["subscriptions"],
    )
    company.expects("FeaturesChosen")
    running = company.accepts(company.quotes(company.customer(), line("SUP-PRO", 10)))
    (service,) = services.services_of(order_id=running)
    assert ways(boss, "/invoicing/") == {"subscriptions", "usage"}
    says(boss.page("/subscribing/"), "Supervision Pro")
    assert finds(boss, "services") == ["Services"]

    # it stays while a service runs, and says where
    refused = key.refused("PUT", "/company/features", {"tier": "starter"})
    assert (refused["status"], refused["code"]) == (409, "feature_held")
    assert "1 service that runs" in refused["errors"][0]["found"]
    answer = boss.sends(PAGE, verb="save", on="imports")
    says(answer.content.decode(), "1 service that runs", 'href="/subscribing/"')
    assert key.get("/company/features")["on"] == ["subscriptions", "usage", "imports"]
    assert services.services_of(order_id=running) == [service]

    # back to everything: what was made in the meantime is there
    key.put("/company/features", {"tier": "full"})
    assert menu(boss)[2] == "Contracts"
    assert len(invoices.invoices_of_order(order)) == 1
    assert len(key.get("/contracts")["items"]) == 2
    company.holds()


def test_approvals_are_not_switched_off_while_a_policy_is_in_force(company):
    boss, key = someone(company), program(company)
    lineage = rule(company, ("discount", "above", "10"))
    company.events()
    shown = boss.sends(PAGE, tier="starter").content.decode()
    says(shown, "1 approval policy in force", 'href="/approvals/policies"', "Save the rest")
    refused = key.refused("PUT", "/company/features", {"tier": "starter"})
    assert refused["code"] == "feature_held"
    assert "Approvals and deal desk (1 approval policy in force)" in refused["errors"][0]["found"]
    assert company.events() == []

    # everything else goes, and the policy holds as before
    assert boss.sends(PAGE, verb="rest", rest=["imports", "approvals"]).status_code == 200
    company.expects("FeaturesChosen")
    assert key.get("/company/features")["tier"] is None
    assert ways(boss, "/quoting/") == {"approvals"}
    assert boss.sends(f"/approvals/policies/{lineage}/end").status_code == 200
    company.expects("PolicyEnded")
    key.put("/company/features", {"tier": "starter"})
    assert ways(boss, "/quoting/") == set()

    # a policy that a program puts in force while the feature is off asks all the same
    rule(company, ("discount", "above", "10"))
    draft = demo.offered(company.entity_id, company.customer(), [line("ARM-X", 1, 15)])
    held = program(company, Role.SALES).refused("POST", f"/quotes/{show_id('quo', draft)}/send")
    assert held["code"] == "approval_needed"
    says(boss.page(PAGE), "Off, and under way: 1 approval policy in force")


def test_only_an_administrator_chooses_and_may_take_it_back(company):
    boss, seller = someone(company), someone(company, Role.SALES_MANAGER)
    says(seller.page(PAGE), "An administrator chooses the features.")
    assert "disabled" in seller.raw(PAGE) and 'name="tier"' not in seller.raw(PAGE)
    clerk = program(company, Role.SALES)
    company.events()
    assert seller.sends(PAGE, verb="save", on="imports").status_code == 403
    refused = clerk.refused("PUT", "/company/features", {"tier": "team"})
    assert refused["code"] == "role_forbids"
    assert company.events() == []

    key = program(company)
    assert key.refused("POST", "/company/features/undo")["code"] == "nothing_before"
    key.put("/company/features", {"tier": "team"})
    assert key.refused("PUT", "/company/features", {"tier": "team"})["code"] == "same_features"
    back = key.post("/company/features/undo")
    assert (back["tier"], back["before"]) == ("full", key.get("/features")["tiers"][1]["features"])
    boss.sends(PAGE, verb="undo")  # the undo is undone
    assert key.get("/company/features")["tier"] == "team"


def test_what_cannot_be_is_named(company):
    key = program(company)
    unknown = key.refused("PUT", "/company/features", {"on": ["magic"]})
    assert (unknown["status"], unknown["errors"][0]["found"]) == (422, "magic")
    assert "subscriptions" in unknown["errors"][0]["expected"]
    assert key.refused("PUT", "/company/features", {})["code"] == "tier_or_features"
    key.put("/company/features", {"on": ["subscriptions"]})
    torn = key.refused("PUT", "/company/features", {"on": ["usage", "imports"]})
    assert torn["code"] == "features_contradict"
    assert (torn["errors"][0]["found"], torn["facts"]["needs"]) == ("usage", "subscriptions")
    boss = someone(company)
    answer = boss.sends(PAGE, verb="save", on=["magic", "imports"])
    assert answer.status_code == 422
    says(answer.content.decode(), "There is no such feature.", "magic")
    assert key.get("/company/features")["on"] == ["subscriptions"]


def test_a_new_company_may_begin_small_and_is_full_unless_somebody_says_so(company):
    boss = someone(company)
    form = {
        "code": "PETIT", "name": "Atelier Petit", "currency": "EUR", "zone": "Europe/Paris",
        "language": "fr", "vat_regime": "normal", "brand_color": "#1f4fd8", "address_country": "FR",
        "sandbox": "on",
    }  # fmt: skip
    says(boss.page("/parties/company/new"), "Begin with", "Full Everything there is.")
    boss.client.post("/parties/company/new", {**form, "tier": "starter"})
    small = boss.client.cookies["entity"].value
    assert menu(boss) == SMALL
    boss.client.post("/parties/company/new", {**form, "code": "GRAND", "name": "Atelier Grand"})
    assert boss.client.cookies["entity"].value != small
    assert "Contracts" in menu(boss)
    wrong = boss.client.post("/parties/company/new", {**form, "code": "NON", "tier": "gold"})
    says(wrong.content.decode(), "There is no such tier.")


def test_who_tries_comptoir_may_begin_small(company):
    trial = trying.sign_up(
        begin(CUSTOMER, new_id()), name="Ana Petit", email="ana@petit.example", hashed="x",
        language="en", tier="starter",
    )  # fmt: skip

    def play(company_id, tell):
        demo.found("TRIED", "Essai", company.by().today, tried=company_id)
        tell(company_id)

    playing.play(trial.trial_id, play, 1)
    row = playing.trial_of(User.objects.get(pk=trial.user_id))
    assert queries.choices(row.company_id)[0].tier == "starter"
    assert SYSTEM.name == queries.choices(row.company_id)[0].by
