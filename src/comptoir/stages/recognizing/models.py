"""Revenue: what we promised, what we fulfilled of it, and when."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from comptoir.platform.models import append_only, kept, references

SPREADS = ["over_the_term", "by_segment"]  # core/ramps.py

# What a statement wrote, added to the totals of its orders. Subqueries, not joins: they always go
# through the key (platform.models.references says why). In one order for everybody: no deadlocks.
_ADD = """
INSERT INTO recognizing_total AS t (entity_id, order_id, customer_id, currency, booked_on, day,
                                    promised_minor, recognized_minor)
SELECT n.entity_id, n.order_id, n.customer_id, n.currency, n.booked_on, n.day,
       sum(n.promised), sum(n.recognized)
FROM ({rows}) n
GROUP BY 1, 2, 3, 4, 5, 6
ORDER BY 1, 2, 3, 4, 5, 6
ON CONFLICT (entity_id, order_id, customer_id, currency, booked_on, day)
DO UPDATE SET promised_minor = t.promised_minor + excluded.promised_minor,
              recognized_minor = t.recognized_minor + excluded.recognized_minor;
RETURN NULL;
"""
_PROMISED = """
SELECT o.entity_id, (SELECT l.order_id FROM ordering_line l WHERE l.id = o.order_line_id) AS order_id,
       o.customer_id, o.currency, o.booked_on, o.booked_on AS day, {sign}o.total_minor AS promised,
       0 AS recognized
