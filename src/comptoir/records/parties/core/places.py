"""Postal addresses in fields: which countries exist, how an address is printed. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from babel import Locale

from comptoir.kernel.errors import Invalid

FIELDS = ("street_number", "street", "complement", "postcode", "town", "region", "country")
LENGTHS = {
    "street_number": 12, "street": 120, "complement": 120, "postcode": 12, "town": 80, "region": 80,
}  # fmt: skip
# Codes of Unicode CLDR that are no country of ISO 3166-1.
_NOT_ISO = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
# Codes that are needed beside ISO 3166-1: Northern Ireland for VAT (Council Decision 2020/1109).
_BESIDE = {"XI": {"en": "Northern Ireland", "fr": "Irlande du Nord"}}
# Countries where many addresses have no postcode (Universal Postal Union, addressing systems).
_NO_POSTCODE = {"AE", "AO", "BS", "BW", "CI", "CM", "GA", "GH", "HK", "IE", "KE", "ML", "QA", "RW"}
_NUMBER_LAST = {
    "AT", "BE", "CH", "CZ", "DE", "DK", "ES", "FI", "HR", "HU", "IT", "NL", "NO", "PL", "PT", "RO",
    "SE", "SI", "SK",
}  # fmt: skip
_FRENCH_POSTCODE = re.compile(r"[0-9]{5}")
_POSTCODE_LAST = {"AU", "CA", "GB", "IE", "IM", "IN", "NZ", "US", "XI", "ZA"}


class UnknownCountry(Invalid):
    """This is not a country code of ISO 3166-1."""

    code = "unknown_country"


class BadAddress(Invalid):
    """An address needs a town, a postcode and a country, one line per field."""

    code = "bad_address"


@cache
def countries(lang: str) -> dict[str, str]:
    """Code → name in `lang` (fr | en), in the order of the names."""
    names = Locale.parse("fr" if lang == "fr" else "en").territories
    found = {
        code: str(name)
        for code, name in names.items()
        if len(code) == 2 and code.isalpha() and code not in _NOT_ISO
    }
    found |= {code: words["fr" if lang == "fr" else "en"] for code, words in _BESIDE.items()}
    return dict(sorted(found.items(), key=lambda pair: pair[1].casefold()))


def check_country(code: str, field: str = "country") -> str:
    """The code in capitals, or UnknownCountry."""
    found = code.strip().upper()
    if found not in countries("en"):
        raise UnknownCountry(field=field, found=code[:40], expected="FR, BE, DE, GB, …")
    return found


def check_address(address: Mapping[str, str], within: str = "billing") -> dict[str, str]:
    """The address with every field, trimmed; refuses a missing or unusable field by its name.

    within  where the address stands in the form: `billing.town`
    """
    for name in set(address) - set(FIELDS):
        raise BadAddress(field=f"{within}.{name}", expected=" | ".join(FIELDS))
    clean = {name: (address.get(name) or "").strip() for name in FIELDS}
    clean["country"] = check_country(clean["country"], f"{within}.country")
    needed = ("town",) if clean["country"] in _NO_POSTCODE else ("postcode", "town")
    for name in needed:
        if not clean[name]:
            raise BadAddress(field=f"{within}.{name}", found="", expected=name)
    for name, longest in LENGTHS.items():
        if len(clean[name]) > longest or not clean[name].isprintable():
            raise BadAddress(
                field=f"{within}.{name}", found=clean[name][:60], expected=f"1 line, <= {longest}"
            )
    if clean["country"] == "FR" and not _FRENCH_POSTCODE.fullmatch(clean["postcode"]):
        raise BadAddress(field=f"{within}.postcode", found=clean["postcode"], expected="75004")
    return clean


def lines(address: Mapping[str, str], lang: str = "fr", home: str = "") -> tuple[str, ...]:
    """The printed lines in the order used there; the country last, left out when it is `home`."""
    code = address["country"]
    number, street = address["street_number"], address["street"]
    pair = (street, number) if code in _NUMBER_LAST else (number, street)
    post, town = address["postcode"], address["town"]
    if code in _POSTCODE_LAST:
        places: tuple[str, ...] = (town, _join(address["region"], post))
    else:
        places = (_join(post, town), address["region"])
    country = "" if code == home else countries(lang).get(code, code).upper()
    found = (_join(*pair), address["complement"], *places, country)
    return tuple(line for line in found if line)


def _join(*words: str) -> str:
    return " ".join(w for w in words if w)
