"""What a customer says about an open invoice on its private page."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from comptoir.platform.models import Record, kept

KINDS = ("paid", "dispute")
LONGEST = 1_000


class PayerMessage(Record):
    """`paid`: it is on its way, or should have arrived; `dispute`: something is wrong with the invoice.

    closed_on  since when somebody of ours took care of it
    mailed_at  when the house was told by e-mail; try_at: not before, after a try that failed
    """

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey("collecting.OpenItem", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=7)
    text = models.CharField(max_length=LONGEST, blank=True, default="")
    on = models.DateField()
    closed_on = models.DateField(null=True)
    closed_by = models.CharField(max_length=80, blank=True, default="")

    tries = models.PositiveSmallIntegerField(default=0)
    try_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "collecting_payer_message"
        indexes: ClassVar = [
            models.Index(
                fields=["entity", "id"], condition=Q(closed_on=None), name="payer_message_open"
            ),
            models.Index(
                fields=["id"],
                condition=Q(closed_on=None, mailed_at=None),
                name="payer_message_mail",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="payer_message_kind_known"),
            models.CheckConstraint(
                condition=Q(kind="paid") | ~Q(text=""), name="payer_message_says_why"
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None, closed_by="")
                | Q(closed_on__isnull=False) & ~Q(closed_by=""),
                name="payer_message_closed_by_somebody",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="payer_message_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    exclude=["closed_on", "closed_by", "tries", "try_at", "mailed_at"]
                ),
            ),
            *kept("payer_message"),
        ]
