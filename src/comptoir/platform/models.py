"""Tables of the platform: people and keys, the event log, numbers, clocks, files, progress."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from comptoir.platform.ids import new_id
from comptoir.platform.roles import Role

ROLES = [(r.value, r.value) for r in Role]


def no_truncate(name: str) -> pgtrigger.Trigger:
    """A trigger that refuses TRUNCATE."""
    return pgtrigger.Trigger(
        name=f"{name}_no_truncate",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
    )


def kept(name: str) -> list[pgtrigger.Trigger]:
    """Triggers that refuse DELETE and TRUNCATE: what others refer to stays."""
    return [pgtrigger.Protect(name=f"{name}_kept", operation=pgtrigger.Delete), no_truncate(name)]


def append_only(name: str) -> list[pgtrigger.Trigger]:
    """Triggers that refuse UPDATE, DELETE and TRUNCATE, raw SQL included."""
    return [
        pgtrigger.Protect(
            name=f"{name}_append_only", operation=pgtrigger.Update | pgtrigger.Delete
        ),
        no_truncate(name),
    ]


# A subquery per value, not a join: it always goes through the key. The plan of a join is made once a session,
# while the tables are small, and reads a grown table from end to end.
_MISSING = """
SELECT '{column}' AS name, n.{column}::text AS value
FROM (SELECT DISTINCT {column} FROM new_rows WHERE {column} IS NOT NULL) n
WHERE {unless}(SELECT p.id FROM {parent} p WHERE p.id = n.{column}) IS NULL
"""
# A bulk run names consecutive numbers: that all of a range are there is one walk along the key, which takes
# a fifth of asking for each.
_RANGE = """
SELECT min({column}), max({column}), count({column}) INTO low, high, many FROM new_rows;
IF many >= 100 AND high - low < 2 * many THEN
    {column}_known := (SELECT count(*) FROM {parent} p WHERE p.id BETWEEN low AND high) = high - low + 1;
END IF;
"""
_REFERENCES = """
DECLARE missing record; low bigint; high bigint; many bigint; {declared}
BEGIN
{ranges}
SELECT * INTO missing FROM ({missing}) m LIMIT 1;
IF FOUND THEN
    RAISE EXCEPTION '% % does not exist', missing.name, missing.value
        USING ERRCODE = 'foreign_key_violation', CONSTRAINT = '{name}_references';
END IF;
RETURN NULL;
END;
"""
_NUMBERED = ("ordering_line", "fulfilling_line", "recognizing_obligation")  # their key is a number


def references(name: str, *, updates: bool = False, **parents: str) -> list[pgtrigger.Trigger]:
    """Foreign keys checked once per statement, as a set: `column_id="parent_table"`.

    For parents that are never deleted (their table refuses it, see `kept`), where this holds as
    much as a foreign key and costs a tenth: PostgreSQL's own runs one query per row and column, which
    was half the time of a bulk import. The field says `db_constraint=False`.
    updates  the columns may change after the insert
    """
    numbered = {c: p for c, p in parents.items() if p in _NUMBERED}
    missing = "UNION ALL".join(
        _MISSING.format(
            column=column, parent=parent, unless=f"NOT {column}_known AND " * (column in numbered)
        )
        for column, parent in parents.items()
    )
    func = _REFERENCES.format(
        name=name,
        missing=missing,
        declared=" ".join(f"{column}_known boolean := false;" for column in numbered),
        ranges="".join(_RANGE.format(column=c, parent=p) for c, p in numbered.items()),
    )
    operations = {"": pgtrigger.Insert, **({"_changed": pgtrigger.Update} if updates else {})}
    return [
        pgtrigger.Trigger(
            name=f"{name}_references{suffix}",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=pgtrigger.Referencing(new="new_rows"),
            func=func,
        )
        for suffix, operation in operations.items()
    ]


class Record(models.Model):
    """A thing that people or other systems name: UUIDv7 key."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        abstract = True


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **extra: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **extra)


class User(AbstractBaseUser, PermissionsMixin):
    """A person of the staff. Logs in by e-mail."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=2, default="en")
    theme = models.CharField(max_length=6, default="system")
    shortcuts = models.BooleanField(default=True)
    entity_id = models.UUIDField(null=True)  # the company shown after log-in
    views = models.JSONField(default=dict)  # list → name → its filters, order and columns
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = UserManager()

    class Meta:
        db_table = "platform_user"

    def __str__(self) -> str:
        return self.name or self.email


class UserRole(models.Model):
    """One role of one person, in one company or (entity empty) in all."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=20, choices=ROLES)
    entity_id = models.UUIDField(null=True)

    class Meta:
        db_table = "platform_user_role"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "role", "entity_id"], nulls_distinct=False, name="user_role_once"
            ),
            models.CheckConstraint(
                condition=Q(role__in=[r.value for r in Role]), name="user_role_known"
            ),
        ]


