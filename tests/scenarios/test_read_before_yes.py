"""What our side added to a shared contract is read before anybody accepts or signs: the database says so,
whichever door somebody comes through."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client

from comptoir.demo import playing
from comptoir.pages.portal import actions as room
from comptoir.platform.actions import begin
from comptoir.platform.roles import CUSTOMER, Role
from comptoir.stages.contracting import actions as contracting
from comptoir.stages.contracting import documents, drafts, links
from comptoir.stages.contracting import queries as contracts
from comptoir.stages.contracting.clause_models import Draft
from comptoir.stages.quoting import actions as quoting
from comptoir.stages.quoting import queries as quotes
from comptoir.stages.quoting.models import Quote
from tests.scenarios.doors import program
from tests.scenarios.house import Company
from tests.scenarios.racing import at_once, parted
from tests.scenarios.test_negotiation import clause, shared

YES = {"name": "Anne Roux", "role": "CEO", "consent": "I agree"}
SIGNER = contracting.SignerIn("Anne Roux", "anne@roux.example")


def annex(company, draft, title="Service levels"):
    return contracting.add_annex(
        company.by(Role.SALES), draft_id=draft.id, title=title,
        upload=contracting.Upload("sla.pdf", "application/pdf", b"%PDF-1.7 levels"),
    )  # fmt: skip


def reads(company, draft):
    now = drafts.draft(draft.id)
    contracting.customer_reads(
        begin(CUSTOMER, company.entity_id), draft_id=draft.id, link=now.link,
        sha256=drafts.version(draft.id).sha256,
    )  # fmt: skip


def ask_to_sign(company, quote):
    """A request for signatures of the offer itself, prepared; nobody is asked yet."""
    paper = documents.quote_to_sign(quotes.quote(quote))
    by = company.by(Role.LEGAL)
    return contracting.draft_signing(by, **paper, signers=[SIGNER]).signing_id


def send_signing(company, signing):
    return contracting.send_signing(company.by(Role.LEGAL), signing_id=signing)


@pytest.fixture
def shop(company):
    contracting.load_standard_clauses(company.by(Role.LEGAL))
    return company


@pytest.mark.capability(
    "S1-29", "S3-61", screen="/q/{token}/", api="POST /api/v1/offers/{token}/accept"
)
def test_no_door_accepts_an_offer_whose_contract_says_what_nobody_read(shop):
    quote, draft, _page = shared(shop)
    room.invite_buyer(
        invited := shop.by(Role.SALES), quote_id=quote, name="Anne", email="anne@roux.example",
        role="decide",
    )  # fmt: skip
    annex(shop, draft)
    token = shop.links[quote]
    shop.events()
    for link in (
        token,
        invited.answer,
    ):  # the offer's page, and the link that was mailed to one buyer
        page = Client(headers={"Accept-Language": "en"}).post(f"/q/{link}/accept", YES)
        assert page.status_code == 422 and "read what is new in it" in page.content.decode()
    told = program(shop).refused("POST", f"/offers/{token}/accept", YES)  # on behalf, with a key
    assert told["code"] == "contract_not_read_yet"
    assert [(e["field"], e["found"], e["expected"]) for e in told["errors"]] == [("consent", 1, 2)]
    for named in (
        {"token": token},
        {"quote_id": quote},
    ):  # the deed itself: shop, import, demo, command
        with pytest.raises(quotes.NotReadYet):
            quoting.accept_quote(begin(CUSTOMER, shop.entity_id), **named, **YES)
    with pytest.raises(IntegrityError, match="has not read"), transaction.atomic():
        Quote.objects.filter(pk=quote).update(
            state="accepted", accepted_at="2026-01-05T09:00Z", accepted_name="Anne", consent="yes"
        )
    with pytest.raises(IntegrityError, match="has not read"), transaction.atomic():
        _written_as_accepted(quote)
    assert quotes.quote(quote).state == "sent" and shop.events() == ["ApiKeyMade"]

    reads(shop, draft)
    shop.accepts(quote)
    assert contracts.contract_of_quote(quote).clauses_id is not None


def _written_as_accepted(quote):
    """A whole new row, accepted from the first: version 2 of the same negotiation."""
    row = Quote.objects.get(pk=quote)
    row.pk, row.version, row.state = None, 2, "accepted"
    row.accepted_at, row.accepted_name, row.consent = row.sent_at, "Anne", "yes"
    with connection.cursor() as cursor:
        cursor.execute("SELECT gen_random_uuid()")
        row.pk = cursor.fetchone()[0]
    row.save(force_insert=True)


def test_nobody_is_asked_to_sign_an_offer_whose_contract_says_what_nobody_read(shop):
    quote, draft, _page = shared(shop)
    signing = ask_to_sign(shop, quote)
    annex(shop, draft)
    with pytest.raises(quotes.NotReadYet) as refused:
        send_signing(shop, signing)
    assert refused.value.field == "signing_id"
    assert refused.value.facts == {"found": 1, "expected": 2}
    told = program(shop).refused("POST", f"/signings/{signing}/send", {})
    assert told["code"] == "contract_not_read_yet"
    reads(shop, draft)
    send_signing(shop, signing)
    with pytest.raises(contracting.WordsAsked) as asked:  # and what is being signed stays as it is
        annex(shop, draft, "One more")
    assert asked.value.facts["found"].endswith(quotes.quote(quote).ident)
    with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
        Draft.objects.filter(pk=draft.id).update(last=9)
    assert len(drafts.annexes(draft.id)) == 1
    shop.accepts(quote)  # which fills and freezes the words, signature or not
    assert drafts.draft(draft.id).state == "signed"


def test_between_the_yes_and_the_contract_nothing_comes_into_its_words(shop):
    """The moment that a crash can make long: accepted, and the contract not made yet."""
    quote, draft, _page = shared(shop)
    Draft.objects.filter(pk=draft.id).update(accepted=True)  # as the trigger does
    with pytest.raises(contracting.DraftClosed):
        annex(shop, draft)
    with pytest.raises(contracting.DraftClosed):
        contracting.propose_change(
            shop.by(Role.LEGAL), draft_id=draft.id, key=clause(draft, "payment").key, text="Now."
        )
    with pytest.raises(IntegrityError, match="draft_accepted_is_read"), transaction.atomic():
        Draft.objects.filter(pk=draft.id).update(last=2)
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        Draft.objects.filter(pk=draft.id).update(accepted=False)
    assert (drafts.version(draft.id).n, quotes.quote(quote).state) == (1, "sent")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_yes_and_an_annex_at_the_same_moment_never_bind_what_was_not_read(transactional_db):
    house = Company(playing.found("RACE", "Course", date(2026, 1, 1))[0])
    contracting.load_standard_clauses(house.by(Role.LEGAL))
    quote, draft, page = shared(house)

    def accepts():
        return quoting.accept_quote(begin(CUSTOMER, house.entity_id), quote_id=quote, **YES)

    won, lost = parted(at_once("contracting_draft", accepts, lambda: annex(house, draft)))
    assert len(won) == len(lost) == 1, (won, lost)
    made = contracts.contract_of_quote(quote)
    if made:  # the yes came first: the annex is in no wording
        assert isinstance(lost[0], contracting.DraftClosed)
        assert drafts.annexes(draft.id, drafts.version_by_id(made.clauses_id).n) == []
    else:
        assert isinstance(lost[0], quotes.NotReadYet)
        assert quotes.quote(quote).state == "sent"
    assert page == f"/contracting/paper/{links.draft_token(draft.id, draft.link)}/"
