"""How much dearer what repeats becomes when a contract is renewed, as both sides agreed beforehand. Pure.

Policy: docs/policy/uplift.md. An index is followed up and down, from its value on the day that the prices are
of to the newest one; a cap holds both ways. Measured use keeps its rates, what is charged once is over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from comptoir.kernel.errors import Invalid
from comptoir.kernel.money import EXACT, quotient, to_places

ONE, HUNDRED = Decimal(1), Decimal(100)
PLACES = 4  # decimals of a percentage
CODE = re.compile(r"[A-Z][A-Z0-9._-]{1,19}")


class UpliftKind(StrEnum):
    PERCENT = "percent"
    INDEX = "index"


class BadUplift(Invalid):
    """The price at renewal is an increase of more than 0 to 100 %, or an index, with or without a cap."""

    code = "bad_uplift"


@dataclass(frozen=True, slots=True)
class Uplift:
    """A rule of the price at renewal.

    percent     of a fixed increase
    index, cap  the code of an index, and by how many percent it changes a price at most
    base_on     the day that the prices are of; None: the first day of the term
    """

    kind: UpliftKind
    percent: Decimal = Decimal(0)
    index: str = ""
    cap: Decimal | None = None
    base_on: date | None = None


def load(row: Mapping[str, Any]) -> Uplift:
    """A rule as it is stored with a quote and its contract."""
    cap, base = row.get("cap"), row.get("base_on")
    return Uplift(
        UpliftKind(row["kind"]), Decimal(row.get("percent") or 0), row.get("index") or "",
        Decimal(cap) if cap else None, date.fromisoformat(base) if base else None,
    )  # fmt: skip


def dump(rule: Uplift) -> dict[str, Any]:
    """A rule as plain data: what it does not say is left out."""
    if rule.kind is UpliftKind.PERCENT:
        return {"kind": "percent", "percent": _plain(rule.percent)}
    told = {"kind": "index", "index": rule.index}
    if rule.cap is not None:
        told["cap"] = _plain(rule.cap)
    if rule.base_on is not None:
        told["base_on"] = rule.base_on.isoformat()
    return told


def check(rule: Uplift) -> None:
    """Refuse what is no rule."""
    expected = "3 % | SYNTEC | SYNTEC max 5 %"
    if rule.kind is UpliftKind.PERCENT:
        _check_percent(rule.percent, expected)
        return
    if not CODE.fullmatch(rule.index):
        raise BadUplift(field="uplift", found=rule.index[:40], expected=expected)
    if rule.cap is not None:
        _check_percent(rule.cap, expected)


def _check_percent(value: Decimal, expected: str) -> None:
    fine = value.is_finite() and 0 < value <= HUNDRED and value == to_places(value, PLACES)
    if not fine:
        raise BadUplift(field="uplift", found=str(value)[:40], expected=expected)


def change(rule: Uplift, base: Decimal = ONE, now: Decimal = ONE) -> Decimal:
    """By how many percent prices change, to four decimals; `base` and `now` are values of the index."""
    if rule.kind is UpliftKind.PERCENT:
        return rule.percent
    moved = quotient(EXACT.multiply(EXACT.subtract(now, base), HUNDRED), base)
    if rule.cap is not None:
        moved = max(-rule.cap, min(rule.cap, moved))
    return to_places(moved, PLACES)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
