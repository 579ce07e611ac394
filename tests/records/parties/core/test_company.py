"""What one of our companies must be, as its documents print it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from comptoir.kernel.errors import Invalid
from comptoir.records.parties.core import company, profile

COMPANY = {**company.DEFAULTS, "code": "A", "name": "A", "country": "FR", "currency": "EUR"}
REPRESENTED = {
    "representative_name": "Fisc & Cie",
    "representative_address": "1 rue de la Paix, 75002 Paris",
    "representative_vat": "FR44732829320",
}
LOGO = '<svg viewBox="0 0 8 8"><circle r="4"/></svg>'


def test_a_company_is_kept_in_its_stored_form() -> None:
    given = {
        **COMPANY,
        "country": "fr",
        "siret": "732 829 320 00074",
        "iban": "fr14 2004 1010 0505 0001 3M02 606",
        "bic": "agrifrpp",
        "brand_color": "#ABCDEF",
        "logo_svg": f"\n{LOGO}\n",
        "late_rate": Decimal("12.15"),
        "capital_minor": 100_000_00,
        "vat_on_debits": 1,
    }
    assert company.check(given) == {
        **COMPANY,
        "siren": "732829320",
        "siret": "73282932000074",
        "iban": "FR1420041010050500013M02606",
        "bic": "AGRIFRPP",
        "brand_color": "#abcdef",
        "logo_svg": LOGO,
        "late_rate": Decimal("12.15"),
        "capital_minor": 100_000_00,
        "vat_on_debits": True,
    }


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "a b"}, "code"),
        ({"code": "A" * 21}, "code"),
        ({"name": " "}, "name"),
        ({"zone": "Mars/Base"}, "zone"),
        ({"late_rate": Decimal("100.01")}, "late_rate"),
        ({"late_rate": Decimal("-0.01")}, "late_rate"),
        ({"capital_minor": -1}, "capital_minor"),
        ({"capital_minor": profile.MAX_CAPITAL + 1}, "capital_minor"),
        ({"vat_regime": "none"}, "vat_regime"),
        ({"brand_color": "red"}, "brand_color"),
        ({"logo_svg": "<svg><script/></svg>"}, "logo_svg"),
        ({"logo_svg": "<!DOCTYPE svg><svg/>"}, "logo_svg"),
        ({"logo_svg": "<svg>" + "x" * company.MAX_LOGO}, "logo_svg"),
        ({"logo_svg": "hello"}, "logo_svg"),
        ({"bic": "AGRIDEFF", "iban": "FR1420041010050500013M02606"}, "bic"),
        ({"siren": "732829321"}, "siren"),
        ({"street": "rue"}, "address.postcode"),
        ({"planet": "Mars"}, "planet"),
        ({"representative_name": "Fisc & Cie"}, "representative_address"),
        ({"vat_group_address": "Lyon", "vat_group_vat": "FR44732829320"}, "vat_group_name"),
        ({**REPRESENTED, "representative_vat": "FR00732829320"}, "representative_vat"),
        ({**REPRESENTED, "representative_address": "x" * 241}, "representative_address"),
    ],
)
def test_a_company_with_a_wrong_field_is_refused_by_name(
    change: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        company.check({**COMPANY, **change})
    assert refusal.value.field == field


def test_who_answers_for_its_vat_and_its_vat_group_are_named_whole_or_not_at_all() -> None:
    spoken = {**REPRESENTED, "representative_vat": "fr 44 732 829 320"}
    assert company.check({**COMPANY, **spoken}) == {**COMPANY, **REPRESENTED}


@pytest.mark.parametrize("rate", [None, Decimal(0), Decimal(100)])
def test_a_late_rate_is_a_percentage_or_left_to_the_law(rate: Decimal | None) -> None:
    assert company.check({**COMPANY, "late_rate": rate})["late_rate"] == rate


def test_a_seat_may_be_its_country_alone_or_a_whole_address() -> None:
    seat = {"street": "quai Rambaud", "postcode": "69002", "town": "Lyon"}
    assert company.check(COMPANY)["town"] == ""
    clean = company.check({**COMPANY, **seat})
    assert {name: clean[name] for name in seat} == seat


def test_what_identifies_a_company_never_changes() -> None:
    assert not {"code", "currency", "zone", "sandbox"} & company.CHANGEABLE
