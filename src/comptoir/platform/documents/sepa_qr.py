"""The SEPA credit-transfer QR code (EPC069-12, version 002), drawn as SVG. Pure."""

from __future__ import annotations

from qrcode.constants import ERROR_CORRECT_M  # type: ignore[import-untyped]
from qrcode.main import QRCode  # type: ignore[import-untyped]

from comptoir.platform.documents.contract import PaymentBlock

_QUIET = 2  # modules of white around; the page gives the rest
_MASK = 2  # any of the eight masks is valid; a fixed one saves trying all of them
MOST_BYTES = 331  # of a code of version 13 at level M, the largest that the scheme knows
_NAME, _TEXT = 70, 140  # characters


def payload(payment: PaymentBlock) -> str:
    """The text a banking application reads: who is paid, where, how much, why.

    Source: EPC069-12 §2.2. A creditor reference (ISO 11649, "RF…") goes to its own line,
    any other reference to the free text, cut at the 140 characters the scheme carries. A line break in a
    name would begin another field: it becomes a space. What is too long in bytes is cut from the free text,
    then from the name.
    """
    reference = payment.reference.replace(" ", "")
    structured = reference if reference.startswith("RF") and len(reference) <= 25 else ""
    free = "" if structured else _line(payment.reference)[:_TEXT]
    holder = _line(payment.holder)[:_NAME]
    over = len(_joined(payment, holder, structured, free).encode()) - MOST_BYTES
    if over > 0:
        cut = _cut(free, over)
        holder = _cut(holder, over - (len(free.encode()) - len(cut.encode())))
        free = cut
    return _joined(payment, holder, structured, free)


def _line(text: str) -> str:
    return " ".join(text.split())


def _cut(text: str, over: int) -> str:
    """The text without its last `over` bytes, in whole characters."""
    room = max(0, len(text.encode()) - max(over, 0))
    return text.encode()[:room].decode(errors="ignore")


def _joined(payment: PaymentBlock, holder: str, structured: str, free: str) -> str:
    lines = [
        "BCD",
        "002",
        "1",  # UTF-8
        "SCT",
        payment.bic.replace(" ", ""),
        holder,
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
