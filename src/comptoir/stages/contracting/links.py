"""The private link of a signer: signed, so that nothing secret is stored and it can be mailed again."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

SALT = "comptoir.contracting.signer"


def token(signer_id: UUID, link: int) -> str:
    return signing.Signer(salt=SALT).sign_object([str(signer_id), link])


def read(text: str) -> tuple[UUID, int] | None:
    """The signer and the number of the link; None for a token that we did not sign."""
    try:
        signer_id, link = signing.Signer(salt=SALT).unsign_object(text[:400])
        return UUID(signer_id), int(link)
    except (signing.BadSignature, ValueError, TypeError):
        return None


def url(signer_id: UUID, link: int) -> str:
    """The whole address, as it is mailed."""
    return str(settings.COMPTOIR_URL) + reverse("contracting:sign", args=[token(signer_id, link)])


DRAFT = "comptoir.contracting.draft"


def draft_token(draft_id: UUID, link: int) -> str:
    return signing.Signer(salt=DRAFT).sign_object([str(draft_id), link])


def read_draft(text: str) -> tuple[UUID, int] | None:
    """The draft and the number of the link; None for a token that we did not sign."""
    try:
        draft_id, link = signing.Signer(salt=DRAFT).unsign_object(text[:400])
        return UUID(draft_id), int(link)
    except (signing.BadSignature, ValueError, TypeError):
        return None


def draft_url(draft_id: UUID, link: int) -> str:
    """The whole address of the customer's contract page."""
    return str(settings.COMPTOIR_URL) + reverse(
        "contracting:paper", args=[draft_token(draft_id, link)]
    )
