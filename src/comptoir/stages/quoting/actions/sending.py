"""Sending a quote, replacing its link, opening its next version, taking it back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max

from comptoir.kernel.errors import Refused
from comptoir.kernel.events import plain
from comptoir.kernel.states import step
from comptoir.platform import sql
from comptoir.platform.actions import Do, action
from comptoir.platform.ids import new_token
from comptoir.records.approvals import parts as approvals
from comptoir.records.parties import queries as parties
from comptoir.stages.quoting import configured, deals, planning, ports, queries, worth
from comptoir.stages.quoting.actions import amended, cross, drafting, rows, uses
from comptoir.stages.quoting.actions.pricing_lines import check_configured, check_copies
from comptoir.stages.quoting.core import alternatives as core
from comptoir.stages.quoting.core.states import QUOTE_MOVES, QuoteState
from comptoir.stages.quoting.events import (
    QuoteLinkRenewed,
    QuoteRevised,
    QuoteSent,
    QuoteSubmitted,
    QuoteVoided,
)
from comptoir.stages.quoting.models import OPEN, Quote, QuoteLine

TOKEN_BYTES = 32  # 43 characters of URL-safe base 64
SEEN = (
    "position", "section", "sku", "description", "quantity", "unit", "charge_kind",
    "billing_months", "term_months", "deliver_on", "optional", "list_price", "discount_kind",
    "discount_value", "unit_net", "share_minor", "net_minor", "vat_rate",
)  # fmt: skip
SEEN_BELOW = ("level", "block", "starts_month", "parts_hidden")  # only where there are any
SEEN_OPTION = ("id", "en", "fr", "price")
HEAD_SEEN = (
    "number", "version", "title", "language", "currency", "starts_on", "term_months",
    "valid_until", "terms_kind", "terms_days", "deposit_percent", "discount_kind",
    "discount_value", "note", "net_minor", "vat_minor", "gross_minor", "one_off_minor",
    "recurring_minor", "mrr_minor",
)  # fmt: skip


class EmptyQuote(Refused):
    """A quote needs at least one line that is not an option."""

    code = "empty_quote"


class AlreadyOver(Refused):
    """The offer's last valid day has passed; set a later one before sending."""

    code = "already_over"


class OtherVersionOpen(Refused):
    """Another version of this quote is already open."""

    code = "other_version_open"


class NotSent(Refused):
    """Only a sent quote has a private link."""

    code = "not_sent"


@action(may="quoting.send")
def send_quote(do: Do, *, quote_id: UUID) -> QuoteSent:
    """Freeze the quote and make its private link.

    The link's secret is left in `do.answer`; only its digest is stored, so it can be shown once.
    """
    quote = rows.locked(do, quote_id)
    quote.state = step(QUOTE_MOVES, "send", QuoteState(quote.state))
    lines = queries.facts(quote, whole=True).lines
    _check_promised(quote, lines)
    planning.check(queries.facts(quote, whole=True) if quote.schedule else None)
    if quote.valid_until < do.today:
        found = quote.valid_until.isoformat()
        raise AlreadyOver(field="valid_until", found=found, expected=f"{do.today} or later")
    check_configured(do, quote, lines)
    amended.check_version(quote)
    uses.use(do, quote, cross.used(do, quote, lines))
    token = new_token(TOKEN_BYTES)
    quote.token_digest = queries.token_digest(token)
    seller = parties.entity(quote.entity_id)
    quote.content_digest = content_digest(quote, lines, seller)
    quote.sent_at = do.now
    offered = ports.terms_in_force(do.entity_id, do.today, quote.language)
    quote.offered = {"general_terms": str(offered.id) if offered else None}
    quote.offered |= worth.frozen(quote, do.today, seller.currency)
    approved = approvals.clear(do, quote.series, lambda known: deals.deal(quote, lines, known))
    quote.cleared = {"content": quote.content_digest, "policies": approved}
    sql.save(quote, "state", "token_digest", "content_digest", "sent_at", "offered", "cleared")
    do.answer = token
    event = QuoteSent(
        entity_id=do.entity_id, quote_id=quote.id, customer_id=quote.customer_id,
        net_minor=quote.net_minor, gross_minor=quote.gross_minor, currency=quote.currency,
        valid_until=quote.valid_until, content_digest=quote.content_digest,
    )  # fmt: skip
    return do.record(event)


