from __future__ import annotations

import pytest

from comptoir.kernel.errors import Invalid
from comptoir.records.parties.core import places

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
        ({"planet": "Mars"}, "billing.planet"),
    ],
)
def test_an_unusable_address_names_its_field(change, field):
    with pytest.raises(Invalid) as refusal:
        places.check_address({**LYON, "country": "FR", **change})
    assert refusal.value.field == field


def test_some_countries_have_no_postcode():
    address = {"street": "Nathan Road", "town": "Hong Kong", "country": "HK"}
    assert places.check_address(address)["postcode"] == ""
