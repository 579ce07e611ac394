"""The states of a contract."""

from __future__ import annotations

from enum import StrEnum


class ContractState(StrEnum):
    ACTIVE = "active"
    ENDED = "ended"
    TERMINATED = "terminated"
    RENEWED = "renewed"


C = ContractState
CONTRACT_MOVES: dict[tuple[str, ContractState], ContractState] = {
    ("end", C.ACTIVE): C.ENDED,
    ("terminate", C.ACTIVE): C.TERMINATED,
    ("renew", C.ACTIVE): C.RENEWED,
    ("renew", C.ENDED): C.RENEWED,
}
