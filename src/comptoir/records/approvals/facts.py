"""What the reads of approvals answer with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from comptoir.kernel.margin import unknown_percent
from comptoir.platform.models import User
from comptoir.records.approvals.core.paths import load
from comptoir.records.approvals.core.policies import Condition
from comptoir.records.approvals.core.states import StepState


@dataclass(frozen=True, slots=True)
class PolicyFacts:
    """One version of a policy; ends_on: the first day on which it holds no more."""

    id: UUID
    lineage: UUID
    version: int
    name: str
    conditions: tuple[Condition, ...]
    stage: int
    role: str
    person_id: UUID | None
    person: str
    hours: int
    escalate_role: str
    escalate_person_id: UUID | None
    escalate_person: str
    bulk_minor: int
    starts_on: date
    ends_on: date | None

    def in_force(self, on: date) -> bool:
        return self.starts_on <= on and (self.ends_on is None or on < self.ends_on)


@dataclass(frozen=True, slots=True)
class StepFacts:
    """A step of a request. seen: what its conditions measured, by key; figure: proposed instead.

    delegate  to whom `delegator` handed it over; both "" where nobody did
    """

    id: int
    policy: PolicyFacts
    stage: int
    role: str
    person_id: UUID | None
    delegate_id: UUID | None
    delegate: str
    delegator_id: UUID | None
    delegator: str
    state: str
    seen: Mapping[str, Any]
    figure: Fraction | None
    started_at: datetime | None
    due_at: datetime | None
    escalated_at: datetime | None
    decided_at: datetime | None
    decided_by: str
    on_behalf_of: str
    waited_seconds: int | None

    def found(self, name: str) -> Any:
        return load(self.seen.get(name))


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """What somebody said; content: what was shown, digest its SHA-256."""

    id: int
    verb: str
    step_id: int | None
    policy_id: UUID | None
    policy_version: int | None
    actor: str
    on_behalf_of: str
    at: datetime
    on: date
    text: str
    figure: Fraction | None
    seen: Mapping[str, Any] | None
    content: Mapping[str, Any] | None
    digest: str
    waited_seconds: int | None
    via: str


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """A request; risk_minor: given up against list prices. mine: steps that wait for the reader.

    inside_minor  VAT inside the net; uncosted: lines whose cost is unknown, uncosted_minor their net
    """

    id: UUID
    entity_id: UUID
    subject_id: UUID
    document_id: UUID
    number: str
    customer_id: UUID
    currency: str
    net_minor: int
    risk_minor: int
    margin_minor: int | None
    inside_minor: int
    uncosted: int
    uncosted_minor: int
    discount: Fraction | None
    content: Mapping[str, Any]
    digest: str
    state: str
    asked_by: str
    owner: str
    asked_at: datetime
    asked_on: date
    closed_at: datetime | None
    note: str
    steps: tuple[StepFacts, ...] = ()
    decisions: tuple[DecisionFacts, ...] = ()
    mine: frozenset[int] = frozenset()

    @property
    def document(self) -> str:
        """What is to be approved: quote | order."""
        return str(self.content.get("document", "quote"))

    @property
    def margin(self) -> Fraction | None:
        """Percent of the net without the VAT inside it; None while a cost is unknown."""
        if self.margin_minor is None or self.worth_minor <= 0:
            return None
        return Fraction(100 * self.margin_minor, self.worth_minor)

    @property
    def worth_minor(self) -> int:
        """The net without the VAT inside it."""
        return self.net_minor - self.inside_minor

    @property
    def uncosted_percent(self) -> Decimal:
        """How much of the value is of lines whose cost is unknown."""
        return unknown_percent(self.uncosted_minor, self.worth_minor)

    @property
    def due_at(self) -> datetime | None:
        """When the first of its steps is late."""
        waiting = [s.due_at for s in self.steps if s.state == StepState.WAITING and s.due_at]
        return min(waiting, default=None)

    @property
    def escalated(self) -> bool:
        return any(s.escalated_at and s.state == StepState.WAITING for s in self.steps)

    @property
    def asked(self) -> bool:
        """A question stands without an answer."""
        said = [d.verb for d in self.decisions if d.verb in ("ask", "answer")]
        return bool(said) and said[-1] == "ask"

    @property
    def bulk(self) -> bool:
        """Small enough to be approved with others, by every rule that waits for the reader."""
        mine = [s for s in self.steps if s.id in self.mine]
        return bool(mine) and all(self.net_minor <= s.policy.bulk_minor for s in mine)


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """A link that decides once, and whose it is."""

    id: UUID
    entity_id: UUID
    request_id: UUID
    person: User
    expires_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class SubstituteFacts:
    """Who decides for whom; both days included."""

    id: UUID
    absent_id: UUID
    absent: str
    person_id: UUID
    person: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """Something a person must know."""

    id: int
    kind: str
    text: str
    at: datetime
    request_id: UUID
    number: str


@dataclass(frozen=True, slots=True)
class NoticeToMail:
    """A notice that nobody has mailed yet, and to whom."""

    id: int
    entity_id: UUID
    request_id: UUID
    person: User
    kind: str
    text: str
