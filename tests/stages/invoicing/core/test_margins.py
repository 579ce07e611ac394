"""What credit notes and deductions take of the VAT in a margin: to the cent, whatever the steps."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.stages.invoicing.core import crediting, deposits, margins
from comptoir.stages.invoicing.core.crediting import Credited, CreditIn, Line, ReasonCode
from comptoir.stages.invoicing.core.margins import NO_SCHEME, Inside, sold

D = Decimal
CHEST = sold(D(20), 100_000, 40_000)
TAX = deposits.Tax(UUID(int=1), D(0))


def test_a_sale_knows_its_margin_once_its_purchase_is_known() -> None:
    assert Inside(D(20), 40_000, 10_000) == CHEST
    assert sold(D(20), 100_000, None) == Inside(D(20))
    assert sold(None, 100_000, 40_000) == NO_SCHEME


def test_what_is_under_no_scheme_takes_nothing_back() -> None:
    assert margins.taken_back(NO_SCHEME, 100, 100, Fraction(1)) == NO_SCHEME
    assert margins.taken_back(Inside(D(20)), 100, 100, Fraction(1)) == Inside(D(20))


@pytest.mark.parametrize(
    ("asked", "code", "purchase", "vat"),
    [
        (CreditIn(1), ReasonCode.RETURN, -40_000, -10_000),
        (CreditIn(1, quantity=D(1)), ReasonCode.OTHER, -20_000, -5_000),
        (CreditIn(1, amount_minor=30_000), ReasonCode.PRICE, 0, -5_000),
        (CreditIn(1, amount_minor=90_000), ReasonCode.PRICE, 0, -10_000),  # sold at a loss now
        (CreditIn(1), ReasonCode.PRICE, 0, -10_000),  # given away: the goods stay sold
    ],
)
def test_a_credit_note_takes_the_vat_of_what_it_takes(
    asked: CreditIn, code: ReasonCode, purchase: int, vat: int
) -> None:
    line = Line(D(2), 100_000, inside=CHEST)
    taken = crediting.take(line, asked, code, "lines.0")
    assert crediting.margin_back(line, taken) == Inside(D(20), purchase, vat)


@given(
    net=st.integers(0, 10**9),
    purchase=st.integers(0, 10**9),
    rate=st.decimals(0, 100, places=2),
    pieces=st.integers(1, 30),
    steps=st.lists(st.tuples(st.integers(1, 30), st.booleans()), max_size=8),
)
def test_any_credit_notes_leave_vat_between_nothing_and_all_and_the_last_takes_the_rest(
    net: int, purchase: int, rate: Decimal, pieces: int, steps: list[tuple[int, bool]]
) -> None:
    line = Line(D(pieces), net, inside=sold(rate, net, purchase))
    for n, back in [*steps, (pieces, True)]:
        left = int(line.left)
        if not left or not line.left_minor:
            break
        asked = CreditIn(1, quantity=D(min(n, left)))
        if not back:
            asked = CreditIn(1, amount_minor=min(n, line.left_minor))
        taken = crediting.take(line, asked, ReasonCode.RETURN, "lines.0")
        given_back = crediting.margin_back(line, taken)
        assert given_back.vat_minor <= 0
        was = line.credited
        line = Line(
            line.quantity,
            line.net_minor,
            Credited(
                was.quantity + taken.quantity,
                was.restored_minor + (taken.net_minor if taken.restores else 0),
                was.net_minor + taken.net_minor,
                was.purchase_minor - (given_back.purchase_minor or 0),
                was.margin_vat_minor - given_back.vat_minor,
            ),
            line.inside,
        )
        assert line.left_inside.vat_minor >= 0
    if not line.left_minor:
        assert line.left_inside.vat_minor == 0


def test_a_correction_of_a_deduction_gives_back_in_the_other_sign() -> None:
    deducted = Line(D(-1), -30_000, inside=Inside(D(20), -12_000, -3_000), advance=True)
    whole = crediting.take(deducted, CreditIn(1), ReasonCode.OTHER, "lines.0")
    assert crediting.margin_back(deducted, whole) == Inside(D(20), 12_000, 3_000)
    part = crediting.take(deducted, CreditIn(1, amount_minor=10_000), ReasonCode.PRICE, "lines.0")
    assert crediting.margin_back(deducted, part) == Inside(D(20), 4_000, 1_000)


def test_a_deposit_has_its_share_of_the_margin() -> None:
    assert margins.share(CHEST, 100_000, 30_000) == Inside(D(20), 12_000, 3_000)
    assert margins.share(Inside(D(20)), 100_000, 30_000) == Inside(D(20))
    assert margins.share(None, 100_000, 30_000) == NO_SCHEME


def test_two_lines_of_one_deposit_are_known_where_both_are() -> None:
    assert margins.plus(CHEST, CHEST) == Inside(D(20), 80_000, 20_000)
    assert margins.plus(CHEST, Inside(D(20))) == Inside(D(20), None, 10_000)
    assert margins.plus(CHEST, Inside()).rate == D(20)


@given(asked=st.integers(1, 10**9), part=st.fractions(0, 1), cuts=st.lists(st.integers(1, 10**8)))
def test_the_deductions_of_a_deposit_take_all_of_its_vat(
    asked: int, part: Fraction, cuts: list[int]
) -> None:
    inside = sold(D(20), asked, int(asked * part))
    consumed = 0
    for cut in [*cuts, asked]:
        left = asked - consumed
        if not left:
            break
        minor = min(cut, left)
        held = deposits.Deposit(UUID(int=9), TAX, asked, consumed, asked, 0, inside)
        back = deposits.margin_back(held, minor)
        inside = margins.plus(inside, back)
        consumed += minor
        assert back.vat_minor <= 0 <= inside.vat_minor
    assert (inside.vat_minor, inside.purchase_minor) == (0, 0)
