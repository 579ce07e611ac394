"""Contracts before signature over HTTP. The customer uses the private link."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.platform import clock
from comptoir.platform.paging import after
from comptoir.platform.schemas import (
    PDF,
    AnnexId,
    ClauseChangeId,
    ClauseId,
    CustomerId,
    DraftClauseId,
    DraftId,
    In,
    Page,
    Paged,
    QuoteId,
)
from comptoir.platform.uploads import decoded
from comptoir.platform.web import entity_of, perform
from comptoir.stages.contracting import (
    actions,
    checking,
    drafts,
    library,
    links,
    playbook_words,
    redline_pdf,
    redline_views,
)
from comptoir.stages.contracting.clauses_api import NO_NUL, Text
from comptoir.stages.contracting.core.playbook import Position
from comptoir.stages.contracting.core.redline import redline as pieces_of
from comptoir.stages.quoting import queries as quoting

router = Router(tags=["Contract drafts"])
Said = Annotated[str, Field(max_length=2_000, pattern=NO_NUL)]


class ContractDraftIn(In):
    quote_id: QuoteId


class WordingIn(In):
    """text: other words; without it the standard ones (fallback 0) or a fallback, from 1."""

    text: Text | None = None
    fallback: Annotated[int, Field(ge=0, le=10)] = 0


class AddedClauseIn(In):
    """A clause of the library, or a title and words of one's own."""

    clause_id: ClauseId | None = None
    title: Annotated[str, Field(max_length=160, pattern=NO_NUL)] = ""
    text: Annotated[str, Field(max_length=12_000, pattern=NO_NUL)] = ""


class AnnexIn(In):
    """content: the file, base64; at most 20 MB."""

    title: Annotated[str, Field(max_length=160, pattern=NO_NUL)] = ""
    name: Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00/\\]+$")]
    media_type: Annotated[str, Field(max_length=100, pattern=r"^[\w.+/-]*$")] = "application/pdf"
    content: Annotated[str, Field(max_length=28_000_000)]


class ClauseChangeIn(In):
    key: DraftClauseId
    text: Text
    comment: Said = ""


class ChangeDecisionIn(In):
    """taken: numbers of the changes that are accepted, [] for none."""

    taken: Annotated[list[Annotated[int, Field(ge=1, le=100_000)]], Field(max_length=2_000)]
    answer: Said = ""


class ClauseCommentIn(In):
    key: DraftClauseId
    text: Annotated[str, Field(min_length=1, max_length=2_000, pattern=NO_NUL)]


class DraftClauseOut(Schema):
    """key: the same in every version; choice: standard, fallback or custom."""

    key: DraftClauseId
    clause_id: ClauseId | None
    category: str
    title: str
    text: str
    choice: str
    fallback: int


class AnnexOut(Schema):
    id: AnnexId
    place: int
    title: str
    sha256: str
    size: int


class DraftVersionOut(Schema):
    n: int
    reason: str
    at: datetime
    sha256: str


class ContractDraftOut(Schema):
    """deviations: from the standard, in words; link: of the customer; shown: the version it knows."""

    id: DraftId
    quote_id: QuoteId
    customer_id: CustomerId
    language: str
    state: str
    version: int
    sha256: str
    shared_on: date | None
    shown: int
    clauses: list[DraftClauseOut]
    annexes: list[AnnexOut]
    deviations: list[str]
    link: str


class PlaybookFindingOut(Schema):
    """position: allowed, fallback or forbidden; text: what was found and the rule, as a sentence."""

    position: str
    text: str


class PlaybookCheckOut(Schema):
    """ready: whether nothing is forbidden."""

    ready: bool
    findings: list[PlaybookFindingOut]


class PieceOut(Schema):
    """n: number of the change, 0 for words that stayed."""

    old: str
    new: str
    n: int


class ClauseChangeOut(Schema):
    id: ClauseChangeId
    key: DraftClauseId
    side: str
    state: str
    comment: str
    made_at: datetime
    taken: list[int]
    answer: str
    pieces: list[PieceOut]


class ClauseCommentOut(Schema):
    key: DraftClauseId
    side: str
    text: str
    at: datetime


class ComparedOut(Schema):
    """kind: same, changed, added or left out."""

    key: DraftClauseId
    kind: str
    title: str
    pieces: list[PieceOut]


class CompareFilter(Paged):
    """Numbers of two versions; b: the newest if none is named."""

    a: Annotated[int, Field(ge=1, le=100_000)] = 1
    b: Annotated[int, Field(ge=1, le=100_000)] | None = None


