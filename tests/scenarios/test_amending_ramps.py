"""A contract that began as a ramp, or as one of several alternatives, is amended like any other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal as D

import pytest

from comptoir.demo import playing
from comptoir.stages.contracting import queries as contracts
from comptoir.stages.contracting import versions
from comptoir.stages.quoting import actions as quoting
from comptoir.stages.quoting.amendments import ChangeIn
from comptoir.stages.subscribing import queries as services
from tests.scenarios.doors import says, someone
from tests.scenarios.house import line
from tests.scenarios.test_amendments import amends, shown, signs
from tests.scenarios.test_bundles_and_ramps import ramp


@pytest.fixture
def climbing(company):
    """A year of 10 seats at 36, then a year of 20 at 30; and a yearly care plan beside it."""
    quote = company.quotes(
        company.customer(), line("SUP-PRO", segments=ramp((12, 10, "36"), (12, 20, "30"))),
        line("CARE", 1), term_months=24,
    )  # fmt: skip
    company.accepts(quote)
    made = contracts.contract_of_quote(quote)
    first, second = [li for li in versions.lines(made) if li.sku == "SUP-PRO"]
    assert (first.stretches[0].end, second.stretches[0].start) == (date(2027, 1, 1),) * 2
    return made, first, second


def mrr(company, *days):
    return [services.mrr(company.entity_id, date.fromisoformat(d)).get("EUR", 0) for d in days]


def running(made, sku):
    """First day, end and quantity of what is left of a product."""
    return [
        (s.start, s.end, s.quantity)
        for li in versions.lines(contracts.contract(made.id))
        if li.sku == sku
        for s in li.stretches
        if s.end > s.start
    ]


def test_more_seats_in_the_first_year_of_a_ramp_leave_the_second_as_agreed(company, climbing):
    made, first, _second = climbing
    company.today("2026-07-01")
    quote = amends(company, made, ChangeIn(kind="quantity", line_id=first.id, quantity=D(15)))
    seen = shown(company, quote)
    assert seen, "something is billed for it"
    signs(company, quote)
    assert running(made, "SUP-PRO") == [
        (date(2026, 1, 1), date(2026, 7, 1), 10), (date(2026, 7, 1), date(2027, 1, 1), 15),
        (date(2027, 1, 1), date(2028, 1, 1), 20),
    ]  # fmt: skip
    assert mrr(company, "2026-06-01", "2026-08-01", "2027-02-01") == [46_500, 64_500, 70_500]
    company.holds()


@pytest.mark.capability(
    "S1-51", screen="/quoting/amend/{contract_id}", api="POST /api/v1/amendments"
)
def test_a_ramp_that_is_removed_does_not_come_back_with_its_next_segment(company, climbing):
    made, first, _second = climbing
    company.today("2026-07-01")
    quote = amends(company, made, ChangeIn(kind="remove", line_id=first.id))
    says(someone(company).page(f"/quoting/{quote}/"), "no longer served from")
    signs(company, quote)
    assert running(made, "SUP-PRO") == [(date(2026, 1, 1), date(2026, 7, 1), 10)]
    assert mrr(company, "2026-08-01", "2027-02-01") == [10_500, 10_500]
    company.today("2027-02-01")
    assert mrr(company, "2027-02-01") == [10_500]
    company.holds()


def test_a_swap_takes_the_place_of_the_whole_ramp(company, climbing):
    made, first, _second = climbing
    company.today("2026-07-01")
    swap = ChangeIn(kind="swap", line_id=first.id, sku="SUP-PRO", quantity=D(12))
    signs(company, amends(company, made, swap))
    assert [(a, q) for a, _b, q in running(made, "SUP-PRO")] == [
        (date(2026, 1, 1), 10), (date(2026, 7, 1), 12),
    ]  # fmt: skip
    company.holds()


def test_all_lines_end_on_one_day_before_the_next_segment_begins(company, climbing):
    made, _first, _second = climbing
    company.today("2026-07-01")
    signs(company, amends(company, made, ChangeIn(kind="co_term", ends_on=date(2026, 10, 1))))
    assert running(made, "SUP-PRO") == [(date(2026, 1, 1), date(2026, 10, 1), 10)]
    assert contracts.contract(made.id).ends_on == date(2026, 10, 1)
    company.holds()


def test_a_renewal_goes_on_with_the_last_segment_alone(company, climbing):
    made, _first, _second = climbing
    company.today("2027-06-01")
    signs(company, amends(company, made, ChangeIn(kind="renew", months=12, percent=D(10))))
    assert running(made, "SUP-PRO")[-1] == (date(2028, 1, 1), date(2029, 1, 1), 20)
    assert mrr(company, "2028-02-01") == [66_000 + 11_550]
    company.holds()


def test_a_ramp_and_a_renewal_in_one_amendment_are_told_as_they_are_billed(company):
    """What the renewal goes on with is the last step of the ramp, in the words that are signed too."""
    quote = company.quotes(company.customer(), line("SUP-PRO", 10))
    company.accepts(quote)
    made = contracts.contract_of_quote(quote)
    (seats,) = versions.lines(made)
    more = ChangeIn(kind="ramp", line_id=seats.id, steps=(
        quoting.RampStep(date(2026, 3, 1), D(20)), quoting.RampStep(date(2026, 7, 1), D(30), D(30)),
    ))  # fmt: skip
    renewed = ChangeIn(kind="renew", months=12, percent=D(10))
    draft = amends(company, made, more, renewed)
    page = someone(company).page(f"/quoting/{draft}/")
    says(
        page, "From 1 March 2026, Supervision Pro, par poste: 20 × €36.00 per month",
        "From 1 July 2026, Supervision Pro, par poste: 30 × €30.00 per month",
        "From 1 January 2027, Supervision Pro, par poste: 30 × €33.00 per month instead of 30 × €30.00.",
        "Supervision Pro, par poste runs until 31 December 2027 instead of 31 December 2026.",
    )  # fmt: skip
    signs(company, draft)
    assert running(made, "SUP-PRO")[-1] == (date(2027, 1, 1), date(2028, 1, 1), 30)
    assert mrr(company, "2026-08-01", "2027-02-01") == [90_000, 99_000]
    company.holds()


def test_what_a_later_change_of_the_same_amendment_replaces_is_not_told(company):
    quote = company.quotes(company.customer(), line("SUP-PRO", 10))
    company.accepts(quote)
    made = contracts.contract_of_quote(quote)
    (seats,) = versions.lines(made)
    later = ChangeIn(kind="quantity", line_id=seats.id, quantity=D(50), on=date(2026, 7, 1))
    sooner = ChangeIn(kind="quantity", line_id=seats.id, quantity=D(20), on=date(2026, 3, 1))
    draft = amends(company, made, later, sooner)
    page = someone(company).page(f"/quoting/{draft}/")
    says(page, "From 1 March 2026, Supervision Pro, par poste: 20 × €36.00 per month")
    assert "50 ×" not in page
    signs(company, draft)
    assert [q for _a, _b, q in running(made, "SUP-PRO")] == [10, 20]
    company.holds()


def test_a_contract_of_one_alternative_is_amended_by_what_was_taken_alone(company):
    quote = playing.offered(company.entity_id, company.customer(), [line("CARE", 1)], language="en")
    for name in ("Few", "Many"):
        quoting.add_alternative(company.by(), quote_id=quote, name=name)
    own = [
        replace(line("SUP-PRO", 10), alternative="A"), replace(line("SUP-PRO", 50), alternative="B"),
    ]  # fmt: skip
    quoting.add_lines(company.by(), quote_id=quote, lines=own)
    token = playing.sent(company.entity_id, quote)
    quoting.accept_quote(
        company.by(), token=token, name="C. Morvan", role="Gérante", consent=playing.CONSENT,
        alternative="B",
    )  # fmt: skip
    made = contracts.contract_of_quote(quote)
    assert running(made, "SUP-PRO") == [(date(2026, 1, 1), date(2027, 1, 1), 50)]
    company.today("2026-07-01")
    (seats,) = [li for li in versions.lines(made) if li.sku == "SUP-PRO"]
    desk = someone(company)
    page = desk.page(f"/quoting/amend/{made.id}")
    assert page.count("SUP-PRO") >= 1 and " 10 " not in page.partition("SUP-PRO")[2][:40]
    fewer = amends(company, made, ChangeIn(kind="quantity", line_id=seats.id, quantity=D(40)))
    signs(company, fewer)
    assert running(made, "SUP-PRO")[-1] == (date(2026, 7, 1), date(2027, 1, 1), 40)
    assert company.quote(fewer).alternatives == ()
    assert mrr(company, "2026-08-01") == [10_500 + 40 * 3_600]
    company.holds()
