"""The commands that take the configuration of a company out, compare it, and bring it in."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from comptoir.cli_command import DONE, FAILED, Outcome, Say
from comptoir.cli_data import company_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from comptoir.pages.config.core.differences import Difference

CONFIG = """Products, prices, promotions, indexes, product models, approval policies and clauses, with the
days from and until which they hold, as one YAML file.

examples:
  comptoir config export prices.yaml --company LUMEN
  comptoir config diff prices.yaml --company LUMEN      1 when something differs
  comptoir config apply prices.yaml --company LUMEN     repeating it changes nothing"""
SIGNS = {"add": "+", "change": "~", "only_here": "·"}


def config_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", metavar="export|diff|apply", required=True)
    for name, words in (
        ("export", "write the file"),
        (
            "diff",
            "what applying the file would change, tried and undone; the exit code is 1 when it would",
        ),
        ("apply", "bring the company to what the file says; what only the company has stays"),
    ):
        verb = verbs.add_parser(name, help=words)
        verb.add_argument("file", type=Path, metavar="FILE", help=".yaml")
        verb.add_argument("--company", metavar="CODE", help="needed when there are several")


def config(args: argparse.Namespace, say: Say) -> Outcome:
    """One of the three verbs."""
    from comptoir.cli_ops import ready

    ready(say)
    from comptoir.kernel.errors import DomainError
    from comptoir.pages.config import applying
    from comptoir.platform.actions import begin
    from comptoir.platform.roles import SYSTEM

    entity_id, code = company_of(args.company)
    if args.verb == "export":
        args.file.write_text(applying.dump(entity_id), encoding="utf-8")
        say(f"{code} → {args.file}")
        return Outcome({"company": code, "file": str(args.file)})
    text = args.file.read_text(encoding="utf-8")
    try:
        if args.verb == "diff":
            found = applying.rehearse(entity_id, text, lambda: begin(SYSTEM, entity_id))
            return _told(found, say, FAILED if _changes(found) else DONE)
        done = applying.apply(entity_id, text, lambda: begin(SYSTEM, entity_id))
    except DomainError as error:
        error.facts = {"file": str(args.file), **error.facts}
        raise
    return _told(done, say, DONE)


def _changes(found: Sequence[Difference]) -> int:
    return sum(each.kind != "only_here" for each in found)


def _told(found: Sequence[Difference], say: Say, code: int) -> Outcome:
    for each in found:
        what = ", ".join(f"{n}: {now} → {new}" for n, (now, new) in each.changed.items())
        say(f"{SIGNS[each.kind]} {each.section} {' '.join(filter(None, each.key))} {what}".rstrip())
    if not _changes(found):
        say("nothing differs")
    rows = [{"section": e.section, "key": list(e.key), "kind": e.kind} for e in found]
    return Outcome({"changes": _changes(found), "differences": rows}, code)
