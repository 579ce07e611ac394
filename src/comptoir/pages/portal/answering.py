"""What a buyer answers, and that the seller is told of it by mail: both or neither."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from comptoir.pages.portal import actions
from comptoir.pages.portal.guests import Guest
from comptoir.platform.actions import begin, together
from comptoir.platform.roles import CUSTOMER
from comptoir.stages.quoting import actions as quoting


def accept(guest: Guest, **said: Any) -> None:
    """The offer is accepted; `said` goes to `accept_quote`."""
    with together():
        quoting.accept_quote(guest.do, quote_id=guest.quote.id, **said)
        who = ", ".join(filter(None, (said["name"].strip(), said["role"].strip())))
        actions.tell_seller(guest.do, quote_id=guest.quote.id, kind="accepted", text=who)


def refuse(guest: Guest, reason: str) -> None:
    """The offer is declined, with a reason."""
    with together():
        quoting.refuse_quote(guest.do, quote_id=guest.quote.id, reason=reason)
        said = f"{guest.name}: {reason}" if guest.name else reason
        actions.tell_seller(guest.do, quote_id=guest.quote.id, kind="refused", text=said)


def ask_link(quote_id: UUID, entity_id: UUID) -> None:
    """A new link is asked for."""
    with together():
        quoting.ask_link(begin(CUSTOMER, entity_id), quote_id=quote_id)
        actions.tell_seller(begin(CUSTOMER, entity_id), quote_id=quote_id, kind="asks_link")
