"""The worker: runs the jobs of every room until it is told to stop."""

from __future__ import annotations

import os
import socket

import django

from comptoir.platform import clock, memory
from comptoir.platform.models import Heartbeat


def name() -> str:
    """How this worker is called in the list of workers."""
    return f"{socket.gethostname()}:{os.getpid()}"


def beat() -> None:
    """Say that this process lives; forget the ones that have been silent for a day."""
    now = clock.instant()
    Heartbeat.objects.update_or_create(
        worker=name(), defaults={"at": now}, create_defaults={"at": now, "started_at": now}
    )
    Heartbeat.objects.filter(at__lt=clock.in_seconds(-86_400)).delete()


def run(concurrency: int = 2) -> None:
    """Work until SIGINT or SIGTERM; a job that is running is finished first. Two at a time: events are
    delivered while a file is imported."""
    django.setup()
    from procrastinate.contrib.django import app  # needs the apps to be ready

    beat()
    memory.settle()
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]  # Django's has it
    with app.replace_connector(connector):
        app.run_worker(
            concurrency=concurrency, delete_jobs="successful", install_signal_handlers=True
        )
