"""Orders: what the customer wants us to do."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from comptoir.platform.models import Record, kept, no_truncate, references
from comptoir.stages.ordering.core.states import Channel, OrderState

# An order that was delivered, or invoiced and not credited, cannot be canceled. This room reads no
# later one, so the database compares the tables; who delivers or invoices locks the order first.
_CANCEL = """
IF EXISTS (SELECT 1 FROM fulfilling_delivery d WHERE d.order_id = NEW.id)
   OR (SELECT coalesce(sum(i.gross_minor), 0) FROM invoicing_invoice i
       WHERE i.order_id = NEW.id AND i.state = 'issued') <> 0
THEN
    RAISE EXCEPTION 'order % was delivered or invoiced', NEW.number
        USING ERRCODE = 'check_violation', CONSTRAINT = 'order_cancel_untouched';
END IF;
RETURN NEW;
"""


# What waits for approval goes on once its request is approved and nothing is being asked any more.
_APPROVED = """
IF EXISTS (SELECT 1 FROM approvals_request r WHERE r.subject_id = NEW.id AND r.state = 'waiting')
   OR NOT EXISTS (SELECT 1 FROM approvals_request r WHERE r.subject_id = NEW.id AND r.state = 'approved')
THEN
    RAISE EXCEPTION 'order % is not approved', NEW.number
        USING ERRCODE = 'check_violation', CONSTRAINT = 'order_goes_approved';
