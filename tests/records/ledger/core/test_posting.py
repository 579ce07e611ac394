"""Only a balanced entry may be posted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel.errors import Invalid
from comptoir.records.ledger.core.posting import (
    EntryTooShort,
    PostingLine,
    Unbalanced,
    ZeroLine,
    check_entry,
    imbalance,
    reversal,
)

SALE = (
    PostingLine("411", 12000, "EUR", "acme"),
    PostingLine("707", -10000, "EUR"),
    PostingLine("44571", -2000, "EUR"),
)


def test_a_balanced_entry_passes() -> None:
    check_entry(SALE)
    check_entry((*SALE, PostingLine("512", 5, "USD"), PostingLine("666", -5, "USD")))


@pytest.mark.parametrize(
    ("lines", "refusal", "found"),
    [
        ((), EntryTooShort, 0),
        (SALE[:1], EntryTooShort, 1),
        ((SALE[0], PostingLine("707", 0, "EUR")), ZeroLine, 0),
        (SALE[:2], Unbalanced, "2000 EUR"),
        (
            (PostingLine("411", 5, "EUR"), PostingLine("707", -5, "USD")),
            Unbalanced,
            "5 EUR, -5 USD",
        ),
    ],
)
def test_what_the_books_may_not_take_is_refused(
    lines: tuple[PostingLine, ...], refusal: type[Invalid], found: object
) -> None:
    with pytest.raises(refusal) as said:
        check_entry(lines)
    assert said.value.facts["found"] == found


lines = st.lists(
    st.builds(
        PostingLine,
        st.sampled_from(["411", "707", "512"]),
        st.integers(-(10**12), 10**12).filter(bool),
        st.sampled_from(["EUR", "USD", "JPY"]),
    ),
    max_size=12,
)


@given(lines)
def test_an_entry_and_its_reversal_balance(some: list[PostingLine]) -> None:
    assert imbalance([*some, *reversal(some)]) == {}
    assert reversal(reversal(some)) == tuple(some)