@action(may="quoting.send")
def submit_quote(do: Do, *, quote_id: UUID, note: str = "") -> QuoteSubmitted:
    """Ask for the approvals that the quote needs; with none missing it may be sent at once.

    note  what approvers should know
    """
    quote = rows.draft(do, quote_id)
    lines = queries.facts(quote, whole=True).lines
    _check_promised(quote, lines)
    check_configured(do, quote, lines)
    asked = approvals.ask(do, quote.series, lambda known: deals.deal(quote, lines, known), note)
    if asked.steps and not quote.approval_asked:
        quote.approval_asked = True
        sql.save(quote, "approval_asked")
    return do.record(
        QuoteSubmitted(
            entity_id=do.entity_id, quote_id=quote.id, approvals=asked.steps,
            request_id=asked.request_id,
        )
    )  # fmt: skip


@action(may="quoting.send")
def renew_link(do: Do, *, quote_id: UUID) -> QuoteLinkRenewed:
    """Replace the private link of a sent quote; its secret is left in `do.answer`."""
    quote = rows.locked(do, quote_id)
    if quote.state != QuoteState.SENT:
        raise NotSent(field="state", found=quote.state, expected=QuoteState.SENT)
    token = new_token(TOKEN_BYTES)
    quote.former = [*quote.former, quote.token_digest]
    quote.token_digest = queries.token_digest(token)
    quote.save(update_fields=["token_digest", "former"])
    do.answer = token
    return do.record(QuoteLinkRenewed(entity_id=do.entity_id, quote_id=quote.id))


@action(may="quoting.write")
def void_quote(do: Do, *, quote_id: UUID) -> QuoteVoided:
    """Take back a draft or a sent offer; its link then says so."""
    quote = rows.locked(do, quote_id)
    quote.state = step(QUOTE_MOVES, "void", QuoteState(quote.state))
    quote.save(update_fields=["state"])
    uses.release(quote.series)
    if quote.approval_asked:
        approvals.withdraw(do, quote.series)
    return do.record(QuoteVoided(entity_id=do.entity_id, quote_id=quote.id))


@action(may="quoting.write")
def revise_quote(do: Do, *, quote_id: UUID, valid_days: int = 30) -> QuoteRevised:
    """Open the next version of an offer as a draft with the same lines and prices.

    A sent version is superseded at once: its link leads to the word that a new offer is coming.
    """
    return open_next(do, rows.locked(do, quote_id), valid_days)


def open_next(
    do: Do, old: Quote, valid_days: int = 30, counter_id: UUID | None = None
) -> QuoteRevised:
    """The next version as a draft; counter_id: the buyer's proposal that it takes up."""
    old.state = step(QUOTE_MOVES, "revise", QuoteState(old.state))
    series = Quote.objects.filter(series=old.series)
    other = series.filter(state__in=OPEN).exclude(pk=old.pk).first()
    if other:
        raise OtherVersionOpen(field="state", found=f"{other.number} v{other.version}")
    last = series.aggregate(last=Max("version"))["last"]
    old.save(update_fields=["state"])
    fresh = _next_version(do, old, last + 1, valid_days)
    fresh.save(force_insert=True)
    copies = [drafting.copy_of(line, fresh) for line in rows.lines_of(old)]
    check_copies(do, fresh, copies)
    QuoteLine.objects.bulk_create(copies)
    return do.record(
        QuoteRevised(
            entity_id=do.entity_id, quote_id=fresh.id, from_quote_id=old.id,
            version=fresh.version, counter_id=counter_id,
        )
    )  # fmt: skip


