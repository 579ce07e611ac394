"""The buyer's room: who is invited, what is asked and proposed, how it is read, what is mailed."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from comptoir.pages.portal.core.states import BuyerRole, CounterState
from comptoir.platform.models import Record, kept

SIDES = ("buyer", "seller")
KINDS = ("net", "percent", "quantities")


class Buyer(Record):
    """A person of the buying side with an own link to a negotiation, all its versions.

    link        number of the link: a new one makes the former open nothing; no secret is stored
    invited_by  the actor; from_buyer: the buyer who passed the offer on
    """

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    series = models.UUIDField()
    name = models.CharField(max_length=120)
    email = models.EmailField()
    role = models.CharField(max_length=9)
    link = models.PositiveIntegerField(default=1)
    revoked_at = models.DateTimeField(null=True)
    invited_by = models.CharField(max_length=80)
    from_buyer = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "portal_buyer"
        constraints: ClassVar = [
            models.UniqueConstraint("series", Lower("email"), name="buyer_once"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(email=""), name="buyer_has_name"),
            models.CheckConstraint(
                condition=Q(role__in=[r.value for r in BuyerRole]), name="buyer_role_known"
            ),
        ]
        triggers: ClassVar = kept("buyer")


class Visit(models.Model):
    """One reading of the offer, confirmed by a first sign of a person. A measurement, not a fact of the deal:
    it stands in no log and is deleted after `core.visits.KEPT_DAYS`.

    mark     tells two browsers behind one link apart; keyed by that link, so it matches nothing else
    parts    seconds per part of the page;  last_part  where the reader was when the page said last
    """

    id = models.BigAutoField(primary_key=True)
    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    series = models.UUIDField()
    quote_id = models.UUIDField()
    buyer = models.ForeignKey(Buyer, null=True, on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField()
    last_at = models.DateTimeField()
    country = models.CharField(max_length=2, blank=True, default="")
    device = models.CharField(max_length=8, blank=True, default="")
    mark = models.CharField(max_length=8, blank=True, default="")
    parts = models.JSONField(default=dict)
    last_part = models.CharField(max_length=10, blank=True, default="")

    class Meta:
        db_table = "portal_visit"
        indexes: ClassVar = [
            models.Index(fields=["series", "-last_at"], name="visit_series"),
            models.Index(fields=["last_at"], name="visit_age"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(last_at__gte=F("began_at")), name="visit_forward")
        ]


class Message(Record):
    """A question or an answer, about the whole or about a line; never changes."""

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    series = models.UUIDField()
    quote_id = models.UUIDField()
    place = models.CharField(max_length=60, blank=True, default="")  # of the line; "": the whole
    side = models.CharField(max_length=6)
    buyer = models.ForeignKey(Buyer, null=True, on_delete=models.PROTECT, related_name="+")
    author = models.CharField(max_length=120)
    text = models.TextField()

    class Meta:
        db_table = "portal_message"
        indexes: ClassVar = [models.Index(fields=["series", "created_at"], name="message_series")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(side__in=SIDES), name="message_side_known"),
            models.CheckConstraint(condition=~Q(text=""), name="message_has_text"),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="message_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]


class Counter(Record):
    """A proposal of the buyer against a version of the offer.

    kind        net: over the term, without VAT, major units · percent: off the list price · quantities
    value       of the first two;  quantities  line of the version → quantity, as text
    """

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    series = models.UUIDField()
    quote_id = models.UUIDField()
    buyer = models.ForeignKey(Buyer, null=True, on_delete=models.PROTECT, related_name="+")
    author = models.CharField(max_length=120)
    kind = models.CharField(max_length=10)
    value = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    quantities = models.JSONField(default=dict)
    reason = models.TextField()
    state = models.CharField(max_length=9, default=CounterState.OPEN)
    answer = models.TextField(blank=True, default="")
    closed_at = models.DateTimeField(null=True)
    to_quote_id = models.UUIDField(null=True)

    class Meta:
        db_table = "portal_counter"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["quote_id"], condition=Q(state="open"), name="counter_one_open"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in CounterState]), name="counter_state_known"
            ),
            models.CheckConstraint(
                condition=Q(kind="quantities", value=None) & ~Q(quantities={})
                | Q(kind__in=["net", "percent"], value__isnull=False, value__gte=0),
                name="counter_proposes_something",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="counter_has_reason"),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None)
                | ~Q(state="open") & Q(closed_at__isnull=False),
                name="counter_closed_has_time",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="counter_closed_is_frozen",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=~pgtrigger.Q(old__state="open"),
            )
        ]


class RoomMail(models.Model):
    """An e-mail to be sent: written with the deed, sent after it, tried over ten hours.

    to_buyer  an invited buyer; None: the seller
    try_at    not before, after a try that failed; mailed_at  sent, or given up
    """

    id = models.BigAutoField(primary_key=True)
    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    quote_id = models.UUIDField()
    to_buyer = models.ForeignKey(Buyer, null=True, on_delete=models.PROTECT, related_name="+")
    # invite, link, question, answer, counter, closed, accepted, refused, asks_link
    kind = models.CharField(max_length=10)
    text = models.TextField(blank=True, default="")
    tries = models.PositiveSmallIntegerField(default=0)
    try_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "portal_mail"
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(mailed_at=None), name="room_mail_waiting")
        ]


class Tally(models.Model):
    """How often something was tried within a slot of time; `key` is a digest. Swept when its slot is over."""

    key = models.CharField(max_length=64, primary_key=True)
    until = models.DateTimeField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "portal_tally"
