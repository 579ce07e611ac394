"""What the translations of all adapters share: texts to canonical values and back. Pure, no floats."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from babel import Locale

from comptoir.integrating.core.objects import Address
from comptoir.kernel import money
from comptoir.kernel.money import Money

DIGITS = 30  # before or behind the point: more is no amount
_NAMED_OTHERWISE = {  # names that ERPs and CRMs use, beside those of Unicode CLDR
    "usa": "US", "united states of america": "US", "uk": "GB", "great britain": "GB",
    "england": "GB", "korea, republic of": "KR", "czech republic": "CZ", "holland": "NL",
    "the netherlands": "NL", "russian federation": "RU", "viet nam": "VN",
    "taiwan": "TW", "hong kong": "HK", "turkey": "TR", "turquie": "TR", "burma": "MM",
}  # fmt: skip


def text(value: object) -> str:
    """What an API holds in a field, as text; nothing is ''."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    plain = isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) <= DIGITS
    return format(value, "f") if plain else str(value)


def number(value: object) -> Decimal | None:
    """A number, exact; None where there is none, or one beyond all amounts."""
    try:
        found = Decimal(text(value).strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found.adjusted()) <= DIGITS else None


def currency(value: object, otherwise: str) -> str:
    """An ISO 4217 code, `otherwise` where none is said."""
    said = text(value).strip().upper()
    return said if len(said) == 3 and said.isascii() and said.isalpha() else otherwise


def yes(value: object) -> bool:
    return text(value).strip().lower() in ("true", "1", "yes")


def day(value: object) -> date | None:
    """A date, or the date an instant begins with."""
    try:
        return date.fromisoformat(text(value)[:10])
    except ValueError:
        return None


def amount(value: object, currency: str) -> Money:
    """An amount in major units as money of `currency`; surplus decimals round half up, once."""
    return money.extend(number(value) or Decimal(0), Decimal(1), currency)


def address(said: Mapping[str, Any], names: Mapping[str, str]) -> Address | None:
    """The address whose fields stand under `names`; None where all are empty."""
    parts = {ours: text(said.get(theirs)).strip() for ours, theirs in names.items()}
    if not any(parts.values()):
        return None
    return Address(**{**parts, "country": country_code(parts["country"])})


def country_code(said: str) -> str:
    """ISO 3166-1 alpha-2 of a country code or an English or French name; '' where unknown."""
    said = said.strip()
    if len(said) == 2 and said.upper() in _names("en"):
        return said.upper()
    return _codes().get(said.lower(), "")


def country_name(code: str) -> str:
    """The English name, which people and ERPs know a country by."""
    return _names("en").get(code, code)


@cache
def _names(language: str) -> Mapping[str, str]:
    named = Locale.parse(language).territories
    return {c: n for c, n in named.items() if len(c) == 2 and c.isalpha() and c not in _NO_COUNTRY}


_NO_COUNTRY = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}


@cache
def _codes() -> Mapping[str, str]:
    found = {name.lower(): code for code, name in _names("fr").items()}
    found |= {name.lower(): code for code, name in _names("en").items()}
    return {**_NAMED_OTHERWISE, **found}
