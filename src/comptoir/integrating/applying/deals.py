"""A deal of a CRM becomes an opportunity; when it is won and nothing is missing, an accepted quote."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from comptoir.integrating import writing
from comptoir.integrating.applying.blocked import Applied, Blocked, Told
from comptoir.integrating.core import wire
from comptoir.integrating.core.gate import Buyer, missing
from comptoir.integrating.core.objects import Deal, Kind, Line
from comptoir.integrating.core.stages import verbs_to
from comptoir.platform import clock
from comptoir.platform.actions import together
from comptoir.records.catalog import queries as catalog
from comptoir.records.parties import queries as parties
from comptoir.stages.prospecting import actions as prospecting_actions
from comptoir.stages.prospecting import queries as prospecting
from comptoir.stages.quoting import actions as quoting_actions
from comptoir.stages.quoting import queries as quoting
from comptoir.stages.quoting.queries import QuoteFacts

CLOSES_IN = timedelta(days=30)  # where the CRM says no day
OPEN = ("draft", "sent")


def apply_deal(told: Told, there: Deal) -> Applied:
    """The opportunity as the deal is; what it means for quotes comes after it is written down."""
    customer_id = told.customer(there.customer)
    our_id, changed = told.our_id, False
    if our_id is None:
        event = prospecting_actions.open_opportunity(
            told.do(), customer_id=customer_id, title=there.title or told.one.external_id,
            amount_minor=max(there.amount.minor, 0), currency=there.amount.currency,
            close_on=there.closes_on or told.do().today + CLOSES_IN,
        )  # fmt: skip
        our_id, changed = event.opportunity_id, True
    opportunity = our_id
    changed = _followed(told, opportunity, there) or changed
    return Applied(opportunity, changed, lambda: _meant(told, opportunity, there))


def _followed(told: Told, our_id: UUID, there: Deal) -> bool:
    """The open opportunity moves as the deal did."""
    ours = prospecting.opportunity(our_id, told.row.entity_id)
    if ours.stage in ("won", "lost"):
        return False
    if there.lost:
        reason = f"{told.row.name}: {there.stage}"
        prospecting_actions.lose_opportunity(told.do(), opportunity_id=our_id, reason=reason)
        return True
    verb = "" if there.won else verbs_to(there, ours.stage)
    if verb:
        prospecting_actions.move_opportunity(told.do(), opportunity_id=our_id, verb=verb)
        ours = prospecting.opportunity(our_id)
    said = {
        "title": there.title, "amount_minor": max(there.amount.minor, 0),
        "close_on": there.closes_on or ours.close_on,
        "probability": ours.probability if there.won else there.probability,
    }  # fmt: skip
    if ours.currency != there.amount.currency:
        said.pop("amount_minor")
    changes = {k: v for k, v in said.items() if v != getattr(ours, k) and v != ""}
    if changes:
        prospecting_actions.change_opportunity(
            told.do(), opportunity_id=our_id, revision=ours.revision, changes=changes
        )
    return bool(changes or verb)


def _meant(told: Told, our_id: UUID, there: Deal) -> None:
    """Won: through the gate, then accepted. At the stage of the connection: quoted."""
    if there.won:
        _won(told, our_id, there)
    elif there.stage == told.row.quote_at and there.stage:
        quote(told, our_id, there)


def _won(told: Told, our_id: UUID, there: Deal) -> None:
    quotes = quoting.quotes_of_opportunities([our_id]).get(our_id, [])
    if any(q.state == "accepted" for q in quotes):
        return
    last = next((q for q in quotes if q.state in OPEN), None)
    lacking = missing(there, _buyer(our_id), _known(told, there), _home(told), last is not None)
    if lacking:
        raise Blocked(*lacking)
    with together():
        quote_id = last.id if last else _drafted(told, our_id, there)
        if last is None or last.state == "draft":
            quoting_actions.send_quote(told.do(), quote_id=quote_id)
        quoting_actions.accept_quote(
            told.do(), quote_id=quote_id, name=there.owner_email or told.row.name, role="CRM",
            consent=f"{told.row.name}: {there.stage} ({told.one.external_id})",
        )  # fmt: skip


def quote(told: Told, our_id: UUID, there: Deal) -> UUID | None:
    """Draft a quote of the deal's lines, where none is open yet; None if there is one."""
    if quoted(our_id):
        return None
    skus = _known(told, there)
    lacking = [f"lines.sku:{li.sku}" for li in there.lines if li.sku not in skus]
    if lacking or not there.lines:
        raise Blocked(*(dict.fromkeys(lacking) or ["lines"]))
    return _drafted(told, our_id, there)


def quoted(our_id: UUID) -> bool:
    """Whether a quote of the opportunity is open or was accepted."""
    quotes: list[QuoteFacts] = quoting.quotes_of_opportunities([our_id]).get(our_id, [])
    return any(q.state in (*OPEN, "accepted") for q in quotes)


def _drafted(told: Told, our_id: UUID, there: Deal) -> UUID:
    ours = prospecting.opportunity(our_id)
    event = quoting_actions.draft_quote(
        told.do(), customer_id=ours.customer_id, opportunity_id=our_id, title=there.title,
        currency=there.amount.currency, lines=[_line(li) for li in there.lines],
    )  # fmt: skip
    return event.quote_id


def _line(li: Line) -> quoting_actions.LineIn:
    """At the price of the deal, where it says one; else at our price book's, less its discount."""
    kind, value = "none", Decimal(0)
    if li.amount is not None:
        kind, value = "total", li.amount.major
    elif li.unit_price is not None:
        kind, value = "net", li.unit_price * (100 - li.discount_percent) / 100
    elif li.discount_percent:
        kind, value = "percent", li.discount_percent
    return quoting_actions.LineIn(
        sku=li.sku, quantity=li.quantity, description=li.description, discount_kind=kind,
        discount_value=value,
    )  # fmt: skip


def _buyer(our_id: UUID) -> Buyer:
    c = parties.customer(prospecting.opportunity(our_id).customer_id)
    whole = not prospecting.missing_billing(c)
    return Buyer(c.name, c.country, not c.is_business, c.vat_number, whole)


def _known(told: Told, there: Deal) -> set[str]:
    return set(catalog.by_sku(told.row.entity_id, [li.sku for li in there.lines]))


def _home(told: Told) -> str:
    return parties.entity(told.row.entity_id).country


def say(told: Told, there: Deal, our_id: UUID, text: str) -> None:
    """Write back to the deal what we make of it, where deals go out; once for the same words."""
    if told.row.ways.get(Kind.DEAL) != "both":
        return
    body = wire.dump(
        Deal(there.title, there.customer, there.amount, there.probability, there.stage, said=text)
    )
    writing.say(
        told.row, (Kind.DEAL, our_id), body, at=clock.instant(), external_id=told.one.external_id
    )
