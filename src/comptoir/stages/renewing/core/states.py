"""The states of a renewal."""

from __future__ import annotations

from enum import StrEnum


class RenewalState(StrEnum):
    OPEN = "open"
    QUOTED = "quoted"
    RENEWED = "renewed"
    LOST = "lost"


R = RenewalState
RENEWAL_MOVES: dict[tuple[str, RenewalState], RenewalState] = {
    ("quote", R.OPEN): R.QUOTED,
    ("renew", R.OPEN): R.RENEWED,
    ("renew", R.QUOTED): R.RENEWED,
    ("lose", R.OPEN): R.LOST,
    ("lose", R.QUOTED): R.LOST,
}
