"""Contracts, and the general terms they were made under."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from comptoir.platform.models import Record
from comptoir.stages.contracting.core.states import ContractState


class GeneralTerms(Record):
    """One version of our general terms of sale. Never changes; a new version is a new row."""

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    title_fr = models.CharField(max_length=160)
    title_en = models.CharField(max_length=160)
    text_fr = models.TextField()
    text_en = models.TextField()
    starts_on = models.DateField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        db_table = "contracting_general_terms"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entity", "version"], name="terms_version_once")
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="terms_frozen", operation=pgtrigger.Update | pgtrigger.Delete)
        ]


class Contract(Record):
    """What both sides agreed, from one accepted quote.

    [starts_on, ends_on)  the term; ends_on None: no end (nothing recurring)
    notice_on             last day to give notice;  renewal_on  first day of the next term
    sha256                of the accepted content together with the general terms
    """

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=30)
    quote = models.OneToOneField("quoting.Quote", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    terms = models.ForeignKey(GeneralTerms, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default=ContractState.ACTIVE)
    language = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    net_minor = models.BigIntegerField()
    signed_on = models.DateField()
    signed_by = models.CharField(max_length=120)
    signed_role = models.CharField(max_length=120, blank=True, default="")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    notice_days = models.PositiveSmallIntegerField(default=90)
    notice_on = models.DateField(null=True)
    renewal_on = models.DateField(null=True)
    sha256 = models.CharField(max_length=64)
    ended_reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        db_table = "contracting_contract"
        indexes: ClassVar = [models.Index(fields=["entity", "renewal_on"], name="contract_renewal")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entity", "number"], name="contract_number_once"),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in ContractState]), name="contract_state_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")), name="contract_dates"
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="contract_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["state", "ended_reason", "ends_on"]),
            ),
            pgtrigger.Protect(name="contract_is_kept", operation=pgtrigger.Delete),
        ]
