"""From a customer's name to a sent quote, and from a delivery to an issued invoice, without a mouse."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from comptoir.demo import playing
from comptoir.stages.fulfilling import actions as fulfilling
from comptoir.stages.invoicing import queries as invoices
from comptoir.stages.quoting import queries as quotes
from tests.browser.driving import person
from tests.scenarios.house import line
from tests.world import do_as

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
Visit = Callable[..., Any]


@pytest.fixture
def company(transactional_db: None) -> UUID:
    entity_id, _book = playing.found("KEYS", "Lumen", date(2026, 1, 5))
    return entity_id


def tab_to(page: Any, selector: str) -> None:
    """Press Tab until the focus is on what the selector names, as somebody without a mouse does."""
    page.locator(selector).first.wait_for()
    for _ in range(80):
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {selector}")


def test_a_quote_is_written_and_sent(visit: Visit, company: UUID) -> None:
    buyer = playing.customer(company, 0)
    page = visit("/quoting/new", user=person())
    page.keyboard.type("Morvan")
    page.keyboard.press("Enter")
    page.wait_for_url("**/quoting/new?q=Morvan*")
    tab_to(page, ".choice")
    page.keyboard.press("Enter")
    page.wait_for_url("**/edit")
    quote_id = UUID(page.url.split("/")[-2])
    tab_to(page, "[data-new=sku]")
    page.keyboard.type("ARM-X")
    page.keyboard.press("Tab")
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    page.wait_for_selector("#saved[data-state=saved]")
    page.locator("main").focus()
    tab_to(page, "#send button")
    page.keyboard.press("Enter")
    page.locator(".link-box input[readonly]").wait_for()
    sent = quotes.quote(quote_id)
    assert (sent.state, sent.customer_id) == ("sent", buyer)
    assert [(x.sku, x.quantity) for x in sent.lines] == [("ARM-X", 2)]
    assert page.errors == []


def test_a_delivery_is_invoiced_and_issued(visit: Visit, company: UUID) -> None:
    order_id = playing.signed(company, playing.customer(company, 0), [line("ARM-X", 2)])
    fulfilling.deliver(do_as(company), order_id=order_id)
    page = visit("/invoicing/to-invoice/", user=person())
    page.locator("main").focus()
    tab_to(page, "button[value=draft]")
    page.keyboard.press("Enter")
    page.locator("main a[href*='/invoicing/0']").first.wait_for()
    page.locator("main").focus()
    tab_to(page, "main a[href*='/invoicing/0']")
    page.keyboard.press("Enter")
    page.locator("form[action$='/issue']").wait_for()
    page.locator("main").focus()
    tab_to(page, "form[action$='/issue'] button")
    page.keyboard.press("Enter")
    page.locator(".chip", has_text="Issued").first.wait_for()
    issued = invoices.invoices_of_order(order_id)
    assert [(i.number, i.state) for i in issued] == [("F-2026-0001", "issued")]
    assert page.errors == []
