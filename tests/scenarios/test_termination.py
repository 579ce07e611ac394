"""A contract ends before its term, or at its term: its services end with it, and nothing more is billed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from comptoir.kernel.errors import NothingDue
from comptoir.kernel.events import load
from comptoir.platform import clock, outbox
from comptoir.platform.models import Delivery, EventRow
from comptoir.records.credit import actions as credit
from comptoir.records.credit import queries as limits
from comptoir.stages.contracting import actions as contracting
from comptoir.stages.contracting import queries as contracts
from comptoir.stages.contracting import versions
from comptoir.stages.invoicing import queries as invoices
from comptoir.stages.metering import actions as metering
from comptoir.stages.metering import queries as usage
from comptoir.stages.ordering import actions as ordering
from comptoir.stages.ordering import queries as orders
from comptoir.stages.quoting.amendments import ChangeIn
from comptoir.stages.renewing import actions as renewing
from comptoir.stages.renewing import queries as renewals
from comptoir.stages.subscribing import actions as subscribing
from comptoir.stages.subscribing import queries as services
from tests.scenarios.doors import program, says, show_id, someone
from tests.scenarios.house import Company, eur, line
from tests.scenarios.test_amendments import amends, booked, line_of, shown, signs, sold

MARCH_16 = date(2026, 3, 16)
CREDITED = ["CreditNoteIssued", "ItemOpened", "CashApplied"]


def terminates(company: Company, contract: contracts.ContractFacts, on: str | None = None) -> None:
    last = date.fromisoformat(on) if on else None
    contracting.end_contract(company.by(), contract_id=contract.id, reason="Moved", ends_on=last)


def stands(contract: contracts.ContractFacts) -> list[tuple[str, date, date | None]]:
    """State, first day and end of every service."""
    mine = services.services_of(customer_id=contract.customer_id)
    return [(s.state, s.anchor_on, s.ends_on) for s in mine]


def earned(company: Company) -> None:
    """All that is billed is recognized, none of it waits, and the books hold."""
    billed = sum(h.net_minor for h in company.issued())
    said = company.revenue()
    assert (said.recognized_minor, said.deferred_minor) == (billed, 0)
    company.holds()


def terminated_in_march(company: Company) -> tuple[contracts.ContractFacts, int]:
    """A yearly and a monthly subscription, both billed in advance, of which the year and March are billed."""
    contract = sold(company, line("CARE", 10), line("SUP-PRO", 5))
    for day in ("2026-02-01", "2026-03-01", "2026-03-16"):
        company.today(day)
    company.events()
    return contract, len(company.issued())


# 12,600 × 291/365 of the year, 5 × 36 × 16/31 of March: by calendar days, as an amendment gives back
GIVEN_BACK = [("2026-03-16", "credit", -eur(x).minor) for x in ("10045.48", "92.90")]


def test_a_contract_terminated_today_bills_nothing_more_and_gives_back_what_is_not_served(company):
    contract, before = terminated_in_march(company)
    known = {h.id for h in company.issued()}
    terminates(company, contract)
    company.expects(
        "ContractEnded", "ServicesTerminated", "PeriodsCharged", "ObligationsOpened", *CREDITED * 2
    )
    assert sorted(b[:3] for b in booked(company, before)) == sorted(GIVEN_BACK)
    notes = [h for h in company.issued() if h.id not in known]
    assert all(h.corrects_id in known for h in notes)
    assert {invoices.invoice(h.id).reason for h in notes} == {
        f"Résiliation du contrat {contract.number}"
    }
    assert {(state, end) for state, _start, end in stands(contract)} == {("ended", MARCH_16)}
    assert services.mrr(company.entity_id, MARCH_16) == {}
    company.holds()
    for day in ("2026-04-01", "2026-05-01", "2027-02-01"):
        company.today(day)
    assert len(company.issued()) == before + 2
    earned(company)


def test_a_termination_does_to_money_and_revenue_what_the_amendment_cancel_does(company):
    ends = "2026-07-16"
    left, right = (sold(company, line("CARE", 10), line("SUP-PRO", 5), buyer=n) for n in range(2))
    company.today("2026-07-01")
    quote = amends(company, left, ChangeIn(kind="cancel", on=date.fromisoformat(ends)))
    company.events()
    signs(company, quote)
    assert "ServicesTerminated" not in company.events()  # the amendment ended them already
    terminates(company, right, ends)
    company.expects("ContractEnded", "ServicesTerminated")
    plan, before = shown(company, quote), len(company.issued())
    company.today("2026-07-15")
    assert len(company.issued()) == before
    company.today(ends)
    assert sorted(booked(company, before)) == sorted(plan * 2)
    assert {contracts.contract(c.id).state for c in (left, right)} == {"terminated"}
    company.today("2027-02-01")
    assert len(company.issued()) == before + 2 * len(plan)
    earned(company)


def test_a_crash_after_each_deed_and_a_second_delivery_change_nothing(
    company, monkeypatch: pytest.MonkeyPatch
):
    contract, before = terminated_in_march(company)
    with monkeypatch.context() as crashed:
        crashed.setattr(outbox, "deliver_rows", lambda _rows: None)  # after each commit, before
        terminates(company, contract)
        assert {state for state, *_ in stands(contract)} == {"active"}
        outbox.deliver_pending()
        assert len(company.issued()) == before
        while outbox.deliver_pending():
            pass
    assert sorted(b[:3] for b in booked(company, before)) == sorted(GIVEN_BACK)
    then = (stands(contract), company.revenue())
    for name in (
        "ContractEnded",
        "ServicesTerminated",
    ):  # again, as if it had not been written down
        told = EventRow.objects.get(entity_id=company.entity_id, name=name)
        Delivery.objects.filter(event_id=told.seq).delete()
        outbox.deliver_rows([outbox.Written(told.seq, load(told.name, told.facts), MARCH_16)])
    with pytest.raises(NothingDue):
        subscribing.end_terminated(company.by(), contract_id=contract.id)
    assert (stands(contract), company.revenue()) == then
    assert len(company.issued()) == before + 2
    company.today("2027-02-01")
    assert len(company.issued()) == before + 2
    earned(company)


def test_a_reaction_that_never_came_is_made_good_by_the_daily_run(company, monkeypatch):
    contract, before = terminated_in_march(company)
    with monkeypatch.context() as lost:
        lost.setattr(outbox, "deliver_rows", lambda _rows: None)
        terminates(company, contract)
    EventRow.objects.filter(name="ContractEnded").update(delivered_at=clock.instant())
    company.today("2026-04-01")
    assert sorted(b[1:3] for b in booked(company, before)) == sorted(b[1:] for b in GIVEN_BACK)
    company.today("2027-02-01")
    earned(company)


def test_what_an_amendment_planned_for_later_never_begins(company):
    contract = sold(company, line("CARE", 10))
    company.today("2026-03-16")
    more = ChangeIn(kind="quantity", line_id=line_of(contract, "CARE"), quantity=Decimal(15),
                    on=date(2026, 7, 1))  # fmt: skip
    signs(company, amends(company, contract, more))
    before = len(company.issued())
    terminates(company, contract)
    july = date(2026, 7, 1)
    assert [s[1:] for s in stands(contract)] == [(contract.starts_on, MARCH_16), (july, july)]
    assert [b[:3] for b in booked(company, before)] == GIVEN_BACK[:1]
    company.today("2027-02-01")
    assert len(company.issued()) == before + 1
    earned(company)


def test_an_order_that_is_released_after_the_termination_serves_nothing_beyond(company):
    customer = company.customer()
    credit.set_limit(company.by(), customer_id=customer, currency="EUR", limit_minor=100)
    quote = company.quotes(customer, line("CARE", 10))
    order = company.accepts(quote)
    assert orders.order(order).state == "held"
    contract = contracts.contract_of_quote(quote)
    terminates(company, contract, "2026-01-11")
    ordering.release_order(company.by(), order_id=order, reason="Ten days are wanted")
    (bill,) = company.issued()
    assert bill.net_minor == eur("345.21").minor  # 12,600 × 10/365
    assert [s[1:] for s in stands(contract)] == [(date(2026, 1, 1), date(2026, 1, 11))]
    company.today("2027-02-01")
    assert len(company.issued()) == 1
    earned(company)


def test_an_order_that_still_waits_on_the_last_day_is_given_up_and_its_credit_is_free(company):
    customer = company.customer()
    credit.set_limit(company.by(), customer_id=customer, currency="EUR", limit_minor=100)
    quotes = [company.quotes(customer, line("CARE", 10)) for _ in range(2)]
    today, later = (company.accepts(quote) for quote in quotes)
    first, second = (contracts.contract_of_quote(quote) for quote in quotes)
    company.events()
    terminates(company, first)
    assert orders.order(today).state == "held", "its contract covers this day"
    terminates(company, second, "2026-01-11")
    company.today("2026-01-02")
    assert [orders.order(pk).state for pk in (today, later)] == ["canceled", "held"]
    assert "OrderCanceled" in company.events()
    company.today("2026-01-11")
    assert orders.order(later).state == "canceled"
    assert limits.exposure(customer, "EUR").exposure == 0
    assert company.issued() == []
    company.holds()


def test_a_terminated_contract_has_nothing_left_to_renew(company):
    by_page, by_amendment = (sold(company, line("CARE", 10)) for _ in range(2))
    company.today("2026-10-01")
    assert len(renewals.renewals_page(company.entity_id, at_stake=True)[0]) == 2
    terminates(company, by_page)
    signs(company, amends(company, by_amendment, ChangeIn(kind="cancel", on=date(2026, 11, 1))))
    for made in (by_page, by_amendment):
        now = contracts.contract(made.id)
        assert (now.state, now.notice_on, now.renewal_on) == ("terminated", None, None)
        assert renewals.renewal_of(made.id).state == "lost"
    assert renewals.renewals_page(company.entity_id, at_stake=True)[0] == []
    assert contracts.due_for_renewal(company.entity_id, date(2026, 12, 1)) == []
    desk = someone(company)
    says(desk.page("/renewing/"), "Lost 2")
    page = desk.page(f"/contracting/{by_page.id}")
    says(page, "Last day 30 September 2026")
    assert "Next term from" not in page and "Notice until" not in page
    says(desk.page("/contracting/"), "Last day", "30 Sep 2026")
    with pytest.raises(NothingDue):
        renewing.end_terminated(company.by())
    company.today("2027-02-01")
    earned(company)


def test_metered_use_is_rated_to_the_day_and_no_further(company):
    contract = sold(company, line("CARE", 10), line("API", 100))
    meter = next(
        s
        for s in services.services_of(customer_id=contract.customer_id)
        if s.charge_kind == "usage"
    )
    company.today("2026-03-16")
    used = [
        metering.UsageIn(meter.id, day, date.fromisoformat(day), Decimal(1000))
        for day in ("2026-03-05", "2026-03-15")
    ]
    metering.record_usage(company.by(), rows=used)
    terminates(company, contract)
    company.today("2026-03-17")
    (rated,) = [c for c in usage.charges_of(meter.id) if c.quantity]
    assert (rated.starts_on, rated.ends_on, rated.quantity) == (date(2026, 3, 1), MARCH_16, 2000)
    known = len(usage.charges_of(meter.id))
    company.today("2027-02-01")
    assert len(usage.charges_of(meter.id)) == known
    earned(company)


def test_at_its_term_a_contract_stops_billing_by_the_ends_of_its_services(company):
    contract = sold(company, line("CARE", 10), line("SUP-PRO", 5), line("API", 100))
    kept = stands(contract)
    assert {end for _state, _start, end in kept} == {date(2027, 1, 1)}
    company.today("2027-01-01")
    before = len(company.issued())
    assert contracts.contract(contract.id).state == "ended"
    company.today("2027-03-01")
    assert len(company.issued()) == before
    assert stands(contract) == [("ended", *s[1:]) for s in kept]
    assert "ServicesTerminated" not in company.events()
    earned(company)


def test_a_contract_that_is_renewed_keeps_its_services_until_their_own_end(company):
    contract = sold(company, line("CARE", 10), line("SUP-PRO", 5))
    company.today("2026-03-16")
    kept = stands(contract)
    contracting.mark_renewed(company.by(), contract_id=contract.id)
    assert stands(contract) == kept
    assert "ServicesTerminated" not in company.events()
    company.today("2027-03-01")
    assert not [h for h in company.issued() if h.kind == "credit"]
    earned(company)


@pytest.mark.capability(
    "S1-81", screen="/contracting/{contract_id}", api="POST /api/v1/contracts/{contract_id}/end"
)
def test_the_page_and_the_api_say_what_ends_and_end_it(company):
    left, right = (sold(company, line("CARE", 10)) for _ in range(2))
    company.today("2026-03-16")
    desk, before = someone(company), len(company.issued())
    page = f"/contracting/{left.id}"
    says(
        desk.page(page),
        "Its services end on that day. What was charged for later days is given back by a credit note,"
        " without an amendment to sign.",
    )
    desk.sends(f"{page}/end", reason="Moved", ends_on="2026-03-16")
    says(
        desk.page(page),
        "Terminated: Moved",
        "No line runs on this day.",
        "Services ended with their contract",
    )
    says(desk.page(page, as_of="2026-03-15"), "1 Jan 2026 15 Mar 2026")  # first and last day
    body = {"reason": "Moved", "ends_on": "2026-03-16"}
    told = program(company).post(f"/contracts/{show_id('ctr', right.id)}/end", body)
    assert told["state"] == "terminated"
    assert [b[:3] for b in booked(company, before)] == GIVEN_BACK[:1] * 2
    made = contracts.contract(right.id)
    assert [s.end for li in versions.lines(made) for s in li.stretches] == [MARCH_16]
    for known, end in ((date(2026, 3, 15), date(2027, 1, 1)), (MARCH_16, MARCH_16)):
        then = versions.lines(made, known_on=known)
        assert [s.end for li in then for s in li.stretches] == [end]
    company.today("2027-02-01")
    earned(company)
