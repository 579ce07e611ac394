"""Contracts and general terms over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.platform.expanding import Expandable, expandable
from comptoir.platform.schemas import (
    PDF,
    ContractId,
    CustomerId,
    Day,
    In,
    MoneyOut,
    Page,
    Paged,
    QuoteId,
    TermsId,
)
from comptoir.platform.web import entity_of, perform
from comptoir.stages.contracting import (
    actions,
    clauses_api,
    documents,
    drafts_api,
    duties_api,
    queries,
    signing_api,
    versions,
    versions_api,
)

router = Router(tags=["Contracts"])
router.add_router("", signing_api.router)
router.add_router("", versions_api.router)
router.add_router("", clauses_api.router)
router.add_router("", drafts_api.router)
router.add_router("", duties_api.router)
Title = Annotated[str, Field(min_length=1, max_length=160, pattern=r"^[^\x00]*$")]
LongText = Annotated[str, Field(min_length=1, max_length=200_000, pattern=r"^[^\x00]*$")]


class TermsIn(In):
    """General terms in both languages; clauses open with a line such as `7. Title`."""

    title_fr: Title
    title_en: Title
    text_fr: LongText
    text_en: LongText
    starts_on: Day | None = None


class TermsOut(Schema):
    id: TermsId
    version: int
    title_fr: str
    title_en: str
    text_fr: str
    text_en: str
    starts_on: date
    sha256: str


class ContractIn(In):
    quote_id: QuoteId


class ContractEndIn(In):
    """ends_on: first day that is no longer covered; null for today."""

    reason: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
    ends_on: Day | None = None


class EndDueIn(In):
    on: Day | None = None


class ContractOut(Expandable):
    id: ContractId
    number: str
    quote_id: QuoteId
    customer_id: CustomerId
    terms_id: TermsId | None
    state: str
    language: str
    net: MoneyOut
    signed_on: date
    signed_by: str
    signed_role: str
    starts_on: date
    ends_on: date | None
    notice_days: int
    notice_on: date | None
    renewal_on: date | None
    sha256: str
    ended_reason: str
    uplift: dict[str, Any] | None


class ProofOut(Schema):
    """sha256 over "<content>\\n<terms>": `found` now, against what was stored when signed."""

    content: str
    terms: str
    found: str
    intact: bool


class EndedOut(Schema):
    id: ContractId
    state: str


class ContractFilter(Paged):
    """since, until: the day it was signed, both included."""

    q: Annotated[str, Field(max_length=100)] = ""
    state: Literal["", "active", "ended", "terminated", "renewed"] = ""
    customer_id: CustomerId | None = None
    quote_id: QuoteId | None = None
    currency: Annotated[str, Field(pattern=r"^([A-Z]{3})?$")] = ""
    since: Day | None = None
    until: Day | None = None


class DueFilter(Paged):
    """on: the day to look ahead from."""

    on: Day
    days: Annotated[int, Field(ge=0, le=3650)] = 120


def shown(made: queries.ContractFacts) -> dict[str, Any]:
    return _all([made])[0]


def _all(found: Sequence[queries.ContractFacts]) -> list[dict[str, Any]]:
    """Contracts as they stand, with the price at renewal that their amendments left them."""
    rules = versions.rules(found)
    rows = []
    for made in found:
        row: dict[str, Any] = {n: getattr(made, n, None) for n in ContractOut.model_fields}
        net = MoneyOut.of(made.net_minor, made.currency)
        rows.append(row | {"net": net, "uplift": rules[made.id]})
    return rows


def _after(event: Any) -> dict[str, Any]:
    return shown(queries.contract(event.contract_id))


@router.get("/contracts", response=Page[ContractOut])
@expandable("contract")
def list_contracts(request: HttpRequest, filters: Query[ContractFilter]) -> dict[str, Any]:
    """Contracts, newest first."""
    wanted = {n: getattr(filters, n) for n in type(filters).model_fields}
    wanted["text"] = wanted.pop("q")
    items, following = queries.contracts_page(entity_of(request), **wanted)
    return {"items": _all(items), "next": following}


@router.post("/contracts", response=ContractOut)
def make_contract(request: HttpRequest, body: ContractIn) -> dict[str, Any]:
    """Turn an accepted quote into a contract, once."""
    return perform(request, actions.make_contract, _after, quote_id=body.quote_id)


@router.get("/contracts/due-for-renewal", response=Page[ContractOut])
@expandable("contract")
def due_for_renewal(request: HttpRequest, filters: Query[DueFilter]) -> dict[str, Any]:
    """Active contracts whose next term would start within `days` of a day, the nearest first."""
    rows, following = queries.due_page(
        entity_of(request), filters.on, filters.days, cursor=filters.cursor, limit=filters.limit
    )
    return {"items": _all(rows), "next": following}


@router.post("/contracts/end-due", response=EndedOut)
def end_contracts(request: HttpRequest, body: EndDueIn) -> dict[str, Any]:
    """End every contract whose term is over; answers with the last."""
    return perform(request, actions.end_contracts, _ended, on=body.on)


def _ended(event: Any) -> dict[str, Any]:
    return {"id": event.contract_id, "state": event.state}


@router.get("/contracts/{contract_id}", response=ContractOut)
@expandable("contract")
def show_contract(request: HttpRequest, contract_id: ContractId) -> dict[str, Any]:
    """One contract."""
    return shown(queries.contract(contract_id, entity_of(request)))


@router.get("/contracts/{contract_id}/proof", response=ProofOut)
def verify(request: HttpRequest, contract_id: ContractId) -> queries.Proof:
    """Compute the contract's hash again and compare."""
    return queries.verify(contract_id, entity_of(request))


