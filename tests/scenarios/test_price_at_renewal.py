"""What the price becomes at renewal is agreed with the offer, printed, kept, and applied by the renewal."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest

from comptoir.demo import playing
from comptoir.platform.roles import Role
from comptoir.stages.contracting import documents
from comptoir.stages.contracting import queries as contracts
from comptoir.stages.pricing import actions as pricing
from comptoir.stages.pricing import engine, indexes
from comptoir.stages.pricing.actions import BadIndexValue
from comptoir.stages.quoting import actions as quoting
from comptoir.stages.quoting import queries as quotes
from comptoir.stages.quoting import uplift_text
from comptoir.stages.quoting.amendments import ChangeIn
from comptoir.stages.quoting.core.uplift import BadUplift
from comptoir.stages.renewing import queries as renewals
from tests.scenarios.doors import program, says, show_id, someone, text_of
from tests.scenarios.house import line
from tests.scenarios.test_amendments import amends, signs

TERMS, INDEXES = "/quoting/{quote_id}/terms", "/pricing/indexes/"
SENTENCE = "At each renewal the recurring prices rise by 3"


def offered(company, **head):
    return playing.offered(
        company.entity_id, company.customer(), [line("CARE", 10), line("ARM-X", 1)], language="en",
        **head,
    )  # fmt: skip


def signed(company, quote):
    company.links[quote] = playing.sent(company.entity_id, quote)
    company.accepts(quote)
    return contracts.contract_of_quote(quote)


def agree(company, quote, rule):
    return quoting.change_quote(
        company.by(), quote_id=quote, revision=quotes.quote(quote).revision,
        changes={"uplift": rule},
    )  # fmt: skip


def renewed(company, contract):
    """The quote that the daily run drafted, 120 days before the next term."""
    (found,) = [
        r for r in renewals.renewals_page(company.entity_id)[0] if r.contract_id == contract.id
    ]
    return quotes.quote(found.quote_id)


def value(company, day, figure, source="syntec.fr"):
    pricing.set_index_value(
        company.by(), code="SYNTEC", day=date.fromisoformat(day), value=D(figure), source=source
    )


@pytest.mark.capability("S2-20", screen=TERMS, api="PATCH /api/v1/quotes/{quote_id}")
def test_three_percent_agreed_in_the_offer_are_printed_in_the_contract_and_applied_once(company):
    quote = offered(company)
    desk, here = someone(company, Role.SALES), f"/quoting/{quote}/terms"
    form = {"valid_until": "2026-12-31", "term_months": "12", "language": "en"}
    form["revision"] = str(quotes.quote(quote).revision)
    refused = desk.client.post(here, form | {"uplift": "-3 %"})
    assert refused.status_code == 422 and quotes.quote(quote).uplift is None
    desk.sends(here, **form, uplift="3 %")
    assert quotes.quote(quote).uplift == {"kind": "percent", "percent": "3"}
    assert 'value="3 %"' in desk.raw(here).replace("\u00a0", " ").replace("\u202f", " ")
    contract = signed(company, quote)
    says(desk.page(f"/quoting/{quote}/"), SENTENCE)
    says(
        text_of(documents.printed(contract)[1]).replace("\u202f", " ").replace("\n", " "), SENTENCE
    )
    says(desk.page(f"/contracting/{contract.id}"), "Price at renewal", SENTENCE)
    told = program(company).get(f"/contracts/{show_id('ctr', contract.id)}")
    assert told["uplift"] == {"kind": "percent", "percent": "3"}
    before = next(li for li in quotes.quote(quote).lines if li.charge_kind == "recurring")

    company.today("2026-10-01")  # the daily run opens the renewal and drafts its quote
    draft = renewed(company, contract)
    (after,) = draft.lines
    assert after.unit_net == before.unit_net * D("1.03")
    assert after.net_minor == round(before.net_minor * D("1.03"))
    steps = engine.load_steps(after.waterfall)
    assert engine.replay(steps) == D(after.net_minor).scaleb(-2)
    assert [s.rule_id for s in steps if s.label_code == "renewal_uplift"] == [
        f"renewal:{contract.number}: +3 %"
    ]
    says(desk.page(f"/quoting/{draft.id}/why/{after.id}"), "Change agreed for the renewal",
         contract.number)  # fmt: skip
    # an edit of the line keeps the price, and the renewed contract goes on with the same rule
    quoting.change_line(
        company.by(), quote_id=draft.id, line_id=after.id, revision=after.revision,
        changes={"quantity": D(20)},
    )  # fmt: skip
    (edited,) = quotes.quote(draft.id).lines
    assert (edited.unit_net, edited.net_minor) == (after.unit_net, 2 * after.net_minor)
    assert signed(company, draft.id).uplift == contract.uplift
    company.holds()


@pytest.mark.capability("S2-20", screen=INDEXES, api="POST /api/v1/price-indexes")
def test_an_index_typed_in_by_hand_is_followed_within_its_cap_and_never_counted_twice(company):
    desk, quote = someone(company, Role.ADMIN), offered(company)
    rule = {"kind": "index", "index": "SYNTEC", "cap": "5"}
    with pytest.raises(quoting.NoIndexValue):
        agree(company, quote, rule)
    assert desk.client.post(INDEXES, {"code": "S", "day": "2026-01-01", "value": "1", "source": "x"}
                            ).status_code == 422  # fmt: skip
    typed = {"code": "syntec", "day": "2026-01-01", "value": "311", "source": "syntec.fr"}
    company.events()
    desk.sends(INDEXES, **typed)
    desk.sends(INDEXES, **typed | {"value": "311.2"})  # a slip, corrected: both stay on record
    company.expects("IndexValueSet", "IndexValueSet")
    says(desk.page(INDEXES), "311.2", "corrected", "syntec.fr")
    api = program(company)
    (now,) = api.get("/price-indexes?code=SYNTEC")["items"]
    assert (now["value"], now["revision"], now["by"][:5]) == ("311.2", 2, "user:")
    assert len(api.get("/price-indexes?code=SYNTEC&history=true")["items"]) == 2
    path = f"/quotes/{show_id('quo', quote)}"
    revision = quotes.quote(quote).revision
    told = api.patch(path, {"revision": revision, "uplift": {"index": "SYNTEC", "cap": "5"}})
    assert told["uplift"] == rule
    wrong = {"revision": told["revision"], "uplift": {"index": "SYNTEC", "percent": "3"}}
    assert api.refused("PATCH", path, wrong)["code"] == "bad_uplift"
    contract = signed(company, quote)
    before = next(li for li in quotes.quote(quote).lines if li.charge_kind == "recurring")

    company.today("2026-09-02")  # the day before the renewal is opened
    value(company, "2026-09-01", "320.5")
    with pytest.raises(BadIndexValue):
        value(company, "2026-09-21", "400")  # a day to come
    company.today("2026-10-01")
    draft = renewed(company, contract)
    (after,) = draft.lines
    assert after.unit_net == before.unit_net * D("1.029884")
    named = engine.load_steps(after.waterfall)[1].rule_id
    assert "SYNTEC 311.2 (2026-01-01) → 320.5 (2026-09-01), max 5 %: +2.9884 %" in named
    assert draft.uplift == rule | {"base_on": "2026-09-01"}  # it goes on from there
    says(desk.page(f"/quoting/{draft.id}/"), "its value of 1 September 2026")
    assert indexes.base_of(company.entity_id, "SYNTEC", date(2020, 1, 1)).value == D("311.2")


def test_what_is_agreed_is_of_the_offer_frozen_with_it_and_left_alone_by_amendments(company):
    quote = offered(company)
    with pytest.raises(BadUplift):
        agree(company, quote, {"kind": "percent", "percent": "0"})
    before = quotes.quote(quote)
    agree(company, quote, {"kind": "percent", "percent": "3"})
    contract = signed(company, quote)
    assert quotes.quote(quote).content_digest and contract.uplift and before.uplift is None
    version = quoting.clone_quote(company.by(), quote_id=quote).quote_id
    assert quotes.quote(version).uplift == contract.uplift
    assert contracts.verify(contract.id).intact


@pytest.mark.parametrize(
    "typed", ["3 %", "2.5 %", "SYNTEC", "ICHT-IME max 5 %", "SYNTEC max 2.5 %"]
)
def test_what_is_typed_is_read_back_as_typed(typed):
    assert uplift_text.show(uplift_text.read(typed, "en"), "en") == typed
    french = uplift_text.show(uplift_text.read(typed, "en"), "fr")
    assert uplift_text.read(french, "fr") == uplift_text.read(typed, "en")
    for wrong in ("3", "max 5 %", "SYNTEC 5", "x" * 41, "3 % 4 %"):
        with pytest.raises(Exception, match=r"."):
            uplift_text.read(wrong, "en")
    assert uplift_text.read("  ", "en") is None


@pytest.mark.capability(
    "S1-51", screen="/quoting/amend/{contract_id}", api="POST /api/v1/amendments"
)
def test_renewing_by_amendment_takes_the_rule_unless_a_percentage_is_typed(company):
    value(company, "2026-01-01", "100")
    quote = offered(company)
    agree(company, quote, {"kind": "index", "index": "SYNTEC"})
    contract = signed(company, quote)
    company.today("2026-06-01")
    value(company, "2026-06-01", "110")
    desk = someone(company, Role.ADMIN)
    says(desk.page(f"/quoting/amend/{contract.id}"), "follow the index SYNTEC")
    same = amends(company, contract, ChangeIn(kind="renew", months=12, percent=D(0)))
    assert _raised(same) == []  # typed: 0 goes before the rule
    program(company).post(f"/quotes/{show_id('quo', same)}/void")
    first = amends(company, contract, ChangeIn(kind="renew", months=12))
    ((before, after),) = _raised(first)
    assert after == before * D("1.1")
    rule = "Rule of contract K-2026-0001: SYNTEC 100 (2026-01-01) → 110 (2026-06-01): +10 %."
    says(desk.page(f"/quoting/{first}/"), rule)
    signs(company, first)
    company.today("2026-09-01")
    value(company, "2026-09-01", "121")
    again = amends(company, contract, ChangeIn(kind="renew", months=12))
    says(desk.page(f"/quoting/{again}/"), "SYNTEC 110 (2026-06-01) → 121 (2026-09-01): +10 %.")
    company.holds()


def _raised(quote):
    """Unit prices before and after, of the lines that an amendment makes dearer."""
    rows = quotes.quote(quote).amendment.changes
    return [
        (D(c["before"]["unit_net"]), D(c["after"][-1]["unit_net"]))
        for c in rows
        if c["after"] and c["before"]["unit_net"] != c["after"][-1]["unit_net"]
    ]