def _shown(draft: drafts.DraftFacts) -> dict[str, Any]:
    version = drafts.version(draft.id)
    today = clock.today(draft.entity_id)
    told = drafts.deviations(draft.entity_id, version.clauses, today)
    return {
        "id": draft.id, "quote_id": drafts.offer(draft.series).id,
        "customer_id": draft.customer_id, "language": draft.language, "state": draft.state,
        "version": version.n, "sha256": version.sha256, "shared_on": draft.shared_on,
        "shown": draft.shown, "clauses": version.clauses, "annexes": drafts.annexes(draft.id, version.n),
        "deviations": [playbook_words.deviation(d) for d in told],
        "link": links.draft_url(draft.id, draft.link) if draft.state == "shared" else "",
    }  # fmt: skip


def _after(event: Any) -> dict[str, Any]:
    return _shown(drafts.draft(event.draft_id))


def _change(event: Any) -> dict[str, Any]:
    return _change_out(drafts.change(event.change_id))


def _change_out(c: drafts.ChangeFacts) -> dict[str, Any]:
    told = {n: getattr(c, n) for n in ClauseChangeOut.model_fields if n != "pieces"}
    return told | {"pieces": pieces_of(c.base, c.text)}


def _own(request: HttpRequest, draft_id: Any) -> drafts.DraftFacts:
    return drafts.draft(draft_id, entity_of(request))


@router.post("/contract-drafts", response=ContractDraftOut)
def start_draft(request: HttpRequest, body: ContractDraftIn) -> dict[str, Any]:
    """Assemble the contract of a quote from the library, filled from the deal."""
    return perform(request, actions.start_draft, _after, quote_id=body.quote_id)


@router.get("/contract-drafts/{draft_id}", response=ContractDraftOut)
def show_draft(request: HttpRequest, draft_id: DraftId) -> dict[str, Any]:
    """A contract before signature, in its newest wording."""
    return _shown(_own(request, draft_id))


@router.get(
    "/contract-drafts/{draft_id}/playbook",
    response=PlaybookCheckOut,
    summary="What the playbook says of the deal",
)
def check_playbook(request: HttpRequest, draft_id: DraftId) -> dict[str, Any]:
    """The deal's own terms beside the positions in force today."""
    draft = _own(request, draft_id)
    rules = library.playbook(draft.entity_id, clock.today(draft.entity_id))
    deal = checking.of_deal(drafts.offer(draft.series), drafts.NOTICE_DAYS)
    found = checking.told(rules, deal)
    return {
        "ready": all(f.rule.position is not Position.FORBIDDEN for f in found),
        "findings": [
            {"position": f.rule.position, "text": playbook_words.finding(f)} for f in found
        ],
    }


@router.get("/quotes/{quote_id}/contract-draft", response=ContractDraftOut | None)
def draft_of_quote(request: HttpRequest, quote_id: QuoteId) -> dict[str, Any] | None:
    """The draft of the contract of a negotiation; null without one."""
    found = drafts.draft_of(quoting.quote(quote_id, entity_of(request)).series)
    return _shown(found) if found else None


@router.post("/contract-drafts/{draft_id}/refill", response=ContractDraftOut)
def refill_draft(request: HttpRequest, draft_id: DraftId) -> dict[str, Any]:
    """Fill the clauses again from the deal as it is now."""
    quote = drafts.offer(_own(request, draft_id).series)
    return perform(request, actions.refill_draft, _after, quote_id=quote.id)


@router.post("/contract-drafts/{draft_id}/share", response=ContractDraftOut)
def share_draft(request: HttpRequest, draft_id: DraftId) -> dict[str, Any]:
    """Give the customer a private link; an older one opens no more."""
    return perform(request, actions.share_draft, _after, draft_id=draft_id)


@router.post("/contract-drafts/{draft_id}/clauses", response=ContractDraftOut)
def add_draft_clause(
    request: HttpRequest, draft_id: DraftId, body: AddedClauseIn
) -> dict[str, Any]:
    """Add a clause."""
    given = {"draft_id": draft_id, **{n: getattr(body, n) for n in AddedClauseIn.model_fields}}
    return perform(request, actions.add_draft_clause, _after, **given)


@router.put("/contract-drafts/{draft_id}/clauses/{clause_key}", response=ContractDraftOut)
def reword_clause(
    request: HttpRequest, draft_id: DraftId, clause_key: DraftClauseId, body: WordingIn
) -> dict[str, Any]:
    """Choose the words of a clause; what the playbook forbids is refused with what it allows."""
    given = {"draft_id": draft_id, "key": clause_key, "text": body.text, "fallback": body.fallback}
    return perform(request, actions.reword_clause, _after, **given)


@router.delete("/contract-drafts/{draft_id}/clauses/{clause_key}", response=ContractDraftOut)
def drop_draft_clause(
    request: HttpRequest, draft_id: DraftId, clause_key: DraftClauseId
) -> dict[str, Any]:
    """Leave a clause out."""
    return perform(request, actions.drop_draft_clause, _after, draft_id=draft_id, key=clause_key)


