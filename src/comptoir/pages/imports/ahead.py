"""Work in two threads: the program makes things while the database works on others."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Generic, TypeVar

T = TypeVar("T")
TURN_SECONDS = 0.0001


class Ahead(Generic[T]):
    """The same items, each made by a thread while the database works on the one before.

    Two threads share one interpreter: so the next item is begun when `meanwhile` is called, as the long work
    of the database begins, and not while the program itself has to do with the one before. Making items must
    not touch the database: a connection belongs to one thread. What it raises is raised here. No item is
    None.
    """

    def __init__(self, items: Iterable[T]) -> None:
        self._items = iter(items)
        self._maker = ThreadPoolExecutor(max_workers=1)
        self._next: Future[T | None] | None = None

    def meanwhile(self) -> None:
        """Begin the next item, if it is not begun yet."""
        if self._next is None:
            self._next = self._maker.submit(next, self._items, None)

    def __iter__(self) -> Iterator[T]:
        with _fair(), self._maker:
            while (item := self._made()) is not None:
                yield item

    def _made(self) -> T | None:
        self.meanwhile()
        assert self._next is not None
        item, self._next = self._next.result(), None
        return item


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
