"""A contract is assembled, checked, negotiated in redlines, signed with its annexes, and its duties kept."""

from __future__ import annotations

import json
import re
from datetime import date
from html import unescape

import pytest
from django.core import mail as outbox
from django.test import Client

from comptoir.demo import playing
from comptoir.pages.portal import actions as room
from comptoir.platform.actions import begin
from comptoir.platform.roles import CUSTOMER, Role
from comptoir.records.approvals import actions as approvals
from comptoir.records.approvals.parts import ApprovalNeeded
from comptoir.records.parties import actions as parties
from comptoir.records.parties import queries as customers
from comptoir.stages.contracting import actions as contracting
from comptoir.stages.contracting import (
    checking,
    documents,
    drafts,
    duties,
    library,
    links,
    searching,
)
from comptoir.stages.contracting import queries as contracts
from comptoir.stages.contracting.jobs import send_changes, send_reminders
from comptoir.stages.quoting import actions as quoting
from comptoir.stages.quoting import queries as quotes
from tests.scenarios.doors import program, someone, text_of, words
from tests.scenarios.house import line
from tests.scenarios.test_signing import asked, files, signs

HOSTILE = "<script>alert(1)</script> {{ seller }} «\u202e»"


@pytest.fixture
def shop(company):
    contracting.load_standard_clauses(company.by(Role.LEGAL))
    return company


def drafted(company, **head):
    """A quote in draft and its assembled contract, in English."""
    quote = playing.offered(
        company.entity_id, company.customer(), [line("SUP-PRO", 10)], **{"language": "en", **head}
    )
    terms = {"terms_kind": "net_days", "terms_days": 30}
    quoting.change_quote(
        company.by(), quote_id=quote, revision=quotes.quote(quote).revision, changes=terms
    )
    event = contracting.start_draft(company.by(Role.SALES), quote_id=quote)
    return quote, drafts.draft(event.draft_id)


def clause(draft, category):
    return next(c for c in drafts.version(draft.id).clauses if c.category == category)


def shared(company, contact=""):
    """A quote that was sent, its contract shared; the customer's page. contact: who reads French there."""
    quote, draft = drafted(company)
    if contact:
        them = quotes.quote(quote).customer_id
        parties.add_contact(company.by(), customer_id=them, name="Anne Roux", email=contact)
        people = customers.customer(them).contacts
        quoting.change_quote(
            company.by(), quote_id=quote, revision=quotes.quote(quote).revision,
            changes={"contact_id": people[-1].id},
        )  # fmt: skip
    company.links[quote] = playing.sent(company.entity_id, quote)
    contracting.share_draft(company.by(Role.SALES), draft_id=draft.id)
    draft = drafts.draft(draft.id)
    return quote, draft, f"/contracting/paper/{links.draft_token(draft.id, draft.link)}/"


@pytest.mark.capability(
    "S2-27",
    screen="/contracting/drafts/{draft_id}", api="POST /api/v1/contract-drafts",
)  # fmt: skip
def test_a_contract_is_assembled_from_the_library_and_filled_from_the_deal(shop):
    quote, draft = drafted(shop)
    payment, term = clause(draft, "payment"), clause(draft, "term")
    assert payment.text.startswith("Invoices are payable 30 days from the invoice date. Prices")
    assert "for a term of 12 months" in term.text and "{{" not in term.text
    assert drafts.intact(drafts.version(draft.id))
    assert (
        drafts.deviations(shop.entity_id, drafts.version(draft.id).clauses, date(2026, 1, 1)) == ()
    )
    found = quotes.quote(quote)
    quoting.change_quote(
        shop.by(), quote_id=quote, revision=found.revision, changes={"term_months": 24}
    )
    contracting.refill_draft(shop.by(), quote_id=quote)
    assert "for a term of 24 months" in clause(draft, "term").text
    assert [v.reason for v in drafts.versions(draft.id)] == ["filled again", "assembled"]


