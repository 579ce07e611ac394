"""What a change of prices means for what runs: nothing until renewal, and then to the cent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

from comptoir.demo import playing
from comptoir.kernel.ids import show_id
from comptoir.pages.desk.price_impact import impact
from comptoir.platform.roles import Role
from comptoir.stages.pricing import actions as pricing
from comptoir.stages.pricing.engine import How, Recipe
from comptoir.stages.quoting import actions as quoting
from comptoir.stages.quoting.amendments import ChangeIn
from tests.scenarios.doors import program, says, someone
from tests.scenarios.house import line
from tests.scenarios.test_amendments import amends, line_of, signs, sold
from tests.scenarios.test_price_at_renewal import agree, renewed, signed


def test_a_renewal_comes_to_what_was_said_before_the_prices_changed(company):
    plain = sold(company, line("CARE", 10, percent=5), line("SUP-PRO", 3), line("ARM-X", 1))
    raised = playing.offered(
        company.entity_id, company.customer(1), [line("CARE", 7)], language="en"
    )
    agree(company, raised, {"kind": "percent", "percent": "3"})
    raised = signed(company, raised)
    whole = playing.offered(company.entity_id, company.customer(1), [line("CARE", 10)])
    given = {"discount_kind": "percent", "discount_value": D(10)}
    quoting.change_quote(
        company.by(), quote_id=whole, revision=company.quote(whole).revision, changes=given
    )
    amended = signed(company, whole)
    company.today("2026-03-01")
    fewer = ChangeIn(kind="quantity", line_id=line_of(amended, "CARE"), quantity=D(4))
    more = ChangeIn(kind="add", sku="SUP-PRO", quantity=D(3))
    signs(company, amends(company, amended, fewer, more))
    change = pricing.plan_prices(
        company.by(), book_id=company.quote(plain.quote_id).book_id, name="Autumn",
        recipe=Recipe(How.PERCENT, D("7.5")), choice=pricing.Choice(),
        starts_on=date(2026, 9, 15),
    ).change_id  # fmt: skip
    found = impact(change, company.entity_id)
    told = {c.contract_id: c for c in found.running.contracts}
    assert set(told) == {plain.id, raised.id, amended.id} and found.running.count == 3
    assert {c.quoted for c in told.values()} == {None}
    assert told[raised.id].renewal.kept == {"net_price": 1}
    assert [told[c.id].renewal.changes for c in (plain, raised, amended)] == [True, False, False]
    desk, api = someone(company, Role.ADMIN), program(company)
    page = desk.page(f"/price-changes/{change}/impact")
    says(
        page,
        "3 running contracts sell these products",
        "1 line keeps its price: net price of the line",
    )
    pricing.publish_prices(company.by(), change_id=change)
    company.today("2026-10-01")
    for contract in (plain, raised, amended):
        draft = renewed(company, contract)
        said = told[contract.id].renewal
        assert draft.net_minor == said.before_minor
        quoting.price_again(company.by(), quote_id=draft.id)
        assert company.quote(draft.id).net_minor == said.after_minor
    seen = api.get(f"/price-changes/{show_id('chg', change)}/impact")
    assert (seen["drafts"], seen["contracts_count"]) == (3, 3)
    assert {c["renewal"] for c in seen["contracts"]} == {None}
    quoted = {c["renewal_quote_id"] for c in seen["contracts"]}
    assert quoted == {q["quote_id"] for q in seen["quotes"]}
    assert desk.page(f"/price-changes/{change}/impact").count("Renewal") >= 4
