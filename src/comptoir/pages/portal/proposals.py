"""Counter-offers: what a buyer proposes against a version, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction

from comptoir.kernel.errors import Invalid, NothingDue, Refused
from comptoir.kernel.money import exponent, extend_minor
from comptoir.kernel.states import step
from comptoir.pages.portal import queries
from comptoir.pages.portal.core.states import COUNTER_MOVES, CounterState
from comptoir.pages.portal.events import CounterClosed, CounterMade
from comptoir.pages.portal.models import Counter
from comptoir.pages.portal.writing import BadProposal, mail, passage, who
from comptoir.platform import sql
from comptoir.platform.actions import Do, action
from comptoir.stages.quoting import queries as quoting
from comptoir.stages.quoting.core.states import QuoteState
from comptoir.stages.quoting.off_list import stands_off_list


class NothingProposed(Invalid):
    """Propose a price, a discount or another quantity."""

    code = "nothing_proposed"


class CounterOpen(Refused):
    """A proposal is waiting for the seller's answer already."""

    code = "counter_open"


class NotOnOffer(Refused):
    """This offer is no longer open; nothing can be proposed on it."""

    code = "not_on_offer"


@action(may="customer")
def make_counter(
    do: Do,
    *,
    quote_id: UUID,
    kind: str,
    author: str,
    reason: str,
    value: Decimal | None = None,
    quantities: Mapping[int, Decimal] | None = None,
    buyer_id: UUID | None = None,
) -> CounterMade:
    """The buyer proposes another figure, with a reason. It binds nobody until the seller takes it up.

    kind   net: over the term, without VAT, major units · percent: off the list price · quantities
    """
    quote = quoting.quote(quote_id, do.entity_id)
    if quote.state != QuoteState.SENT or do.today > quote.valid_until:
        raise NotOnOffer(field="quote_id", found=quote.state)
    asked = _proposed(quote, kind, value, quantities or {})
    why, name = passage(reason, "reason"), who(author)
    row = Counter(
        entity_id=do.entity_id, series=quote.series, quote_id=quote.id, buyer_id=buyer_id,
        author=name, kind=kind, value=value if kind != "quantities" else None,
        quantities={str(pk): f"{q.normalize():f}" for pk, q in asked.items()}, reason=why,
    )  # fmt: skip
    try:
        with transaction.atomic():
            sql.add(row)
    except IntegrityError:
        raise CounterOpen(field="kind") from None
    mail(do, quote.id, "counter", None, f"{name}: {why}")
    return do.record(CounterMade(entity_id=do.entity_id, quote_id=quote.id, counter_id=row.id))


def _proposed(
    quote: quoting.QuoteFacts, kind: str, value: Decimal | None, quantities: Mapping[int, Decimal]
) -> dict[int, Decimal]:
    """The quantities that differ from the offer; refused where nothing sensible is proposed."""
    offered = {line.id: line.quantity for line in quote.lines}
    asked = {pk: q for pk, q in quantities.items() if offered.get(pk) != q}
    for pk, quantity in asked.items():
        if pk not in offered or not quantity.is_finite() or not 0 < quantity < 10**9:
            raise BadProposal(field=f"quantity.{pk}", found=str(quantity)[:40], expected="> 0")
    if kind not in ("net", "percent", "quantities"):
        raise BadProposal(field="kind", found=kind[:20], expected="net, percent, quantities")
    if kind == "quantities" and not asked:
        raise NothingProposed(field="kind")
    if kind != "quantities":
        if value is None:
            raise NothingProposed(field="value")
        most = Decimal(100) if kind == "percent" else Decimal(10) ** 12
        if not value.is_finite() or not 0 <= value <= most:
            raise BadProposal(field="value", found=str(value)[:40], expected=f"0 … {most:f}")
    return asked


@action(may="customer")
def withdraw_counter(do: Do, *, counter_id: UUID) -> CounterClosed:
    """The buyer takes a proposal back."""
    return _close(do, _counter(do, counter_id), "withdraw")


@action(may="quoting.write")
def reject_counter(do: Do, *, counter_id: UUID, reason: str) -> CounterClosed:
    """The seller says no, and why; the offer stands as it is."""
    return _close(do, _counter(do, counter_id), "reject", passage(reason, "reason"))


@action(may="quoting.write")
def take_counter(do: Do, *, counter_id: UUID, quote_id: UUID) -> CounterClosed:
    """A new version takes a proposal up: as it was made, or with another figure.

    quote_id  the new version
    """
    row = _counter(do, counter_id)
    if (
        row.state != CounterState.OPEN
    ):  # taken back in the same moment: the version stands by itself
        raise NothingDue(found=row.state)
    fresh = quoting.quote(quote_id, do.entity_id)
    met = _meets(queries.counter(counter_id), quoting.quote(row.quote_id), fresh)
    return _close(do, row, "accept" if met else "counter", to=quote_id)


def _meets(
    proposal: queries.CounterFacts, old: quoting.QuoteFacts, fresh: quoting.QuoteFacts
) -> bool:
    """Whether the new version is what was proposed."""
    place = {line.id: n for n, line in enumerate(old.lines)}
    for pk, quantity in proposal.wanted.items():
        if fresh.lines[place[pk]].quantity != quantity:
            return False
    if proposal.kind == "net":
        return proposal.value is not None and fresh.net_minor == _minor(proposal.value, fresh)
    if proposal.kind == "percent":
        return proposal.value is not None and stands_off_list(fresh, proposal.value)
    return True


def _minor(value: Decimal, quote: quoting.QuoteFacts) -> int:
    return extend_minor(value, Decimal(1), exponent(quote.currency))


def _close(
    do: Do, row: Counter, verb: str, answer: str = "", to: UUID | None = None
) -> CounterClosed:
    row.state = step(COUNTER_MOVES, verb, CounterState(row.state))
    row.answer, row.closed_at, row.to_quote_id = answer, do.now, to
    row.save(update_fields=["state", "answer", "closed_at", "to_quote_id"])
    if verb == "reject":
        mail(do, row.quote_id, "closed", row.buyer_id, answer)
    event = CounterClosed(
        entity_id=do.entity_id, quote_id=row.quote_id, counter_id=row.id, state=row.state,
        to_quote_id=to,
    )  # fmt: skip
    return do.record(event)


def _counter(do: Do, counter_id: UUID) -> Counter:
    row = sql.first(Counter, "id = %s AND entity_id = %s FOR UPDATE", [counter_id, do.entity_id])
    if row is None:
        raise queries.UnknownCounter(field="counter_id", found=str(counter_id))
    return row
