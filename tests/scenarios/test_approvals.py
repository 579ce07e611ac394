"""Approvals: the deal desk says yes, no, or not like this; and nothing leaves the house around it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from comptoir.kernel.errors import NotAllowed
from comptoir.platform.models import EventRow
from comptoir.platform.roles import Role
from comptoir.records.approvals import actions as approvals
from comptoir.records.approvals import queries
from comptoir.records.approvals.parts import AlreadyAsked, ApprovalNeeded
from comptoir.stages.contracting import queries as contracts
from comptoir.stages.quoting import actions as quoting
from comptoir.stages.quoting.models import Quote
from tests.scenarios.desk_people import changes, drafts, hire, rule, sends, submits
from tests.scenarios.house import line

TEN = ("discount", "above", "10")
THIN = ("margin", "below", "40")


@pytest.fixture
def house(company):
    """A rep, a sales manager, a finance approver; discount above 10 % and margin below 40 %."""
    rule(company, TEN, name="Discount")
    rule(company, THIN, name="Margin", role="finance_approver")
    company.rep = hire(company, Role.SALES)
    company.manager = hire(company, Role.SALES_MANAGER)
    company.finance = hire(company, Role.FINANCE_APPROVER)
    company.events()
    return company


@pytest.mark.capability(
    "S1-09", "S1-24", "S1-31", screen="/quoting/{quote_id}/edit", api="POST /api/v1/quotes/{quote_id}/submit"
)  # fmt: skip
def test_a_discount_above_ten_percent_waits_for_the_manager_and_is_sent_after_the_yes(house):
    quote = drafts(house.rep, house.customer(), line("SENS-T", 100, 15))  # 63 % left
    with pytest.raises(ApprovalNeeded) as refused:
        sends(house.rep, quote)
    assert refused.value.facts["found"] == "Discount on the whole deal 15%"
    assert house.quote(quote).state == "draft"
    request = submits(house.rep, quote)
    house.expects("CustomerCreated", "QuoteDrafted", "QuoteSubmitted")
    assert [r.id for r in house.manager.queue()] == [request]
    assert house.finance.queue() == [] and house.rep.queue() == []
    with pytest.raises(ApprovalNeeded):
        sends(house.rep, quote)
    house.manager.approves(request)
    house.expects("ApprovalGiven")
    sends(house.rep, quote)
    house.expects("QuoteSent")
    house.accepts(quote)
    assert house.quote(quote).state == "accepted"


def test_nothing_to_approve_is_sent_at_once(house):
    quote = drafts(house.rep, house.customer(), line("SENS-T", 100, 10))
    assert submits(house.rep, quote) is None
    sends(house.rep, quote)
    assert house.quote(quote).state == "sent"


def test_both_are_asked_in_parallel_and_the_next_stage_after_them(house):
    rule(house, ("net", "above", "20000"), name="Large", role="controller", stage=2)
    boss = hire(house, Role.CONTROLLER)
    quote = drafts(house.rep, house.customer())  # 25,075.00, margin 32 %
    request = submits(house.rep, quote)
    assert [len(p.queue()) for p in (house.manager, house.finance, boss)] == [1, 1, 0]
    house.manager.approves(request)
    assert [len(p.queue()) for p in (house.manager, house.finance, boss)] == [0, 1, 0]
    with pytest.raises(approvals.NotYourTurn):
        boss.approves(request)
    house.finance.approves(request)
    assert len(boss.queue()) == 1
    boss.approves(request)
    assert queries.request(request, house.entity_id).state == "approved"
    sends(house.rep, quote)


def test_nobody_approves_their_own_deal(house):
    quote = drafts(house.manager, house.customer(), line("SENS-T", 100, 15))
    request = submits(house.manager, quote)
    with pytest.raises(approvals.OwnDeal):
        house.manager.approves(request)
    assert queries.request(request, house.entity_id).state == "waiting"
    other = hire(house, Role.SALES_MANAGER, name="second")
    other.approves(request)
    sends(house.manager, quote)


def test_a_rejection_says_why_and_a_better_offer_is_asked_again(house):
    quote = drafts(house.rep, house.customer(), line("SENS-T", 100, 30))
    request = submits(house.rep, quote)
    house.manager.rejects(request, "Too much for this customer")
    assert queries.request(request, house.entity_id).state == "rejected"
    with pytest.raises(ApprovalNeeded):
        sends(house.rep, quote)
    with pytest.raises(NotAllowed):
        house.manager.approves(request)
    changes(house.rep, quote, discount_value=Decimal(20))
    again = submits(house.rep, quote)
    assert again != request
    house.manager.approves(again)
    sends(house.rep, quote)


def test_a_counter_proposal_is_itself_the_approval_of_whoever_meets_it(house):
    quote = drafts(house.rep, house.customer(), line("SENS-T", 100, 30))
    request = submits(house.rep, quote)
    house.manager.counters(request, "18", "Not more than 18 %")
    assert queries.request(request, house.entity_id).state == "countered"
    changes(house.rep, quote, discount_value=Decimal(19))
    with pytest.raises(ApprovalNeeded):
        sends(house.rep, quote)
    changes(house.rep, quote, discount_value=Decimal(18))
    assert submits(house.rep, quote) is None
    sends(house.rep, quote)
    (told,) = [d for r in queries.of_subject(house.quote(quote).series) for d in r.decisions
               if d.verb == "meet"]  # fmt: skip
    assert told.via == "system"


def test_only_what_got_worse_is_void_and_the_other_approval_stays(house):
    quote = drafts(house.rep, house.customer())  # 15 % off, 32 % margin
    request = submits(house.rep, quote)
    house.manager.approves(request)
    house.finance.approves(request)
    house.events()
    changes(house.rep, quote, discount_value=Decimal(14))  # better in both
    house.expects("QuoteChanged")
    changes(house.rep, quote, discount_value=Decimal("14.5"))  # as good as what was approved
    house.expects("QuoteChanged")
    row = quoting.LineIn(sku="INST", quantity=Decimal(1), discount_kind="percent",
                         discount_value=Decimal(60))  # fmt: skip
    quoting.add_line(house.rep.do(), quote_id=quote, line=row)  # 15.7 % off; margin 30.9 %
    house.expects("QuoteChanged", "ApprovalVoided")
    rows = queries.request(request, house.entity_id).steps
    assert sorted(s.state for s in rows) == ["void", "void"]


def test_a_worse_discount_at_the_same_margin_voids_the_managers_word_only(house):
    quote = drafts(house.rep, house.customer(), line("ARM-X", 10, 15), line("SENS-T", 10))
    request = submits(house.rep, quote)
    house.manager.approves(request)
    house.finance.approves(request)
    changes(house.rep, quote, at=1, quantity=Decimal(200))  # cheap to make, sold at list
    changes(house.rep, quote, at=1, discount_kind="percent", discount_value=Decimal(20))
    states = {s.policy.name: s.state for s in queries.request(request, house.entity_id).steps}
    assert states == {"Discount": "void", "Margin": "approved"}
    with pytest.raises(ApprovalNeeded):
        sends(house.rep, quote)
    again = submits(house.rep, quote)
    assert [s.policy.name for s in queries.request(again, house.entity_id).steps] == ["Discount"]
    house.manager.approves(again)
    sends(house.rep, quote)


def test_what_changed_under_the_approvers_eyes_must_be_looked_at_again(house):
    quote = drafts(house.rep, house.customer(), line("SENS-T", 100, 15))
    request = submits(house.rep, quote)
    seen = queries.request(request, house.entity_id).digest
    changes(house.rep, quote, discount_value=Decimal(25))
    with pytest.raises(approvals.ChangedMeanwhile):
        approvals.approve(house.manager.do(), request_id=request, digest=seen)
    assert queries.request(request, house.entity_id).state == "waiting"
    house.manager.approves(request)
    sends(house.rep, quote)


def test_a_draft_that_became_harmless_waits_for_nobody(house):
    quote = drafts(house.rep, house.customer(), line("SENS-T", 100, 15))
    request = submits(house.rep, quote)
    with pytest.raises(AlreadyAsked):
        submits(house.rep, quote)
    changes(house.rep, quote, discount_value=Decimal(5))
    assert queries.request(request, house.entity_id).state == "withdrawn"
    assert house.manager.queue() == []
    sends(house.rep, quote)


def _approved(house, *lines):
    quote = drafts(house.rep, house.customer(), *(lines or (line("SENS-T", 100, 15),)))
    house.manager.approves(submits(house.rep, quote))
    return quote


def _grid(house, quote):
    changes(house.rep, quote, discount_value=Decimal(30))


def _whole_grid(house, quote):
    seen = house.quote(quote)
    rows = [quoting.LineIn(sku="SENS-T", quantity=Decimal(100), discount_kind="percent",
                           discount_value=Decimal(30))]  # fmt: skip
    quoting.set_lines(house.rep.do(), quote_id=quote, revision=seen.revision, lines=rows)


def _pasted(house, quote):
    row = quoting.LineIn(sku="SENS-T", quantity=Decimal(100), discount_kind="percent",
                         discount_value=Decimal(40))  # fmt: skip
    quoting.add_lines(house.rep.do(), quote_id=quote, lines=[row])


def _header(house, quote):
    seen = house.quote(quote)
    quoting.change_quote(
        house.rep.do(), quote_id=quote, revision=seen.revision,
        changes={"discount_kind": "percent", "discount_value": Decimal(10)},
    )  # fmt: skip


def _option(house, quote):
    row = quoting.LineIn(sku="ARM-X", quantity=Decimal(9), discount_kind="percent",
                         discount_value=Decimal(50), optional=True)  # fmt: skip
    quoting.add_line(house.rep.do(), quote_id=quote, line=row)


def _undone(house, quote):
    changes(house.rep, quote, discount_value=Decimal(30))
    changes(house.rep, quote, discount_value=Decimal(5))
    quoting.undo_edit(house.rep.do(), quote_id=quote)


DOORS = (_grid, _whole_grid, _pasted, _header, _option, _undone)


@pytest.mark.parametrize("door", DOORS, ids=[d.__name__.strip("_") for d in DOORS])
@pytest.mark.capability(
    "S2-23", screen="/quoting/{quote_id}/edit", api="POST /api/v1/quotes/{quote_id}/send"
)
def test_no_door_leads_around_an_approval(house, door):
    """AP-01: after the yes, whatever makes the offer worse needs another one."""
    quote = _approved(house)
    door(house, quote)
    with pytest.raises(ApprovalNeeded):
        sends(house.rep, quote)
    assert house.quote(quote).state == "draft"


def test_a_new_version_keeps_the_word_until_it_is_worse(house):
    quote = _approved(house)
    sends(house.rep, quote)
    newer = quoting.revise_quote(house.rep.do(), quote_id=quote).quote_id
    sends(house.rep, newer)  # the same terms
    third = quoting.revise_quote(house.rep.do(), quote_id=newer).quote_id
    changes(house.rep, third, discount_value=Decimal(16))
    with pytest.raises(ApprovalNeeded):
        sends(house.rep, third)


def test_a_copy_and_a_renewal_start_without_the_word(house):
    quote = _approved(house, line("SUP-PRO", 10, 15))
    sends(house.rep, quote)
    house.accepts(quote)
    contract = contracts.contract_of_quote(quote)
    renewal = quoting.draft_renewal(
        house.rep.do(), from_quote_id=quote, contract_id=contract.id,
        starts_on=house.by().today.replace(year=2027), term_months=12,
    ).quote_id  # fmt: skip
    with pytest.raises(ApprovalNeeded):
        sends(house.rep, renewal)
    twin = drafts(house.rep, house.quote(quote).customer_id, line("SUP-PRO", 10, 15))
    with pytest.raises(ApprovalNeeded):
        sends(house.rep, twin)


@pytest.mark.parametrize(
    "change",
    [
        {"state": "sent", "token_digest": "x", "content_digest": "y"},
        {"state": "sent", "cleared": {"content": "", "policies": []}},
        {"state": "accepted", "accepted_name": "A", "consent": "B"},
        {"state": "expired"},
    ],
)
def test_the_database_refuses_what_is_not_approved(house, change):
    quote = drafts(house.rep, house.customer(), line("SENS-T", 100, 15))
    submits(house.rep, quote)
    now = house.by().now
    with pytest.raises(IntegrityError), transaction.atomic():
        Quote.objects.filter(pk=quote).update(sent_at=now, accepted_at=now, **change)
    assert house.quote(quote).state == "draft"


def test_each_decision_keeps_rule_version_data_seen_actor_time_and_wait(house):
    quote = drafts(house.rep, house.customer(), line("SENS-T", 100, 15))
    request = submits(house.rep, quote)
    house.manager.approves(request)
    (told,) = queries.request(request, house.entity_id).decisions
    assert (told.verb, told.policy_version, told.actor) == (
        "approve",
        1,
        f"user:{house.manager.user.pk}",
    )
    assert told.seen == {"discount:above": {"n": "15", "d": "1"}}
    assert told.content["lines"][0]["discount"] == "percent 15"
    assert told.digest == queries.request(request, house.entity_id).digest
    assert told.waited_seconds is not None and told.on == house.by().today
    rows = EventRow.objects.filter(subject_id=quote, name="ApprovalGiven")
    assert rows.get().facts["complete"] is True
