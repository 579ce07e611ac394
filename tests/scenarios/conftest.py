"""The company of the scenarios."""

from __future__ import annotations

from datetime import date

import pytest

from comptoir.demo import playing
from tests.scenarios.house import Company


@pytest.fixture
def company(db) -> Company:
    """Founded on 1 January 2026, with the demo's products, prices and terms."""
    entity_id, _book = playing.found("SCENE", "Scène", date(2026, 1, 1))
    house = Company(entity_id)
    house.events()
    return house
