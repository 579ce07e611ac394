"""What approvals asks of the rooms that make deals; `process.py` says who answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

from comptoir.records.approvals.core.measures import Deal


class RecentDeals(Protocol):
    """The latest deals that left the house, to try a policy on."""

    def __call__(self, entity_id: UUID, today: date) -> Sequence[Deal]: ...


def _nobody(entity_id: UUID, today: date) -> Sequence[Deal]:
    return ()


_answers: dict[str, RecentDeals] = {"recent": _nobody}


def answer_recent(answer: RecentDeals) -> None:
    """Say who knows the deals; called once, when the application starts."""
    _answers["recent"] = answer


def recent(entity_id: UUID, today: date) -> Sequence[Deal]:
    return _answers["recent"](entity_id, today)
