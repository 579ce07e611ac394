"""Official numbers are checked by their digits (accounting cases NUM-*; python-stdnum 2.2)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel.errors import Invalid
from comptoir.records.parties.core.identity import (
    BadBic,
    BadIban,
    BadSiren,
    BadSiret,
    BadVatNumber,
    SiretOfAnother,
    VatNumberOfAnother,
    read_bic,
    read_iban,
    read_siren,
    read_siret,
    read_vat_number,
)

Reader = Callable[[str], str]


@pytest.mark.parametrize(
    ("reader", "text", "number"),
    [
        (read_siren, "732829320", "732829320"),  # NUM-SIREN-1
        (read_siren, " 732 829 320 ", "732829320"),
        (read_siret, "73282932000074", "73282932000074"),  # NUM-SIRET-1
        (read_vat_number, "FR40303265045", "FR40303265045"),  # NUM-VAT-FR1
        (read_vat_number, "fr 40 303 265 045", "FR40303265045"),
        (read_vat_number, "DE136695976", "DE136695976"),  # NUM-VAT-DE
        (read_vat_number, "IT00743110157", "IT00743110157"),  # NUM-VAT-IT
        (read_vat_number, "GB 980 7806 84", "GB980780684"),
        (read_vat_number, "XI980780684", "XI980780684"),
        (read_vat_number, "CHE-107.787.577 IVA", "CHE107787577IVA"),
        (read_iban, "FR1420041010050500013M02606", "FR1420041010050500013M02606"),  # NUM-IBAN-FR1
        (read_iban, "FR76 3000 6000 0112 3456 7890 189", "FR7630006000011234567890189"),
        (read_iban, "GR1601101050000010547023795", "GR1601101050000010547023795"),
        (read_bic, "AGRIFRPP882", "AGRIFRPP882"),  # NUM-BIC-1
        (read_bic, "agrifrpp", "AGRIFRPP"),
    ],
)
def test_a_valid_number_is_read_in_its_compact_form(reader: Reader, text: str, number: str) -> None:
    assert reader(text) == number


@pytest.mark.parametrize(
    ("reader", "text", "refusal", "field"),
    [
        (read_siren, "732829321", BadSiren, "siren"),
        (read_siren, "", BadSiren, "siren"),
        (read_siret, "73282932000075", BadSiret, "siret"),  # NUM-SIRET-2
        (read_vat_number, "FR00732829320", BadVatNumber, "vat_number"),  # NUM-VAT-FR6
        (read_vat_number, "NL123456789B90", BadVatNumber, "vat_number"),  # NUM-VAT-NL
        (read_vat_number, "GB980780685", BadVatNumber, "vat_number"),
        (read_vat_number, "US123456789", BadVatNumber, "vat_number"),
        (read_iban, "FR7630006000011234567890188", BadIban, "iban"),  # NUM-IBAN-FR3
        (read_iban, "BE68539007547034", BadIban, "iban"),  # NUM-IBAN-BE-NAT
        (read_bic, "AGRI", BadBic, "bic"),
    ],
)
def test_a_wrong_number_is_refused_by_field(
    reader: Reader, text: str, refusal: type[Invalid], field: str
) -> None:
    with pytest.raises(refusal) as said:
        reader(text)
    assert said.value.field == field
    assert said.value.facts["found"] == text
    assert said.value.facts["expected"]


def test_a_siret_begins_with_its_siren() -> None:
    assert read_siret("73282932000074", "732829320") == "73282932000074"
    with pytest.raises(SiretOfAnother) as said:
        read_siret("73282932000074", "303265045")
    assert said.value.facts["expected"] == "303265045…"


def test_a_french_vat_number_carries_its_siren() -> None:
    assert read_vat_number("FR40303265045", "303265045") == "FR40303265045"
    assert read_vat_number("DE136695976", "303265045") == "DE136695976"
    with pytest.raises(VatNumberOfAnother) as said:
        read_vat_number("FR40303265045", "732829320")
    assert said.value.facts["expected"] == "FR…732829320"


def test_a_bank_code_is_of_the_country_of_its_account() -> None:
    assert read_bic("AGRIFRPP882", "FR1420041010050500013M02606") == "AGRIFRPP882"
    with pytest.raises(BadBic) as said:
        read_bic("AGRIFRPP882", "GR1601101050000010547023795")
    assert said.value.facts["expected"] == "a bank in GR, as the IBAN"


@given(st.text(max_size=40))
@pytest.mark.parametrize("reader", [read_siren, read_siret, read_vat_number, read_iban, read_bic])
def test_any_text_is_read_or_refused(reader: Reader, text: str) -> None:
    try:
        number = reader(text)
    except Invalid as refusal:
        assert refusal.facts["found"] == text[:40]
        return
    assert reader(number) == number
