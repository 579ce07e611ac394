"""What usage, a markup and a formula become in a book of another currency. Pure.

The cost of a product is converted at the rate of the day on which something is sold, so a markup stays, and
`cost` in a formula is in the other currency already: only the amounts that stand beside it are multiplied.
A formula is carried over where its value is multiplied exactly; else it is refused with the reason.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from comptoir.kernel.errors import Invalid, Refused
from comptoir.kernel.money import EXACT, UNIT_PLACES, to_places
from comptoir.stages.pricing.core.changes import How, Recipe, carried, carried_bound, changed
from comptoir.stages.pricing.core.entries import Terms, check_terms
from comptoir.stages.pricing.core.formula import BadFormula, Node, parse, written
from comptoir.stages.pricing.core.prices import PriceKind
from comptoir.stages.pricing.core.usage import Card
from comptoir.stages.pricing.core.waterfall import HUNDRED, ZERO, percent_on

COST = "cost"
ROUNDED, NOT_LINEAR, TOO_LONG, BEYOND = "cost_rounded", "cost_not_linear", "too_long", "beyond"
_COMPARING, _JOINING = ("=", "!=", "<", "<=", ">", ">="), ("or", "and", "not one")
_ROUNDING, _CHOOSING = ("ceil", "floor", "round"), ("min", "max", "abs")
_ONE, _PLAIN = Decimal(1), Recipe(How.PERCENT, ZERO)


class NotCarried(Refused):
    """This price cannot be worked out in another currency by multiplying its amounts."""

    code = "price_not_carried"


def carried_terms(kind: PriceKind, terms: Terms, rate: Decimal, recipe: Recipe) -> Terms:
    """The terms of a price in another book; NotCarried says why not, in `reason`.

    recipe  its percentage moves what is asked; only prices, fees and bounds of usage are rounded
    """
    if kind is PriceKind.USAGE:
        percent = changed(terms.percent, replace(recipe, step=ZERO, ending=ZERO))
        new = replace(terms, percent=percent, card=_card(terms, rate, recipe))
        return _checked(kind, new) if percent else new
    if kind is PriceKind.COST_PLUS:
        return _checked(kind, replace(terms, percent=_markup(terms, recipe.value)))
    if kind is PriceKind.FORMULA:
        return replace(terms, formula=carried_formula(terms.formula, rate, recipe.value))
    return terms


def _checked(kind: PriceKind, terms: Terms) -> Terms:
    try:
        check_terms(kind, terms, ZERO)
    except Invalid:
        raise NotCarried(field="percent", reason=BEYOND) from None
    return terms


def _card(terms: Terms, rate: Decimal, recipe: Recipe) -> Card:
    """Fees and bounds of events are amounts; so are units where a percentage of them is asked."""
    card = terms.card
    new = replace(
        card, event_fee=carried(card.event_fee, rate, recipe),
        event_minimum=carried_bound(card.event_minimum, rate, recipe),
        event_maximum=carried_bound(card.event_maximum, rate, recipe),
    )  # fmt: skip
    if not terms.percent:
        return new
    as_amount = replace(recipe, value=ZERO)
    return replace(
        new, free_units=carried_bound(card.free_units, rate, as_amount),
        event_size=carried_bound(card.event_size, rate, as_amount) or ZERO,
    )  # fmt: skip


def _markup(terms: Terms, percent: Decimal) -> Decimal:
    """The markup or margin at which the price is so many percent higher."""
    if not percent:
        return terms.percent
    if terms.how == "markup":
        return (percent_on(HUNDRED + terms.percent, percent) - HUNDRED).normalize(EXACT)
    kept = EXACT.divide(EXACT.multiply(HUNDRED - terms.percent, HUNDRED), HUNDRED + percent)
    return to_places(HUNDRED - kept, UNIT_PLACES).normalize(EXACT)


def carried_formula(text: str, rate: Decimal, percent: Decimal = ZERO) -> str:
    """The formula whose value is that of `text` times the rate, plus a percentage, once `cost` is in the
    other currency; the same text where nothing changes."""
    more = percent_on(_ONE, percent)
    if rate == more == 1:
        return text
    new = written(_Carrier(rate).money(parse(text), EXACT.multiply(rate, more), more))
    try:
        parse(new)
    except BadFormula:
        raise NotCarried(field="formula", reason=TOO_LONG) from None
    return new


def _asks_cost(node: Node) -> bool:
    return (node.kind == "name" and node.said == COST) or any(map(_asks_cost, node.parts))


def _of_cost(node: Node) -> bool:
    """Whether its value moves with the cost; one that only chooses by the cost does not."""
    if node.said in _COMPARING and node.kind == "operator":
        return False
    parts = node.parts[1:] if node.said == "if" else node.parts
    return (node.kind == "name" and node.said == COST) or any(map(_of_cost, parts))


def _named(node: Node) -> bool:
    return node.kind == "name" or any(map(_named, node.parts))


def _times(node: Node, factor: Decimal) -> Node:
    if factor == 1:
        return node
    return Node("operator", "*", (node, _number(factor)))


def _number(value: Decimal) -> Node:
    return Node("number", f"{to_places(value, UNIT_PLACES).normalize(EXACT):f}")


@dataclass(frozen=True, slots=True)
class _Carrier:
    """Multiplies the amounts of a formula; rate: what the cost is multiplied by outside it."""

    rate: Decimal

    def money(self, node: Node, factor: Decimal, more: Decimal) -> Node:
        """A node whose value is `factor` times as much; what follows the cost is `more` times as much by
        itself."""
        if node.kind == "number":
            return _number(EXACT.multiply(Decimal(node.said), factor))
        if node.kind == "name":
            return _times(node, more if node.said == COST else factor)
        if node.said in ("+", "-", "- one") or node.said in _CHOOSING:
            return self._each(node, lambda part: self.money(part, factor, more))
        if node.said == "if":
            wanted, *values = node.parts
            values = [self.money(part, factor, more) for part in values]
            return replace(node, parts=(self.condition(wanted), *values))
        if node.said in ("*", "/"):
            return self._product(node, factor, more)
        if node.said in _ROUNDING and not _of_cost(node):
            return _times(self.plain(node), factor)
        raise NotCarried(field="formula", reason=ROUNDED if node.said in _ROUNDING else NOT_LINEAR)

    def plain(self, node: Node) -> Node:
        """A node whose value stays: only where it chooses by the cost, the amounts there are multiplied."""
        if _of_cost(node):
            raise NotCarried(field="formula", reason=NOT_LINEAR)
        if not _asks_cost(node):
            return node
        if node.said == "if":
            wanted, *values = node.parts
            return replace(node, parts=(self.condition(wanted), *map(self.plain, values)))
        return self._each(node, self.plain)

    def condition(self, node: Node) -> Node:
        """A choice that falls as it did: what is compared with the cost is multiplied by the rate."""
        if not _asks_cost(node):
            return node
        if node.said in _JOINING:
            return self._each(node, self.condition)
        if node.said in _COMPARING and any(map(_of_cost, node.parts)):
            return self._each(node, lambda part: self.money(part, self.rate, _ONE))
        return self.plain(node)

    def _each(self, node: Node, work: Callable[[Node], Node]) -> Node:
        return replace(node, parts=tuple(map(work, node.parts)))

    def _product(self, node: Node, factor: Decimal, more: Decimal) -> Node:
        """One side is multiplied: that of the cost, else an amount without names, else the first."""
        left, right = node.parts
        second = node.said == "*" and (
            _of_cost(right) or (not _of_cost(left) and _named(left) and not _named(right))
        )
        if second:
            return replace(node, parts=(self.plain(left), self.money(right, factor, more)))
        return replace(node, parts=(self.money(left, factor, more), self.plain(right)))
