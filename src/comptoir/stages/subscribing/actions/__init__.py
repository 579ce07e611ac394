"""Writes of services: putting them into operation, charging their periods, changing and ending them."""

from __future__ import annotations

from comptoir.stages.subscribing.actions.amending import amend_services
from comptoir.stages.subscribing.actions.services import (
    WITH_ORDER,
    EndNeedsReason,
    EndTooEarly,
    OrderWaits,
    charge_periods,
    end_service,
    end_services,
    start_services,
)
from comptoir.stages.subscribing.actions.terminating import end_terminated

__all__ = [
    "WITH_ORDER",
    "EndNeedsReason",
    "EndTooEarly",
    "OrderWaits",
    "amend_services",
    "charge_periods",
    "end_service",
    "end_services",
    "end_terminated",
    "start_services",
]
