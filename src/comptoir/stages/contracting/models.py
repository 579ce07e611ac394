"""Contracts, the general terms they were made under, and the keys that seal them."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from comptoir.platform.models import Record, append_only, kept
from comptoir.stages.contracting import clause_models as clause_models  # tables of this room too
from comptoir.stages.contracting.core.states import ContractState
from comptoir.stages.contracting.mail_models import DraftMail as DraftMail
from comptoir.stages.contracting.signing_models import Signer as Signer
from comptoir.stages.contracting.signing_models import Signing as Signing
from comptoir.stages.contracting.signing_models import SigningEvent as SigningEvent
from comptoir.stages.contracting.signing_models import SigningMail as SigningMail


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
    sha256                of the accepted content together with the general terms and the clauses
    clauses               the wording of the negotiated draft that was signed with it, if any
    version               of its state: 1 as signed, one more with each amendment
    """

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=30)
    version = models.PositiveIntegerField(default=1, db_default=1)
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
    clauses = models.OneToOneField(
        clause_models.DraftVersion, null=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_reason = models.CharField(max_length=200, blank=True, default="")
    uplift = models.JSONField(null=True)  # the price at renewal, as its quote said

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
            models.CheckConstraint(
                condition=~Q(state="terminated") | Q(notice_on=None, renewal_on=None),
                name="contract_terminated_renews_no_more",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="contract_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=[
                    "state", "ended_reason", "ends_on", "notice_on", "renewal_on", "version",
                ]),
            ),
            pgtrigger.Protect(name="contract_is_kept", operation=pgtrigger.Delete),
        ]  # fmt: skip


class ContractVersion(Record):
    """What one amendment changed of a contract; the first version is the contract itself. Never changes.

    effective_on  the first day it changes anything;  known_on  the business day it was agreed
    steps         what happens to which line (core/versions.py);  changes  the same as people read it, with
                  the values before and after;  effect  what it was shown to cost when it was agreed
    adds_until    end of the lines that it adds
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    quote = models.OneToOneField("quoting.Quote", on_delete=models.PROTECT, related_name="+")
    effective_on = models.DateField()
    known_on = models.DateField()
    signed_by = models.CharField(max_length=120)
    steps = models.JSONField(default=list)
    changes = models.JSONField(default=list)
    effect = models.JSONField(default=dict)
    adds_until = models.DateField(null=True)
    ends_before = models.DateField(null=True)  # the contract's end
    ends_after = models.DateField(null=True)
    sha256 = models.CharField(max_length=64)

    class Meta:
        db_table = "contracting_version"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contract", "number"], name="contract_version_once"),
            models.CheckConstraint(condition=Q(number__gt=1), name="contract_version_number"),
        ]
        triggers: ClassVar = append_only("contract_version")


class SealKey(Record):
    """A key pair that seals what was signed; `locked` is encrypted with the application's secret."""

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    locked = models.BinaryField()
    certificate = models.TextField()
    sha256 = models.CharField(max_length=64)
    subject = models.CharField(max_length=300)
    valid_until = models.DateTimeField()
    own = models.BooleanField()  # brought by the company, not made here
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "contracting_seal_key"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["entity"], condition=Q(active=True), name="one_seal_key_in_use"
            )
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="seal_key_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["active"]),
            ),
            *kept("seal_key"),
        ]
