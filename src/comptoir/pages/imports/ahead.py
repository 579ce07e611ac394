"""Read the next chunk while the database works on this one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def ahead(items: Iterable[T]) -> Iterator[T]:
    """The same items, each made by a thread while the one before is used.

    Making them must not touch the database: a connection belongs to one thread. What it raises is
    raised here. No item is None.
    """
    iterator = iter(items)
    with ThreadPoolExecutor(max_workers=1) as reader:
        waiting = reader.submit(next, iterator, None)
        while (item := waiting.result()) is not None:
            waiting = reader.submit(next, iterator, None)
            yield item
