"""The deal desk: the queue, the panel beside the grid, links by e-mail, absence, escalation, policies."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comptoir.kernel.errors import NotAllowed
from comptoir.platform.ids import new_id
from comptoir.platform.models import EventRow
from comptoir.platform.roles import Role
from comptoir.records.approvals import actions as approvals
from comptoir.records.approvals import jobs, queries
from comptoir.records.approvals.actions.policies import PolicyOver, StartsTooEarly
from comptoir.records.approvals.models import ApprovalLink, Decision, Policy
from comptoir.stages.contracting import actions as contracting
from comptoir.stages.contracting import queries as contracts
from comptoir.stages.contracting import signings
from comptoir.stages.quoting import actions as quoting
from tests.scenarios.desk_people import changes, drafts, hire, rule, sends, submits
from tests.scenarios.doors import Desk, program, says, show_id
from tests.scenarios.house import line
from tests.scenarios.test_signing import asked, signs

TEN = ("discount", "above", "10")
DESK, SHOW = "/approvals/", "/approvals/{request_id}/"


@pytest.fixture
def house(company):
    company.rep = hire(company, Role.SALES)
    company.manager = hire(company, Role.SALES_MANAGER)
    return company


def browser(person) -> Desk:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(person.user)
    return Desk(client)


def sensors(house, percent=15, n=100, **head):
    return drafts(house.rep, house.customer(), line("SENS-T", n, percent), **head)


@pytest.mark.capability("S1-27", "S2-55", screen=DESK, api="GET /api/v1/approvals")
def test_the_queue_shows_age_value_and_what_is_given_up_and_small_ones_go_together(house):
    rule(house, TEN, bulk_minor=200_000, hours=24, escalate_role="controller")
    big, small = sensors(house, n=1000), sensors(house, n=10)
    first, second = submits(house.rep, big, "Framework deal"), submits(house.rep, small)
    desk = browser(house.manager)
    says(desk.page(DESK), "For me 2", "Discount on the whole deal 15%, above 10%", "€32,725.00",
         "€5,775.00", "left")  # fmt: skip
    says(desk.page(DESK), "What waits, in sum", "EUR 2 €33,052.25 €5,832.75")
    _is_sorted(house, desk)
    says(desk.page(f"/approvals/{first}/"), "Framework deal", "SENS-T", "Sales manager")
    facts = [queries.request(r, house.entity_id) for r in (first, second)]
    told = desk.sends("/approvals/many", request=[f"{r.id}:{r.digest}" for r in facts])
    assert "too large" in told.content.decode()
    assert [queries.request(r, house.entity_id).state for r in (first, second)] == ["waiting"] * 2
    desk.sends("/approvals/many", request=[f"{facts[1].id}:{facts[1].digest}"])
    assert queries.request(second, house.entity_id).state == "approved"
    refused = desk.client.post(f"/approvals/{first}/reject", {"digest": facts[0].digest})
    assert (refused.status_code, queries.request(first, house.entity_id).state) == (422, "waiting")
    desk.sends(f"/approvals/{first}/counter", digest=facts[0].digest, figure="12", text="at most")
    assert queries.request(first, house.entity_id).state == "countered"
    assert "No approval waits for you." in desk.page(DESK)


def _is_sorted(house, desk):
    """By value and by what is given up; on the screen and over the API, whose sums are the screen's."""
    api = program(house)
    for sort, show in (("net", "mine"), ("-discount", "all"), ("-margin", "all")):
        api.get(f"/approvals?sort={sort}")
        assert desk.client.get(f"{DESK}?show={show}&sort={sort}").status_code == 200
    rows = [r["net"]["amount"] for r in api.get("/approvals?sort=net")["items"]]
    assert rows == ["327.25", "32725.00"]
    page = desk.client.get(f"{DESK}?sort=-net").content.decode()
    assert page.index("€32,725.00</td>") < page.index("€327.25</td>")
    assert 'aria-sort="descending"><a id="sort-net" href="?sort=net"' in page
    (sum_,) = api.get("/approval-totals")["totals"]
    assert (sum_["count"], sum_["net"]["amount"]) == (2, "33052.25")
    assert (sum_["given_up"]["amount"], sum_["unknown"]) == ("5832.75", 0)
    rep = browser(house.rep).client.get(f"{DESK}?show=all&sort=margin")
    assert rep.status_code == 422 and "cannot be sorted" in rep.content.decode()


