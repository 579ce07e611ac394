"""Payments that the bank took back."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from comptoir.platform.models import Record, append_only
from comptoir.stages.collecting.core.returns import CODES


class PaymentReturn(Record):
    """A payment that was rejected, returned or charged back: once, whole, for ever.

    fee_minor  what the bank takes from us for it, in the payment's currency
    at         the instant of the deed; what it undid bears the same
    """

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    payment = models.OneToOneField(
        "collecting.Payment", on_delete=models.PROTECT, related_name="came_back"
    )
    reason = models.CharField(max_length=4)
    fee_minor = models.BigIntegerField(default=0)
    returned_on = models.DateField()
    note = models.CharField(max_length=140, blank=True, default="")
    bank_line = models.OneToOneField(
        "collecting.BankLine", null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        db_table = "collecting_return"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(reason__in=CODES), name="return_reason_known"),
            models.CheckConstraint(condition=Q(fee_minor__gte=0), name="return_fee"),
        ]
        triggers: ClassVar = append_only("payment_return")
