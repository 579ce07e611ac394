"""The style guide in Chromium: keyboard, focus after a swap, palette, themes, axe."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.conftest import CHROMIUM, HOW

playwright = pytest.importorskip("playwright.sync_api")
HERE = Path(__file__).parent

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason=HOW),
]
served: list[str] = []  # the address of the style guide


@pytest.fixture(scope="module", autouse=True)
def style_guide() -> Iterator[None]:
    """The shell alone, without a database, on a port of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{free.getsockname()[1]}"
    roots = [str(HERE.parents[1] / "src"), str(HERE)]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(roots),
           "DJANGO_SETTINGS_MODULE": "lone_settings"}  # fmt: skip
    command = [sys.executable, "-m", "django", "runserver", "--noreload", place]
    with subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL) as server:
        served[:] = [f"http://{place}/shell/"]
        try:
            _wait_for(served[0])
            yield
        finally:
            server.terminate()


def _wait_for(url: str) -> None:
    for _try in range(120):
        try:
            urlopen(url).close()
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise AssertionError(f"no answer at {url}")


@pytest.fixture
def browser(chromium: object) -> object:
    return chromium


def opened(browser, **options):  # type: ignore[no-untyped-def]
    page = browser.new_context(**options).new_page()
    page.errors = []
    page.on("console", lambda m: page.errors.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: page.errors.append(str(e)))
    page.goto(served[0])
    page.wait_for_load_state("networkidle")
    return page


def focused(page):  # type: ignore[no-untyped-def]
    return page.locator(":focus")


def test_j_and_k_move_over_the_rows_and_single_keys_can_be_switched_off(browser) -> None:  # type: ignore[no-untyped-def]
    page = opened(browser, locale="en")
    page.keyboard.press("j")
    page.keyboard.press("j")
    playwright.expect(focused(page)).to_have_text("F-2027-0117")
    page.keyboard.press("k")
    playwright.expect(focused(page)).to_have_text("F-2027-0118")
    page.keyboard.press("?")
    page.get_by_label("Use single-key shortcuts").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    playwright.expect(page.locator("#shortcuts")).not_to_be_visible()
    assert page.errors == []


def test_sorting_keeps_the_focus_on_the_header_and_says_what_is_shown(browser) -> None:  # type: ignore[no-untyped-def]
    page = opened(browser, locale="en")
    page.locator("#invoices-sort-total").focus()
    page.keyboard.press("Enter")
    playwright.expect(page.locator("th[aria-sort=ascending]")).to_have_text("Total incl. VAT")
    playwright.expect(focused(page)).to_have_id("invoices-sort-total")
    playwright.expect(page.locator("#live")).to_have_text("1–8 of 12")
    assert "sort=total" in page.url
    assert page.errors == []


def test_the_palette_opens_finds_goes_and_gives_the_focus_back(browser) -> None:  # type: ignore[no-untyped-def]
    page = opened(browser, locale="en")
    page.locator("#invoices-sort-state").focus()
    page.keyboard.press("Control+k")
    page.keyboard.type("prev")
    playwright.expect(page.locator("#palette-list [role=option]")).to_have_count(1)
    page.keyboard.press("Escape")
    playwright.expect(focused(page)).to_have_id("invoices-sort-state")
    assert page.errors == []


def test_the_theme_is_chosen_at_once_and_remembered(browser) -> None:  # type: ignore[no-untyped-def]
    page = opened(browser, locale="en", color_scheme="light")
    page.locator("[data-theme-choice=dark]").click()
    playwright.expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    playwright.expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.locator("button[value=fr]").click()
    playwright.expect(page.locator("h1")).to_have_text("Guide de style")
    assert page.errors == []


def test_the_font_itself_has_every_sign_of_an_amount(browser) -> None:  # type: ignore[no-untyped-def]
    page = opened(browser, locale="fr")
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    page.evaluate("document.fonts.ready")
    root = session.send("DOM.getDocument", {"depth": -1})["root"]["nodeId"]
    for row in (1, 5):  # `12 345,67 €` and `−85,16 €`
        query = {"nodeId": root, "selector": f"#invoices tbody tr:nth-child({row}) td.n"}
        node = session.send("DOM.querySelector", query)["nodeId"]
        used = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        assert {font["familyName"] for font in used} <= {"Inter", "Comptoir Narrow Space"}


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["fr", "en"])
def test_axe_finds_nothing_and_nothing_runs_over_the_edge(browser, width, scheme, locale) -> None:  # type: ignore[no-untyped-def]
    from axe_playwright_python.sync_playwright import Axe

    page = opened(
        browser,
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        locale=locale,
        bypass_csp=True,  # only so that axe can be injected
    )
    found = Axe().run(page)
    assert [v["id"] for v in found.response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0


def test_a_tree_opens_with_the_right_arrow_and_closes_with_the_left(browser) -> None:  # type: ignore[no-untyped-def]
    page = opened(browser, locale="en")
    rows = page.locator("table[role=treegrid] tbody tr")
    rows.first.focus()
    page.keyboard.press("ArrowRight")  # open already: its first row
    page.keyboard.press("ArrowRight")
    assert focused(page).get_attribute("aria-expanded") == "true"
    assert rows.nth(2).is_visible()
    page.keyboard.press("End")
    assert focused(page).get_attribute("aria-level") == "3"
    page.keyboard.press("ArrowLeft")  # nothing to close: what it stands under
    page.keyboard.press("ArrowLeft")
    assert focused(page).get_attribute("aria-expanded") == "false"
    assert not rows.nth(2).is_visible()
    page.keyboard.press("Enter")  # goes where the row leads
    assert page.url.endswith("#")
    rows.nth(1).locator(".twist").click()
    assert rows.nth(2).is_visible()
    assert page.errors == []
