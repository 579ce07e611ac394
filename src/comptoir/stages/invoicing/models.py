"""Invoices, deposit invoices and credit notes."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast, Greatest, Round

from comptoir.platform.models import Record, kept, references
from comptoir.stages.invoicing import guards
from comptoir.stages.invoicing import mail_models as mail_models  # tables of this room too
from comptoir.stages.invoicing.core.states import InvoiceKind, InvoiceState


class Invoice(Record):
    """One document. Credit notes carry negative quantities and amounts.

    number     None until issued; gap-free per entity, series and year, or the customer's (self_billing)
    seller, buyer, mentions   what was printed, fixed at issue
    """

    entity = models.ForeignKey(
        "parties.Entity", on_delete=models.PROTECT, related_name="+", db_index=False
    )  # invoice_day is its index
    kind = models.CharField(max_length=7, default=InvoiceKind.INVOICE)
    number = models.CharField(max_length=35, null=True)  # BR-FR-01
    state = models.CharField(max_length=10, default=InvoiceState.DRAFT)
    customer = models.ForeignKey(
        "parties.Customer", on_delete=models.PROTECT, related_name="+", db_index=False
    )  # invoice_customer is its index
    order = models.ForeignKey(
        "ordering.Order", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )  # invoice_order is its index
    installment = models.PositiveSmallIntegerField(
        default=0, db_default=0
    )  # of the schedule, from 1
    corrects = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="corrections"
    )
    self_billing = models.ForeignKey(
        "parties.SelfBilling", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )  # the mandate by which the customer wrote it
    currency = models.CharField(max_length=3)
    language = models.CharField(max_length=2)
    issued_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    supplied_on = models.DateField(null=True)
    terms_kind = models.CharField(max_length=24)
    terms_days = models.PositiveSmallIntegerField()
    customer_ref = models.CharField(max_length=80, blank=True, default="")
    reason = models.CharField(max_length=200, blank=True, default="")
    reason_code = models.CharField(max_length=20, blank=True, default="")  # return | price | other
    net_minor = models.BigIntegerField()
    vat_minor = models.BigIntegerField()
    gross_minor = models.BigIntegerField()
    margin_vat_minor = models.BigIntegerField(
        default=0, db_default=0
    )  # in net_minor, shown nowhere
    seller = models.JSONField(default=dict)
    buyer = models.JSONField(default=dict)
    mentions = models.JSONField(default=list)
    prepared_by = models.CharField(max_length=80)
    approved_by = models.CharField(max_length=80, blank=True, default="")
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "invoicing_invoice"
        indexes: ClassVar = [
            models.Index(fields=["customer", "-issued_on"], name="invoice_customer"),
            models.Index(fields=["entity", "-issued_on", "-number"], name="invoice_day"),
            models.Index(fields=["entity", "-gross_minor"], name="invoice_amount"),
            models.Index(fields=["order"], name="invoice_order"),
            # every page counts these few among many
            models.Index(
                fields=["entity", "state"],
                condition=Q(state__in=["draft", "to_approve"]),
                name="invoice_waiting",
            ),
            models.Index(
                fields=["entity", "number"],
                condition=Q(self_billing__isnull=False),
                name="invoice_self_billed",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entity", "number"], name="invoice_number_once"),
            models.CheckConstraint(
                condition=Q(self_billing=None)
                | Q(number=None)
                | ~Q(number__regex=r"^(F|A)-[0-9]{4}-[0-9]+$"),
                name="invoice_self_billed_not_ours",  # nor does it fill a gap of ours
            ),
            models.UniqueConstraint(
                fields=["order", "installment"],
                condition=Q(kind="deposit") & ~Q(state="discarded"),
                name="invoice_one_deposit",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in InvoiceState]), name="invoice_state_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[k.value for k in InvoiceKind]), name="invoice_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(state="issued", number__isnull=False, issued_on__isnull=False,
                            due_on__isnull=False)
                | (~Q(state="issued") & Q(number=None)),
                name="invoice_issued_has_number",
            ),
            models.CheckConstraint(
                condition=Q(gross_minor=F("net_minor") + F("vat_minor")),
                name="invoice_gross_adds_up",
            ),
            models.CheckConstraint(
                condition=~Q(kind="credit") | (Q(gross_minor__lte=0) & ~Q(reason="")),
                name="credit_note_is_negative",
            ),
        ]  # fmt: skip
        triggers: ClassVar = [
            *kept("invoice"),
            pgtrigger.Protect(
                name="invoice_issued_is_frozen",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state="issued"),
            ),
            pgtrigger.Trigger(
                name="invoice_adds_up",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__state="issued"),
                func=guards.ADDS_UP,
            ),
        ]


# Of a line that sells: max(price − purchase, 0) × rate / (100 + rate), half up.
MARGIN_VAT = Cast(
    Round(
        Greatest(F("net_minor") - F("purchase_minor"), 0) * F("margin_rate")
        / (F("margin_rate") + 100),
        output_field=models.DecimalField(max_digits=40, decimal_places=0),
    ),
    models.BigIntegerField(),
)  # fmt: skip
# A credit note and the deduction of a deposit take what stands, in the sign of their amount.
_TAKES_BACK = (Q(credits__isnull=False) | Q(kind="deduction")) & (
    Q(net_minor__lte=0, margin_vat_minor__lte=0) | Q(net_minor__gte=0, margin_vat_minor__gte=0)
)


class InvoiceLine(models.Model):
    """One line.

    kind               goods | service | recurring | usage | deposit | deduction (deposit consumed) |
                       unused (given back of a charge, for days that an amendment took away)
    charge, usage      the period that is billed: each at most once on invoices
    credits            the line that this credit-note line corrects
    restores_quantity  the credited quantity may be invoiced again (a return, not a price change)
    margin_rate        percent of the VAT inside the margin, under a margin scheme; None: no such scheme
    purchase_minor     what was paid for what is sold here; None on a draft: not known yet
    margin_vat_minor   VAT inside net_minor (records/taxes/core/margin.py); no document shows it
    """

    id = models.BigAutoField(primary_key=True)
    invoice = models.ForeignKey(
        Invoice,
        on_delete=models.PROTECT,
        related_name="lines",
        db_index=False,
        db_constraint=False,
    )  # fmt: skip — invoice_line_once is its index
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=9, default="goods")
    order_line = models.ForeignKey(
        "ordering.OrderLine",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )
    charge = models.ForeignKey(
        "subscribing.Charge", null=True, on_delete=models.PROTECT, related_name="+", db_index=False,
        db_constraint=False,
    )  # fmt: skip
    usage = models.ForeignKey(
        "metering.UsageCharge", null=True, on_delete=models.PROTECT, related_name="+",
        db_index=False, db_constraint=False,
    )  # fmt: skip
    deposit = models.ForeignKey(  # the deposit invoice that a deduction consumes
        Invoice, null=True, on_delete=models.PROTECT, related_name="+", db_index=False,
        db_constraint=False,
    )  # fmt: skip
    credits = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    restores_quantity = models.BooleanField(default=False)
    sku = models.CharField(max_length=40, blank=True, default="")
    description = models.CharField(max_length=300)
    quantity = models.DecimalField(max_digits=20, decimal_places=6)
    unit = models.CharField(max_length=3, default="C62")
    unit_net = models.DecimalField(max_digits=24, decimal_places=12)
    list_price = models.DecimalField(max_digits=24, decimal_places=12, null=True)
    discount_percent = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    net_minor = models.BigIntegerField()
    decision = models.ForeignKey(
        "taxes.Decision", on_delete=models.PROTECT, related_name="+", db_index=False,
        db_constraint=False,
    )  # fmt: skip
    vat_rate = models.DecimalField(max_digits=5, decimal_places=2)
    margin_rate = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    purchase_minor = models.BigIntegerField(null=True)
    margin_vat_minor = models.BigIntegerField(default=0, db_default=0)
    service_start = models.DateField(null=True)
    service_end = models.DateField(null=True)  # first day after

    class Meta:
        db_table = "invoicing_line"
        indexes: ClassVar = [  # most lines have none of these: only those that do are indexed
            models.Index(
                fields=[column], condition=Q(**{f"{column}__isnull": False}), name=f"line_{column}"
            )
            for column in ("charge", "usage", "deposit", "credits")
        ] + [  # and the few that are no revenue
            models.Index(
                fields=["invoice"],
                condition=Q(kind__in=["deposit", "deduction"]),
                name="line_of_deposit",
            )
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["invoice", "position"], name="invoice_line_once"),
            models.UniqueConstraint(
                fields=["charge"],
                condition=Q(charge__isnull=False, credits=None),
                name="charge_invoiced_once",
            ),
            models.UniqueConstraint(
                fields=["usage"],
                condition=Q(usage__isnull=False, credits=None),
                name="usage_invoiced_once",
            ),
            models.UniqueConstraint(
                fields=["charge"], condition=Q(kind="unused"), name="charge_given_back_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "goods",
                        "service",
                        "recurring",
                        "usage",
                        "deposit",
                        "deduction",
                        "unused",
                    ]
                ),
                name="invoice_line_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(margin_rate=None, purchase_minor=None, margin_vat_minor=0)
                | Q(margin_rate__isnull=False, purchase_minor=None, margin_vat_minor=0, vat_rate=0)
                | Q(
                    _TAKES_BACK, margin_rate__isnull=False, purchase_minor__isnull=False, vat_rate=0,
                )
                | Q(
                    margin_rate__isnull=False, purchase_minor__isnull=False, vat_rate=0,
                    margin_vat_minor=MARGIN_VAT,
                ),
                name="invoice_line_margin_vat",
            ),
        ]  # fmt: skip
        triggers: ClassVar = [
            *references(
                "invoice_line",
                updates=True,
                invoice_id="invoicing_invoice",
                order_line_id="ordering_line",
                decision_id="taxes_decision",
                charge_id="subscribing_charge",
                usage_id="metering_usage_charge",
                deposit_id="invoicing_invoice",
            ),
            pgtrigger.Trigger(
                name="invoice_lines_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=guards.FROZEN,
            ),
            pgtrigger.Trigger(
                name="invoice_within_order",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="new_lines"),
                func=guards.WITHIN_ORDER,
            ),
            pgtrigger.Trigger(
                name="invoice_lines_whole",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="new_lines"),
                func=guards.WHOLE_LINES,
            ),
        ]


class InvoiceVat(models.Model):
    """VAT of one decision on the summed base of its lines, rounded once."""

    id = models.BigAutoField(primary_key=True)
    invoice = models.ForeignKey(
        Invoice, on_delete=models.PROTECT, related_name="vat_rows", db_index=False
    )  # invoice_vat_once is its index
    decision = models.ForeignKey(
        "taxes.Decision", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    rate = models.DecimalField(max_digits=5, decimal_places=2)
    base_minor = models.BigIntegerField()
    vat_minor = models.BigIntegerField()

    class Meta:
        db_table = "invoicing_vat"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["invoice", "decision"], name="invoice_vat_once")
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="invoice_vat_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=guards.FROZEN,
            ),
            pgtrigger.Trigger(
                name="invoice_vat_whole",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="new_rows"),
                func=guards.WHOLE_VAT,
            ),
        ]
