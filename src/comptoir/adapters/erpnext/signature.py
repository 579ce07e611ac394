"""Whether a message comes from ERPNext.

From Frappe's documentation and source: base64 of HMAC-SHA256 of the body, with the secret of the webhook. It
signs no time: an old message sent again is believed, and only makes its record be read once more.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping

from comptoir.integrating.ports import ForgedSignal

SIGNATURE = "x-frappe-webhook-signature"


def sign(secret: str, body: bytes) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def verify(secret: str, headers: Mapping[str, str], body: bytes) -> None:
    """Nothing, or ForgedSignal."""
    found = headers.get(SIGNATURE, "")
    if not secret or not hmac.compare_digest(sign(secret, body).encode(), found.encode()):
        raise ForgedSignal
