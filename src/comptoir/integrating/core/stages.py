"""Where a deal of another system stands among our stages. Pure."""

from __future__ import annotations

from comptoir.integrating.core.objects import Deal


def verbs_to(deal: Deal, stage: str) -> str:
    """The move that brings an open opportunity to where the deal is by its probability; "" for none.

    A deal that is won or lost is not moved by this: its gate or its reason decides.
    """
    wish = _stage(deal.probability)
    return "" if wish == stage or stage in ("won", "lost") else wish


def _stage(probability: int) -> str:
    if probability >= 75:
        return "negotiate"
    return "propose" if probability >= 40 else "qualify"
