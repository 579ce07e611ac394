"""The command that proves the books: nothing was altered since it was written."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from comptoir.cli_command import DONE, FAILED, Outcome, Say
from comptoir.cli_data import company_of

LEDGER = """Prove that no entry of the ledger was altered, or export the books for a proof elsewhere.

examples:
  comptoir ledger verify                    every company
  comptoir ledger export books.jsonl --company LUMEN
  python -m comptoir.records.ledger.verifier books.jsonl    proves the export with nothing but Python"""


def ledger_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", metavar="verify|export", required=True)
    verify = verbs.add_parser("verify", help="check every batch, entry and line against the chain")
    verify.add_argument("--company", metavar="CODE", help="this one only")
    export = verbs.add_parser("export", help="write the books as JSON lines")
    export.add_argument("file", type=Path, metavar="FILE")
    export.add_argument("--company", metavar="CODE", help="needed when there are several")


def ledger(args: argparse.Namespace, say: Say) -> Outcome:
    """Verify, or export; the exit code is 1 when a fault is found."""
    import django

    django.setup()
    return _export(args, say) if args.verb == "export" else _verify(args, say)


def _export(args: argparse.Namespace, say: Say) -> Outcome:
    from comptoir.records.ledger import proof

    entity_id, code = company_of(args.company)
    with args.file.open("w", encoding="utf-8") as out:
        rows = sum(bool(out.write(f"{line}\n")) for line in proof.export_chain(entity_id))
    say(f"{rows:,} rows of the books of {code} in {args.file}")
    return Outcome({"rows": rows, "file": str(args.file), "company": code})


def _verify(args: argparse.Namespace, say: Say) -> Outcome:
    """The books of every company, or of the one that is asked for."""
    from comptoir.records.ledger import proof
    from comptoir.records.parties import queries as parties

    asked = [(e.id, e.code) for e in parties.entities()]
    if args.company:
        asked = [company_of(args.company)]
    faults = {code: proof.verify(entity_id) for entity_id, code in asked}
    for code, found in faults.items():
        for f in found:
            entry = f", entry {f.entry_number}" if f.entry_number is not None else ""
            say(f"{code}: {f.kind}: batch {f.batch_seq}{entry}")
        if not found:
            say(f"{code}: the books are as they were written")
    told = [
        {"company": code, "faults": [asdict(f) for f in found]} for code, found in faults.items()
    ]
    return Outcome({"companies": told}, FAILED if any(faults.values()) else DONE)
