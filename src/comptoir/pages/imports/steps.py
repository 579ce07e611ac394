"""The steps of an import as page and API take them: receive → check → queue the commit."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any, cast

from comptoir.kernel.errors import NotAllowed
from comptoir.kernel.money import exponent
from comptoir.pages.imports import actions, mapping, online_retail, running
from comptoir.pages.imports.core.cells import DateOrder, Mark
from comptoir.pages.imports.core.documents import Document
from comptoir.pages.imports.core.lines import FIELDS
from comptoir.pages.imports.core.report import Report
from comptoir.pages.imports.core.states import ImportState
from comptoir.pages.imports.models import Import
from comptoir.pages.imports.online_retail import Source
from comptoir.pages.imports.runs import run_of
from comptoir.pages.imports.uploads import path_of
from comptoir.platform.actions import Do
from comptoir.platform.roles import Actor, require

PREVIEWED = 5  # documents
PREVIEWED_LINES = 12  # of each
MAY = "platform.import"


class NotChecked(NotAllowed):
    """Check the file before you commit it."""

    code = "import_not_checked"


class StillRunning(NotAllowed):
    """This import is running; wait for its end."""

    code = "import_still_running"


def likely(header: tuple[str, ...]) -> dict[str, str]:
    """The column of each field that its name gives away; fields in doubt are left out."""
    found = {}
    for field in FIELDS:
        names = [n for n in header if mapping.plain(n) in mapping.SYNONYMS[field]]
        if len(names) == 1:
            found[field] = names[0]
    return found


def said(header: tuple[str, ...], typed: Mapping[str, str]) -> mapping.Mapping:
    """The mapping that a form says; a field without a column of this file is refused."""
    columns = {field: typed.get(field, "") for field in FIELDS}
    absent = [field for field, name in columns.items() if name not in header or not name]
    if absent:
        raise mapping.MissingColumns(
            field=absent[0], found=", ".join(header), missing=", ".join(absent),
            fix="Choose a column.",
        )  # fmt: skip
    mark, dates = typed.get("mark"), typed.get("dates")
    return mapping.Mapping(
        columns,
        cast(Mark, mark) if mark in (".", ",") else None,
        cast(DateOrder, dates) if dates in ("iso", "dmy", "mdy") else None,
    )


def check(do: Do, row: Import, columns: mapping.Mapping) -> None:
    """Read the whole file under this mapping and keep what was found; nothing is booked."""
    require(do.actor, MAY)
    if run_of(row).active:
        raise StillRunning()
    source = online_retail.survey(path_of(row), columns)
    report = running.check(source)
    actions.keep_check(
        do, import_id=row.pk, mapping=stored(source.mapping),
        totals=running.figures(report) | findings(source, report),
    )  # fmt: skip


def stored(columns: mapping.Mapping) -> dict[str, Any]:
    """The mapping as the import keeps it."""
    return {"columns": dict(columns.columns), "mark": columns.mark, "dates": columns.dates}


def findings(source: Source, report: Report) -> dict[str, Any]:
    """What the pages show of a check, as JSON: numbers are decimal strings, amounts minor units."""
    totals = report.totals
    return {
        "currency": source.currency,
        "balances": totals.balances(),
        "rules": [
            [rule, kind, n, totals.rule_minor[rule, kind]]
            for (rule, kind), n in sorted(totals.rule_lines.items())
        ],
        "reasons": sorted(totals.reasons.items()),
        "refused": [
            [r.row, r.number, r.reason, r.field, " · ".join(r.cells)[:300]]
            for kept in report.refused.values()
            for r in kept
        ],
        "controls": [
            [c.name, str(c.expected), str(c.found), c.is_met] for c in running.controls(report)
        ],
        "preview": preview(source),
    }


def preview(source: Source) -> list[dict[str, Any]]:
    """The first documents as they would be booked."""
    with closing(source.documents()) as found:  # type: ignore[type-var]  # a generator closes
        first = list(islice((d for d in found if isinstance(d, Document)), PREVIEWED))
    digits = exponent(source.currency)
    return [_shown(document, digits) for document in first]


def _shown(document: Document, digits: int) -> dict[str, Any]:
    return {
        "number": document.number,
        "kind": document.kind,
        "at": document.issued_at.isoformat(),
        "customer": document.customer_ref,
        "country": document.country,
        "total": document.total_minor,
        "more": max(0, len(document.lines) - PREVIEWED_LINES),
        "lines": [
            [line.sku, line.description, str(line.quantity), str(line.unit_price),
             line.amount_minor, line.rule]
            for line in document.lines[:PREVIEWED_LINES]
        ],
    }  # fmt: skip


def source_of(row: Import) -> Source:
    """The file of an import under the mapping that was checked."""
    known = row.mapping
    columns = mapping.Mapping(known["columns"], known["mark"], known["dates"])
    return online_retail.survey(path_of(row), columns)


def queue(actor: Actor, row: Import) -> bool:
    """Hand the commit to the worker; False when it waits or runs already, or all is booked."""
    from comptoir.pages.imports.jobs import commit_file  # needs the apps to be ready

    if not may_queue(actor, row):
        return False
    # one file at a time, so that a worker with two hands always has one for the short jobs
    commit_file.configure(lock="imports", queueing_lock=f"import:{row.pk}").defer(
        import_id=str(row.pk), actor=actor.name
    )
    return True


def may_queue(actor: Actor, row: Import) -> bool:
    """Whether `queue` would hand the commit over; refuses as it would."""
    require(actor, MAY)
    if row.state == ImportState.UPLOADED:
        raise NotChecked(field="state", found=row.state, expected=ImportState.CHECKED.value)
    path_of(row)
    run = run_of(row)
    return not (run.active or run.state == "done")


def rejects_to(row: Import, path: Path) -> int:
    """Write the rejects file of an import; returns how many rows it has."""
    return running.write_rejects(source_of(row), path)
