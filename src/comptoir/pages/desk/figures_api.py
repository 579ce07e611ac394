"""API of the figures that pages show: home, one customer, states of documents, numbering, health."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from comptoir.kernel.money import Money
from comptoir.pages.desk import counts, customer, home, hubs, offers, prospects, series
from comptoir.pages.desk.figures_schemas import (
    CustomerFiguresOut,
    CustomerOfferOut,
    DocumentStatesOut,
    HealthOut,
    HomeOut,
    SalesForecastOut,
    SeriesOut,
)
from comptoir.platform import clock, doctor, hands
from comptoir.platform.paging import after
from comptoir.platform.roles import READ, require
from comptoir.platform.schemas import CustomerId, MoneyOut, Page, Paged
from comptoir.platform.web import actor_of, entity_of
from comptoir.records.approvals.queries import MARGIN
from comptoir.records.credit import api as credit
from comptoir.records.parties import queries as parties
from comptoir.stages.contracting import queries as contracting
from comptoir.stages.invoicing import queries as invoicing
from comptoir.stages.ordering import queries as ordering
from comptoir.stages.quoting import queries as quoting
from comptoir.stages.renewing import queries as renewing

router = Router(tags=["desk"])


@router.get("/home", response=HomeOut, summary="What waits for me, and how the company stands")
def show_home(request: HttpRequest) -> dict[str, Any]:
    """What waits for someone with the caller's roles, zeros included; cash expected within four weeks,
    what is overdue, MRR, and the revenue of the month."""
    reader, entity_id = actor_of(request), entity_of(request)
    require(reader, READ)
    today = clock.today(entity_id)
    return {
        "today": today,
        "waiting": [
            {"key": w.key, "label": str(w.label), "count": count}
            for w, count in home.waits(counts.counted(entity_id, reader), reader)
        ],
        "figures": [
            {
                "key": k.key, "label": k.label, "amount": _money(k.amount),
                "change": _money(k.change) if k.change is not None else None, "meaning": k.definition,
                "note": k.delta,
            }
            for k in home.kpis(entity_id, today)
        ],
    }  # fmt: skip


@router.get("/sales-forecast", response=SalesForecastOut, summary="What open opportunities bring")
def sales_forecast(request: HttpRequest) -> dict[str, Any]:
    """Open opportunities and their sums by month of closing: expected revenue, and the profit in it."""
    reader, entity_id = actor_of(request), entity_of(request)
    require(reader, READ)
    today, margin = clock.today(entity_id), reader.may(MARGIN)
    told = prospects.forecast(entity_id, today)

    def money(minor: int | None, currency: str, shown: bool = True) -> MoneyOut | None:
        return MoneyOut.of(minor, currency) if shown and minor is not None else None

    return {
        "today": today,
        "months": [
            {
                "month": m.month, "count": m.count, "amount": money(m.amount_minor, m.currency),
                "revenue": money(m.revenue_minor, m.currency), "unknown": m.unknown,
                "profit": money(m.profit_minor, m.currency, margin),
            }
            for m in told.months
        ],
        "prospects": [
            {
                "id": p.id, "number": p.number, "customer": p.customer, "close_on": p.close_on,
                "amount": money(p.amount_minor, p.currency), "probability": p.probability,
                "revenue": money(p.revenue_minor, p.currency),
                "margin": p.margin if margin else None,
                "margin_from": p.margin_from if margin else "",
                "profit": money(p.profit_minor, p.currency, margin),
            }
            for p in told.prospects
        ],
    }  # fmt: skip


@router.get(
    "/customers/{customer_id}/figures",
    response=CustomerFiguresOut,
    summary="What a customer owes and is worth",
)
def customer_figures(request: HttpRequest, customer_id: CustomerId) -> dict[str, Any]:
    """Balance, overdue, billed, MRR, exposure, and the last twelve months. The documents themselves:
    `GET /quotes`, `/orders`, `/contracts`, `/invoices`, `/payments` with this `customer_id`."""
    require(actor_of(request), READ)
    facts = parties.customer(customer_id, entity_of(request))
    today = clock.today(facts.entity_id)
    told = customer.figures(facts, today)
    amounts = ("balance", "overdue", "unapplied", "billed", "mrr")
    return {
        "customer_id": facts.id, "today": today, "documents": told.invoices,
        **{name: _money(getattr(told, name)) for name in amounts},
        "exposure": credit.shown(told.exposure),
        "months": [
            {"month": month, "billed": _money(billed), "paid": _money(paid)}
            for month, billed, paid in told.months
        ],
    }  # fmt: skip


@router.get(
    "/customers/{customer_id}/offers",
    response=Page[CustomerOfferOut],
    summary="Upgrades and renewals to offer",
)
def customer_offers(
    request: HttpRequest, customer_id: CustomerId, paging: Query[Paged]
) -> dict[str, Any]:
    """What may be offered on the customer's running contracts, with the evidence: upgrades by your rules
    of what runs, and contracts that end soon; the nearest end first."""
    require(actor_of(request), READ)
    facts = parties.customer(customer_id, entity_of(request))
    found = offers.offers(facts, clock.today(facts.entity_id))
    page, following = after(
        found,
        lambda o: (o.ends_on, o.contract, int(o.kind != "upgrade"), o.line_id or 0),
        paging.cursor, paging.limit,
    )  # fmt: skip
    return {"items": [_offer(o) for o in page], "next": following}


@router.get(
    "/document-states", response=DocumentStatesOut, summary="How many documents are in each state"
)
def document_states(request: HttpRequest) -> dict[str, Any]:
    """The counts above the lists of quotes, contracts, orders, invoices and renewals."""
    require(actor_of(request), READ)
    entity_id = entity_of(request)
    told = {
        "quotes": quoting.states(entity_id), "contracts": contracting.states(entity_id),
        "orders": ordering.states(entity_id), "invoices": invoicing.states(entity_id),
        "renewals": renewing.states(entity_id),
    }  # fmt: skip
    return {"documents": [{"kind": kind, "states": states} for kind, states in told.items()]}


@router.get("/numbering", response=Page[SeriesOut], summary="Series of numbers and their gaps")
def list_series(request: HttpRequest, paging: Query[Paged]) -> dict[str, Any]:
    """The last number of each series and year, and those that no document bears: of invoices and credit
    notes the law wants none missing."""
    require(actor_of(request), READ)
    rows, following = after(
        series.series(entity_of(request)),
        lambda s: (s.series, -s.year),
        paging.cursor,
        paging.limit,
    )
    items = [{**asdict(s), "label": str(hubs.SERIES[s.series])} for s in rows]
    return {"items": items, "next": following}


@router.get("/health", response=HealthOut, summary="What is wrong with this installation")
def show_health(request: HttpRequest) -> dict[str, Any]:
    """Every check of the doctor with what to do about it; for who may read the audit log."""
    require(actor_of(request), "platform.audit")
    hands.of_the_installation(actor_of(request).name)
    found = doctor.examine()
    worst = max(found, key=lambda f: list(doctor.Level).index(f.level)).level
    return {"level": worst, "findings": [asdict(f) for f in found]}


def _money(amount: Money) -> MoneyOut:
    return MoneyOut.of(amount.minor, amount.currency)


def _offer(o: offers.Offer) -> dict[str, Any]:
    known = {n: getattr(o, n) for n in CustomerOfferOut.model_fields}
    return {
        **known, "evidence": list(o.evidence), "months": o.months or None,
        "difference": _money(o.difference) if o.difference is not None else None,
    }  # fmt: skip
