"""Two people edit one quote: what the second one reads, and how they go on."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from comptoir.platform.roles import Role
from comptoir.stages.quoting import queries
from comptoir.stages.quoting.editing_models import Presence
from comptoir.stages.quoting.presence import KEPT, Other
from tests import world
from tests.stages.quoting.deal import make_quote, make_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def two() -> tuple[Client, Client, queries.QuoteFacts]:
    shop = make_shop()
    clients = []
    for email in ("ada@atelier.example", "bob@atelier.example"):
        client = Client()
        client.force_login(world.make_user(shop.entity, Role.SALES, email=email))
        clients.append(client)
    return clients[0], clients[1], make_quote(shop)


def test_the_grid_says_both_quantities_as_people_write_them(two):
    ada, bob, quote = two
    line = quote.lines[0]
    url = reverse("quoting:grid", args=[quote.id])

    def put(client: Client, value: str):
        asked = {"op": "change", "id": line.id, "rev": line.revision, "cell": "quantity"}
        return client.post(url, json.dumps({**asked, "value": value}), "application/json")

    assert put(ada, "9").status_code == 200
    refused = put(bob, "11")
    assert refused.status_code == 409
    told = json.loads(refused.content)["refused"]["detail"]
    assert told.endswith("yours: 11, now: 9") and "by Ada Martin" in told
    assert queries.quote(quote.id).lines[0].quantity == 9


def test_the_terms_say_both_values_at_each_field_and_saving_again_replaces_them(two):
    ada, bob, quote = two
    url = reverse("quoting:terms", args=[quote.id])
    form = {
        "title": "", "valid_until": quote.valid_until.isoformat(), "discount": "",
        "term_months": quote.term_months, "language": quote.language, "note": "", "deposit": "",
        "revision": quote.revision,
    }  # fmt: skip
    assert ada.post(url, {**form, "title": "North", "deposit": "30"}).status_code == 302
    refused = bob.post(url, {**form, "title": "South", "deposit": "20"})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "yours: South, now: North" in page and "yours: 20, now: 30" in page
    now = queries.quote(quote.id)
    assert (now.title, now.deposit_percent) == ("North", 30)
    assert f'name="revision" value="{now.revision}"' in page
    again = bob.post(url, {**form, "title": "South", "deposit": "20", "revision": now.revision})
    assert again.status_code == 302
    assert queries.quote(quote.id).title == "South"


def test_the_terms_leave_alone_what_only_the_other_one_touched(two):
    ada, bob, quote = two
    url = reverse("quoting:terms", args=[quote.id])

    def as_shown(client: Client) -> dict[str, str]:
        page = client.get(url)
        said = {b.name: str(b.value() or "") for b in page.context["form"]}
        before = {f"initial-{name}": value for name, value in said.items()}
        return {**said, **before, "revision": str(page.context["revision"])}

    bobs = as_shown(bob)
    adas = {"deposit": "30", "discount": "5 %", "note": "as agreed"}
    assert ada.post(url, {**as_shown(ada), **adas}).status_code == 302
    assert bob.post(url, {**bobs, "title": "South"}).status_code == 302
    now = queries.quote(quote.id)
    assert (now.title, now.deposit_percent, now.note) == ("South", 30, "as agreed")
    assert (now.discount_kind, now.discount_value) == ("percent", 5)


def meet(client: Client, quote: queries.QuoteFacts, **asked: Any) -> Any:
    url = reverse("quoting:others", args=[quote.id])
    return client.post(url, json.dumps(asked), "application/json").json()


def test_each_sees_where_the_other_is_and_that_they_are_gone(two):
    ada, bob, quote = two
    assert meet(ada, quote)["people"] == []
    second = quote.lines[1]
    [other] = meet(bob, quote, line=second.id)["people"]
    assert (other["initials"], other["said"]) == ("AM", "Ada Martin has this quote open")
    [other] = meet(ada, quote)["people"]
    assert (other["said"], other["line"]) == ("Ada Martin is editing line 2", second.id)
    before = Presence.objects.count()
    [other] = meet(ada, quote, line=None)["people"]  # asked again: renewed, not added
    assert (Presence.objects.count(), before) == (2, 2)
    meet(bob, quote, gone=True)
    assert meet(ada, quote)["people"] == []


def test_who_does_not_ask_again_is_forgotten_and_a_removed_line_is_no_place(two):
    ada, bob, quote = two
    meet(bob, quote, line=2**40)
    [other] = meet(ada, quote)["people"]
    assert (other["line"], other["said"]) == (None, "Ada Martin has this quote open")
    late = Presence.objects.get(line_id=2**40)
    late.seen_at -= KEPT + timedelta(seconds=1)
    late.save()
    assert meet(ada, quote)["people"] == []
    assert Presence.objects.count() == 1
    assert meet(bob, quote)["people"] != []  # and comes back


def test_the_poll_tells_the_revision_so_that_the_rows_are_asked_for(two):
    ada, bob, quote = two
    line, url = quote.lines[0], reverse("quoting:grid", args=[quote.id])
    asked = {"op": "change", "id": line.id, "rev": 1, "cell": "quantity", "value": "9"}
    ada.post(url, json.dumps(asked), "application/json")
    assert meet(bob, quote)["revision"] == quote.revision + 1
    told = bob.post(url, json.dumps({"op": "look"}), "application/json").json()
    assert (told["partial"], told["rows"][0]["quantity"]) == (False, "9")
    assert queries.quote(quote.id).revision == quote.revision + 1  # to look changes nothing


@pytest.mark.parametrize(
    ("name", "initials"),
    [("Marie Dubois", "MD"), ("Zoé", "Z"), ("Jean de La Tour", "JT"), ("- -", "?"), ("", "?")],
)
def test_initials_are_of_the_first_and_last_name(name: str, initials: str) -> None:
    assert Other(name, None, None).initials == initials