def test_seventy_five_days_are_refused_with_the_law_and_two_choices_that_one_click_applies(shop):
    quote, draft = drafted(shop)
    sales = someone(shop, Role.SALES).client
    here = f"/contracting/drafts/{draft.id}"
    refused = sales.post(f"{here}/terms", {"key": "terms", "kind": "net_days", "days": "75"})
    page = refused.content.decode()
    assert refused.status_code == 422 and "75 days" in page
    assert "60 days from the invoice date" in page and "45 days end of month" in page
    assert quotes.quote(quote).terms_days == 30
    sales.cookies["comptoir_language"] = "fr"
    page = sales.post(f"{here}/terms", {"key": "terms", "kind": "net_days", "days": "75"})
    said = words(page.content.decode())
    for part in (
        "75 jours à compter de la facture", "L441-10",
        "60 jours à compter de la facture ou 45 jours fin de mois",
    ):  # fmt: skip
        assert part in said, said
    assert "days" not in said.partition("Conditions de l")[2]
    del sales.cookies["comptoir_language"]
    _told_by_api(shop, quote, draft, sales)
    done = sales.post(f"{here}/terms", {"key": "terms", "kind": "end_of_month_days", "days": "45"})
    assert done.status_code == 302
    assert (quotes.quote(quote).terms_kind, quotes.quote(quote).terms_days) == (
        "end_of_month_days",
        45,
    )
    payment = clause(draft, "payment")
    assert "payable 45 days end of month" in payment.text and payment.choice == "standard"

    text = payment.text.replace("45 days end of month", "75 days from the invoice date")
    with pytest.raises(checking.PlaybookForbids) as law:
        contracting.reword_clause(
            shop.by(Role.LEGAL), draft_id=draft.id, key=payment.key, text=text
        )
    assert law.value.facts["law"] == "Code de commerce, art. L441-10 I"
    page = sales.post(f"{here}/reword", {"key": payment.key, "wording": "text", "text": text})
    offered = re.findall(r'name="text" value="([^"]+)"', page.content.decode())
    assert len(offered) == 2 and "60 days from the invoice date" in offered[0]
    sales.post(f"{here}/reword", {"key": payment.key, "wording": "text", "text": offered[0]})
    assert "60 days" in clause(draft, "payment").text


def _told_by_api(shop, quote, draft, sales):
    """A program reads what the playbook says of the deal, and every version of a clause."""
    api, at = program(shop), f"/contract-drafts/{draft.id}/playbook"
    assert api.get(at) == {"ready": True, "findings": []}
    for months, found in ((72, ["fallback"]), (12, [])):
        revision = quotes.quote(quote).revision
        quoting.change_quote(
            shop.by(), quote_id=quote, revision=revision, changes={"term_months": months}
        )
        told, page = api.get(at), sales.get(f"/contracting/drafts/{draft.id}").content.decode()
        assert (told["ready"], [f["position"] for f in told["findings"]]) == (True, found)
        assert all(f["text"] in unescape(page) for f in told["findings"])
    payment = clause(draft, "payment")
    (only,) = api.get(f"/clauses/{payment.clause_id}/versions")["items"]
    assert (only["version"], only["category"]) == (1, "payment")


def test_a_deviation_is_counted_and_needs_legal_before_the_quote_leaves(shop):
    approvals.write_policy(
        shop.by(), name="Deviations", role=Role.LEGAL,
        conditions=[approvals.ConditionIn("deviations", "above", "0")],
    )  # fmt: skip
    quote, draft = drafted(shop)
    liability = clause(draft, "liability")
    contracting.reword_clause(shop.by(Role.SALES), draft_id=draft.id, key=liability.key, fallback=1)
    with pytest.raises(ApprovalNeeded) as needed:
        quoting.send_quote(shop.by(Role.SALES), quote_id=quote)
    assert "1" in str(needed.value.facts["found"])
    page = someone(shop, Role.SALES).client.get(f"/contracting/drafts/{draft.id}").content.decode()
    assert "1 deviation" in page and "Limit of liability: fallback wording 1" in page
    contracting.reword_clause(shop.by(Role.SALES), draft_id=draft.id, key=liability.key)
    quoting.send_quote(shop.by(Role.SALES), quote_id=quote)
    with pytest.raises(contracting.DeviationNeedsLegal):  # it left: only legal deviates now
        contracting.reword_clause(
            shop.by(Role.SALES), draft_id=draft.id, key=liability.key, fallback=1
        )


