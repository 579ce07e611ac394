"""Recurring services, and the charge of each of their periods."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from comptoir.platform.models import Record, append_only
from comptoir.stages.subscribing.core.states import ServiceState


class Service(Record):
    """A recurring or metered order line in operation.

    anchor_on        its first day; period n = anchor + n × billing_months, clamped
    period_minor     net price of one whole period for the whole quantity (0 for usage)
    """

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    order_line = models.OneToOneField(
        "ordering.OrderLine", on_delete=models.PROTECT, related_name="+"
    )
    order = models.ForeignKey("ordering.Order", on_delete=models.PROTECT, related_name="+")
    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, default=ServiceState.ACTIVE)
    charge_kind = models.CharField(max_length=9)  # recurring | usage
    quantity = models.DecimalField(max_digits=20, decimal_places=6)
    period_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    billing_months = models.PositiveSmallIntegerField()
    billing_timing = models.CharField(max_length=7)
    anchor_on = models.DateField()
    ends_on = models.DateField(null=True)  # first day without service
    ended_reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        db_table = "subscribing_service"
        indexes: ClassVar = [models.Index(fields=["customer"], name="service_customer")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in ServiceState]), name="service_state_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("anchor_on")), name="service_dates"
            ),
            models.CheckConstraint(condition=Q(billing_months__gt=0), name="service_months"),
        ]


class Charge(models.Model):
    """The charge of one period of one service, written once when the period becomes due.

    bill_on  the day it may be invoiced: first day (advance) or first day after (arrears)
    """

    id = models.BigAutoField(primary_key=True)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="charges")
    number = models.PositiveIntegerField()  # n of the period, from 0
    starts_on = models.DateField()
    ends_on = models.DateField()
    bill_on = models.DateField()
    net_minor = models.BigIntegerField()

    class Meta:
        db_table = "subscribing_charge"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["service", "number"], name="charge_period_once"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="charge_dates"),
        ]
        triggers: ClassVar = append_only("charge")
