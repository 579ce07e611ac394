"""Pictures and data sheets of a product over HTTP."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.platform.paging import after
from comptoir.platform.schemas import In, MediumId, Page, Paged, ProductId
from comptoir.platform.uploads import decoded
from comptoir.platform.web import entity_of, perform
from comptoir.records.catalog import actions, media, media_web, queries
from comptoir.records.catalog.events import ProductChanged

router = Router(tags=["Catalog"])
NO_NUL = r"^[^\x00]*$"
FILES: dict[str, Any] = {"responses": {200: {"content": {"image/*": {}, "application/pdf": {}}}}}


class MediumIn(In):
    """content: a PNG, JPEG or WebP picture or a PDF, base64; at most 5 MB."""

    name: Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00/\\]+$")]
    title: Annotated[str, Field(max_length=160, pattern=NO_NUL)] = ""
    content: Annotated[str, Field(max_length=7_000_000)]


class MediumOut(Schema):
    id: MediumId
    product_id: ProductId
    place: int
    name: str
    title: str
    media_type: str
    sha256: str


class MediaOut(Schema):
    """The product's files in the order in which they are shown."""

    product_id: ProductId
    media: list[MediumOut]


def _after(event: ProductChanged) -> dict[str, Any]:
    return {"product_id": event.product_id, "media": media.of_product(event.product_id)}


@router.get("/products/{product_id}/media", response=Page[MediumOut])
def list_media(request: HttpRequest, product_id: ProductId, paging: Query[Paged]) -> dict[str, Any]:
    """Pictures and data sheets of a product, the one that is shown first before the others."""
    found = media.of_product(queries.product(product_id, entity_of(request)).id)
    rows, following = after(found, lambda m: (m.place, str(m.id)), paging.cursor, paging.limit)
    return {"items": rows, "next": following}


@router.post("/products/{product_id}/media", response=MediaOut)
def add_medium(request: HttpRequest, product_id: ProductId, body: MediumIn) -> dict[str, Any]:
    """Put a picture or a data sheet behind the others."""
    given = {"name": body.name, "title": body.title, "content": decoded(body.content)}
    return perform(request, actions.add_medium, _after, product_id=product_id, **given)


@router.post("/media/{medium_id}/first", response=MediaOut)
def show_medium_first(request: HttpRequest, medium_id: MediumId) -> dict[str, Any]:
    """Show a picture before the others."""
    return perform(request, actions.show_medium_first, _after, medium_id=medium_id)


@router.post("/media/{medium_id}/remove", response=MediaOut)
def remove_medium(request: HttpRequest, medium_id: MediumId) -> dict[str, Any]:
    """Take a picture or a data sheet out."""
    return perform(request, actions.remove_medium, _after, medium_id=medium_id)


@router.get("/media/{medium_id}/content", openapi_extra=FILES)
def medium_content(request: HttpRequest, medium_id: MediumId) -> HttpResponse:
    """The file itself."""
    return media_web.answer(media.medium(medium_id, entity_of(request)))
