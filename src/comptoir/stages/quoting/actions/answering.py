"""What the customer does with a private link, and what time does when the customer does nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError

from comptoir.kernel.errors import Invalid, NothingDue, Refused
from comptoir.kernel.money import exponent, extend_minor
from comptoir.kernel.states import step
from comptoir.platform import sql
from comptoir.platform.actions import Do, action
from comptoir.stages.quoting import queries, visits
from comptoir.stages.quoting.actions import amended, cross, picking, rows, uses
from comptoir.stages.quoting.choosing import with_alternative
from comptoir.stages.quoting.core import alternatives as core
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
Choices = tuple[Collection[int], Mapping[int, Decimal]]  # options, quantities


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


class LinkAskedToday(NothingDue):
    """A new link was asked for today already; the seller knows."""

    code = "link_asked_today"


class NothingExpired(NothingDue):
    """No offer has passed its last valid day."""

    code = "nothing_expired"


@action(may="customer")
def open_quote(do: Do, *, token: str = "", quote_id: UUID | None = None) -> QuoteOpened:
    """The customer looked at the offer; the page records it once a day at most."""
    quote = _behind(do, token, quote_id)
    return do.record(QuoteOpened(entity_id=do.entity_id, quote_id=quote.id))


class TotalChanged(Refused):
    """The total is another one than you saw; look at it again, then accept."""

    code = "total_changed"


@action(may="customer")
def accept_quote(
    do: Do,
    *,
    token: str = "",
    quote_id: UUID | None = None,
    name: str,
    role: str,
    consent: str,
    chosen: Sequence[int] = (),
    quantities: Mapping[int, Decimal] | None = None,
    alternative: str = "",
    seen_minor: int | None = None,
) -> QuoteAccepted:
    """Turn a sent quote into the customer's promise to buy. Works once, until the last valid day.

    token       of the private link; quote_id where the buyer's room knows its visitor by another link
    name, role  who accepts for the customer; consent  the words that were agreed to
    chosen      options ordered with it: ids of lines
    quantities  line → quantity, where the seller lets the buyer choose it
    alternative  the one that is taken, of an offer with alternatives
    seen_minor  the gross total that the customer saw with them; another one is refused
    """
    quote = _behind(do, token, quote_id)
    _in_time(do, quote)
    quote.state = step(QUOTE_MOVES, "accept", QuoteState(quote.state))
    amended.check_version(quote)
    quote.accepted_name = _said(name, 120, NameMissing, "name")
    quote.accepted_role = _said(role, 120, RoleMissing, "role")
    quote.consent = _said(consent, 2000, ConsentMissing, "consent")
    quote.accepted_at = do.now
    saved = ["state", "accepted_at", "accepted_name", "accepted_role", "consent"]
    taken = core.chosen(quote.alternatives, alternative)
    saved += _order_choices(do, quote, taken, (chosen, quantities or {}), seen_minor)
    _save_accepted(quote, saved)
    if taken:
        uses.use(do, quote, cross.used(do, quote, queries.facts(quote, whole=True).lines))
    event = QuoteAccepted(
        entity_id=do.entity_id, quote_id=quote.id, customer_id=quote.customer_id,
        net_minor=quote.net_minor, gross_minor=quote.gross_minor, currency=quote.currency,
        content_digest=quote.content_digest, opportunity_id=quote.opportunity_id,
        renews_contract=quote.renews_contract, amends_contract=quote.amends_contract,
        chosen=tuple(quote.chosen), picked=tuple(map(int, quote.picked)), alternative=taken or None,
    )  # fmt: skip
    return do.record(event)


@action(may="customer")
def refuse_quote(
    do: Do, *, token: str = "", quote_id: UUID | None = None, reason: str
) -> QuoteRefused:
    """The customer says no, and why."""
    quote = _behind(do, token, quote_id)
    _in_time(do, quote)
    quote.state = step(QUOTE_MOVES, "refuse", QuoteState(quote.state))
    quote.refused_reason = _said(reason, 2000, ReasonMissing, "reason")
    quote.save(update_fields=["state", "refused_reason"])
    uses.release(quote.series)
    return do.record(
        QuoteRefused(entity_id=do.entity_id, quote_id=quote.id, opportunity_id=quote.opportunity_id)
    )


@action(may="customer")
def ask_link(do: Do, *, token: str = "", quote_id: UUID | None = None) -> QuoteLinkAsked:
    """The customer met an offer that is over, or a link that is, and asks for a new one: once a day."""
    quote = _behind(do, token, quote_id)
    if visits.link_asked(quote.id, do.today):
        raise LinkAskedToday(found=do.today.isoformat())
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
    uses.release(*Quote.objects.filter(pk__in=ids).values_list("series", flat=True))
    events = [do.record(QuoteExpired(entity_id=do.entity_id, quote_id=pk)) for pk in ids]
    return events[-1]


def _behind(do: Do, token: str, quote_id: UUID | None = None) -> Quote:
    """The quote of a private link, locked until the action ends."""
    if quote_id is not None:
        return rows.locked(do, quote_id)
    digest = queries.token_digest(token)
    asked = [do.entity_id, digest]
    quote = sql.first(Quote, "entity_id = %s AND token_digest = %s FOR UPDATE", asked)
    if quote is None or not token:
        raise queries.UnknownLink(field="token")
    return quote


def _save_accepted(quote: Quote, saved: list[str]) -> None:
    """Write the acceptance. The database looks at the contract of the negotiation by itself (a trigger of
    contracting): no look ahead could be as sure, and it costs no statement."""
    try:
        sql.save(quote, *saved)
    except IntegrityError as error:
        told = getattr(error.__cause__, "diag", None)
        if told is None or told.constraint_name != "draft_accepted_is_read":
            raise
        read, there = told.message_detail.split("/")
        raise queries.NotReadYet(field="consent", found=int(read), expected=int(there)) from None


def _order_choices(
    do: Do, quote: Quote, taken: str, choices: Choices, seen_minor: int | None
) -> list[str]:
    """Put the alternative, options and quantities chosen into the totals; the columns that changed."""
    offer = queries.facts(quote, whole=True) if taken or any(choices) else None
    ours = with_alternative(offer, taken) if offer else None
    asked = picking.with_choices(do, ours, *choices) if ours else None
    columns: list[str] = []
    if offer and asked != offer:
        assert asked
        columns = [f"{n}_minor" for n in ("net", "vat", "gross", "one_off", "recurring", "mrr")]
        for column in columns:
            setattr(quote, column, getattr(asked, column))
        quote.chosen, quote.picked, quote.alternative = list(asked.chosen), asked.picked, taken
        quote.cost_minor = asked.cost_minor + _cost(asked)
        quote.vat_lines = [
            {
                "rate": str(v.rate), "category": v.category, "base_minor": v.base_minor,
                "vat_minor": v.vat_minor, "decision": str(v.decision_id),
            }
            for v in asked.vat
        ]  # fmt: skip
        columns += ["chosen", "picked", "alternative", "cost_minor", "vat_lines"]
    if seen_minor not in (None, quote.gross_minor):
        raise TotalChanged(field="total", found=seen_minor, expected=quote.gross_minor)
    return columns


def _cost(offer: queries.QuoteFacts) -> int:
    """Cost of the chosen options over their term, minor units."""
    digits = exponent(offer.currency)
    return sum(
        extend_minor(li.cost, li.quantity, digits) * li.periods
        for li in offer.lines
        if li.id in offer.chosen and li.cost is not None and li.charge_kind != "usage"
    )


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
