"""Keys of other systems, sealed: who reads the database does not read them.

The key of the seal comes from the signing key that stands beside the database (`platform/secret.py`). Whoever
changes COMPTOIR_SECRET enters the keys of the connections anew; until then they are paused and say so.
"""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from comptoir.kernel.errors import Refused


class SealBroken(Refused):
    """The key of this connection was sealed under another COMPTOIR_SECRET: enter it again."""

    code = "seal_broken"


def seal(text: str) -> str:
    """The text under the seal; "" stays empty."""
    return _fernet().encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str) -> str:
    """What was sealed."""
    if not sealed:
        return ""
    try:
        return _fernet().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise SealBroken(field="token") from None


def _fernet() -> Fernet:
    told = hashlib.sha256(f"comptoir connections\n{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(told))
