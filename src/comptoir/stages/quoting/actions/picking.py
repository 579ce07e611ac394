"""The offer with the options and the quantities that the customer chooses: what it then costs.

Nothing is stored here. The prices are those of the day of sending, by the engine that priced the offer: where
it does not find the offered prices again (somebody corrected one since), quantities cannot be changed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from comptoir.kernel.errors import DomainError, Refused
from comptoir.kernel.money import EXACT, exponent, half_up
from comptoir.platform import sql
from comptoir.platform.actions import Do
from comptoir.platform.history import first_day
from comptoir.stages.quoting.actions import cross, rows
from comptoir.stages.quoting.actions.pricing_lines import draft_of, price_lines, refigure
from comptoir.stages.quoting.choosing import with_options
from comptoir.stages.quoting.core import bounds as core
from comptoir.stages.quoting.core.alternatives import members
from comptoir.stages.quoting.core.bounds import PICKED, PICKED_EXACT
from comptoir.stages.quoting.core.lines import LineIn
from comptoir.stages.quoting.models import Quote, QuoteLine
from comptoir.stages.quoting.queries import (
    QuoteFacts,
    QuoteLineFacts,
    facts,
    line_facts,
    vat_facts,
)

Quantities = Mapping[int, Decimal]
TOTALS = tuple(f"{n}_minor" for n in ("net", "vat", "gross", "one_off", "recurring", "mrr", "cost"))


class PricesMoved(Refused):
    """The prices behind this offer have changed since it was sent; ask the seller for other quantities."""

    code = "prices_moved"


def with_choices(
    do: Do, quote: QuoteFacts, options: Collection[int] = (), quantities: Quantities | None = None
) -> QuoteFacts:
    """The offer with these options ordered and these quantities; as it is where nothing is chosen."""
    wanted = checked(quote, quantities or {})
    return with_options(repriced(do, quote, wanted) if wanted else quote, options)


def checked(quote: QuoteFacts, quantities: Quantities) -> dict[int, Decimal]:
    """The quantities that differ from the offer; refused outside of the bounds."""
    offered = {line.id: line.quantity for line in quote.lines}
    allowed = {line.id: line.bounds for line in quote.lines if line.bounds}
    return core.chosen(quantities, offered, allowed)


def repriced(do: Do, quote: QuoteFacts, wanted: Quantities) -> QuoteFacts:
    """The offer with other quantities of some lines, their totals and what they change elsewhere."""
    then = replace(do, today=first_day(quote.id, "QuoteSent") or do.today, memo={})
    row = sql.first(Quote, "id = %s", [quote.id])
    assert row, "facts are of a row"
    offered = {line.id: line.quantity for line in quote.lines if line.id in wanted}
    try:
        same, other = (_priced(then, row, asked, quote.alternative) for asked in (offered, wanted))
    except DomainError:  # a product or a price that there was is gone
        raise PricesMoved(field="quantity") from None
    if list(map(_worth, same.lines)) != list(map(_worth, quote.lines)):
        raise PricesMoved(field="quantity")
    pairs = zip(same.lines, other.lines, strict=True)
    picked = {str(li.id): kept(li) for old, li in pairs if kept(old) != kept(li)}
    totals = {name: getattr(other, name) for name in TOTALS}
    return replace(quote, lines=other.lines, vat=other.vat, picked=picked, **totals)


def kept(line: QuoteLineFacts) -> dict[str, Any]:
    """What an acceptance stores of a line whose figures the quantities changed."""
    told = {name: getattr(line, name) for name in PICKED}
    told["waterfall"] = list(line.waterfall)
    return {n: f"{v.normalize():f}" if n in PICKED_EXACT else v for n, v in told.items()}


def _worth(line: QuoteLineFacts) -> tuple[Any, ...]:
    return line.quantity, line.unit_net, line.share_minor, line.net_minor


def _priced(do: Do, row: Quote, wanted: Quantities, key: str) -> QuoteFacts:
    """The quote as the engine finds it that day with these quantities of these lines.

    key  the alternative that is looked at, as if it were the whole offer
    """
    lines = members(rows.lines_of(row), key) if key else rows.lines_of(row)
    at = [n for n, line in enumerate(lines) if line.id in wanted]
    drafts = [asked(lines[n], wanted[lines[n].id], row.currency) for n in at]
    known = {line.product_id: line.decision_id for line in lines}
    made, categories = price_lines(do, row, drafts, known)
    for index, line in zip(at, made, strict=True):
        lines[index] = line
    for position, line in enumerate(lines, start=1):
        line.position = position
    cross.settle(row, lines, cross.ground(do, row, lines))
    refigure(row, lines, categories)
    return replace(facts(row), lines=tuple(map(line_facts, lines)), vat=vat_facts(row.vat_lines))


def asked(line: QuoteLine, quantity: Decimal, currency: str) -> LineIn:
    """The line with another quantity; what was agreed for the whole of it follows in proportion."""
    if line.discount_kind != "total" or quantity == line.quantity:
        return draft_of(line, quantity=quantity)
    digits = exponent(currency)
    share = Fraction(line.discount_value) * Fraction(quantity) / Fraction(line.quantity)
    whole = Decimal(half_up(share * 10**digits)).scaleb(-digits, EXACT)
    return draft_of(line, quantity=quantity, discount_value=whole)
