"""Read the next chunk while the database works on this one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import TypeVar

T = TypeVar("T")
WAIT_SECONDS = 0.2  # how soon a reader notices that nobody wants more


def ahead(items: Iterable[T], depth: int = 2) -> Iterator[T]:
    """The same items, made by a thread up to `depth` before they are asked for.

    The thread must not touch the database: connections belong to threads. What it raises is raised
    here; when the consumer stops, it stops.
    """
    made: Queue[T] = Queue(depth)
    stopped, ended = Event(), Event()
    raised: list[BaseException] = []

    def put(item: T) -> bool:
        while not stopped.is_set():
            try:
                made.put(item, timeout=WAIT_SECONDS)
            except Full:
                continue
            return True
        return False

    def work() -> None:
        try:
            for item in items:
                if not put(item):
                    return
        except BaseException as error:  # noqa: BLE001 — it is raised again where it is waited for
            raised.append(error)
        finally:
            ended.set()

    thread = Thread(target=work, daemon=True)
    thread.start()
    try:
        yield from _taken(made, ended)
        if raised:
            raise raised[0]
    finally:
        stopped.set()
        thread.join()


def _taken(made: Queue[T], ended: Event) -> Iterator[T]:
    while True:
        try:
            yield made.get(timeout=0.0 if ended.is_set() else WAIT_SECONDS)
        except Empty:
            if ended.is_set() and made.empty():
                return
