"""The clause library, the playbook, drafts of contracts and what is said about them, obligations."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from comptoir.platform.models import Record, append_only, kept
from comptoir.stages.contracting import guards
from comptoir.stages.contracting.core.deviations import Choice
from comptoir.stages.contracting.core.playbook import Position, Topic
from comptoir.stages.contracting.core.states import ChangeState, DraftState

SIDES = ("us", "customer")
RISKS = ("low", "medium", "high")
CATEGORIES = (
    "payment", "delivery", "term", "termination", "warranty", "liability", "data",
    "confidentiality", "property", "service", "law", "other",
)  # fmt: skip
COMPARISONS = ("above", "below", "at_most", "at_least")


class Clause(Record):
    """One version of a clause of the library, in both languages; a change is a new version.

    lineage    the same for every version;  place  where it stands in a contract
    fallbacks  wordings that may be agreed instead, the best for us first: [{"fr": …, "en": …}]
    always     belongs to every contract;  owner  the role that answers for it
    duty_*     the obligation that it makes: who, what, days after the start, months between
    ends_on    first day on which this version holds no more
    """

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    lineage = models.UUIDField()
    version = models.PositiveIntegerField()
    category = models.CharField(max_length=20)
    place = models.PositiveSmallIntegerField(default=50)
    title_fr = models.CharField(max_length=160)
    title_en = models.CharField(max_length=160)
    text_fr = models.TextField()
    text_en = models.TextField()
    fallbacks = models.JSONField(default=list)
    risk = models.CharField(max_length=6, default="low")
    owner = models.CharField(max_length=20, default="legal")
    always = models.BooleanField(default=False)
    duty_side = models.CharField(max_length=8, blank=True, default="")
    duty_fr = models.CharField(max_length=200, blank=True, default="")
    duty_en = models.CharField(max_length=200, blank=True, default="")
    duty_days = models.PositiveSmallIntegerField(default=0)
    duty_months = models.PositiveSmallIntegerField(default=0)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        db_table = "contracting_clause"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lineage", "version"], name="clause_version_once"),
            models.UniqueConstraint(
                fields=["lineage"], condition=Q(ends_on=None), name="clause_one_open_version"
            ),
            models.CheckConstraint(
                condition=Q(category__in=CATEGORIES), name="clause_category_known"
            ),
            models.CheckConstraint(condition=Q(risk__in=RISKS), name="clause_risk_known"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="clause_dates"
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="clause_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["ends_on"]),
            ),
            *kept("clause"),
        ]


class PlaybookRule(Record):
    """A dated position of the playbook: what is measured, against what, and who says so."""

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(max_length=20)
    comparison = models.CharField(max_length=8)
    value = models.PositiveSmallIntegerField()
    position = models.CharField(max_length=9)
    source = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        db_table = "contracting_playbook_rule"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(topic__in=[t.value for t in Topic]), name="playbook_topic_known"
            ),
            models.CheckConstraint(
                condition=Q(position__in=[p.value for p in Position]),
                name="playbook_position_known",
            ),
            models.CheckConstraint(
                condition=Q(comparison__in=COMPARISONS), name="playbook_comparison_known"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="playbook_names_its_source"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="playbook_dates"
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="playbook_rule_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["ends_on"]),
            ),
            *kept("playbook_rule"),
        ]


class Draft(Record):
    """The contract of a negotiation before it is signed: clauses and annexes for one series of quotes.

    last  number of the newest version;  link  how many links were given out, only the newest opens
    shown  number of the version that the customer knows: shared first, agreed since, or said to be read
    accepted  the customer took the offer with it; from then on nothing unread comes into it (guards.py)
    """

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    series = models.UUIDField()
    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=2)
    state = models.CharField(max_length=9, default=DraftState.PREPARING)
    last = models.PositiveIntegerField(default=0)
    link = models.PositiveIntegerField(default=0)
    shared_on = models.DateField(null=True)
    shown = models.PositiveIntegerField(default=0, db_default=0)
    accepted = models.BooleanField(default=False, db_default=False)

    class Meta:
        db_table = "contracting_draft"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["series"], name="one_draft_of_a_negotiation"),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in DraftState]), name="draft_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="shared") | Q(shared_on__isnull=False),
                name="draft_shared_has_day",
            ),
            models.CheckConstraint(condition=Q(shown__lte=F("last")), name="draft_shown_is_there"),
            models.CheckConstraint(
                condition=Q(accepted=False) | Q(state="signed") | Q(shown=F("last")),
                name="draft_accepted_is_read",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="draft_signed_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="signed"),
            ),
            *guards.on_drafts(),
            *kept("draft"),
        ]


class DraftVersion(models.Model):
    """One wording of a draft: complete, hashed, never changed."""

    id = models.BigAutoField(primary_key=True)
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="+")
    n = models.PositiveIntegerField()
    reason = models.CharField(max_length=20)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        db_table = "contracting_draft_version"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draft", "n"], name="draft_version_once"),
            models.CheckConstraint(
                condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="draft_version_is_hashed"
            ),
        ]
        triggers: ClassVar = [*append_only("draft_version")]


class DraftClause(models.Model):
    """A clause as one version of a draft words it; `key` is the same in every version."""

    id = models.BigAutoField(primary_key=True)
    version = models.ForeignKey(DraftVersion, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    key = models.UUIDField()
    clause = models.ForeignKey(Clause, null=True, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=20)
    language = models.CharField(max_length=2)
    title = models.CharField(max_length=160)
    text = models.TextField()
    choice = models.CharField(max_length=8)
    fallback = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "contracting_draft_clause"
        indexes: ClassVar = [models.Index(fields=["clause"], name="draft_clause_of")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "key"], name="draft_clause_once"),
            models.UniqueConstraint(fields=["version", "place"], name="draft_clause_place_once"),
            models.CheckConstraint(
                condition=Q(choice__in=[c.value for c in Choice]), name="draft_choice_known"
            ),
        ]
        triggers: ClassVar = [*append_only("draft_clause")]


class Annex(Record):
    """A file that belongs to a draft, from the version `added_in` to the one before `removed_in`."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    file = models.ForeignKey("platform.File", on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    added_in = models.PositiveIntegerField()
    removed_in = models.PositiveIntegerField(null=True)

    class Meta:
        db_table = "contracting_annex"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draft", "place"], name="annex_place_once")
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="annex_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["removed_in"]),
            ),
            *kept("annex"),
        ]


