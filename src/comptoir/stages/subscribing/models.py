"""Recurring services, and the charge of each of their periods."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from comptoir.platform.models import Record, append_only
from comptoir.stages.subscribing.core.states import ServiceState


class Service(Record):
    """A recurring or metered order line in operation, at one quantity and one price.

    anchor_on        its first day; period n = anchor + n × billing_months, clamped
    counted_from     the day that periods are counted from, where it is earlier than the first day
    period_minor     net price of one whole period for the whole quantity (0 for usage)
    unit_net         of one unit and one period, major units, where it is not the order line's
    follows          the service of the same line whose place it took by an amendment
    amended_by       id of the quote that changed it
    gives_back       what was charged beyond its end is to be given back on that day
    """

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    order_line = models.ForeignKey("ordering.OrderLine", on_delete=models.PROTECT, related_name="+")
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
    counted_from = models.DateField(null=True)
    unit_net = models.DecimalField(max_digits=24, decimal_places=12, null=True)
    follows = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    amended_by = models.UUIDField(null=True)
    gives_back = models.BooleanField(default=False)

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
            models.CheckConstraint(
                condition=Q(counted_from=None) | Q(counted_from__lte=F("anchor_on")),
                name="service_counted_from",
            ),
            # a line has one quantity and one price a day
            ExclusionConstraint(
                name="service_one_a_day",
                expressions=[
                    ("order_line", RangeOperators.EQUAL),
                    (
                        Func("anchor_on", "ends_on", function="daterange",
                             output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]  # fmt: skip


class Charge(models.Model):
    """The charge of one period of one service, written once when the period becomes due.

    part     0 of the charge itself; 1 … of what is given back of it, for days not served
    bill_on  the day it may be invoiced: first day (advance) or first day after (arrears)
    """

    id = models.BigAutoField(primary_key=True)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="charges")
    number = models.PositiveIntegerField()  # n of the period, from 0
    starts_on = models.DateField()
    ends_on = models.DateField()
    bill_on = models.DateField()
    net_minor = models.BigIntegerField()
    part = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta:
        db_table = "subscribing_charge"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["service", "number", "part"], name="charge_period_once"
            ),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="charge_dates"),
        ]
        triggers: ClassVar = append_only("charge")
