"""The commands that bring data in and take it out."""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any
from uuid import UUID

from comptoir import cli_rates
from comptoir.cli_command import DONE, FAILED, Outcome, Say
from comptoir.kernel.errors import Invalid, NotFound

if TYPE_CHECKING:
    from comptoir.pages.imports.core.report import Report
    from comptoir.pages.imports.mapping import Mapping
    from comptoir.pages.imports.online_retail import Source
    from comptoir.pages.imports.running import Outcome as Imported

IMPORT = """Bring data in: map columns → check → preview → commit.

examples:
  comptoir import online-retail online-retail.csv.xz --check-only
  comptoir import online-retail online-retail.xlsx --rejects rejects.csv
  comptoir import online-retail sales.csv --map number=Beleg --map sku=Artikel --dates dmy
  comptoir import online-retail sales.csv --map saved.json --company UCI
  comptoir import exchange-rates eurofxref-hist.csv --company UCI"""
EXPORT = """Take data out as CSV: invoices, customers or the ledger of one company.

examples:
  comptoir export invoices invoices.csv --company UCI
  comptoir export ledger ledger.csv --company UCI"""
BAR = 30  # characters


class BadOption(Invalid):
    """A mapping is written FIELD=COLUMN, or is a saved JSON file."""

    code = "bad_option"


class NoSuchCompany(NotFound):
    """No company has this code, or several could be meant: say which."""

    code = "company_missing"


# ── import ──────────────────────────────────────────────────────────────────────────────────────


def import_arguments(parser: argparse.ArgumentParser) -> None:
    kinds = parser.add_subparsers(dest="kind", metavar="KIND", required=True)
    cli_rates.arguments(kinds.add_parser("exchange-rates", help="the ECB's euro reference rates"))
    retail = kinds.add_parser("online-retail", help="a sales history, one line per row")
    retail.add_argument("file", type=Path, metavar="FILE", help=".csv .csv.gz .csv.xz .xlsx")
    retail.add_argument("--map", action="append", default=[], metavar="FIELD=COLUMN|FILE.json")
    retail.add_argument("--dates", choices=["iso", "dmy", "mdy"], help="order of day and month")
    retail.add_argument("--company", default="UCI", metavar="CODE", help="UCI is made when missing")
    retail.add_argument("--check-only", action="store_true", help="read and report, write nothing")
    retail.add_argument("--rejects", type=Path, metavar="FILE", help="rows that cannot be booked")


def import_file(args: argparse.Namespace, say: Say) -> Outcome:
    """Survey, check, commit, prove. Fails when a total or a proof is not met."""
    if args.kind == "exchange-rates":
        return cli_rates.import_rates(args, say)
    if not args.check_only:
        from comptoir.cli_ops import ready

        ready(say)
    from comptoir.pages.imports import online_retail, running
    from comptoir.platform import memory

    memory.settle()
    began = perf_counter()
    bar = _Bar()
    with _options_named():
        source = online_retail.survey(args.file, _mapping(args))
    say(_recognized(source))
    report = running.check(source, bar.show, args.rejects)
    bar.end()
    facts = _checked(report, args, say)
    met = all(c.is_met for c in running.controls(report)) and report.totals.balances()
    if args.check_only:
        say("Checked only: nothing was written.")
        return Outcome(facts, DONE if met else FAILED)
    outcome = _commit(args, source, report, bar)
    seconds = perf_counter() - began
    facts |= _written(outcome, report, seconds, say)
    return Outcome(facts, DONE if met and outcome.proved else FAILED)


@contextmanager
def _options_named() -> Iterator[None]:
    """Where page and API say "choose", the command line names the option that chooses."""
    from comptoir.pages.imports import mapping

    try:
        yield
    except (mapping.MissingColumns, mapping.AmbiguousColumns) as error:
        said = {**error.facts, "fix": f"Say --map {error.field}=COLUMN."}
        raise type(error)(field=error.field, **said) from None
    except mapping.AmbiguousDates as error:
        said = {**error.facts, "fix": "Say --dates dmy or --dates mdy."}
        raise mapping.AmbiguousDates(field=error.field, **said) from None


