"""The commands that run Comptoir: start, stop, look after, save and bring back."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from comptoir.cli_command import DONE, FAILED, Outcome, Say
from comptoir.kernel.errors import DomainError

if TYPE_CHECKING:
    from comptoir.platform.backup import Done

MIGRATING = 0x0C0FF1C3  # the advisory lock under which one process migrates
WORKER_AFTER_SECONDS = 3.0  # so that the first page need not share the machine with its start
RESTART_SECONDS = 3.0  # pause before a fallen worker is started again
LONGEST_PAUSE_SECONDS = 60.0
STOP_SECONDS = 10.0


class PortTaken(DomainError):
    """Another program already listens on that port."""

    status = 503
    code = "port_taken"


# ── up ──────────────────────────────────────────────────────────────────────────────────────────


def up_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8000, help="TCP port (8000)")
    parser.add_argument("--no-demo", action="store_true", help="leave an empty database empty")
    parser.add_argument("--workers", type=int, default=1, help="server processes (1)")
    parser.add_argument("--threads", type=int, default=4, help="threads in each server process (4)")


def up(args: argparse.Namespace, say: Say) -> Outcome:
    """Database, migrations, demo company, worker, web server; returns when told to stop."""
    from comptoir.platform import parent

    _port_is_free(args.port)
    address = f"http://127.0.0.1:{args.port}"
    os.environ.setdefault("COMPTOIR_URL", address)  # links in e-mails, the worker's too
    ready(say)
    if not args.no_demo:
        _demo(say, args.json)
    say(f"\nComptoir: {address}   (Ctrl+C stops it; the database stays up until 'comptoir stop')")
    parent.announce()
    with _worker_beside():
        _serve(args)
    say("Stopped.")
    return Outcome({"address": address})


def _demo(say: Say, quiet: bool) -> None:
    """The demo where nothing is; who may log in.

    It is played by a process of its own: it prints documents, and the threads of the compiler that
    prints do not follow into the server processes, which are forked and would wait for them forever.
    """
    demo = import_module("comptoir.demo")
    if not demo.missing():
        demo.ensure(say)
        return
    player = get_context("spawn").Process(target=play, args=(quiet,))
    player.start()
    player.join()
    if player.exitcode:
        raise ChildProcessError("the demo could not be played")


def play(quiet: bool) -> None:
    """The whole life of the demo's process: play, and say so (`quiet`: on standard error)."""
    import django

    django.setup()
    stream = sys.stderr if quiet else sys.stdout
    import_module("comptoir.demo").ensure(lambda line: print(line, file=stream, flush=True))


def ready(say: Say) -> None:
    """A database that answers, with every migration applied; Django set up."""
    import django

    from comptoir.platform import database

    say(f"Database: {database.without_password(database.ensure())}")
    django.setup()
    migrate(say)


