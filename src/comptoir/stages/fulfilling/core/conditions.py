"""The condition of goods when they change hands."""

from __future__ import annotations

from enum import StrEnum

from comptoir.kernel.errors import Invalid


class Condition(StrEnum):
    GOOD = "good"
    DAMAGED = "damaged"
    INCOMPLETE = "incomplete"


class UnknownCondition(Invalid):
    """The condition of the goods is not one of the known ones."""

    code = "unknown_condition"


def check_condition(condition: str) -> None:
    """Refuse a condition that nobody could compare."""
    able = [c.value for c in Condition]
    if condition not in able:
        raise UnknownCondition(field="condition", found=condition[:40], expected=" | ".join(able))