class ClauseChange(Record):
    """Other words for a clause, proposed by one side and decided by the other, change by change.

    base, text  the clause as it was, and as it should be;  taken  the changes that were accepted
    """

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="+")
    on_version = models.PositiveIntegerField()
    key = models.UUIDField()
    side = models.CharField(max_length=8)
    by = models.CharField(max_length=120)
    base = models.TextField()
    text = models.TextField()
    comment = models.CharField(max_length=2000, blank=True, default="")
    state = models.CharField(max_length=9, default=ChangeState.OPEN)
    made_at = models.DateTimeField()
    taken = models.JSONField(default=list)
    decided_by = models.CharField(max_length=120, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=2000, blank=True, default="")

    class Meta:
        db_table = "contracting_clause_change"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["draft", "key"],
                condition=Q(state="open"),
                name="one_open_change_of_a_clause",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in ChangeState]), name="change_state_known"
            ),
            models.CheckConstraint(condition=Q(side__in=SIDES), name="change_side_known"),
            models.CheckConstraint(condition=~Q(base=F("text")), name="change_changes_something"),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None)
                | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="decided_change_has_time",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="change_decided_is_frozen",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__state="open"),
            ),
            pgtrigger.Protect(
                name="change_words_are_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "draft", "on_version", "key", "side", "by", "base", "text", "comment", "made_at"
                ),
            ),
            *kept("clause_change"),
        ]


class ClauseComment(models.Model):
    """What one side says about a clause; both sides read it."""

    id = models.BigAutoField(primary_key=True)
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField()
    side = models.CharField(max_length=8)
    by = models.CharField(max_length=120)
    text = models.CharField(max_length=2000)
    at = models.DateTimeField()

    class Meta:
        db_table = "contracting_clause_comment"
        indexes: ClassVar = [models.Index(fields=["draft", "id"], name="clause_comment_of")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(side__in=SIDES), name="comment_side_known"),
            models.CheckConstraint(condition=~Q(text=""), name="comment_says_something"),
        ]
        triggers: ClassVar = [*append_only("clause_comment")]


class Duty(Record):
    """An obligation of a contract: who owes what, on which day, how often.

    first_on, every_months  the first day, and the months between; 0: once
    ends_on                 first day without;  source  made by hand, or by a clause
    """

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    contract = models.ForeignKey("contracting.Contract", on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=8)
    what = models.CharField(max_length=200)
    person = models.ForeignKey(
        "platform.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    first_on = models.DateField()
    every_months = models.PositiveSmallIntegerField(default=0)
    ends_on = models.DateField(null=True)
    remind_days = models.PositiveSmallIntegerField(default=14)
    clause = models.ForeignKey(Clause, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "contracting_duty"
        indexes: ClassVar = [models.Index(fields=["entity", "first_on"], name="duty_due")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(side__in=SIDES), name="duty_side_known"),
            models.CheckConstraint(condition=~Q(what=""), name="duty_says_what"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("first_on")), name="duty_dates"
            ),
            models.UniqueConstraint(
                fields=["contract", "clause"],
                condition=Q(clause__isnull=False),
                name="one_duty_of_a_clause",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="duty_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["ends_on", "person"]),
            ),
            *kept("duty"),
        ]


class DutyMark(models.Model):
    """What happened to one due day of an obligation: somebody was reminded, or it was done."""

    id = models.BigAutoField(primary_key=True)
    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    kind = models.CharField(max_length=8)  # done | reminded
    by = models.CharField(max_length=120)
    on = models.DateField()
    note = models.CharField(max_length=200, blank=True, default="")
    mailed_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    try_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "contracting_duty_mark"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["duty", "due_on", "kind"], name="duty_marked_once"),
            models.CheckConstraint(condition=Q(kind__in=("done", "reminded")), name="mark_known"),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="duty_mark_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["mailed_at", "tries", "try_at"]),
            ),
            *kept("duty_mark"),
        ]
