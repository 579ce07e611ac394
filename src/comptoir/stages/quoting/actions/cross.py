"""What looks across the lines of a quote, worked out again whenever one of them changes.

Ordinary lines keep their own price; a line that is a percentage of others follows them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from comptoir.kernel.money import exponent, extend_minor
from comptoir.platform.actions import Do
from comptoir.records.catalog import queries as catalog
from comptoir.stages.pricing import engine
from comptoir.stages.quoting.actions.pricing_lines import draft_of
from comptoir.stages.quoting.core.lines import price_line
from comptoir.stages.quoting.models import Quote, QuoteLine


def settle(do: Do, quote: Quote, lines: Sequence[QuoteLine]) -> None:
    """Set the lines that depend on others; nothing is saved here."""
    derived = [line for line in lines if line.basis is not None]
    if not derived:
        return
    others = _seen(quote, lines)
    for line in derived:
        _derive(quote, line, others)


def _seen(quote: Quote, lines: Sequence[QuoteLine]) -> list[engine.Across]:
    products = catalog.products({line.product_id for line in lines})
    digits = exponent(quote.currency)
    return [
        engine.Across(
            line.sku, products[line.product_id].category, line.section, line.charge_kind,
            line.net_minor + line.share_minor,
            extend_minor(line.list_price, line.quantity, digits),
            line.billing_months or 0, line.term_months or 0, line.optional,
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
