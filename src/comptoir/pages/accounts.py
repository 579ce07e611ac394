"""Log-in: nobody signs up by themselves; an administrator invites."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedSignup(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Everything but "you are logged in": the page that opens says so."""
        template = kwargs.get("message_template") or (args[0] if args else "")
        if template != "account/messages/logged_in.txt":
            super().add_message(request, level, *args, **kwargs)
