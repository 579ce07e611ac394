"""What a browser test needs beside the browser: people, log-ins, axe."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client

from comptoir.platform.models import User, UserRole
from comptoir.platform.roles import Role

PASSWORD = "correct horse battery"


def person(*roles: Role, email: str = "admin@lumen.example", name: str = "Camille Roux") -> User:
    """Someone who may log in with PASSWORD."""
    user: User = get_user_model().objects.create_user(email, PASSWORD, name=name)  # type: ignore[assignment]
    UserRole.objects.bulk_create(UserRole(user=user, role=r.value) for r in roles or (Role.ADMIN,))
    return user


def session(user: User) -> str:
    """The session cookie of someone who is logged in."""
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def axe(page: Any) -> list[str]:
    """What axe finds wrong, one line each; the page was opened with `bypass_csp=True`."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {n['target']}" for v in found for n in v["nodes"]]


def overflow(page: Any) -> int:
    """By how many pixels the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))
