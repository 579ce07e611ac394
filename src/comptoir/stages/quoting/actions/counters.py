"""The next version of an offer as a buyer proposed it: quantities first, then the figure, in one deed."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from comptoir.kernel.errors import NotAllowed
from comptoir.platform.actions import Do, action
from comptoir.stages.quoting.actions import goals, picking, rows, sending, stale
from comptoir.stages.quoting.actions.pricing_lines import price_lines
from comptoir.stages.quoting.core.states import QuoteState
from comptoir.stages.quoting.events import QuoteRevised
from comptoir.stages.quoting.models import Quote


@action(may="quoting.write")
def revise_to(
    do: Do,
    *,
    quote_id: UUID,
    counter_id: UUID | None = None,
    quantities: Mapping[int, Decimal] | None = None,
    goal: str = "",
    value: Decimal | None = None,
) -> QuoteRevised:
    """Open the next version with other quantities, and set its net or its discount; all of it or nothing.

    counter_id  the proposal that it takes up, if it is one
    quantities  line of the offer → quantity
    goal        net (over the term, without VAT, major units) | percent (off list) | "" for quantities alone
    Lines whose quantity changes are priced as of today; the others keep their price before the goal.
    """
    old = rows.locked(do, quote_id)
    if old.state != QuoteState.SENT:
        raise NotAllowed(verb="revise", state=QuoteState(old.state))
    place = {line.id: n for n, line in enumerate(rows.lines_of(old))}
    event = sending.open_next(do, old, counter_id=counter_id)
    fresh = rows.draft(do, event.quote_id)
    _requantify(do, fresh, {place[_known(pk, place)]: q for pk, q in (quantities or {}).items()})
    if goal and value is not None:
        goals.move(do, fresh, goal, value)
    return event


def _known(line_id: int, place: Mapping[int, int]) -> int:
    if line_id not in place:
        raise stale.LineGone(field=f"lines.{line_id}")
    return line_id


def _requantify(do: Do, quote: Quote, wanted: Mapping[int, Decimal]) -> None:
    """Price the lines at these places with their new quantity."""
    if not wanted:
        return
    lines = rows.lines_of(quote)
    before = rows.snapshot(lines)
    drafts = [picking.asked(lines[n], quantity, quote.currency) for n, quantity in wanted.items()]
    known = {line.product_id: line.decision_id for line in lines}
    made, categories = price_lines(do, quote, drafts, known)
    for index, line in zip(wanted, made, strict=True):
        lines[index] = line
    rows.save(do, quote, lines, before, categories=categories)
