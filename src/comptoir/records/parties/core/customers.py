"""What a customer and a partner must be: every field checked, identities by their check digits. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from comptoir.records.parties.core import profile

DEFAULTS: dict[str, Any] = {
    "kind": "company",
    "siren": "",
    "siret": "",
    "vat_number": "",
    "iban": "",
    "email": "",
    "phone": "",
    "segment": "",
    "terms_kind": "net_days",
    "terms_days": 30,
    "external_ref": None,
    "parent_id": None,
    "active": True,
}
CHANGEABLE = frozenset({*DEFAULTS, "name", "country", "currency", "language"})
FIELDS = tuple(sorted(CHANGEABLE))


def check(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Every column of a customer, checked and in its stored form."""
    profile.known(fields, CHANGEABLE)
    clean = profile.check_common(fields)
    return {
        **clean,
        "kind": profile.choice(fields["kind"], profile.KINDS, "kind"),
        "siren": fields["siren"],
        "siret": fields["siret"],
        "vat_number": fields["vat_number"],
        "iban": fields["iban"],
        "segment": profile.text(fields["segment"], "segment"),
        "terms_kind": fields["terms_kind"],
        "terms_days": fields["terms_days"],
        "external_ref": profile.text(fields["external_ref"], "external_ref") or None,
        "parent_id": fields["parent_id"],
        "active": bool(fields["active"]),
    }


def check_partner(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Every column of a partner, checked."""
    return {
        "name": profile.text(fields["name"], "name", needed=True),
        "country": profile.check_country(fields["country"]),
        "kind": profile.choice(fields["kind"], profile.PARTNER_KINDS, "kind"),
        "email": profile.email(fields["email"]),
        "vat_number": fields["vat_number"],
    }
