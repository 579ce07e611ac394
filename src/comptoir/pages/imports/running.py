"""A whole import from file to proof, the same for the command line, the page and the API."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import UUID

from comptoir.kernel.money import is_whole
from comptoir.pages.imports import actions, online_retail, proof
from comptoir.pages.imports.commit import Done, Job, booked, commit
from comptoir.pages.imports.core.control import ONLINE_RETAIL, Control, compare
from comptoir.pages.imports.core.documents import Rejected
from comptoir.pages.imports.core.report import Report
from comptoir.pages.imports.mapping import Mapping as Columns
from comptoir.pages.imports.models import Import
from comptoir.pages.imports.online_retail import Source
from comptoir.pages.imports.proof import Check
from comptoir.pages.imports.rejects import reject_file, write_rejected
from comptoir.platform import progress
from comptoir.platform.actions import begin
from comptoir.platform.roles import Actor

Tell = Callable[[str, int, int], None]  # stage, lines behind us, lines in all


def silent(stage: str, lines: int, total: int) -> None:
    """Tells nobody."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import came to. seconds: from the first byte read to the last row committed."""

    done: Done
    checks: list[Check]
    seconds: float

    @property
    def proved(self) -> bool:
        return all(check.holds for check in self.checks)


def check(source: Source, tell: Tell = silent, rejects: Path | None = None) -> Report:
    """Read the file to its end; with `rejects`, what cannot be booked is written there."""
    total = sum(source.sizes.values())
    report = online_retail.check(source, lambda lines: tell("check", lines, total))
    tell("check", total, total)
    if rejects and report.totals.rejected_lines:
        write_rejects(source, rejects)
    return report


def write_rejects(source: Source, path: Path) -> int:
    """The rejects file; returns how many rows it has."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = reject_file(file, source.table.header)
        for found in source.documents():
            if isinstance(found, Rejected):
                write_rejected(out, found)
    return out.count


def controls(report: Report) -> list[Control]:
    """The announced totals of the public set against this file; none if it is another file."""
    announced = ONLINE_RETAIL if report.totals.lines == ONLINE_RETAIL["lines"] else {}
    return compare(report.totals, announced)


def register(actor: Actor, entity_id: UUID, path: Path, name: str, stored: str = "") -> UUID:
    """The import of this file's content in this company, known or new."""
    told = actions.receive_file(
        begin(actor, entity_id), name=name, sha256=digest(path), path=stored
    )
    return told.import_id


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def keep_check(job: Job, mapping: Columns, report: Report) -> None:
    """Store what the check found."""
    actions.keep_check(
        begin(job.actor, job.entity_id), import_id=job.import_id,
        mapping=json.loads(mapping.to_json()), totals=figures(report),
    )  # fmt: skip


def figures(report: Report) -> dict[str, Any]:
    """The control totals as JSON: counts are ints, money decimal strings."""
    found = report.totals.figures()
    return {n: int(v) if is_whole(v) and not _is_money(n) else str(v) for n, v in found.items()}


def _is_money(name: str) -> bool:
    return name.startswith(("booked", "exact"))


def again(entity_id: UUID, source: Source, report: Report) -> Outcome | None:
    """The proof of an import whose every document is booked already: there is nothing to do and
    nothing is recorded. None if something is missing."""
    known = booked(entity_id)
    if not all(number in known for number in source.sizes):
        return None
    checks = proof.prove(entity_id, report.totals, list(source.sizes))
    return Outcome(Done(known=len(source.sizes)), checks, 0.0)


def write(job: Job, source: Source, report: Report, tell: Tell = silent) -> Outcome:
    """Book what is missing, then prove it; progress stands in a row that everyone sees."""
    total = report.totals.lines - report.totals.rejected_lines
    row = Import.objects.get(pk=job.import_id)
    bar = progress.start(
        "import", row.name, actor=job.actor.name, entity_id=job.entity_id, total=total
    )
    Import.objects.filter(pk=job.import_id).update(progress_id=bar)

    def moved(lines: int) -> None:
        progress.advance(bar, lines, "write")
        tell("write", lines, total)

    began = perf_counter()
    with ExitStack() as failing:
        failing.callback(progress.finish, bar, failed="The import stopped before its end.")
        done = commit(job, source, report, tell=moved)
        seconds = perf_counter() - began
        tell("prove", 0, 1)
        checks = prove(job, report, done)
        tell("prove", 1, 1)
        failing.pop_all()
    progress.finish(bar, result={"lines": done.lines, "documents": done.documents})
    return Outcome(done, checks, seconds)


def prove(job: Job, report: Report, done: Done) -> list[Check]:
    """Ask the database; keep the answers with the import."""
    checks = proof.prove(job.entity_id, report.totals, report.numbers)
    actions.finish(
        begin(job.actor, job.entity_id), import_id=job.import_id,
        proof={
            "proved": all(c.holds for c in checks),
            "checks": [asdict(c) | {"holds": c.holds} for c in checks],
            "done": asdict(done),
        },
    )  # fmt: skip
    return checks
