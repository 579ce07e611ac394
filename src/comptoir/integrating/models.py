"""Connections to other systems, who is who in them, and what was said in both directions."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from comptoir.integrating.core.messages import ConnectionState, InState, OutState
from comptoir.integrating.core.objects import Kind
from comptoir.platform.models import Record, kept

_KINDS = [k.value for k in Kind]


class Connection(Record):
    """One other system of one of our companies.

    token, secret  sealed by `vault.py`; the secret signs what the other system tells us
    ways    kind → off | in | out | both
    hears   names of our events that it is told of, from `ways`: the trigger of the event log reads them
    quote_at  the stage, as the CRM calls it, at which a deal is quoted by itself; empty: only by hand
    fault   why it paused by itself; who  the system's own name and version, as it last said
    """

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    system = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    url = models.CharField(max_length=300)
    token = models.TextField()
    secret = models.TextField(blank=True, default="")
    state = models.CharField(max_length=6, default=ConnectionState.ON)
    ways = models.JSONField(default=dict)
    hears = ArrayField(models.CharField(max_length=60), default=list)
    quote_at = models.CharField(max_length=80, blank=True, default="")
    fault = models.CharField(max_length=300, blank=True, default="")
    who = models.CharField(max_length=200, blank=True, default="")
    made_by = models.CharField(max_length=80)
    checked_at = models.DateTimeField(null=True)
    pulled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "integrating_connection"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entity", "name"], name="connection_name_once"),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in ConnectionState]),
                name="connection_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state=ConnectionState.PAUSED) | Q(fault=""),
                name="connection_fault_pauses",
            ),
        ]
        triggers: ClassVar = kept("connection")


class Cursor(models.Model):
    """How far one kind was read: what changed there since, less the look-back, is read again."""

    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)
    since = models.DateTimeField()

    class Meta:
        db_table = "integrating_cursor"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["connection", "kind"], name="cursor_once")
        ]


class Link(models.Model):
    """The same thing here and there: never made twice in either place.

    digest  of what we last sent, or would send after what came from there: an equal one is not sent
    """

    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)
    our_id = models.UUIDField()
    external_id = models.CharField(max_length=120)
    url = models.CharField(max_length=400, blank=True, default="")
    digest = models.CharField(max_length=64, blank=True, default="")
    seen_at = models.DateTimeField()

    class Meta:
        db_table = "integrating_link"
        indexes: ClassVar = [models.Index(fields=["our_id"], name="link_ours")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["connection", "kind", "our_id"], name="link_once_for_ours"
            ),
            models.UniqueConstraint(
                fields=["connection", "kind", "external_id"], name="link_once_for_theirs"
            ),
            models.CheckConstraint(condition=Q(kind__in=_KINDS), name="link_kind_is_known"),
            models.CheckConstraint(condition=~Q(external_id=""), name="link_names_theirs"),
        ]


class Heard(models.Model):
    """An event of the log that a connection has yet to be told; written by the trigger of the log."""

    connection = models.ForeignKey(
        Connection, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    seq = models.BigIntegerField()

    class Meta:
        db_table = "integrating_heard"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["connection", "seq"], name="heard_once")
        ]


class Outgoing(models.Model):
    """What one event makes us say about one record, as it was then; in the order of the events.

    seq   the event; 0: somebody asked for it    body  the record, customers and causes by our ids
    answer  what the other system said last: `words.py` reads it
    external_id  where to write what has no link; waits_for  the record that must be there first
    claimed_at   when a worker took it to send it
    """

    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="+")
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=10)
    our_id = models.UUIDField()
    about = models.CharField(max_length=60)
    external_id = models.CharField(max_length=120, blank=True, default="")
    waits_for = models.CharField(max_length=60, blank=True, default="")
    body = models.JSONField()
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=8, default=OutState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    answer = models.JSONField(default=dict)
    happened_at = models.DateTimeField()
    next_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "integrating_outgoing"
        indexes: ClassVar = [
            models.Index(
                fields=["connection", "next_at"],
                condition=Q(state__in=["waiting", "sending"]),
                name="outgoing_due",
            ),
            models.Index(fields=["connection", "-id"], name="outgoing_recent"),
            models.Index(fields=["our_id", "kind", "-id"], name="outgoing_about"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["connection", "seq", "kind", "our_id"],
                condition=Q(seq__gt=0),
                name="outgoing_once_an_event",
            ),
            models.CheckConstraint(condition=Q(kind__in=_KINDS), name="outgoing_kind_known"),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in OutState]), name="outgoing_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=OutState.SENDING, claimed_at__isnull=False)
                | (~Q(state=OutState.SENDING) & Q(claimed_at=None)),
                name="outgoing_sending_is_claimed",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="outgoing_body_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("body", "digest", "seq", "kind", "our_id"),
            ),
            *kept("outgoing"),
        ]


class Incoming(models.Model):
    """What the other system told us once, and what became of it.

    told     its name for this telling; of a pull: record, instant and content
    missing  what the gate of a won deal wants    our_id  the record here that it became
    """

    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="+")
    told = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    external_id = models.CharField(max_length=120)
    by = models.CharField(max_length=4)  # hook | pull
    body = models.JSONField(null=True)  # None: not fetched yet, or deleted there
    digest = models.CharField(max_length=64, blank=True, default="")
    url = models.CharField(max_length=400, blank=True, default="")
    state = models.CharField(max_length=8, default=InState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    missing = models.JSONField(default=list)
    answer = models.JSONField(default=dict)
    our_id = models.UUIDField(null=True)
    happened_at = models.DateTimeField()
    next_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "integrating_incoming"
        indexes: ClassVar = [
            models.Index(
                fields=["connection", "next_at"], condition=Q(state="waiting"), name="incoming_due"
            ),
            models.Index(fields=["connection", "-id"], name="incoming_recent"),
            models.Index(
                fields=["connection", "kind", "external_id", "-id"], name="incoming_about"
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["connection", "told"], name="incoming_told_once"),
            models.CheckConstraint(condition=Q(kind__in=_KINDS), name="incoming_kind_known"),
            models.CheckConstraint(condition=Q(by__in=["hook", "pull"]), name="incoming_by_known"),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in InState]), name="incoming_state_known"
            ),
        ]
        triggers: ClassVar = kept("incoming")
