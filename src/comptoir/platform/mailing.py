"""The door of e-mails: addresses that are reserved for examples never reach a mail server, and a company that
somebody tries writes to nobody.

Most e-mails are rows, written with the deed that they tell of and sent after it: by one worker at a time,
tried again over ten hours where the mail server is away.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Q

from comptoir.kernel.retries import given_up, next_try
from comptoir.platform import clock, home, sql
from comptoir.platform.ids import new_id

RESERVED = (".example", ".test", ".invalid", ".localhost")  # RFC 2606: nobody lives there
SERVER = "django.core.mail.backends.smtp.EmailBackend"
FOLDER = "comptoir.platform.mailing.Folder"
TRIED = ("tries", "try_at", "mailed_at")  # what `tried` changes
log = logging.getLogger("comptoir.mail")


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


def send(message: EmailMessage | None, entity_id: UUID) -> bool:
    """Hand a company's message over; False where nobody would get it, as where there is none to write. Raises
    OSError when the server is away.

    Without a mail server everything is kept, examples too: that is how they are read. A company that somebody
    tries sends nothing: whoever signed up has proved no address, their own included.
    """
    if message is None or clock.is_tried(entity_id):
        return False
    if settings.EMAIL_BACKEND == SERVER:
        message.to = [address for address in message.to if reachable(address)]
        if not message.to:
            return False
    message.send()
    return True


class Waiting(Protocol):
    """A row that waits to be mailed.

    try_at  not before, after a try that failed;  mailed_at  sent, or given up
    """

    tries: Any
    try_at: Any
    mailed_at: Any


def due() -> Q:
    """What waits and is to be tried now."""
    now = clock.instant()
    return Q(mailed_at=None) & (Q(try_at=None) | Q(try_at__lte=now))


def tried(row: Waiting, *, failed: bool) -> None:
    """Note a try. One that fails is repeated later and later, then given up."""
    now = clock.instant()
    row.tries += 1
    row.try_at = next_try(row.tries, now) if failed else None
    if not failed or given_up(row.tries):
        row.mailed_at = now


def once(
    name: str, waits: Callable[[], object], mail: Callable[[], bool], mark: Callable[[bool], object]
) -> bool:
    """Mail one e-mail unless another worker does or did; whether it went.

    name   of the e-mail in all processes;  waits  looks again whether it is to be mailed
    mail   hands it over; False where nobody would get it.  mark  notes the try, with whether it failed
    """
    with sql.held(name) as mine:
        if not mine or not waits():
            return False
        went, failed = False, False
        try:
            went = mail()
        except OSError as error:  # the mail server does not answer: SMTP errors are OSErrors
            log.warning("%s could not be mailed: %s", name, error)
            failed = True
        mark(failed)
        return went