@router.post("/contract-drafts/{draft_id}/annexes", response=ContractDraftOut)
def add_annex(request: HttpRequest, draft_id: DraftId, body: AnnexIn) -> dict[str, Any]:
    """Join a file; its hash is part of the wording."""
    upload = actions.Upload(body.name, body.media_type, decoded(body.content))
    given = {"draft_id": draft_id, "title": body.title, "upload": upload}
    return perform(request, actions.add_annex, _after, **given)


@router.post("/annexes/{annex_id}/remove", response=ContractDraftOut)
def remove_annex(request: HttpRequest, annex_id: AnnexId) -> dict[str, Any]:
    """Take an annex back; the versions before keep it."""
    return perform(request, actions.remove_annex, _after, annex_id=annex_id)


@router.get("/contract-drafts/{draft_id}/versions", response=Page[DraftVersionOut])
def draft_versions(request: HttpRequest, draft_id: DraftId, paging: Query[Paged]) -> dict[str, Any]:
    """The wordings of a draft, newest first."""
    rows = drafts.versions(_own(request, draft_id).id)
    items, following = after(rows, lambda v: (-v.n,), paging.cursor, paging.limit)
    return {"items": items, "next": following}


@router.get("/contract-drafts/{draft_id}/compare", response=Page[ComparedOut])
def compare_versions(
    request: HttpRequest, draft_id: DraftId, asked: Query[CompareFilter]
) -> dict[str, Any]:
    """Two wordings clause by clause, word by word."""
    draft = _own(request, draft_id)
    old, new = drafts.version(draft.id, asked.a), drafts.version(draft.id, asked.b)
    rows = list(enumerate(redline_views.compared(old, new)))
    found, following = after(rows, lambda row: (row[0],), asked.cursor, asked.limit)
    return {"items": [row for _n, row in found], "next": following}


@router.get("/contract-drafts/{draft_id}/redline", openapi_extra=PDF)
def redline(request: HttpRequest, draft_id: DraftId, asked: Query[CompareFilter]) -> HttpResponse:
    """The redline of two wordings as PDF."""
    draft = _own(request, draft_id)
    return redline_pdf.served(draft, asked.a, asked.b or draft.last)


@router.get("/contract-drafts/{draft_id}/changes", response=Page[ClauseChangeOut])
def list_changes(request: HttpRequest, draft_id: DraftId, paging: Query[Paged]) -> dict[str, Any]:
    """Proposed changes, newest first."""
    rows = list(enumerate(drafts.changes(_own(request, draft_id).id)))
    found, following = after(rows, lambda row: (row[0],), paging.cursor, paging.limit)
    return {"items": [_change_out(c) for _n, c in found], "next": following}


@router.post("/contract-drafts/{draft_id}/changes", response=ClauseChangeOut)
def propose_change(request: HttpRequest, draft_id: DraftId, body: ClauseChangeIn) -> dict[str, Any]:
    """Propose other words of a clause to the customer."""
    given = {"draft_id": draft_id, "key": body.key, "text": body.text, "comment": body.comment}
    return perform(request, actions.propose_change, _change, **given)


@router.post("/clause-changes/{change_id}/decide", response=ClauseChangeOut)
def decide_change(
    request: HttpRequest, change_id: ClauseChangeId, body: ChangeDecisionIn
) -> dict[str, Any]:
    """Accept some of the customer's changes, all or none."""
    given = {"change_id": change_id, "taken": body.taken, "answer": body.answer}
    return perform(request, actions.decide_change, _change, **given)


@router.post("/clause-changes/{change_id}/withdraw", response=ClauseChangeOut)
def withdraw_change(request: HttpRequest, change_id: ClauseChangeId) -> dict[str, Any]:
    """Take back what our side proposed."""
    return perform(request, actions.withdraw_change, _change, change_id=change_id)


@router.get("/contract-drafts/{draft_id}/comments", response=Page[ClauseCommentOut])
def list_comments(request: HttpRequest, draft_id: DraftId, paging: Query[Paged]) -> dict[str, Any]:
    """What both sides said, in order."""
    rows = drafts.comments(_own(request, draft_id).id)
    items, following = after(rows, lambda c: (c.id,), paging.cursor, paging.limit)
    return {"items": items, "next": following}


@router.post("/contract-drafts/{draft_id}/comments", response=ClauseCommentOut)
def comment_clause(
    request: HttpRequest, draft_id: DraftId, body: ClauseCommentIn
) -> drafts.CommentFacts:
    """Say something about a clause; the customer reads it."""

    def read(event: Any) -> drafts.CommentFacts:
        return next(c for c in drafts.comments(event.draft_id) if c.id == event.comment_id)

    given = {"draft_id": draft_id, "key": body.key, "text": body.text}
    return perform(request, actions.comment_clause, read, **given)
