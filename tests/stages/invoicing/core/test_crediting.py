"""What a credit note takes back of a line: never more than was invoiced, never a cent lost."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.stages.invoicing.core.crediting import (
    Credited,
    CreditIn,
    Line,
    MoreThanInvoiced,
    ReasonCode,
    ReasonMissing,
    Taken,
    UnknownReason,
    above_limit,
    check_reason,
    take,
)

D = Decimal
RETURN, PRICE, OTHER = ReasonCode.RETURN, ReasonCode.PRICE, ReasonCode.OTHER
THREE = Line(D(3), 1000)  # three pieces for 10.00
BACK = Line(D(-3), -1000)  # a line that takes three pieces back


def quantity(text: str) -> CreditIn:
    return CreditIn(1, quantity=D(text))


def amount(minor: int) -> CreditIn:
    return CreditIn(1, amount_minor=minor)


def after(line: Line, taken: Taken) -> Line:
    """The line once the note stands, as the notes of an invoice are summed."""
    was = line.credited
    restored = taken.restores
    return replace(
        line,
        credited=Credited(
            was.quantity + (taken.quantity if restored else 0),
            was.restored_minor + (taken.net_minor if restored else 0),
            was.net_minor + taken.net_minor,
        ),
    )


@pytest.mark.parametrize(
    ("line", "asked", "code", "taken"),
    [
        (THREE, CreditIn(1), RETURN, Taken(D(3), 1000, True)),
        (THREE, quantity("1"), RETURN, Taken(D(1), 333, True)),
        (THREE, quantity("0.5"), OTHER, Taken(D("0.5"), 167, True)),
        (THREE, quantity("2"), PRICE, Taken(D(2), 667, False)),
        (THREE, amount(1), RETURN, Taken(D(0), 1, False)),
        (THREE, amount(1000), PRICE, Taken(D(0), 1000, False)),
        (BACK, CreditIn(1), RETURN, Taken(D(-3), -1000, True)),
        (BACK, quantity("-1"), RETURN, Taken(D(-1), -333, True)),
        (BACK, amount(400), PRICE, Taken(D(0), -400, False)),
        # one piece and 6.00 were credited before: the rest of the quantity is worth what is left
        (replace(THREE, credited=Credited(D(1), 333, 933)), CreditIn(1), OTHER,
         Taken(D(2), 67, True)),
        (replace(THREE, credited=Credited(D(1), 333, 333)), quantity("1"), OTHER,
         Taken(D(1), 334, True)),
        (Line(D(2), 0), CreditIn(1), OTHER, Taken(D(2), 0, True)),
    ],
)  # fmt: skip
def test_a_note_takes_a_quantity_at_the_lines_own_price_or_an_amount(
    line: Line, asked: CreditIn, code: ReasonCode, taken: Taken
) -> None:
    assert take(line, asked, code, "lines.0") == taken


@pytest.mark.parametrize(
    ("line", "asked", "field", "found", "expected"),
    [
        (THREE, quantity("3.5"), "quantity", "3.5", "at most 3"),
        (THREE, quantity("0"), "quantity", "0", "at most 3"),
        (THREE, quantity("-1"), "quantity", "-1", "at most 3"),
        (THREE, quantity("NaN"), "quantity", "NaN", "at most 3"),
        (THREE, quantity("1E+3"), "quantity", "1000", "at most 3"),
        (BACK, quantity("1"), "quantity", "1", "at most -3"),
        (replace(THREE, credited=Credited(D(3), 1000, 1000)), CreditIn(1), "quantity", "0",
         "at most 0"),
        (THREE, amount(1001), "amount_minor", 1001, "1 to 1000"),
        (THREE, amount(0), "amount_minor", 0, "1 to 1000"),
        (THREE, amount(-1), "amount_minor", -1, "1 to 1000"),
        (BACK, amount(1001), "amount_minor", 1001, "1 to 1000"),
        (replace(THREE, credited=Credited(net_minor=999)), amount(2), "amount_minor", 2, "1 to 1"),
        (replace(THREE, credited=Credited(net_minor=1000)), amount(1), "amount_minor", 1, "1 to 0"),
    ],
)  # fmt: skip
def test_more_than_is_left_is_refused(
    line: Line, asked: CreditIn, field: str, found: object, expected: str
) -> None:
    with pytest.raises(MoreThanInvoiced) as said:
        take(line, asked, RETURN, "lines.4")
    assert said.value.field == f"lines.4.{field}"
    assert said.value.facts == {"found": found, "expected": expected}


PARTS = st.lists(st.decimals("0.000001", 100, places=6), min_size=1, max_size=6)


@given(net=st.integers(-(10**6), 10**6), parts=PARTS)
def test_partial_notes_sum_to_the_line(net: int, parts: list[Decimal]) -> None:
    line = Line(sum(parts, D(0)), net)
    for part in parts:
        line = after(line, take(line, CreditIn(1, part), RETURN, "lines.0"))
    assert (line.left, line.left_minor) == (0, 0)


@given(
    net=st.integers(0, 10_000),
    steps=st.lists(st.tuples(st.integers(1, 4), st.integers(0, 3_000), st.booleans()), max_size=6),
)
def test_no_mixture_of_notes_takes_more_than_the_line(
    net: int, steps: list[tuple[int, int, bool]]
) -> None:
    line = Line(D(8), net)
    for pieces, minor, by_amount in steps:
        asked = amount(minor) if by_amount else quantity(str(pieces))
        try:
            taken = take(line, asked, PRICE if by_amount else OTHER, "lines.0")
        except MoreThanInvoiced:
            continue
        line = after(line, taken)
        assert 0 <= line.left_minor <= net
        assert 0 <= line.left <= 8
    if line.left:
        line = after(line, take(line, CreditIn(1), OTHER, "lines.0"))
        assert (line.left, line.left_minor) == (0, 0)


@pytest.mark.parametrize("code", list(ReasonCode))
def test_a_credit_note_says_why(code: ReasonCode) -> None:
    assert check_reason("came back broken", code.value) is code
    with pytest.raises(ReasonMissing) as said:
        check_reason(" \n", code.value)
    assert said.value.field == "reason"


def test_an_unknown_reason_is_answered_with_the_choices() -> None:
    with pytest.raises(UnknownReason) as said:
        check_reason("came back broken", "mood")
    assert said.value.field == "reason_code"
    assert said.value.facts == {"found": "mood", "expected": "return | price | other"}


@pytest.mark.parametrize(
    ("minor", "currency", "above"),
    [
        (100_000, "EUR", False),
        (100_001, "EUR", True),
        (-100_000, "EUR", False),
        (-100_001, "EUR", True),
        (1_000, "JPY", False),
        (1_001, "JPY", True),
        (1_000_000, "KWD", False),
        (1_000_001, "KWD", True),
    ],
)
def test_a_note_above_a_thousand_needs_two_pairs_of_eyes(
    minor: int, currency: str, above: bool
) -> None:
    assert above_limit(minor, currency) is above
