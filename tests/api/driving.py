"""Keys, people and clients for tests of the API."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client

from comptoir.pages import keys
from comptoir.platform.models import User, UserRole
from comptoir.platform.roles import Role
from tests.world import do_as


def make_person(*roles: Role, email: str = "admin@lumen.example") -> User:
    """One of the staff with these roles; an administrator without any."""
    user: User = get_user_model().objects.create_user(
        email, "correct horse battery", name="Camille Roux"
    )  # type: ignore[assignment]
    UserRole.objects.bulk_create(UserRole(user=user, role=r.value) for r in roles or (Role.ADMIN,))
    return user


def make_key(
    entity_id: UUID,
    *roles: Role,
    scopes: tuple[str, ...] = ("*",),
    email: str = "key@lumen.example",
) -> str:
    """The secret of a key that acts for a new person with these roles."""
    user = make_person(*roles, email=email)
    do = do_as(entity_id)
    keys.make_key(do, name="test", user_id=user.pk, granted=list(scopes))
    return str(do.answer)


def call(method: str, path: str, body: Any = None, *, key: str = "", **headers: str) -> Any:
    """One call as another program makes it; `.json()` of the answer is `.body`."""
    sent: dict[str, Any] = {"content_type": "application/json"} if body is not None else {}
    if body is not None:
        sent["data"] = json.dumps(body)
    if key:
        headers["Authorization"] = f"Bearer {key}"
    names = {f"HTTP_{k.upper().replace('-', '_')}": v for k, v in headers.items()}
    answer = Client(raise_request_exception=False).generic(
        method,
        "/api/v1" + path,
        sent.get("data", ""),
        sent.get("content_type", "application/json"),
        **names,
    )
    if answer.streaming:
        answer.body = b"".join(answer).decode()  # type: ignore[attr-defined]
    else:
        told = answer.content and "json" in answer.headers["Content-Type"]  # else a file
        answer.body = answer.json() if told else None  # type: ignore[attr-defined]
    return answer


def row_counts() -> dict[str, int]:
    """How many rows each of our tables holds."""
    with connection.cursor() as cursor:
        tables = [
            t for t in connection.introspection.table_names(cursor) if not t.startswith("django_")
        ]
        counts = {}
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            counts[table] = cursor.fetchone()[0]
    return counts