@pytest.mark.capability(
    "S1-29",
    screen="/contracting/paper/{draft_token}/", api="POST /api/v1/clause-changes/{change_id}/decide",
)  # fmt: skip
def test_the_customer_proposes_words_and_both_sides_meet_change_by_change(shop):
    _quote, draft, page = shared(shop)
    customer, payment = Client(), clause(draft, "payment")
    text = payment.text.replace("30 days", "75 days").replace("Late payment", "Overdue payment")
    given = {"key": payment.key, "text": text, "name": "Anne Roux", "comment": HOSTILE}
    assert customer.post(page + "propose", given).status_code == 302
    shown = customer.get(page).content.decode()
    assert "You propose" in shown and "Scène is to answer." in shown
    assert "&lt;script&gt;alert(1)" in shown and "<script>alert" not in shown
    assert re.search(r"\[removed: ?</span>30<span", shown), shown
    (change,) = drafts.changes(draft.id)
    assert (change.side, change.by, change.state) == ("customer", "Anne Roux", "open")

    with pytest.raises(checking.PlaybookForbids):  # 75 days, even for legal
        contracting.decide_change(shop.by(Role.LEGAL), change_id=change.id, taken=[1, 2])
    with pytest.raises(contracting.DeviationNeedsLegal):
        contracting.decide_change(shop.by(Role.SALES), change_id=change.id, taken=[2])
    legal = someone(shop, Role.LEGAL).client
    desk = legal.get(f"/contracting/drafts/{draft.id}").content.decode()
    assert "L441-10" in desk and "Propose instead:" in desk
    decided = {"key": payment.key, "change_id": change.id, "verb": "accept", "taken": "2"}
    assert legal.post(f"/contracting/drafts/{draft.id}/decide", decided).status_code == 302
    agreed = clause(draft, "payment")
    assert "30 days" in agreed.text and "Overdue payment" in agreed.text
    assert agreed.choice == "custom" and drafts.changes(draft.id)[0].state == "partly"
    assert [v.n for v in drafts.versions(draft.id)] == [2, 1]

    counter = agreed.text.replace("30 days", "60 days")
    contracting.propose_change(
        shop.by(Role.LEGAL), draft_id=draft.id, key=payment.key, text=counter
    )
    ours = drafts.changes(draft.id)[0]
    yes = {
        "key": payment.key,
        "change_id": ours.id,
        "verb": "accept",
        "taken": "1",
        "name": "Anne Roux",
    }
    assert customer.post(page + "decide", yes).status_code == 302
    assert "60 days" in clause(draft, "payment").text
    assert customer.post(page + "comment", given | {"text": HOSTILE}).status_code == 302
    assert len(drafts.comments(draft.id)) == 1

    pdf = " ".join(text_of(customer.get(page + "redline.pdf").content).split())
    assert "Overdue" in pdf and "Late" in pdf and "v1 → v3" in pdf
    compared = legal.get(f"/contracting/drafts/{draft.id}/compare?a=1&b=3").content.decode()
    assert "1 clause differs" in compared


@pytest.mark.capability(
    "S3-61", screen="/q/{token}/", api="POST /api/v1/contract-drafts/{draft_id}/share"
)  # fmt: skip
def test_the_buyers_room_leads_whoever_may_negotiate_to_the_clauses(shop):
    quote, draft = drafted(shop)
    link = {"quote_id": quote, "name": "Paul", "email": "paul@morvan.example", "role": "look"}
    shop.links[quote] = playing.sent(shop.entity_id, quote)
    room.invite_buyer(reader := shop.by(Role.SALES), **link)
    buyer, offer = Client(headers={"Accept-Language": "en"}), f"/q/{shop.links[quote]}/"
    assert "/contracting/paper/" not in buyer.get(offer).content.decode()  # shared with nobody yet
    contracting.share_draft(shop.by(Role.SALES), draft_id=draft.id)
    page = buyer.get(offer).content.decode()
    (paper,) = re.findall(r'href="(/contracting/paper/[^"]+)"', page)
    assert clause(draft, "payment").title in buyer.get(paper).content.decode()
    assert "/contracting/paper/" not in buyer.get(f"/q/{reader.answer}/").content.decode()
    contracting.propose_change(
        shop.by(Role.LEGAL), draft_id=draft.id, key=clause(draft, "payment").key, text="Pay soon."
    )
    assert "1 change of a clause waits for your answer." in buyer.get(offer).content.decode()
    shop.accepts(quote)
    assert "the clauses that you accepted" in buyer.get(offer).content.decode()


