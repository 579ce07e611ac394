"""Several people at once: each on a thread and a connection of their own, all inside their deed together."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection, transaction

PATIENCE_SECONDS = 30.0
# pg_stat_activity would show, inside a transaction, what it showed first
WAITING = (
    "SELECT count(*) FROM pg_locks WHERE NOT granted AND (database IS NULL"
    " OR database = (SELECT oid FROM pg_database WHERE datname = current_database()))"
)
Deed = Callable[[], Any]


def at_once(table: str, *deeds: Deed) -> list[Any]:
    """What each deed answered, or the exception it ended with.

    `table` is locked until every deed waits inside its own transaction: nobody can be done before the
    last one has begun.
    """
    answers: list[Any] = [None] * len(deeds)

    def act(n: int) -> None:
        try:
            answers[n] = deeds[n]()
        except Exception as error:
            answers[n] = error
        finally:
            connection.close()

    hands = [threading.Thread(target=act, args=(n,)) for n in range(len(deeds))]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
        for hand in hands:
            hand.start()
        _until_all_wait(cursor, hands, answers)
    for hand in hands:
        hand.join(PATIENCE_SECONDS)
    return answers


def _until_all_wait(cursor: Any, hands: Sequence[threading.Thread], answers: list[Any]) -> None:
    patience = time.monotonic() + PATIENCE_SECONDS
    while True:
        cursor.execute(WAITING)
        if cursor.fetchone()[0] >= len(hands):
            return
        assert time.monotonic() < patience, "not all of them came to the lock"
        assert all(hand.is_alive() for hand in hands), f"one never met the lock: {answers}"
        time.sleep(0.01)


def parted(answers: Sequence[Any]) -> tuple[list[Any], list[Exception]]:
    """Who won, and how the others were refused."""
    won = [a for a in answers if not isinstance(a, Exception)]
    return won, [a for a in answers if isinstance(a, Exception)]
