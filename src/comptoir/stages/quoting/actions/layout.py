"""How the document of a company's quotes is laid out."""

from __future__ import annotations

from collections.abc import Sequence

from comptoir.platform.actions import Do, action
from comptoir.stages.quoting.core.layout import checked
from comptoir.stages.quoting.events import QuoteLayoutSet
from comptoir.stages.quoting.layout_models import QuoteLayout


@action(may="parties.configure")
def set_quote_layout(do: Do, *, order: Sequence[str], off: Sequence[str] = ()) -> QuoteLayoutSet:
    """Say which blocks the document of a quote shows, and in which order; what was sent keeps its own.

    order  every block (core/layout.py), once
    off    those that are not shown; never the lines and the totals
    """
    wanted = checked(order, off)
    row = QuoteLayout.objects.select_for_update().filter(entity_id=do.entity_id).first()
    before = _said(row.order, row.off) if row else ""
    row = row or QuoteLayout(entity_id=do.entity_id)
    row.order = [part.value for part in wanted.order]
    row.off = sorted(part.value for part in wanted.off)
    row.save()
    said = _said(row.order, row.off)
    event = QuoteLayoutSet(entity_id=do.entity_id, blocks=said)
    return do.record(event, changed={"blocks": (before, said)})


def _said(order: Sequence[str], off: Sequence[str]) -> str:
    """The blocks that are shown, in their order."""
    return " ".join(name for name in order if name not in off)
