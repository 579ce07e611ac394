"""A company with open books."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from comptoir.platform import clock
from comptoir.platform.actions import Do, begin
from comptoir.platform.roles import SYSTEM
from comptoir.records.ledger import actions
from comptoir.records.parties.models import Entity


def company(code: str = "ACME") -> UUID:
    """A sandbox company whose day is 15 March 2027."""
    entity = Entity.objects.create(code=code, name=code, country="FR", currency="EUR", sandbox=True)
    clock.start(entity.pk, zone="Europe/Paris", sandbox=True, on=date(2027, 3, 15))
    return entity.pk


@pytest.fixture
def do(db: None) -> Do:
    """A deed in a company with open books."""
    entity_id = company()
    actions.open_books(begin(SYSTEM, entity_id))
    return begin(SYSTEM, entity_id)