FROM {rows} o
"""
_RECOGNIZED = """
SELECT o.*, r.recognized_on AS day, 0 AS promised, r.amount_minor AS recognized
FROM new_rows r CROSS JOIN LATERAL (
    SELECT b.entity_id,
           (SELECT l.order_id FROM ordering_line l WHERE l.id = b.order_line_id) AS order_id,
           b.customer_id, b.currency, b.booked_on
    FROM recognizing_obligation b WHERE b.id = r.obligation_id OFFSET 0
) o
"""
_NEW = _PROMISED.format(rows="new_rows", sign="")
_CHANGED = f"{_NEW} UNION ALL {_PROMISED.format(rows='old_rows', sign='-')}"


def _totals(name: str, operation: pgtrigger.Operation, rows: str) -> pgtrigger.Trigger:
    """A trigger that adds the rows of a statement to the totals."""
    old = "old_rows" if operation is pgtrigger.Update else None
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(new="new_rows", old=old),
        func=_ADD.format(rows=rows),
    )


class Ramp(models.Model):
    """A recurring line sold in segments, and how its revenue is spread (core/ramps.py).

    head_id      the quote line that holds its segments;  line_ids  the order lines, one or more a segment
    rule, usual  over_the_term | by_segment: what holds, and what would if nobody had chosen; `reason` why
    [starts_on, ends_on), total_minor, spans  of the term as it was last spread; of a rule by segment, as it
                 was sold. spans: [first day, first day after, quantity] of each service
    until        what begins before belongs to it; what is agreed beyond is a contract of its own (§20)
    pieces       how many of its obligations count; those beyond earn nothing
    agreed_on    the day on which an amendment put dated prices onto a line that was no ramp; None: sold so
    before_minor what the charges of such a line keep: earned before that day
    """

    id = models.BigAutoField(primary_key=True)
    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey("ordering.Order", on_delete=models.PROTECT, related_name="+")
    head_id = models.BigIntegerField()
    line_ids = ArrayField(models.BigIntegerField())
    rule = models.CharField(max_length=13)
    usual = models.CharField(max_length=13)
    reason = models.CharField(max_length=200, blank=True, default="")
    starts_on = models.DateField()
    ends_on = models.DateField()
    until = models.DateField()
    total_minor = models.BigIntegerField()
    spans = models.JSONField(default=list)
    pieces = models.PositiveSmallIntegerField(default=0)
    agreed_on = models.DateField(null=True)
    before_minor = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        db_table = "recognizing_ramp"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["head_id"], name="ramp_once"),
            models.CheckConstraint(
                condition=Q(rule__in=SPREADS, usual__in=SPREADS), name="ramp_spread_known"
            ),
            models.CheckConstraint(
                condition=Q(rule=F("usual")) | ~Q(reason=""), name="ramp_unusual_has_reason"
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="ramp_dates"),
        ]
        triggers: ClassVar = kept("ramp")


class Obligation(models.Model):
    """A performance obligation (IFRS 15 §22): an order line, a period of a service, a rated use.

    total_minor  what it will have earned once all of it is fulfilled: after price changes, and
                 without what was given back (core/earned.py)
    ramp, part   of a ramp that is earned over its term: a piece of it, from 0; or, without `part`, a charge
                 that the pieces earn, of which only what its documents change counts here
    kept_minor   of such a charge: what it earned before the line became a ramp, and goes on to earn itself
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
        "subscribing.Charge", null=True, on_delete=models.PROTECT, related_name="+", db_index=False,
        db_constraint=False,
    )  # fmt: skip
    usage = models.ForeignKey(
        "metering.UsageCharge", null=True, on_delete=models.PROTECT, related_name="+",
        db_index=False, db_constraint=False,
    )  # fmt: skip
    ramp = models.ForeignKey(
        Ramp, null=True, on_delete=models.PROTECT, related_name="+", db_index=False,
        db_constraint=False,
    )  # fmt: skip
    part = models.SmallIntegerField(null=True)
    kept_minor = models.BigIntegerField(null=True)
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
            models.Index(fields=["ramp"], condition=Q(ramp__isnull=False), name="obligation_ramp"),
        ]
        constraints: ClassVar = [
            # One for the line itself, one for each period or use of it.
            models.UniqueConstraint(
                fields=["order_line", "charge", "usage", "part"],
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
                condition=Q(part=None)
                | Q(
                    part__gte=0,
                    ramp__isnull=False,
                    charge=None,
                    usage=None,
                    pattern="straight_line",
                ),
                name="obligation_part_of_ramp",
            ),
            models.CheckConstraint(
                condition=~Q(pattern="straight_line")
                | Q(starts_on__isnull=False, ends_on__isnull=False, ends_on__gt=F("starts_on")),
                name="obligation_time_has_term",
            ),
        ]
        triggers: ClassVar = [
            *kept("obligation"),
            *references(
                "obligation", updates=True, order_line_id="ordering_line",
                customer_id="parties_customer", entity_id="parties_entity",
                charge_id="subscribing_charge", usage_id="metering_usage_charge",
                ramp_id="recognizing_ramp",
            ),
            _totals("obligation_totals", pgtrigger.Insert, _NEW),
            _totals("obligation_totals_changed", pgtrigger.Update, _CHANGED),
            pgtrigger.Protect(  # what its recognitions were added up by
                name="obligation_head_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "entity", "customer", "order_line", "currency", "booked_on"
                ),
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
            _totals("recognition_totals", pgtrigger.Insert, _RECOGNIZED),
        ]


class OrderTotal(models.Model):
    """Σ obligations and Σ recognitions of an order, by day of promise and day of posting.

    Derived: the triggers of both tables add what a statement writes, as a set, so that no way of
    writing can forget it. Company-wide reports over 540,000 rows of each take seconds, over these
    rows a few hundredths. `reports.audit` adds the rows up again.

    promised_minor    totals of the obligations, as they are now; on the row of their own day
    recognized_minor  Σ recognitions posted on `day`
    """

    id = models.BigAutoField(primary_key=True)
    entity = models.ForeignKey(
        "parties.Entity",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )  # fmt: skip — all three are those of rows that are checked; order_total_once is their index
    order = models.ForeignKey(
        "ordering.Order", on_delete=models.PROTECT, related_name="+", db_index=False,
        db_constraint=False,
    )  # fmt: skip
    customer = models.ForeignKey(
        "parties.Customer", on_delete=models.PROTECT, related_name="+", db_index=False,
        db_constraint=False,
    )  # fmt: skip
    currency = models.CharField(max_length=3)
    booked_on = models.DateField()  # day of the promise
    day = models.DateField()
    promised_minor = models.BigIntegerField()
    recognized_minor = models.BigIntegerField()

    class Meta:
        db_table = "recognizing_total"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["entity", "order", "customer", "currency", "booked_on", "day"],
                name="order_total_once",
            ),
        ]
