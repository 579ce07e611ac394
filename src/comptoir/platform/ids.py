"""Where ids and secrets come from: the only place that is random."""

from __future__ import annotations

import secrets
import time
from uuid import UUID

from comptoir.kernel.ids import uuid7


def new_id() -> UUID:
    """A fresh UUIDv7: sorts by creation time, 74 random bits."""
    return uuid7(time.time_ns() // 1_000_000, secrets.randbits(74))


def new_token(bytes_: int = 24) -> str:
    """A secret for a private link: URL-safe, 8 bits of entropy a byte."""
    return secrets.token_urlsafe(bytes_)


def new_code(digits: int = 6) -> str:
    """A one-time code to type, leading zeros kept."""
    return f"{secrets.randbelow(10**digits):0{digits}d}"
