"""What was used, and what it costs."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from comptoir.platform.models import append_only


class Usage(models.Model):
    """One measured use. `key` is the sender's own id: the same key is counted once."""

    id = models.BigAutoField(primary_key=True)
    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey("subscribing.Service", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=120)
    used_on = models.DateField()
    quantity = models.DecimalField(max_digits=20, decimal_places=6)

    class Meta:
        db_table = "metering_usage"
        indexes: ClassVar = [models.Index(fields=["service", "used_on"], name="usage_service_day")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entity", "key"], name="usage_key_once")
        ]
        triggers: ClassVar = append_only("usage")


class UsageCharge(models.Model):
    """The rated use of one period of one service."""

    id = models.BigAutoField(primary_key=True)
    service = models.ForeignKey("subscribing.Service", on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    bill_on = models.DateField()
    quantity = models.DecimalField(max_digits=20, decimal_places=6)
    net_minor = models.BigIntegerField()
    waterfall = models.JSONField(default=list)

    class Meta:
        db_table = "metering_usage_charge"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["service", "starts_on"], name="usage_charge_once"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="usage_dates"),
        ]
        triggers: ClassVar = append_only("usage_charge")
