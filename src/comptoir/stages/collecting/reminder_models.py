"""Reminders: the plan a company follows, the letters written, the pauses agreed."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from comptoir.platform.models import Record, append_only, kept
from comptoir.stages.collecting.core.dunning import Tone

TONES = tuple(t.value for t in Tone)
REASONS = ("promise", "dispute", "installments", "other")


class ReminderPlan(Record):
    """One version of a company's plan, in force from `starts_on` until the next; never changed.

    minimum_minor  in the company's currency
    automatic      letters are written and mailed every day; else when somebody says so
    returned_level the level with which a payment that came back is written for, at once
    """

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    gap_days = models.PositiveSmallIntegerField()
    minimum_minor = models.BigIntegerField()
    automatic = models.BooleanField(default=True)
    returned_level = models.PositiveSmallIntegerField(default=1, db_default=1)

    class Meta:
        db_table = "collecting_reminder_plan"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["entity", "version"], name="reminder_plan_version_once"
            ),
            models.CheckConstraint(
                condition=Q(gap_days__gte=1, gap_days__lte=365), name="reminder_plan_gap"
            ),
            models.CheckConstraint(condition=Q(minimum_minor__gte=0), name="reminder_plan_minimum"),
            models.CheckConstraint(
                condition=Q(returned_level__gte=1), name="reminder_plan_returned_level"
            ),
        ]
        triggers: ClassVar = append_only("reminder_plan")


class ReminderLevel(models.Model):
    """From so many days past due on, in this tone."""

    id = models.BigAutoField(primary_key=True)
    plan = models.ForeignKey(ReminderPlan, on_delete=models.PROTECT, related_name="levels")
    level = models.PositiveSmallIntegerField()
    days = models.PositiveSmallIntegerField()
    tone = models.CharField(max_length=9)

    class Meta:
        db_table = "collecting_reminder_level"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "level"], name="reminder_plan_level_once"),
            models.UniqueConstraint(fields=["plan", "days"], name="reminder_plan_days_once"),
            models.CheckConstraint(
                condition=Q(level__gte=1, days__gte=1, tone__in=TONES), name="reminder_level_known"
            ),
        ]
        triggers: ClassVar = append_only("reminder_level")


class Reminder(Record):
    """One letter to a customer, as it was written; only what became of its e-mail is added.

    overdue_minor    Σ of its lines;  credits_minor  what the customer has to its credit
    interest_minor   claimable by law on that day, not booked; None: nothing may be claimed, or the
                     rate of a half-year is not known
    """

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(ReminderPlan, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    currency = models.CharField(max_length=3)
    level = models.PositiveSmallIntegerField()
    tone = models.CharField(max_length=9)
    language = models.CharField(max_length=2)
    email = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    overdue_minor = models.BigIntegerField()
    credits_minor = models.BigIntegerField()
    net_minor = models.BigIntegerField()
    interest_minor = models.BigIntegerField(null=True)
    indemnity_minor = models.BigIntegerField()
    by_hand = models.BooleanField(default=False)
    mailed_at = models.DateTimeField(null=True)
    failed = models.BooleanField(default=False)
    tries = models.PositiveSmallIntegerField(default=0)
    try_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "collecting_reminder"
        indexes: ClassVar = [
            models.Index(fields=["entity", "-on", "-id"], name="reminder_newest"),
            models.Index(
                fields=["id"], condition=Q(mailed_at=None, failed=False), name="reminder_to_mail"
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["customer", "currency", "on", "entity"], name="one_reminder_a_day"
            ),
            models.CheckConstraint(
                condition=Q(net_minor=F("overdue_minor") - F("credits_minor"), net_minor__gt=0)
                & Q(credits_minor__gte=0, indemnity_minor__gte=0),
                name="reminder_adds_up",
            ),
            models.CheckConstraint(condition=Q(tone__in=TONES), name="reminder_tone_known"),
            models.CheckConstraint(condition=~Q(email=""), name="reminder_has_address"),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="reminder_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["mailed_at", "failed", "tries", "try_at"]),
            ),
            *kept("reminder"),
        ]


class ReminderLine(models.Model):
    """An invoice in a letter. raised: the letter that brought it to this level, once for ever; returned: the
    payment that came back, of which this letter tells, once for ever."""

    id = models.BigAutoField(primary_key=True)
    reminder = models.ForeignKey(Reminder, on_delete=models.PROTECT, related_name="lines")
    item = models.ForeignKey("collecting.OpenItem", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    days_late = models.PositiveIntegerField()
    open_minor = models.BigIntegerField()
    level = models.PositiveSmallIntegerField()
    raised = models.BooleanField()
    interest_minor = models.BigIntegerField(null=True)
    indemnity_minor = models.BigIntegerField()
    returned = models.ForeignKey(
        "collecting.PaymentReturn",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )  # fmt: skip — reminder_tells_return_once is its index

    class Meta:
        db_table = "collecting_reminder_line"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reminder", "item"], name="reminder_names_it_once"),
            models.UniqueConstraint(
                fields=["item", "level"], condition=Q(raised=True), name="reminder_level_once"
            ),
            models.UniqueConstraint(
                fields=["returned", "item"],
                condition=Q(returned__isnull=False),
                name="reminder_tells_return_once",
            ),
            models.CheckConstraint(
                condition=Q(open_minor__gt=0, days_late__gt=0, level__gte=1)
                | Q(open_minor__gt=0, returned__isnull=False, level__gte=1),
                name="reminder_line_is_late",
            ),
        ]
        triggers: ClassVar = append_only("reminder_line")


class ReminderPause(Record):
    """No letters over [starts_on, ends_on): to the customer, or for one of its invoices."""

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(
        "collecting.OpenItem", null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=12)
    note = models.CharField(max_length=200, blank=True, default="")
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        db_table = "collecting_reminder_pause"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(reason__in=REASONS), name="reminder_pause_reason"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="reminder_pause_ends"
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="reminder_pause_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["ends_on"]),
            ),
            *kept("reminder_pause"),
        ]