def test_links_that_are_old_or_forged_open_nothing(shop):
    _quote, draft, page = shared(shop)
    payment = clause(draft, "payment")
    contracting.share_draft(shop.by(Role.SALES), draft_id=draft.id)
    assert "newer link" in Client().get(page).content.decode()
    given = {"key": payment.key, "text": "other", "name": "Anne"}
    Client().post(page + "propose", given)
    assert drafts.changes(draft.id) == []
    assert Client().get(page.replace(page[25:30], "AAAAA")).status_code == 404
    fresh = drafts.draft(draft.id)
    here = f"/contracting/paper/{links.draft_token(draft.id, fresh.link)}/"
    for bad in (
        {"key": "x"},
        {"text": ""},
        {"text": payment.text},
        {"name": " "},
        {"text": "y" * 12_001},
    ):
        assert Client().post(here + "propose", given | bad).status_code == 422, bad
    assert drafts.changes(draft.id) == []


def test_proposed_words_and_answers_are_told_to_the_other_side_once_in_its_language(shop):
    _quote, draft, _page = shared(shop, contact="anne@roux.example")
    now, legal = clause(draft, "liability"), Role.LEGAL
    who = {"draft_id": draft.id, "link": draft.link, "name": "Catherine Morvan"}
    outbox.outbox.clear()
    theirs = contracting.customer_proposes(
        begin(CUSTOMER, shop.entity_id), key=now.key, text=now.text + " Always.",
        comment="As our lawyer asks", **who,
    )  # fmt: skip
    assert [send_changes(), send_changes()] == [1, 0]
    (told,) = outbox.outbox
    assert f"/contracting/drafts/{draft.id}" in told.body and "As our lawyer asks" in told.body
    contracting.decide_change(
        shop.by(legal), change_id=theirs.change_id, taken=[], answer="Not that"
    )
    ours = contracting.propose_change(
        shop.by(legal), draft_id=draft.id, key=now.key, text=now.text + " Or not."
    )
    outbox.outbox.clear()
    assert [send_changes(), send_changes()] == [2, 0]
    link = links.draft_url(draft.id, draft.link)
    assert [m.body.count(link) for m in outbox.outbox] == [1, 1]
    assert {m.to[0] for m in outbox.outbox} == {"anne@roux.example"}
    answer, proposal = (m.subject for m in outbox.outbox)
    assert "n’accepte pas votre rédaction" in answer and "Not that" in outbox.outbox[0].body
    assert "propose une autre rédaction" in proposal
    contracting.customer_decides(
        begin(CUSTOMER, shop.entity_id), change_id=ours.change_id, taken=[1], **who
    )
    outbox.outbox.clear()
    assert send_changes() == 1
    assert "accepte votre" in outbox.outbox[0].subject and str(draft.id) in outbox.outbox[0].body


def test_comments_and_words_taken_back_are_told_once_and_nobody_is_told_of_what_is_gone(shop):
    _quote, draft, _page = shared(shop, contact="anne@roux.example")
    now, legal = clause(draft, "liability"), Role.LEGAL
    who = {"draft_id": draft.id, "link": draft.link, "name": "Catherine Morvan"}
    ours = {"draft_id": draft.id, "key": now.key}

    def told():
        outbox.outbox.clear()
        sent = send_changes()
        assert [sent, send_changes()] == [len(outbox.outbox), 0]
        return outbox.outbox

    contracting.comment_clause(shop.by(legal), **ours, text="Is this enough?")
    contracting.customer_comments(begin(CUSTOMER, shop.entity_id), key=now.key, text=HOSTILE, **who)
    question, answer = told()
    assert (question.to, "Is this enough?" in question.body) == (["anne@roux.example"], True)
    assert links.draft_url(draft.id, draft.link) in question.body
    assert "dit quelque chose" in question.subject and HOSTILE in answer.body
    assert f"/contracting/drafts/{draft.id}" in answer.body

    made = contracting.propose_change(shop.by(legal), **ours, text=now.text + " Always.")
    assert len(told()) == 1
    contracting.withdraw_change(shop.by(legal), change_id=made.change_id)
    (gone,) = told()
    assert gone.to == ["anne@roux.example"] and "reprend" in gone.subject
    theirs = contracting.customer_proposes(
        begin(CUSTOMER, shop.entity_id), key=now.key, text=now.text + " Never.", **who
    )
    contracting.customer_withdraws(
        begin(CUSTOMER, shop.entity_id), change_id=theirs.change_id, **who
    )
    assert told() == []  # taken back before anybody was told
    contracting.propose_change(shop.by(legal), **ours, text=now.text + " One.")
    contracting.propose_change(shop.by(legal), **ours, text=now.text + " Two.")
    assert [m.subject.count("propose une autre rédaction") for m in told()] == [
        1
    ]  # the newer words


