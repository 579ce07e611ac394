"""The customer's page behind a private link: never an error page, no JavaScript, no account."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from comptoir.pages.portal import queries as room
from comptoir.platform.models import EventRow
from comptoir.stages.quoting import actions, queries
from tests import world
from tests.stages.quoting.deal import Shop, make_quote, make_shop, send

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop() -> Shop:
    return make_shop()


def text(answer) -> str:
    return answer.content.decode()


def happened(quote_id, name: str) -> int:
    return EventRow.objects.filter(subject_id=quote_id, name=name).count()


def test_a_mail_scanner_opens_nothing_a_person_does_once_a_day(shop: Shop) -> None:
    quote = make_quote(shop)
    token = send(shop, quote.id)
    for _ in range(3):
        answer = Client().get(f"/q/{token}/")
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "no-store"
    assert happened(quote.id, "QuoteOpened") == 0
    assert text(answer).count("<form") >= 2
    for _ in range(2):
        told = {"at": "lines", "lines": "12", "summary": "3", "price": "9", "conditions": "-4"}
        phone = {"HTTP_USER_AGENT": "Mozilla/5.0 (iPhone; Mobile)", "REMOTE_ADDR": "192.0.2.7"}
        assert Client().post(f"/q/{token}/seen", told, **phone).status_code == 204
    assert happened(quote.id, "QuoteOpened") == 1
    (visit,) = room.visits(quote.series)
    assert (visit.device, visit.parts, visit.last_part) == (
        "phone", {"summary": 6, "lines": 24}, "lines",
    )  # fmt: skip


def test_accepting_twice_is_accepting_once(shop: Shop) -> None:
    quote = make_quote(shop)
    token = send(shop, quote.id)
    yes = {"name": "Anna Petit", "role": "Directrice", "consent": "yes"}
    for _ in range(2):
        assert Client().post(f"/q/{token}/accept", yes).status_code == 302
    assert happened(quote.id, "QuoteAccepted") == 1
    accepted = queries.quote(quote.id)
    assert (accepted.state, accepted.accepted_role) == ("accepted", "Directrice")
    assert quote.number in accepted.consent
    assert "Anna Petit" in text(Client().get(f"/q/{token}/"))


def test_without_consent_the_page_says_so_and_keeps_what_was_typed(shop: Shop) -> None:
    token = send(shop, make_quote(shop).id)
    answer = Client().post(f"/q/{token}/accept", {"name": "Anna", "role": "CEO"})
    assert answer.status_code == 422
    assert 'value="Anna"' in text(answer)
    assert queries.quote_by_token(token).state == "sent"


def test_a_refusal_needs_a_reason(shop: Shop) -> None:
    token = send(shop, make_quote(shop).id)
    assert Client().post(f"/q/{token}/refuse", {"reason": " "}).status_code == 422
    assert Client().post(f"/q/{token}/refuse", {"reason": "too dear"}).status_code == 302
    assert queries.quote_by_token(token).refused_reason == "too dear"


def test_an_expired_link_shows_who_to_contact_and_asks_for_a_new_one(shop: Shop) -> None:
    quote = make_quote(shop)
    token = send(shop, quote.id)
    world.move_to(shop.entity, date(2026, 2, 5))
    page = Client().get(f"/q/{token}/")
    assert page.status_code == 200
    assert "compta@atelier-beaumont.example" in text(page)
    assert f"/q/{token}/ask" in text(page)
    yes = {"name": "Anna", "role": "CEO", "consent": "yes"}
    assert Client().post(f"/q/{token}/accept", yes).status_code == 302
    assert queries.quote(quote.id).accepted_at is None
    for _ in range(2):
        assert Client().post(f"/q/{token}/ask").status_code == 302
    assert happened(quote.id, "QuoteLinkAsked") == 1
    assert f"/q/{token}/ask" not in text(Client().get(f"/q/{token}/"))


def test_a_replaced_or_wrong_link_is_answered_in_words(shop: Shop) -> None:
    quote = make_quote(shop)
    old = send(shop, quote.id)
    actions.renew_link(world.do_as(shop.entity), quote_id=quote.id)
    for token, status in ((old, 410), ("nonsense", 404), ("a:b:c", 404)):
        page = Client().get(f"/q/{token}/")
        assert page.status_code == status
        assert "compta@atelier-beaumont.example" in text(page)
        assert ("/q/lost" if status == 404 else f"/q/{old}/ask") in text(page)
    yes = {"name": "Anna", "role": "CEO", "consent": "yes"}
    assert Client().post(f"/q/{old}/accept", yes).status_code == 410
    assert queries.quote(quote.id).state == "sent"
    Client().post(f"/q/{old}/ask")
    lost = {"number": quote.number, "email": "nobody@chabert.example"}
    assert Client().get("/q/lost").status_code == Client().post("/q/lost", lost).status_code == 200
    assert happened(quote.id, "QuoteLinkAsked") == 1


def test_html_in_names_is_shown_not_run(shop: Shop) -> None:
    quote = make_quote(shop, title="<script>alert(1)</script>")
    token = send(shop, quote.id)
    page = text(Client().get(f"/q/{token}/"))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_the_pdf_is_the_one_that_was_kept(shop: Shop) -> None:
    quote = make_quote(shop)
    token = send(shop, quote.id)
    first, second = (Client().get(f"/q/{token}/pdf").content for _ in range(2))
    assert first == second
    assert first.startswith(b"%PDF-1.7")
