"""The public year, end to end, against the floor: COPY of the very rows it wrote, with indexes."""

from __future__ import annotations

import lzma
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import TYPE_CHECKING

from benchmarks.table import row

if TYPE_CHECKING:
    from comptoir.pages.imports.core.report import Report
    from comptoir.pages.imports.running import Outcome

# What the import writes; each is copied again into a clone with the same indexes.
TABLES = (
    "parties_customer", "catalog_product", "ordering_order", "ordering_line",
    "fulfilling_delivery", "fulfilling_line", "invoicing_invoice", "invoicing_line",
    "invoicing_vat", "collecting_open_item", "recognizing_obligation",
    "recognizing_recognition", "recognizing_total", "ledger_batch", "ledger_entry",
    "ledger_line", "credit_account", "imports_listed", "platform_event",
)  # fmt: skip
BLOCK = 1 << 20


def main(file: Path, lines: int | None = None) -> None:
    """Print lines per second, the ratio to the floor, and the memory."""
    if not file.is_file():
        print(f"import: skipped, no {file.name}; docs/how-to/import-online-retail.md")
        return
    with TemporaryDirectory() as folder, cut(file, lines, Path(folder)) as source:
        worked = process_time(), server_seconds()
        seconds, report, parts = imported(source)
        worked = process_time() - worked[0], server_seconds() - worked[1]
        floor = sum(copied(table, Path(folder)) for table in TABLES)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    count = report.totals.lines
    row(f"import, {count:,} lines", count / seconds, 5_000, "l/s", more_is_better=True)
    row(f"import ÷ floor ({seconds:.1f} s ÷ {floor:.1f} s)", seconds / floor, 4, "×")
    row("import, peak memory of the process", memory, 1_024, "MiB")
    print(f"  processor time: program {worked[0]:.1f} s, database {worked[1]:.1f} s")
    print("  of which " + ", ".join(f"{name} {took:.1f} s" for name, took in parts.items()))


def server_seconds() -> float:
    """Processor seconds of our connection's server process; 0 where it runs on another machine."""
    from django.db import connection

    connection.ensure_connection()
    stat = Path(f"/proc/{connection.connection.info.backend_pid}/stat")
    if not stat.exists():
        return 0.0
    fields = stat.read_text().rpartition(")")[2].split()  # proc(5): user and system time, in ticks
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def cut(file: Path, lines: int | None, folder: Path) -> Iterator[Path]:
    """The file, or its first lines as a file of their own."""
    if lines is None:
        yield file
        return
    short = folder / "short.csv"
    with lzma.open(file, "rb") as whole, short.open("wb") as out:
        out.writelines(islice(whole, lines + 1))
    yield short


def imported(path: Path) -> tuple[float, Report, dict[str, float]]:
    """Seconds from the first byte read to the last proof, what was read, seconds of each step."""
    from comptoir.pages.imports import company, online_retail, running
    from comptoir.pages.imports.commit import Job
    from comptoir.platform import memory
    from comptoir.platform.roles import SYSTEM

    memory.settle()  # as the worker and the command do
    began = perf_counter()
    source = online_retail.survey(path)
    surveyed = perf_counter()
    report = running.check(source)
    checked = perf_counter()
    entity_id = company.ensure(SYSTEM, company.CODE, source.currency)
    job = Job(SYSTEM, entity_id, running.register(SYSTEM, entity_id, path, path.name))
    running.keep_check(job, source.mapping, report)
    outcome = running.write(job, source, report)
    ended = perf_counter()
    steps = {
        "survey": surveyed - began, "check": checked - surveyed, "commit": outcome.seconds,
        "proof": ended - checked - outcome.seconds,
    }  # fmt: skip
    verdict(report, outcome)
    return ended - began, report, steps


def verdict(report: Report, outcome: Outcome) -> None:
    """Whether the file is what was announced, and the database holds what the file said."""
    from comptoir.pages.imports import running

    said: list[tuple[str, Decimal | int, Decimal | int, bool]]
    said = [(c.name, c.expected, c.found, c.is_met) for c in running.controls(report)]
    said += [(c.name, c.expected, c.found, c.holds) for c in outcome.checks]
    missed = [
        f"{name}: {found:,} instead of {expected:,}"
        for name, expected, found, met in said
        if not met
    ]
    print(
        f"control totals and proofs: {len(said) - len(missed)} of {len(said)} met",
        *missed,
        sep="\n  ",
    )


def copied(table: str, folder: Path) -> float:
    """Seconds to COPY the rows of a table, encoded before, into an empty clone with its indexes."""
    from django.db import connection

    connection.ensure_connection()
    plain, clone = connection.connection, f"{table}_floor"
    encoded = folder / f"{table}.copy"
    with plain.cursor() as cursor:
        with encoded.open("wb") as file, cursor.copy(f"COPY {table} TO STDOUT") as rows:
            file.writelines(rows)
        cursor.execute(f"CREATE TABLE {clone} (LIKE {table} INCLUDING ALL)")
        began = perf_counter()
        with encoded.open("rb") as file, cursor.copy(f"COPY {clone} FROM STDIN") as rows:
            while block := file.read(BLOCK):
                rows.write(block)
        seconds = perf_counter() - began
        cursor.execute(f"DROP TABLE {clone}")
    encoded.unlink()
    return seconds
