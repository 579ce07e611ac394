"""A mail server that does not do what it should; set as EMAIL_BACKEND by its name."""

from __future__ import annotations

from smtplib import SMTPRecipientsRefused
from typing import Any

from django.core.mail.backends.base import BaseEmailBackend

AWAY = "tests.scenarios.post.Away"
NOBODY = "tests.scenarios.post.NobodyThere"


class Away(BaseEmailBackend):
    """Nobody answers."""

    def send_messages(self, messages: Any) -> int:
        raise ConnectionRefusedError(111, "Connection refused")


class NobodyThere(BaseEmailBackend):
    """The server knows no such address."""

    def send_messages(self, messages: Any) -> int:
        raise SMTPRecipientsRefused({m.to[0]: (550, b"5.1.1 No such user") for m in messages})