def test_while_typing_the_panel_tells_who_why_and_the_smallest_change(house):
    rule(house, TEN)
    quote = sensors(house, "11.2")
    page = browser(house.rep).page(f"/quoting/{quote}/edit")
    says(page, "Sales manager", "Discount on the whole deal 11.2%, above 10%",
         "discount down by 1.2 pt avoids it (total €3,465.00 excl. VAT)", "Ask for approval")  # fmt: skip
    path = f"/quotes/{show_id('quo', quote)}/approval-path"
    (stop,) = program(house, Role.SALES).get(path)["items"]
    assert (stop["approver"], stop["state"]) == ("Sales manager", "needed")
    changes(house.rep, quote, discount_value=Decimal("11.2") - Decimal("1.2"))
    assert program(house, Role.SALES).get(path)["items"] == []
    sends(house.rep, quote)


def test_who_may_not_see_margins_reads_no_margin(house):
    rule(house, ("margin", "below", "90"))
    quote = sensors(house, 0)
    rep, boss = browser(house.rep), browser(house.manager)
    page = rep.page(f"/quoting/{quote}/edit")
    assert "Sales manager Margin" in page
    assert "63.1" not in page and "margin up by" not in page
    assert "63.1" in boss.page(f"/quoting/{quote}/edit")


def test_the_preview_costs_few_statements_and_sending_without_a_rule_one(house):
    plain = _edit(house, sensors(house, 0))
    rule(house, TEN)
    assert _edit(house, sensors(house, 15)) - plain <= 1
    rule(house, ("new_customer", "is", ""), ("segment", "is", "public"))
    assert _edit(house, sensors(house, 15)) - plain <= 3


def _edit(house, quote):
    client = browser(house.rep).client
    row = house.quote(quote).lines[0]
    told = {"op": "change", "id": row.id, "rev": row.revision, "cell": "quantity", "value": "7"}
    url = f"/quoting/{quote}/grid"
    with CaptureQueriesContext(
        connection,
    ) as seen:
        answer = client.post(url, told, content_type="application/json")
    assert answer.status_code == 200
    return len(seen)


def test_a_sent_quote_was_measured_in_one_statement(house):
    quote = sensors(house, 0)
    do = house.rep.do()
    with CaptureQueriesContext(connection) as seen:
        quoting.send_quote(do, quote_id=quote)
    told = [q["sql"] for q in seen if "approvals_" in q["sql"]]
    assert len(told) == 1


LINK, LINK_API = "/approvals/link/{approval_token}/", "POST /api/v1/approvals/{approval_id}/link"


@pytest.mark.capability("S1-32", screen=LINK, api=LINK_API)
def test_the_mail_tells_the_whole_deal_and_its_link_decides_once_and_not_by_being_opened(house):
    house.manager.user.email = "boss@lumen.fr"
    house.manager.user.save()
    rule(house, TEN)
    quote = sensors(house)
    request = submits(house.rep, quote, "They sign today")
    assert jobs.send_notices() == 1
    (sent,) = mail.outbox
    assert sent.to == ["boss@lumen.fr"]
    says(sent.body, "Discount on the whole deal 15%, above 10%", "€3,272.50", "100 × SENS-T",
         "They sign today", "Margin: 56.6%")  # fmt: skip
    path = re.search(r"https?://[^/]+(/approvals/link/\S+)", sent.body).group(1)
    stranger = Client()
    for _ in range(2):
        page = stranger.get(path)
        assert (page.status_code, page["Cache-Control"]) == (200, "no-store")
        stranger.head(path)
    assert queries.request(request, house.entity_id).state == "waiting"
    digest = queries.request(request, house.entity_id).digest
    stranger.post(path, {"verb": "approve", "digest": digest})
    facts = queries.request(request, house.entity_id)
    assert (facts.state, facts.decisions[-1].via) == ("approved", "link")
    assert facts.decisions[-1].actor == f"user:{house.manager.user.pk}"
    again = stranger.post(path, {"verb": "reject", "text": "no", "digest": digest})
    assert "recorded" in again.content.decode()
    assert Decision.objects.filter(request_id=request).count() == 1
    sends(house.rep, quote)
    assert jobs.send_notices() == 1 and len(mail.outbox) == 2  # to the rep, that it may be sent


