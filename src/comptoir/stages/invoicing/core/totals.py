"""Totals of an invoice: VAT per rate on the summed base, half up (EN 16931 BR-CO-17, BR-S-08). Pure.

Goods and services of one rate are taxed by two decisions and stand in one row, as on the quote and the order.
What bears no VAT keeps a row for each decision: each has a reason of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Protocol
from uuid import UUID

from comptoir.kernel.money import half_up


class Taxed(Protocol):
    """What a total needs to know of a line."""

    @property
    def net_minor(self) -> int: ...
    @property
    def decision_id(self) -> UUID: ...
    @property
    def vat_rate(self) -> Decimal: ...


@dataclass(frozen=True, slots=True)
class VatRow:
    """One row of the VAT breakdown (BG-23); `rate` in percent, amounts in minor units.

    decision_id  the least id of the decisions of that rate on the document
    """

    decision_id: UUID
    rate: Decimal
    base_minor: int
    vat_minor: int


@dataclass(frozen=True, slots=True)
class Totals:
    """gross = net + vat; vat = Σ of the rows."""

    net_minor: int
    vat_minor: int
    vat: tuple[VatRow, ...]

    @property
    def gross_minor(self) -> int:
        return self.net_minor + self.vat_minor


def vat_of(base_minor: int, rate: Decimal) -> int:
    """VAT on a base at `rate` percent, half up away from zero."""
    return half_up(base_minor * Fraction(rate) / 100)


def totals(lines: Iterable[Taxed]) -> Totals:
    """The totals of a document, its VAT rows highest rate first."""
    bases: dict[tuple[UUID, Decimal], int] = {}
    listed = list(lines)
    least: dict[Decimal, UUID] = {}
    for line in listed:
        least[line.vat_rate] = min(least.get(line.vat_rate, line.decision_id), line.decision_id)
    for line in listed:
        key = (least[line.vat_rate] if line.vat_rate > 0 else line.decision_id, line.vat_rate)
        bases[key] = bases.get(key, 0) + line.net_minor
    rows = [VatRow(d, rate, base, vat_of(base, rate)) for (d, rate), base in bases.items()]
    rows.sort(key=lambda row: (-row.rate, str(row.decision_id)))
    return Totals(sum(bases.values()), sum(row.vat_minor for row in rows), tuple(rows))
