"""How far an order has come, for the stages and pages after: core/progress.py in one import."""

from __future__ import annotations

from comptoir.stages.ordering.core.progress import (
    Delivered,
    Invoiced,
    Line,
    LineProgress,
    Next,
    Paid,
    Where,
    line_progress,
    paid_status,
    where,
)

__all__ = [
    "Delivered",
    "Invoiced",
    "Line",
    "LineProgress",
    "Next",
    "Paid",
    "Where",
    "line_progress",
    "paid_status",
    "where",
]
