"""What looks across the lines of a quote, worked out again whenever one of them changes.

Ordinary lines keep their own price. Promotions take from them, as steps at the end of their waterfall;
then the lines that are a percentage of others follow. An amount agreed for a line is final: no promotion
lowers it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from comptoir.kernel.errors import NotFound
from comptoir.kernel.money import EXACT, UNIT_PLACES, exponent, extend_minor, to_places
from comptoir.platform.actions import Do
from comptoir.records.catalog import queries as catalog
from comptoir.stages.pricing import engine, promotions
from comptoir.stages.quoting.actions import uses
from comptoir.stages.quoting.actions.pricing_lines import draft_of
from comptoir.stages.quoting.core.lines import price_line
from comptoir.stages.quoting.models import Quote, QuoteLine

PROMOTION = "promotion"
Categories = Mapping[UUID, str]


class UnknownCoupon(NotFound):
    """No coupon with this code is valid today, or it is used up."""

    code = "unknown_coupon"


@dataclass(frozen=True, slots=True)
class Ground:
    """What settling needs to know: the promotions that may apply, and the category of each product."""

    found: Sequence[promotions.PromotionFacts]
    categories: Categories


def ground(do: Do, quote: Quote, lines: Sequence[QuoteLine]) -> Ground:
    """Look up what may take from these lines; categories only where something needs them."""
    found = uses.still_open(quote, promotions.open_to(deal(do, quote))) if lines else []
    if not found and all(line.basis is None for line in lines):
        return Ground((), {})
    products = catalog.products({line.product_id for line in lines})
    return Ground(found, {p.id: p.category for p in products.values()})


def settle(quote: Quote, lines: Sequence[QuoteLine], known: Ground) -> None:
    """Set what depends on other lines; nothing is saved here."""
    digits = exponent(quote.currency)
    for line in lines:
        if not line.block:  # a head costs nothing, whatever its steps lead to
            _strip(line, digits)
    if known.found:
        _promote(quote, lines, known.categories, [p.rule for p in known.found])
    derived = [line for line in lines if line.basis is not None]
    if derived:
        others = _seen(quote, lines, known.categories)
        for line in derived:
            _derive(quote, line, others)


def check_coupons(do: Do, quote: Quote) -> None:
    """Refuse a code that no promotion open to this quote bears."""
    found = uses.still_open(quote, promotions.open_to(deal(do, quote)))
    known = {p.coupon for p in found}
    for code in quote.coupons:
        if code not in known:
            raise UnknownCoupon(field="coupons", found=code[:40])


def deal(do: Do, quote: Quote) -> promotions.Deal:
    """For what promotions are looked up."""
    return promotions.Deal(
        entity=quote.entity_id, currency=quote.currency, on=do.today, coupons=quote.coupons
    )


def used(do: Do, quote: Quote, lines: Sequence[Any]) -> list[promotions.PromotionFacts]:
    """The promotions that the waterfalls name, as they stand."""
    told = [
        (line.waterfall, *(p["waterfall"] for p in (line.apart or {}).values())) for line in lines
    ]
    steps = (s for ways in told for way in ways for s in way if s["kind"] == PROMOTION)
    codes = {str(step["rule_id"]).partition(":")[2] for step in steps}
    return promotions.of_codes(quote.entity_id, codes) if codes else []


def unpromoted(line: QuoteLine) -> Decimal | None:
    """What a line costs before a promotion takes from it, major units, in any alternative that it is part of;
    None where none does."""
    ways = (line.waterfall, *(told["waterfall"] for told in (line.apart or {}).values()))
    bases = (step["base"] for steps in ways for step in steps if step["kind"] == PROMOTION)
    return next((Decimal(base) for base in bases), None)


def _strip(line: QuoteLine, digits: int) -> None:
    """Take the steps of promotions off again."""
    told = [step for step in line.waterfall if step["kind"] == PROMOTION]
    if told:
        line.waterfall = [step for step in line.waterfall if step["kind"] != PROMOTION]
        _set_net(line, Decimal(told[0]["base"]), digits)


def _set_net(line: QuoteLine, amount: Decimal, digits: int) -> None:
    """The line's net before its share of the discount on the whole."""
    line.net_minor = int(amount.scaleb(digits, EXACT)) - line.share_minor
    line.unit_net = to_places(EXACT.divide(amount, line.quantity), UNIT_PLACES)


def _promote(
    quote: Quote, lines: Sequence[QuoteLine], categories: Categories, rules: list[engine.Promotion]
) -> None:
    items = [_item(line, categories[line.product_id]) for line in lines]
    digits = exponent(quote.currency)
    for applied in engine.apply(rules, items):
        for line, off in zip(lines, applied.off_minor, strict=True):
            if off:
                _take(line, applied.promotion, off, digits)


def _item(line: QuoteLine, category: str) -> engine.Item:
    closed = line.optional or line.charge_kind == "usage" or line.basis is not None
    closed = closed or bool(line.block) or (line.level > 0 and line.segment is None)
    return engine.Item(
        line.sku, category, line.charge_kind, line.quantity, line.net_minor + line.share_minor,
        not closed and line.discount_kind != "total",
    )  # fmt: skip


def _take(line: QuoteLine, rule: engine.Promotion, off: int, digits: int) -> None:
    base = Decimal(line.net_minor + line.share_minor).scaleb(-digits, EXACT)
    value = Decimal(off).scaleb(-digits, EXACT)
    left = EXACT.subtract(base, value)
    step = engine.Step(
        PROMOTION, PROMOTION, base, "subtract", value, left, rule.rule_id, rule.rule_version, None
    )
    line.waterfall = [*line.waterfall, *engine.dump_steps([step])]
    _set_net(line, left, digits)


def _seen(quote: Quote, lines: Sequence[QuoteLine], categories: Categories) -> list[engine.Across]:
    digits = exponent(quote.currency)
    return [
        engine.Across(
            line.sku, categories[line.product_id], line.section, line.charge_kind,
            line.net_minor + line.share_minor,
            extend_minor(line.list_price, line.quantity, digits),
            line.billing_months or 0, line.term_months or 0, line.optional or bool(line.block),
            line.basis is not None,
        )
        for line in lines
    ]  # fmt: skip


def _derive(quote: Quote, line: QuoteLine, others: Sequence[engine.Across]) -> None:
    """Price a percentage again; its discount is the same."""
    told: dict[str, Any] = line.basis or {}
    digits = exponent(quote.currency)
    terms = engine.load_terms(told)
    basis = engine.basis_of(terms.basis, others, line.billing_months or 0, digits)
    price = engine.Price(
        engine.PriceKind.PERCENT, rule_id=told["rule_id"], rule_version=told["rule_version"]
    )
    settled = engine.settle(price, terms, engine.Given(line.quantity, basis=basis))
    asked = draft_of(line)
    if asked.discount_kind == "amount":  # less hardware may leave less than what was taken off
        asked = replace(asked, discount_value=min(asked.discount_value, settled.unit_price))
    done = price_line(settled, asked, digits)
    line.list_price, line.unit_net = done.list_price, done.unit_net
    line.net_minor = done.before_minor - line.share_minor
    line.waterfall = engine.dump_steps(done.steps)
