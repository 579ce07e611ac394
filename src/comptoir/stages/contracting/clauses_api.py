"""The clause library and the playbook over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.platform import clock
from comptoir.platform.paging import after
from comptoir.platform.schemas import (
    ClauseId,
    ContractId,
    Day,
    DraftId,
    In,
    Page,
    Paged,
    PlaybookRuleId,
)
from comptoir.platform.web import entity_of, perform
from comptoir.stages.contracting import actions, library, playbook_words, searching

router = Router(tags=["Clauses"])
NO_NUL = r"^[^\x00]*$"
Short = Annotated[str, Field(min_length=1, max_length=160, pattern=NO_NUL)]
Text = Annotated[str, Field(min_length=1, max_length=12_000, pattern=NO_NUL)]
Owed = Annotated[str, Field(max_length=160, pattern=NO_NUL)]
CategoryName = Literal[
    "payment", "delivery", "term", "termination", "warranty", "liability", "data",
    "confidentiality", "property", "service", "law", "other",
]  # fmt: skip


class FallbackIn(In):
    """A wording that may be agreed instead, in both languages."""

    fr: Text
    en: Text


class ClauseIn(In):
    """follows: the version that this one takes the place of. Names in double braces are filled from
    the deal."""

    category: CategoryName
    title_fr: Short
    title_en: Short
    text_fr: Text
    text_en: Text
    fallbacks: Annotated[list[FallbackIn], Field(max_length=10, default_factory=list)]
    risk: Literal["low", "medium", "high"] = "low"
    owner: Literal["legal", "finance_approver", "sales_manager", "order", "controller"] = "legal"
    always: bool = False
    place: Annotated[int, Field(ge=1, le=999)] = 50
    duty_side: Literal["", "us", "customer"] = ""
    duty_fr: Owed = ""
    duty_en: Owed = ""
    duty_days: Annotated[int, Field(ge=0, le=3650)] = 0
    duty_months: Annotated[int, Field(ge=0, le=120)] = 0
    follows: ClauseId | None = None
    starts_on: Day | None = None


class ClauseEndIn(In):
    """ends_on: first day without it; null for today."""

    ends_on: Day | None = None


class ClauseOut(Schema):
    """lineage: the same for every version of a clause."""

    id: ClauseId
    lineage: UUID
    version: int
    category: str
    place: int
    title_fr: str
    title_en: str
    text_fr: str
    text_en: str
    fallbacks: list[dict[str, str]]
    risk: str
    owner: str
    always: bool
    duty_side: str
    duty_fr: str
    duty_en: str
    duty_days: int
    duty_months: int
    starts_on: date
    ends_on: date | None


class UseOut(Schema):
    """A clause in the newest wording of a contract; choice: standard, fallback or custom."""

    draft_id: DraftId
    contract_id: ContractId | None
    number: str
    customer: str
    state: str
    title: str
    choice: str
    fallback: int
    excerpt: str


class FoundClauseOut(Schema):
    clause: ClauseOut
    excerpt: str


class PlaybookRuleIn(In):
    """A position: what is measured, against what, and who says so. value: days, months or percent."""

    topic: Literal["payment_net", "payment_month_end", "term", "notice", "liability", "deposit"]
    comparison: Literal["above", "below", "at_most", "at_least"]
    value: Annotated[int, Field(ge=0, le=999)]
    position: Literal["allowed", "fallback", "forbidden"]
    source: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*\S[^\x00]*$")]
    starts_on: Day | None = None


class PlaybookRuleOut(Schema):
    id: PlaybookRuleId
    topic: str
    comparison: str
    value: int
    position: str
    source: str
    sentence: str
    starts_on: date
    ends_on: date | None


class ClauseFilter(Paged):
    """on: only what is in force that day."""

    category: CategoryName | Literal[""] = ""
    risk: Literal["", "low", "medium", "high"] = ""
    on: Day | None = None


class WordsFilter(Paged):
    q: Annotated[str, Field(min_length=1, max_length=200, pattern=NO_NUL)]


class UseFilter(Paged):
    """q: full text; choice: only such wordings."""

    q: Annotated[str, Field(max_length=200, pattern=NO_NUL)] = ""
    choice: Literal["", "standard", "fallback", "custom"] = ""


@router.get("/clauses", response=Page[ClauseOut])
def list_clauses(request: HttpRequest, asked: Query[ClauseFilter]) -> dict[str, Any]:
    """The clause library in the order of a contract, every version unless a day is named."""
    items, following = library.clauses_page(
        entity_of(request), on=asked.on, category=asked.category, risk=asked.risk,
        cursor=asked.cursor, limit=asked.limit,
    )  # fmt: skip
    return {"items": items, "next": following}


@router.post("/clauses", response=ClauseOut)
def write_clause(request: HttpRequest, body: ClauseIn) -> library.ClauseFacts:
    """Put a clause into the library, or the next version of one."""
    given = {
        n: getattr(body, n) for n in ClauseIn.model_fields if n not in ("follows", "fallbacks")
    }
    given["fallbacks"] = [{"fr": f.fr, "en": f.en} for f in body.fallbacks]
    if body.follows:
        given["lineage"] = library.clause(body.follows, entity_of(request)).lineage
    return perform(request, actions.write_clause, lambda e: library.clause(e.clause_id), **given)


@router.post("/clauses/standard", response=ClauseOut)
def load_standard_clauses(request: HttpRequest) -> library.ClauseFacts:
    """Start the library and the playbook with the standard ones; the last clause is answered."""
    return perform(request, actions.load_standard_clauses, lambda e: library.clause(e.clause_id))


@router.get("/clauses/{clause_id}", response=ClauseOut)
def show_clause(request: HttpRequest, clause_id: ClauseId) -> library.ClauseFacts:
    """One version of a clause."""
    return library.clause(clause_id, entity_of(request))


@router.post("/clauses/{clause_id}/end", response=ClauseOut)
def end_clause(request: HttpRequest, clause_id: ClauseId, body: ClauseEndIn) -> library.ClauseFacts:
    """Take a clause out of the library; contracts that have it keep it."""
    given = {"clause_id": clause_id, "ends_on": body.ends_on}
    return perform(request, actions.end_clause, lambda e: library.clause(e.clause_id), **given)


@router.get(
    "/clauses/{clause_id}/versions", response=Page[ClauseOut], summary="Every version of a clause"
)
def clause_versions(
    request: HttpRequest, clause_id: ClauseId, paging: Query[Paged]
) -> dict[str, Any]:
    """Past, in force and to come, the newest first."""
    entity_id = entity_of(request)
    rows = library.versions(library.clause(clause_id, entity_id).lineage, entity_id)
    items, following = after(rows, lambda c: (-c.version,), paging.cursor, paging.limit)
    return {"items": items, "next": following}


@router.get("/clauses/{clause_id}/uses", response=Page[UseOut])
def clause_uses(request: HttpRequest, clause_id: ClauseId, paging: Query[Paged]) -> dict[str, Any]:
    """The contracts that hold a clause, in whichever words."""
    entity_id = entity_of(request)
    rows = searching.uses(library.clause(clause_id, entity_id).lineage, entity_id)
    items, following = searching.page(rows, paging.cursor, paging.limit)
    return {"items": items, "next": following}


@router.get("/clause-search", response=Page[FoundClauseOut])
def search_clauses(request: HttpRequest, asked: Query[WordsFilter]) -> dict[str, Any]:
    """Clauses in force that speak of these words, in French or English."""
    entity_id = entity_of(request)
    rows = list(enumerate(library.search(entity_id, asked.q, clock.today(entity_id))))
    found, following = after(rows, lambda row: (row[0],), asked.cursor, asked.limit)
    return {"items": [one for _n, one in found], "next": following}


@router.get("/contract-search", response=Page[UseOut])
def search_contracts(request: HttpRequest, asked: Query[UseFilter]) -> dict[str, Any]:
    """Contracts by the words of their clauses, or all wordings that are not the standard ones."""
    entity_id = entity_of(request)
    if asked.q.strip():
        rows = searching.contracts(entity_id, asked.q, choice=asked.choice)
    else:
        rows = searching.deviating(entity_id)
        rows = [u for u in rows if asked.choice in ("", u.choice)]
    items, following = searching.page(rows, asked.cursor, asked.limit)
    return {"items": items, "next": following}


def _rule(found: library.RuleFacts) -> dict[str, Any]:
    told = {n: getattr(found, n) for n in PlaybookRuleOut.model_fields if n != "sentence"}
    return told | {"sentence": playbook_words.sentence(found.rule)}


@router.get("/playbook", response=Page[PlaybookRuleOut])
def list_rules(request: HttpRequest, paging: Query[Paged]) -> dict[str, Any]:
    """The positions of the playbook, ended ones too."""
    items, following = library.rules_page(
        entity_of(request), cursor=paging.cursor, limit=paging.limit
    )
    return {"items": [_rule(r) for r in items], "next": following}


@router.post("/playbook", response=PlaybookRuleOut)
def write_rule(request: HttpRequest, body: PlaybookRuleIn) -> dict[str, Any]:
    """Put a position into the playbook."""
    given = {n: getattr(body, n) for n in PlaybookRuleIn.model_fields}
    entity_id = entity_of(request)
    return perform(
        request, actions.write_rule, lambda e: _rule(library.rule(e.rule_id, entity_id)), **given
    )


@router.post("/playbook/{rule_id}/end", response=PlaybookRuleOut)
def end_rule(request: HttpRequest, rule_id: PlaybookRuleId, body: ClauseEndIn) -> dict[str, Any]:
    """A position holds no more from a day on."""
    entity_id, given = entity_of(request), {"rule_id": rule_id, "ends_on": body.ends_on}
    return perform(
        request, actions.end_rule, lambda e: _rule(library.rule(e.rule_id, entity_id)), **given
    )
