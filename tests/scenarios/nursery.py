"""Real processes that do one deed each and may be killed at any moment of it.

`python -m tests.scenarios.nursery` sets Django up once, then forks a process for every order it reads; a
process that is killed takes nothing with it but itself. The other end is `Nursery` in crashing.py.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

CUSTOMERS = ("customer", "other")


def found() -> dict[str, str]:
    """A company on 1 January 2026, with two customers."""
    from datetime import date

    from comptoir.demo import playing

    entity_id, _book = playing.found("CRASH", "Crash", date(2026, 1, 1))
    customers = {name: str(playing.customer(entity_id, n)) for n, name in enumerate(CUSTOMERS)}
    return {"entity": str(entity_id), **customers}


def staff(entity: str) -> dict[str, str]:
    """Somebody of the company, who may log in and has a key of the API."""
    from tests.api.driving import make_key

    email = "camille@crash.example"
    key = make_key(UUID(entity), email=email)
    return {"email": email, "password": "correct horse battery", "key": key}


def offer(entity: str, customer: str) -> dict[str, str]:
    """A sent quote for goods and a subscription, with the secret of its link."""
    from tests.scenarios.house import Company, line

    company = Company(UUID(entity))
    quote_id = company.quotes(UUID(customer), line("ARM-X", 2, 10), line("SUP-PRO", 5))
    return {"quote": str(quote_id), "token": company.links[quote_id]}


def accept(entity: str, token: str, key: str | None = None) -> dict[str, str]:
    from comptoir.demo import playing
    from comptoir.stages.quoting import actions as quoting
    from tests.world import do_as

    event = quoting.accept_quote(
        do_as(UUID(entity), key=key), token=token, name="C. Morvan", role="Gérante",
        consent=playing.CONSENT,
    )  # fmt: skip
    return {"quote": str(event.quote_id)}


def draft(entity: str, customer: str) -> dict[str, str]:
    """A draft invoice for goods that were quoted, accepted and delivered."""
    from comptoir.stages.invoicing import actions as invoicing
    from tests.scenarios.house import Company, line

    company = Company(UUID(entity))
    order_id = company.accepts(company.quotes(UUID(customer), line("ARM-X", 2, 10)))
    company.delivers(order_id)
    event = invoicing.draft_invoice(company.by(), order_id=order_id)
    return {"invoice": str(event.invoice_id)}


def issue(entity: str, invoice: str, key: str | None = None) -> dict[str, str]:
    from comptoir.stages.invoicing import actions as invoicing
    from comptoir.stages.invoicing import queries as invoices
    from tests.world import do_as

    invoicing.issue_invoice(do_as(UUID(entity), key=key), invoice_id=UUID(invoice))
    return {"number": str(invoices.invoice(UUID(invoice)).number)}


def deliver_pending() -> None:
    """What the worker does."""
    from comptoir.platform import outbox

    while outbox.deliver_pending():
        continue


def holds() -> None:
    """What is true of every company at every moment, each in its own currency."""
    from comptoir.records.parties import queries as parties
    from tests.scenarios.house import Company

    for entity in parties.entities():
        Company(entity.id, entity.currency).holds()


DEEDS: dict[str, Callable[..., Any]] = {
    deed.__name__: deed
    for deed in (found, staff, offer, accept, draft, issue, deliver_pending, holds)
}


def main() -> None:
    """Read orders, fork for each, answer each with one line."""
    import django

    django.setup()
    import tests.scenarios.house  # here, so that every child finds it loaded

    assert tests.scenarios.house
    for text in sys.stdin:
        child = os.fork()
        if child == 0:
            _live(json.loads(text))
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            _say({"killed_by": os.WTERMSIG(status)})


def _live(order: dict[str, Any]) -> None:
    """Do the deed, say how it went, and be no more."""
    try:
        with _fate(**order["fate"]) as seen:
            answer = DEEDS[order["deed"]](**order["facts"])
        _say({"answer": answer, "statements": len(seen)})
    except Exception as error:
        _say({"error": f"{type(error).__name__}: {error}"})
    finally:
        os._exit(0)


def _say(what: dict[str, Any]) -> None:
    print(json.dumps(what), flush=True)


@contextmanager
def _fate(
    after: int = 0, before_reactions: bool = False, victim: int | None = None
) -> Iterator[list[str]]:
    """Kill `victim`, by default this process, after so many SQL statements or before any reaction."""
    from django.db import connection

    from comptoir.platform import outbox

    seen: list[str] = []

    def strike(*_: Any) -> None:
        if victim:  # the session of this deed too: without its parent it may live to its commit
            os.kill(connection.connection.info.backend_pid, signal.SIGKILL)
        os.kill(victim or os.getpid(), signal.SIGKILL)

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        seen.append(sql)
        if len(seen) == after:
            strike()
        return result

    if before_reactions:
        outbox.deliver_rows = strike
    with connection.execute_wrapper(count):
        yield seen


if __name__ == "__main__":
    main()
