"""The command that checks a signed document, offline."""

from __future__ import annotations

import argparse
from pathlib import Path

from comptoir.cli_command import DONE, FAILED, Outcome, Say

SIGNATURE = """Check a signed document and its evidence file, offline: no database, no network.

examples:
  comptoir signature verify CONTRACT_signed.pdf CONTRACT_evidence.json
  comptoir signature verify FILE.pdf EVIDENCE.json --json   exit code 1 when something was altered"""


def signature_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    verify = verbs.add_parser("verify", help="name what was altered, if anything")
    verify.add_argument("pdf", metavar="FILE.pdf")
    verify.add_argument("evidence", metavar="EVIDENCE.json")


def signature(args: argparse.Namespace, say: Say) -> Outcome:
    """Verify; the exit code says whether everything holds."""
    from comptoir.stages.contracting import verifier

    pdf, evidence = Path(args.pdf).read_bytes(), Path(args.evidence).read_bytes()
    lines, genuine = verifier.report(pdf, evidence)
    for line in lines:
        say(line)
    facts: dict[str, object] = {"genuine": genuine, "altered": verifier.verify(pdf, evidence)}
    if genuine:
        facts["sealed_by"] = verifier.sealed_by(evidence)
    return Outcome(facts, DONE if genuine else FAILED)
