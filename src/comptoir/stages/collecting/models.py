"""Open items, payments, and which payment settled what."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from comptoir.platform.models import Record, append_only
from comptoir.stages.collecting import message_models as message_models  # tables of this room too
from comptoir.stages.collecting import reminder_models as reminder_models
from comptoir.stages.collecting import return_models as return_models


class OpenItem(models.Model):
    """What remains of one issued document. Invoices: positive, still owed; credit notes: negative.

    The sub-ledger: Σ open_minor − Σ unapplied payments = balance of the receivable account.
    """

    invoice = models.OneToOneField(
        "invoicing.Invoice", primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(
        "parties.Customer", on_delete=models.PROTECT, related_name="+", db_index=False
    )  # open_item_customer is its index
    number = models.CharField(max_length=35)
    kind = models.CharField(max_length=7)
    currency = models.CharField(max_length=3)
    issued_on = models.DateField()
    due_on = models.DateField()
    gross_minor = models.BigIntegerField()
    open_minor = models.BigIntegerField()

    class Meta:
        db_table = "collecting_open_item"
        indexes: ClassVar = [
            models.Index(
                fields=["entity", "due_on"], condition=~Q(open_minor=0), name="open_item_due"
            ),
            models.Index(fields=["customer"], name="open_item_customer"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(gross_minor__gte=0, open_minor__gte=0, open_minor__lte=F("gross_minor"))
                | Q(gross_minor__lt=0, open_minor__lte=0, open_minor__gte=F("gross_minor")),
                name="open_item_within_gross",
            )
        ]


class Statement(Record):
    """One imported bank statement file."""

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    lines_read = models.PositiveIntegerField()

    class Meta:
        db_table = "collecting_statement"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entity", "sha256"], name="statement_once")
        ]


class BankLine(models.Model):
    """One line of a statement. Fingerprint + occurrence: the same line twice in a file counts twice,
    the same file again counts nothing."""

    id = models.BigAutoField(primary_key=True)
    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="+")
    fingerprint = models.CharField(max_length=64)
    occurrence = models.PositiveSmallIntegerField()
    booked_on = models.DateField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    text = models.CharField(max_length=400)
    payer = models.CharField(max_length=160, blank=True, default="")
    payer_iban = models.CharField(max_length=34, blank=True, default="")

    class Meta:
        db_table = "collecting_bank_line"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["entity", "fingerprint", "occurrence"], name="bank_line_once"
            )
        ]
        triggers: ClassVar = append_only("bank_line")


class Payment(Record):
    """Money received. `unapplied_minor` is what no invoice has consumed yet."""

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=30)
    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    method = models.CharField(
        max_length=12, default="transfer"
    )  # transfer|card|direct_debit|check|cash
    received_on = models.DateField()
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    unapplied_minor = models.BigIntegerField()
    reference = models.CharField(max_length=140, blank=True, default="")
    bank_line = models.OneToOneField(
        BankLine, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        db_table = "collecting_payment"
        indexes: ClassVar = [models.Index(fields=["customer"], name="payment_customer")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entity", "number"], name="payment_number_once"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="payment_positive"),
            models.CheckConstraint(
                condition=Q(unapplied_minor__gte=0, unapplied_minor__lte=F("amount_minor")),
                name="payment_unapplied_within",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="payment_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["unapplied_minor"]),
            ),
            pgtrigger.Protect(name="payment_is_kept", operation=pgtrigger.Delete),
        ]


class Allocation(models.Model):
    """Part of a payment, or of a credit note, set against an invoice. Undone by its negative twin."""

    id = models.BigAutoField(primary_key=True)
    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    payment = models.ForeignKey(
        Payment, null=True, on_delete=models.PROTECT, related_name="allocations"
    )
    credit_note = models.ForeignKey(OpenItem, null=True, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(OpenItem, on_delete=models.PROTECT, related_name="allocations")
    amount_minor = models.BigIntegerField()
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        db_table = "collecting_allocation"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(payment__isnull=False, credit_note=None)
                | Q(payment=None, credit_note__isnull=False),
                name="allocation_has_one_source",
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, reverses=None)
                | Q(amount_minor__lt=0, reverses__isnull=False),
                name="allocation_sign",
            ),
        ]
        triggers: ClassVar = append_only("allocation")