def test_by_link_an_approver_asks_and_by_the_next_one_proposes_a_figure(house):
    house.manager.user.email = "boss@lumen.fr"
    house.manager.user.save()
    rule(house, TEN)
    request = submits(house.rep, sensors(house))
    seen = queries.request(request, house.entity_id).digest
    reader, path = Client(), _mailed()
    says(reader.get(path).content.decode(), "Reason or question", "Propose another figure")
    for wrong in (
        {"verb": "ask", "text": " "}, {"verb": "counter", "figure": "many", "text": "at most"},
        {"verb": "counter", "figure": "15", "text": "at most"}, {"verb": "counter", "figure": "12"},
        {"verb": "maybe"},
    ):  # fmt: skip
        told = reader.post(path, {**wrong, "digest": seen})
        assert told.status_code == 422 and 'role="alert"' in told.content.decode()
        assert wrong.get("text", "") in told.content.decode()
    assert queries.request(request, house.entity_id).decisions == ()
    told = reader.post(path, {"verb": "ask", "text": "Why so much?", "digest": seen})
    says(told.content.decode(), "Your question is sent.", "This link has done its work.",
         "the answer of the seller brings a new link", "Send me a new link")  # fmt: skip
    late = reader.post(path, {"verb": "approve", "digest": seen})
    facts = queries.request(request, house.entity_id)
    assert (facts.state, facts.asked, late.status_code) == ("waiting", True, 200)
    assert [(d.verb, d.text, d.via) for d in facts.decisions] == [("ask", "Why so much?", "link")]
    approvals.answer_approver(house.rep.do(), request_id=request, answer="First order")
    second = _mailed()
    assert second != path and "First order" in mail.outbox[-1].body
    given = {"verb": "counter", "figure": "12", "text": "at most", "digest": seen}
    said = reader.post(second, given)
    says(said.content.decode(), "Your figure is proposed to the seller.")
    facts = queries.request(request, house.entity_id)
    assert (facts.state, facts.decisions[-1].via) == ("countered", "link")
    assert (facts.decisions[-1].figure, facts.decisions[-1].text) == (12, "at most")


def _mailed() -> str:
    """The address of the link in the mail to the approver that is sent now."""
    jobs.send_notices()
    return re.search(r"https?://[^/]+(/approvals/link/\S+)", mail.outbox[-1].body).group(1)


def test_a_link_that_is_too_old_says_the_way_out_and_a_forged_one_leads_nowhere(house):
    rule(house, TEN)
    request = submits(house.rep, sensors(house))
    do = house.by()
    approvals.make_link(do, request_id=request, person_id=house.manager.user.pk)
    link = ApprovalLink.objects.get()
    ApprovalLink.objects.filter(pk=link.pk).update(expires_at=do.now)
    path, client = f"/approvals/link/{do.answer}/", Client()
    page = client.get(path).content.decode()
    says(page, "too old", "Send me a new link", "Log in and decide")
    digest = queries.request(request, house.entity_id).digest
    client.post(path, {"verb": "approve", "digest": digest})
    assert queries.request(request, house.entity_id).state == "waiting"
    before = len(queries.notices(house.entity_id, house.manager.user.pk))
    assert client.post(path + "new").status_code == 200
    assert len(queries.notices(house.entity_id, house.manager.user.pk)) == before + 1
    assert client.get(path[:-3] + "xx/").status_code == 404
    ApprovalLink.objects.filter(pk=link.pk).update(used_at=do.now)
    with pytest.raises(DatabaseError, match="link_is_used_once"), transaction.atomic():
        ApprovalLink.objects.filter(pk=link.pk).update(used_at=None)


