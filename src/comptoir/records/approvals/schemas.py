"""What the API of approvals takes and gives."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from comptoir.kernel.margin import margin_percent
from comptoir.platform.schemas import (
    ApprovalId,
    ApprovalPolicyId,
    CustomerId,
    Day,
    DecimalText,
    In,
    MoneyOut,
    OrderId,
    QuoteId,
    SubstituteId,
    UserId,
    example,
)
from comptoir.records.approvals import words
from comptoir.records.approvals.core.measures import Found, Measure
from comptoir.records.approvals.core.totals import Total
from comptoir.records.approvals.facts import (
    DecisionFacts,
    PolicyFacts,
    RequestFacts,
    StepFacts,
    SubstituteFacts,
)
from comptoir.records.approvals.rules import plain_condition

NO_NUL = r"^[^\x00]*$"
Said = Annotated[str, Field(max_length=2_000, pattern=NO_NUL)]
Why = Annotated[str, Field(min_length=1, max_length=2_000, pattern=r"^[^\x00]*\S[^\x00]*$")]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
MeasureName = Literal[
    "discount", "line_discount", "granted", "line_granted", "below_floor", "margin", "line_margin",
    "net", "payment_days", "term_months", "validity_days", "deposit", "currency", "segment", "product",
    "new_customer", "free_text", "deviations",
]  # fmt: skip
RoleName = Literal[
    "sales", "sales_manager", "finance_approver", "legal", "order", "warehouse", "billing",
    "collector", "controller", "revenue", "admin",
]  # fmt: skip


class ConditionBody(In):
    """value: percent, days, months, major units of the company's currency, or a word."""

    measure: MeasureName
    comparison: Literal["above", "below", "is", "is_not"]
    value: Annotated[str, Field(max_length=60, pattern=NO_NUL)] = ""


class ApprovalPolicyIn(In):
    """role or person_id: who approves. lineage_id: of the policy whose next version this is."""

    model_config = example(
        name="Large discounts", role="sales_manager", hours=24,
        conditions=[{"measure": "discount", "comparison": "above", "value": "10"}],
    )  # fmt: skip

    name: Annotated[str, Field(min_length=1, max_length=120, pattern=NO_NUL)]
    conditions: Annotated[list[ConditionBody], Field(min_length=1, max_length=5)]
    stage: Annotated[int, Field(ge=1, le=9)] = 1
    role: RoleName | None = None
    person_id: UserId | None = None
    hours: Annotated[int, Field(ge=0, le=1440)] = 0
    escalate_role: RoleName | None = None
    escalate_person_id: UserId | None = None
    bulk_up_to: Annotated[DecimalText, Field(ge=0, le=10**12)] = Decimal(0)
    starts_on: Day | None = None
    lineage_id: ApprovalPolicyId | None = None


class PolicyEndIn(In):
    ends_on: Day | None = None


class ConditionOut(Schema):
    """value: percent, days, months, or a word; minor units of `currency` for an amount."""

    measure: str
    comparison: str
    value: str
    currency: str


class ApprovalPolicyOut(Schema):
    """One version of a policy, and its sentence. ends_on: the first day on which it holds no more."""

    id: ApprovalPolicyId
    lineage_id: ApprovalPolicyId
    version: int
    name: str
    sentence: str
    conditions: list[ConditionOut]
    stage: int
    role: str
    person_id: UserId | None
    hours: int
    escalate_role: str
    escalate_person_id: UserId | None
    starts_on: date
    ends_on: date | None


class TriedOut(Schema):
    """stopped: numbers of the recent quotes that it would have stopped, of how many looked at."""

    stopped: list[str]
    looked_at: int


class ApprovalPolicyDetail(ApprovalPolicyOut):
    tried: TriedOut


