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


class SigningState(StrEnum):
    """A request for signatures. Signed: everybody has; sealed: the file is made and closed."""

    DRAFT = "draft"
    OPEN = "open"
    SIGNED = "signed"
    SEALED = "sealed"
    DECLINED = "declined"
    VOID = "void"


S = SigningState
SIGNING_MOVES: dict[tuple[str, SigningState], SigningState] = {
    ("send", S.DRAFT): S.OPEN,
    ("void", S.DRAFT): S.VOID,
    ("void", S.OPEN): S.VOID,
    ("decline", S.OPEN): S.DECLINED,
    ("complete", S.OPEN): S.SIGNED,
    ("seal", S.SIGNED): S.SEALED,
}


LEVELS = ("advanced", "qualified")


class ServiceState(StrEnum):
    """How far a request is at a trust service. Waiting: not handed over yet."""

    WAITING = "waiting"
    SENT = "sent"
    VIEWED = "viewed"
    SIGNED = "signed"
    DECLINED = "declined"
    EXPIRED = "expired"
    CANCELED = "canceled"


V = ServiceState
SERVICE_MOVES: dict[tuple[str, ServiceState], ServiceState] = {
    ("hand_over", V.WAITING): V.SENT,
    ("lose", V.SENT): V.WAITING,
    ("lose", V.VIEWED): V.WAITING,
    **{(f"hear_{to}", was): to for was, to in [
        (V.SENT, V.VIEWED), *((was, to) for was in (V.SENT, V.VIEWED)
        for to in (V.SIGNED, V.DECLINED, V.EXPIRED, V.CANCELED)),
    ]},
}  # fmt: skip


def heard(state: ServiceState, told: ServiceState) -> ServiceState:
    """The state after a word of the service; what is older than what is known changes nothing."""
    return SERVICE_MOVES.get((f"hear_{told}", state), state)


class SignerState(StrEnum):
    """One signer of a request. Pending: not their turn yet; waiting: asked."""

    PENDING = "pending"
    WAITING = "waiting"
    OPENED = "opened"
    SIGNED = "signed"
    DECLINED = "declined"


G = SignerState
SIGNER_MOVES: dict[tuple[str, SignerState], SignerState] = {
    ("ask", G.PENDING): G.WAITING,
    ("open", G.WAITING): G.OPENED,
    ("sign", G.WAITING): G.SIGNED,
    ("sign", G.OPENED): G.SIGNED,
    ("decline", G.WAITING): G.DECLINED,
    ("decline", G.OPENED): G.DECLINED,
}


class DraftState(StrEnum):
    """The contract before signature. Shared: the customer reads it behind a link and may propose."""

    PREPARING = "preparing"
    SHARED = "shared"
    SIGNED = "signed"


D = DraftState
DRAFT_MOVES: dict[tuple[str, DraftState], DraftState] = {
    ("share", D.PREPARING): D.SHARED,
    ("share", D.SHARED): D.SHARED,
    ("sign", D.SHARED): D.SIGNED,
}


class ChangeState(StrEnum):
    """Proposed words of a clause. Countered: the other side proposed other ones instead."""

    OPEN = "open"
    ACCEPTED = "accepted"
    PARTLY = "partly"
    REJECTED = "rejected"
    COUNTERED = "countered"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


H = ChangeState
CHANGE_MOVES: dict[tuple[str, ChangeState], ChangeState] = {
    ("accept", H.OPEN): H.ACCEPTED,
    ("accept_some", H.OPEN): H.PARTLY,
    ("reject", H.OPEN): H.REJECTED,
    ("counter", H.OPEN): H.COUNTERED,
    ("withdraw", H.OPEN): H.WITHDRAWN,
    ("lapse", H.OPEN): H.LAPSED,
}
