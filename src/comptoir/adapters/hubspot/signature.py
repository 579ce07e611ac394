"""Whether a message comes from HubSpot (request signature, version 3).

From its documentation: base64 of HMAC-SHA256, with the app's client secret, over method, address, body and
timestamp; the address with some percent signs decoded; a timestamp (milliseconds) older than five minutes is
refused. Not proven against a live account.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime

from comptoir.integrating.ports import ForgedSignal

SIGNATURE, STAMP = "x-hubspot-signature-v3", "x-hubspot-request-timestamp"
ADDRESS = "comptoir-url"  # where the message was received, as the sender knows it
TOLERANCE = 300_000  # milliseconds
_DECODED = {
    "%3A": ":", "%2F": "/", "%3F": "?", "%40": "@", "%21": "!", "%24": "$", "%27": "'",
    "%28": "(", "%29": ")", "%2A": "*", "%2C": ",", "%3B": ";",
}  # fmt: skip


def sign(secret: str, address: str, body: bytes, stamp: str) -> str:
    """The signature of a POST."""
    address = re.sub(r"%[0-9A-Fa-f]{2}", lambda m: _DECODED.get(m[0].upper(), m[0]), address)
    said = b"POST" + address.encode() + body + stamp.encode()
    return base64.b64encode(hmac.new(secret.encode(), said, hashlib.sha256).digest()).decode()


def verify(secret: str, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
    """Nothing, or ForgedSignal."""
    stamp, found = headers.get(STAMP, ""), headers.get(SIGNATURE, "")
    if not (secret and stamp.isascii() and stamp.isdecimal() and len(stamp) < 16):
        raise ForgedSignal
    if abs(int(now.timestamp() * 1000) - int(stamp)) > TOLERANCE:
        raise ForgedSignal(found="a message too old, or from tomorrow")
    right = sign(secret, headers.get(ADDRESS, ""), body, stamp)
    if not hmac.compare_digest(right.encode(), found.encode()):
        raise ForgedSignal
