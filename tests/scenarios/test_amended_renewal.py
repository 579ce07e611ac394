"""A contract that was amended is renewed as it stands at its end, not as it was first sold."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

from comptoir.demo import playing
from comptoir.stages.contracting import queries as contracts
from comptoir.stages.pricing import engine
from comptoir.stages.quoting import actions as quoting
from comptoir.stages.quoting.amendments import ChangeIn
from tests.scenarios.house import line
from tests.scenarios.test_amendments import amends, line_of, signs, sold
from tests.scenarios.test_price_at_renewal import agree, renewed, signed


def told(quote) -> list[tuple[str, D, int]]:
    return [(li.sku, li.quantity, li.net_minor) for li in quote.lines]


def test_fewer_seats_a_new_price_a_line_more_and_a_line_less_are_what_is_renewed(company):
    made = sold(company, line("CARE", 10), line("API", 1), line("ARM-X", 1))
    each = next(li.unit_net for li in company.quote(made.quote_id).lines if li.sku == "CARE")
    company.today("2026-03-01")
    signs(company, amends(
        company, made,
        ChangeIn(kind="quantity", line_id=line_of(made, "CARE"), quantity=D(4)),
        ChangeIn(kind="remove", line_id=line_of(made, "API")),
    ))  # fmt: skip
    company.today("2026-04-01")
    made = contracts.contract(made.id)
    signs(
        company,
        amends(company, made, ChangeIn(kind="add", sku="SUP-PRO", quantity=D(3), unit_net=D(30))),
    )
    company.today("2026-10-01")
    draft = renewed(company, made)
    assert [(sku, quantity) for sku, quantity, _net in told(draft)] == [("CARE", 4), ("SUP-PRO", 3)]
    care, seats = draft.lines
    assert (seats.unit_net, seats.net_minor) == (D(30), 9_000)
    assert (care.unit_net, care.net_minor) == (each, int(each * 400))
    steps = engine.load_steps(care.waterfall)
    assert steps[0].label_code == "agreed_price"
    assert engine.replay(steps) == D(care.net_minor).scaleb(-2)
    assert signed(company, draft.id).id != made.id
    company.holds()


def test_the_discount_on_the_whole_quote_is_not_given_twice(company):
    quote = playing.offered(company.entity_id, company.customer(), [line("CARE", 10)])
    quoting.change_quote(
        company.by(), quote_id=quote, revision=company.quote(quote).revision,
        changes={"discount_kind": "percent", "discount_value": D(10)},
    )  # fmt: skip
    made = signed(company, quote)
    whole = company.quote(made.quote_id).lines[0].net_minor
    company.today("2026-03-01")
    change = ChangeIn(kind="quantity", line_id=line_of(made, "CARE"), quantity=D(4))
    more = ChangeIn(kind="add", sku="SUP-PRO", quantity=D(3), unit_net=D(30))
    signs(company, amends(company, made, change, more))
    company.today("2026-10-01")
    care, seats = renewed(company, made).lines
    assert (care.quantity, care.net_minor) == (4, whole * 4 // 10)
    assert (seats.quantity, seats.net_minor) == (3, 9_000), "what was added was not discounted"


def test_the_rule_of_the_contract_raises_the_amended_price(company):
    quote = playing.offered(
        company.entity_id, company.customer(), [line("CARE", 10)], language="en"
    )
    agree(company, quote, {"kind": "percent", "percent": "3"})
    made = signed(company, quote)
    company.today("2026-03-01")
    change = ChangeIn(kind="price", line_id=line_of(made, "CARE"), unit_net=D(100))
    signs(company, amends(company, made, change))
    company.today("2026-10-01")
    (care,) = renewed(company, made).lines
    assert (care.quantity, care.unit_net, care.net_minor) == (10, D(103), 103_000)


def test_what_was_never_amended_is_renewed_as_it_was_sold(company):
    made = sold(company, line("CARE", 10, percent=5), line("ARM-X", 1))
    before = company.quote(made.quote_id).lines[0]
    company.today("2026-10-01")
    (care,) = renewed(company, made).lines
    assert (care.discount_value, care.waterfall) == (before.discount_value, before.waterfall)
    assert care.net_minor == before.net_minor
    assert contracts.contract(made.id).ends_on == date(2027, 1, 1)


def test_measured_use_that_was_added_keeps_its_rates(company):
    """A discount on the whole quote is not given on use: its rates need no net price to stay."""
    quote = playing.offered(company.entity_id, company.customer(), [line("CARE", 10)])
    quoting.change_quote(
        company.by(), quote_id=quote, revision=company.quote(quote).revision,
        changes={"discount_kind": "percent", "discount_value": D(10)},
    )  # fmt: skip
    made = signed(company, quote)
    company.today("2026-03-01")
    more = amends(company, made, ChangeIn(kind="add", sku="API", quantity=D(5)))
    added = company.quote(more).lines[0]
    signs(company, more)
    company.today("2026-10-01")
    (use,) = [li for li in renewed(company, made).lines if li.sku == "API"]
    assert (use.charge_kind, use.discount_kind, use.quantity) == ("usage", "none", added.quantity)
    assert (use.unit_net, use.waterfall) == (added.unit_net, added.waterfall)
