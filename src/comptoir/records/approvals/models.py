"""Who must say yes to what: policies, requests and their steps, decisions, substitutes, links, notices."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from comptoir.platform.models import Record, append_only, kept
from comptoir.records.approvals.core.states import RequestState, StepState

OPEN_STEPS = (StepState.PENDING, StepState.WAITING)
_ONE_OF = Q(role="") & Q(person__isnull=False) | ~Q(role="") & Q(person__isnull=True)


class Policy(Record):
    """One version of a rule. A change closes it on the day before the next version starts.

    conditions  [{measure, comparison, value, currency}], all must hold
    bulk_minor  up to which net many may be approved at once, in the company's currency; 0: none
    """

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    lineage = models.UUIDField()
    version = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=120)
    conditions = models.JSONField()
    stage = models.PositiveSmallIntegerField(default=1)
    role = models.CharField(max_length=20, blank=True, default="")
    person = models.ForeignKey(
        "platform.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    hours = models.PositiveSmallIntegerField(default=0)
    escalate_role = models.CharField(max_length=20, blank=True, default="")
    escalate_person = models.ForeignKey(
        "platform.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    bulk_minor = models.BigIntegerField(default=0)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)  # first day on which it holds no more

    class Meta:
        db_table = "approvals_policy"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lineage", "version"], name="policy_version_once"),
            models.UniqueConstraint(
                fields=["lineage"], condition=Q(ends_on=None), name="policy_one_open_version"
            ),
            models.CheckConstraint(condition=_ONE_OF, name="policy_one_approver"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="policy_ends_later"
            ),
            models.CheckConstraint(condition=Q(stage__gte=1, stage__lte=9), name="policy_stage"),
        ]
        indexes: ClassVar = [models.Index(fields=["entity", "starts_on"], name="policy_in_force")]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="policy_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["ends_on"]),
            ),
            *kept("policy"),
        ]


class WorkCalendar(Record):
    """When a company works: what the hours of its policies count.

    days       ISO weekdays, Monday is 1; "": around the clock
    holidays   country whose public holidays are free; "": none
    off        further free days, ["2026-05-15"]
    """

    entity = models.OneToOneField("parties.Entity", on_delete=models.PROTECT, related_name="+")
    days = models.CharField(max_length=7, blank=True)
    opens = models.TimeField()
    closes = models.TimeField()
    holidays = models.CharField(max_length=2, blank=True)
    off = models.JSONField(default=list)

    class Meta:
        db_table = "approvals_calendar"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")), name="calendar_closes_later"
            ),
            models.CheckConstraint(
                condition=Q(days__regex=r"^1?2?3?4?5?6?7?$"), name="calendar_days_known"
            ),
        ]
        triggers: ClassVar = [*kept("calendar")]


class ApprovalRequest(Record):
    """One asking for approval of a deal. While it waits it follows the draft.

    subject_id   the negotiation; document_id the version, number what people call it
    content      what the approver sees; digest its SHA-256
    risk_minor   given up against list prices; margin_minor None while a cost is unknown
    inside_minor VAT inside the net, under a margin scheme; the margin is of what is left
    uncosted     lines whose cost is not known; uncosted_minor: their net
    asked_by     actor of the log; owner the person whose deal it is, as actor
    """

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    subject_id = models.UUIDField()
    document_id = models.UUIDField()
    number = models.CharField(max_length=50)
    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    net_minor = models.BigIntegerField()
    risk_minor = models.BigIntegerField()
    margin_minor = models.BigIntegerField(null=True)
    inside_minor = models.BigIntegerField(default=0, db_default=0)
    uncosted = models.PositiveIntegerField(default=0, db_default=0)
    uncosted_minor = models.BigIntegerField(default=0, db_default=0)
    discount = models.CharField(max_length=40, blank=True, default="")  # exact percent, "n/d"
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, default=RequestState.WAITING)
    asked_by = models.CharField(max_length=80)
    owner = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    asked_on = models.DateField()
    closed_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True, default="")

    class Meta:
        db_table = "approvals_request"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject_id"], condition=Q(state="waiting"), name="request_one_waiting"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in RequestState]), name="request_state_known"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["entity", "state", "-asked_at"], name="request_queue"),
            models.Index(fields=["subject_id"], name="request_subject"),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="request_closed_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.state <> 'waiting'"),
            ),
            *kept("request"),
        ]


class ApprovalStep(models.Model):
    """One policy's part of a request. seen: what its conditions measure; figure: a counter-proposal.

    due_at, due_on  when it is escalated: by the clock, and by the company's day
    delegate        to whom it was handed over, who then decides for `delegator`
    waited_seconds  from its start to its decision
    """

    id = models.BigAutoField(primary_key=True)
    entity_id = models.UUIDField()
    request = models.ForeignKey(ApprovalRequest, on_delete=models.PROTECT, related_name="steps")
    subject_id = models.UUIDField()
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="+")
    lineage = models.UUIDField()
    stage = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=20, blank=True, default="")
    person = models.ForeignKey(
        "platform.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    delegate = models.ForeignKey(
        "platform.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    delegator = models.ForeignKey(
        "platform.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=10)
    seen = models.JSONField()
    figure = models.CharField(max_length=60, blank=True, default="")  # exact, "n/d"
    started_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    escalated_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, blank=True, default="")
    on_behalf_of = models.CharField(max_length=80, blank=True, default="")
    digest = models.CharField(max_length=64, blank=True, default="")  # of what was decided on
    waited_seconds = models.BigIntegerField(null=True)

    class Meta:
        db_table = "approvals_step"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in StepState]), name="step_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "countered", "rejected"])
                | Q(decided_at__isnull=False) & ~Q(decided_by="") & ~Q(digest=""),
                name="step_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="countered") | ~Q(figure=""), name="step_counter_has_figure"
            ),
            models.CheckConstraint(
                condition=Q(delegate=None, delegator=None)
                | Q(delegate__isnull=False, delegator__isnull=False) & ~Q(delegate=F("delegator")),
                name="step_handed_by_another",
            ),
            models.UniqueConstraint(
                fields=["request", "lineage"],
                condition=Q(state__in=["pending", "waiting"]),
                name="step_once_open",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["subject_id"], name="step_subject"),
            models.Index(
                fields=["entity_id", "due_at"],
                condition=Q(state="waiting", escalated_at=None),
                name="step_to_escalate",
            ),
        ]
        triggers: ClassVar = [*kept("step")]


class Decision(models.Model):
    """What somebody said about a request, with what they had before their eyes. Only added.

    verb    approve, counter, reject, ask, answer, meet, void, escalate, delegate, take_back, withdraw
    rule    the policy's version and its words of that moment, as data
    seen    what the policy measured; content what was shown, digest its SHA-256
    via     screen, link, api, bulk, system
    """

    id = models.BigAutoField(primary_key=True)
    entity_id = models.UUIDField()
    request = models.ForeignKey(ApprovalRequest, on_delete=models.PROTECT, related_name="decisions")
    step = models.ForeignKey(ApprovalStep, null=True, on_delete=models.PROTECT, related_name="+")
    policy = models.ForeignKey(Policy, null=True, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=10)
    actor = models.CharField(max_length=80)
    on_behalf_of = models.CharField(max_length=80, blank=True, default="")
    at = models.DateTimeField()
    on = models.DateField()
    text = models.TextField(blank=True, default="")
    figure = models.CharField(max_length=60, blank=True, default="")
    seen = models.JSONField(null=True)
    content = models.JSONField(null=True)
    digest = models.CharField(max_length=64)
    waited_seconds = models.BigIntegerField(null=True)
    via = models.CharField(max_length=6)

    class Meta:
        db_table = "approvals_decision"
        indexes: ClassVar = [models.Index(fields=["entity_id", "-id"], name="decision_recent")]
        triggers: ClassVar = [*append_only("decision")]


class Substitute(Record):
    """Somebody decides for somebody else, on these days, both included; ended before it began: none."""

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    absent = models.ForeignKey("platform.User", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("platform.User", on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        db_table = "approvals_substitute"
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(absent=F("person")), name="substitute_is_another"),
        ]
        triggers: ClassVar = [*kept("substitute")]


class ApprovalLink(Record):
    """A signed link that decides once. Only the digest of its nonce is stored."""

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(ApprovalRequest, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("platform.User", on_delete=models.PROTECT, related_name="+")
    nonce_digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "approvals_link"
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="link_is_used_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.used_at IS NOT NULL"),
            ),
            *kept("link"),
        ]


class Notice(models.Model):
    """Something a person must know or do; told on the home page, and by e-mail once."""

    id = models.BigAutoField(primary_key=True)
    entity_id = models.UUIDField()
    person = models.ForeignKey("platform.User", on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(ApprovalRequest, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)
    text = models.TextField(blank=True, default="")
    at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    try_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "approvals_notice"
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(mailed_at=None), name="notice_to_mail"),
            models.Index(fields=["person", "-id"], name="notice_person"),
        ]
