"""Settings › Features in Chromium: by keyboard, on a phone, in both languages, with axe."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from comptoir.pages.features import actions, queries, table
from comptoir.records.approvals import actions as approvals
from comptoir.records.approvals.actions import ConditionIn
from tests.browser.driving import axe, overflow, person
from tests.world import do_as

pytestmark = pytest.mark.django_db(transaction=True)
Visit = Callable[..., Any]
PAGE = "/settings/features/"


def test_features_are_switched_off_and_back_by_keyboard(visit: Visit, company: UUID) -> None:
    page = visit(PAGE, user=person())
    page.locator("#subscriptions input").focus()
    page.keyboard.press("Space")
    page.locator("#preview button[value=save]").wait_for()
    assert page.locator("#preview").inner_text().count("goes along") == 3
    page.locator("#preview button[value=save]").focus()
    page.keyboard.press("Enter")
    page.locator(".messages", has_text="The features are saved.").wait_for()
    assert "subscriptions" not in queries.on(company)
    page.goto("/invoicing/")
    assert "Subscriptions" not in page.locator(".tabs").inner_text()
    page.goto(PAGE)
    page.locator("button[value=undo]").focus()
    page.keyboard.press("Enter")
    page.locator(".messages", has_text="This company has Full now.").wait_for()
    assert queries.on(company) == table.TIERS["full"]
    assert page.errors == []


@pytest.mark.parametrize(
    ("locale", "scheme", "width"), [("en", "light", 1440), ("fr", "dark", 360)]
)
def test_every_state_of_the_page_can_be_read(
    visit: Visit, company: UUID, locale: str, scheme: str, width: int
) -> None:
    deed = do_as(company)
    many = [ConditionIn("discount", "above", "10")]
    approvals.write_policy(deed, name="Large", conditions=many, role="sales_manager")
    page = visit(
        PAGE, user=person(), locale=locale, scheme=scheme, width=width, bypass_csp=True
    )  # fmt: skip
    assert (axe(page), overflow(page)) == ([], 0)
    page.locator("button[value=starter]").click()
    page.locator("#preview button[value=rest]").wait_for()
    assert (axe(page), overflow(page)) == ([], 0)
    assert "/approvals/policies" in str(page.locator("#preview").inner_html())
    actions.choose_features(do_as(company), on=["approvals"])
    page.goto("/contracting/clauses")
    assert page.locator(".off-note a").get_attribute("href") == f"{PAGE}#contracts"
    assert (axe(page), overflow(page)) == ([], 0)
    assert page.errors == []
