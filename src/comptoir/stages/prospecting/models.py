"""Chances of a sale."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from comptoir.platform.models import Record
from comptoir.stages.prospecting.core.states import Stage


class Opportunity(Record):
    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=30)
    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(
        "parties.Partner", null=True, on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField(max_length=160)
    stage = models.CharField(max_length=9, default=Stage.QUALIFY)
    probability = models.PositiveSmallIntegerField(default=20)  # percent
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    close_on = models.DateField()
    next_step = models.CharField(max_length=200, blank=True, default="")
    owner = models.ForeignKey(
        "platform.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    lost_reason = models.CharField(max_length=200, blank=True, default="")
    won_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "prospecting_opportunity"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entity", "number"], name="opportunity_number_once"),
            models.CheckConstraint(
                condition=Q(stage__in=[s.value for s in Stage]), name="opportunity_stage_known"
            ),
            models.CheckConstraint(
                condition=Q(probability__lte=100), name="opportunity_probability"
            ),
            models.CheckConstraint(
                condition=Q(stage="won", probability=100, won_at__isnull=False)
                | (~Q(stage="won") & Q(won_at=None)),
                name="opportunity_won_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(stage="lost") | ~Q(lost_reason=""), name="opportunity_lost_has_reason"
            ),
            models.CheckConstraint(condition=Q(amount_minor__gte=0), name="opportunity_amount"),
        ]
