"""Which price of a product counts for a line, and how it becomes a unit price with its steps. Pure.

Order of the prices, decided here and nowhere else: what was agreed with the customer, then the lower of
the list price and the promotional price of the day. Floor and target prices never price a line; they
are what a line is held against.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from enum import StrEnum

from comptoir.kernel.errors import Invalid, Refused
from comptoir.kernel.money import EXACT, UNIT_PLACES, to_places
from comptoir.stages.pricing.core import formula
from comptoir.stages.pricing.core.prices import Lead, Price, PriceKind, listed_amount
from comptoir.stages.pricing.core.tiers import Tier
from comptoir.stages.pricing.core.usage import BadUsageCard, Card, check_card
from comptoir.stages.pricing.core.waterfall import (
    HUNDRED,
    ZERO,
    percent_of,
    percent_off,
    percent_on,
)

_CARD_NUMBERS = tuple(f.name for f in fields(Card) if f.name not in ("percent", "prorated"))


class PriceType(StrEnum):
    """What a price of a book is for."""

    LIST = "list"
    PROMOTIONAL = "promotional"  # counts where it is lower than the list price
    FLOOR = "floor"  # a line below it is flagged
    TARGET = "target"  # what sales should get


class CostMissing(Refused):
    """The price of this product follows its cost, and the cost is not known."""

    code = "cost_missing"


class BadPriceTerms(Invalid):
    """Something that this kind of price needs is missing or wrong."""

    code = "bad_price_terms"


@dataclass(frozen=True, slots=True)
class Basis:
    """Which other lines a percentage is taken from; an empty list takes any.

    on  net: of their own discounts and promotions, before a discount on the whole; list: before both
    """

    categories: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    charges: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()
    on: str = "net"

    def takes(self, *, category: str, section: str, charge: str, sku: str) -> bool:
        """Whether a line counts into the basis."""
        pairs = (
            (self.categories, category),
            (self.sections, section),
            (self.charges, charge),
            (self.skus, sku),
        )
        return all(not wanted or found in wanted for wanted, found in pairs)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a kind of price needs besides its unit price and tiers.

    percent  of the basis (PERCENT), or the markup or margin (COST_PLUS)
    how      markup: percent of the cost on top; margin: percent of the price
    card     what events of usage cost, or that a graduated price is prorated; its percentage is `percent`
    """

    percent: Decimal = ZERO
    how: str = "markup"
    basis: Basis = field(default_factory=Basis)
    formula: str = ""
    card: Card = field(default_factory=Card)

    def usage(self, kind: PriceKind) -> Card | None:
        """The card that the engine prices with; None where events do not matter."""
        if kind is PriceKind.USAGE:
            return replace(self.card, percent=self.percent)
        return self.card if self.card.prorated else None