END IF;
RETURN NEW;
"""


class Order(Record):
    """One order. net/vat/gross cover one-off lines in full and recurring lines over their term."""

    entity = models.ForeignKey(
        "parties.Entity", on_delete=models.PROTECT, related_name="+", db_index=False
    )  # order_day is its index
    number = models.CharField(max_length=30)
    customer = models.ForeignKey(
        "parties.Customer", on_delete=models.PROTECT, related_name="+", db_index=False
    )  # order_customer is its index
    quote = models.OneToOneField(
        "quoting.Quote", null=True, on_delete=models.PROTECT, related_name="+"
    )
    contract = models.ForeignKey(
        "contracting.Contract", null=True, on_delete=models.PROTECT, related_name="+"
    )
    channel = models.CharField(max_length=12, default=Channel.DIRECT)
    external_ref = models.CharField(max_length=80, null=True)
    customer_ref = models.CharField(max_length=80, blank=True, default="")  # the buyer's PO number
    state = models.CharField(max_length=8, default=OrderState.OPEN)
    hold_reason = models.CharField(max_length=40, blank=True, default="")
    hold_minor = models.BigIntegerField(default=0)  # by how much the credit limit is passed
    released_paid = models.BooleanField(default=False, db_default=False)  # a paid deposit let it go
    language = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    placed_on = models.DateField()
    terms_kind = models.CharField(max_length=24)
    terms_days = models.PositiveSmallIntegerField()
    deposit_percent = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    schedule = models.JSONField(null=True)  # installments as accepted, in money; None: no schedule
    net_minor = models.BigIntegerField()
    vat_minor = models.BigIntegerField()
    gross_minor = models.BigIntegerField()

    class Meta:
        db_table = "ordering_order"
        indexes: ClassVar = [
            models.Index(fields=["customer", "-placed_on"], name="order_customer"),
            models.Index(fields=["entity", "-placed_on"], name="order_day"),
            # every page counts these few among many
            models.Index(
                fields=["entity", "state"],
                condition=Q(state__in=["open", "held"]),
                name="order_waiting",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entity", "number"], name="order_number_once"),
            models.UniqueConstraint(
                fields=["entity", "channel", "external_ref"],
                condition=Q(external_ref__isnull=False),
                name="order_external_ref_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in OrderState]), name="order_state_known"
            ),
            models.CheckConstraint(
                condition=Q(channel__in=[c.value for c in Channel]), name="order_channel_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="held") | ~Q(hold_reason=""), name="order_held_has_reason"
            ),
        ]
        triggers: ClassVar = [
            *kept("order"),
            pgtrigger.Trigger(
                name="order_cancel_untouched",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("state"),
                condition=pgtrigger.Q(new__state="canceled"),
                func=_CANCEL,
            ),
            pgtrigger.Trigger(
                name="order_goes_approved",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.hold_reason = 'approval' AND OLD.state = 'held' AND NEW.state <> 'canceled'"
                    " AND (NEW.state <> 'held' OR NEW.hold_reason <> 'approval')"
                ),
                func=_APPROVED,
            ),
        ]


class OrderLine(models.Model):
    """One line, frozen once placed. Recurring and usage lines price one billing period.

    quantity      negative only on imported lines that take back what an earlier order sold
    unit_net      after all discounts but the header discount's share
    net_minor     of the whole quantity (one-off) or of one period (recurring), after all discounts
    margin_rate   percent of the VAT inside the margin, under a margin scheme; None: no such scheme
    purchase_minor    what the whole quantity was bought for; None: not known, or no such scheme
    margin_vat_minor  VAT inside net_minor, on what it brings above its purchase
    """

    id = models.BigAutoField(primary_key=True)
    order = models.ForeignKey(
        Order, on_delete=models.PROTECT, related_name="lines", db_index=False, db_constraint=False
    )  # order_line_once is its index
    position = models.PositiveIntegerField()
    product = models.ForeignKey(
        "catalog.Product", on_delete=models.PROTECT, related_name="+", db_index=False,
        db_constraint=False,
    )  # fmt: skip
    description = models.CharField(max_length=300)
    quantity = models.DecimalField(max_digits=20, decimal_places=6)
    unit_net = models.DecimalField(max_digits=24, decimal_places=12)
    net_minor = models.BigIntegerField()
    decision = models.ForeignKey(
        "taxes.Decision", on_delete=models.PROTECT, related_name="+", db_index=False,
        db_constraint=False,
    )  # fmt: skip
    vat_rate = models.DecimalField(max_digits=5, decimal_places=2)
    charge_kind = models.CharField(max_length=9, default="one_off")
    billing_months = models.PositiveSmallIntegerField(null=True)
    billing_timing = models.CharField(max_length=7, default="advance")
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    promised_on = models.DateField(null=True)
    list_price = models.DecimalField(max_digits=24, decimal_places=12, null=True)
    discount_percent = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    quote_line_id = models.BigIntegerField(null=True)
    configuration = models.ForeignKey(
        "configuring.Configuration", null=True, on_delete=models.PROTECT, related_name="+",
        db_index=False, db_constraint=False,
    )  # fmt: skip
    waterfall = models.JSONField(null=True)  # None: unit price as imported
    margin_rate = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    purchase_minor = models.BigIntegerField(null=True)
    margin_vat_minor = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        db_table = "ordering_line"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "position"], name="order_line_once"),
            models.CheckConstraint(condition=~Q(quantity=0), name="order_line_quantity"),
            models.CheckConstraint(
                condition=~Q(charge_kind="recurring")
                | Q(billing_months__gt=0, billing_months__isnull=False, starts_on__isnull=False),
                name="order_line_recurring_has_term",
            ),
            models.CheckConstraint(
                condition=Q(margin_rate=None, purchase_minor=None, margin_vat_minor=0)
                | Q(margin_rate__isnull=False, purchase_minor=None, margin_vat_minor=0)
                | Q(
                    margin_rate__isnull=False, purchase_minor__gte=0, purchase_minor__isnull=False,
                    margin_vat_minor__gte=0, vat_rate=0, charge_kind="one_off",
                ),
                name="order_line_margin_whole",
            ),
        ]  # fmt: skip
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="order_line_frozen", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            no_truncate("order_line"),
            *references(
                "order_line",
                order_id="ordering_order",
                product_id="catalog_product",
                decision_id="taxes_decision",
                configuration_id="configuring_configuration",
            ),
        ]
