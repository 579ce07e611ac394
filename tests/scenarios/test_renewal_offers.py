"""Beside the lines of a renewal stands what may be offered with it, each with its reason and its key."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from comptoir.insight.recommending import actions as recommending
from comptoir.platform.roles import Role
from comptoir.records.catalog import actions as catalog
from comptoir.records.catalog import queries as wares
from comptoir.stages.contracting import queries as contracts
from comptoir.stages.quoting import queries as quotes
from comptoir.stages.renewing import queries as renewals
from tests.scenarios.deals import priced
from tests.scenarios.doors import program, says, show_id, someone
from tests.scenarios.house import line

BESIDE, API = "/quotes/{quote_id}/offers", "POST /api/v1/quotes/{quote_id}/offers"


def rules(do, entity_id):
    """Care Plus takes the place of Care; the papers go with it."""
    better = catalog.create_product(
        do(), sku="CARE-PLUS", name_en="Care Plus", name_fr="Entretien Plus", currency="EUR",
        nature="service", charge_kind="recurring", billing_months=12,
        revenue_pattern="straight_line", unit="ANN",
    ).product_id  # fmt: skip
    known = wares.by_sku(entity_id, {"CARE", "DOC"})
    for other, kind in ((better, "upgrade"), (known["DOC"].id, "accessory")):
        recommending.link_products(
            do(), product_id=known["CARE"].id, other_id=other, kind=kind
        )  # fmt: skip


@pytest.fixture
def renewal(company):
    rules(company.by, company.entity_id)
    priced(company, "CARE-PLUS", unit_price=D("1500"))
    quote = company.quotes(company.customer(), line("CARE", 10))
    company.accepts(quote)
    contract = contracts.contract_of_quote(quote)
    company.today("2026-10-01")
    (found,) = [
        r for r in renewals.renewals_page(company.entity_id)[0] if r.contract_id == contract.id
    ]
    return found.quote_id


@pytest.mark.capability("S1-51", "S2-19", screen=BESIDE, api=API)
def test_an_upgrade_and_what_goes_with_it_are_offered_on_the_renewal_and_taken_on_record(
    company, renewal
):
    rep = someone(company, Role.SALES)
    here = f"/quotes/{renewal}/offers"
    page = rep.page(here)
    says(page, "To offer with this renewal", "CARE-PLUS", "Care Plus is the upgrade of", "DOC",
         "accessory of", "2,400.00")  # fmt: skip
    assert 'data-key="1"' in rep.raw(here) and f"/{renewal}/offers" in rep.raw(
        f"/quoting/{renewal}/edit"
    )
    (care,) = quotes.quote(renewal).lines
    company.events()
    rep.sends(f"{here}/take", offer=f"CARE-PLUS {care.id}")
    company.expects("QuoteChanged", "OfferTaken")
    (now,) = quotes.quote(renewal).lines
    assert (now.sku, now.quantity, now.unit_net) == ("CARE-PLUS", 10, 1500)
    says(rep.page(f"/quoting/{renewal}/"), "Offer taken into the quote")
    rep.sends(f"{here}/take", offer=f"CARE-PLUS {care.id}")  # it no longer stands
    assert company.events() == []
    assert "CARE-PLUS" not in rep.page(here).partition("To offer")[2]


def test_a_program_reads_and_takes_them_and_another_quote_keeps_what_goes_with_it(company, renewal):
    api, path = program(company), f"/quotes/{show_id('quo', renewal)}/offers"
    first, second = api.get(path)["items"]
    (care,) = quotes.quote(renewal).lines
    assert (first["sku"], first["line_id"], first["evidence"]) == (
        "CARE-PLUS",
        care.id,
        "upgrade CARE",
    )
    assert (second["sku"], second["line_id"], second["evidence"][:9]) == ("DOC", None, "accessory")
    assert first["difference"] == {"amount": "2400.00", "currency": "EUR"}
    assert api.refused("POST", path, {"offer": "NOPE"})["code"] == "offer_gone"
    taken = api.post(path, {"offer": second["key"]})
    assert (taken["sku"], taken["replaced"], taken["evidence"]) == ("DOC", "", second["evidence"])
    assert [li.sku for li in quotes.quote(renewal).lines] == ["CARE", "DOC"]
    plain = company.quotes(company.customer(), line("CARE", 1))
    rep = someone(company, Role.SALES)
    says(rep.page(f"/quotes/{plain}/offers"), "Goes with this")
    rep.client.post(f"/quotes/{renewal}/offers/take", {"offer": "x\x00"})
    assert len(quotes.quote(renewal).lines) == 2


def test_without_a_rule_the_panel_says_so(company):
    quote = company.quotes(company.customer(), line("CARE", 1))
    company.accepts(quote)
    company.today("2026-10-01")
    (found,) = renewals.renewals_page(company.entity_id)[0]
    says(someone(company, Role.SALES).page(f"/quotes/{found.quote_id}/offers"), "Nothing to offer")
