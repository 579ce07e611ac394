"""Deliveries and returns."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from comptoir.platform.models import Record, append_only, references

# Per order line: returned ≤ delivered ≤ ordered, all in the sign of the ordered quantity.
# A bulk run delivers consecutive order lines: their sums are one walk along the index. Sets with gaps are
# asked for line by line, which always goes through the key (platform.models.references says why).
_WITHIN_ORDER = """
DECLARE low bigint; high bigint; many bigint; beyond boolean;
BEGIN
SELECT min(order_line_id), max(order_line_id), count(*) INTO low, high, many FROM new_lines;
IF many >= 100 AND high - low < 2 * many THEN
    beyond := EXISTS (
        SELECT 1
        FROM (
            SELECT order_line_id, sum(quantity) FILTER (WHERE NOT is_return) AS delivered,
                   sum(quantity) FILTER (WHERE is_return) AS returned
            FROM fulfilling_line WHERE order_line_id BETWEEN low AND high GROUP BY order_line_id
        ) s
        WHERE abs(coalesce(s.delivered, 0)) > (
            SELECT abs(o.quantity) FROM ordering_line o WHERE o.id = s.order_line_id)
           OR abs(coalesce(s.returned, 0)) > abs(coalesce(s.delivered, 0))
    );
ELSE
    beyond := EXISTS (
        SELECT 1
        FROM (SELECT DISTINCT order_line_id FROM new_lines) n
        JOIN ordering_line o ON o.id = n.order_line_id
        JOIN LATERAL (
            SELECT sum(quantity) FILTER (WHERE NOT is_return) AS delivered,
                   sum(quantity) FILTER (WHERE is_return) AS returned
            FROM fulfilling_line f WHERE f.order_line_id = n.order_line_id
        ) s ON true
        WHERE abs(coalesce(s.delivered, 0)) > abs(o.quantity)
           OR abs(coalesce(s.returned, 0)) > abs(coalesce(s.delivered, 0))
    );
END IF;
IF beyond THEN
    RAISE EXCEPTION 'more delivered than ordered, or more returned than delivered'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'delivery_within_order';
END IF;
RETURN NULL;
END;
"""


class Delivery(Record):
    """Goods handed over or services rendered on one day; a return is a delivery backwards."""

    entity = models.ForeignKey(
        "parties.Entity", on_delete=models.PROTECT, related_name="+", db_index=False
    )  # delivery_day is its index
    number = models.CharField(max_length=30)
    order = models.ForeignKey(
        "ordering.Order", on_delete=models.PROTECT, related_name="+", db_index=False
    )  # delivery_order is its index
    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    is_return = models.BooleanField(default=False)
    delivered_on = models.DateField()
    condition = models.CharField(max_length=20, default="good")  # good | damaged | incomplete
    reason = models.CharField(max_length=200, blank=True, default="")
    tracking = models.CharField(max_length=80, blank=True, default="")
    note = models.TextField(blank=True, default="")

    class Meta:
        db_table = "fulfilling_delivery"
        indexes: ClassVar = [
            models.Index(fields=["order"], name="delivery_order"),
            models.Index(fields=["entity", "-delivered_on"], name="delivery_day"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entity", "number"], name="delivery_number_once"),
            models.CheckConstraint(
                condition=Q(is_return=False) | ~Q(reason=""), name="return_has_reason"
            ),
        ]
        triggers: ClassVar = append_only("delivery")


class DeliveryLine(models.Model):
    """How much of one order line. `is_return` as on the delivery, so that sums need no join."""

    id = models.BigAutoField(primary_key=True)
    delivery = models.ForeignKey(
        Delivery, on_delete=models.PROTECT, related_name="lines", db_index=False,
        db_constraint=False,
    )  # fmt: skip
    order_line = models.ForeignKey(
        "ordering.OrderLine", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    quantity = models.DecimalField(max_digits=20, decimal_places=6)
    is_return = models.BooleanField(default=False)

    class Meta:
        db_table = "fulfilling_line"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["delivery", "order_line"], name="delivery_line_once"),
            models.CheckConstraint(condition=~Q(quantity=0), name="delivery_line_quantity"),
        ]
        triggers: ClassVar = [
            *append_only("delivery_line"),
            *references(
                "delivery_line", delivery_id="fulfilling_delivery", order_line_id="ordering_line"
            ),
            pgtrigger.Trigger(
                name="delivery_within_order",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="new_lines"),
                func=_WITHIN_ORDER,
            ),
        ]
