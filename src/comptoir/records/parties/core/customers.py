"""What a customer and a partner must be: every field checked, numbers by check digits. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from comptoir.records.parties.core import identity, places, profile, terms

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


def check(fields: Mapping[str, Any], seller_country: str) -> dict[str, Any]:
    """Every column of a customer, checked and in its stored form.

    seller_country  whose law limits the payment terms between businesses
    """
    profile.known(fields, CHANGEABLE)
    clean = profile.check_common(fields)
    kind = profile.choice(fields["kind"], profile.KINDS, "kind")
    agreed = terms.read_terms(fields["terms_kind"], fields["terms_days"])
    if kind == "company":
        terms.check_terms(agreed, seller_country)
    return {
        **clean,
        **numbers(fields),
        "kind": kind,
        "iban": identity.read_iban(fields["iban"]) if fields["iban"] else "",
        "segment": profile.text(fields["segment"], "segment"),
        "terms_kind": agreed.kind.value,
        "terms_days": agreed.days,
        "external_ref": profile.text(fields["external_ref"], "external_ref") or None,
        "parent_id": fields["parent_id"],
        "active": bool(fields["active"]),
    }


def numbers(fields: Mapping[str, Any]) -> dict[str, str]:
    """SIREN, SIRET and VAT number, compact; a SIRET alone says the SIREN too."""
    siren = identity.read_siren(fields["siren"]) if fields["siren"] else ""
    siret = identity.read_siret(fields["siret"], siren) if fields["siret"] else ""
    siren = siren or siret[:9]
    vat = identity.read_vat_number(fields["vat_number"], siren) if fields["vat_number"] else ""
    return {"siren": siren, "siret": siret, "vat_number": vat}


PARTNER_FIELDS = ("name", "country", "kind", "email", "vat_number")


def check_partner(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Every column of a partner, checked."""
    return {
        "name": profile.text(fields["name"], "name", needed=True),
        "country": places.check_country(fields["country"]),
        "kind": profile.choice(fields["kind"], profile.PARTNER_KINDS, "kind"),
        "email": profile.email(fields["email"]),
        "vat_number": numbers({**DEFAULTS, "vat_number": fields["vat_number"]})["vat_number"],
    }
