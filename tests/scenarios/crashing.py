"""A company whose processes and database may be killed: its own server, its own nursery of processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from comptoir.platform import database

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 120.0  # on a machine that does much else; a quiet one needs a tenth


class Nursery:
    """Sends deeds to processes that live for one deed."""

    def __init__(self, noise: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.scenarios.nursery"], cwd=ROOT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=noise.open("w"),
        )  # fmt: skip

    def tell(self, deed: str, fate: dict[str, Any] | None = None, **facts: Any) -> dict[str, Any]:
        """Have the deed done; how it went: answer, error or killed_by."""
        order = {"deed": deed, "facts": facts, "fate": fate or {}}
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(PATIENCE_SECONDS)


@dataclass
class Mortal:
    """One company, and what is in its database, read from outside."""

    nursery: Nursery
    noise: Path
    entity: str = ""
    customer: str = ""
    other: str = ""  # another customer, whose documents hold no row of the first one's
    _balances: Counter[str] = field(default_factory=Counter)
    _seq: int = 0

    def does(self, deed: str, **facts: Any) -> Any:
        """A deed that must succeed."""
        went = self.nursery.tell(deed, **facts)
        assert "answer" in went, went
        return went["answer"]

    def offers(self) -> str:
        """Send a quote; from here on `story` tells what came of it. Returns the link's secret."""
        token = self.does("offer", entity=self.entity, customer=self.customer)["token"]
        self.marks()
        return str(token)

    def marks(self) -> None:
        """From here on `story` tells what happened."""
        self._seq = self.one("SELECT max(seq) FROM platform_event")
        self._balances = self.balances()

    def accepts(self, token: str, key: str | None = None, **fate: Any) -> dict[str, Any]:
        return self.nursery.tell("accept", fate, entity=self.entity, token=token, key=key)

    def story(self) -> tuple[Counter[str], Counter[str]]:
        """Events and the movement of every account since the last mark or offer."""
        events = Counter(
            dict(self.all("SELECT name, count(*) FROM platform_event WHERE seq > %s GROUP BY 1", self._seq))
        )  # fmt: skip
        moved = self.balances()
        moved.subtract(self._balances)
        return events, Counter({k: v for k, v in moved.items() if v})

    def balances(self) -> Counter[str]:
        sql = (
            "SELECT a.code, sum(l.amount_minor)::bigint FROM ledger_line l"
            " JOIN ledger_account a ON a.id = l.account_id GROUP BY 1"
        )
        return Counter(dict(self.all(sql)))

    def rows(self) -> dict[str, int]:
        """How many rows each table holds, and the last number of each series."""
        tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        counts = " UNION ALL ".join(
            f"SELECT '{t}', count(*) FROM \"{t}\"" for (t,) in self.all(tables)
        )
        taken = "SELECT series || year, last FROM platform_counter"
        return dict([*self.all(counts), *self.all(taken)])

    def at_peace(self) -> None:
        """Nothing waits, no reaction ran twice, and the books hold."""
        assert self.undelivered() == 0
        twice = (
            "SELECT cause_seq, name, subject_id FROM platform_event WHERE cause_seq IS NOT NULL"
            " GROUP BY 1, 2, 3 HAVING count(*) > 1"
        )
        assert self.all(twice) == []
        self.does("holds")

    def undelivered(self) -> int:
        return int(self.one("SELECT count(*) FROM platform_event WHERE delivered_at IS NULL"))

    def one(self, sql: str, *params: Any) -> Any:
        return self.all(sql, *params)[0][0]

    def all(self, sql: str, *params: Any) -> list[Any]:
        with psycopg.connect(database.ensure(), autocommit=True) as connection:
            return connection.execute(sql.encode(), params).fetchall()

    @contextmanager
    def held_up(self, *statements: str) -> Iterator[None]:
        """These statements stand uncommitted until the block ends: who needs their rows waits."""
        with psycopg.connect(database.ensure()) as connection:
            for statement in statements:
                connection.execute(statement.encode())
            yield
            with suppress(psycopg.OperationalError):  # the server may be dead by then
                connection.rollback()

    def waits(self, table: str) -> bool:
        """Somebody is in the middle of a deed, and waits for a row of this table."""
        return bool(
            self.all(
                "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE %s",
                f"%{table}%",
            )
        )

    def number(self) -> int:
        """The last number that the company gave to an invoice."""
        sql = "SELECT last FROM platform_counter WHERE series = 'invoice' AND entity_id = %s"
        return int(self.one(sql, self.entity))


def together(*stories: tuple[Counter[str], Counter[str]]) -> tuple[Counter[str], Counter[str]]:
    """What several stories come to."""
    found: tuple[Counter[str], Counter[str]] = Counter(), Counter()
    for story in stories:
        for total, part in zip(found, story, strict=True):
            total.update(part)
    return found


def until(happens: Callable[[], bool], what: str) -> None:
    """Look until it has happened."""
    patience = time.monotonic() + PATIENCE_SECONDS
    while not happens():
        assert time.monotonic() < patience, f"not seen: {what}"
        time.sleep(0.05)


def server_pid() -> int:
    pid = database.status().pid
    assert pid
    return pid


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
