"""The private link of an issued document: signed and numbered, so no secret is stored and it can be mailed
again. The page behind it stands in pages/portal."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

SALT = "comptoir.invoicing.payment"


@dataclass(frozen=True, slots=True)
class Link:
    """statement: it tells of the customer's other open invoices too."""

    invoice_id: UUID
    number: int
    statement: bool


def token(invoice_id: UUID, number: int, *, statement: bool = False) -> str:
    return signing.Signer(salt=SALT).sign_object([invoice_id.hex, number, int(statement)])


def read(text: str) -> Link | None:
    """What a link names; None for one that we did not sign."""
    try:
        invoice_id, number, statement = signing.Signer(salt=SALT).unsign_object(text[:400])
        return Link(UUID(invoice_id), int(number), bool(statement))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def url(invoice_id: UUID, number: int, *, statement: bool = False) -> str:
    """The whole address, as it is mailed."""
    named = token(invoice_id, number, statement=statement)
    return str(settings.COMPTOIR_URL) + reverse("payment:page", args=[named])
