"""What rooms that ask for approval need to say: the terms of a deal. approvals/core in one import. Pure."""

from __future__ import annotations

from comptoir.records.approvals.core.measures import Deal, DealLine, Measure
from comptoir.records.approvals.core.paths import Stop, path

__all__ = ["Deal", "DealLine", "Measure", "Stop", "path"]
