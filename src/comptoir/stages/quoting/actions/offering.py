"""What was proposed for a quote and taken into it: on record with the evidence that spoke for it."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from comptoir.kernel.errors import Invalid
from comptoir.platform.actions import Do, action
from comptoir.stages.quoting import ports
from comptoir.stages.quoting.actions import rows
from comptoir.stages.quoting.actions.grid import add, change
from comptoir.stages.quoting.core.lines import LineIn
from comptoir.stages.quoting.events import OfferTaken


class OfferGone(Invalid):
    """This offer no longer stands; look at the others."""

    code = "offer_gone"


@action(may="quoting.write")
def take_offer(do: Do, *, quote_id: UUID, offer: str) -> OfferTaken:
    """Take a product that is proposed for a draft: as a line more, or in the place of a line, whose quantity
    stays. On record stands what spoke for it: the kind of reason and its figures.

    offer  its key, among those that are proposed now
    """
    quote = rows.draft(do, quote_id)
    found = next((o for o in ports.offers_for(quote_id) if o.key == offer), None)
    if found is None:
        raise OfferGone(field="offer", found=offer[:60])
    replaced = ""
    if found.line_id is None:
        add(do, quote_id, [LineIn(sku=found.sku)], None, True)
    else:
        old = next(li for li in rows.lines_of(quote) if li.id == found.line_id)
        replaced = old.sku
        taken = {"sku": found.sku, "discount_kind": "none", "discount_value": Decimal(0)}
        change(do, quote_id, old.id, old.revision, taken, undoable=True)
    event = OfferTaken(
        entity_id=do.entity_id, quote_id=quote_id, sku=found.sku, replaced=replaced,
        evidence=found.evidence[:80],
    )  # fmt: skip
    return do.record(event)
