"""Postal addresses in fields: which countries exist, what an address needs, how it is printed. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from babel import Locale

from comptoir.kernel.errors import Invalid

FIELDS = ("street_number", "street", "complement", "postcode", "town", "region", "country")
# Codes of Unicode CLDR that are no country of ISO 3166-1.
_NOT_ISO = frozenset(
    ["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"]
)
# Codes that are needed beside ISO 3166-1: Northern Ireland for VAT (Council Decision 2020/1109).
_BESIDE = {"XI": {"en": "Northern Ireland", "fr": "Irlande du Nord"}}
# Countries without postcodes (Universal Postal Union, addressing systems), those we meet.
_NO_POSTCODE = frozenset(["AE", "AG", "AO", "AW", "BF", "BI", "BJ", "BO", "BS", "BW", "BZ", "CD", "CF", "CG", "CI", "CM", "DJ", "DM", "ER", "FJ", "GD", "GH", "GM", "GN", "GQ", "GY", "HK", "JM", "KI", "KM", "KN", "KP", "LC", "ML", "MO", "MR", "MW", "NR", "PA", "QA", "RW", "SB", "SC", "SL", "SR", "ST", "SY", "TD", "TG", "TK", "TL", "TO", "TT", "TV", "UG", "VU", "YE", "ZW"])  # fmt: skip
_NUMBER_LAST = frozenset(
    [
        "AT",
        "BE",
        "CH",
        "CZ",
        "DE",
        "DK",
        "ES",
        "FI",
        "HR",
        "HU",
        "IT",
        "NL",
        "NO",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    ]
)
_POSTCODE_LAST = frozenset(["AU", "CA", "GB", "IE", "IM", "IN", "NZ", "US", "XI", "ZA"])


class UnknownCountry(Invalid):
    """This is not a country code of ISO 3166-1."""

    code = "unknown_country"


class AddressIncomplete(Invalid):
    """An address needs a town, a postcode and a country."""

    code = "address_incomplete"


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
    """The address with every field, trimmed; refuses a missing town, postcode or country."""
    unknown = sorted(set(address) - set(FIELDS))
    if unknown:
        raise AddressIncomplete(field=f"{within}.{unknown[0]}", expected=" | ".join(FIELDS))
    clean = {name: (address.get(name) or "").strip() for name in FIELDS}
    clean["country"] = check_country(clean["country"], f"{within}.country")
    needed = ("town",) if clean["country"] in _NO_POSTCODE else ("postcode", "town")
    for name in needed:
        if not clean[name]:
            raise AddressIncomplete(field=f"{within}.{name}", found="", expected=name)
    return clean


def lines(address: Mapping[str, str], lang: str = "fr", home: str = "") -> tuple[str, ...]:
    """The printed lines in the order of the country of destination; the country last, unless `home`."""
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
