"""A ramp in which only the price changes is earned straight over its term, whatever is billed when."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest
from django.db import IntegrityError, transaction

from comptoir.stages.contracting import actions as contracting
from comptoir.stages.contracting import queries as contracts
from comptoir.stages.contracting import versions
from comptoir.stages.invoicing import actions as invoicing
from comptoir.stages.invoicing import queries as invoices
from comptoir.stages.quoting.amendments import ChangeIn, RampStep
from comptoir.stages.recognizing import actions as recognizing
from comptoir.stages.recognizing import queries as revenue
from comptoir.stages.recognizing.models import Obligation, Ramp
from comptoir.stages.recognizing.spreading import RevenuePosted, SpreadNeedsReason, SpreadUnchanged
from tests.scenarios.doors import program, says, someone
from tests.scenarios.house import Company, eur, line
from tests.scenarios.test_amendments import amends, signs
from tests.scenarios.test_bundles_and_ramps import ramp as segments

SCREEN, API = "/recognizing/ramps/{ramp_id}/", "GET /api/v1/revenue/ramps/{ramp_id}"
FREE = (
    {"months": 3, "quantity": "10", "discount_kind": "percent", "discount_value": "100"},
    {"months": 9, "quantity": "10"},
    {"months": 12, "quantity": "10", "uplift": "3"},
)
TOTAL = eur("7689.60").minor  # 9 × 360.00 + 12 × 370.80


def sold(company: Company, *rows: dict[str, str], term: int = 24):
    """A contract over one ramp, and the ramp as its revenue is planned."""
    quote = company.quotes(company.customer(), line("SUP-PRO", segments=rows), term_months=term)
    company.accepts(quote)
    made = contracts.contract_of_quote(quote)
    assert made
    return made, only(company)


def only(company: Company) -> revenue.RampFacts:
    (one,), _more = revenue.ramps_page(company.entity_id)
    return one


def posted(company: Company) -> tuple[int, int]:
    """Recognized, and deferred: below zero it is a contract asset."""
    said = company.revenue()
    assert said.agrees
    return said.recognized_minor, said.deferred_minor


@pytest.mark.capability("S1-60", "S1-78", screen=SCREEN, api=API)
def test_three_free_months_are_earned_like_the_paid_ones_and_are_a_contract_asset(company):
    made, ramp = sold(company, *FREE)
    assert "RampSpread" in company.events()
    assert (ramp.spread, ramp.total_minor) == ("over_the_term", TOTAL)
    company.today("2026-02-01")
    january = 32_654  # 7,689.60 × 31/730
    assert posted(company) == (january, -january)
    (asset,) = revenue.deferred(company.entity_id)
    assert (asset.contract_id, asset.asset_minor, asset.liability_minor) == (made.id, january, 0)
    desk = someone(company)
    page = desk.page(f"/recognizing/ramps/{ramp.id}/")
    says(page, "Over the term", "€326.54", "€7,689.60 × 31 of 730 days", "Contract asset")
    says(desk.page("/recognizing/ramps/"), "Over the term", "€326.54")
    says(desk.page("/recognizing/deferred/"), "Contract assets €326.54")
    told = program(company).get(f"/revenue/ramps/{ramp.id}")
    assert told["contract_asset"]["amount"] == "326.54"
    assert [m["earned"]["amount"] for m in told["months"][:2]] == ["326.54", "294.95"]
    assert sum(D(m["earned"]["amount"]) for m in told["months"]) == D("7689.60")
    assert sum(D(m["billed"]["amount"]) for m in told["months"]) == D("7689.60")
    (w,) = revenue.waterfall(company.entity_id)
    assert (w.rows[0].booked_minor, sum(w.column_totals)) == (TOTAL, TOTAL)
    company.holds()
    company.today("2027-01-01")
    assert posted(company)[0] == eur("3844.80").minor  # 365 of 730 days
    company.today("2028-02-01")
    assert posted(company) == (TOTAL, 0)
    assert sum(m.earned_minor for m in revenue.schedule_of(ramp.id)) == TOTAL
    company.holds()


def test_an_amended_price_goes_forward_from_the_day_it_is_agreed(company):
    made, ramp = sold(company, *FREE)
    company.today("2026-07-01")
    earned, _deferred = posted(company)
    assert earned == 190_660  # 7,689.60 × 181/730
    first = line_of_day(made, date(2026, 7, 1))
    signs(company, amends(company, made, ChangeIn(kind="price", line_id=first, unit_net=D(30))))
    # from July the months of 2026 cost 300.00: 6 × 60.00 less, spread over what remains
    now = only(company)
    assert now.total_minor == TOTAL - eur("360.00").minor
    assert [(p.start, p.days, p.minor) for p in revenue.pieces(ramp.id)] == [
        (date(2026, 1, 1), 181, 190_660), (date(2026, 7, 1), 549, now.total_minor - 190_660),
    ]  # fmt: skip
    assert posted(company)[0] == earned, "nothing that was earned moves"
    company.today("2026-08-01")
    assert posted(company)[0] - earned == 30_622  # 5,423.00 × 31/549
    company.today("2028-02-01")
    assert posted(company) == (now.total_minor, 0)
    company.holds()


def line_of_day(made, day: date) -> int:
    return next(li.id for li in versions.lines(made) if li.on(day))


def test_a_termination_makes_good_what_was_earned_and_is_never_billed(company):
    made, ramp = sold(company, *FREE)
    company.today("2026-03-16")
    assert posted(company) == (62_149, -62_149)  # 59/730
    contracting.end_contract(company.by(), contract_id=made.id, reason="Moved")
    assert only(company).total_minor == 0
    company.today("2026-04-01")
    assert posted(company) == (0, 0)
    page = someone(company).page(f"/recognizing/ramps/{ramp.id}/")
    says(page, "€0.00")
    company.holds()
    company.today("2027-01-01")
    assert posted(company) == (0, 0)
    company.holds()


def test_a_price_credit_of_a_month_is_made_good_for_the_days_of_that_month(company):
    sold(company, *FREE)
    for month in (4, 5):
        company.today(f"2026-0{month}-01")
    april, _may = sorted(company.issued(), key=lambda h: h.id)
    (charged,) = invoices.invoice(april.id).lines
    before = posted(company)[0]
    outage = [invoicing.CreditIn(charged.id, amount_minor=3_000)]
    invoicing.credit_note(
        company.by(), invoice_id=april.id, lines=outage, reason="Outage", reason_code="other"
    )
    assert posted(company)[0] == before - 3_000
    company.today("2028-02-01")
    assert posted(company) == (TOTAL - 3_000, 0)
    company.holds()


def test_more_seats_later_are_earned_by_segment_unless_somebody_says_why(company):
    _made, ramp = sold(company, *segments((6, 10, "40"), (6, 20, "30")), term=12)
    assert (ramp.spread, ramp.usual) == ("by_segment", "by_segment")
    desk, at = someone(company), f"/recognizing/ramps/{ramp.id}"
    says(desk.page(f"{at}/"), "Each segment is earned by its own days")
    refused = desk.client.post(f"{at}/spread", {"spread": "over_the_term", "reason": " "})
    assert refused.status_code == 422
    with pytest.raises(SpreadNeedsReason):
        recognizing.choose_spread(company.by(), ramp_id=ramp.id, spread="over_the_term")
    desk.sends(f"{at}/spread", spread="over_the_term", reason="The first half was a trial price")
    assert only(company).spread == "over_the_term"
    with pytest.raises(SpreadUnchanged):
        recognizing.choose_spread(
            company.by(), ramp_id=ramp.id, spread="over_the_term",
            reason="The first half was a trial price",
        )  # fmt: skip
    api = program(company)
    back = api.post(f"/revenue/ramps/{ramp.id}/spread", {"spread": "by_segment"})
    assert (back["spread"], back["pieces"]) == ("by_segment", [])
    assert sum(D(m["earned"]["amount"]) for m in back["months"]) == D(6000)
    assert [m["earned"]["amount"] for m in back["months"][5:7]] == ["400.00", "600.00"]
    whole = sum(o.total_minor for o in Obligation.objects.filter(entity_id=company.entity_id))
    assert whole == eur("400.00").minor, "the month that is charged, by itself again"
    api.post(f"/revenue/ramps/{ramp.id}/spread", {"spread": "over_the_term", "reason": "Trial"})
    company.today("2026-07-01")
    # 6,000.00 over 181 days of 10 seats and 184 of 20: a day with twice the seats weighs twice
    assert posted(company)[0] == 197_814
    with pytest.raises(RevenuePosted):
        recognizing.choose_spread(company.by(), ramp_id=ramp.id, spread="by_segment")
    assert api.refused("POST", f"/revenue/ramps/{ramp.id}/spread", {"spread": "by_segment"})[
        "code"
    ] == "ramp_revenue_posted"  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Ramp.objects.filter(pk=ramp.id).update(reason="")  # ramp_unusual_has_reason
    company.today("2027-02-01")
    assert posted(company) == (eur("6000.00").minor, 0)
    company.holds()


def stepping(company: Company, sku: str, quantity: int, *steps: tuple[str, str]):
    """A contract of 24 months over one plain line, half a year later amended by dated prices."""
    quote = company.quotes(company.customer(), line(sku, quantity), term_months=24)
    company.accepts(quote)
    made = contracts.contract_of_quote(quote)
    assert made
    company.today("2026-07-01")
    before, _more = revenue.ramps_page(company.entity_id)
    assert before == [], "it was sold as a line with one price"
    told = tuple(RampStep(date.fromisoformat(day), None, D(price)) for day, price in steps)
    asked = ChangeIn(kind="ramp", line_id=line_of_day(made, date(2026, 7, 1)), steps=told)
    company.events()
    signs(company, amends(company, made, asked))
    return made, only(company)


@pytest.mark.capability("S1-60", "S1-78", screen=SCREEN, api=API)
def test_dated_prices_of_an_amendment_are_earned_like_a_ramp_from_the_day_they_are_agreed(company):
    steps = ("2026-10-01", "40"), ("2027-01-01", "45")
    made, ramp = stepping(company, "SUP-PRO", 10, *steps)
    assert "RampSpread" in company.events()
    # 9 × 360.00 in all at the old price, 3 × 400.00, 12 × 450.00
    assert (ramp.spread, ramp.total_minor) == ("over_the_term", eur("9840.00").minor)
    earned = eur("2160.00").minor
    assert posted(company)[0] == earned, "nothing that was earned moves"
    assert [(p.start, p.days, p.minor, p.before_minor) for p in revenue.pieces(ramp.id)] == [
        (date(2026, 7, 1), 549, 768_000, earned),
    ]  # fmt: skip
    company.today("2026-08-01")
    july = 43_366  # 7,680.00 × 31/549: more than the 360.00 that July is billed
    assert posted(company) == (earned + july, 72_000 - july)  # August is billed ahead
    page = someone(company).page(f"/recognizing/ramps/{ramp.id}/")
    says(page, "Over the term", "an amendment put dated prices onto this line on 1 July 2026")
    told = program(company).get(f"/revenue/ramps/{ramp.id}")
    assert told["agreed_on"] == "2026-07-01"
    assert sum(D(m["earned"]["amount"]) for m in told["months"]) == D("9840.00")
    assert sum(D(m["billed"]["amount"]) for m in told["months"]) == D("9840.00")
    assert [m["earned"]["amount"] for m in told["months"][5:8]] == ["360.00", "433.66", "433.66"]
    company.holds()
    # and once more: from February 2027 on 50.00, spread over what is left then
    company.today("2027-01-01")
    so_far = posted(company)[0]
    dearer = ChangeIn(
        kind="ramp", line_id=line_of_day(contracts.contract(made.id), date(2027, 1, 1)),
        steps=(RampStep(date(2027, 2, 1), None, D(50)),),
    )  # fmt: skip
    signs(company, amends(company, contracts.contract(made.id), dearer))
    assert posted(company)[0] == so_far
    assert only(company).total_minor == eur("9840.00").minor + 11 * 5_000
    company.holds()
    company.today("2028-02-01")
    assert posted(company) == (eur("9840.00").minor + 55_000, 0)
    company.holds()


def test_a_year_that_was_billed_ahead_keeps_what_was_earned_and_gives_the_rest_to_the_ramp(company):
    made, ramp = stepping(company, "CARE", 1, ("2027-01-01", "1500"))
    year = eur("1260.00").minor
    kept = 62_482  # 1,260.00 × 181/365
    assert ramp.total_minor == year + 150_000
    assert posted(company)[0] == kept
    (piece,) = revenue.pieces(ramp.id)
    assert (piece.start, piece.days, piece.minor) == (date(2026, 7, 1), 549, year + 150_000 - kept)
    company.today("2026-08-01")
    assert posted(company)[0] - kept == 12_057  # 2,135.18 × 31/549
    company.holds()
    (bill,) = [h for h in company.issued() if h.kind == "invoice"]
    (charged,) = invoices.invoice(bill.id).lines
    outage = [invoicing.CreditIn(charged.id, amount_minor=12_600)]
    invoicing.credit_note(
        company.by(), invoice_id=bill.id, lines=outage, reason="Outage", reason_code="other"
    )
    company.holds()
    contracting.end_contract(company.by(), contract_id=made.id, reason="Moved")
    company.holds()
    company.today("2028-02-01")
    recognized, deferred = posted(company)
    assert deferred == 0
    assert recognized == revenue_billed(company)
    company.holds()


def revenue_billed(company: Company) -> int:
    return company.revenue().billed_minor


def test_more_seats_and_a_renewal_make_no_ramp_of_a_plain_line(company):
    quote = company.quotes(company.customer(), line("SUP-PRO", 10), term_months=12)
    company.accepts(quote)
    made = contracts.contract_of_quote(quote)
    assert made
    company.today("2026-07-01")
    first = line_of_day(made, date(2026, 7, 1))
    more = ChangeIn(kind="quantity", line_id=first, quantity=D(15))
    signs(company, amends(company, made, more))
    company.today("2026-08-01")
    renewed = ChangeIn(kind="renew", months=12, percent=D(10))
    signs(company, amends(company, contracts.contract(made.id), renewed))
    assert revenue.ramps_page(company.entity_id)[0] == []
    company.holds()