def test_a_substitute_decides_in_the_days_of_absence_and_for_nobody_elses_deal(house):
    rule(house, TEN)
    friend = hire(house, Role.ORDER)
    request = submits(house.rep, sensors(house))
    with pytest.raises(approvals.NotYourTurn):
        friend.approves(request)
    days = {"starts_on": date(2026, 1, 10), "ends_on": date(2026, 1, 12)}
    approvals.name_substitute(house.manager.do(), person_id=friend.user.pk, **days)
    assert friend.queue() == []
    house.today("2026-01-11")
    friend.approves(request)
    told = queries.request(request, house.entity_id).decisions[-1]
    assert told.on_behalf_of == f"user:{house.manager.user.pk}"
    own = drafts(house.manager, house.customer(1), line("SENS-T", 10, 20))
    with pytest.raises(approvals.NotYourTurn):
        friend.approves(submits(house.manager, own))
    house.today("2026-01-13")
    late = submits(house.rep, sensors(house))
    with pytest.raises(approvals.NotYourTurn):
        friend.approves(late)


def test_what_nobody_decides_in_time_is_escalated_once(house):
    rule(house, TEN, hours=24, escalate_role="controller")
    boss = hire(house, Role.CONTROLLER)
    request = submits(house.rep, sensors(house))
    with pytest.raises(approvals.NotYourTurn):
        boss.approves(request)
    house.events()
    house.today("2026-01-02")
    assert "ApprovalEscalated" not in house.events()
    house.today("2026-01-03")
    assert house.events().count("ApprovalEscalated") == 1
    house.today("2026-01-04")
    assert "ApprovalEscalated" not in house.events()
    assert queries.notices(house.entity_id, boss.user.pk)[0].kind == "escalate"
    boss.approves(request)
    assert queries.request(request, house.entity_id).state == "approved"


def test_an_approver_asks_and_the_seller_answers_and_may_take_it_back(house):
    rule(house, TEN)
    request = submits(house.rep, sensors(house))
    approvals.ask_seller(house.manager.do(), request_id=request, question="Why so much?")
    assert queries.request(request, house.entity_id).asked
    assert queries.notices(house.entity_id, house.rep.user.pk)[0].text == "Why so much?"
    approvals.answer_approver(house.rep.do(), request_id=request, answer="First order")
    assert not queries.request(request, house.entity_id).asked
    with pytest.raises(approvals.NotTheSeller):
        approvals.withdraw_request(house.manager.do(), request_id=request)
    approvals.withdraw_request(house.rep.do(), request_id=request)
    assert house.manager.queue() == []


@pytest.mark.capability("S1-33", screen=SHOW, api="GET /api/v1/approvals/{approval_id}")
def test_a_policy_keeps_its_history_and_a_decision_the_version_it_was_made_under(house):
    lineage = rule(house, TEN, name="Discounts")
    request = submits(house.rep, sensors(house))
    house.manager.approves(request)
    rule(house, ("discount", "above", "20"), name="Discounts", lineage=lineage)
    told = program(house).get(f"/approvals/{show_id('apr', request)}")
    (decision,) = told["decisions"]
    assert (decision["policy_version"], decision["via"]) == (1, "screen")
    assert decision["digest"] == told["digest"]
    assert [v.version for v in queries.policies(house.entity_id)] == [2, 1]
    (now,) = queries.policies(house.entity_id, on=house.by().today)
    assert now.version == 2
    sends(house.rep, sensors(house))  # 15 % is free under version 2
    with pytest.raises(StartsTooEarly):
        rule(house, TEN, lineage=lineage, starts_on=date(2025, 12, 31))
    approvals.end_policy(house.by(), lineage=lineage)
    with pytest.raises(PolicyOver):
        rule(house, TEN, lineage=lineage)
    for row in (Policy.objects.filter(version=1), Decision.objects.all()):
        with pytest.raises(DatabaseError), transaction.atomic():
            row.update(**({"stage": 5} if row.model is Policy else {"text": "forged"}))
    assert Policy.objects.get(version=1).stage == 1