def _check_promised(quote: Quote, lines: Sequence[queries.QuoteLineFacts]) -> None:
    """Refuse an offer, or an alternative of it, without anything that is promised."""
    if all(line.optional for line in lines) and not quote.amends_contract:
        raise EmptyQuote(field="lines", found=len(lines), fix="add a line")
    if len(quote.alternatives) == 1:
        raise core.OneAlternative(field="alternatives", found=1, expected="2 … 5")
    for row in quote.alternatives:
        if all(line.optional for line in core.members(lines, row["key"])):
            raise core.EmptyAlternative(field="alternatives", found=row["name"], fix="add a line")


def _next_version(do: Do, old: Quote, version: int, valid_days: int) -> Quote:
    fields = {f.attname: getattr(old, f.attname) for f in Quote._meta.concrete_fields}
    for name in (
        "id", "created_at", "state", "sent_at", "token_digest", "content_digest", "revision",
        "refused_reason", "cleared", "former", "offered",
    ):  # fmt: skip
        del fields[name]
    fields["valid_until"] = max(old.valid_until, do.today + timedelta(days=valid_days))
    fields["version"] = version
    return Quote(**fields)


def content_digest(
    quote: Quote, lines: Sequence[queries.QuoteLineFacts], seller: parties.EntityFacts | None = None
) -> str:
    """SHA-256 of the canonical JSON (sorted keys, no spaces, UTF-8) of what the customer sees."""
    return hashlib.sha256(canonical(content(quote, lines, seller))).hexdigest()


def content(
    quote: Quote, lines: Sequence[queries.QuoteLineFacts], seller: parties.EntityFacts | None = None
) -> dict[str, Any]:
    """What the customer sees: parties, head, lines, totals; `seller` if it is in one's hands already."""
    told = _content(quote, lines, seller or parties.entity(quote.entity_id)) | _choice(quote)
    if quote.uplift:
        told |= {"uplift": quote.uplift}
    if quote.schedule:
        return told | {"schedule": quote.schedule}
    return told


def _choice(quote: Quote) -> dict[str, Any]:
    if quote.alternatives:
        own = [{k: v for k, v in row.items() if k != "cost_minor"} for row in quote.alternatives]
        return {"alternatives": own, "recommended": quote.recommended}
    return {}


def _content(
    quote: Quote, lines: Sequence[queries.QuoteLineFacts], seller: parties.EntityFacts
) -> dict[str, Any]:
    buyer = parties.customer(quote.customer_id)
    made = configured.facts(lines)
    return {
        "seller": {"name": seller.name, "siren": seller.siren, "vat_number": seller.vat_number},
        "buyer": {"number": buyer.number, "name": buyer.name, "vat_number": buyer.vat_number},
        "quote": {name: _text(getattr(quote, name)) for name in HEAD_SEEN},
        "vat": [{k: v for k, v in row.items() if k != "decision"} for row in quote.vat_lines],
        "lines": [_seen(li, made) for li in lines],
        **amended.seen(quote),
    }


def _seen(line: queries.QuoteLineFacts, made: dict[int, list[dict[str, Any]]]) -> dict[str, Any]:
    """A line; what was put together, may be chosen, or is an alternative's where something is."""
    seen = {name: _text(getattr(line, name)) for name in SEEN}
    if line.bounds:
        seen["bounds"] = [_text(line.bounds.least), _text(line.bounds.most)]
    if line.alternative or line.apart:
        seen |= {"alternative": line.alternative, "apart": line.apart}
    seen |= {name: getattr(line, name) for name in SEEN_BELOW if getattr(line, name)}
    if line.id in made:
        seen["configuration"] = [{k: row[k] for k in SEEN_OPTION} for row in made[line.id]]
    return seen


def canonical(data: dict[str, Any]) -> bytes:
    """The one spelling of JSON data that a digest is taken of."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def _text(value: Any) -> Any:
    """A value spelled the same whether it was just computed or read back from the database."""
    if hasattr(value, "normalize"):
        return f"{value.normalize():f}" if value else "0"
    return plain(value)