@pytest.mark.capability(
    "S2-26", "S3-06",
    screen="/contracting/drafts/{draft_id}/annexes", api="POST /api/v1/contract-drafts/{draft_id}/annexes",
)  # fmt: skip
def test_what_was_agreed_is_frozen_at_signature_with_its_annexes_and_obligations(shop):
    quote, draft, page = shared(shop)
    contracting.add_annex(
        shop.by(Role.SALES), draft_id=draft.id, title="Service levels",
        upload=contracting.Upload("sla.pdf", "application/pdf", b"%PDF-1.7 levels"),
    )  # fmt: skip
    payment = clause(draft, "payment")
    contracting.propose_change(
        shop.by(Role.LEGAL), draft_id=draft.id, key=payment.key, text=payment.text + " Thank you."
    )
    _reads_what_is_new(shop, quote, draft, page)
    shop.accepts(quote)
    made = contracts.contract_of_quote(quote)
    assert (
        drafts.draft(draft.id).state == "signed" and drafts.changes(draft.id)[0].state == "lapsed"
    )
    proof = contracts.verify(made.id)
    assert proof.intact and proof.clauses == drafts.version_by_id(made.clauses_id).sha256
    with pytest.raises(contracting.DraftClosed):
        contracting.share_draft(shop.by(Role.SALES), draft_id=draft.id)
    contract = someone(shop, Role.SALES).client.get(f"/contracting/{made.id}").content.decode()
    assert f"/contracting/drafts/{draft.id}/annexes/1" in contract
    assert "Service levels (SHA-256" in text_of(documents.printed(made)[1]).replace("\n", " ")

    request = asked(shop, contracting.SignerIn("Anne Roux", "anne@roux.example"), contract=made)
    signs(request.signers[0])
    evidence = json.loads(files(request.id)[1])
    assert evidence["clauses"]["sha256"] == proof.clauses
    assert [(a["title"], a["bytes"]) for a in evidence["annexes"]] == [("Service levels", 15)]
    shop.holds()


def _reads_what_is_new(shop, quote, draft, page):
    """An annex of after the sharing: shown as new, and nothing is accepted before it was read."""
    client, old = Client(), drafts.version(draft.id, 1).sha256
    offer, yes = f"/q/{shop.links[quote]}/", {"name": "Anne", "role": "CEO", "consent": "yes"}
    assert "read what is new before you accept" in client.get(offer).content.decode()
    refused = client.post(offer + "accept", yes)
    assert refused.status_code == 422 and "read what is new in it" in refused.content.decode()
    api = {"name": "Anne", "role": "CEO", "consent": "I agree"}
    problem = program(shop).refused("POST", f"/offers/{shop.links[quote]}/accept", api)
    assert problem["code"] == "contract_not_read_yet"
    assert quotes.quote(quote).state == "sent"
    contracting.share_draft(shop.by(Role.SALES), draft_id=draft.id)  # a newer link reads nothing
    page = f"/contracting/paper/{links.draft_token(draft.id, draft.link + 1)}/"
    told = client.get(page).content.decode()
    assert "New since you last read it" in told and told.count("Service levels") == 2
    assert client.post(page + "read", {"sha256": old}).status_code == 422
    assert drafts.draft(draft.id).shown == 1
    for _twice in range(2):
        assert (
            client.post(page + "read", {"sha256": drafts.version(draft.id).sha256}).status_code
            == 302
        )
    assert "New since you last read it" not in client.get(page).content.decode()


def test_words_that_the_customer_could_not_read_bind_nobody(shop):
    quote, draft = drafted(shop)
    shop.links[quote] = playing.sent(shop.entity_id, quote)
    shop.accepts(quote)
    made = contracts.contract_of_quote(quote)
    assert made.clauses_id is None and contracts.verify(made.id).intact
    assert drafts.draft(draft.id).state == "preparing"


