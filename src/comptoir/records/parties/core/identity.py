"""Who a party is: official numbers by their check digits. Pure.

Each reader returns the number in its compact form, or refuses it with what was found and expected.
"""

from __future__ import annotations

from collections.abc import Callable

from stdnum import bic as bic_number
from stdnum import iban as iban_number
from stdnum.ch import vat as ch_vat
from stdnum.eu import vat as eu_vat
from stdnum.exceptions import ValidationError
from stdnum.fr import siren as siren_number
from stdnum.fr import siret as siret_number
from stdnum.gb import vat as gb_vat

from comptoir.kernel.errors import Invalid


class BadSiren(Invalid):
    """The SIREN number is not valid."""

    code = "bad_siren"


class BadSiret(Invalid):
    """The SIRET number is not valid."""

    code = "bad_siret"


class SiretOfAnother(Invalid):
    """The SIRET number does not begin with the SIREN number."""

    code = "siret_of_another"


class BadVatNumber(Invalid):
    """The VAT number is not valid."""

    code = "bad_vat_number"


class VatNumberOfAnother(Invalid):
    """The VAT number does not belong to this SIREN number."""

    code = "vat_number_of_another"


class BadIban(Invalid):
    """The IBAN is not valid."""

    code = "bad_iban"


class BadBic(Invalid):
    """The BIC is not valid."""

    code = "bad_bic"


def read_siren(text: str) -> str:
    """The SIREN as nine digits."""
    return _valid(siren_number.validate, text, BadSiren(field="siren", **_said(text, "9 digits")))


def read_siret(text: str, siren: str = "") -> str:
    """The SIRET as fourteen digits; it must begin with the SIREN where one is given."""
    number = _valid(
        siret_number.validate, text, BadSiret(field="siret", **_said(text, "14 digits"))
    )
    if siren and not number.startswith(siren):
        raise SiretOfAnother(field="siret", found=number, expected=f"{siren}…")
    return number


def read_vat_number(text: str, siren: str = "", *, field: str = "vat_number") -> str:
    """The VAT number with its country's prefix (European Union, XI, GB, CHE).

    A French one must carry the SIREN where one is given: FR + 2-character key + SIREN.
    """
    compact = "".join(c for c in text.upper() if c.isalnum())
    refusal = BadVatNumber(field=field, **_said(text, "country code, then the number"))
    number = _valid(_vat_reader(compact), compact, refusal)
    if compact.startswith(("GB", "XI")) and not number.startswith(("GB", "XI")):
        number = compact[:2] + number
    if siren and number.startswith("FR") and number[4:] != siren:
        raise VatNumberOfAnother(field="vat_number", found=number, expected=f"FR…{siren}")
    return number


def _vat_reader(compact: str) -> Callable[[str], str]:
    if compact.startswith("GB"):
        return gb_vat.validate
    return ch_vat.validate if compact.startswith("CHE") else eu_vat.validate


def read_iban(text: str) -> str:
    """The IBAN without blanks; checked by country, national check digits included."""
    return _valid(
        iban_number.validate,
        text,
        BadIban(field="iban", **_said(text, "country code, 2 check digits, account")),
    )


def read_bic(text: str, iban: str = "") -> str:
    """The BIC, 8 or 11 characters, of the same country as the IBAN where one is given."""
    number = _valid(
        bic_number.validate, text, BadBic(field="bic", **_said(text, "8 or 11 characters"))
    )
    if iban and number[4:6] != iban[:2]:
        raise BadBic(field="bic", found=number, expected=f"a bank in {iban[:2]}, as the IBAN")
    return number


def _valid(reader: Callable[[str], str], text: str, refusal: Invalid) -> str:
    try:
        return reader(text)
    except ValidationError:
        raise refusal from None


def _said(found: str, expected: str) -> dict[str, str]:
    return {"found": found[:40], "expected": expected}
