from __future__ import annotations

import pytest

from .deal import Deal, make_deal


@pytest.fixture
def deal(db: None) -> Deal:
    return make_deal()
