"""What a customer, a contact, a partner or one of our companies may say about itself. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from comptoir.kernel.errors import Invalid
from comptoir.kernel.money import exponent
from comptoir.records.parties.core.places import check_country

KINDS = ("company", "person")
LANGUAGES = ("fr", "en")
ROLES = ("buyer", "signatory", "payer", "technical", "legal")
PARTNER_KINDS = ("reseller", "referrer", "marketplace")
LENGTHS = {
    "name": 160, "email": 254, "phone": 30, "segment": 40, "external_ref": 80, "legal_form": 40,
    "rcs_town": 80, "code": 20,
}  # fmt: skip
_EMAIL = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\".]+")
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
MAX_CAPITAL = 10**15


class Missing(Invalid):
    """This field must be filled in."""

    code = "missing"


class TooLong(Invalid):
    """This text is too long."""

    code = "too_long"


class NotAChoice(Invalid):
    """This is not one of the possible values."""

    code = "not_a_choice"


class BadEmail(Invalid):
    """This is not an e-mail address."""

    code = "bad_email"


class BadColor(Invalid):
    """A color is written #RRGGBB."""

    code = "bad_color"


class UnknownField(Invalid):
    """This field cannot be set."""

    code = "unknown_field"


def choice(value: str, allowed: Collection[str], field: str) -> str:
    """`value` if it is one of `allowed`."""
    if value not in allowed:
        raise NotAChoice(field=field, found=str(value)[:40], expected=" | ".join(allowed))
    return value


def text(value: str | None, field: str, *, needed: bool = False, longest: int = 0) -> str:
    """The text trimmed, without control signs; HTML stays text, pages escape it."""
    clean = _CONTROL.sub(" ", value or "").strip()
    if needed and not clean:
        raise Missing(field=field, found="", expected=field)
    limit = longest or LENGTHS.get(field.rpartition(".")[2], 120)
    if len(clean) > limit:
        raise TooLong(field=field, found=len(clean), expected=limit)
    return clean


def email(value: str | None, field: str = "email") -> str:
    """The address in its usual shape; whether it receives mail is learned by writing to it."""
    clean = text(value, field, longest=254)
    if clean and not _EMAIL.fullmatch(clean):
        raise BadEmail(field=field, found=clean, expected="name@company.com")
    return clean


def known(changes: Mapping[str, Any], allowed: Collection[str]) -> None:
    """Refuse a field that cannot be set."""
    for name in changes:
        if name not in allowed:
            raise UnknownField(field=name, expected=", ".join(sorted(allowed)))


def check_common(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Name, country, currency, language and ways to reach someone."""
    exponent(fields["currency"])
    return {
        "name": text(fields["name"], "name", needed=True),
        "country": check_country(fields["country"]),
        "currency": fields["currency"],
        "language": choice(fields["language"], LANGUAGES, "language"),
        "email": email(fields.get("email")),
        "phone": text(fields.get("phone"), "phone"),
    }


def check_contact(fields: Mapping[str, Any], within: str = "contact") -> dict[str, Any]:
    """A contact: its name, and roles out of ROLES."""
    known(fields, ("name", "email", "phone", "language", "roles"))
    roles = list(fields.get("roles") or ())
    for role in roles:
        choice(role, ROLES, f"{within}.roles")
    return {
        "name": text(fields.get("name"), f"{within}.name", needed=True, longest=120),
        "email": email(fields.get("email"), f"{within}.email"),
        "phone": text(fields.get("phone"), f"{within}.phone"),
        "language": choice(fields.get("language") or "fr", LANGUAGES, f"{within}.language"),
        "roles": sorted(set(roles), key=ROLES.index),
    }


def check_color(value: str) -> str:
    if not _COLOR.fullmatch(value):
        raise BadColor(field="brand_color", found=value[:20], expected="#1f4fd8")
    return value.lower()
