"""What every test may use. The database is a real PostgreSQL: the embedded one, or DATABASE_URL."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.databases import copy_of_the_template, emptied
from tests.profiles import data_dir, pytest_collection_finish

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comptoir.settings")

__all__ = ["data_dir", "pytest_collection_finish"]

CHROMIUM = os.environ.get("COMPTOIR_CHROMIUM") or shutil.which("chromium")
HOW = "no Chromium: `apt-get install chromium`, or set COMPTOIR_CHROMIUM to one"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first, dealt out to the processes, each of which begins with an equal part of the list:
    begun last, one of them would keep a processor busy while the others wait. Those that share a company of
    their own, with a server of its own, stay in one hand, which makes it once. While the first
    hand migrates the template of the databases, the others begin with what needs none."""
    hands = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    slow = [item for item in items if item.get_closest_marker("slow")]
    quick = [item for item in items if not item.get_closest_marker("slow")]
    part = len(items) // hands
    dealt: list[pytest.Item] = []
    together = [item for item in slow if item.get_closest_marker("together")]
    apart = [item for item in slow if not item.get_closest_marker("together")]
    for hand in range(hands):
        mine = apart[hand::hands]
        if hand:
            mine.sort(key=_needs_a_database)
        if hand == hands - 1:
            mine += together
        room = max(part - len(mine), 0)
        dealt += [*mine, *quick[:room]]
        quick = quick[room:]
    items[:] = [*dealt, *quick]


def _needs_a_database(item: pytest.Item) -> bool:
    asked = {"db", "transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(asked or item.get_closest_marker("django_db"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One browser for all tests of a process: two drivers in one process disturb each other."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # its loop makes Django believe in async code
    if not CHROMIUM:
        pytest.skip(HOW)
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as p:
        browser = p.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: Any
) -> Iterator[None]:
    """A copy of the migrated template, one for each process of pytest-xdist."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "alone")
    with django_db_blocker.unblock(), ExitStack() as stack:
        stack.enter_context(copy_of_the_template(f"test_comptoir_{worker}"))
        with django_db_blocker.block():
            yield


@pytest.fixture(scope="session", autouse=True)
def middleware_is_loaded_once() -> None:
    """Every test client loads the middleware anew, for which WhiteNoise reads all static files: 50 ms, half
    of the time of a call. Here the chain that the first one loaded serves all."""
    from django.conf import settings
    from django.test.client import ClientHandler

    loaded: dict[tuple[str, ...], dict[str, Any]] = {}
    load = ClientHandler.load_middleware

    def once(self: ClientHandler, is_async: bool = False) -> None:
        key = tuple(settings.MIDDLEWARE)
        if key not in loaded:
            load(self, is_async)
            loaded[key] = dict(vars(self))
        chain = ("_view_middleware", "_template_response_middleware", "_exception_middleware")
        for name in (*chain, "_middleware_chain"):
            setattr(self, name, loaded[key][name])

    ClientHandler.load_middleware = once


@pytest.fixture(autouse=True)
def failing_reactions_fail_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a running system the worker retries a failed reaction; in a test it is an error."""
    from comptoir.platform import outbox

    monkeypatch.setattr(outbox, "raise_errors", True)


@pytest.fixture(scope="session", autouse=True)
def tables_are_emptied_between_tests_with_real_transactions() -> None:
    """Also the log and the ledger, which refuse it in a running system."""
    import pgtrigger
    from django.test import TransactionTestCase

    teardown = TransactionTestCase._fixture_teardown

    def emptying(self: TransactionTestCase) -> None:
        with pgtrigger.ignore():
            if not emptied():
                teardown(self)

    TransactionTestCase._fixture_teardown = emptying
