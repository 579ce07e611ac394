"""Documents as PDF/A-3b, by one Typst compiler kept per process.

Facts reach the templates as one JSON text in `sys.inputs`, so no value is ever read as markup.
The same facts give the same bytes: the file's time is the document's date, never the clock.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import asdict
from datetime import date
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Literal

import typst

from comptoir.kernel.errors import Invalid
from comptoir.platform.documents.contract import (
    ContractDoc,
    DeliveryDoc,
    Document,
    InvoiceDoc,
    Kind,
    Lang,
    QuoteDoc,
    SignaturesDoc,
    StatementDoc,
)
from comptoir.platform.documents.redline import RedlineDoc
from comptoir.platform.documents.sepa_qr import sepa_qr_svg

_HERE = Path(__file__).parent
_EPOCH = date(1970, 1, 1)
_COLOR = re.compile(r"#[0-9A-Fa-f]{6}")
# Invisible marks that reverse the reading order could make a printed amount lie.
_BIDI = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
Printed = Document | RedlineDoc
_SHAPE: dict[Kind, type[Printed]] = {
    Kind.QUOTE: QuoteDoc,
    Kind.CONTRACT: ContractDoc,
    Kind.DELIVERY_NOTE: DeliveryDoc,
    Kind.RETURN_NOTE: DeliveryDoc,
    Kind.INVOICE: InvoiceDoc,
    Kind.DEPOSIT_INVOICE: InvoiceDoc,
    Kind.CREDIT_NOTE: InvoiceDoc,
    Kind.STATEMENT: StatementDoc,
    Kind.SIGNATURES: SignaturesDoc,
    Kind.REDLINE: RedlineDoc,
}
# The compiler keeps mutable inputs between calls; threads take turns.
_TURN = Lock()


class Unprintable(Invalid):
    """The document holds something that cannot be printed."""

    code = "unprintable"


def render(kind: Kind, data: Printed, lang: Lang) -> bytes:
    """The document as PDF/A-3b bytes; equal input gives equal bytes.

    Raises Unprintable when a text uses letters outside the shipped font (it covers the European
    alphabets), when the brand color is not #RRGGBB, or when a logo is not a readable SVG.
    """
    pages = _compile(kind, data, lang, "pdf")
    assert isinstance(pages, bytes)
    return pages


def preview(kind: Kind, data: Printed, lang: Lang) -> list[bytes]:
    """The same pages as PNG pictures at 110 dots per inch, for a screen."""
    pages = _compile(kind, data, lang, "png")
    return [pages] if isinstance(pages, bytes) else pages


def _compile(
    kind: Kind, data: Printed, lang: Lang, as_format: Literal["pdf", "png"]
) -> bytes | list[bytes]:
    assert isinstance(data, _SHAPE[kind]), f"{kind} is not printed from {type(data).__name__}"
    given = {"kind": kind.value, "lang": lang, "doc": _plain(asdict(data))}
    inputs = {
        "given": json.dumps(given, ensure_ascii=False),
        "qr": _qr(data),
        "xml": data.facturx_xml if isinstance(data, InvoiceDoc) else "",  # attached byte for byte
    }
    if not _COLOR.fullmatch(data.brand.color):
        raise Unprintable(field="brand.color", found=data.brand.color[:20], expected="#RRGGBB")
    try:
        with _TURN:
            made = _compiler().compile(
                format=as_format,
                ppi=110 if as_format == "png" else None,
                sys_inputs=inputs,
                pdf_standards=["a-3b"] if as_format == "pdf" else [],
                timestamp=(data.dated - _EPOCH).days * 86_400,
            )
    except typst.TypstError as error:
        raise Unprintable(found=error.message, fix="; ".join(error.hints)) from error
    assert made is not None
    return made


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(
        str(_HERE / "main.typ"),
        root=str(_HERE),
        font_paths=[str(_HERE / "fonts")],
        ignore_system_fonts=True,
    )


def _qr(data: Printed) -> str:
    if isinstance(data, InvoiceDoc | StatementDoc) and data.payment and data.payment.qr_amount:
        return sepa_qr_svg(data.payment)
    return ""


def _plain(value: object) -> object:
    """Facts as JSON values: ISO dates, texts composed (NFC) and free of invisible controls."""
    match value:
        case str():
            text = value.replace("\r\n", "\n").replace("\t", " ")
            return unicodedata.normalize("NFC", "".join(c for c in text if _shows(c)))
        case dict():
            return {k: _plain(v) for k, v in value.items()}
        case list() | tuple():
            return [_plain(v) for v in value]
        case date():
            return value.isoformat()
    return value


def _shows(c: str) -> bool:
    return c == "\n" or (c not in _BIDI and unicodedata.category(c) != "Cc")
