"""An amendment agrees another price at renewal: shown, printed, kept as of its day, taken by the renewal."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest

from comptoir.kernel.ids import read_id
from comptoir.stages.contracting import queries as contracts
from comptoir.stages.contracting import versions
from comptoir.stages.quoting import actions as quoting
from comptoir.stages.quoting import documents as offers
from comptoir.stages.quoting import queries as quotes
from comptoir.stages.quoting.amendments import ChangeIn
from comptoir.stages.quoting.core.amending import ChangedTwice, NothingChanges
from comptoir.stages.quoting.core.uplift import BadUplift
from tests.scenarios.doors import program, says, show_id, someone, text_of
from tests.scenarios.test_amendments import amends, line_of, signs
from tests.scenarios.test_price_at_renewal import agree, offered, renewed, signed, value

SCREEN, API = "/quoting/amend/{contract_id}", "POST /api/v1/amendments"
THREE, FIVE = {"kind": "percent", "percent": "3"}, {"kind": "percent", "percent": "5"}


@pytest.fixture
def agreed(company):
    """A care plan of a year whose price rises by 3 % at each renewal."""
    quote = offered(company)
    agree(company, quote, THREE)
    return signed(company, quote)


def rule(**more):
    return ChangeIn(kind="uplift", **more)


@pytest.mark.capability("S2-20", "S1-80", screen=SCREEN, api=API)
def test_five_percent_instead_of_three_are_signed_and_the_renewal_takes_them(company, agreed):
    company.today("2026-07-01")
    desk, at = someone(company), f"/quoting/amend/{agreed.id}"
    says(desk.page(at), "Price at renewal", "rise by 3%")
    wrong = desk.sends(at, uplift="-5 %")
    assert wrong.status_code == 422
    told = "From 1 July 2026: At each renewal the recurring prices rise by 5%. Until then: 3 %."
    shown = desk.sends(f"{at}/preview", uplift="5 %").content.decode().replace("\u202f", " ")
    says(shown.replace("\xa0", " "), told)
    desk.sends(at, uplift="5 %")
    (quote,) = [q for q in quotes.quotes_page(company.entity_id)[0] if q.amends_contract]
    assert (quote.net_minor, quotes.quote(quote.id).amendment.steps) == (0, ())
    assert 'value="5 %"' in desk.raw(f"/quoting/{quote.id}/changes").replace("\xa0", " ").replace(
        "\u202f", " "
    )
    paper = text_of(offers.pdf(quotes.quote(quote.id))[0])
    says(" ".join(paper.split()), "prices rise by 5")
    signs(company, quote.id)
    made = contracts.contract(agreed.id)
    assert (made.version, made.uplift, versions.rule(made)) == (2, THREE, FIVE)
    assert versions.rule(made, date(2026, 6, 30)) == THREE, "until its day the old one holds"
    page = desk.page(f"/contracting/{made.id}").replace("\xa0", " ")
    says(page, "At each renewal the recurring prices rise by 5%", told)
    api = program(company)
    assert api.get(f"/contracts/{show_id('ctr', made.id)}")["uplift"] == FIVE
    assert FIVE in [c["uplift"] for c in api.get("/contracts")["items"]]
    before = next(li for li in quotes.quote(made.quote_id).lines if li.sku == "CARE")
    company.today("2026-10-01")
    draft = renewed(company, made)
    assert draft.lines[0].unit_net == before.unit_net * D("1.05")
    assert signed(company, draft.id).uplift == FIVE
    company.holds()


def test_a_program_agrees_an_index_from_a_later_day_or_nothing_any_more(company, agreed):
    value(company, "2026-01-01", "300")
    company.today("2026-03-01")
    api = program(company)
    index = {"index": "SYNTEC", "cap": "2"}
    body = {"contract_id": show_id("ctr", agreed.id), "effective_on": "2026-06-01"}
    asked = {**body, "changes": [{"kind": "uplift", "uplift": index}]}
    told = api.post("/amendments?dry_run=true", asked)
    assert told["changes"] == [{
        "kind": "uplift", "on": "2026-06-01", "uplift_before": THREE,
        "uplift_after": {"kind": "index", "index": "SYNTEC", "cap": "2"},
    }]  # fmt: skip
    assert (told["documents"], told["net"]["amount"]) == ([], "0.00")
    unknown = {**body, "changes": [{"kind": "uplift", "uplift": {"index": "NONE"}}]}
    assert api.refused("POST", "/amendments", unknown)["code"] == "no_index_value"
    signs(company, read_id("quo", api.post("/amendments", asked)["quote_id"]))
    value(company, "2026-02-01", "330")
    company.today("2026-10-01")
    draft = renewed(company, contracts.contract(agreed.id))
    before = next(li for li in quotes.quote(agreed.quote_id).lines if li.sku == "CARE")
    assert draft.lines[0].unit_net == before.unit_net * D("1.02"), "10 % more, at most 2 %"


def test_no_rule_any_more_renews_at_the_agreed_prices(company, agreed):
    company.today("2026-07-01")
    signs(company, amends(company, agreed, rule()))
    made = contracts.contract(agreed.id)
    assert versions.rule(made) is None
    page = someone(company).page(f"/contracting/{made.id}")
    says(page, "From 1 July 2026 nothing is agreed any more of the price at renewal.")
    company.today("2026-10-01")
    (care,) = renewed(company, made).lines
    first = next(li for li in quotes.quote(made.quote_id).lines if li.sku == "CARE")
    assert care.unit_net == first.unit_net


def test_a_renewal_in_the_same_amendment_takes_the_new_rule(company, agreed):
    company.today("2026-07-01")
    quote = amends(company, agreed, rule(uplift=FIVE), ChangeIn(kind="renew", months=12))
    (care,) = [c for c in company.quote(quote).amendment.changes if c["kind"] == "renew"]
    assert D(care["after"][-1]["unit_net"]) == D(care["before"]["unit_net"]) * D("1.05")
    signs(company, quote)
    line = line_of(agreed, "CARE")
    assert line and contracts.contract(agreed.id).ends_on == date(2028, 1, 1)
    company.holds()


def test_what_is_no_other_rule_is_refused(company, agreed):
    for wrong, changes in (
        (NothingChanges, [rule(uplift=THREE)]),
        (ChangedTwice, [rule(uplift=FIVE), rule()]),
        (BadUplift, [rule(uplift={"kind": "percent", "percent": "-1"})]),
        (quoting.NoIndexValue, [rule(uplift={"kind": "index", "index": "SYNTEC"})]),
    ):
        with pytest.raises(wrong):
            amends(company, agreed, *changes)
    assert contracts.contract(agreed.id).version == 1