class ApiKey(Record):
    """A key of another program: shown once, kept as prefix and SHA-256."""

    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=16, unique=True)
    digest = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)  # permissions; ["read"] at least
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")  # whom it acts for
    entity_id = models.UUIDField(null=True)
    last_used_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "platform_api_key"


class EventRow(models.Model):
    """Append-only. Audit trail, outbox and idempotency record in one row."""

    seq = models.BigAutoField(primary_key=True)
    id = models.UUIDField(default=new_id, unique=True)
    name = models.CharField(max_length=60)
    entity_id = models.UUIDField()
    subject_id = models.UUIDField()
    facts = models.JSONField()
    changed = models.JSONField(null=True)  # {field: [before, after]}
    actor = models.CharField(max_length=80)
    at = models.DateTimeField()
    business_on = models.DateField()  # the company's day, which a sandbox may move
    key = models.CharField(max_length=120, null=True)
    body_hash = models.CharField(max_length=64, null=True)
    cause_seq = models.BigIntegerField(null=True)  # the event whose handler recorded this one
    delivered_at = models.DateTimeField(null=True)  # all handlers have run

    class Meta:
        db_table = "platform_event"
        indexes: ClassVar = [
            models.Index(fields=["subject_id", "seq"], name="event_subject"),
            models.Index(fields=["entity_id", "seq"], name="event_entity"),
            models.Index(fields=["seq"], condition=Q(delivered_at=None), name="event_undelivered"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["actor", "key"], condition=Q(key__isnull=False), name="event_key_once"
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="event_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["delivered_at"]),
            ),
            pgtrigger.Protect(name="event_is_kept", operation=pgtrigger.Delete),
            no_truncate("event"),
        ]


class Delivery(models.Model):
    """One event handed to one handler, at most once: the row is written in the handler's transaction."""

    event = models.ForeignKey(
        EventRow, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    handler = models.CharField(max_length=80)
    done_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    error = models.TextField(default="", blank=True)

    class Meta:
        db_table = "platform_delivery"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "handler"], name="delivery_once")
        ]


class Counter(models.Model):
    """The last number given in one series of one company and year."""

    entity_id = models.UUIDField()
    series = models.CharField(max_length=20)
    year = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    last_on = models.DateField()

    class Meta:
        db_table = "platform_counter"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entity_id", "series", "year"], name="counter_once")
        ]


class Clock(models.Model):
    """The zone of a company, and the day it believes it is when it is a sandbox.

    opened_on  of a sandbox that somebody tries: the last day on which it was opened
    """

    entity_id = models.UUIDField(primary_key=True)
    zone = models.CharField(max_length=40, default="Europe/Paris")
    sandbox = models.BooleanField(default=False)
    today = models.DateField(null=True)
    opened_on = models.DateField(null=True)

    class Meta:
        db_table = "platform_clock"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(today=None) | Q(sandbox=True), name="only_a_sandbox_moves_its_clock"
            ),
            models.CheckConstraint(
                condition=Q(opened_on=None) | Q(sandbox=True), name="only_a_sandbox_is_tried"
            ),
        ]


class File(Record):
    """The bytes of a document as it was sent, with their SHA-256; never changes."""

    entity_id = models.UUIDField()
    subject_id = models.UUIDField()
    kind = models.CharField(max_length=30)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()

    class Meta:
        db_table = "platform_file"
        indexes: ClassVar = [models.Index(fields=["subject_id", "kind"], name="file_subject")]
        triggers: ClassVar = append_only("file")


class Progress(Record):
    """Long work, as rows that the screen, the command line and the API show alike."""

    entity_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=40)
    label = models.CharField(max_length=200)
    actor = models.CharField(max_length=80)
    state = models.CharField(max_length=8, default="running")  # running | done | failed
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    message = models.TextField(default="", blank=True)
    result = models.JSONField(default=dict)
    updated_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "platform_progress"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["running", "done", "failed"]), name="progress_state_known"
            )
        ]


class Heartbeat(models.Model):
    """When a worker last said that it lives."""

    worker = models.CharField(max_length=80, primary_key=True)
    at = models.DateTimeField()
    started_at = models.DateTimeField()

    class Meta:
        db_table = "platform_heartbeat"
