"""The states of a request for approval and of its steps."""

from __future__ import annotations

from enum import StrEnum


class RequestState(StrEnum):
    WAITING = "waiting"
    APPROVED = "approved"
    COUNTERED = "countered"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class StepState(StrEnum):
    """pending: its stage has not come; dropped: no longer asked; void: approved, then it got worse."""

    PENDING = "pending"
    WAITING = "waiting"
    APPROVED = "approved"
    COUNTERED = "countered"
    REJECTED = "rejected"
    DROPPED = "dropped"
    VOID = "void"


R, S = RequestState, StepState
REQUEST_MOVES: dict[tuple[str, RequestState], RequestState] = {
    ("approve", R.WAITING): R.APPROVED,
    ("counter", R.WAITING): R.COUNTERED,
    ("reject", R.WAITING): R.REJECTED,
    ("withdraw", R.WAITING): R.WITHDRAWN,
}
STEP_MOVES: dict[tuple[str, StepState], StepState] = {
    ("start", S.PENDING): S.WAITING,
    ("approve", S.WAITING): S.APPROVED,
    ("counter", S.WAITING): S.COUNTERED,
    ("reject", S.WAITING): S.REJECTED,
    ("meet", S.COUNTERED): S.APPROVED,
    ("drop", S.PENDING): S.DROPPED,
    ("drop", S.WAITING): S.DROPPED,
    ("drop", S.COUNTERED): S.DROPPED,
    ("void", S.APPROVED): S.VOID,
}
