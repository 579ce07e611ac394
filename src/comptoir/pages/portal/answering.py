"""What a buyer answers, by whatever door, and that the seller is told of it by mail: both or neither."""

from __future__ import annotations

from typing import Any

from comptoir.pages.portal import actions
from comptoir.pages.portal.guests import Guest
from comptoir.platform.actions import Do, begin, together
from comptoir.stages.quoting import actions as quoting
from comptoir.stages.quoting.events import QuoteAccepted, QuoteLinkAsked, QuoteRefused


def accept(do: Do, **said: Any) -> QuoteAccepted:
    """The offer is accepted; `said` goes to `accept_quote`."""
    with together():
        event = quoting.accept_quote(do, **said)
        who = ", ".join(filter(None, (said["name"].strip(), said["role"].strip())))
        _tell(do, event, "accepted", who)
    return event


def refuse(do: Do, *, name: str = "", **said: Any) -> QuoteRefused:
    """The offer is declined; `said` goes to `refuse_quote`. name: of the invited buyer who says so."""
    with together():
        event = quoting.refuse_quote(do, **said)
        reason = said["reason"].strip()
        _tell(do, event, "refused", f"{name}: {reason}" if name else reason)
    return event


def ask_link(do: Do, **said: Any) -> QuoteLinkAsked:
    """A new link is asked for; `said` goes to `ask_link`."""
    with together():
        event = quoting.ask_link(do, **said)
        _tell(do, event, "asks_link")
    return event


def refuse_as(guest: Guest, reason: str) -> QuoteRefused:
    """A visitor of the room declines."""
    return refuse(guest.do, name=guest.name, quote_id=guest.quote.id, reason=reason)


def _tell(
    do: Do, event: QuoteAccepted | QuoteRefused | QuoteLinkAsked, kind: str, text: str = ""
) -> None:
    """Nobody is told of what a dry run undid, nor a second time of what a repeated key only answers."""
    if do.recorded and not do.dry_run:
        actions.tell_seller(
            begin(do.actor, do.entity_id), quote_id=event.quote_id, kind=kind, text=text
        )
