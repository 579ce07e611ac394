"""Totals of an invoice: VAT per decision on the summed base, half up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.stages.invoicing.core.totals import Totals, VatRow, totals, vat_of

D = Decimal
A, B, C = UUID(int=1), UUID(int=2), UUID(int=3)


@dataclass(frozen=True)
class Line:
    net_minor: int
    decision_id: UUID
    vat_rate: Decimal


LINES = st.lists(
    st.builds(
        lambda net, tax: Line(net, *tax),
        st.integers(-(10**6), 10**6),
        st.sampled_from([(A, D(20)), (B, D("5.5")), (C, D(20))]),
    ),
    max_size=8,
)


@pytest.mark.parametrize(
    ("base", "rate", "vat"),
    [
        (146_050, "25", 36_513),  # EN 16931 example 2: 365.125
        (-146_050, "25", -36_513),
        (10, "5.5", 1),  # 0.55 of a cent
        (9, "5.5", 0),
        (1000, "0", 0),
        (0, "20", 0),
    ],
)
def test_vat_is_half_up_away_from_zero(base: int, rate: str, vat: int) -> None:
    assert vat_of(base, D(rate)) == vat


def test_vat_is_taken_on_the_sum_of_a_rate_not_line_by_line() -> None:
    """Three lines of 0.13 at 20 %: 0.08 on the sum, 0.09 line by line."""
    found = totals([Line(13, A, D(20))] * 3)
    assert found == Totals(39, 8, (VatRow(A, D(20), 39, 8),))
    assert found.gross_minor == 47


def test_goods_and_services_of_one_rate_stand_in_one_row_highest_rate_first() -> None:
    found = totals(
        [Line(100, B, D("5.5")), Line(200, C, D(20)), Line(300, A, D(20)), Line(50, C, D(20))]
    )
    assert found == Totals(
        650,
        116,
        (VatRow(A, D(20), 550, 110), VatRow(B, D("5.5"), 100, 6)),
    )
    assert found.gross_minor == 766
    apart = totals([Line(33, A, D(20)), Line(33, C, D(20))])  # 6.6 + 6.6: 13 on the sum, 14 apart
    assert apart.vat_minor == 13


def test_what_bears_no_vat_keeps_a_row_for_each_reason() -> None:
    found = totals([Line(100, A, D(0)), Line(200, C, D(0))])
    assert found == Totals(300, 0, (VatRow(A, D(0), 100, 0), VatRow(C, D(0), 200, 0)))


def test_a_document_without_lines_is_nothing() -> None:
    assert totals([]) == Totals(0, 0, ())


@given(LINES)
def test_gross_is_net_and_vat_and_no_row_is_off_by_more_than_half_a_cent(lines: list[Line]) -> None:
    found = totals(lines)
    assert found.net_minor == sum(line.net_minor for line in lines)
    assert found.net_minor == sum(row.base_minor for row in found.vat)
    assert found.gross_minor - found.net_minor == sum(row.vat_minor for row in found.vat)
    for row in found.vat:
        exact = Fraction(row.base_minor) * Fraction(row.rate) / 100
        assert abs(row.vat_minor - exact) <= Fraction(1, 2)


@given(LINES, st.randoms(use_true_random=False))
def test_the_order_of_the_lines_does_not_matter_and_a_credit_mirrors(
    lines: list[Line], chance: Random
) -> None:
    found = totals(lines)
    mixed = list(lines)
    chance.shuffle(mixed)
    assert totals(mixed) == found
    note = totals([replace(line, net_minor=-line.net_minor) for line in lines])
    assert (note.net_minor, note.vat_minor) == (-found.net_minor, -found.vat_minor)
