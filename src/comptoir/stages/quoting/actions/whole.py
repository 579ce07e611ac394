"""The figures of a draft, of each of its alternatives as if it were the whole offer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from comptoir.kernel.events import plain
from comptoir.platform.actions import Do
from comptoir.stages.quoting.actions import cross
from comptoir.stages.quoting.actions.pricing_lines import Categories, categories_of, refigure
from comptoir.stages.quoting.core import alternatives as core
from comptoir.stages.quoting.models import Quote, QuoteLine


def settle(
    do: Do, quote: Quote, lines: Sequence[QuoteLine], known: Categories | None = None
) -> None:
    """Set what depends on other lines, share the discount out, set all totals; nothing is saved here.

    The totals of a quote with alternatives are those of the recommended one.
    """
    core.check_lines(quote.alternatives, lines)
    settle_on(cross.ground(do, quote, lines), quote, lines, known)


def settle_on(
    ground: cross.Ground,
    quote: Quote,
    lines: Sequence[QuoteLine],
    known: Categories | None = None,
) -> None:
    """The same with what it needs in one's hands: of an amendment alone it asks what it comes to."""
    if not quote.alternatives:
        for line in lines:
            line.apart = None
        cross.settle(quote, lines, ground)
        refigure(quote, lines, known)
        return
    categories = categories_of(lines, known)
    figures: dict[str, dict[str, Any]] = {}
    seen: dict[int, dict[str, dict[str, Any]]] = {id(li): {} for li in lines if not li.alternative}
    for key in core.last(quote.alternatives, quote.recommended):
        mine = core.members(lines, key)
        cross.settle(quote, mine, ground)
        refigure(quote, mine, categories)
        figures[key] = {name: getattr(quote, name) for name in core.FIGURES}
        for line in mine:
            if not line.alternative:
                seen[id(line)][key] = {name: getattr(line, name) for name in core.APART}
    for line in lines:
        found = None if line.alternative else core.apart(seen[id(line)], quote.recommended)
        line.apart = plain(found) if found else None
    quote.alternatives = [
        {"key": row["key"], "name": row["name"], **figures[row["key"]]}
        for row in quote.alternatives
    ]
