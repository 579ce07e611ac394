"""The doors of a company as others use them: its pages, and its API."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.test import Client

from comptoir.kernel.ids import show_id
from comptoir.platform.roles import Role, permissions_of
from tests.api.driving import call, make_key, make_person
from tests.platform.test_documents import text_of
from tests.scenarios.house import Company

_PEOPLE = count(1)
__all__ = ["Api", "Desk", "program", "rows", "says", "show_id", "someone", "text_of", "words"]


@dataclass(frozen=True)
class Api:
    """Another program with a key; every call must succeed, `refused` must not."""

    key: str

    def get(self, path: str) -> Any:
        return self._done("GET", path, None)

    def post(self, path: str, body: Any = None) -> Any:
        return self._done("POST", path, {} if body is None else body)

    def patch(self, path: str, body: Any) -> Any:
        return self._done("PATCH", path, body)

    def put(self, path: str, body: Any) -> Any:
        return self._done("PUT", path, body)

    def refused(self, method: str, path: str, body: Any = None) -> Any:
        """The problem that the call is answered with."""
        answer = call(method, path, body, key=self.key)
        assert answer.status_code >= 400, answer.body
        return answer.body

    def _done(self, method: str, path: str, body: Any) -> Any:
        answer = call(method, path, body, key=self.key)
        assert answer.status_code < 300, answer.body
        return answer.body


@dataclass(frozen=True)
class Desk:
    """A browser of someone who is logged in, or of a stranger."""

    client: Client

    def page(self, path: str, **query: str) -> str:
        """The words of a page."""
        answer = self.client.get(path, query)
        assert answer.status_code == 200, (path, answer.status_code)
        return words(answer.content.decode())

    def raw(self, path: str, **query: str) -> str:
        return str(self.client.get(path, query).content.decode())

    def sends(self, path: str, **fields: Any) -> Any:
        """Submit a form; follows to the page that answers."""
        return self.client.post(path, fields, follow=True)

    def types(self, path: str, *rows: dict[str, str]) -> Any:
        """Type rows into the grid of lines; what the server answers."""
        body = {"op": "add", "rows": list(rows)}
        return self.client.post(path, body, content_type="application/json").json()


def program(company: Company, *roles: Role) -> Api:
    """A program that acts for someone with these roles, an administrator without any."""
    may = tuple(permissions_of(frozenset(roles))) if roles else ("*",)
    return Api(make_key(company.entity_id, *roles, scopes=may, email=_address()))


def someone(company: Company, *roles: Role) -> Desk:
    """Someone of the staff with these roles at their desk, an administrator without any."""
    client = Client()
    client.force_login(make_person(*roles, email=_address()))
    client.cookies["entity"] = str(company.entity_id)
    return Desk(client)


def _address() -> str:
    """An e-mail address that nobody has yet."""
    return f"person-{next(_PEOPLE)}@lumen.example"


def says(page: str, *facts: str) -> None:
    """The page says each of these facts."""
    missing = [fact for fact in facts if fact not in page]
    assert not missing, f"{missing} not in: {page}"


def words(markup: str) -> str:
    """The main part of a page as it is read: no tags, one space between words."""
    markup = markup.partition("<main")[2].partition("</main>")[0] or markup
    text = html.unescape(re.sub(r"<[^>]*>", " ", markup))
    return " ".join(text.replace("\u202f", " ").split())


def rows(body: Any) -> list[Any]:
    """The items of an answer that is a list, or a page of one."""
    return list(body["items"] if isinstance(body, dict) else body)
