"""What a policy would have stopped, had it been in force: tried on the latest deals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from comptoir.records.approvals import ports
from comptoir.records.approvals.core.measures import Deal
from comptoir.records.approvals.core.policies import Condition, Policy, holds


@dataclass(frozen=True, slots=True)
class Tried:
    """The deals that would have been stopped, of how many that were looked at."""

    stopped: tuple[Deal, ...]
    looked_at: int


def tried(entity_id: UUID, conditions: Sequence[Condition], today: date) -> Tried:
    """Measure the latest deals against these conditions."""
    deals = ports.recent(entity_id, today)
    policy = Policy(id=None, lineage=None, version=0, conditions=conditions)
    return Tried(tuple(d for d in deals if d.lines and holds(policy, d)), len(deals))
