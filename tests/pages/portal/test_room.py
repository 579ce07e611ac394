"""A buyer's room: people with own links, questions, proposals, readings; and what the database refuses."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal as D
from uuid import UUID

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.test import Client, override_settings

from comptoir.kernel.errors import DomainError, NotAllowed
from comptoir.pages.portal import actions, jobs, limits, proposals, queries
from comptoir.pages.portal.models import Buyer, Counter, Message, Visit
from comptoir.platform import clock, mailing
from comptoir.platform.actions import begin
from comptoir.platform.history import history
from comptoir.platform.models import User
from comptoir.platform.roles import CUSTOMER, Role
from comptoir.platform.web import user_actor
from comptoir.records.parties import queries as parties
from comptoir.stages.quoting import queries as quoting
from comptoir.stages.quoting.actions import (
    LineIn,
    draft_quote,
    renew_link,
    revise_quote,
    set_lines,
)
from tests import world
from tests.api.driving import call, make_key
from tests.stages.quoting.deal import Shop, make_quote, make_shop, send

pytestmark = pytest.mark.django_db(transaction=True)
YES = {"name": "Anna Petit", "role": "Directrice", "consent": "yes"}


@pytest.fixture
def shop() -> Shop:
    return make_shop()


def offered(shop: Shop, **head) -> tuple[quoting.QuoteFacts, str]:
    quote = make_quote(shop, LineIn(sku="PUMP", quantity=D(2), least=D(1), most=D(4)), **head)
    token = send(shop, quote.id)
    return quoting.quote(quote.id), token


def owned(shop: Shop, seller: User) -> tuple[quoting.QuoteFacts, str]:
    """Two pumps offered by somebody, and the offer's private token."""
    do = begin(user_actor(seller, shop.entity), shop.entity)
    quote_id = draft_quote(do, customer_id=shop.customer).quote_id
    lines = [LineIn(sku="PUMP", quantity=D(2), least=D(1), most=D(4))]
    set_lines(world.do_as(shop.entity), quote_id=quote_id, revision=1, lines=lines)
    token = send(shop, quote_id)
    return quoting.quote(quote_id), token


def invited(shop: Shop, quote, name: str, role: str) -> tuple[queries.BuyerFacts, str]:
    do = world.do_as(shop.entity)
    email = f"{name.lower()}@buyers.org"
    event = actions.invite_buyer(do, quote_id=quote.id, name=name, email=email, role=role)
    return queries.buyer(event.buyer_id), f"/q/{do.answer}/"


def text(answer) -> str:
    return answer.content.decode()


def test_each_of_a_committee_has_an_own_link_that_gives_a_role_and_can_be_ended(shop: Shop) -> None:
    quote, _token = offered(shop)
    reader, look = invited(shop, quote, "Lea", "look")
    _chief, decide = invited(shop, quote, "Paul", "decide")
    with pytest.raises(actions.BuyerThere):
        invited(shop, quote, "lea", "decide")
    page = text(Client().get(look))
    assert "Lea" in page
    assert 'action="' + look + "accept" not in page
    assert Client().post(look + "accept", YES).status_code == 403
    assert Client().post(look + "refuse", {"reason": "no"}).status_code == 409
    no = Client().post(look + "counter", {"kind": "net", "net": "1", "reason": "x"})
    assert no.status_code == 403
    at = {"quote_id": quote.id, "buyer_id": reader.id}
    actions.revoke_buyer(world.do_as(shop.entity), **at)
    shut = Client().get(look)
    assert (shut.status_code, look + "ask" in text(shut)) == (410, True)
    actions.renew_buyer_link(world.do_as(shop.entity), **at)
    assert Client().get(look).status_code == 410  # the new link opens, the old one does not
    assert Client().post(decide + "accept", YES).status_code == 302
    assert quoting.quote(quote.id).state == "accepted"


def test_a_link_of_the_negotiation_leads_to_its_newest_version(shop: Shop) -> None:
    quote, token = offered(shop)
    _chief, own = invited(shop, quote, "Paul", "decide")
    fresh = revise_quote(world.do_as(shop.entity), quote_id=quote.id).quote_id
    for link in (own, f"/q/{token}/"):
        page = Client().get(link)
        assert (page.status_code, "accept-form" in text(page)) == (200, False)
    stale = {**YES, "version": str(quote.id)}
    send(shop, fresh)
    for link in (own, f"/q/{token}/"):
        assert "· v2" in text(Client().get(link))
    assert Client().post(own + "accept", stale).status_code == 409
    assert quoting.quote(fresh).state == "sent"
    assert Client().post(own + "accept", {**stale, "version": str(fresh)}).status_code == 302
    assert quoting.quote(fresh).state == "accepted"


