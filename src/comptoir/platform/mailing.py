"""The door of e-mails: addresses that are reserved for examples never reach a mail server, and a company that
somebody tries writes to nobody."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from comptoir.platform import clock, home
from comptoir.platform.ids import new_id

RESERVED = (".example", ".test", ".invalid", ".localhost")  # RFC 2606: nobody lives there
SERVER = "django.core.mail.backends.smtp.EmailBackend"
FOLDER = "comptoir.platform.mailing.Folder"


class Folder(BaseEmailBackend):
    """Where there is no mail server: each e-mail is a file, and a line on the terminal."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        place = folder()
        home.make(place)
        for message in messages:
            path = place / f"{time.strftime('%Y%m%d-%H%M%S')}-{new_id().hex[-6:]}.eml"
            path.touch(mode=0o600, exist_ok=False)
            path.write_bytes(message.message().as_bytes())
            to = ", ".join(message.recipients())
            said = f"E-mail to {to}: {message.subject}  ({_short(path)})"
            # a subject may hold what a stranger typed: signs that command a terminal are not written to it
            sys.stdout.write("".join(c if c.isprintable() else " " for c in said) + "\n")
            sys.stdout.flush()
        return len(messages)


def folder() -> Path:
    """Where the e-mails of a machine without a mail server are kept."""
    return home.home() / "mail"


def _short(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def reachable(address: str) -> bool:
    """Whether an e-mail may arrive there at all."""
    return not address.lower().endswith(RESERVED)


def send(message: EmailMessage, entity_id: UUID) -> bool:
    """Hand a company's message over; False where nobody would get it. Raises OSError when the server is away.

    Without a mail server everything is kept, examples too: that is how they are read. A company that somebody
    tries sends nothing: whoever signed up has proved no address, their own included.
    """
    if clock.is_tried(entity_id):
        return False
    if settings.EMAIL_BACKEND == SERVER:
        message.to = [address for address in message.to if reachable(address)]
        if not message.to:
            return False
    message.send()
    return True
