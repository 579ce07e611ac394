"""A row of a change of prices as it is shown: in the other book, before, after, and by how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from comptoir.kernel.money import to_places
from comptoir.shell import format as fmt
from comptoir.stages.pricing import telling
from comptoir.stages.pricing.engine import load_terms
from comptoir.stages.pricing.forms import MODELS

Row = Mapping[str, Any]
BY_TERMS = ("usage", "cost_plus", "formula", "percent")  # no one figure to compare
# Why a price is not carried over into another book, and what to do.
LEFT = {
    "cost_rounded": _(
        "its formula rounds an amount that follows the cost: write a formula for this currency"
    ),
    "cost_not_linear": _(
        "its formula multiplies or divides by the cost: write a formula for this currency"
    ),
    "too_long": _("its formula would be too long: write a shorter one for this currency"),
    "beyond": _("its percentage would leave its bounds: set this price in the book"),
    "follows": _("it follows something else than an amount, and goes on doing so"),
    "": _("it follows something else than an amount: set this price in the book"),
}


def left(source: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """The prices that were not carried over, or not moved: reference, way of pricing, why and what to do."""
    models = dict(MODELS)
    return [
        (one["sku"], str(models[one["model"]]), str(LEFT[one.get("reason", "")]))
        for one in source.get("left", ())
    ]


def figures(row: Row, other: str, currency: str, lang: str) -> tuple[str, str, str, str]:
    """other  currency of the book that the prices are made from; "" where there is none"""
    source = _price(row, "source", other, lang) if "source" in row else ""
    before, after = (_price(row, when, currency, lang) for when in ("before", "after"))
    return source, before, after, _by(row, lang)


def _price(row: Row, when: str, currency: str, lang: str) -> str:
    if row[when] is None:
        return fmt.DASH
    was = row.get("was") if when == "before" else None
    said: Row = was or row
    terms = load_terms(
        row.get("terms_source", said["terms"]) if when == "source" else said["terms"]
    )
    if said["model"] in ("percent", "cost_plus"):
        percent = fmt.percent(to_places(terms.percent, 2).normalize(), lang)
        return percent if said["model"] == "percent" else f"{percent} {dict(MODELS)['cost_plus']}"
    if said["model"] == "formula":
        return terms.formula
    if said["model"] == "usage":
        return telling.usage(terms, Decimal(row[when]), currency, lang)
    tiers: Sequence[Row] = row[f"tiers_{when}"]
    if tiers:
        return " · ".join(_money(_amount(t), currency, lang) for t in tiers)
    return _money(row[when], currency, lang)


def _amount(tier: Row) -> str:
    return str(tier["unit_price"] if Decimal(tier["unit_price"]) else tier["flat_fee"])


def _money(text: str, currency: str, lang: str) -> str:
    return fmt.unit_price(Decimal(text), currency, lang)


def _by(row: Row, lang: str) -> str:
    """The change in percent, where there is one figure before and after."""
    tiered = row["tiers_before"] or row["tiers_after"] or row["model"] in BY_TERMS
    before = Decimal(row["before"] or 0)
    if tiered or not before:
        return fmt.DASH
    points = (Decimal(row["after"]) / before - 1) * 100
    return ("+" if points > 0 else "") + fmt.percent(points, lang, 1)
