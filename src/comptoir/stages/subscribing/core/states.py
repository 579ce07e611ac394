"""The states of a service."""

from __future__ import annotations

from enum import StrEnum


class ServiceState(StrEnum):
    ACTIVE = "active"
    ENDED = "ended"


S = ServiceState
SERVICE_MOVES: dict[tuple[str, ServiceState], ServiceState] = {("end", S.ACTIVE): S.ENDED}