def _mapping(args: argparse.Namespace) -> Mapping | None:
    """What --map and --dates say; None when they say nothing."""
    from dataclasses import replace

    from comptoir.pages.imports import mapping
    from comptoir.pages.imports.reader import recognize

    saved = [text for text in args.map if "=" not in text]
    said = dict(text.split("=", 1) for text in args.map if "=" in text)
    if len(saved) > 1 or (saved and said):
        raise BadOption(field="map", found=" ".join(args.map), fix="Say --map FILE.json once.")
    if not (args.map or args.dates):
        return None
    if saved:
        found = mapping.from_json(Path(saved[0]).read_text(encoding="utf-8"))
    else:
        found = mapping.guess(recognize(args.file).header, said)
    return replace(found, dates=args.dates or found.dates)


def _recognized(source: Source) -> str:
    table, columns = source.table, source.mapping.columns
    kind = f"{table.form}, {table.encoding or 'sheet ' + table.sheet}"
    pairs = ", ".join(f"{field} ← {name}" for field, name in columns.items())
    return f"File: {table.path.name} ({kind})\nColumns: {pairs}; dates {source.mapping.dates}"


def _checked(report: Report, args: argparse.Namespace, say: Say) -> dict[str, object]:
    """Tell what the check found, and hand it back as facts."""
    from comptoir.pages.imports import running
    from comptoir.pages.imports.core.rules import RULES

    say("\nControl totals of the file")
    controls = running.controls(report)
    if controls:
        say(_row("", "announced", "found", ""))
    for c in controls:
        say(_row(c.name, f"{c.expected:,}", f"{c.found:,}", "✓" if c.is_met else "✗ not met"))
    if not controls:
        for name, figure in report.totals.figures().items():
            say(_row(name, "", f"{figure:,}", ""))
    say("\nStated rules")
    for (rule, kind), count in sorted(report.totals.rule_lines.items()):
        mark = " listed" if RULES[rule].listed else ""
        say(f"  {rule:<17} {kind:<12} {count:>9,}  {RULES[rule].outcome}{mark and ' ·' + mark}")
    for reason, count in sorted(report.totals.reasons.items()):
        say(f"  rejected          {reason:<22} {count:>9,}")
    if report.totals.rejected_lines and args.rejects:
        say(f"Rejected rows: {args.rejects}")
    return {
        "totals": running.figures(report),
        "controls": [asdict(c) | {"met": c.is_met} for c in controls],
        "rules": {f"{r}/{k}": n for (r, k), n in sorted(report.totals.rule_lines.items())},
        "rejected": dict(report.totals.reasons),
    }


def _commit(args: argparse.Namespace, source: Source, report: Report, bar: _Bar) -> Imported:
    from comptoir.pages.imports import company, running
    from comptoir.pages.imports.commit import Job
    from comptoir.platform.roles import SYSTEM

    entity_id = company.ensure(SYSTEM, args.company, source.currency)
    same = running.again(entity_id, source, report)
    if same:
        return same
    import_id = running.register(SYSTEM, entity_id, args.file, args.file.name)
    job = Job(SYSTEM, entity_id, import_id)
    running.keep_check(job, source.mapping, report)
    outcome = running.write(job, source, report, bar.show)
    bar.end()
    return outcome


def _written(outcome: Imported, report: Report, seconds: float, say: Say) -> dict[str, object]:
    done = outcome.done
    if not done.documents:
        say(f"\nNothing new: all {done.known:,} documents were booked before.")
    else:
        rate = report.totals.lines / seconds
        say(
            f"\nBooked {done.documents:,} documents, {done.lines:,} lines, {done.customers:,} "
            f"customers, {done.products:,} products in {seconds:.1f} s ({rate:,.0f} lines/s)"
        )
    say("\nProved in the database")
    for c in outcome.checks:
        numbers = [f"{n / 100:,.2f}" if c.money else f"{n:,}" for n in (c.expected, c.found)]
        say(_row(c.name, *numbers, "✓" if c.holds else "✗"))
    return {
        "done": asdict(done), "seconds": round(seconds, 2), "proved": outcome.proved,
        "checks": [asdict(c) | {"holds": c.holds} for c in outcome.checks],
    }  # fmt: skip


def _row(name: str, *cells: str) -> str:
    first, second, mark = cells
    return f"  {name.replace('_', ' '):<42} {first:>16} {second:>16} {mark}".rstrip()


