"""VAT decisions over HTTP: why a document bears the VAT it bears."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from comptoir.platform.expanding import Expandable, expandable
from comptoir.platform.schemas import DecimalText, DecisionId, Page, Paged
from comptoir.platform.web import entity_of
from comptoir.records.taxes import queries

router = Router(tags=["Taxes"])


class DecisionOut(Expandable):
    """category: EN 16931 (S E AE K G O Z); rate in percent; facts: what was known; margin_rate: percent of
    the VAT inside the margin under a margin scheme, else null."""

    id: DecisionId
    category: str
    rate: DecimalText
    country: str
    vatex: str
    rule: str
    version: int
    mention_fr: str
    mention_en: str
    reason_fr: str
    reason_en: str
    facts: dict[str, Any]
    margin_rate: DecimalText | None = None


class DecisionFilter(Paged):
    category: Literal["", "S", "E", "AE", "K", "G", "O", "Z"] = ""
    country: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""


@router.get("/vat-decisions", response=Page[DecisionOut])
@expandable("decision")
def list_decisions(request: HttpRequest, filters: Query[DecisionFilter]) -> dict[str, Any]:
    """VAT decisions, the newest first; `expand=invoices`: the newest fifty that bear each."""
    items, following = queries.decisions_page(entity_of(request), **filters.model_dump())
    return {"items": items, "next": following}


@router.get("/vat-decisions/{decision_id}", response=DecisionOut)
@expandable("decision")
def show_decision(request: HttpRequest, decision_id: DecisionId) -> queries.DecisionFacts:
    """One VAT decision with its reason; `expand=invoices`: the newest fifty that bear it, the others by
    `GET /invoices?decision_id=…`."""
    return queries.decision(decision_id, entity_of(request))
