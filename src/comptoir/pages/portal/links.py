"""The link of an invited buyer: signed and numbered, so no secret is stored and it can be mailed again."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

SALT = "comptoir.portal.buyer"


def token(buyer_id: UUID, link: int) -> str:
    return signing.Signer(salt=SALT).sign_object([str(buyer_id), link])


def read(text: str) -> tuple[UUID, int] | None:
    """The buyer and the number of the link; None for a token that we did not sign."""
    if ":" not in text:
        return None
    try:
        buyer_id, link = signing.Signer(salt=SALT).unsign_object(text[:400])
        return UUID(buyer_id), int(link)
    except (signing.BadSignature, ValueError, TypeError):
        return None


def url(buyer_id: UUID, link: int) -> str:
    """The whole address, as it is mailed."""
    return str(settings.COMPTOIR_URL) + reverse("portal:offer", args=[token(buyer_id, link)])