class _Bar:
    """A progress bar on a terminal; nothing where nobody watches."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._stage = ""

    def show(self, stage: str, lines: int, total: int) -> None:
        if not self._shown:
            return
        share = lines / total if total else 1
        full = "█" * int(BAR * share)
        print(f"\r{stage:<6} {full:<{BAR}} {share:4.0%} {lines:>9,}", end="", file=sys.stderr)
        self._stage = stage

    def end(self) -> None:
        if self._shown and self._stage:
            print(file=sys.stderr)


# ── export ──────────────────────────────────────────────────────────────────────────────────────


def export_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=sorted(_EXPORTS), help="what to take out")
    parser.add_argument("file", type=Path, metavar="FILE", help="the CSV file to write")
    parser.add_argument("--company", metavar="CODE", help="needed when there are several")


def export(args: argparse.Namespace, say: Say) -> Outcome:
    """Write one CSV file (UTF-8, one header row, text safe to open in a spreadsheet)."""
    import django

    django.setup()
    from comptoir.pages.imports.rejects import safe

    entity_id, code = company_of(args.company)
    header, rows = _EXPORTS[args.kind](entity_id)
    with args.file.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        count = 0
        for row in rows:
            out.writerow([safe(cell) if isinstance(cell, str) else cell for cell in row])
            count += 1
    say(f"{count:,} rows of {args.kind} of {code} in {args.file}")
    return Outcome({"rows": count, "file": str(args.file), "company": code})


def company_of(code: str | None) -> tuple[UUID, str]:
    from comptoir.records.parties import queries

    known = queries.entities()
    found = [e for e in known if code is None or e.code == code]
    if len(found) != 1:
        raise NoSuchCompany(
            field="company", found=code or "none said", expected=" | ".join(e.code for e in known)
        )
    return found[0].id, found[0].code


Table = tuple[Sequence[str], Iterable[Sequence[Any]]]


def _ask(header: Sequence[str], question: str, entity_id: UUID) -> Table:
    return header, _stream(question, entity_id)


def _stream(question: str, entity_id: UUID) -> Iterator[Sequence[Any]]:
    """Rows through a cursor on the server: memory does not grow with the table."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(question, [entity_id])
        while rows := cursor.fetchmany(2_000):
            yield from rows


def _customers(entity_id: UUID) -> Table:
    return _ask(
        ("number", "name", "kind", "country", "currency", "language", "vat_number", "email",
         "external_ref"),
        "SELECT number, name, kind, country, currency, language, vat_number, email, external_ref"
        " FROM parties_customer WHERE entity_id = %s ORDER BY number", entity_id,
    )  # fmt: skip


def _invoices(entity_id: UUID) -> Table:
    return _ask(
        ("number", "kind", "issued_on", "due_on", "customer", "customer_name", "currency", "net",
         "vat", "gross", "open", "order", "external_ref"),
        "SELECT i.number, i.kind, i.issued_on, i.due_on, c.number, c.name, i.currency,"
        " i.net_minor, i.vat_minor, i.gross_minor, p.open_minor, o.number, o.external_ref"
        " FROM invoicing_invoice i JOIN parties_customer c ON c.id = i.customer_id"
        " LEFT JOIN ordering_order o ON o.id = i.order_id"
        " LEFT JOIN collecting_open_item p ON p.invoice_id = i.id"
        " WHERE i.entity_id = %s AND i.state = 'issued' ORDER BY i.issued_on, i.number",
        entity_id,
    )  # fmt: skip


def _ledger(entity_id: UUID) -> Table:
    return _ask(
        ("entry", "journal", "booked_on", "document", "label", "account", "account_name",
         "currency", "debit_minor", "credit_minor", "digest"),
        "SELECT e.number, e.journal, e.booked_on, e.source_number, e.label, a.code,"
        " CASE c.language WHEN 'fr' THEN a.name_fr ELSE a.name_en END,"
        " l.currency, greatest(l.amount_minor, 0), greatest(-l.amount_minor, 0), e.digest"
        " FROM ledger_entry e JOIN ledger_line l ON l.entry_id = e.id"
        " JOIN ledger_account a ON a.id = l.account_id"
        " JOIN parties_entity c ON c.id = e.entity_id"
        " WHERE e.entity_id = %s ORDER BY e.number, l.id", entity_id,
    )  # fmt: skip


_EXPORTS: dict[str, Callable[[UUID], Table]] = {
    "invoices": _invoices, "customers": _customers, "ledger": _ledger,
}  # fmt: skip
