"""E-mails of issued documents, the number of their private link, and who gets them without a click."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from comptoir.platform.models import kept, no_truncate
from comptoir.stages.invoicing.core.mailing import Fault, MailState

STATES = tuple(s.value for s in MailState)
FAULTS = ("", *(f.value for f in Fault))

# What was sent, to whom, when and by whose wish.
_PROOF = (
    "invoice_id", "number", "name", "email", "asked_by", "asked_at", "sent_at", "sent_on", "sha256",
)  # fmt: skip
_OTHER_THAN_WAS = reduce(
    or_, [pgtrigger.Q(**{f"old__{n}__df": pgtrigger.F(f"new__{n}")}) for n in _PROOF]
)


class InvoiceMail(models.Model):
    """One e-mail of an issued document; the worker sends it.

    number     the how-manieth of its document; the second is sent only where somebody asks for it
    batch      the click that asked for many at once
    automatic  nobody asked: the company or the customer wants it so
    email      where it goes, or went; "" only where it failed for want of an address
    sha256     of the PDF that went along
    """

    id = models.BigAutoField(primary_key=True)
    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    invoice = models.ForeignKey(
        "invoicing.Invoice", on_delete=models.PROTECT, related_name="+", db_index=False
    )  # invoice_mail_once is its index
    number = models.PositiveSmallIntegerField()
    batch = models.UUIDField(null=True)
    automatic = models.BooleanField(default=False)
    name = models.CharField(max_length=160, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    language = models.CharField(max_length=2)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    asked_on = models.DateField()
    state = models.CharField(max_length=7, default=MailState.WAITING)
    fault = models.CharField(max_length=11, blank=True, default="")
    told = models.CharField(max_length=300, blank=True, default="")  # what the server said
    tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    sent_on = models.DateField(null=True)
    sha256 = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        db_table = "invoicing_mail"
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(state="waiting"), name="invoice_mail_waits"),
            models.Index(
                fields=["entity", "-id"], condition=Q(state__in=["failed", "bounced"]),
                name="invoice_mail_failed",
            ),
            models.Index(
                fields=["batch"], condition=Q(batch__isnull=False), name="invoice_mail_batch"
            ),
        ]  # fmt: skip
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["invoice", "number"], name="invoice_mail_once"),
            models.UniqueConstraint(
                fields=["invoice"], condition=Q(state="waiting"), name="invoice_mail_one_waits"
            ),
            models.CheckConstraint(condition=Q(state__in=STATES), name="invoice_mail_state_known"),
            models.CheckConstraint(condition=Q(fault__in=FAULTS), name="invoice_mail_fault_known"),
            models.CheckConstraint(
                condition=~Q(email="") | Q(state="failed"), name="invoice_mail_has_address"
            ),
            models.CheckConstraint(
                condition=Q(~Q(state__in=["sent", "bounced"]), sent_at=None, sent_on=None)
                | Q(
                    ~Q(sha256=""), state__in=["sent", "bounced"], sent_at__isnull=False,
                    sent_on__isnull=False,
                ),
                name="invoice_mail_sent_is_proved",
            ),
        ]  # fmt: skip
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="invoice_mail_sent_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=["sent", "bounced"]) & _OTHER_THAN_WAS,
            ),
            *kept("invoice_mail"),
        ]


class InvoiceLink(models.Model):
    """The number of a document's private link, where it was renewed: the former ones open nothing."""

    invoice = models.OneToOneField(
        "invoicing.Invoice", primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    number = models.PositiveSmallIntegerField(default=2)

    class Meta:
        db_table = "invoicing_link"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(number__gte=2), name="invoice_link_renewed")
        ]
        triggers: ClassVar = kept("invoice_link")


class InvoiceMailing(models.Model):
    """Whether issued documents are mailed without a click: of the company (customer None), or of one
    customer (automatic None: as the company does). Documents dated from `starts_on` on."""

    id = models.BigAutoField(primary_key=True)
    entity = models.ForeignKey(
        "parties.Entity", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    customer = models.ForeignKey(
        "parties.Customer", null=True, on_delete=models.PROTECT, related_name="+"
    )
    automatic = models.BooleanField(null=True)
    starts_on = models.DateField()

    class Meta:
        db_table = "invoicing_mailing"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["entity", "customer"], nulls_distinct=False, name="invoice_mailing_once"
            ),
            models.CheckConstraint(
                condition=Q(customer__isnull=False) | Q(automatic__isnull=False),
                name="invoice_mailing_of_company_said",
            ),
        ]
        triggers: ClassVar = [no_truncate("invoice_mailing")]
