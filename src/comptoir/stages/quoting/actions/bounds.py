"""Which quantities the buyer may change, and between which bounds."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from comptoir.platform.actions import Do, action
from comptoir.stages.quoting.actions import rows, stale
from comptoir.stages.quoting.actions.expanding import NoBoundsHere
from comptoir.stages.quoting.core import bounds as core
from comptoir.stages.quoting.events import QuoteChanged

Pair = tuple[Decimal | None, Decimal | None]


@action(may="quoting.write")
def set_bounds(do: Do, *, quote_id: UUID, bounds: Mapping[int, Pair]) -> QuoteChanged:
    """Say between which quantities the buyer may choose, line by line, in a draft.

    bounds  line → (lowest, highest); (None, None) fixes the quantity; lines not named stay as they are
    """
    quote = rows.draft(do, quote_id)
    lines = rows.lines_of(quote)
    before = rows.snapshot(lines)
    known = {line.id: line for line in lines}
    for line_id, (least, most) in bounds.items():
        if line_id not in known:
            who = stale.who_removed(quote.id, line_id)
            raise stale.LineGone(field=f"lines.{line_id}", who=who)
        line = known[line_id]
        if line.level or line.block:
            raise NoBoundsHere(field=f"lines.{line_id}", found=line.sku)
        found = core.bounds(least, most, line.quantity)
        line.least, line.most = (found.least, found.most) if found else (None, None)
    return rows.save(do, quote, lines, before)