@router.get("/contracts/{contract_id}/pdf", openapi_extra=PDF)
def contract_pdf(request: HttpRequest, contract_id: ContractId) -> HttpResponse:
    """The contract as PDF/A-3."""
    kept = documents.keep_pdf(queries.contract(contract_id, entity_of(request)))
    return HttpResponse(bytes(kept.content), content_type=kept.media_type)


@router.post("/contracts/{contract_id}/end", response=ContractOut)
def end_contract(
    request: HttpRequest, contract_id: ContractId, body: ContractEndIn
) -> dict[str, Any]:
    """Terminate a contract early: its services end on that day, and what was charged for later days is given
    back by a credit note on that day."""
    given = {"contract_id": contract_id, "reason": body.reason, "ends_on": body.ends_on}
    return perform(request, actions.end_contract, _after, **given)


@router.post("/contracts/{contract_id}/renewed", response=ContractOut)
def mark_renewed(request: HttpRequest, contract_id: ContractId) -> dict[str, Any]:
    """A newer contract takes over from this one."""
    return perform(request, actions.mark_renewed, _after, contract_id=contract_id)


@router.get("/general-terms", response=Page[TermsOut])
def list_terms(request: HttpRequest, paging: Query[Paged]) -> dict[str, Any]:
    """Every version of the general terms, newest first."""
    items, following = queries.terms_page(
        entity_of(request), cursor=paging.cursor, limit=paging.limit
    )
    return {"items": items, "next": following}


@router.post("/general-terms", response=TermsOut)
def publish_terms(request: HttpRequest, body: TermsIn) -> queries.TermsFacts:
    """Put a new version of the general terms in force."""
    given = {n: getattr(body, n) for n in TermsIn.model_fields}
    return perform(request, actions.publish_terms, lambda e: queries.terms(e.terms_id), **given)


@router.get("/general-terms/{terms_id}", response=TermsOut)
def show_terms(request: HttpRequest, terms_id: TermsId) -> queries.TermsFacts:
    """One version of the general terms."""
    return queries.terms(terms_id, entity_of(request))
