"""Commission: the most special rate, the highest band reached, each line rounded, the total their sum."""

from __future__ import annotations

from decimal import Decimal as D
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from comptoir.stages.pricing.core.commissions import Rate, Sold, earned, rate_for


def rate(n: int, category: str, margin_from: int | None, percent: str) -> Rate:
    return Rate(UUID(int=n), category, None if margin_from is None else D(margin_from), D(percent))


RATES = [
    rate(1, "", None, "2"),
    rate(2, "pump", 20, "4"),
    rate(3, "pump", 40, "7.5"),
    rate(4, "book", None, "1"),
]


def test_a_category_with_rates_leaves_the_general_one_and_the_highest_band_counts() -> None:
    def number(category: str, margin: int | None) -> int | None:
        found = rate_for(RATES, Sold(100, category, None if margin is None else D(margin)))
        return found.id.int if found else None

    assert [number("pump", m) for m in (None, 19, 20, 39, 40, 90)] == [None, None, 2, 2, 3, 3]
    assert [number("book", None), number("other", 5), number("", None)] == [4, 1, 1]


def test_lines_are_rounded_half_up_one_by_one() -> None:
    lines = [Sold(25, "other", None), Sold(25, "other", None), Sold(1000, "pump", D(10))]
    assert [(e.rate and e.rate.id.int, e.net_minor, e.minor) for e in earned(RATES, lines)] == [
        (1, 50, 2),
        (None, 1000, 0),
    ]


SOLD = st.builds(
    Sold,
    st.integers(-(10**9), 10**9),
    st.sampled_from(["", "pump", "book", "other"]),
    st.none() | st.integers(-100, 100).map(D),
)


@given(st.lists(SOLD, max_size=12))
def test_no_line_is_lost_and_the_total_is_the_sum_of_the_lines(lines: list[Sold]) -> None:
    found = earned(RATES, lines)
    assert sum(e.net_minor for e in found) == sum(li.net_minor for li in lines)
    apart = sum(e.minor for li in lines for e in earned(RATES, [li]))
    assert sum(e.minor for e in found) == apart
    assert all(
        abs(e.minor) * 2 <= abs(li.net_minor) + 1 for li in lines for e in earned(RATES, [li])
    )
