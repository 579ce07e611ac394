"""Files of quote lines over HTTP: send one, read what was found, add its good rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, File, Form, Query, Router, Schema
from ninja.files import UploadedFile

from comptoir.pages.imports import actions, line_files, mapping
from comptoir.pages.imports.core.wishes import FIELDS
from comptoir.pages.imports.line_words import why
from comptoir.pages.imports.models import LineFile
from comptoir.pages.imports.reader import recognize
from comptoir.pages.imports.uploads import path_of
from comptoir.platform.paging import BadCursor, keyset
from comptoir.platform.roles import require
from comptoir.platform.schemas import EntityId, ImportId, Page, Paged, QuoteId
from comptoir.platform.web import actor_of, do_for, entity_of
from comptoir.stages.quoting import queries as quoting

router = Router(tags=["Imports"])
MAY = "quoting.write"


class RejectOut(Schema):
    """A row that was set apart: its number in the file, the field, why, and its cells."""

    row: int
    field: str
    reason: str
    cells: list[str]


class LineFileOut(Schema):
    """state: uploaded, checked or done. rows, good, rejected: of the last check; added: lines that are in
    the quote. lines_minor, net_minor: of the good rows, and of the quote with them, without VAT."""

    id: ImportId
    entity_id: EntityId
    quote_id: QuoteId
    name: str
    sha256: str
    state: str
    created_at: datetime
    mapping: dict[str, Any]
    rows: int
    good: int
    rejected: int
    added: int
    lines_minor: int | None
    net_minor: int | None
    currency: str | None


class LineFileIn(Schema):
    """columns: JSON of field → header for those that their name does not give away; dates: iso, dmy or
    mdy; mark: the decimal mark. What is not said is read from the file."""

    columns: str = Field("", max_length=2_000, pattern=r"^[^\x00]*$")
    dates: str = Field("", pattern="^(iso|dmy|mdy)?$")
    mark: str = Field("", pattern="^[.,]?$")


@router.post("/quotes/{quote_id}/line-files", response=LineFileOut)
def send_line_file(
    request: HttpRequest, quote_id: QuoteId, file: File[UploadedFile], given: Form[LineFileIn]
) -> dict[str, Any]:
    """Take in a CSV or XLSX of lines and price it whole; nothing is added before the commit."""
    quote = quoting.head(quote_id, entity_of(request))
    taken = line_files.take_in(do_for(request), quote.id, file)
    header = recognize(path_of(taken)).header
    columns = line_files.likely(header) | mapping.columns_said(given.columns, FIELDS)
    said = {**columns, "dates": given.dates, "mark": given.mark}
    line_files.check(actor_of(request), taken, line_files.said(header, said))
    return shown(_file(request, taken.pk))


@router.get("/quotes/{quote_id}/line-files", response=Page[LineFileOut])
def list_line_files(
    request: HttpRequest, quote_id: QuoteId, paging: Query[Paged]
) -> dict[str, Any]:
    """The files of lines that came in for a quote, newest first."""
    require(actor_of(request), MAY)
    quote = quoting.head(quote_id, entity_of(request))
    rows = LineFile.objects.filter(quote_id=quote.id)
    found, following = keyset(rows, ("-id",), paging.cursor, paging.limit)
    return {"items": [shown(file) for file in found], "next": following}


@router.get("/line-files/{import_id}", response=LineFileOut)
def get_line_file(request: HttpRequest, import_id: ImportId) -> dict[str, Any]:
    """One file and what its last check found."""
    return shown(_file(request, import_id))


@router.get("/line-files/{import_id}/rejects", response=Page[RejectOut])
def list_line_file_rejects(
    request: HttpRequest, import_id: ImportId, paging: Query[Paged]
) -> dict[str, Any]:
    """The rows that were set apart, in the order of the file; the cursor is the last row told."""
    found = line_files.rejects_of(_file(request, import_id))
    if paging.cursor and not paging.cursor.isdecimal():
        raise BadCursor(field="cursor", found=paging.cursor[:60])
    after = int(paging.cursor or 0)
    rest = [one for one in found if one.row > after]
    told = rest[: paging.limit]
    return {
        "items": [
            {
                "row": one.row,
                "field": one.field,
                "reason": why(one.reason, one.found),
                "cells": one.cells,
            }
            for one in told
        ],  # fmt: skip
        "next": str(told[-1].row) if len(rest) > len(told) else None,
    }


@router.post("/line-files/{import_id}/commit", response=LineFileOut)
def commit_line_file(
    request: HttpRequest, import_id: ImportId, again: bool = False
) -> dict[str, Any]:
    """Add the good rows to the quote. A second time adds nothing, unless `again` says so."""
    file = _file(request, import_id)
    if not do_for(request).dry_run and (again or not file.added):
        line_files.commit(actor_of(request), file, again=again)
    return shown(_file(request, import_id))


def shown(file: LineFile) -> dict[str, Any]:
    """A file as the API shows it."""
    found = file.found
    return {
        "id": file.pk, "entity_id": file.entity_id, "quote_id": file.quote_id, "name": file.name,
        "sha256": file.sha256, "state": file.state, "created_at": file.created_at,
        "mapping": file.mapping, "rows": found.get("rows", 0), "good": found.get("good", 0),
        "rejected": found.get("rejected", 0), "added": file.added,
        "lines_minor": found.get("lines_minor"), "net_minor": found.get("net_minor"),
        "currency": found.get("currency"),
    }  # fmt: skip


def _file(request: HttpRequest, import_id: UUID) -> LineFile:
    require(actor_of(request), MAY)
    file = LineFile.objects.filter(pk=import_id, entity_id=entity_of(request)).first()
    if file is None:
        raise actions.UnknownImport(found=str(import_id))
    return file
