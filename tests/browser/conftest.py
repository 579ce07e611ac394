"""Chromium against the real application: a live server, a logged-in context per role, axe.

Set COMPTOIR_CHROMIUM, or have `chromium` on the path; without it these tests are skipped with a line
that says how to get it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings

from comptoir.platform.models import User
from tests.browser.driving import session
from tests.world import make_entity


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives the browser."""
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def company(transactional_db: None) -> Any:
    """One of our companies, in the database that the live server reads."""
    return make_entity()


@pytest.fixture
def visit(chromium: Any, live_server: Any, company: Any) -> Iterator[Callable[..., Any]]:
    """visit("/path", user=…, locale="fr", scheme="dark", width=360) → the page, its errors in `.errors`."""
    contexts = []

    def open_page(
        path: str, *, user: User | None = None, locale: str = "en", scheme: str = "light",
        width: int = 1440, bypass_csp: bool = False,
    ) -> Any:  # fmt: skip
        url = live_server.url.replace("127.0.0.1", "localhost")  # passkeys need a name
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, locale=locale,
            bypass_csp=bypass_csp, base_url=url,
        )  # fmt: skip
        contexts.append(context)
        if user is not None:
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": session(user), "url": url}]
            )
        page = context.new_page()
        page.set_default_timeout(60_000)  # a busy machine
        page.errors = []
        page.on("console", lambda m: page.errors.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: page.errors.append(str(e)))
        page.goto(path)
        page.wait_for_load_state("networkidle")
        return page

    yield open_page
    for context in contexts:
        context.close()