def test_a_policy_is_tried_on_recent_quotes_and_written_as_a_sentence(house):
    for percent in (0, 5, 12, 20):
        sends(house.rep, sensors(house, percent))
    boss = browser(hire(house, Role.ADMIN))
    given = {
        "name": "Discounts", "approver": "role:sales_manager", "stage": "1", "hours": "24",
        "escalate": "role:controller", "measure_1": "discount", "comparison_1": "above",
        "value_1": "10 %",
    }  # fmt: skip
    tried = boss.client.post("/approvals/policies/new", {**given, "try": "1"}).content.decode()
    assert "It would have stopped 2 of the last 4 quotes." in tried
    assert Policy.objects.count() == 0
    wrong = boss.client.post("/approvals/policies/new", {**given, "value_1": "many"})
    assert (wrong.status_code, Policy.objects.count()) == (422, 0)
    boss.sends("/approvals/policies/new", **given)
    said = "Discount on the whole deal above 10% → Sales manager, within 24 hours, else Controller"
    says(boss.page("/approvals/policies"), said)
    api = program(house)
    rule_in = {"name": "Thin", "role": "controller",
               "conditions": [{"measure": "margin", "comparison": "below", "value": "60"}]}  # fmt: skip
    told = api.post("/approval-policies?dry_run=true", rule_in)
    assert told["tried"]["looked_at"] == 4 and len(told["tried"]["stopped"]) == 2
    assert Policy.objects.count() == 1
    refused = browser(house.rep).client.post("/approvals/policies/new", given)
    assert refused.status_code == 403 and Policy.objects.count() == 1


@pytest.mark.capability("S1-10", screen="/q/{token}/", api="POST /api/v1/offers/{token}/accept")
@pytest.mark.capability(
    "S2-42", screen="/contracting/signings/{signing_id}", api="POST /api/v1/signings"
)
def test_approved_sent_accepted_and_signed_it_is_a_contract_with_a_running_subscription(house):
    rule(house, TEN)
    quote = drafts(house.rep, house.customer(), line("SUP-PRO", 10, 15))
    house.manager.approves(submits(house.rep, quote))
    sends(house.rep, quote)
    house.events()
    house.accepts(quote)
    assert {"QuoteAccepted", "ContractMade", "OrderPlaced", "ServicesStarted"} <= set(
        house.events()
    )
    names = EventRow.objects.filter(subject_id=quote).values_list("name", flat=True)
    assert {"QuoteSubmitted", "ApprovalGiven", "QuoteSent"} <= set(names)
    customer = contracting.SignerIn("Catherine Morvan", "c.morvan@morvan.example")
    request = asked(house, customer, contract=contracts.contract_of_quote(quote))
    assert "Everybody has signed" in signs(request.signers[0])
    assert signings.signing(request.id).state == "sealed"


@pytest.mark.capability("S1-27", screen=SHOW, api="POST /api/v1/approvals/{approval_id}/delegate")
def test_an_approver_hands_one_request_over_and_the_log_says_for_whom_it_was_decided(house):
    rule(house, TEN, hours=24)
    friend = hire(house, Role.ORDER, name="friend")
    request, other = (
        submits(house.rep, sensors(house)),
        submits(house.rep, drafts(house.rep, house.customer(1))),
    )
    with pytest.raises(approvals.NotYourTurn):
        approvals.hand_over(friend.do(), request_id=request, person_id=house.manager.user.pk)
    for nobody in (house.rep.user.pk, house.manager.user.pk, new_id()):
        with pytest.raises(approvals.CannotDecide):
            approvals.hand_over(house.manager.do(), request_id=request, person_id=nobody)
    approvals.hand_over(
        house.manager.do(), request_id=request, person_id=friend.user.pk, note="You know them"
    )
    assert [r.id for r in friend.queue()] == [request]  # and nothing else of the manager's
    assert {r.id for r in house.manager.queue()} == {request, other}
    notice = queries.notices(house.entity_id, friend.user.pk)[0]
    assert (notice.kind, notice.text) == ("delegate", "You know them")
    with pytest.raises(approvals.NotYourTurn):
        friend.approves(other)
    friend.approves(request)
    told = queries.request(request, house.entity_id)
    assert [d.verb for d in told.decisions] == ["delegate", "approve"]
    last = told.decisions[-1]
    assert (last.actor, last.on_behalf_of) == (
        f"user:{friend.user.pk}", f"user:{house.manager.user.pk}"
    )  # fmt: skip
    assert told.state == "approved"


