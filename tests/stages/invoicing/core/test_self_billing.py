"""The customer's document against the draft, and the gaps of its series."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.stages.invoicing.core.self_billing import (
    SHOWN,
    Document,
    Series,
    TotalsDiffer,
    check_totals,
    series,
    type_code,
)

MINOR = st.integers(-(10**9), 10**9)


def document(net: int, vat: int, gross: int) -> Document:
    return Document(
        number="X-1", issued_on=date(2026, 1, 1), net_minor=net, vat_minor=vat, gross_minor=gross
    )


@pytest.mark.parametrize(
    ("kind", "ours", "theirs"),
    [("invoice", "380", "389"), ("deposit", "386", "500"), ("credit", "381", "261")],
)
def test_the_code_says_who_wrote_it(kind, ours, theirs):
    assert (type_code(kind, self_billed=False), type_code(kind, self_billed=True)) == (ours, theirs)


@given(st.tuples(MINOR, MINOR, MINOR), st.tuples(MINOR, MINOR, MINOR))
def test_nothing_but_the_same_three_totals_passes(draft, written):
    if draft == written:
        check_totals(draft, document(*written), "EUR")
        return
    with pytest.raises(TotalsDiffer) as off:
        check_totals(draft, document(*written), "EUR")
    names = ("net", "vat", "gross")
    wrong = [n for n, ours, theirs in zip(names, draft, written, strict=True) if ours != theirs]
    assert off.value.field == wrong[0]
    assert set(off.value.facts) == {"found", "expected", "fix", *wrong[1:]}


@given(st.tuples(MINOR, MINOR, MINOR))
def test_the_same_totals_always_pass(totals):
    check_totals(totals, document(*totals), "EUR")


def test_a_currency_without_cents_is_said_without_them():
    with pytest.raises(TotalsDiffer) as off:
        check_totals((100, 10, 110), document(100, 11, 111), "JPY")
    told = off.value.facts
    assert (told["found"], told["expected"], told["gross"]) == (
        Decimal(11),
        Decimal(10),
        "111 ≠ 110",
    )


@given(st.sets(st.integers(0, 500), min_size=1), st.integers(1, 4))
def test_what_is_missing_is_what_stands_between_first_and_last(known, width):
    numbers = [f"AC-2026-{n:0{width}d}" for n in known]
    found = series(numbers * 2)
    (one,) = found
    absent = sorted(set(range(min(known), max(known))) - known)
    assert (one.count, one.gaps) == (len(known), len(absent))
    assert [int(n.removeprefix("AC-2026-")) for n in one.missing] == absent[:SHOWN]
    assert (one.first, one.last) == (
        f"AC-2026-{min(known):0{width}d}", f"AC-2026-{max(known):0{width}d}",
    )  # fmt: skip
    assert not set(one.missing) & set(numbers)


def test_each_beginning_is_a_series_and_a_huge_gap_costs_nothing():
    numbers = ["B-9", "A-2026-0001", "A-2027-0001", "A-2026-0003", "B-999999999999999999", "C-X"]
    assert series(numbers) == [
        Series("A-2026-0001", "A-2026-0003", 2, 1, ("A-2026-0002",)),
        Series("A-2027-0001", "A-2027-0001", 1, 0, ()),
        Series(
            "B-9", "B-999999999999999999", 2, 999_999_999_999_999_989,
            tuple(f"B-{n}" for n in range(10, 10 + SHOWN)),
        ),
        Series("C-X", "C-X", 1, 0, ()),
    ]  # fmt: skip
    assert series([]) == []
