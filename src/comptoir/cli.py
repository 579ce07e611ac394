"""The `comptoir` command line: one table of commands, one way to answer.

Each command prints sentences while it works and, with --json, one JSON object on standard output
instead (the sentences then go to standard error).
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused by a rule.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from decimal import Decimal
from typing import NoReturn, TextIO

from comptoir import (
    cli_config,
    cli_data,
    cli_fakes,
    cli_ledger,
    cli_models,
    cli_ops,
    cli_recommend,
    cli_signature,
)
from comptoir.cli_command import DONE, FAILED, REFUSED, Command, Outcome, Say, build
from comptoir.kernel.errors import DomainError

UP = """Start everything: database, migrations, demo company, worker, web server.

examples:
  comptoir up                        at http://127.0.0.1:8000; a demo company if empty
  comptoir up --port 8001 --no-demo  another port, no demo
  DATABASE_URL=postgresql://user:password@host/database comptoir up   PostgreSQL 15+"""
STORY = """Tell one deal from wish to renewal, played through the real system.

examples:
  comptoir story
  comptoir story --json | python -m json.tool"""
DEMO = """Load or remove the demo company.

examples:
  comptoir demo load
  comptoir demo clear"""
DOCTOR = """Examine the installation; every finding says what to do.

examples:
  comptoir doctor
  comptoir doctor --json     for a monitor: exit code 1 when something fails"""
BACKUP = """Save the whole database in one file.

examples:
  comptoir backup comptoir-$(date +%F).dump
  comptoir restore comptoir-2026-01-31.dump --into rehearsal   prove that it can be read"""
RESTORE = """Bring a backup back: all of it or nothing.

examples:
  comptoir restore today.dump                    into an empty database
  comptoir restore today.dump --into rehearsal   into another database on the same server
  comptoir restore today.dump --force            replace everything in the database"""
WORKER = """Deliver events and run jobs until stopped ('comptoir up' starts one).

examples:
  comptoir worker"""
STOP = """Stop the embedded database.

examples:
  comptoir stop"""
COMPLETION = """Print the completion script of a shell.

examples:
  comptoir completion bash >> ~/.bash_completion
  comptoir completion zsh > ~/.zfunc/_comptoir
  comptoir completion fish > ~/.config/fish/completions/comptoir.fish"""

COMMANDS: tuple[Command, ...] = (
    # name, help (first line, then examples), arguments, run
    Command("up", UP, cli_ops.up_arguments, cli_ops.up),
    Command("story", STORY, cli_ops.no_arguments, cli_ops.story),
    Command("demo", DEMO, cli_ops.demo_arguments, cli_ops.demo),
    Command("import", cli_data.IMPORT, cli_data.import_arguments, cli_data.import_file),
    Command("export", cli_data.EXPORT, cli_data.export_arguments, cli_data.export),
    Command("model", cli_models.MODEL, cli_models.model_arguments, cli_models.model),
    Command("config", cli_config.CONFIG, cli_config.config_arguments, cli_config.config),
    Command("ledger", cli_ledger.LEDGER, cli_ledger.ledger_arguments, cli_ledger.ledger),
    Command(
        "recommend",
        cli_recommend.RECOMMEND,
        cli_recommend.recommend_arguments,
        cli_recommend.recommend,
    ),
    Command(
        "signature",
        cli_signature.SIGNATURE,
        cli_signature.signature_arguments,
        cli_signature.signature,
    ),
    Command("fake", cli_fakes.FAKE, cli_fakes.fake_arguments, cli_fakes.fake),
    Command("doctor", DOCTOR, cli_ops.no_arguments, cli_ops.doctor),
    Command("backup", BACKUP, cli_ops.backup_arguments, cli_ops.backup),
    Command("restore", RESTORE, cli_ops.restore_arguments, cli_ops.restore),
    Command("worker", WORKER, cli_ops.no_arguments, cli_ops.worker),
    Command("stop", STOP, cli_ops.no_arguments, cli_ops.stop),
    Command("completion", COMPLETION, cli_ops.completion_arguments, cli_ops.completion),
)


def main(argv: list[str] | None = None) -> int:
    """Run one command; the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comptoir.settings")
    args = build(COMMANDS).parse_args(argv)
    try:
        outcome: Outcome = args.run(args, _tell(sys.stderr if args.json else sys.stdout))
    except DomainError as refusal:
        outcome = _refused(refusal)
    except KeyboardInterrupt:
        outcome = Outcome({"error": "interrupted"}, FAILED)
    except _failures() as failure:
        outcome = Outcome({"error": _failed(failure)}, FAILED)
    if args.json:
        print(json.dumps({"ok": outcome.code == DONE, **outcome.facts}, default=_plain))
    elif "error" in outcome.facts:
        print(_sentence(outcome.facts), file=sys.stderr)
    return outcome.code


def entry() -> NoReturn:
    """The entry point of the installed command."""
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:  # the reader went away: `comptoir doctor | head -1`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = FAILED
    sys.exit(code)


def _failed(failure: Exception) -> str:
    """`No such file or directory: prices.yaml`, without the number of the error."""
    file = getattr(failure, "filename", None)
    return (
        f"{failure.strerror}: {file}"
        if file and isinstance(failure, OSError)
        else str(failure).strip()
    )


def _refused(refusal: DomainError) -> Outcome:
    facts: dict[str, object] = {"error": refusal.title, "code": refusal.code}
    if refusal.field:
        facts["field"] = refusal.field
    return Outcome({**facts, **refusal.facts}, FAILED if refusal.status >= 500 else REFUSED)


def _sentence(facts: Mapping[str, object]) -> str:
    """The error, then one indented line for each fact, the way out last."""
    order = sorted((k for k in facts if k not in {"error", "code"} and facts[k]), key="fix".__eq__)
    return "\n".join([str(facts["error"]), *(f"  {name}: {facts[name]}" for name in order)])


def _tell(stream: TextIO) -> Say:
    return lambda line: print(line, file=stream, flush=True)


def _failures() -> tuple[type[Exception], ...]:
    """What may fail around us: files, and both faces of "the database is not there"."""
    from django.db import OperationalError
    from psycopg import OperationalError as DriverError

    return OSError, OperationalError, DriverError


def _plain(value: object) -> str:
    """JSON for what json does not know: money as a decimal string, dates in ISO form."""
    return (
        str(value) if isinstance(value, Decimal) else getattr(value, "isoformat", value.__str__)()
    )


if __name__ == "__main__":
    entry()
