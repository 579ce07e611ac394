"""The states of a quote version."""

from __future__ import annotations

from enum import StrEnum


class QuoteState(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    VOID = "void"


Q = QuoteState
QUOTE_MOVES: dict[tuple[str, QuoteState], QuoteState] = {
    ("edit", Q.DRAFT): Q.DRAFT,
    ("send", Q.DRAFT): Q.SENT,
    ("void", Q.DRAFT): Q.VOID,
    ("accept", Q.SENT): Q.ACCEPTED,
    ("refuse", Q.SENT): Q.REFUSED,
    ("expire", Q.SENT): Q.EXPIRED,
    ("void", Q.SENT): Q.VOID,
    ("revise", Q.SENT): Q.SUPERSEDED,
    ("revise", Q.REFUSED): Q.REFUSED,
    ("revise", Q.EXPIRED): Q.EXPIRED,
}
