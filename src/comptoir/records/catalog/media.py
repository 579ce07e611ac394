"""Reads of the pictures and data sheets of products."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from comptoir.kernel.errors import NotFound
from comptoir.records.catalog.core.media import PICTURES
from comptoir.records.catalog.models import Medium


class UnknownMedium(NotFound):
    """There is no such picture or data sheet."""

    code = "unknown_medium"


@dataclass(frozen=True, slots=True)
class MediumFacts:
    """A file of a product, without its bytes."""

    id: UUID
    product_id: UUID
    place: int
    name: str
    title: str
    media_type: str
    sha256: str

    @property
    def is_picture(self) -> bool:
        return self.media_type in PICTURES


_COLUMNS = tuple(MediumFacts.__dataclass_fields__)


def of_product(product_id: UUID) -> list[MediumFacts]:
    """In the order in which they are shown."""
    rows = Medium.objects.filter(product_id=product_id).order_by("place", "id")
    return [MediumFacts(*row) for row in rows.values_list(*_COLUMNS)]


def medium(medium_id: UUID, entity_id: UUID) -> MediumFacts:
    """One file of a product that this company sells."""
    known = Medium.objects.filter(pk=medium_id, product__entity_id=entity_id)
    row = known.values_list(*_COLUMNS).first()
    if row is None:
        raise UnknownMedium(field="medium_id", found=str(medium_id))
    return MediumFacts(*row)


def content(medium_id: UUID) -> bytes:
    """The bytes of a file that was looked up."""
    return bytes(Medium.objects.values_list("content", flat=True).get(pk=medium_id))
