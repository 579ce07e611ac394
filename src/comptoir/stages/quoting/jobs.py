"""What the night does with quotes."""

from __future__ import annotations

from uuid import UUID

from comptoir.platform.actions import begin
from comptoir.platform.roles import SYSTEM
from comptoir.stages.quoting import actions, queries


def expire_quotes(entity_id: UUID) -> int:
    """Mark every offer of a company whose last valid day has passed; returns how many."""
    done = 0
    do = begin(SYSTEM, entity_id)
    while waiting := queries.overdue(entity_id, do.today):
        actions.expire_quotes(do)
        left = queries.overdue(entity_id, do.today)
        done += waiting - left
        if left == waiting:  # another worker holds the rest
            return done
        do = begin(SYSTEM, entity_id)
    return done
