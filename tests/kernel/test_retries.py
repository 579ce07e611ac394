"""When a letter is tried again that another machine did not take."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from comptoir.kernel.retries import WAITS, given_up, next_try

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)


def test_it_is_tried_later_and_later_over_a_night_then_given_up() -> None:
    assert next_try(0, None) is None
    assert next_try(1, None) is None
    tries = [next_try(n, NOW) for n in range(1, len(WAITS) + 2)]
    assert tries == [NOW + w for w in (*WAITS, WAITS[-1])]
    assert [given_up(n) for n in range(1, 7)] == [False] * 5 + [True]
    assert sum(WAITS, timedelta()) > timedelta(hours=10)