@dataclass(frozen=True, slots=True)
class Given:
    """What a price may depend on. `cost` and `basis` in major units."""

    quantity: Decimal
    term_months: int = 0
    cost: Decimal | None = None
    attributes: Mapping[str, formula.Value] = field(default_factory=dict)
    basis: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was agreed with a customer: a unit price by quantity, or a percentage off the list.

    tiers  volume tiers that replace `unit_price`; the tier that holds the quantity prices all of it
    """

    percent_off: Decimal | None = None
    unit_price: Decimal = ZERO
    tiers: tuple[Tier, ...] = ()
    rule_id: str = ""
    rule_version: int = 0


def check_terms(kind: PriceKind, terms: Terms, size: Decimal, unit_price: Decimal = ZERO) -> None:
    """Refuse a price that could never be worked out."""
    if terms.card.prorated and kind is not PriceKind.GRADUATED:
        raise BadUsageCard(field="prorated", found=kind.value, expected=PriceKind.GRADUATED.value)
    if kind is PriceKind.USAGE:
        check_card(replace(terms.card, percent=terms.percent), unit_price)
    if kind is PriceKind.PACKAGE and not size > 0:
        raise BadPriceTerms(field="package_size", found=f"{size:f}", expected="more than 0")
    if kind is PriceKind.PERCENT and not 0 < terms.percent <= 1000:
        raise BadPriceTerms(field="percent", found=f"{terms.percent:f}", expected="0 … 1 000 %")
    if kind is PriceKind.COST_PLUS:
        _check_cost_plus(terms)
    if kind is PriceKind.FORMULA:
        formula.names_in(terms.formula)


def _check_cost_plus(terms: Terms) -> None:
    if terms.how not in ("markup", "margin"):
        raise BadPriceTerms(field="how", found=terms.how[:20], expected="markup, margin")
    most = 100 if terms.how == "margin" else 10_000
    if not 0 <= terms.percent < most:
        raise BadPriceTerms(
            field="percent", found=f"{terms.percent:f}", expected=f"0 … less than {most} %"
        )


SETTLED = frozenset({PriceKind.COST_PLUS, PriceKind.FORMULA, PriceKind.PERCENT})


def settle(price: Price, terms: Terms, given: Given) -> Price:
    """The price with its unit price worked out, for the kinds that have none of their own."""
    rule, version = price.rule_id, price.rule_version
    if price.kind is PriceKind.COST_PLUS:
        unit = _from_cost(terms, given.cost)
        lead: tuple[Lead, ...] = (Lead("cost_plus", "set", unit, rule, version),)
    elif price.kind is PriceKind.FORMULA:
        unit = _from_formula(terms.formula, given)
        lead = (Lead("formula", "set", unit, rule, version),)
    elif price.kind is PriceKind.PERCENT:
        unit = percent_of(given.basis, terms.percent)
        lead = (
            Lead("basis", "set", given.basis, rule, version),
            Lead("percent_of", "percent_of", terms.percent, rule, version),
        )
    else:
        return price
    return replace(price, kind=PriceKind.PER_UNIT, unit_price=unit, lead=lead)


def _from_cost(terms: Terms, cost: Decimal | None) -> Decimal:
    if cost is None:
        raise CostMissing(field="cost", fix="give the product its cost")
    if terms.how == "markup":
        return to_places(percent_on(cost, terms.percent), UNIT_PLACES)
    kept = HUNDRED - terms.percent
    return to_places(EXACT.divide(EXACT.multiply(cost, HUNDRED), kept), UNIT_PLACES)


def _from_formula(text: str, given: Given) -> Decimal:
    names: dict[str, formula.Value] = {
        **given.attributes,
        "quantity": given.quantity,
        "term_months": Decimal(given.term_months),
    }
    if given.cost is not None:
        names["cost"] = given.cost
    unit = formula.work_out(text, names)
    if unit < 0:
        raise formula.BadFormula(
            field="formula", found=f"{unit.normalize():f}", expected="0 or more"
        )
    return unit


def choose(listed: Price | None, agreed: Agreed | None, promotional: Price | None,
           quantity: Decimal) -> Price | None:  # fmt: skip
    """The price that counts, with the steps that show what it replaced; None where there is none."""
    if agreed is not None:
        return _contract(listed, agreed, quantity)
    if listed is None or promotional is None:
        return listed or promotional
    if promotional.kind is not PriceKind.PER_UNIT or listed.card is not None:
        return listed  # what is used is priced by what was used, one way for the whole period
    told = Lead(
        "promotional_price", "set", promotional.unit_price, promotional.rule_id,
        promotional.rule_version,
    )  # fmt: skip
    if listed.kind is not PriceKind.PER_UNIT:
        asked = EXACT.multiply(promotional.unit_price, quantity)
        lower = quantity > 0 and asked < listed_amount(listed, quantity)
        return replace(promotional, lead=(told,)) if lower else listed
    if promotional.unit_price >= listed.unit_price:
        return listed
    return replace(listed, unit_price=promotional.unit_price, lead=(*_shown(listed), told))


def _contract(listed: Price | None, agreed: Agreed, quantity: Decimal) -> Price | None:
    rule, version = agreed.rule_id, agreed.rule_version
    if agreed.percent_off is not None:
        off = Lead("contract_discount", "percent_off", agreed.percent_off, rule, version)
        if listed is None or listed.kind is not PriceKind.PER_UNIT:
            return replace(listed, less=off) if listed else None
        unit = percent_off(listed.unit_price, agreed.percent_off)
        return replace(listed, unit_price=unit, lead=(*_shown(listed), off))
    unit = _break(agreed.tiers, quantity, agreed.unit_price)
    told = Lead("contract_price", "set", unit, rule, version)
    if listed is None or listed.kind is not PriceKind.PER_UNIT:
        return Price(PriceKind.PER_UNIT, unit, (), rule, version, lead=(told,))
    return replace(listed, unit_price=unit, lead=(*_shown(listed), told))


def _break(tiers: Sequence[Tier], quantity: Decimal, plain: Decimal) -> Decimal:
    """The unit price of the first break that holds the quantity; beyond the last one, the plain price."""
    for tier in tiers:
        if tier.up_to is None or quantity <= tier.up_to:
            return tier.unit_price
    return plain


def _shown(listed: Price) -> tuple[Lead, ...]:
    if listed.lead:
        return listed.lead
    return (Lead("list_price", "set", listed.unit_price, listed.rule_id, listed.rule_version),)


def dump_terms(terms: Terms, size: Decimal = ZERO) -> dict[str, object]:
    """JSON-ready; what says nothing is left out."""
    basis = terms.basis
    told: dict[str, object] = {
        "percent": str(terms.percent) if terms.percent else "",
        "how": terms.how if terms.how != "markup" else "",
        "formula": terms.formula,
        "package_size": str(size) if size else "",
        "on": basis.on if basis.on != "net" else "",
        **{n: list(getattr(basis, n)) for n in ("categories", "sections", "charges", "skus")},
        **_dump_card(terms.card),
    }
    return {name: value for name, value in told.items() if value}


def _dump_card(card: Card) -> dict[str, object]:
    told: dict[str, object] = {
        n: str(v) for n in _CARD_NUMBERS if (v := getattr(card, n)) is not None
    }
    for name in ("event_fee", "event_size"):
        if not getattr(card, name):
            told[name] = ""
    return {**told, "prorated": card.prorated}


def _load_card(data: Mapping[str, object]) -> Card:
    numbers = {n: Decimal(str(data[n])) for n in _CARD_NUMBERS if data.get(n) not in (None, "")}
    events = numbers.pop("free_events", None)
    return Card(
        free_events=None if events is None else int(events), prorated=bool(data.get("prorated")),
        **numbers,
    )  # fmt: skip


def load_terms(data: Mapping[str, object]) -> Terms:
    """The terms that `dump_terms` wrote."""
    lists = {n: _texts(data.get(n)) for n in ("categories", "sections", "charges", "skus")}
    basis = Basis(**lists, on=str(data.get("on") or "net"))
    percent = Decimal(str(data.get("percent") or 0))
    how, formula = str(data.get("how") or "markup"), str(data.get("formula") or "")
    return Terms(percent, how, basis, formula, _load_card(data))


def load_size(data: Mapping[str, object]) -> Decimal:
    """The size of a package among the stored terms."""
    return Decimal(str(data.get("package_size") or 0))


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(v) for v in value) if isinstance(value, list) else ()