def test_clauses_make_obligations_that_are_reminded_of_and_done(shop):
    quote, draft = drafted(shop)
    review = next(
        c for c in library.in_force(shop.entity_id, date(2026, 1, 1)) if c.category == "service"
    )
    contracting.add_draft_clause(shop.by(Role.SALES), draft_id=draft.id, clause_id=review.id)
    shop.links[quote] = playing.sent(shop.entity_id, quote)
    contracting.share_draft(shop.by(Role.SALES), draft_id=draft.id)
    shop.accepts(quote)
    made = contracts.contract_of_quote(quote)
    (owed,) = duties.of_contract(made.id)
    assert (owed.first_on, owed.every_months, owed.ends_on) == (date(2026, 4, 1), 3, made.ends_on)
    contracting.write_duty(
        shop.by(Role.SALES), contract_id=made.id, side="customer", what="Name a contact",
        first_on=date(2026, 1, 20),
    )  # fmt: skip
    assert send_reminders() == 0
    shop.today("2026-03-20")
    assert (
        send_reminders() == 2
        and "Quarterly service report" in outbox.outbox[-1].body + outbox.outbox[-2].body
    )
    shop.today("2026-03-21")
    assert send_reminders() == 0  # each day once
    due = duties.due(shop.entity_id, date(2026, 3, 21))
    assert [d.on for d in due] == [date(2026, 1, 20), date(2026, 4, 1)]
    client = someone(shop, Role.SALES).client
    assert "1 late" in client.get("/contracting/obligations").content.decode()
    for d in due:
        client.post(f"/contracting/obligations/{d.duty.id}/done", {"due_on": d.on.isoformat()})
    assert [d.on for d in duties.due(shop.entity_id, date(2026, 3, 21), 200)] == [
        date(2026, 7, 1), date(2026, 10, 1),
    ]  # fmt: skip
    year = duties.calendar(shop.entity_id, date(2026, 3, 1), date(2027, 3, 1))
    assert {(d.kind, d.on) for d in year if d.kind != "duty"} == {
        ("notice", made.notice_on), ("renewal", made.renewal_on),
    }  # fmt: skip
    assert client.get("/contracting/calendar.ics").content.decode().count("BEGIN:VEVENT") == 4


def test_contracts_are_found_by_the_words_of_their_clauses_in_either_language(shop):
    _quote, draft, _page = shared(shop)
    found = library.search(shop.entity_id, "pénalités", date(2026, 1, 1))
    assert found[0].clause.category == "payment" and "«" in found[0].excerpt
    for words_of in ("indemnité", "l’indemnité de recouvrement", "l'indemnité"):
        (hit,) = library.search(shop.entity_id, words_of, date(2026, 1, 1))
        assert "«indemnité»" in hit.excerpt, words_of
    for plain, accented in (
        ("penalites", "pénalités"),
        ("indemnite", "indemnité"),
        ("resilier", "résilier"),
    ):
        (there,) = library.search(shop.entity_id, accented, date(2026, 1, 1))
        (same,) = library.search(shop.entity_id, plain, date(2026, 1, 1))
        assert (same.clause, f"«{accented}»" in same.excerpt) == (there.clause, True), plain
    (hit,) = library.search(
        shop.entity_id, "laté paÿment", date(2026, 1, 1)
    )  # the reverse, in English
    assert "«Late» «payment»" in hit.excerpt
    left = library.search(shop.entity_id, "paiement -penalites", date(2026, 1, 1))
    assert "payment" not in {hit.clause.category for hit in left}
    assert library.search(shop.entity_id, '’ "& | ! :*', date(2026, 1, 1)) == []
    page = someone(shop, Role.LEGAL).client.get("/contracting/clauses?q=pénalités").content.decode()
    assert "<mark>pénalités</mark>" in page and "}}" not in page
    (hit,) = searching.contracts(shop.entity_id, '"late payment"')
    assert (hit.draft_id, hit.title, hit.deviates) == (draft.id, "Payment", False)
    assert searching.contracts(shop.entity_id, "fromage") == []
    assert searching.deviating(shop.entity_id) == []
    lineage = found[0].clause.lineage
    assert [u.draft_id for u in searching.uses(lineage, shop.entity_id)] == [draft.id]
    _quote, french = drafted(shop, language="fr")
    for question in (
        "indemnité de recouvrement",
        "indemnite de recouvrement",
        '"l’indemnite de recouvrement"',
    ):
        (hit,) = searching.contracts(shop.entity_id, question)
        assert hit.draft_id == french.id and "«indemnité»" in hit.excerpt, question
