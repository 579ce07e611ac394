"""What is hashed when two sides agree. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable


def terms_digest(title_fr: str, text_fr: str, title_en: str, text_en: str) -> str:
    """SHA-256 (hex) of general terms: both languages, titles included, as canonical JSON."""
    body = {"fr": [title_fr, text_fr], "en": [title_en, text_en]}
    return _sha256(json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def contract_digest(content_digest: str, terms_sha256: str, clauses_sha256: str = "") -> str:
    """SHA-256 (hex) of "<quote's content digest>\\n<terms' digest>"; no terms: the empty text.

    With negotiated clauses "\\n<their digest>" follows.
    """
    body = f"{content_digest}\n{terms_sha256}"
    return _sha256(f"{body}\n{clauses_sha256}" if clauses_sha256 else body)


def clauses_digest(
    language: str, clauses: Iterable[tuple[str, str]], annexes: Iterable[tuple[str, str]]
) -> str:
    """SHA-256 (hex) of a draft's wording: title and text of each clause, title and hash of each annex."""
    body = {
        "language": language, "clauses": [list(c) for c in clauses],
        "annexes": [list(a) for a in annexes],
    }  # fmt: skip
    return _sha256(json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
