"""What one of our legal entities must be: the seller that documents print. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from comptoir.kernel.errors import Invalid
from comptoir.records.parties.core import customers, identity, places, profile

REGIMES = ("normal", "franchise")
# Whom an invoice names beside the seller (CGI ann. II art. 242 nonies A, I, 5° and 5° bis): who answers for
# its VAT, and the single taxable person that it is a member of. Each whole or absent.
NAMED = ("representative", "vat_group")
PARTS = ("name", "address", "vat")
DEFAULTS: dict[str, Any] = {
    **dict.fromkeys(places.FIELDS, ""),
    **dict.fromkeys(("legal_form", "siren", "siret", "vat_number", "rcs_town", "email"), ""),
    **dict.fromkeys(("phone", "iban", "bic", "logo_svg"), ""),
    **dict.fromkeys(("help_name", "help_email", "help_phone"), ""),
    **dict.fromkeys((f"{who}_{part}" for who in NAMED for part in PARTS), ""),
    "capital_minor": None,
    "zone": "Europe/Paris",
    "language": "fr",
    "vat_regime": "normal",
    "vat_on_debits": False,
    "late_rate": None,
    "brand_color": "#1f4fd8",
    "sandbox": False,
}
FIELDS = (*DEFAULTS, "code", "name", "currency")
CHANGEABLE = frozenset(FIELDS) - {"code", "currency", "sandbox", "zone"}
_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,19}")
_ACTIVE_SVG = re.compile(
    r"<\s*script|\son[a-z]+\s*=|javascript:|<\s*foreignObject|<!ENTITY|<!DOCTYPE|[\x00\ud800-\udfff]",
    re.I,
)
MAX_LOGO = 200_000  # characters


class BadCode(Invalid):
    """A company code has 1 to 20 capital letters, digits or hyphens."""

    code = "bad_entity_code"


class UnknownZone(Invalid):
    """This is not a time zone of the IANA database."""

    code = "unknown_zone"


class BadRate(Invalid):
    """A late-payment rate lies between 0 and 100 percent a year."""

    code = "bad_late_rate"


class BadCapital(Invalid):
    """The share capital must be a positive amount."""

    code = "bad_capital"


class NotWhole(Invalid):
    """An invoice names a fiscal representative or a VAT group with name, address and VAT number."""

    code = "not_named_whole"


class BadLogo(Invalid):
    """The logo must be a plain SVG picture without scripts."""

    code = "bad_logo"


@cache
def _zones() -> frozenset[str]:
    """The names of the time zone database; looked up once, it is some hundred files."""
    return frozenset(available_timezones())


def check(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Every column of a legal entity, checked and in its stored form."""
    profile.known(fields, FIELDS)
    if not _CODE.fullmatch(fields.get("code", "")):
        raise BadCode(field="code", found=str(fields.get("code", ""))[:40], expected="ACME-FR")
    if fields["zone"] not in _zones():
        raise UnknownZone(field="zone", found=str(fields["zone"])[:40], expected="Europe/Paris")
    rate, capital = fields["late_rate"], fields["capital_minor"]
    if rate is not None and not Decimal(0) <= rate <= Decimal(100):
        raise BadRate(field="late_rate", found=rate, expected="0–100")
    if capital is not None and not 0 <= capital <= profile.MAX_CAPITAL:
        raise BadCapital(field="capital_minor", found=capital)
    common = profile.check_common({**fields, "name": fields.get("name")})
    return {
        **{name: fields[name] for name in ("code", "zone", "late_rate", "capital_minor")},
        **common,
        **_address(fields),
        **_identity(fields),
        "legal_form": profile.text(fields["legal_form"], "legal_form"),
        "rcs_town": profile.text(fields["rcs_town"], "rcs_town"),
        "vat_regime": profile.choice(fields["vat_regime"], REGIMES, "vat_regime"),
        "vat_on_debits": bool(fields["vat_on_debits"]),
        "logo_svg": _logo(fields["logo_svg"]),
        "brand_color": profile.check_color(fields["brand_color"]),
        "sandbox": bool(fields["sandbox"]),
        "help_name": profile.text(fields["help_name"], "help_name"),
        "help_email": profile.email(fields["help_email"], "help_email"),
        "help_phone": profile.text(fields["help_phone"], "help_phone", longest=30),
        **_named(fields, "representative"),
        **_named(fields, "vat_group"),
    }


def _named(fields: Mapping[str, Any], who: str) -> dict[str, str]:
    """Name, address and VAT number of whom an invoice names: all three or none."""
    name, address, vat = (f"{who}_{part}" for part in PARTS)
    found = {
        name: profile.text(fields[name], name, longest=160),
        address: profile.text(fields[address], address, longest=240),
        vat: identity.read_vat_number(fields[vat], field=vat) if fields[vat] else "",
    }
    absent = [part for part, given in found.items() if not given]
    if 0 < len(absent) < len(found):
        raise NotWhole(field=absent[0])
    return found


def _identity(fields: Mapping[str, Any]) -> dict[str, str]:
    iban = identity.read_iban(fields["iban"]) if fields["iban"] else ""
    bic = identity.read_bic(fields["bic"], iban) if fields["bic"] else ""
    return {**customers.numbers(fields), "iban": iban, "bic": bic}


def _address(fields: Mapping[str, Any]) -> dict[str, str]:
    """The seat: checked whole as soon as a part of it is given beside the country."""
    given = {name: fields[name] for name in places.FIELDS}
    if any(given[name] for name in places.FIELDS if name != "country"):
        return places.check_address(given, "address")
    return {**given, "country": places.check_country(given["country"])}


def _logo(svg: str) -> str:
    """An SVG drawing as text; refuses what could run or load something."""
    clean = (svg or "").strip()
    if not clean:
        return ""
    if len(clean) > MAX_LOGO or "<svg" not in clean[:2000] or _ACTIVE_SVG.search(clean):
        raise BadLogo(field="logo_svg", found=clean[:40], expected="<svg …>")
    return clean
