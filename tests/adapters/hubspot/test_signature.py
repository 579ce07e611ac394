"""A message of HubSpot is believed only when it signs what arrived, where it arrived, just now."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest

from comptoir.adapters.hubspot import signature
from comptoir.integrating.ports import ForgedSignal

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
STAMP = str(int(NOW.timestamp() * 1000))
ADDRESS = "https://comptoir.example/hooks/1"
BODY = '[{"objectId":1,"n":"é"}]'.encode()


def headers(address: str = ADDRESS, signed: str = ADDRESS, stamp: str = STAMP) -> dict[str, str]:
    said = b"POST" + signed.encode() + BODY + stamp.encode()
    right = base64.b64encode(hmac.new(b"secret", said, hashlib.sha256).digest()).decode()
    return {
        "x-hubspot-signature-v3": right,
        "x-hubspot-request-timestamp": stamp,
        "comptoir-url": address,
    }


def test_a_message_signed_just_now_is_believed():
    signature.verify("secret", headers(), BODY, NOW)
    signature.verify("secret", headers(), BODY, NOW + timedelta(seconds=300))
    signature.verify("secret", headers(), BODY, NOW - timedelta(seconds=300))


def test_percent_signs_that_hubspot_decodes_are_decoded():
    address = "https://comptoir.example/hooks?a=%3Ab%2fc%20d"
    signature.verify(
        "secret", headers(address, "https://comptoir.example/hooks?a=:b/c%20d"), BODY, NOW
    )


@pytest.mark.parametrize(
    "moved", [timedelta(seconds=301), timedelta(seconds=-301), timedelta(days=1)]
)
def test_an_old_message_is_refused(moved):
    with pytest.raises(ForgedSignal):
        signature.verify("secret", headers(), BODY, NOW + moved)


@pytest.mark.parametrize("stamp", ["", "x", "-1", "1.5", "١٢", "9" * 17])
def test_a_stamp_that_is_none_is_refused(stamp):
    with pytest.raises(ForgedSignal):
        signature.verify("secret", headers(stamp=stamp), BODY, NOW)


def test_another_address_body_secret_or_signature_is_refused():
    for secret, said, body in (
        ("other", headers(), BODY),
        ("", headers(), BODY),
        ("secret", headers("https://comptoir.example/hooks/2"), BODY),
        ("secret", headers(), BODY + b" "),
        ("secret", {**headers(), "x-hubspot-signature-v3": ""}, BODY),
        ("secret", {}, BODY),
    ):
        with pytest.raises(ForgedSignal):
            signature.verify(secret, said, body, NOW)
