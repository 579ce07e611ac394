"""The numbers that an attribute can take: a first one, and whole steps from there."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from comptoir.stages.configuring.core.model import Attribute, AttributeKind

OPEN = Fraction(10**9)
FINEST = Fraction(1, 10**4)


@dataclass(frozen=True, slots=True)
class Grid:
    """least, least + step, … `steps` times; steps < 0: no number at all."""

    least: Fraction
    step: Fraction
    steps: int

    def number(self, index: int) -> Decimal:
        """The number after so many steps."""
        exact = self.least + index * self.step
        return Decimal(exact.numerator) / Decimal(exact.denominator)

    def index(self, number: Decimal | Fraction) -> int | None:
        """How many steps lead to the number; None: it is not on the grid."""
        steps = (Fraction(number) - self.least) / self.step
        return int(steps) if steps.denominator == 1 and 0 <= steps <= self.steps else None


def grid(attribute: Attribute) -> Grid:
    """What the attribute allows. Open bounds are a thousand million either way."""
    whole = attribute.kind is AttributeKind.INTEGER
    step = Fraction(attribute.step) if attribute.step else Fraction(1) if whole else FINEST
    least = Fraction(attribute.least) if attribute.least is not None else -OPEN
    most = Fraction(attribute.most) if attribute.most is not None else OPEN
    return Grid(least, step, int((most - least) // step))
