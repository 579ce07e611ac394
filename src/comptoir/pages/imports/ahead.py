"""Work in two threads: the program makes things while the database works on others."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")
TURN_SECONDS = 0.0005


def ahead(items: Iterable[T]) -> Iterator[T]:
    """The same items, each made by a thread while the one before is used.

    Making them must not touch the database: a connection belongs to one thread. What it raises is
    raised here. No item is None.
    """
    iterator = iter(items)
    with _fair(), ThreadPoolExecutor(max_workers=1) as reader:
        waiting = reader.submit(next, iterator, None)
        while (item := waiting.result()) is not None:
            waiting = reader.submit(next, iterator, None)
            yield item


@contextmanager
def beside(make: Callable[[], T]) -> Iterator[Callable[[], T]]:
    """Make something in a thread during the block; what is given waits for it, and raises what it raised."""
    with ThreadPoolExecutor(max_workers=1) as maker:
        yield maker.submit(make).result


@contextmanager
def _fair() -> Iterator[None]:
    """Short turns: the thread that talks to the database waits for its turn after each answer, and
    with Python's 5 ms a busy maker would hold it up for longer than the answers took."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(TURN_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(before)
