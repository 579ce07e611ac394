"""The alternatives of a draft over HTTP."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from comptoir.platform.schemas import In, QuoteId, example
from comptoir.platform.web import actor_of, perform
from comptoir.stages.quoting import actions, answer_schemas, queries, schemas
from comptoir.stages.quoting.answer_schemas import QuoteDetail
from comptoir.stages.quoting.schemas import Key

router = Router(tags=["Quoting"])
Name = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\x00]+$")]


class AlternativeIn(In):
    """like: an alternative whose own lines are copied; none: it begins with the common lines only."""

    model_config = example(name="Comfort")

    name: Name
    like: Key = ""


class AlternativeChanges(In):
    """recommended: true recommends it, and the totals of the quote become its totals."""

    name: Name | None = None
    recommended: Literal[True] | None = None


class OwnerIn(In):
    """alternative: "" for a line of all of them."""

    line_id: schemas.LineKey
    alternative: Key


class OwnersIn(In):
    """Lines that are not named stay where they are."""

    model_config = example(lines=[{"line_id": 1, "alternative": "B"}])

    lines: Annotated[list[OwnerIn], Field(min_length=1, max_length=5_000)]


def _detail(request: HttpRequest) -> Any:
    margin = actor_of(request).may("quoting.margin")
    return lambda event: answer_schemas.detailed(queries.quote(event.quote_id), margin)


@router.post("/quotes/{quote_id}/alternatives", response=QuoteDetail)
def add_alternative(request: HttpRequest, quote_id: QuoteId, body: AlternativeIn) -> dict[str, Any]:
    """Add an alternative; the lines that are there stay common to all, the first is recommended."""
    return perform(
        request, actions.add_alternative, _detail(request), quote_id=quote_id, name=body.name,
        like=body.like,
    )  # fmt: skip


@router.patch("/quotes/{quote_id}/alternatives/{letter}", response=QuoteDetail)
def change_alternative(
    request: HttpRequest, quote_id: QuoteId, letter: Key, body: AlternativeChanges
) -> dict[str, Any]:
    """Give an alternative another name, or recommend it."""
    return perform(
        request, actions.change_alternative, _detail(request), quote_id=quote_id, key=letter,
        name=body.name, recommended=bool(body.recommended),
    )  # fmt: skip


@router.post("/quotes/{quote_id}/assign", response=QuoteDetail)
def assign_lines(request: HttpRequest, quote_id: QuoteId, body: OwnersIn) -> dict[str, Any]:
    """Say to which alternative lines belong."""
    owners = {row.line_id: row.alternative for row in body.lines}
    return perform(
        request, actions.assign_lines, _detail(request), quote_id=quote_id, owners=owners
    )


@router.delete("/quotes/{quote_id}/alternatives/{letter}", response=QuoteDetail)
def remove_alternative(
    request: HttpRequest,
    quote_id: QuoteId,
    letter: Key,
    lines: Literal["", "common", "remove"] = "",
) -> dict[str, Any]:
    """Take an alternative away. lines: what becomes of its own lines; without a word it must have none."""
    return perform(
        request, actions.remove_alternative, _detail(request), quote_id=quote_id, key=letter,
        lines=lines,
    )  # fmt: skip
