"""Files inside JSON: RFC 4648 §4 base64."""

from __future__ import annotations

import base64
import binascii

from comptoir.kernel.errors import Invalid


class NotBase64(Invalid):
    """The file must be sent as base64."""

    code = "not_base64"


def decoded(text: str, field: str = "content") -> bytes:
    """The bytes of a file that came as base64."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NotBase64(field=field) from None
