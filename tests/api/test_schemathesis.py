"""Schemathesis against every operation, on the real database, with an administrator's key.

The company has lived through a whole deal, and calls that keep the schema name its records, so that the
calls reach further than "unknown". Each operation gets a few calls that keep the schema and a few
that break it, the same in each run.

Left out, because they do not hold by design:
- positive_data_acceptance: the schema tells the shape; the rules behind it refuse more (a date of
  the year 9999, an unknown product), each with a problem.
- ignored_auth: repeats each call without a key; the second test here asks that of every operation
  once, instead of some thousand times.
- headers: inventing the text of an idempotency key takes longer than all the rest of a call. What a key may
  be is asked in test_edge.py, and every deed is sent with one in test_deeds.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, transaction
from hypothesis import HealthCheck, Phase, given, settings

from comptoir.demo import playing, signing, story
from comptoir.pages.api import api
from comptoir.platform import clock
from comptoir.stages.contracting import queries as contracts
from comptoir.stages.quoting import actions as quoting
from tests.api.driving import call, make_key, row_counts
from tests.world import make_entity

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
KEPT, BROKEN = 2, 3  # calls of each operation
LEFT_OUT = ("positive_data_acceptance", "ignored_auth")
# Where the ids of a path are found: parameter → list and member.
SHOWN = {
    "customer_id": "/customers", "product_id": "/products", "part_id": "/products",
    "decision_id": "/vat-decisions", "opportunity_id": "/opportunities", "book_id": "/price-books",
    "quote_id": "/quotes", "contract_id": "/contracts", "terms_id": "/general-terms",
    "order_id": "/orders", "delivery_id": "/deliveries", "service_id": "/services",
    "invoice_id": "/invoices", "payment_id": "/payments", "obligation_id": "/obligations",
    "ramp_id": "/revenue/ramps",
    "entry_id": "/ledger/entries", "user_id": "/people", "signing_id": "/signings",
}  # fmt: skip


@contextmanager
def one_connection() -> Iterator[None]:
    """A server drops a connection in a transaction between two requests; the test's own must stay."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


@pytest.fixture
def secret() -> str:
    entity_id, _book = playing.found("WHOLE", "Whole", clock.instant().date().replace(day=1))
    story.tell(lambda line: None, entity_id)
    free = {"months": 3, "quantity": "5", "discount_kind": "percent", "discount_value": "100"}
    ramp = quoting.LineIn(sku="SUP-PRO", segments=(free, {"months": 9, "quantity": "5"}))
    playing.signed(entity_id, playing.customer(entity_id, 1), [ramp], term_months=12)
    (made, *_), _next = contracts.contracts_page(entity_id, limit=1)
    signing.asked(entity_id, made.id)
    return make_key(entity_id)


@pytest.fixture(scope="session")
def schema() -> Any:
    schemathesis = pytest.importorskip("schemathesis")
    from comptoir.wsgi import application

    with one_connection():
        found = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    for path in found.raw_schema["paths"].values():
        for operation in path.values():
            asked = operation.get("parameters", [])
            operation["parameters"] = [p for p in asked if p["in"] != "header"]
    return found


@pytest.mark.parametrize("methods", ["GET", "POST", "PATCH PUT DELETE"])
def test_no_call_breaks_the_promise_of_the_schema(methods: str, schema: Any, secret: str) -> None:
    known = _known(secret)
    faults: list[str] = []
    operations = [found.ok() for found in schema.get_all_operations()]
    with one_connection():
        for operation in operations:
            if operation.method.upper() in methods.split():
                _try(operation, _validate(secret, known), faults)
    assert not faults, "\n\n".join(faults)


def test_no_operation_answers_a_stranger() -> None:
    for path, operations in api.get_openapi_schema()["paths"].items():
        for method in operations:
            answer = call(method.upper(), path.removeprefix("/api/v1"))
            assert answer.status_code == 401, f"{method} {path}"


