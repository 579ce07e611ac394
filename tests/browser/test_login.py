"""Getting in: password, authenticator app, passkey; every page of the account is CSP-clean."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache

from tests.browser.driving import PASSWORD, axe, overflow, person

pytestmark = pytest.mark.django_db(transaction=True)
Visit = Callable[..., Any]


def code_of(secret: str) -> str:
    """What the authenticator app shows now."""
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def log_in(page: Any, email: str) -> None:
    page.locator("#id_login").fill(email)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("form.form button").click()
    page.wait_for_load_state("networkidle")


def confirm(page: Any) -> None:
    """Give the password again where the account's pages ask for it."""
    if "reauthenticate" in page.url:
        page.locator("#id_password").fill(PASSWORD)
        page.locator("form.form button").click()
        page.wait_for_load_state("networkidle")


def test_a_password_opens_the_page_that_was_asked_for(visit: Visit) -> None:
    user = person()
    page = visit("/settings/")
    assert page.get_by_text("sign up").count() == 0
    log_in(page, user.email)
    assert page.url.endswith("/settings/")
    assert page.locator("h1").inner_text() == "Settings"
    assert page.errors == []


def test_a_wrong_password_says_so_and_lets_nobody_in(visit: Visit) -> None:
    person()
    page = visit("/accounts/login/")
    page.locator("#id_login").fill("admin@lumen.example")
    page.locator("#id_password").fill("wrong")
    page.locator("form.form button").click()
    page.wait_for_load_state("networkidle")
    assert page.locator("[role=alert]").count() == 1
    assert "/accounts/login/" in page.url


def test_an_authenticator_app_is_enrolled_and_then_asked_for(visit: Visit) -> None:
    user = person()
    page = visit("/accounts/2fa/totp/activate/", user=user)
    confirm(page)
    secret = page.locator("#authenticator_secret").input_value()
    page.locator("#id_code").fill(code_of(secret))
    page.locator("form.form button[type=submit]").click()
    page.wait_for_load_state("networkidle")
    assert Authenticator.objects.filter(user=user, type="totp").exists()
    assert page.errors == []

    other = visit("/accounts/login/")
    log_in(other, user.email)
    assert "/accounts/2fa/authenticate/" in other.url
    other.locator("#id_code").fill(_next_code(secret))
    other.locator("form.form button[type=submit]").first.click()
    other.wait_for_load_state("networkidle")
    assert other.locator("h1").inner_text() == "Home"
    assert other.errors == []


def _next_code(secret: str) -> str:
    """A code is good once; forget that the enrolment used this one."""
    cache.clear()
    return code_of(secret)


def test_a_passkey_is_added_and_opens_the_door_under_the_content_security_policy(
    visit: Visit,
) -> None:
    user = person()
    page = visit("/accounts/2fa/webauthn/add/", user=user)
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
    }})  # fmt: skip
    confirm(page)
    page.locator("#id_name").fill("laptop")
    if page.locator("#id_passwordless").count():
        page.locator("#id_passwordless").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(lambda url: "/add/" not in url)
    assert Authenticator.objects.filter(user=user, type="webauthn").count() == 1
    page.goto("/accounts/2fa/webauthn/")
    assert page.get_by_text("laptop").count() == 1
    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.locator("#passkey_login").click()
    page.locator("h1", has_text="Home").wait_for()
    assert page.errors == []


@pytest.mark.parametrize("locale", ["fr", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_the_account_are_accessible(
    visit: Visit, settings: Any, locale: str, scheme: str
) -> None:
    user, settings.COMPTOIR_TRY = person(), True
    options = {"locale": locale, "scheme": scheme, "width": 360, "bypass_csp": True}
    page = visit("/accounts/login/", **options)
    assert axe(page) == []
    assert overflow(page) == 0
    page.goto("/try/")
    assert (axe(page), overflow(page)) == ([], 0)
    page = visit("/accounts/2fa/", user=user, **options)
    for path in (
        "/accounts/2fa/",
        "/accounts/2fa/webauthn/",
        "/accounts/password/change/",
        "/accounts/logout/",
        "/settings/account",
    ):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        assert (path, axe(page), overflow(page)) == (path, [], 0)
