"""Schemathesis against every operation, on the real database, with an administrator's key.

The whole schema is read once; each operation gets a few examples, generated the same way each run.
Left out: the check that calls a value wrong because it also satisfies the schema (pydantic's pattern
for a decimal accepts "", the rule behind it does not).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings

from tests.api.driving import make_key
from tests.world import make_customer, make_entity, make_product

schemathesis = pytest.importorskip("schemathesis")
from comptoir.wsgi import application  # noqa: E402

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """A server drops a connection in a transaction between two requests; the test's own must stay."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def secret() -> str:
    entity_id = make_entity()
    make_customer(entity_id)
    make_product(entity_id)
    return make_key(entity_id)


@schema.parametrize()
@settings(
    max_examples=6, deadline=None, derandomize=True, database=None,
    phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck),
)  # fmt: skip
def test_no_call_breaks_the_promise_of_the_schema(case: Any, secret: str) -> None:
    case.call_and_validate(
        headers={"Authorization": f"Bearer {secret}"},
        excluded_checks=[schemathesis.checks.CHECKS.get_one("positive_data_acceptance")],
    )
