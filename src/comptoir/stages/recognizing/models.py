"""Revenue: what we promised, what we fulfilled of it, and when."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from comptoir.platform.models import append_only, kept, references


class Obligation(models.Model):
    """A performance obligation (IFRS 15 §22): an order line, a period of a service, a rated use.

    total_minor  what it will have earned once all of it is fulfilled: after price changes, and
                 without what was given back (core/earned.py)
    """

    id = models.BigAutoField(primary_key=True)
    entity = models.ForeignKey(
        "parties.Entity",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )  # fmt: skip — as the order's, which is checked
    customer = models.ForeignKey(
        "parties.Customer",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    order_line = models.ForeignKey(
        "ordering.OrderLine",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )  # fmt: skip — obligation_once is its index
    charge = models.ForeignKey(
        "subscribing.Charge", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    usage = models.ForeignKey(
        "metering.UsageCharge",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    pattern = models.CharField(max_length=13)
    currency = models.CharField(max_length=3)
    total_minor = models.BigIntegerField()
    account_role = models.CharField(max_length=30)  # revenue_goods | revenue_services
    booked_on = models.DateField()  # day of the promise
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)

    class Meta:
        db_table = "recognizing_obligation"
        indexes: ClassVar = [
            models.Index(
                fields=["entity", "starts_on"],
                condition=Q(pattern="straight_line"),
                name="obligation_time",
            ),
        ]
        constraints: ClassVar = [
            # One for the line itself, one for each period or use of it.
            models.UniqueConstraint(
                fields=["order_line", "charge", "usage"],
                nulls_distinct=False,
                name="obligation_once",
            ),
            models.UniqueConstraint(
                fields=["charge"], condition=Q(charge__isnull=False), name="obligation_charge_once"
            ),
            models.UniqueConstraint(
                fields=["usage"], condition=Q(usage__isnull=False), name="obligation_usage_once"
            ),
            models.CheckConstraint(
                condition=Q(pattern__in=["on_delivery", "straight_line", "as_billed"]),
                name="obligation_pattern_known",
            ),
            models.CheckConstraint(
                condition=~Q(pattern="straight_line")
                | Q(starts_on__isnull=False, ends_on__gt=F("starts_on")),
                name="obligation_time_has_term",
            ),
        ]
        triggers: ClassVar = [
            *kept("obligation"),
            *references(
                "obligation", updates=True, order_line_id="ordering_line",
                customer_id="parties_customer", entity_id="parties_entity",
            ),
        ]  # fmt: skip


class Recognition(models.Model):
    """Revenue recognized for one obligation, for one cause. Append-only.

    cause          delivery (one delivery or return line) | time (one month of service or of use)
                   | billing | credit
    month          first day of the month of the delivery, service, use or document
    recognized_on  the day it was posted: in `month`, or the first open day if that month was closed
    """

    id = models.BigAutoField(primary_key=True)
    obligation = models.ForeignKey(
        Obligation, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )  # recognition_obligation is its index
    cause = models.CharField(max_length=8)
    delivery_line = models.OneToOneField(
        "fulfilling.DeliveryLine", null=True, on_delete=models.PROTECT, related_name="+",
        db_constraint=False,
    )  # fmt: skip
    invoice_line = models.ForeignKey(
        "invoicing.InvoiceLine",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    month = models.DateField()
    recognized_on = models.DateField()
    amount_minor = models.BigIntegerField()

    class Meta:
        db_table = "recognizing_recognition"
        indexes: ClassVar = [models.Index(fields=["obligation"], name="recognition_obligation")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["obligation", "month"],
                condition=Q(cause="time"),
                name="recognized_month_once",
            ),
            models.UniqueConstraint(
                fields=["invoice_line"],
                condition=Q(invoice_line__isnull=False),
                name="recognized_invoice_line_once",
            ),
            models.CheckConstraint(
                condition=Q(cause="delivery", delivery_line__isnull=False)
                | Q(cause="time")
                | Q(cause__in=["billing", "credit"], invoice_line__isnull=False),
                name="recognition_has_cause",
            ),
        ]
        triggers: ClassVar = [
            *append_only("recognition"),
            *references(
                "recognition",
                obligation_id="recognizing_obligation",
                delivery_line_id="fulfilling_line",
            ),
        ]


class MonthTotal(models.Model):
    """Σ recognitions of a customer by month of promise and month of posting.

    Derived, and written in the transaction of its rows: an aggregate over 540,000 recognitions
    takes about a second, over these rows a few hundredths.
    """

    id = models.BigAutoField(primary_key=True)
    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    booked_month = models.DateField()  # first day of the month of the promise
    month = models.DateField()  # first day of the month the revenue was posted in
    amount_minor = models.BigIntegerField()

    class Meta:
        db_table = "recognizing_month"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["entity", "customer", "currency", "booked_month", "month"],
                name="month_total_once",
            ),
            models.CheckConstraint(
                condition=Q(month__day=1, booked_month__day=1), name="month_total_first_day"
            ),
        ]
