"""`comptoir import exchange-rates`: the ECB's file of reference rates."""

from __future__ import annotations

import argparse
from pathlib import Path

from comptoir.cli_command import Outcome, Say
from comptoir.kernel.errors import Invalid


class NoRatesFile(Invalid):
    """This file cannot be opened."""

    code = "no_rates_file"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="the ECB's eurofxref-hist.csv")
    parser.add_argument("--company", metavar="CODE", help="needed when there are several")
    parser.add_argument("--check-only", action="store_true", help="read and report, write nothing")


def import_rates(args: argparse.Namespace, say: Say) -> Outcome:
    """Add the rates that are not known yet, in one transaction; tell what differs by name."""
    from comptoir.cli_data import company_of
    from comptoir.cli_ops import ready

    ready(say)
    from comptoir.platform.actions import begin
    from comptoir.platform.roles import SYSTEM
    from comptoir.records.currencies import actions

    try:
        content = args.file.read_bytes()
    except OSError as error:
        raise NoRatesFile(field="file", found=error.strerror or str(args.file)) from None
    entity_id, code = company_of(args.company)
    do = begin(SYSTEM, entity_id, dry_run=args.check_only)
    event = actions.import_exchange_rates(do, content=content)
    if args.check_only:
        say("Checked only: nothing was written.")
    say(
        f"{code}: {event.added:,} rates added, {event.same:,} known, {event.different:,} different,"
        f" {event.ahead:,} of days to come; {event.first_day} … {event.last_day}"
    )
    named = list(do.memo["different"])
    for text in named:
        say(f"  kept as it is: {text}")
    told = {n: getattr(event, n) for n in ("added", "same", "different", "ahead")}
    span = {"first_day": event.first_day, "last_day": event.last_day}
    return Outcome({"company": code, **told, **span, "named": named})
