"""An address that only takes a form: opened like a page, it leads to the page above it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from comptoir.stages.pricing import actions as pricing
from comptoir.stages.quoting import actions as quoting
from tests.api.driving import make_person, row_counts
from tests.world import TODAY, do_as, make_customer, make_entity

pytestmark = pytest.mark.django_db
EXAMPLES = {
    "uuid": "01a2014b-3567-7202-a822-2499d927c92f", "int": "1", "str": "x", "slug": "x", "path": "x",
}  # fmt: skip


@pytest.fixture
def entity_id() -> UUID:
    return make_entity()


@pytest.fixture
def staff(entity_id: UUID) -> Client:
    client = Client()
    client.force_login(make_person())
    return client


def routes() -> list[str]:
    """Every address of ours, with something for each parameter."""
    found: list[str] = []

    def walk(parts: list[Any], prefix: str) -> None:
        for part in parts:
            here = prefix + str(part.pattern)
            if here.startswith(("accounts/", "api/")):
                continue
            if isinstance(part, URLResolver):
                walk(part.url_patterns, here)
            elif isinstance(part, URLPattern):
                found.append("/" + here)

    walk(get_resolver().url_patterns, "")
    return [_filled(route) for route in found]


def _filled(route: str) -> str:
    while "<" in route:
        head, _, rest = route.partition("<")
        kind, _, tail = rest.partition(">")
        route = head + EXAMPLES[kind.partition(":")[0]] + tail
    return route


def test_no_address_answers_a_reader_with_an_empty_page(staff: Client) -> None:
    led = []
    for route in routes():
        answer = staff.get(route)
        assert answer.status_code != 405, route
        assert answer.status_code < 500, route
        if answer.status_code == 302 and route.rstrip("/").startswith(answer.url.rstrip("/")):
            led.append(route)
    assert len(led) > 25, "addresses that only take a form"


def test_the_page_of_a_quote_just_sent_is_reloaded_and_changes_its_language(
    staff: Client, entity_id: UUID
) -> None:
    customer_id = make_customer(entity_id)
    pricing.create_book(do_as(entity_id), code="FR", name="2026", currency="EUR", starts_on=TODAY)
    quote = quoting.draft_quote(do_as(entity_id), customer_id=customer_id, title="Atelier").quote_id
    sent = f"/quoting/{quote}/send"
    assert staff.get(sent).url == f"/quoting/{quote}/"
    answer = staff.post(
        "/shell/preferences/", {"comptoir_language": "en"}, follow=True,
        headers={"referer": f"http://testserver{sent}"},
    )  # fmt: skip
    assert answer.status_code == 200
    assert answer.redirect_chain[-1][0] == f"/quoting/{quote}/"


def test_a_form_sent_to_a_page_that_takes_none_is_told_so_and_writes_nothing(
    staff: Client, entity_id: UUID
) -> None:
    staff.get("/")
    before = row_counts()
    answer = staff.post(f"/quoting/{EXAMPLES['uuid']}/products")
    assert answer.status_code == 405
    assert "nothing was saved" in answer.content.decode()
    assert row_counts() == before
