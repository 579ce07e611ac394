"""What the deeds of a buyer's room share: clean words, and e-mails that are sent after the deed."""

from __future__ import annotations

from uuid import UUID

from comptoir.kernel.errors import Invalid
from comptoir.pages.portal.models import RoomMail
from comptoir.platform.actions import Do

LONGEST = 4_000


class BuyerNameMissing(Invalid):
    """Say who it is: first and last name."""

    code = "buyer_name_missing"


class TextMissing(Invalid):
    """Write something first."""

    code = "text_missing"


class BadProposal(Invalid):
    """This cannot be proposed."""

    code = "bad_proposal"


def mail(do: Do, quote_id: UUID, kind: str, to_buyer: UUID | None, text: str = "") -> None:
    if kind == "closed" and to_buyer is None:
        return  # proposed through the common link: the page tells
    RoomMail.objects.create(
        entity_id=do.entity_id, quote_id=quote_id, kind=kind, to_buyer_id=to_buyer,
        text=text[:LONGEST],
    )  # fmt: skip


def passage(text: str, field: str) -> str:
    """What somebody wrote, its line breaks kept; TextMissing where it is nothing."""
    clean = text.replace("\x00", "").strip()[:LONGEST]
    if not clean:
        raise TextMissing(field=field)
    return clean


def who(name: str, field: str = "author") -> str:
    """A name on one line."""
    clean = " ".join(name.replace("\x00", "").split())[:120]
    if not clean:
        raise BuyerNameMissing(field=field)
    return clean
