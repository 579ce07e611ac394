"""Home, palette, customer 360 and order 360 in Chromium, by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from tests.browser.driving import person
from tests.pages.desk.deals import Deal, half_done

pytestmark = pytest.mark.django_db(transaction=True)
Visit = Callable[..., Any]


@pytest.fixture
def deal(company: UUID) -> Deal:
    return half_done(company)


def test_the_palette_opens_an_order_by_its_number(visit: Visit, deal: Deal) -> None:
    page = visit("/", user=person())
    page.keyboard.press("Control+k")
    page.locator("#palette-input").fill(deal.number)
    page.locator("#palette-list [role=option]", has_text=deal.number).first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/orders/{deal.order_id}")
    assert "Ateliers Morvan" in page.locator("h1").inner_text()
    assert page.errors == []


def test_the_order_answers_where_it_is(visit: Visit, deal: Deal) -> None:
    page = visit(f"/orders/{deal.order_id}", user=person())
    assert "4 of 6" in page.locator("#where").inner_text()
    assert page.locator(".steps li").count() == 6
    assert page.locator(".chain li").count() >= 4
    assert page.errors == []