def test_an_offer_that_is_passed_on_gets_an_own_link_with_no_more_than_the_own_role(
    shop: Shop,
) -> None:
    quote, token = offered(shop)
    chief, own = invited(shop, quote, "Paul", "negotiate")
    given = {"name": "Zoe", "email": "zoe@buyers.org", "role": "decide"}
    assert Client().post(own + "forward", given).status_code == 302
    zoe = queries.buyers(quote.series)[1]
    assert (zoe.name, zoe.role, zoe.from_buyer_id) == ("Zoe", "negotiate", chief.id)
    Client().post(f"/q/{token}/forward", {**given, "email": "other@buyers.org"})
    assert len(queries.buyers(quote.series)) == 2  # whoever has the common link is nobody by name


def test_questions_and_answers_reach_the_other_side_by_page_and_by_mail(shop: Shop) -> None:
    quote, token = offered(shop)
    _paul, own = invited(shop, quote, "Paul", "look")
    asked = {"text": "<b>When?</b>", "place": "PUMP#1", "author": "Anna"}
    assert Client().post(f"/q/{token}/question", asked).status_code == 302
    assert Client().post(f"/q/{token}/question", {"text": " "}).status_code == 422
    ada = world.make_user(shop.entity, email="ada@sellers.org")
    browser = Client()
    browser.force_login(ada)
    desk = f"/room/{quote.id}/"
    page = text(browser.get(desk))
    assert "&lt;b&gt;When?" in page
    assert "<b>When?" not in page
    said = {"text": "In May.", "place": "PUMP#1"}
    assert browser.post(desk + "answer", said).status_code == 302
    assert "In May." in text(Client().get(own))
    assert [(m.side, m.place) for m in queries.messages(quote.series)] == [
        ("buyer", "PUMP#1"), ("seller", "PUMP#1"),
    ]  # fmt: skip
    assert jobs.send_mails() == 3
    invitation, question, answer = mail.outbox
    assert [m.to for m in (invitation, answer)] == [["paul@buyers.org"]] * 2
    assert own in invitation.body
    assert question.to == [parties.entity(shop.entity).email]  # nobody owns this quote
    assert "PUMP\nAnna: <b>When?</b>" in question.body and desk in question.body
    activity = text(browser.get(f"/quoting/{quote.id}/"))  # the three are one line of it
    assert len(re.findall("Notice mailed|Avis envoyé par e-mail", activity)) == 1
    assert jobs.send_mails() == 0


def told() -> list[tuple[str, str]]:
    """Subject and text of what is mailed now."""
    mail.outbox.clear()
    jobs.send_mails()
    return [(m.subject, m.body) for m in mail.outbox]


def test_the_seller_is_told_by_mail_of_a_proposal_a_yes_a_no_and_a_link_that_is_asked_for(
    shop: Shop,
) -> None:
    seller = world.make_user(shop.entity, email="ada@sellers.org")
    seller.language = "en"
    seller.save()
    quote, token = owned(shop, seller)
    page, pump = f"/q/{token}/", quote.lines[0].id
    says = {"kind": "percent", "percent": "5", "reason": "Third order", "author": "Anna"}
    Client().post(page + "counter", {**says, f"wanted-{pump}": "3"})
    ((subject, body),) = told()
    assert subject == f"Menuiserie Chabert proposes something else for {quote.ident}"
    assert "5% off the list prices" in body and "Pompe: 2 → 3" in body and "Third order" in body
    assert mail.outbox[0].to == ["ada@sellers.org"]
    # nothing is told of a yes that did not come about
    assert Client().post(page + "accept", {"name": "Anna", "role": "CEO"}).status_code == 422
    assert told() == []
    yes = {"name": "Anna", "role": "CEO", "consent": "yes", "seen": str(quote.gross_minor)}
    assert Client().post(page + "accept", {**yes, "version": str(quote.id)}).status_code == 302
    ((subject, body),) = told()
    assert subject == f"Menuiserie Chabert accepts {quote.ident}: €7,080.00 incl. VAT"
    assert "Anna, CEO" in body and f"/quoting/{quote.id}/" in body
    assert [e.name for e in history([quote.id])][:3] == [
        "RoomMailSent",
        "SellerTold",
        "QuoteAccepted",
    ]

    other, token = owned(shop, seller)
    assert Client().post(f"/q/{token}/refuse", {"reason": "Too dear"}).status_code == 302
    ((subject, body),) = told()
    assert subject == f"Menuiserie Chabert declines {other.ident}" and "Too dear" in body

    late, token = owned(shop, seller)
    world.move_to(shop.entity, late.valid_until + timedelta(days=1))
    for _twice in range(2):
        assert Client().post(f"/q/{token}/ask").status_code == 302
    ((subject, body),) = told()
    assert subject == f"Menuiserie Chabert asks for a new link to {late.ident}"
    assert f"/quoting/{late.id}/" in body


