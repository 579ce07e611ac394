"""What is hashed when two sides agree. Pure."""

from __future__ import annotations

import hashlib
import json


def terms_digest(title_fr: str, text_fr: str, title_en: str, text_en: str) -> str:
    """SHA-256 (hex) of general terms: both languages, titles included, as canonical JSON."""
    body = {"fr": [title_fr, text_fr], "en": [title_en, text_en]}
    return _sha256(json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def contract_digest(content_digest: str, terms_sha256: str) -> str:
    """SHA-256 (hex) of "<quote's content digest>\\n<terms' digest>"; no terms: the empty text."""
    return _sha256(f"{content_digest}\n{terms_sha256}")


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
