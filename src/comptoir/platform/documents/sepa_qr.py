"""The SEPA credit-transfer QR code (EPC069-12, version 002), drawn as SVG. Pure."""

from __future__ import annotations

from qrcode.constants import ERROR_CORRECT_M  # type: ignore[import-untyped]
from qrcode.main import QRCode  # type: ignore[import-untyped]

from comptoir.platform.documents.contract import PaymentBlock

_QUIET = 2  # modules of white around; the page gives the rest
_MASK = 2  # any of the eight masks is valid; a fixed one saves trying all of them


def payload(payment: PaymentBlock) -> str:
    """The text a banking application reads: who is paid, where, how much, why.

    Source: EPC069-12 §2.2. A creditor reference (ISO 11649, "RF…") goes to its own line,
    any other reference to the free text, cut at the 140 characters the scheme carries.
    """
    reference = payment.reference.replace(" ", "")
    structured = reference if reference.startswith("RF") and len(reference) <= 25 else ""
    free = "" if structured else payment.reference[:140]
    lines = [
        "BCD",
        "002",
        "1",  # UTF-8
        "SCT",
        payment.bic.replace(" ", ""),
        payment.holder[:70],
        payment.iban.replace(" ", "").replace("\u00a0", "").replace("\u202f", ""),
        f"EUR{payment.qr_amount}",
        "",  # purpose
        structured,
        free,
    ]
    return "\n".join(lines).rstrip("\n")


def sepa_qr_svg(payment: PaymentBlock) -> str:
    """The QR as an SVG picture: one path, one unit per module."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=_QUIET, mask_pattern=_MASK)
    code.add_data(payload(payment).encode())
    code.make(fit=True)
    rows: list[list[bool]] = code.get_matrix()
    path = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    size = len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<rect width="{size}" height="{size}" fill="#fff"/><path d="{path}" fill="#000"/></svg>'
    )
