"""Rows of a file that stand out, page by page: the rejected ones, and those that a rule lists.

The file is read once; what was found is kept beside it, a line per row, so that a page deep in the list
is as fast as the first. It goes with the upload.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from comptoir.pages.imports import steps
from comptoir.pages.imports.core.documents import Document, Rejected
from comptoir.pages.imports.core.rules import RULES
from comptoir.pages.imports.core.states import ImportState
from comptoir.pages.imports.models import Import
from comptoir.pages.imports.online_retail import Source
from comptoir.pages.imports.uploads import path_of
from comptoir.platform.ids import new_id
from comptoir.platform.paging import BadCursor

Page = tuple[list[dict[str, Any]], str | None]


def rejected(row: Import, *, reason: str = "", cursor: str | None = None, limit: int = 50) -> Page:
    """The rows that cannot be booked, in the order of the file's documents."""
    return _page(_kept(row, "rejected", _rejected), {"reason": reason}, cursor, limit)


def listed(row: Import, *, rule: str = "", cursor: str | None = None, limit: int = 50) -> Page:
    """The lines that are booked, or left out, under a rule that says "list it"."""
    return _page(_kept(row, "listed", _listed), {"rule": rule}, cursor, limit)


def _rejected(source: Source) -> Iterator[dict[str, Any]]:
    for found in source.documents():
        if isinstance(found, Rejected):
            for one in found.rows:
                yield {
                    "row": one.row, "document": one.number, "reason": one.reason,
                    "field": one.field, "cells": list(one.cells),
                }  # fmt: skip


def _listed(source: Source) -> Iterator[dict[str, Any]]:
    for found in source.documents():
        if isinstance(found, Document):
            for line in found.lines:
                if RULES[line.rule].listed:
                    yield {
                        "row": line.row, "document": found.number, "kind": found.kind,
                        "rule": line.rule, "customer": found.customer_ref, "sku": line.sku,
                        "description": line.description, "quantity": str(line.quantity),
                        "unit_price": str(line.unit_price), "amount_minor": line.amount_minor,
                        "currency": source.currency,
                    }  # fmt: skip


def _kept(row: Import, kind: str, rows: Callable[[Source], Iterator[dict[str, Any]]]) -> Path:
    """The file of the rows found under this mapping; made by whoever asks first."""
    if row.state == ImportState.UPLOADED:
        raise steps.NotChecked(field="state", found=row.state, expected=ImportState.CHECKED.value)
    own = path_of(row)
    mapped = hashlib.sha256(json.dumps(row.mapping, sort_keys=True).encode()).hexdigest()[:16]
    place = own.with_name(f"{own.name}.{kind}.{mapped}")
    if not place.is_file():
        fresh = own.with_name(f"{own.name}.{new_id().hex}")
        try:
            with fresh.open("w", encoding="utf-8") as file:
                for one in rows(steps.source_of(row)):
                    file.write(json.dumps(one) + "\n")
            fresh.replace(place)
        finally:
            fresh.unlink(missing_ok=True)
    return place


def _page(place: Path, wanted: dict[str, str], cursor: str | None, limit: int) -> Page:
    """cursor: where in the kept file the next row stands."""
    asked = {name: value for name, value in wanted.items() if value}
    found: list[dict[str, Any]] = []
    with place.open("rb") as file:
        file.seek(_place(cursor, place))
        start = file.tell()
        for text in iter(file.readline, b""):
            try:
                one = json.loads(text)
            except ValueError:
                raise BadCursor(field="cursor", fix="start from the first page") from None
            if all(one[name] == value for name, value in asked.items()):
                if len(found) == limit:
                    return found, str(start)
                found.append(one)
            start = file.tell()
    return found, None


def _place(cursor: str | None, place: Path) -> int:
    if not cursor:
        return 0
    if not cursor.isdecimal() or not cursor.isascii() or int(cursor) > place.stat().st_size:
        raise BadCursor(field="cursor", found=cursor[:60], fix="start from the first page")
    return int(cursor)
