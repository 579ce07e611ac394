"""Kill −9 in the middle of an import: run again, the same totals, nothing twice, no gap."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from tests.pages.imports.files import line, written

DOCUMENTS = 2_400


def big(folder: Path) -> Path:
    """A file of five chunks; every 20th document takes back."""

    def one(n: int) -> list[str]:
        at = f"2011-{1 + n // 200:02d}-{1 + n % 200 // 8:02d} 10:00:00"
        if n % 20 == 19:
            return [line(f"C{n}", "22423", "-1", "2.55", at=at, customer=str(n % 40))]
        return [line(str(n), f"SKU{k}", "3", "1.25", at=at, customer=str(n % 40)) for k in range(4)]

    return written(folder, *(text for n in range(DOCUMENTS) for text in one(n)), name="big.csv")


def counted(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def command(path: Path) -> subprocess.Popen[str]:
    """`comptoir import` in a process of its own, on the database of this test."""
    settings = connection.settings_dict
    address = (f"postgresql://{settings['USER']}@/{settings['NAME']}?host={settings['HOST']}"
               f"&port={settings['PORT'] or 5432}")  # fmt: skip
    words = [sys.executable, "-m", "comptoir.cli", "import", "online-retail", str(path), "--json"]
    return subprocess.Popen(
        words, env={**os.environ, "DATABASE_URL": address}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_after_kill_9_in_the_middle_the_import_goes_on_and_every_proof_holds(tmp_path):
    path = big(tmp_path)
    first = command(path)
    while counted("imports_import") == 0 or counted("ordering_order") < 500:
        assert first.poll() is None, first.communicate()
        time.sleep(0.02)
    first.send_signal(signal.SIGKILL)
    first.wait()
    first.communicate()
    while counted(
        "pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND state <> 'idle'"
    ):  # fmt: skip — its server process ends by itself
        time.sleep(0.05)
    booked = counted("ordering_order")
    assert 500 <= booked < DOCUMENTS
    assert booked % 500 == 0, "a chunk is whole or not there"

    second = command(path)
    told, error = second.communicate()
    assert second.returncode == 0, error + told
    facts = json.loads(told)
    assert facts["done"]["known"] == booked
    assert facts["done"]["documents"] == DOCUMENTS - booked
    assert facts["proved"], [c for c in facts["checks"] if not c["holds"]]
    assert counted("ordering_order") == counted("invoicing_invoice") == DOCUMENTS
    assert counted("platform_event WHERE name = 'RetailChunkImported'") == 5

    third = command(path)
    told, _ = third.communicate()
    facts = json.loads(told)
    assert (third.returncode, facts["done"]["documents"]) == (0, 0)
    assert facts["done"]["known"] == DOCUMENTS
    assert counted("ordering_order") == DOCUMENTS
