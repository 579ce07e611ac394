from __future__ import annotations

import pytest

from comptoir.records.parties.core import company, customers, places, profile

LYON = {"street_number": "3", "street": "quai Rambaud", "postcode": "69002", "town": "Lyon"}


@pytest.mark.parametrize(
    ("country", "more", "lines"),
    [
        ("FR", {}, ("3 quai Rambaud", "69002 Lyon")),
        ("DE", {}, ("quai Rambaud 3", "69002 Lyon", "ALLEMAGNE")),
        ("US", {"region": "CA"}, ("3 quai Rambaud", "Lyon", "CA 69002", "ÉTATS-UNIS")),
        ("FR", {"complement": "Bât. B"}, ("3 quai Rambaud", "Bât. B", "69002 Lyon")),
    ],
)
def test_lines_are_printed_as_in_the_country_of_destination(country, more, lines):
    address = places.check_address({**LYON, **more, "country": country})
    assert places.lines(address, "fr", home="FR") == lines


def test_countries_are_those_of_iso_3166_and_northern_ireland():
    assert places.countries("fr")["DE"] == "Allemagne"
    assert places.countries("en")["XI"] == "Northern Ireland"
    assert not {"EU", "ZZ", "UN", "XA"} & set(places.countries("en"))
    assert len(places.countries("en")) == len(places.countries("fr")) >= 249
    assert places.check_country(" fr ") == "FR"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"town": "Two\nlines"}, "billing.town"),
        ({"street": "x" * 121}, "billing.street"),
        ({"postcode": "6900"}, "billing.postcode"),
        ({"postcode": ""}, "billing.postcode"),
        ({"town": ""}, "billing.town"),
        ({"country": "EU"}, "billing.country"),
    ],
)
def test_an_unusable_address_names_its_field(change, field):
    with pytest.raises(profile.Invalid) as refusal:
        places.check_address({**LYON, "country": "FR", **change})
    assert refusal.value.field == field


def test_some_countries_have_no_postcode():
    address = {"street": "Nathan Road", "town": "Hong Kong", "country": "HK"}
    assert places.check_address(address)["postcode"] == ""


COMPANY = {**company.DEFAULTS, "code": "A", "name": "A", "country": "FR", "currency": "EUR"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "a b"}, "code"),
        ({"zone": "Mars/Base"}, "zone"),
        ({"late_rate": company.Decimal("101")}, "late_rate"),
        ({"capital_minor": -1}, "capital_minor"),
        ({"vat_regime": "none"}, "vat_regime"),
        ({"brand_color": "red"}, "brand_color"),
        ({"logo_svg": "<svg><script/></svg>"}, "logo_svg"),
        ({"logo_svg": "hello"}, "logo_svg"),
        ({"bic": "AGRIDEFF", "iban": "FR1420041010050500013M02606"}, "bic"),
        ({"street": "rue"}, "address.postcode"),
        ({"planet": "Mars"}, "planet"),
    ],
)
def test_a_company_with_a_wrong_field_is_refused_by_name(change, field):
    with pytest.raises(profile.Invalid) as refusal:
        company.check({**COMPANY, **change})
    assert refusal.value.field == field


def test_a_company_is_kept_in_its_stored_form():
    clean = company.check({**COMPANY, "brand_color": "#ABCDEF", "bic": "AGRIFRPP", "country": "fr"})
    assert (clean["brand_color"], clean["bic"], clean["country"]) == ("#abcdef", "AGRIFRPP", "FR")
    assert set(clean) == set(company.FIELDS)


def test_control_signs_become_spaces_and_half_characters_disappear():
    assert profile.text(" a\x00b\ud800 ", "name") == "a b"


def test_a_partner_is_checked():
    given = {"name": "P", "country": "BE", "kind": "reseller", "email": "", "vat_number": ""}
    assert customers.check_partner(given)["country"] == "BE"
    with pytest.raises(profile.NotAChoice):
        customers.check_partner({**given, "kind": "friend"})
