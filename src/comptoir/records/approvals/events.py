from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from comptoir.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyWritten(Event):
    """A policy, or the next version of one."""

    subject: ClassVar[str] = "policy_id"
    policy_id: UUID
    lineage: UUID
    version: int
    starts_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyEnded(Event):
    subject: ClassVar[str] = "policy_id"
    policy_id: UUID
    lineage: UUID
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkHoursSet(Event):
    """When the company works. days: "12345", Monday is 1; "": around the clock."""

    subject: ClassVar[str] = "entity_id"
    days: str
    opens: str
    closes: str
    holidays: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalGiven(Event):
    """complete: it was the last that was asked for."""

    subject: ClassVar[str] = "document_id"
    document_id: UUID
    request_id: UUID
    steps: tuple[int, ...]
    digest: str
    complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalCountered(Event):
    subject: ClassVar[str] = "document_id"
    document_id: UUID
    request_id: UUID
    step: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRejected(Event):
    subject: ClassVar[str] = "document_id"
    document_id: UUID
    request_id: UUID
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalQuestioned(Event):
    subject: ClassVar[str] = "document_id"
    document_id: UUID
    request_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalAnswered(Event):
    subject: ClassVar[str] = "document_id"
    document_id: UUID
    request_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalWithdrawn(Event):
    subject: ClassVar[str] = "document_id"
    document_id: UUID
    request_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalVoided(Event):
    """What was approved got worse; these steps hold no more."""

    subject: ClassVar[str] = "document_id"
    document_id: UUID
    steps: tuple[int, ...]
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalEscalated(Event):
    """Nobody decided in time."""

    subject: ClassVar[str] = "document_id"
    document_id: UUID
    request_id: UUID
    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalHandedOver(Event):
    """An approver lets a colleague decide in their place."""

    subject: ClassVar[str] = "document_id"
    document_id: UUID
    request_id: UUID
    steps: tuple[int, ...]
    user_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalTakenBack(Event):
    """An approver decides again what they had handed over."""

    subject: ClassVar[str] = "document_id"
    document_id: UUID
    request_id: UUID
    steps: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalLinkMade(Event):
    """A link that decides once was made for one person."""

    subject: ClassVar[str] = "document_id"
    document_id: UUID
    request_id: UUID
    link_id: UUID
    user_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproverReminded(Event):
    subject: ClassVar[str] = "document_id"
    document_id: UUID
    request_id: UUID
    user_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeMailed(Event):
    """failed: it could not be mailed and is tried again."""

    subject: ClassVar[str] = "document_id"
    document_id: UUID
    user_id: UUID
    kind: str
    failed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SubstituteNamed(Event):
    subject: ClassVar[str] = "substitute_id"
    substitute_id: UUID
    absent_id: UUID
    user_id: UUID
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SubstituteEnded(Event):
    subject: ClassVar[str] = "substitute_id"
    substitute_id: UUID
    ends_on: date
