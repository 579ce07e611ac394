"""What a program may write of a policy is what the screen offers."""

from __future__ import annotations

from typing import get_args

from comptoir.records.approvals.core.measures import Measure
from comptoir.records.approvals.schemas import MeasureName


def test_a_program_names_every_measure() -> None:
    assert get_args(MeasureName) == tuple(Measure)
