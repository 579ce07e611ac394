"""What waits, in sum: per currency, never across."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from comptoir.records.approvals.core.totals import Total, Waiting, totals

MONDAY, FRIDAY = datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 1, 9, tzinfo=UTC)
ROWS = st.lists(
    st.builds(
        Waiting, st.sampled_from(["EUR", "USD", "GBP"]), st.integers(0, 10**9),
        st.integers(-(10**6), 10**6), st.none() | st.integers(-(10**6), 10**6),
        st.datetimes(timezones=st.just(UTC)),
    ),
    max_size=12,
)  # fmt: skip


def test_euros_and_dollars_stand_in_two_rows_and_an_unknown_cost_is_counted():
    rows = [
        Waiting("USD", 100, 5, None, FRIDAY),
        Waiting("EUR", 1_000, 100, 400, FRIDAY),
        Waiting("EUR", 2_000, 50, None, MONDAY),
    ]
    assert totals(rows) == [
        Total("EUR", 2, 3_000, 150, 400, 1, MONDAY), Total("USD", 1, 100, 5, 0, 1, FRIDAY),
    ]  # fmt: skip
    assert totals([]) == []


@given(ROWS)
def test_nothing_is_lost_between_the_currencies(rows):
    found = totals(rows)
    assert [t.currency for t in found] == sorted({r.currency for r in rows})
    assert sum(t.count for t in found) == len(rows)
    for t in found:
        own = [r for r in rows if r.currency == t.currency]
        assert t.net_minor == sum(r.net_minor for r in own)
        assert t.unknown == sum(r.margin_minor is None for r in own)
        assert all(t.oldest_at <= r.asked_at for r in own)
