"""The layout of a company's quotes over HTTP."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from comptoir.platform.roles import READ, require
from comptoir.platform.schemas import In, example
from comptoir.platform.web import actor_of, entity_of, perform
from comptoir.stages.quoting import actions, layouts

router = Router(tags=["Quoting"])
Blocks = Annotated[
    list[Annotated[str, Field(max_length=20, pattern=r"^[a-z]+$")]], Field(max_length=20)
]


class QuoteLayoutIn(In):
    """order: each block once; off: those that are not shown, never lines and totals."""

    model_config = example(order=[part.value for part in layouts.Part], off=["intro"])

    order: Blocks
    off: Blocks = Field(default_factory=list)


class QuoteLayoutOut(Schema):
    """order: every block; shown: those that a document shows, in that order."""

    order: list[str]
    off: list[str]
    shown: list[str]


@router.get("/quote-layout", response=QuoteLayoutOut)
def show_quote_layout(request: HttpRequest) -> dict[str, Any]:
    """Which blocks the document of a quote shows, and in which order."""
    require(actor_of(request), READ)
    return _told(entity_of(request))


@router.put("/quote-layout", response=QuoteLayoutOut)
def set_quote_layout(request: HttpRequest, body: QuoteLayoutIn) -> dict[str, Any]:
    """Say which blocks the document of a quote shows, and in which order; what was sent keeps its own."""
    return perform(
        request, actions.set_quote_layout, lambda e: _told(e.entity_id), order=body.order,
        off=body.off,
    )  # fmt: skip


def _told(entity_id: Any) -> dict[str, Any]:
    found = layouts.layout(entity_id)
    return {"order": found.order, "off": sorted(found.off), "shown": found.shown}
