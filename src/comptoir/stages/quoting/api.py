"""Quotes over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.platform.expanding import expandable
from comptoir.platform.paging import after
from comptoir.platform.schemas import (
    PDF,
    XLSX,
    CustomerId,
    Day,
    OpportunityId,
    Page,
    Paged,
    QuoteId,
    TemplateId,
)
from comptoir.platform.web import actor_of, do_for, entity_of, perform
from comptoir.stages.quoting import (
    actions,
    alike_schemas,
    alternatives_api,
    amending_api,
    answer_schemas,
    approving,
    approving_schemas,
    comparisons,
    documents,
    earning_api,
    exporting,
    guidance_api,
    layout_api,
    queries,
    repricing_api,
    schemas,
    template_queries,
)
from comptoir.stages.quoting.actions import LineIn
from comptoir.stages.quoting.answer_schemas import QuoteDetail, QuoteOut, QuoteSentOut
from comptoir.stages.quoting.core import schedule

router = Router(tags=["Quoting"])
router.add_router("", guidance_api.router)
router.add_router("", earning_api.router)
router.add_router("", amending_api.router)
router.add_router("", alternatives_api.router)
router.add_router("", layout_api.router)
router.add_router("", repricing_api.router)


class QuoteFilter(Paged):
    """since, until: the last valid day, both included."""

    state: Literal["", "draft", "sent", "accepted", "refused", "expired", "superseded", "void"] = ""
    customer_id: CustomerId | None = None
    opportunity_id: OpportunityId | None = None
    currency: Annotated[str, Field(pattern=r"^([A-Z]{3})?$")] = ""
    since: Day | None = None
    until: Day | None = None
    q: Annotated[str, Field(max_length=100)] = ""


def _given(body: Schema, *without: str) -> dict[str, Any]:
    """The fields as they were read; `model_dump` would turn ids and decimals into text again."""
    given = {n: getattr(body, n) for n in type(body).model_fields if n not in without}
    if given.get("segments") is not None:
        given["segments"] = tuple(s.model_dump(mode="json") for s in given["segments"])
    return given


def _detail(request: HttpRequest) -> Callable[[Any], dict[str, Any]]:
    """Read the quote of an event as its answer."""
    margin = actor_of(request).may("quoting.margin")
    return lambda event: answer_schemas.detailed(queries.quote(event.quote_id), margin)


@router.get("/quotes", response=Page[QuoteOut])
@expandable("quote")
def list_quotes(request: HttpRequest, filters: Query[QuoteFilter]) -> dict[str, Any]:
    """Quotes, newest first."""
    wanted = _given(filters)
    wanted["text"] = wanted.pop("q")
    items, following = queries.quotes_page(entity_of(request), **wanted)
    return {"items": [answer_schemas.head(q) for q in items], "next": following}


@router.post("/quotes", response=QuoteDetail)
def draft_quote(request: HttpRequest, body: schemas.QuoteIn) -> dict[str, Any]:
    """Open an empty draft."""
    given = _given(body)
    given["language"], given["currency"] = body.language or "", body.currency or ""
    return perform(request, actions.draft_quote, _detail(request), **given)


@router.post("/quotes/expire", response=QuoteDetail)
def expire_quotes(request: HttpRequest) -> dict[str, Any]:
    """Mark the offers whose last valid day has passed; answers the last one."""
    return perform(request, actions.expire_quotes, _detail(request))


@router.get("/quotes/{quote_id}", response=QuoteDetail)
@expandable("quote")
def show_quote(request: HttpRequest, quote_id: QuoteId) -> dict[str, Any]:
    """One quote with its lines and their waterfalls."""
    quote = queries.quote(quote_id, entity_of(request))
    return answer_schemas.detailed(quote, actor_of(request).may("quoting.margin"))


@router.get("/quotes/{quote_id}/versions", response=Page[QuoteOut])
@expandable("quote")
def list_versions(request: HttpRequest, quote_id: QuoteId, paging: Query[Paged]) -> dict[str, Any]:
    """All versions of the negotiation, newest first."""
    quote = queries.quote(quote_id, entity_of(request))
    found = queries.versions(quote.series)
    rows, following = after(found, lambda q: (-q.version,), paging.cursor, paging.limit)
    return {"items": [answer_schemas.head(version) for version in rows], "next": following}


@router.get("/quotes/{quote_id}/compare/{other_id}", response=alike_schemas.ComparisonOut)
def compare_quotes(request: HttpRequest, quote_id: QuoteId, other_id: QuoteId) -> dict[str, Any]:
    """What differs between two versions, or two offers in one currency, from the older to the newer."""
    entity_id = entity_of(request)
    one, other = queries.quote(quote_id, entity_id), queries.quote(other_id, entity_id)
    found = comparisons.comparison(one, other)
    return alike_schemas.compared(found, actor_of(request).may("quoting.margin"))


@router.get("/quotes/{quote_id}/pdf", openapi_extra=PDF)
def show_pdf(request: HttpRequest, quote_id: QuoteId) -> HttpResponse:
    """The document as it was sent, or of the draft as it stands."""
    quote = queries.quote(quote_id, entity_of(request))
    if quote.sent_at is None:
        content, _name = documents.pdf(quote)
    else:
        content = bytes(documents.keep_pdf(quote.id).content)
    return HttpResponse(content, content_type="application/pdf")


@router.get("/quotes/{quote_id}/xlsx", openapi_extra=XLSX)
def show_xlsx(request: HttpRequest, quote_id: QuoteId) -> HttpResponse:
    """The quote as a workbook: its totals, its lines, the steps of each price."""
    quote = queries.quote(quote_id, entity_of(request))
    content = exporting.xlsx(quote, actor_of(request).may("quoting.margin"))
    return HttpResponse(content, content_type=exporting.XLSX_TYPE)


@router.patch("/quotes/{quote_id}", response=QuoteDetail)
def change_quote(
    request: HttpRequest, quote_id: QuoteId, body: schemas.QuoteChanges
) -> dict[str, Any]:
    """Change fields of the head of a draft."""
    changes = _sent(body, "starts_on", "contact_id", "uplift")
    if body.uplift:
        changes["uplift"] = body.uplift.stored()
    if "schedule" in changes:
        rows = [row.model_dump(mode="json") for row in body.schedule or ()]
        changes["schedule"] = schedule.dump(schedule.load(rows))
    return perform(
        request, actions.change_quote, _detail(request), quote_id=quote_id, revision=body.revision,
        changes=changes,
    )  # fmt: skip


@router.put("/quotes/{quote_id}/lines", response=QuoteDetail)
def set_lines(request: HttpRequest, quote_id: QuoteId, body: schemas.GridIn) -> dict[str, Any]:
    """Replace the whole grid."""
    return perform(
        request, actions.set_lines, _detail(request),
        quote_id=quote_id, revision=body.revision, lines=_lines(body.lines),
    )  # fmt: skip


@router.post("/quotes/{quote_id}/lines", response=QuoteDetail)
def add_lines(request: HttpRequest, quote_id: QuoteId, body: schemas.LinesIn) -> dict[str, Any]:
    """Add lines, after one of them or at the end."""
    return perform(
        request, actions.add_lines, _detail(request),
        quote_id=quote_id, lines=_lines(body.lines), after=body.after,
    )  # fmt: skip


@router.patch("/quotes/{quote_id}/lines/{line_id}", response=QuoteDetail)
def change_line(
    request: HttpRequest, quote_id: QuoteId, line_id: schemas.LineKey, body: schemas.LineChanges
) -> dict[str, Any]:
    """Change some fields of one line."""
    return perform(
        request, actions.change_line, _detail(request), quote_id=quote_id, line_id=line_id,
        revision=body.revision, changes=_sent(body, "term_months", "deliver_on"),
    )  # fmt: skip


@router.put("/quotes/{quote_id}/bounds", response=QuoteDetail)
def set_bounds(
    request: HttpRequest, quote_id: QuoteId, body: schemas.LineBoundsIn
) -> dict[str, Any]:
    """Say between which quantities the buyer may choose, line by line."""
    wanted = {one.line_id: (one.least, one.most) for one in body.lines}
    return perform(request, actions.set_bounds, _detail(request), quote_id=quote_id, bounds=wanted)


@router.post("/quotes/{quote_id}/goal", response=QuoteDetail)
def reach_goal(request: HttpRequest, quote_id: QuoteId, body: schemas.GoalIn) -> dict[str, Any]:
    """Set what lines cost together: a net, a discount or a margin; the lines follow to the cent."""
    return perform(
        request, actions.reach_goal, _detail(request), quote_id=quote_id, goal=body.goal,
        value=body.value, line_ids=body.line_ids, revision=body.revision,
    )  # fmt: skip


@router.delete("/quotes/{quote_id}/lines/{line_id}", response=QuoteDetail)
def remove_line(
    request: HttpRequest, quote_id: QuoteId, line_id: schemas.LineKey
) -> dict[str, Any]:
    """Take one line out."""
    return perform(
        request, actions.remove_line, _detail(request), quote_id=quote_id, line_id=line_id
    )


@router.post("/quotes/{quote_id}/lines/{line_id}/move", response=QuoteDetail)
def move_line(
    request: HttpRequest, quote_id: QuoteId, line_id: schemas.LineKey, body: schemas.LineMoveIn
) -> dict[str, Any]:
    """Put a line at another position."""
    return perform(
        request, actions.move_line, _detail(request), quote_id=quote_id, line_id=line_id, to=body.to
    )


@router.post("/quotes/{quote_id}/send", response=QuoteSentOut)
def send_quote(request: HttpRequest, quote_id: QuoteId) -> dict[str, Any]:
    """Freeze the quote and make its private link; the PDF is kept."""
    answer = _linked(request, actions.send_quote, quote_id)
    if answer["token"]:
        documents.keep_pdf(quote_id)
    return answer


@router.post("/quotes/{quote_id}/submit", response=QuoteDetail)
def submit_quote(
    request: HttpRequest, quote_id: QuoteId, body: approving_schemas.SubmitIn
) -> dict[str, Any]:
    """Ask for the approvals that are missing; where none is, the quote may be sent at once."""
    return perform(
        request, actions.submit_quote, _detail(request), quote_id=quote_id, note=body.note
    )


@router.get("/quotes/{quote_id}/approval-path", response=Page[approving_schemas.StopOut])
def approval_path(request: HttpRequest, quote_id: QuoteId, paging: Query[Paged]) -> dict[str, Any]:
    """Which approvals the quote needs as it stands, why, and the smallest change that avoids each."""
    quote = queries.quote(quote_id, entity_of(request))
    found = approving.stops(quote, actor_of(request).may("quoting.margin"))
    rows, following = after(
        list(enumerate(found)), lambda row: (row[0],), paging.cursor, paging.limit
    )
    return {"items": [stop for _n, stop in rows], "next": following}


@router.post("/quotes/{quote_id}/link", response=QuoteSentOut)
def renew_link(request: HttpRequest, quote_id: QuoteId) -> dict[str, Any]:
    """Replace the private link; the former one stops working."""
    return _linked(request, actions.renew_link, quote_id)


@router.post("/quotes/{quote_id}/revise", response=QuoteDetail)
def revise_quote(request: HttpRequest, quote_id: QuoteId) -> dict[str, Any]:
    """Open the next version as a draft."""
    return perform(request, actions.revise_quote, _detail(request), quote_id=quote_id)


@router.post("/quotes/{quote_id}/clone", response=QuoteDetail)
def clone_quote(
    request: HttpRequest, quote_id: QuoteId, body: alike_schemas.CloneIn
) -> dict[str, Any]:
    """Open a draft like this quote, its prices decided anew; `compare` tells what changed."""
    return perform(
        request, actions.clone_quote, _detail(request), quote_id=quote_id, **_given(body)
    )


@router.post("/quotes/{quote_id}/template", response=alike_schemas.TemplateOut)
def save_template(
    request: HttpRequest, quote_id: QuoteId, body: alike_schemas.TemplateIn
) -> template_queries.TemplateFacts:
    """Keep what the quote wishes for as a template."""
    return perform(request, actions.save_template, _template, quote_id=quote_id, name=body.name)


@router.get("/quote-templates", response=Page[alike_schemas.TemplateOut])
def list_templates(request: HttpRequest, paging: Query[Paged]) -> dict[str, Any]:
    """Templates by name."""
    found = template_queries.templates(entity_of(request))
    rows, following = after(
        found, lambda t: (t.name.lower(), str(t.id)), paging.cursor, paging.limit
    )
    return {"items": rows, "next": following}


@router.patch("/quote-templates/{template_id}", response=alike_schemas.TemplateOut)
def rename_template(
    request: HttpRequest, template_id: TemplateId, body: alike_schemas.TemplateIn
) -> template_queries.TemplateFacts:
    """Give a template another name."""
    return perform(
        request, actions.rename_template, _template, template_id=template_id, name=body.name
    )


@router.delete("/quote-templates/{template_id}", response=alike_schemas.TemplateOut)
def remove_template(
    request: HttpRequest, template_id: TemplateId
) -> template_queries.TemplateFacts:
    """Take a template from the list; quotes made from it stay."""
    return perform(request, actions.remove_template, _template, template_id=template_id)


@router.post("/quote-templates/{template_id}/quotes", response=QuoteDetail)
def draft_from_template(
    request: HttpRequest, template_id: TemplateId, body: alike_schemas.FromTemplateIn
) -> dict[str, Any]:
    """Open a draft from a template for a customer, at the prices of today."""
    return perform(
        request, actions.draft_from_template, _detail(request), template_id=template_id,
        **_given(body),
    )  # fmt: skip


@router.post("/quotes/{quote_id}/void", response=QuoteDetail)
def void_quote(request: HttpRequest, quote_id: QuoteId) -> dict[str, Any]:
    """Take back a draft or a sent offer."""
    return perform(request, actions.void_quote, _detail(request), quote_id=quote_id)


def _template(event: Any) -> template_queries.TemplateFacts:
    return template_queries.template(event.template_id)


def _linked(request: HttpRequest, verb: Callable[..., Any], quote_id: UUID) -> dict[str, Any]:
    """Run a verb that makes a link. A dry run makes none."""
    do, read = do_for(request), _detail(request)
    do.read = read if do.dry_run else None
    event = verb(do, quote_id=quote_id)
    if do.dry_run:
        return {"quote": do.answer, "token": None, "path": None}
    token = do.answer
    return {"quote": read(event), "token": token, "path": f"/q/{token}/" if token else None}


def _lines(bodies: list[Any]) -> list[LineIn]:
    return [LineIn(**_given(body)) for body in bodies]


def _sent(body: Schema, *nullable: str) -> dict[str, Any]:
    """What the caller sent; null only where nothing is a value."""
    sent = {n: v for n, v in _given(body, "revision").items() if n in body.model_fields_set}
    return {k: v for k, v in sent.items() if v is not None or k in nullable}
