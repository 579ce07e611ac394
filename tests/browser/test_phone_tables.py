"""What is filled in or acted on in a table is done on a phone: rows are cards, nothing scrolls sideways."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from comptoir.demo import playing, signing
from comptoir.platform import clock
from comptoir.stages.ordering import queries as orders
from tests.browser.driving import axe, overflow, person
from tests.scenarios.house import line

Visit = Callable[..., Any]
SIDEWAYS = (
    "[...document.querySelectorAll('.scroll')].filter(e => e.scrollWidth > e.clientWidth).length"
)
OUTSIDE = """() => [...document.querySelectorAll("main :is(input, select, button, a, td, th)")]
  .filter(e => e.offsetWidth > 1 && !e.closest("thead, .tabs, .sr"))
  .filter(e => e.getBoundingClientRect().right > innerWidth + 0.5).map(e => e.outerHTML.slice(0, 90))"""


@pytest.fixture
def company(transactional_db: None) -> UUID:
    """The id of a contract that runs, with a service and a request for signatures."""
    today = clock.instant().date()
    entity_id, _book = playing.found("PHONE", "Lumen", today - timedelta(days=90))
    buyer = playing.customer(entity_id, 1)
    lines = [line("SUP-PRO", 5), line("API", 1)]
    order_id = playing.signed(entity_id, buyer, lines, title="Supervision", term_months=12)
    found = orders.order(order_id).contract_id
    assert found is not None
    signing.asked(entity_id, found)
    return found


@pytest.mark.parametrize(("language", "scheme"), [("fr", "light"), ("en", "dark")])
def test_a_contract_is_amended_and_its_signers_are_named_on_a_phone(
    visit: Visit, company: UUID, language: str, scheme: str
) -> None:
    user = person()
    user.language = language
    user.save()
    looks = {"user": user, "locale": language, "scheme": scheme, "width": 360, "bypass_csp": True}
    page = visit(f"/quoting/amend/{company}", **looks)
    names = page.eval_on_selector_all(
        ".entry tbody tr:first-child td", "all => all.map(e => e.dataset.label)"
    )
    assert names == {
        "fr": ["Quantité", "Prix", "Nouvelle fin", "Remplacer par"],
        "en": ["Quantity", "Price", "New end", "Replace by"],
    }[language]  # fmt: skip
    held(page)
    quantity = page.locator("[name^=quantity-]").first
    quantity.fill("8")
    page.wait_for_selector("#effect .total")
    held(page)
    page.goto(f"/contracting/{company}/signatures")
    held(page)
    page.goto(f"/contracting/{company}")
    held(page)
    page.locator("a[href*='/signings/']").first.click()
    page.wait_for_selector(".entry .chip")
    held(page)
    assert page.locator(".entry form button").first.is_visible()
    page.goto(f"/contracting/{company}")
    page.locator(".side a[href*='/quoting/']").first.click()  # the offer that was accepted
    page.wait_for_selector(".entry td[data-label]")
    held(page)
    assert page.errors == []


def held(page: Any) -> None:
    """Neither the page nor a list in it is wider than the phone, and axe has nothing to say."""
    assert overflow(page) <= 0
    assert page.evaluate(SIDEWAYS) == 0
    assert page.evaluate(OUTSIDE) == []
    assert axe(page) == []
