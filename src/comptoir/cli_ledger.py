"""The command that proves the books: nothing was altered since it was written."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from comptoir.cli_command import DONE, FAILED, Outcome, Say
from comptoir.cli_data import company_of

LEDGER = """Prove that no entry of the ledger was altered, or export the books for a proof elsewhere.

examples:
  comptoir ledger verify --company LUMEN
  comptoir ledger export books.jsonl --company LUMEN
  python -m comptoir.records.ledger.verifier books.jsonl    proves the export with nothing but Python"""


def ledger_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", metavar="verify|export", required=True)
    verify = verbs.add_parser("verify", help="check every batch, entry and line against the chain")
    export = verbs.add_parser("export", help="write the books as JSON lines")
    export.add_argument("file", type=Path, metavar="FILE")
    for verb in (verify, export):
        verb.add_argument("--company", metavar="CODE", help="needed when there are several")


def ledger(args: argparse.Namespace, say: Say) -> Outcome:
    """Verify, or export; the exit code is 1 when a fault is found."""
    import django

    django.setup()
    from comptoir.records.ledger import proof

    entity_id, code = company_of(args.company)
    if args.verb == "export":
        with args.file.open("w", encoding="utf-8") as out:
            rows = sum(bool(out.write(f"{line}\n")) for line in proof.export_chain(entity_id))
        say(f"{rows:,} rows of the books of {code} in {args.file}")
        return Outcome({"rows": rows, "file": str(args.file), "company": code})
    faults = proof.verify(entity_id)
    for fault in faults:
        entry = f", entry {fault.entry_number}" if fault.entry_number is not None else ""
        say(f"{fault.kind}: batch {fault.batch_seq}{entry}")
    say(
        f"{code}: {len(faults)} faults" if faults else f"{code}: the books are as they were written"
    )
    found = {"company": code, "faults": [asdict(f) for f in faults]}
    return Outcome(found, FAILED if faults else DONE)
