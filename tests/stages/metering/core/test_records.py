"""What a sender reports is a fact: it compares by value and does not change."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from comptoir.stages.metering.core.records import UsageIn


def test_the_same_use_reported_two_times_is_equal_and_stays_as_it_is() -> None:
    said = (UUID(int=1), "meter-7/42", date(2026, 1, 31), Decimal("1.5"))
    assert UsageIn(*said) == UsageIn(*said)
    with pytest.raises(FrozenInstanceError):
        UsageIn(*said).quantity = Decimal(2)  # type: ignore[misc]
