"""A message of ERPNext is believed only with the signature of its body."""

from __future__ import annotations

import base64
import hashlib
import hmac

import pytest

from comptoir.adapters.erpnext import signature
from comptoir.integrating.ports import ForgedSignal

BODY = '{"id": 5, "name": "é"}'.encode()
RIGHT = base64.b64encode(hmac.new(b"secret", BODY, hashlib.sha256).digest()).decode()


def test_the_right_signature_is_believed():
    signature.verify("secret", {"x-frappe-webhook-signature": RIGHT}, BODY)


@pytest.mark.parametrize(
    ("secret", "headers", "body"),
    [
        ("other", {"x-frappe-webhook-signature": RIGHT}, BODY),
        ("", {"x-frappe-webhook-signature": RIGHT}, BODY),
        ("secret", {"x-frappe-webhook-signature": RIGHT}, BODY + b" "),
        ("secret", {"x-frappe-webhook-signature": RIGHT.lower()}, BODY),
        ("secret", {"x-frappe-webhook-signature": "é"}, BODY),
        ("secret", {}, BODY),
    ],
)
def test_every_other_is_refused(secret, headers, body):
    with pytest.raises(ForgedSignal):
        signature.verify(secret, headers, body)
