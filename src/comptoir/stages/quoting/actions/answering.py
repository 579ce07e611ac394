"""What the customer does with a private link, and what time does when the customer does nothing."""

from __future__ import annotations

from comptoir.kernel.errors import Invalid, NothingDue, Refused
from comptoir.kernel.states import step
from comptoir.platform.actions import Do, action
from comptoir.stages.quoting import queries
from comptoir.stages.quoting.core.states import QUOTE_MOVES, QuoteState
from comptoir.stages.quoting.events import (
    QuoteAccepted,
    QuoteExpired,
    QuoteLinkAsked,
    QuoteOpened,
    QuoteRefused,
)
from comptoir.stages.quoting.models import Quote

CHUNK = 500


class LinkExpired(Refused):
    """This offer has expired; ask for a new one."""

    code = "link_expired"


class NameMissing(Invalid):
    """Say who accepts: first and last name."""

    code = "name_missing"


class RoleMissing(Invalid):
    """Say in which role you accept for your company."""

    code = "role_missing"


class ConsentMissing(Invalid):
    """Check the box: the offer binds only who agrees to it."""

    code = "consent_missing"


class ReasonMissing(Invalid):
    """Tell us in a word why; it helps to make a better offer."""

    code = "reason_missing"


class NothingExpired(NothingDue):
    """No offer has passed its last valid day."""

    code = "nothing_expired"


@action(may="customer")
def open_quote(do: Do, *, token: str) -> QuoteOpened:
    """The customer looked at the offer; the page records it once a day at most."""
    quote = _behind(do, token)
    return do.record(QuoteOpened(entity_id=do.entity_id, quote_id=quote.id))


@action(may="customer")
def accept_quote(do: Do, *, token: str, name: str, role: str, consent: str) -> QuoteAccepted:
    """Turn a sent quote into the customer's promise to buy. Works once, until the last valid day.

    name, role  who accepts for the customer; consent  the words that were agreed to
    """
    quote = _behind(do, token)
    _in_time(do, quote)
    quote.state = step(QUOTE_MOVES, "accept", QuoteState(quote.state))
    quote.accepted_name = _said(name, 120, NameMissing, "name")
    quote.accepted_role = _said(role, 120, RoleMissing, "role")
    quote.consent = _said(consent, 2000, ConsentMissing, "consent")
    quote.accepted_at = do.now
    quote.save(update_fields=["state", "accepted_at", "accepted_name", "accepted_role", "consent"])
    event = QuoteAccepted(
        entity_id=do.entity_id, quote_id=quote.id, customer_id=quote.customer_id,
        net_minor=quote.net_minor, gross_minor=quote.gross_minor, currency=quote.currency,
        content_digest=quote.content_digest, opportunity_id=quote.opportunity_id,
        renews_contract=quote.renews_contract,
    )  # fmt: skip
    return do.record(event)


@action(may="customer")
def refuse_quote(do: Do, *, token: str, reason: str) -> QuoteRefused:
    """The customer says no, and why."""
    quote = _behind(do, token)
    _in_time(do, quote)
    quote.state = step(QUOTE_MOVES, "refuse", QuoteState(quote.state))
    quote.refused_reason = _said(reason, 2000, ReasonMissing, "reason")
    quote.save(update_fields=["state", "refused_reason"])
    return do.record(
        QuoteRefused(entity_id=do.entity_id, quote_id=quote.id, opportunity_id=quote.opportunity_id)
    )


@action(may="customer")
def ask_link(do: Do, *, token: str) -> QuoteLinkAsked:
    """The customer met an offer that is over and asks for a new one."""
    quote = _behind(do, token)
    return do.record(QuoteLinkAsked(entity_id=do.entity_id, quote_id=quote.id))


@action(may="quoting.write")
def expire_quotes(do: Do) -> QuoteExpired:
    """Mark the sent offers whose last valid day has passed, at most 500 at a time.

    Returns the last of the events. `queries.overdue` says whether there is something to do;
    acceptance is refused by the date itself, whether or not this has run.
    """
    late = Quote.objects.select_for_update(skip_locked=True).filter(
        entity_id=do.entity_id, state=QuoteState.SENT, valid_until__lt=do.today
    )
    ids = list(late.order_by("id").values_list("id", flat=True)[:CHUNK])
    if not ids:
        raise NothingExpired(found=do.today.isoformat())
    Quote.objects.filter(pk__in=ids).update(state=step(QUOTE_MOVES, "expire", QuoteState.SENT))
    events = [do.record(QuoteExpired(entity_id=do.entity_id, quote_id=pk)) for pk in ids]
    return events[-1]


def _behind(do: Do, token: str) -> Quote:
    """The quote of a private link, locked until the action ends."""
    digest = queries.token_digest(token)
    quote = Quote.objects.select_for_update().filter(
        entity_id=do.entity_id, token_digest=digest
    ).first()  # fmt: skip
    if quote is None or not token:
        raise queries.UnknownLink(field="token")
    return quote


def _in_time(do: Do, quote: Quote) -> None:
    if quote.state in (QuoteState.SENT, QuoteState.EXPIRED) and do.today > quote.valid_until:
        raise LinkExpired(
            field="valid_until", found=do.today.isoformat(), expected=f"{quote.valid_until}"
        )


def _said(text: str, longest: int, missing: type[Invalid], field: str) -> str:
    clean = " ".join(text.replace("\x00", "").split())
    if not clean:
        raise missing(field=field)
    return clean[:longest]