class ApprovalStepOut(Schema):
    """seen: what the rule measured, in words, by measure; figure: proposed instead; delegate_id: to whom
    it was handed over."""

    id: int
    policy_id: ApprovalPolicyId
    policy_version: int
    rule: str
    stage: int
    role: str
    person_id: UserId | None
    delegate_id: UserId | None
    state: str
    seen: dict[str, str]
    figure: str
    due_at: datetime | None
    escalated_at: datetime | None
    decided_at: datetime | None
    decided_by: str
    on_behalf_of: str
    waited_seconds: int | None
    mine: bool


class ApprovalDecisionOut(Schema):
    """What somebody said; digest: SHA-256 of what they saw."""

    verb: str
    policy_id: ApprovalPolicyId | None
    policy_version: int | None
    actor: str
    on_behalf_of: str
    at: datetime
    text: str
    figure: str
    digest: str
    waited_seconds: int | None
    via: str


class ApprovalOut(Schema):
    """A request for a quote, or for an order that was entered without one. digest: of what an approver sees;
    send it back with the decision. margin, margin_percent: null for who may not see them, and while the
    cost of `margin_unknown` lines, `margin_unknown_percent` of the value, is not known."""

    id: ApprovalId
    quote_id: QuoteId | None
    order_id: OrderId | None
    number: str
    customer_id: CustomerId
    state: str
    net: MoneyOut
    given_up: MoneyOut
    margin: MoneyOut | None
    margin_percent: DecimalText | None
    margin_unknown: int | None
    margin_unknown_percent: DecimalText | None
    digest: str
    asked_by: str
    owner: str
    asked_at: datetime
    closed_at: datetime | None
    note: str
    steps: list[ApprovalStepOut]


class ApprovalDetail(ApprovalOut):
    """With the terms that approvers see, and all that was said."""

    content: dict[str, Any]
    decisions: list[ApprovalDecisionOut]


class ApprovalTotalOut(Schema):
    """given_up: the margin at risk, against list prices. margin: what remains, of those whose costs are
    known; null for callers who may not see it. unknown: how many have a cost that is not known."""

    count: int
    net: MoneyOut
    given_up: MoneyOut
    margin: MoneyOut | None
    unknown: int
    oldest_at: datetime


class ApprovalTotalsOut(Schema):
    """One for each currency."""

    totals: list[ApprovalTotalOut]


class ApproveIn(In):
    digest: Digest
    note: Said = ""


class RejectIn(In):
    digest: Digest
    reason: Why


class CounterIn(In):
    """figure: of the rule's first condition. step_id: which rule, where several wait for you."""

    digest: Digest
    figure: DecimalText
    reason: Why
    step_id: Annotated[int, Field(ge=1, le=2**62)] | None = None


class QuestionIn(In):
    message: Why


class HandOverIn(In):
    person_id: UserId
    note: Said = ""


class ChosenIn(In):
    id: ApprovalId
    digest: Digest


class ApproveManyIn(In):
    approvals: Annotated[list[ChosenIn], Field(min_length=1, max_length=100)]


Weekday = Annotated[int, Field(ge=1, le=7)]
AtClock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class WorkHoursIn(In):
    """days: ISO weekdays, Monday is 1; none: around the clock. opens, closes: by the clock of the company.
    holidays: country whose public holidays are free. off: further free days."""

    days: Annotated[list[Weekday], Field(max_length=7)]
    opens: AtClock = "09:00"
    closes: AtClock = "18:00"
    holidays: Literal["", "FR"] = "FR"
    off: Annotated[list[Day], Field(max_length=366)] = Field(default_factory=list)


class WorkHoursOut(Schema):
    zone: str
    days: list[int]
    opens: str
    closes: str
    holidays: str
    off: list[date]


class SubstituteIn(In):
    """absent_id: whom the person stands in for; yourself when left out."""

    person_id: UserId
    starts_on: Day
    ends_on: Day
    absent_id: UserId | None = None


class SubstituteOut(Schema):
    id: SubstituteId
    absent_id: UserId
    person_id: UserId
    starts_on: date
    ends_on: date


class LinkIn(In):
    person_id: UserId


class ApprovalLinkOut(Schema):
    """The address by which this person may decide once, within three days."""

    approval_id: ApprovalId
    path: str | None


