"""A row of a change of prices as it is shown: in the other book, before, after, and by how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from comptoir.shell import format as fmt

Row = Mapping[str, Any]


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
    if said["model"] == "percent":
        return fmt.percent(Decimal(said["terms"]["percent"]).normalize(), lang)
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
    tiered = row["tiers_before"] or row["tiers_after"]
    before = Decimal(row["before"] or 0)
    if tiered or not before:
        return fmt.DASH
    points = (Decimal(row["after"]) / before - 1) * 100
    return ("+" if points > 0 else "") + fmt.percent(points, lang, 1)
