"""A running product gets other options: the difference is offered, signed, put into service and billed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal as D
from html import unescape
from uuid import UUID

import pytest

from comptoir.demo import playing
from comptoir.records.catalog import actions as catalog
from comptoir.stages.configuring import actions as configuring
from comptoir.stages.configuring import queries as models
from comptoir.stages.configuring.engine import Choice
from comptoir.stages.contracting import queries as contracts
from comptoir.stages.contracting import versions
from comptoir.stages.ordering import queries as orders
from comptoir.stages.pricing import actions as pricing
from comptoir.stages.pricing import queries as prices
from comptoir.stages.quoting import actions as quoting
from comptoir.stages.quoting import configured
from comptoir.stages.quoting.actions.reconfiguring import NotConfigured
from comptoir.stages.quoting.amendments import ChangeIn
from comptoir.stages.quoting.core.amending import NothingChanges
from comptoir.stages.subscribing import queries as services
from tests.scenarios.doors import program, someone, words
from tests.scenarios.house import Company, eur, line
from tests.scenarios.test_amendments import signs
from tests.stages.configuring.workshop import BIKE

SCREEN = "/shop/contracts/{contract_id}/lines/{line_id}/"
API = "POST /api/v1/amendments"


def rents_bikes(company: Company) -> models.ModelFacts:
    """A bike at 50.00 a month that is put together from options, offered from today on."""
    product = catalog.create_product(
        company.by(), sku="BIKE", name_en="Bike", name_fr="Vélo", currency="EUR", cost=D(30),
        charge_kind="recurring", billing_months=1, billing_timing="advance",
        revenue_pattern="straight_line",
    ).product_id  # fmt: skip
    book = prices.default_book(company.entity_id, "EUR", company.by().today)
    pricing.set_price(company.by(), book_id=book.id, product_id=product, unit_price=D(50))
    model = configuring.create_model(company.by(), source=BIKE).model_id
    configuring.publish_model(company.by(), model_id=model)
    company.events()
    return models.model(model)


def put_together(company: Company, model: models.ModelFacts, **choices: bool | D) -> UUID:
    loaded = models.loaded(model.newest)
    own = tuple(Choice(k, v) for k, v in choices.items())
    return configuring.save_configuration(
        company.by(), model_id=model.id, choices=loaded.settled(own, "default")
    ).configuration_id


def rented(company: Company, made: UUID, **head: object) -> tuple[contracts.ContractFacts, int]:
    """A contract over two bikes for a year, and the line that runs."""
    wanted = replace(line("BIKE", 2, configuration_id=made), **head)
    quote = company.quotes(company.customer(), wanted, term_months=12)
    company.accepts(quote)
    contract = contracts.contract_of_quote(quote)
    assert contract
    (running,) = versions.lines(contract)
    return contract, running.id


@pytest.mark.capability("S0-08", "S2-60", screen=SCREEN, api=API)
def test_a_rented_bike_gets_a_motor_in_july_and_only_the_difference_is_charged(
    company: Company,
) -> None:
    bikes = rents_bikes(company)
    contract, running = rented(company, put_together(company, bikes, steel=True))
    company.today("2026-07-01")
    company.events()
    motor = put_together(company, bikes, steel=True, motor=True)
    company.events()
    change = ChangeIn(kind="options", line_id=running, configuration_id=motor)
    quote_id = quoting.draft_amendment(
        company.by(), contract_id=contract.id, changes=[change]
    ).quote_id
    company.expects("QuoteDrafted")
    quote = company.quote(quote_id)
    (fresh,) = quote.lines
    assert (fresh.unit_net, fresh.quantity) == (D("789.9"), D(2))  # 89.90 + motor 700
    assert fresh.configuration_id == motor
    (told,) = quote.amendment.changes
    assert told["options"]["price"] == "700"
    assert [(o["id"], o["price"]) for o in told["options"]["options"]] == [
        ("motor", "700"), ("b400", "0"),
    ]  # fmt: skip
    assert [(m["sku"], m["before"], m["after"]) for m in told["options"]["materials"]] == [
        ("CABLE", "0", "1.2")
    ]
    assert quote.mrr_minor == eur("1400.00").minor == quote.amendment.effect["mrr"]["expansion"]
    signs(company, quote_id)
    bike, motored = services.services_of(customer_id=contract.customer_id)
    assert bike.ends_on == motored.anchor_on == company.by().today
    assert (motored.period_minor, motored.ends_on) == (157980, contract.ends_on)
    assert orders.lines([motored.order_line_id])[motored.order_line_id].configuration_id == motor
    newest = contracts.contract(contract.id)
    assert newest.version == 2
    (now,) = (li for li in versions.lines(newest) if li.stretches[-1].end != company.by().today)
    again = put_together(company, bikes, steel=True)
    second = quoting.draft_amendment(
        company.by(), contract_id=contract.id, effective_on=company.by().today.replace(month=9),
        changes=[ChangeIn(kind="options", line_id=now.id, configuration_id=again)],
    ).quote_id  # fmt: skip
    assert company.quote(second).lines[0].unit_net == D("89.9"), "and what it was before"
    company.holds()


@pytest.mark.capability("S2-65", screen=SCREEN, api=API)
def test_the_options_of_a_running_line_are_changed_on_the_screen(company: Company) -> None:
    bikes = rents_bikes(company)
    contract, running = rented(company, put_together(company, bikes, steel=True))
    desk = someone(company)
    there = f"/shop/contracts/{contract.id}/lines/{running}/"
    assert there in desk.raw(f"/quoting/amend/{contract.id}")
    (service,) = services.services_of(customer_id=contract.customer_id)
    assert there in desk.raw(f"/subscribing/{service.id}/")
    page = desk.raw(there)
    assert "Put it in an amendment" in page and "Steel" in page

    def keeps(page: str, where: str, *clicks: str) -> str:
        """Clicks on the board, one after the other, then saves; the address it leads to."""
        for click in (*clicks, "save"):
            state = unescape(re.search(r'name="desk" value="([^"]*)"', page)[1])
            answer = desk.client.post(where, {"desk": state, "do": click})
            page = answer.content.decode()
        assert answer.status_code == 302, words(page)
        return str(answer.url)

    loaded = models.loaded(bikes.newest)
    shown = keeps(page, there, f"pick:{loaded.number['motor']}:out")
    draft = UUID(shown.strip("/").split("/")[1])
    said = words(desk.raw(shown))
    assert "2 × €789.90 per month instead of 2 × €89.90" in said
    assert "with Extras: Motor: +€700.00" in said
    assert "CABLE" in said and "2.4" in said, "the bill of materials is of both bikes"
    change = desk.raw(f"/quoting/{draft}/changes")
    made = company.quote(draft).lines[0].configuration_id
    assert f'name="options-{running}" value="{made}"' in change
    kept = desk.client.post(
        f"/quoting/{draft}/changes",
        {"on": "2026-03-01", f"options-{running}": str(made), f"price-{running}": "750"},
    )
    assert kept.status_code == 302
    assert company.quote(draft).lines[0].unit_net == D(750)
    again = f"{there}?amendment={draft}"
    assert again in change
    shown = keeps(desk.raw(again), again, f"pick:{loaded.number['b600']}:out")
    assert UUID(shown.strip("/").split("/")[1]) == draft, "the draft is changed, not another made"
    assert company.quote(draft).lines[0].unit_net == D("989.9")
    nothing = desk.client.post(there, {
        "desk": unescape(re.search(r'name="desk" value="([^"]*)"', page)[1]), "do": "save",
    })  # fmt: skip
    assert "The contract would be the same" in nothing.content.decode()


def test_a_program_changes_options_and_what_cannot_be_is_told(company: Company) -> None:
    bikes = rents_bikes(company)
    contract, running = rented(
        company, put_together(company, bikes, steel=True), discount_kind="percent",
        discount_value=D(10),
    )  # fmt: skip
    motor = put_together(company, bikes, steel=True, motor=True)
    api = program(company)
    change = {"kind": "options", "line_id": running, "configuration_id": str(motor)}
    body = {"contract_id": str(contract.id), "changes": [change], "effective_on": "2026-04-01"}
    told = api.post("/amendments?dry_run=true", body)
    assert told["changes"][0]["becomes"] == {"quantity": "2", "unit_net": "710.91"}  # 90 %
    company.events()
    refused = api.refused(
        "POST", "/amendments", {**body, "changes": [{**change, "line_id": running + 1000}]}
    )
    assert refused["code"] == "unknown_running_line"
    plain = {"kind": "options", "line_id": running}
    refused = api.refused("POST", "/amendments", {**body, "changes": [plain]})
    assert (refused["code"], refused["errors"][0]["field"]) == (
        "change_value_missing", "changes.0.configuration_id",
    )  # fmt: skip
    same = [ChangeIn(kind="options", line_id=running, configuration_id=_of(contract))]
    with pytest.raises(NothingChanges):
        quoting.draft_amendment(company.by(), contract_id=contract.id, changes=same)
    other = company.quotes(company.customer(1), line("CARE", 1), term_months=12)
    company.accepts(other)
    care = contracts.contract_of_quote(other)
    assert care
    wrong = [ChangeIn(kind="options", line_id=versions.lines(care)[0].id, configuration_id=motor)]
    with pytest.raises(NotConfigured):
        quoting.draft_amendment(company.by(), contract_id=care.id, changes=wrong)
    assert not [e for e in company.events() if e == "QuoteChanged"]


def _of(contract: contracts.ContractFacts) -> UUID:
    """What was put together in its first line."""
    (made,) = configured.running([li.id for li in versions.lines(contract)]).values()
    return made


GROWING = (
    {"months": 6, "quantity": "2"},
    {"months": 6, "quantity": "5", "discount_kind": "percent", "discount_value": "10"},
)


def growing(company: Company, bikes: models.ModelFacts) -> contracts.ContractFacts:
    """Two bikes for half a year, then five at 10 % off."""
    steel = put_together(company, bikes, steel=True)
    quote = company.quotes(
        company.customer(), line("BIKE", configuration_id=steel, segments=GROWING), term_months=12
    )
    company.accepts(quote)
    contract = contracts.contract_of_quote(quote)
    assert contract
    return contract


@pytest.mark.capability("S0-08", "S1-51", screen=SCREEN, api=API)
def test_a_ramp_with_other_options_keeps_its_segments(company: Company) -> None:
    bikes = rents_bikes(company)
    contract = growing(company, bikes)
    first = versions.lines(contract)[0]
    company.today("2026-04-01")
    motor = put_together(company, bikes, steel=True, motor=True)
    change = ChangeIn(kind="options", line_id=first.id, configuration_id=motor)
    made = quoting.draft_amendment(company.by(), contract_id=contract.id, changes=[change]).quote_id
    # two at 89.90 + 700 until July, then five at 10 % less of both
    offer = company.quote(made)
    assert [(li.quantity, li.unit_net, li.deliver_on) for li in offer.lines] == [
        (2, D("789.9"), None), (5, D("710.91"), date(2026, 7, 1)),
    ]  # fmt: skip
    changes = [(c["kind"], c["on"], c["becomes"]["quantity"]) for c in offer.amendment.changes]
    assert changes == [("options", "2026-04-01", "2"), ("options", "2026-07-01", "5")]
    page = words(someone(company).raw(f"/quoting/{made}/"))
    assert "5 × €710.91 per month instead of 5 × €80.91" in page
    # 3 months × 2 × 700 and 6 months × 5 × 630 more than before
    assert offer.net_minor == eur("4200.00").minor + eur("18900.00").minor
    plan = {(d["on"], d["net_minor"]) for d in offer.amendment.effect["documents"]}
    signs(company, made)
    runs = [
        (str(s.anchor_on), str(s.ends_on), s.quantity, s.period_minor)
        for s in services.services_of(customer_id=contract.customer_id)
        if s.anchor_on != s.ends_on
    ]
    assert sorted(runs) == [
        ("2026-01-01", "2026-04-01", 2, 17_980), ("2026-04-01", "2026-07-01", 2, 157_980),
        ("2026-07-01", "2027-01-01", 5, 355_455),
    ]  # fmt: skip
    now = versions.lines(contracts.contract(contract.id))
    assert [s.end for li in now for s in li.stretches if s.end > s.start] == [
        date(2026, 4, 1), date(2026, 7, 1), date(2027, 1, 1),
    ]  # fmt: skip
    for month in range(5, 13):
        company.today(f"2026-{month:02}-01")
    assert plan <= {(str(h.issued_on), h.net_minor) for h in company.issued()}
    before = 6 * 17_980 + 6 * 40_455
    assert sum(h.net_minor for h in company.issued()) == before + offer.net_minor
    company.holds()


def test_other_options_keep_the_discount_on_the_whole_quote(company: Company) -> None:
    bikes = rents_bikes(company)
    wanted = line("BIKE", 2, configuration_id=put_together(company, bikes, steel=True))
    quote = playing.offered(company.entity_id, company.customer(), [wanted], language="en")
    quoting.change_quote(
        company.by(), quote_id=quote, revision=company.quote(quote).revision,
        changes={"discount_kind": "percent", "discount_value": D(10)},
    )  # fmt: skip
    company.links[quote] = playing.sent(company.entity_id, quote)
    company.accepts(quote)
    contract = contracts.contract_of_quote(quote)
    assert contract
    (running,) = versions.lines(contract)
    assert running.stretches[0].period_minor == 16_182  # 2 × 89.90 less 10 %
    motor = put_together(company, bikes, steel=True, motor=True)
    change = ChangeIn(kind="options", line_id=running.id, configuration_id=motor)
    made = quoting.draft_amendment(company.by(), contract_id=contract.id, changes=[change]).quote_id
    (fresh,) = company.quote(made).lines
    assert (fresh.unit_net, fresh.net_minor) == (D("710.91"), 142_182)  # 80.91 + 630
    page = words(someone(company).raw(f"/quoting/{made}/"))
    assert "the discount of 10% on the whole quote counts for the difference too" in page


def test_a_product_that_is_added_from_a_later_day_begins_on_it(company: Company) -> None:
    quote = company.quotes(company.customer(), line("CARE", 1), term_months=12)
    company.accepts(quote)
    contract = contracts.contract_of_quote(quote)
    assert contract
    company.today("2026-02-01")
    change = ChangeIn(kind="add", sku="SUP-PRO", quantity=D(3), on=date(2026, 5, 1))
    made = quoting.draft_amendment(company.by(), contract_id=contract.id, changes=[change]).quote_id
    assert company.quote(made).net_minor == 8 * 3 * 3_600
    signs(company, made)
    (seats,) = [
        s for s in services.services_of(customer_id=contract.customer_id) if s.quantity == 3
    ]
    assert (seats.anchor_on, seats.ends_on) == (date(2026, 5, 1), date(2027, 1, 1))
    company.holds()
