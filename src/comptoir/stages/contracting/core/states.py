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
