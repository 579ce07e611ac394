"""States of a change of prices."""

from __future__ import annotations

from enum import StrEnum


class ChangeState(StrEnum):
    """Where a change of many prices stands."""

    PLANNED = "planned"
    DISCARDED = "discarded"
    PUBLISHED = "published"
    ROLLED_BACK = "rolled_back"


CHANGE_MOVES = {
    ("publish", ChangeState.PLANNED): ChangeState.PUBLISHED,
    ("discard", ChangeState.PLANNED): ChangeState.DISCARDED,
    ("roll_back", ChangeState.PUBLISHED): ChangeState.ROLLED_BACK,
}