def migrate(say: Say) -> None:
    """Apply what is pending; two processes that start together take turns."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
        try:
            executor = MigrationExecutor(connection)
            if pending := executor.migration_plan(executor.loader.graph.leaf_nodes()):
                say(f"Applying {len(pending)} migrations …")
                call_command("migrate", verbosity=0, interactive=False)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATING])


def _port_is_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            fix = f"comptoir up --port {port + 1}   (or: make run PORT={port + 1})"
            raise PortTaken(field="port", found=port, fix=fix) from None


def _serve(args: argparse.Namespace) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "comptoir.wsgi:application", address="127.0.0.1", port=args.port, interface=Interfaces.WSGI,
        workers=args.workers, blocking_threads=args.threads, respawn_failed_workers=True,
        log_level=LogLevels.warning, workers_kill_timeout=int(STOP_SECONDS),
    ).serve()  # fmt: skip


@contextmanager
def _worker_beside() -> Iterator[None]:
    """A worker process for as long as the block runs; started again when it falls."""
    leaving = threading.Event()
    running: list[subprocess.Popen[bytes]] = []

    def keep() -> None:
        command = [sys.executable, "-m", "comptoir.cli", "worker"]
        pause = RESTART_SECONDS
        leaving.wait(WORKER_AFTER_SECONDS)
        while not leaving.is_set():
            running[:] = [subprocess.Popen(command)]
            running[0].wait()
            leaving.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    keeper = threading.Thread(target=keep, daemon=True)
    keeper.start()
    try:
        yield
    finally:
        leaving.set()
        for process in running:
            process.send_signal(signal.SIGTERM)
        keeper.join(STOP_SECONDS)
        for process in running:
            process.kill()


def worker(args: argparse.Namespace, say: Say) -> Outcome:
    """Deliver events and run jobs until told to stop."""
    import django

    from comptoir.platform import parent

    parent.follow()
    django.setup()
    import_module("comptoir.platform.worker").run()
    return Outcome()


# ── demo and story ──────────────────────────────────────────────────────────────────────────────


def no_arguments(parser: argparse.ArgumentParser) -> None:
    """For commands that take none."""


def demo_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", metavar="load|clear", required=True)
    verbs.add_parser("load", help="play the demo company into an empty database")
    verbs.add_parser("clear", help="remove every company that is a demo")


def demo(args: argparse.Namespace, say: Say) -> Outcome:
    ready(say)
    module = import_module("comptoir.demo")
    (module.ensure if args.verb == "load" else module.clear)(say)
    return Outcome({"demo": args.verb})


def story(args: argparse.Namespace, say: Say) -> Outcome:
    """One deal from wish to renewal, each step with its number, amount and time."""
    ready(say)
    told = import_module("comptoir.demo.story").run(say)
    return Outcome(told if isinstance(told, Mapping) else {})


# ── care ────────────────────────────────────────────────────────────────────────────────────────


def doctor(args: argparse.Namespace, say: Say) -> Outcome:
    """Every finding with what to do; fails when one of them is a failure."""
    import django

    django.setup()
    from comptoir.platform import doctor as examination

    findings = examination.examine()
    for finding in findings:
        say(f"{finding.level:<5} {finding.name:<11} {finding.found}")
        if finding.fix:
            say(f"      {'':<11} → {finding.fix}")
    failed = any(finding.level is examination.Level.FAIL for finding in findings)
    return Outcome(
        {"findings": [asdict(finding) for finding in findings]}, FAILED if failed else DONE
    )


def stop(args: argparse.Namespace, say: Say) -> Outcome:
    from comptoir.platform import database

    stopped = database.stop()
    say("The database has stopped." if stopped else "No embedded database was running.")
    return Outcome({"stopped": stopped})


def backup_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="the file to write; never overwritten"
    )


def backup(args: argparse.Namespace, say: Say) -> Outcome:
    from comptoir.platform import backup as saving

    return _copied(
        lambda: saving.backup(args.file), "Saved {tables} tables of {database} in {file}", say
    )


def restore_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="a file that 'comptoir backup' wrote"
    )
    parser.add_argument("--into", metavar="DATABASE", help="another database, made when missing")
    parser.add_argument("--force", action="store_true", help="replace what the database holds")


def restore(args: argparse.Namespace, say: Say) -> Outcome:
    from comptoir.platform import backup as saving

    def read() -> Done:
        return saving.restore(args.file, into=args.into, force=args.force)

    return _copied(read, "Restored {tables} tables into {database} from {file}", say)


def _copied(copy: Callable[[], Done], sentence: str, say: Say) -> Outcome:
    began = time.perf_counter()
    facts = asdict(copy())
    seconds = round(time.perf_counter() - began, 2)
    say(f"{sentence.format(**facts)} ({facts['size'] / 2**20:.1f} MiB, {seconds} s).")
    return Outcome({**facts, "seconds": seconds})


# ── the shell ───────────────────────────────────────────────────────────────────────────────────


def completion_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("shell", choices=["bash", "zsh", "fish"])


def completion(args: argparse.Namespace, say: Say) -> Outcome:
    from comptoir.cli import COMMANDS
    from comptoir.cli_command import build, script

    text = script(args.shell, build(COMMANDS))
    say(text)
    return Outcome({"script": text})