def policy(facts: PolicyFacts) -> dict[str, Any]:
    told = {n: getattr(facts, n) for n in ApprovalPolicyOut.model_fields if hasattr(facts, n)}
    told["conditions"] = [plain_condition(c) for c in facts.conditions]
    told |= {"sentence": sentence(facts), "lineage_id": facts.lineage}
    return told


def sentence(facts: PolicyFacts) -> str:
    """The policy in the reader's language."""
    above = facts.escalate_person or (
        words.role(facts.escalate_role) if facts.escalate_role else ""
    )
    approver = facts.person or words.role(facts.role)
    return words.sentence(facts.conditions, who=approver, hours=facts.hours, above=above)


def request(facts: RequestFacts, margin: bool) -> dict[str, Any]:
    """A request; what it earns only for those who may see it."""
    told = {n: getattr(facts, n) for n in ApprovalOut.model_fields if hasattr(facts, n)}
    money = {"net": facts.net_minor, "given_up": facts.risk_minor}
    told |= {n: MoneyOut.of(minor, facts.currency) for n, minor in money.items()}
    told |= _margin(facts) if margin else dict.fromkeys(_MARGIN)
    told["quote_id"] = facts.document_id if facts.document == "quote" else None
    told["order_id"] = facts.document_id if facts.document == "order" else None
    told["steps"] = [_step(s, facts, margin) for s in facts.steps]
    return told


_MARGIN = ("margin", "margin_percent", "margin_unknown", "margin_unknown_percent")


def _margin(facts: RequestFacts) -> dict[str, Any]:
    known = facts.margin_minor
    return {
        "margin": None if known is None else MoneyOut.of(known, facts.currency),
        "margin_percent": None
        if known is None
        else margin_percent(facts.worth_minor, facts.worth_minor - known),
        "margin_unknown": facts.uncosted,
        "margin_unknown_percent": facts.uncosted_percent,
    }


def total(found: Total, margin: bool) -> dict[str, Any]:
    """What waits in one currency; what it earns only for those who may see it."""
    return {
        "count": found.count, "unknown": found.unknown if margin else 0, "oldest_at": found.oldest_at,
        "net": MoneyOut.of(found.net_minor, found.currency),
        "given_up": MoneyOut.of(found.risk_minor, found.currency),
        "margin": MoneyOut.of(found.margin_minor, found.currency) if margin else None,
    }  # fmt: skip


def detailed(facts: RequestFacts, margin: bool) -> dict[str, Any]:
    decisions = [_decision(d) for d in facts.decisions]
    return {**request(facts, margin), "content": facts.content, "decisions": decisions}


def _step(step: StepFacts, facts: RequestFacts, margin: bool) -> dict[str, Any]:
    told = {n: getattr(step, n) for n in ApprovalStepOut.model_fields if hasattr(step, n)}
    told |= {
        "policy_id": step.policy.id, "policy_version": step.policy.version,
        "rule": sentence(step.policy), "figure": plain(step.figure),
        "mine": step.id in facts.mine,
        "seen": {
            name: measured(name, step.found(name), facts.currency)
            for name in step.seen
            if margin or "margin" not in name
        },
    }  # fmt: skip
    return told


def measured(name: str, found: Found, currency: str) -> str:
    """`name` says measure, comparison and, of an amount, its currency: `net:above:EUR`."""
    measure, _comparison, word = (*name.split(":", 2), "", "")[:3]
    own = word if measure == Measure.NET else ""
    return words.value(Measure(measure), found, own or currency)


def plain(figure: Fraction | None) -> str:
    return "" if figure is None else f"{words.decimal(figure, 6):f}"


def _decision(d: DecisionFacts) -> dict[str, Any]:
    told = {n: getattr(d, n) for n in ApprovalDecisionOut.model_fields}
    return {**told, "figure": plain(d.figure)}


def substitute(facts: SubstituteFacts) -> dict[str, Any]:
    return {n: getattr(facts, n) for n in SubstituteOut.model_fields}