def test_a_mail_to_the_seller_waits_for_a_mail_server_that_is_away(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    _quote, token = owned(shop, world.make_user(shop.entity, email="ada@sellers.org"))
    assert Client().post(f"/q/{token}/refuse", {"reason": "Too dear"}).status_code == 302
    now, tries = clock.instant(), 0
    with monkeypatch.context() as away:
        away.setattr(mailing, "send", _away)
        for minutes in range(300):  # asked every minute for five hours, tried less and less often
            away.setattr(clock, "instant", lambda at=now + timedelta(minutes=minutes): at)
            tries += bool(queries.mails_waiting(9))
            assert jobs.send_mails() == 0
    assert tries == 5
    assert told() == []
    monkeypatch.setattr(clock, "instant", lambda: now + timedelta(hours=11))
    assert len(told()) == 1
    assert told() == []


def _away(_message: object, _entity_id: UUID) -> bool:
    raise ConnectionRefusedError


def test_a_program_that_answers_for_the_buyer_tells_the_seller_as_the_page_does(shop: Shop) -> None:
    """Once: not on a dry run, not again for a repeated key, not for a link asked for twice in a day."""
    seller = world.make_user(shop.entity, email="ada@sellers.org")
    seller.language = "en"
    seller.save()
    key = make_key(shop.entity)

    def post(path: str, body: dict[str, str] | None = None, **headers: str) -> int:
        return int(call("POST", f"/offers/{path}", body or {}, key=key, **headers).status_code)

    quote, token = owned(shop, seller)
    assert post(f"{token}/accept?dry_run=true", YES) == 200
    assert post(f"{token}/accept", {**YES, "seen_total": "1"}) == 409
    assert told() == []
    for _repeated in range(2):
        assert post(f"{token}/accept", YES, Idempotency_Key="yes-1") == 200
    assert post(f"{token}/accept", YES) == 409
    ((subject, body),) = told()
    assert subject == f"Menuiserie Chabert accepts {quote.ident}: €7,080.00 incl. VAT"
    assert "Anna Petit, Directrice" in body and mail.outbox[0].to == ["ada@sellers.org"]

    other, token = owned(shop, seller)
    for _repeated in range(2):
        assert post(f"{token}/refuse", {"reason": " Too dear "}, Idempotency_Key="no-1") == 200
    ((subject, body),) = told()
    assert subject == f"Menuiserie Chabert declines {other.ident}" and body.startswith(
        "Too dear\n\n"
    )

    late, token = owned(shop, seller)
    assert renew_link(world.do_as(shop.entity), quote_id=late.id)
    asked = call("POST", f"/offers/{token}/ask-link", key=key)  # the link that was replaced
    assert (asked.status_code, asked.body["number"]) == (200, late.number)
    again = call("POST", f"/offers/{token}/ask-link", key=key)
    assert (again.status_code, again.body["code"]) == (409, "link_asked_today")
    assert Client().post(f"/q/{token}/ask").status_code == 302
    assert call("POST", "/offers/none/ask-link", key=key).status_code == 404
    ((subject, body),) = told()
    assert subject == f"Menuiserie Chabert asks for a new link to {late.ident}"


def test_what_is_due_today_is_not_asked_a_second_time_in_what_comes_later(shop: Shop) -> None:
    """Today 7,080.00 and the first month of 432.00; then eleven months: 12,264.00 in all."""
    lines = (LineIn(sku="PUMP", quantity=D(2)), LineIn(sku="CARE", quantity=D(10)))
    quote = make_quote(shop, *lines, language="en", term_months=12)
    page = text(Client().get(f"/q/{send(shop, quote.id)}/"))
    assert re.findall(r"<dd>(€[\d,.]+)", page)[:2] == ["€7,512.00", "€432.00"]
    assert re.search(r"per month, 11 times from \d+\s\w+ 20\d\d \(€360.00 excl. VAT\)", page)
    assert quoting.quote(quote.id).gross_minor == 751_200 + 11 * 43_200


def test_a_proposal_is_taken_up_to_the_cent_answered_or_rejected(shop: Shop) -> None:
    quote, token = offered(shop)
    page, pump = f"/q/{token}/", quote.lines[0].id
    send_it = {
        "kind": "net",
        "net": "8000",
        f"wanted-{pump}": "3",
        "reason": "Budget",
        "author": "Anna",
    }
    assert Client().post(page + "counter", {**send_it, "net": "abc"}).status_code == 422
    assert Client().post(page + "counter", {**send_it, "reason": ""}).status_code == 422
    assert Client().post(page + "counter", send_it).status_code == 302
    assert Client().post(page + "counter", send_it).status_code == 422  # one at a time
    browser = Client()
    browser.force_login(world.make_user(shop.entity))
    (open_one,) = queries.counters(quote.series)
    desk, about = f"/room/{quote.id}/", {"counter": str(open_one.id)}
    assert browser.post(desk + "take", about).status_code == 302
    (taken,) = queries.counters(quote.series)
    assert taken.state == "accepted"
    fresh = quoting.quote(taken.to_quote_id)
    assert (fresh.net_minor, fresh.lines[0].quantity, fresh.version) == (800_000, D(3), 2)
    send(shop, fresh.id)
    Client().post(
        page + "counter", {"kind": "percent", "percent": "50", "reason": "More", "author": "A"}
    )
    desk, about = f"/room/{fresh.id}/", {"counter": str(queries.counters(quote.series)[0].id)}
    assert browser.post(desk + "reject", {**about, "reason": "Too much"}).status_code == 302
    assert "Too much" in text(Client().get(page))
    Client().post(
        page + "counter", {"kind": "percent", "percent": "20", "reason": "Half", "author": "A"}
    )
    about = {"counter": str(queries.counters(quote.series)[0].id)}
    assert browser.post(desk + "take", {**about, "value": "10", "note": "Ten"}).status_code == 302
    last = queries.counters(quote.series)[0]
    assert last.state == "countered"
    assert quoting.quote(last.to_quote_id).net_minor == 3 * 295_000 * 9 // 10
    with pytest.raises(NotAllowed):
        proposals.reject_counter(world.do_as(shop.entity), counter_id=last.id, reason="late")


def test_what_is_chosen_is_counted_by_the_server_and_bought_as_it_was_seen(shop: Shop) -> None:
    quote, token = offered(shop)
    pump = quote.lines[0].id
    page = f"/q/{token}/"
    chosen = text(Client().post(page + "options", {f"quantity-{pump}": "4"}))
    assert 'name="seen" value="1416000"' in chosen  # 4 × 2 950.00 at 20 %
    assert Client().post(page + "options", {f"quantity-{pump}": "5"}).status_code == 422
    assert Client().post(page + "options", {f"quantity-{pump}": "many"}).status_code == 422
    wrong = {**YES, f"quantity-{pump}": "4", "seen": str(quote.gross_minor)}
    assert Client().post(page + "accept", wrong).status_code == 422
    assert quoting.quote(quote.id).state == "sent"
    for _ in range(2):
        assert Client().post(page + "accept", {**wrong, "seen": "1416000"}).status_code == 302
    done = quoting.quote(quote.id)
    assert (done.gross_minor, done.lines[0].quantity) == (1_416_000, D(4))
    book = Client().get(page + "xlsx")
    assert book.content.startswith(b"PK")


def test_readings_are_counted_by_link_and_forgotten_in_time(shop: Shop) -> None:
    quote, token = offered(shop)
    _paul, own = invited(shop, quote, "Paul", "look")
    for link, agent in ((own, "Firefox"), (own, "Chrome"), (f"/q/{token}/", "iPhone Mobile")):
        with override_settings(COMPTOIR_COUNTRY_HEADER="X-Country"):
            told = {"at": "answer", "answer": "30"}
            extra = {"HTTP_USER_AGENT": agent, "HTTP_X_COUNTRY": "FR"}
            assert Client().post(link + "seen", told, **extra).status_code == 204
    staff = Client()
    staff.force_login(world.make_user(shop.entity))
    staff.post(own + "seen", {"at": "answer", "answer": "30"})
    page = text(staff.get(f"/room/{quote.id}/"))
    assert len(queries.visits(quote.series)) == 3
    assert "Opened in 2 browsers" in page
    assert "phone FR" in page
    with pytest.raises(DomainError):
        actions.forget_visits(world.do_as(shop.entity))
    long_ago = clock.instant() - timedelta(days=181)
    Visit.objects.update(began_at=long_ago, last_at=long_ago)
    assert actions.forget_visits(world.do_as(shop.entity)).count == 3
    assert queries.visits(quote.series) == []


def test_the_seller_asks_for_signatures_from_the_quote(shop: Shop) -> None:
    quote, _token = offered(shop)
    browser = Client()
    browser.force_login(world.make_user(shop.entity))
    assert f"/room/{quote.id}/sign" in text(browser.get(f"/room/{quote.id}/panel"))
    assert browser.post(f"/room/{quote.id}/sign").status_code == 422  # nobody decides yet
    _paul, own = invited(shop, quote, "Paul", "decide")
    answer = browser.post(f"/room/{quote.id}/sign")
    assert "paul@buyers.org" in text(browser.get(answer["Location"]))
    Client().post(own + "accept", YES)
    made = browser.post(f"/room/{quote.id}/sign")["Location"]
    assert made.endswith("/signatures")
    assert "Anna Petit" in text(browser.get(made))


def test_what_comes_too_often_is_told_to_wait(shop: Shop) -> None:
    _quote, token = offered(shop)
    assert [limits.take("x", "y", 2) for _ in range(3)] == [True, True, False]
    for n in range(31):
        answer = Client().post(f"/q/{token}/question", {"text": f"{n}?", "author": "A"})
    assert answer.status_code == 429
    limits.sweep()


def test_another_company_reaches_nothing_of_a_room(shop: Shop) -> None:
    quote, _token = offered(shop)
    paul, _own = invited(shop, quote, "Paul", "look")
    other = world.make_entity(code="OTHER", name="Autre", siren="", siret="", vat_number="")
    browser = Client()
    browser.force_login(world.make_user(other, Role.SALES))
    for path in ("", "panel"):
        assert browser.get(f"/room/{quote.id}/{path}").status_code == 404
    for deed, given in (
        (actions.revoke_buyer, {"buyer_id": paul.id, "quote_id": quote.id}),
        (actions.invite_buyer, {"quote_id": quote.id, "name": "X", "email": "x@y.org"}),
        (actions.answer_question, {"quote_id": quote.id, "text": "x", "author": "y"}),
    ):
        with pytest.raises(DomainError):
            deed(world.do_as(other), **given)
    assert len(queries.buyers(quote.series)) == 1


def test_the_database_keeps_what_was_said_and_decided(shop: Shop) -> None:
    quote, token = offered(shop)
    paul, _own = invited(shop, quote, "Paul", "look")
    do = begin(CUSTOMER, shop.entity)
    actions.ask_question(do, quote_id=quote.id, text="Why?", author="Anna")
    made = proposals.make_counter(
        begin(CUSTOMER, shop.entity), quote_id=quote.id, kind="percent", value=D(5), author="Anna",
        reason="Budget",
    )  # fmt: skip
    proposals.withdraw_counter(begin(CUSTOMER, shop.entity), counter_id=made.counter_id)
    kept = Counter.objects.get(pk=made.counter_id)
    row = {f.attname: getattr(kept, f.attname) for f in Counter._meta.concrete_fields}
    row |= {"id": quote.id, "state": "open", "closed_at": None}
    tries = [
        lambda: Message.objects.update(text="other"),
        lambda: Message.objects.all().delete(),
        lambda: Counter.objects.update(reason="other"),
        lambda: Buyer.objects.filter(pk=paul.id).delete(),
        lambda: Buyer.objects.filter(pk=paul.id).update(role="boss"),
        lambda: Buyer.objects.filter(pk=paul.id).update(name=""),
        lambda: Counter.objects.create(**{**row, "value": None}),
        lambda: Counter.objects.create(**{**row, "state": "lost"}),
        lambda: Counter.objects.create(**{**row, "reason": ""}),
        lambda: Counter.objects.create(**{**row, "closed_at": clock.instant()}),
        lambda: Message.objects.create(
            entity_id=shop.entity, series=quote.series, quote_id=quote.id, side="they", text="x"
        ),
        lambda: Message.objects.create(
            entity_id=shop.entity, series=quote.series, quote_id=quote.id, side="buyer", text=""
        ),
        lambda: Visit.objects.create(
            entity_id=shop.entity, series=quote.series, quote_id=quote.id,
            began_at=clock.instant(), last_at=clock.instant() - timedelta(days=1),
        ),
    ]  # fmt: skip
    for deed in tries:
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()
    renew_link(world.do_as(shop.entity), quote_id=quote.id)
    assert Client().get(f"/q/{token}/").status_code == 410
