"""What a customer and a partner must be."""

from __future__ import annotations

from typing import Any

import pytest

from comptoir.kernel.errors import Invalid
from comptoir.records.parties.core import customers, identity, profile, terms

ACME = {
    **customers.DEFAULTS, "name": "Acme", "country": "FR", "currency": "EUR", "language": "fr",
}  # fmt: skip
LONG = {"terms_kind": "net_days", "terms_days": 90}


def test_a_customer_is_kept_in_its_stored_form() -> None:
    given = {
        **ACME,
        "name": " Acme\tSA ",
        "country": "fr",
        "siren": "303 265 045",
        "vat_number": "fr 40 303 265 045",
        "iban": "FR76 3000 6000 0112 3456 7890 189",
        "email": " buyer@acme.fr ",
        "external_ref": " C-1 ",
        "active": 0,
    }
    assert customers.check(given, "FR") == {
        **ACME,
        "name": "Acme SA",
        "siren": "303265045",
        "vat_number": "FR40303265045",
        "iban": "FR7630006000011234567890189",
        "email": "buyer@acme.fr",
        "external_ref": "C-1",
        "active": False,
    }


def test_a_customer_needs_no_more_than_its_name() -> None:
    assert customers.check(ACME, "FR") == ACME


@pytest.mark.parametrize(
    ("change", "refusal", "field"),
    [
        ({"name": ""}, profile.Missing, "name"),
        ({"kind": "club"}, profile.NotAChoice, "kind"),
        ({"language": "la"}, profile.NotAChoice, "language"),
        ({"terms_kind": "whenever"}, terms.BadTerms, "terms_kind"),
        (LONG, terms.TermsTooLong, "terms_days"),
        ({"siren": "303265046"}, identity.BadSiren, "siren"),
        (
            {"siren": "303265045", "siret": "73282932000074"},
            identity.SiretOfAnother,
            "siret",
        ),
        (
            {"siret": "73282932000074", "vat_number": "FR40303265045"},
            identity.VatNumberOfAnother,
            "vat_number",
        ),
        ({"iban": "FR76"}, identity.BadIban, "iban"),
        ({"segment": "x" * 41}, profile.TooLong, "segment"),
        ({"external_ref": "x" * 81}, profile.TooLong, "external_ref"),
        ({"planet": "Mars"}, profile.UnknownField, "planet"),
    ],
)
def test_a_customer_with_a_wrong_field_is_refused_by_name(
    change: dict[str, Any], refusal: type[Invalid], field: str
) -> None:
    with pytest.raises(refusal) as said:
        customers.check({**ACME, **change}, "FR")
    assert said.value.field == field


@pytest.mark.parametrize(("kind", "seller"), [("person", "FR"), ("company", "DE")])
def test_the_french_limit_of_terms_holds_between_businesses_of_a_french_seller(
    kind: str, seller: str
) -> None:
    assert customers.check({**ACME, **LONG, "kind": kind}, seller)["terms_days"] == 90


def test_an_establishment_tells_its_company() -> None:
    found = customers.numbers({**ACME, "siret": "73282932000074"})
    assert found == {"siren": "732829320", "siret": "73282932000074", "vat_number": ""}


def test_no_reference_of_another_system_is_none() -> None:
    assert customers.check({**ACME, "external_ref": " "}, "FR")["external_ref"] is None


PARTNER = {"name": "P", "country": "BE", "kind": "reseller", "email": "", "vat_number": ""}


def test_a_partner_is_kept_in_its_stored_form() -> None:
    given = {**PARTNER, "country": "de", "email": " p@p.de ", "vat_number": "DE 136 695 976"}
    assert customers.check_partner(given) == {
        "name": "P", "country": "DE", "kind": "reseller", "email": "p@p.de",
        "vat_number": "DE136695976",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "refusal", "field"),
    [
        ({"kind": "friend"}, profile.NotAChoice, "kind"),
        ({"name": ""}, profile.Missing, "name"),
        ({"email": "p@p"}, profile.BadEmail, "email"),
        ({"vat_number": "DE136695977"}, identity.BadVatNumber, "vat_number"),
    ],
)
def test_a_partner_with_a_wrong_field_is_refused_by_name(
    change: dict[str, str], refusal: type[Invalid], field: str
) -> None:
    with pytest.raises(refusal) as said:
        customers.check_partner({**PARTNER, **change})
    assert said.value.field == field
