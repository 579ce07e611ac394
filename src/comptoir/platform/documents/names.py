"""The name of a document's file: what a person sorts and searches by. Pure."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from pathlib import Path

from comptoir.platform.documents.contract import Kind, Lang

# Letters that do not decompose into a base letter and an accent.
_LETTERS = str.maketrans(
    {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L"}
    | {"đ": "d", "Đ": "D", "þ": "th", "Þ": "Th", "ð": "d", "Ð": "D", "ı": "i"}
)
_LONGEST_PARTY = 60


def file_name(
    kind: Kind,
    number: str,
    version: int | None,
    party: str,
    *,
    lang: Lang = "fr",
    amends: bool = False,
) -> str:
    """`Devis_Q-2027-0001_v2_Hotel-Belvedere.pdf`: ASCII letters, digits, `-` and `_` only.

    number    empty for a draft
    version   None for documents that have none (invoices)
    amends    a quote that changes a contract is called an amendment
    """
    words = _words()[lang]["file"]
    parts = [words["amendment" if amends else kind.value], slug(number) or words["draft"]]
    if version is not None:
        parts.append(f"v{version}")
    name = slug(party)[:_LONGEST_PARTY].strip("-")
    return "_".join([*parts, name] if name else parts) + ".pdf"


def slug(text: str) -> str:
    """ASCII-safe words joined by hyphens: "Hôtel  Belvédère & Cie" → "Hotel-Belvedere-Cie"."""
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    ascii_only = plain.encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", ascii_only.replace("'", "-")).strip("-")


@cache
def _words() -> dict[str, dict[str, dict[str, str]]]:
    text = (Path(__file__).parent / "labels.json").read_text(encoding="utf-8")
    found: dict[str, dict[str, dict[str, str]]] = json.loads(text)
    return found