def test_a_dry_run_of_any_operation_writes_nothing(schema: Any, secret: str) -> None:
    known, done = _known(secret), 0
    operations = [found.ok() for found in schema.get_all_operations()]
    before = row_counts()

    def tried(case: Any) -> None:
        nonlocal done
        case.query = {**(case.query or {}), "dry_run": "true"}
        done += _answered(case, secret, known) < 300

    with one_connection():
        for operation in operations:
            if operation.method.upper() != "GET":
                _calls(operation.as_strategy(), 2, tried)()
                assert row_counts() == before, operation.label
    assert done > 20, "deeds that would have succeeded"


def test_no_operation_reaches_into_another_company(schema: Any, secret: str) -> None:
    known = _known(secret)
    operations = [found.ok() for found in schema.get_all_operations()]
    stranger = make_key(make_entity(), email="stranger@lumen.example")
    before = row_counts()["platform_event"]
    faults = []

    def tried(case: Any) -> None:
        status = _answered(case, stranger, known)
        if status not in (400, 404, 422):
            faults.append(f"{status} {case.operation.label}")

    with one_connection():
        for operation in operations:
            if any(f"{{{name}}}" in operation.path for name in known if name != "user_id"):
                _calls(operation.as_strategy(), 2, tried)()
    assert faults == [], "\n".join(faults)
    assert row_counts()["platform_event"] == before


def _answered(case: Any, secret: str, known: dict[str, Any]) -> int:
    """The status of a call that names records that exist."""
    case.path_parameters = _named(case.path_parameters, known)
    case.body = _named(case.body, known)
    return int(case.call(headers={"Authorization": f"Bearer {secret}"}).status_code)


def _known(secret: str) -> dict[str, Any]:
    """Path parameter → the id of a record that exists."""
    known = {}
    for name, path in SHOWN.items():
        body = call("GET", path, key=secret).body
        known[name] = (body["items"] if isinstance(body, dict) else body)[0]["id"]
    return known


def _named(value: Any, known: dict[str, Any]) -> Any:
    """The same value with ids of records that exist."""
    if isinstance(value, dict):
        return {k: known[k] if v and k in known else _named(v, known) for k, v in value.items()}
    return [_named(v, known) for v in value] if isinstance(value, list) else value


def _validate(secret: str, known: dict[str, Any]) -> Callable[[Any], None]:
    from schemathesis.checks import CHECKS

    excluded = [CHECKS.get_one(name) for name in LEFT_OUT]

    def validate(case: Any) -> None:
        if case.meta.generation.mode.is_positive:
            case.path_parameters = _named(case.path_parameters, known)
            case.body = _named(case.body, known)
        before = transaction.savepoint()
        try:
            case.call_and_validate(
                headers={"Authorization": f"Bearer {secret}"}, excluded_checks=excluded
            )
            connection.check_constraints()  # references are else checked at the commit: never, here
        except BaseException:  # what PostgreSQL refused must not fail the calls that follow
            transaction.set_rollback(False)
            transaction.savepoint_rollback(before)
            raise
        transaction.savepoint_commit(before)

    return validate


def _try(operation: Any, validate: Callable[[Any], None], faults: list[str]) -> None:
    """Some calls that keep the schema, on records that exist, and some that break it."""
    from schemathesis import GenerationMode

    for mode, count in ((GenerationMode.POSITIVE, KEPT), (GenerationMode.NEGATIVE, BROKEN)):
        try:
            _calls(operation.as_strategy(generation_mode=mode), count, validate)()
        except (Exception, BaseExceptionGroup) as fault:
            faults.append(f"{operation.label} ({mode.value}): {fault}")


def _calls(cases: Any, count: int, validate: Callable[[Any], None]) -> Callable[[], None]:
    @settings(
        max_examples=count, deadline=None, derandomize=True, database=None,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=cases)
    def calls(case: Any) -> None:
        validate(case)

    return calls
