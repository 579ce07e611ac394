"""When a letter is tried again that another machine did not take. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

# After the first, second … failed try; then it is given up: over ten hours in all.
WAITS = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 480))


def next_try(tries: int, tried_at: datetime | None) -> datetime | None:
    """When what failed `tries` times, last at `tried_at`, is tried next; None: at once."""
    if not tries or tried_at is None:
        return None
    return tried_at + WAITS[min(tries, len(WAITS)) - 1]


def given_up(tries: int) -> bool:
    """Whether the failed try, the `tries`-th, is the last one."""
    return tries > len(WAITS)
