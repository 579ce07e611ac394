"""Before the first real quote: what must stand, read from the data and not from a tick box."""

from __future__ import annotations

from datetime import date

import pytest

from comptoir.demo import playing
from comptoir.records.parties import actions as parties
from comptoir.stages.quoting import actions as quoting
from tests.scenarios.doors import program, says, someone
from tests.scenarios.house import Company
from tests.world import make_customer, make_entity


def undone(company: Company) -> list[str]:
    told = program(company).get("/readiness")
    assert told["ready"] == all(s["done"] for s in told["steps"])
    return [s["key"] for s in told["steps"] if not s["done"]]


@pytest.mark.capability("S0-35", screen="/", api="GET /api/v1/readiness")
def test_a_checklist_verifies_the_foundations_before_the_first_real_quote(db):
    bare = Company(make_entity(on=date(2026, 1, 1), siren="", siret="", vat_number="", iban=""))
    assert undone(bare) == ["company", "tax", "bank", "people", "catalog", "quote"]
    says(someone(bare).page("/"), "First steps 2 of 7 done")
    parties.change_entity(bare.by(), changes={"iban": "FR1420041010050500013M02606"})
    assert "bank" not in undone(bare)

    entity_id, _book = playing.found("READY", "Prête", date(2026, 1, 1))
    ready = Company(entity_id)
    assert undone(ready) == ["quote"]
    quoting.draft_quote(ready.by(), customer_id=make_customer(entity_id))
    assert undone(ready) == []
    assert "First steps" not in someone(ready).page("/")