def test_what_was_handed_over_is_taken_back_handed_on_and_still_escalated(house):
    rule(house, TEN, hours=24, escalate_role="controller")
    friend, third = hire(house, Role.ORDER, name="friend"), hire(house, Role.ORDER, name="third")
    boss = hire(house, Role.CONTROLLER)
    request = submits(house.rep, sensors(house))
    approvals.hand_over(house.manager.do(), request_id=request, person_id=friend.user.pk)
    with pytest.raises(approvals.NothingHandedOver):
        approvals.take_back(friend.do(), request_id=request)
    approvals.take_back(house.manager.do(), request_id=request)
    with pytest.raises(approvals.NotYourTurn):
        friend.approves(request)
    approvals.hand_over(house.manager.do(), request_id=request, person_id=friend.user.pk)
    approvals.hand_over(friend.do(), request_id=request, person_id=third.user.pk)
    house.today("2026-01-03")
    assert queries.notices(house.entity_id, boss.user.pk)[0].kind == "escalate"
    third.rejects(request, "Too much")
    last = queries.request(request, house.entity_id).decisions[-1]
    assert (last.verb, last.on_behalf_of) == ("reject", f"user:{house.manager.user.pk}")
    with pytest.raises(NotAllowed):
        approvals.hand_over(house.manager.do(), request_id=request, person_id=friend.user.pk)


def test_the_page_hands_over_and_takes_back(house, client):
    rule(house, TEN)
    friend = hire(house, Role.ORDER, name="friend")
    request = submits(house.rep, sensors(house))
    client.force_login(house.manager.user)
    where = f"/approvals/{request}"
    page = client.get(f"{where}/").content.decode()
    assert f'value="{friend.user.pk}"' in page
    assert f'value="{house.rep.user.pk}"' not in page
    wrong = client.post(f"{where}/delegate", {"person": "nobody"})
    assert wrong.status_code == 422
    done = client.post(f"{where}/delegate", {"person": str(friend.user.pk)}, follow=True)
    assert f"handed over to {friend.user}" in done.content.decode()
    back = client.post(f"{where}/take-back", follow=True)
    assert "handed over to" not in back.content.decode()


def test_what_changed_since_a_decision_is_shown_as_people_write_it(house):
    rule(house, TEN)
    quote = sensors(house)
    first = submits(house.rep, quote)
    house.manager.approves(first)
    changes(house.rep, quote, discount_value=Decimal("22.5"), quantity=Decimal(1200))
    again = submits(house.rep, quote)
    says(
        browser(house.manager).page(f"/approvals/{again}/"),
        "Changed since the last decision", "Discount 15% 22.5%", "Quantity 100 1,200",
        "Unit price, net €32.725 €29.8375",
    )  # fmt: skip


def test_a_mail_to_who_may_not_see_the_margin_says_only_that_it_is_outside_the_rule(house):
    rule(house, ("margin", "below", "95"))
    house.rep.user.language = "fr"
    house.rep.user.save()
    request = submits(house.rep, sensors(house))
    house.manager.approves(request)
    mail.outbox.clear()
    jobs.send_notices()
    told = next(m for m in mail.outbox if m.to == [house.rep.user.email])
    said = told.body.partition("http")[0]  # an address is of figures too
    assert "- Marge hors de la règle" in said and "95" not in said
    assert "Client\xa0: " in told.body
