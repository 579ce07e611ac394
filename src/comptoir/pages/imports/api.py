"""Imports over HTTP: send the file, read what was found, commit."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import File, Form, Query, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from comptoir.pages.imports import (
    actions,
    company,
    mapping,
    odd_rows,
    online_retail,
    running,
    steps,
)
from comptoir.pages.imports.core.lines import FIELDS, REASONS
from comptoir.pages.imports.core.rules import RULES, Rule
from comptoir.pages.imports.models import Import
from comptoir.pages.imports.reader import recognize
from comptoir.pages.imports.runs import run_of, worker_silent
from comptoir.pages.imports.uploads import drop_unless_kept, place_for, receive
from comptoir.platform.actions import begin
from comptoir.platform.paging import keyset
from comptoir.platform.roles import require
from comptoir.platform.schemas import DecimalText, EntityId, ImportId, MoneyOut, Page, Paged
from comptoir.platform.web import actor_of, do_for, entity_of, perform
from comptoir.records.parties import queries as parties

router = Router(tags=["Imports"])


class RunOut(Schema):
    """state: none, queued, running, interrupted, failed or done. done, total: lines."""

    state: str
    done: int
    total: int
    message: str
    worker_silent: bool


class ImportOut(Schema):
    """A file and how far it is; totals once it is checked, proof once it is booked."""

    id: ImportId
    entity_id: EntityId
    name: str
    sha256: str
    state: str
    created_at: datetime
    run: RunOut
    mapping: dict[str, Any]
    totals: dict[str, Any]
    proof: dict[str, Any]


class RejectedRowOut(Schema):
    """row: in the file, the header is 1. reason: a code; found, fix: what was seen and how to repair it."""

    row: int
    document: str
    reason: str
    field: str
    found: str
    fix: str
    cells: list[str]


class RejectFilter(Paged):
    reason: Annotated[str, Field(max_length=40, pattern=r"^[a-z_]*$")] = ""


class ListedLineOut(Schema):
    """rule: what the line is taken for; outcome: what is made of it."""

    row: int
    document: str
    kind: str
    rule: str
    customer: str
    sku: str
    description: str
    quantity: DecimalText
    unit_price: DecimalText
    amount: MoneyOut
    outcome: str


class ListedFilter(Paged):
    rule: Annotated[str, Field(max_length=40, pattern=r"^[a-z_]*$")] = ""


@router.post("/imports", response=ImportOut)
def receive_import(
    request: HttpRequest,
    file: File[UploadedFile],
    columns: Annotated[str, Form(max_length=2_000, pattern=r"^[^\x00]*$")] = "",
    dates: Annotated[str, Form(pattern="^(iso|dmy|mdy)?$")] = "",
) -> dict[str, Any]:
    """Take in a sales history and check it whole; nothing is booked before the commit.

    columns: JSON of field → header for those that their name does not give away.
    """
    entity_id = entity_of(request)
    require(actor_of(request), steps.MAY)
    entity = parties.entity(entity_id)
    company.ensure(actor_of(request), entity.code, online_retail.CURRENCY)
    stored = receive(file)
    kept = UUID(int=0)
    try:
        table = recognize(stored)
        said = mapping.guess(table.header, mapping.columns_said(columns, FIELDS))
        chosen = steps.said(table.header, {**said.columns, "dates": dates})
        digest = running.digest(stored)
        answer = perform(
            request, actions.receive_file, lambda e: shown(_row(request, e.import_id)),
            name=file.name or "file", sha256=digest, path=place_for(entity_id, digest, stored),
        )  # fmt: skip
        if not do_for(request).dry_run:
            kept = answer["id"]
            row = _row(request, kept)
            if not row.totals or row.mapping != steps.stored(chosen):
                steps.check(begin(actor_of(request), entity_id), row, chosen)
            answer = shown(_row(request, kept))
    finally:
        drop_unless_kept(stored, kept)
    return answer


@router.get("/imports", response=Page[ImportOut])
def list_imports(
    request: HttpRequest,
    paging: Query[Paged],
) -> dict[str, Any]:
    """The imports of the company, newest first."""
    require(actor_of(request), steps.MAY)
    rows = Import.objects.filter(entity_id=entity_of(request))
    found, following = keyset(rows, ("-id",), paging.cursor, paging.limit)
    return {"items": [shown(row) for row in found], "next": following}


@router.get("/imports/{import_id}", response=ImportOut)
def get_import(request: HttpRequest, import_id: ImportId) -> dict[str, Any]:
    """One import: ask again while `run.state` is queued or running."""
    require(actor_of(request), steps.MAY)
    return shown(_row(request, import_id))


@router.post("/imports/{import_id}/commit", response=ImportOut)
def commit_import(request: HttpRequest, import_id: ImportId) -> dict[str, Any]:
    """Hand the commit to the worker; the same import is queued once, and goes on after a kill."""
    row = _row(request, import_id)
    if not do_for(request).dry_run:
        steps.queue(actor_of(request), row)
        return shown(_row(request, import_id))
    answer = shown(row)
    if steps.may_queue(actor_of(request), row):
        answer["run"] |= {"state": "queued", "done": 0, "total": 0, "message": ""}
        answer["run"]["worker_silent"] = worker_silent()
    return answer


@router.get(
    "/imports/{import_id}/rejects",
    response=Page[RejectedRowOut],
    summary="Rows that cannot be booked",
)
def list_rejects(
    request: HttpRequest, import_id: ImportId, filters: Query[RejectFilter]
) -> dict[str, Any]:
    """Each with the reason, the field at fault, how to repair it and its raw cells: a document is booked
    whole or not at all. While the file is kept, thirty days."""
    require(actor_of(request), steps.MAY)
    rows, following = odd_rows.rejected(
        _row(request, import_id), reason=filters.reason, cursor=filters.cursor, limit=filters.limit
    )
    items = [
        {**one, **dict(zip(("found", "fix"), REASONS[one["reason"]], strict=True))} for one in rows
    ]
    return {"items": items, "next": following}


@router.get(
    "/imports/{import_id}/listed",
    response=Page[ListedLineOut],
    summary="Lines under a rule that wants them listed",
)
def list_listed(
    request: HttpRequest, import_id: ImportId, filters: Query[ListedFilter]
) -> dict[str, Any]:
    """Odd lines, such as postage, gifts and corrections of stock, with the rule and what it makes of them."""
    require(actor_of(request), steps.MAY)
    rows, following = odd_rows.listed(
        _row(request, import_id), rule=filters.rule, cursor=filters.cursor, limit=filters.limit
    )
    items = [
        {
            **one, "quantity": Decimal(one["quantity"]), "unit_price": Decimal(one["unit_price"]),
            "amount": MoneyOut.of(one["amount_minor"], one["currency"]),
            "outcome": RULES[Rule(one["rule"])].outcome,
        }
        for one in rows
    ]  # fmt: skip
    return {"items": items, "next": following}


def shown(row: Import) -> dict[str, Any]:
    """An import as the API shows it."""
    run = run_of(row)
    return {
        "id": row.pk, "entity_id": row.entity_id, "name": row.name, "sha256": row.sha256,
        "state": row.state, "created_at": row.created_at, "mapping": row.mapping,
        "totals": row.totals, "proof": row.proof,
        "run": {"state": run.state, "done": run.done, "total": run.total, "message": run.message,
                "worker_silent": run.silent},
    }  # fmt: skip


def _row(request: HttpRequest, import_id: UUID) -> Import:
    row = Import.objects.filter(pk=import_id, entity_id=entity_of(request)).first()
    if row is None:
        raise actions.UnknownImport(found=str(import_id))
    return row
