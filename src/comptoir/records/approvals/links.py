"""The token of a link that decides once: signed, so that a made-up one costs no look-up."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core import signing

SALT = "comptoir.approvals.link"


@dataclass(frozen=True, slots=True)
class Token:
    link_id: UUID
    nonce: str


def sign(link_id: UUID, nonce: str) -> str:
    return signing.Signer(salt=SALT).sign_object([str(link_id), nonce])


def read(token: str) -> Token | None:
    """What a token says; None for one that we did not sign."""
    try:
        link_id, nonce = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError):
        return None
    return Token(UUID(link_id), nonce)
