"""From `make run` to the first page, all installed: the first start plays the demo, the next ones find it.

In a home of its own, which is removed after it.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.table import row

REPOSITORY = Path(__file__).parents[1]
PAGE = "/accounts/login/"
RUNS = 5
FIRST_SECONDS = 60
SECOND_SECONDS = 5
PATIENCE_SECONDS = 600
LOOK_SECONDS = 0.02


def main() -> None:
    """Print the seconds of a first start, of the median and best second one, and of one after a stop."""
    with home() as environment:
        row("first start, demo played", started(environment), FIRST_SECONDS, "s")
        took = [started(environment) for _ in range(RUNS)]
        row("second start, log-in page", median(took), SECOND_SECONDS, "s")
        row("second start, log-in page, best", min(took), SECOND_SECONDS, "s")
        stop(environment)
        row("start of a stopped database", started(environment), SECOND_SECONDS, "s")


@contextmanager
def home() -> Iterator[dict[str, str]]:
    """The environment of a new installation; its database is stopped and removed at the end."""
    with TemporaryDirectory(prefix="comptoir-start-") as place:
        Path(place).chmod(0o711)  # the database may run as another user
        inherited = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
        environment = {**inherited, "COMPTOIR_HOME": place}
        try:
            yield environment
        finally:
            stop(environment)


def stop(environment: dict[str, str]) -> None:
    subprocess.run(
        ["make", "-s", "stop"],
        cwd=REPOSITORY,
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def started(environment: dict[str, str]) -> float:
    """Seconds from `make run` to the log-in page."""
    port = free_port()
    began = perf_counter()
    running = subprocess.Popen(
        ["make", "-s", "run", f"PORT={port}"], cwd=REPOSITORY, env=environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        while not answers(port):
            assert running.poll() is None, "make run has ended"
            assert perf_counter() - began < PATIENCE_SECONDS, "no page came"
            time.sleep(LOOK_SECONDS)
        return perf_counter() - began
    finally:
        os.killpg(running.pid, signal.SIGINT)
        running.wait()


def answers(port: int) -> bool:
    """Whether the log-in page is served."""
    asked = HTTPConnection("127.0.0.1", port)
    try:
        asked.request("GET", PAGE)
        return asked.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        asked.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
