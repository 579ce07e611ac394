"""What a proposal says of its numbers."""

from __future__ import annotations

from fractions import Fraction

import pytest

from comptoir.insight.recommending import words


@pytest.mark.parametrize(
    ("hundredths", "told"),
    [(105, "1.05"), (119, "1.19"), (120, "1.2"), (80, "0.8"), (1_234, "12.3")],
)
def test_a_lift_near_one_is_told_with_two_decimals(hundredths, told):
    assert str(words.times(Fraction(hundredths, 100))) == told
