"""Obligations of contracts and their calendar over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.platform.paging import after
from comptoir.platform.schemas import ContractId, CustomerId, Day, DutyId, In, Page, Paged
from comptoir.platform.web import entity_of, perform
from comptoir.stages.contracting import actions, duties, queries
from comptoir.stages.contracting.clauses_api import NO_NUL

router = Router(tags=["Contract obligations"])


class DutyIn(In):
    """every_months: 0 for once; ends_on: first day without, the end of the contract if null."""

    side: Literal["us", "customer"]
    what: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*\S[^\x00]*$")]
    first_on: Day
    every_months: Annotated[int, Field(ge=0, le=120)] = 0
    ends_on: Day | None = None
    remind_days: Annotated[int, Field(ge=0, le=365)] = 14


class DutyDoneIn(In):
    due_on: Day
    note: Annotated[str, Field(max_length=200, pattern=NO_NUL)] = ""


class DutyEndIn(In):
    """ends_on: first day without; null for today."""

    ends_on: Day | None = None


class DutyOut(Schema):
    """done: the due days that are."""

    id: DutyId
    contract_id: ContractId
    side: str
    what: str
    person: str
    first_on: date
    every_months: int
    ends_on: date | None
    remind_days: int
    done: list[date]


class DueOut(Schema):
    on: date
    duty: DutyOut


class DayOut(Schema):
    """kind: notice, renewal, end or duty."""

    on: date
    kind: str
    contract_id: ContractId
    number: str
    customer_id: CustomerId
    text: str


class DueObligationFilter(Paged):
    """on: the day to look ahead from; what is late is listed too."""

    on: Day
    days: Annotated[int, Field(ge=0, le=3650)] = 90
    side: Literal["", "us", "customer"] = ""


class SpanFilter(Paged):
    """Both days included, at most ten years apart."""

    first: Day
    last: Day


def _out(found: duties.DutyFacts) -> dict[str, Any]:
    told = {n: getattr(found, n) for n in DutyOut.model_fields if n != "done"}
    return told | {"done": sorted(found.done)}


@router.get("/contract-obligations", response=Page[DueOut])
def list_due(request: HttpRequest, asked: Query[DueObligationFilter]) -> dict[str, Any]:
    """Obligations due, the oldest first."""
    found, following = duties.due_page(
        entity_of(request), asked.on, asked.days, side=asked.side, cursor=asked.cursor,
        limit=asked.limit,
    )  # fmt: skip
    return {"items": [{"on": d.on, "duty": _out(d.duty)} for d in found], "next": following}


@router.get("/contracts/{contract_id}/obligations", response=Page[DutyOut])
def list_duties(
    request: HttpRequest, contract_id: ContractId, paging: Query[Paged]
) -> dict[str, Any]:
    """The obligations of a contract."""
    rows = duties.of_contract(queries.contract(contract_id, entity_of(request)).id)
    found, following = after(
        rows, lambda d: (d.first_on.isoformat(), str(d.id)), paging.cursor, paging.limit
    )
    return {"items": [_out(d) for d in found], "next": following}


@router.post("/contracts/{contract_id}/obligations", response=DutyOut)
def write_duty(request: HttpRequest, contract_id: ContractId, body: DutyIn) -> dict[str, Any]:
    """Enter an obligation of a contract."""
    given = {n: getattr(body, n) for n in DutyIn.model_fields}
    return perform(request, actions.write_duty, _read(request), contract_id=contract_id, **given)


def _read(request: HttpRequest) -> Any:
    entity_id = entity_of(request)
    return lambda event: _out(duties.duty(event.duty_id, entity_id))


@router.post("/contract-obligations/{duty_id}/done", response=DutyOut)
def finish_duty(request: HttpRequest, duty_id: DutyId, body: DutyDoneIn) -> dict[str, Any]:
    """One due day of an obligation is done."""
    given = {"duty_id": duty_id, "due_on": body.due_on, "note": body.note}
    return perform(request, actions.finish_duty, _read(request), **given)


@router.post("/contract-obligations/{duty_id}/end", response=DutyOut)
def end_duty(request: HttpRequest, duty_id: DutyId, body: DutyEndIn) -> dict[str, Any]:
    """The obligation falls due no more."""
    given = {"duty_id": duty_id, "ends_on": body.ends_on}
    return perform(request, actions.end_duty, _read(request), **given)


@router.get("/contract-calendar", response=Page[DayOut])
def calendar(request: HttpRequest, asked: Query[SpanFilter]) -> dict[str, Any]:
    """Notice, renewal, end and obligations between two days."""
    last = (
        min(asked.last, date(asked.first.year + 10, 1, 1))
        if asked.first.year < 9000
        else asked.last
    )
    rows = list(enumerate(duties.calendar(entity_of(request), asked.first, last)))
    found, following = after(rows, lambda row: (row[0],), asked.cursor, asked.limit)
    return {"items": [d for _n, d in found], "next": following}
