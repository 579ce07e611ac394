"""Requests for signatures: who signs what, what happened, and the e-mails about it."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from comptoir.platform.models import Record, append_only, kept, no_truncate
from comptoir.stages.contracting import guards
from comptoir.stages.contracting.core.marks import AT_SERVICE, METHODS
from comptoir.stages.contracting.core.signers import SIDES
from comptoir.stages.contracting.core.states import (
    LEVELS,
    ServiceState,
    SignerState,
    SigningState,
)

_CLOSED = ("sealed", "declined", "void")


class Signing(Record):
    """A document that several people are asked to sign.

    document      the kept PDF that is signed; its SHA-256 is what each signer agrees to
    reminds_days  days between reminders, 0 for none
    service       the trust service that asks and collects; empty: our own links. Its own words of the
                  request stand in the fields after it; `service_fault`: why it could not be reached
    """

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    contract = models.ForeignKey(
        "contracting.Contract", null=True, on_delete=models.PROTECT, related_name="+"
    )
    quote = models.ForeignKey(
        "quoting.Quote", null=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=8, default=SigningState.DRAFT)
    title = models.CharField(max_length=200)
    message = models.CharField(max_length=2000, blank=True, default="")
    language = models.CharField(max_length=2)
    document = models.ForeignKey("platform.File", on_delete=models.PROTECT, related_name="+")
    document_sha256 = models.CharField(max_length=64)
    asked_by = models.CharField(max_length=80)
    sent_on = models.DateField(null=True)
    expires_on = models.DateField()
    valid_days = models.PositiveSmallIntegerField(default=14)
    reminds_days = models.PositiveSmallIntegerField(default=3)
    closed_reason = models.CharField(max_length=2000, blank=True, default="")
    service = models.CharField(max_length=20, blank=True, default="", db_default="")
    service_level = models.CharField(max_length=9, blank=True, default="", db_default="")
    service_state = models.CharField(max_length=8, blank=True, default="", db_default="")
    service_ref = models.CharField(max_length=200, blank=True, default="", db_default="")
    service_fault = models.CharField(max_length=300, blank=True, default="", db_default="")
    service_tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    service_next_at = models.DateTimeField(null=True)
    sealed = models.ForeignKey(
        "platform.File", null=True, on_delete=models.PROTECT, related_name="+"
    )
    evidence = models.ForeignKey(
        "platform.File", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        db_table = "contracting_signing"
        indexes: ClassVar = [models.Index(fields=["entity", "state"], name="signing_state")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in SigningState]), name="signing_state_known"
            ),
            models.CheckConstraint(
                condition=Q(contract=None, quote__isnull=False)
                | Q(contract__isnull=False, quote=None),
                name="signing_of_one_document",
            ),
            models.CheckConstraint(
                condition=(Q(sealed=None) & Q(evidence=None) & ~Q(state="sealed"))
                | (Q(sealed__isnull=False) & Q(evidence__isnull=False) & Q(state="sealed")),
                name="sealed_has_its_files",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "void"]) | Q(sent_on__isnull=False),
                name="signing_sent_has_day",
            ),
            models.CheckConstraint(
                condition=Q(service="", service_state="", service_ref="", service_level="")
                | (
                    ~Q(service="")
                    & Q(service_state__in=[s.value for s in ServiceState])
                    & Q(service_level__in=LEVELS)
                ),
                name="signing_service_known",
            ),
            models.UniqueConstraint(
                fields=["service", "service_ref"],
                condition=~Q(service_ref=""),
                name="service_ref_once",
            ),
            models.UniqueConstraint(
                fields=["contract"],
                condition=Q(state__in=["draft", "open", "signed"]),
                name="one_signing_of_a_contract",
            ),
            models.UniqueConstraint(
                fields=["quote"],
                condition=Q(state__in=["draft", "open", "signed"]),
                name="one_signing_of_a_quote",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="signing_closed_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=list(_CLOSED)),
            ),
            pgtrigger.Protect(
                name="signing_document_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "entity",
                    "contract",
                    "quote",
                    "document",
                    "document_sha256",
                    "title",
                    "service",
                ),
            ),
            *guards.on_signings(),
            *kept("signing"),
        ]


class Signer(Record):
    """One person asked to sign, and what they did.

    step, place     equal steps sign in parallel; `place` counts the signers of a request from 1
    link            how many links were given out; only the newest opens
    code_digest     keyed digest of the one-time code; the code itself is kept nowhere
    mark, picture   the typed name or the drawn path; the uploaded picture
    """

    signing = models.ForeignKey(Signing, on_delete=models.PROTECT, related_name="+")
    step = models.PositiveSmallIntegerField()
    place = models.PositiveSmallIntegerField()
    side = models.CharField(max_length=8)
    name = models.CharField(max_length=120)
    email = models.CharField(max_length=254)
    role = models.CharField(max_length=120, blank=True, default="")
    state = models.CharField(max_length=8, default=SignerState.PENDING)
    link = models.PositiveIntegerField(default=1)
    asked_on = models.DateField(null=True)
    reminded_on = models.DateField(null=True)
    link_asked_on = models.DateField(null=True)
    code_digest = models.CharField(max_length=64, blank=True, default="")
    code_channel = models.CharField(max_length=16, blank=True, default="")
    code_until = models.DateTimeField(null=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    codes_made = models.PositiveSmallIntegerField(default=0)
    proved = models.CharField(
        max_length=64, blank=True, default=""
    )  # digest of a right code's proof
    proved_until = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    method = models.CharField(max_length=5, blank=True, default="")
    mark = models.TextField(blank=True, default="")
    picture = models.BinaryField(null=True)
    consent = models.CharField(max_length=1000, blank=True, default="")
    declined_reason = models.CharField(max_length=2000, blank=True, default="")

    class Meta:
        db_table = "contracting_signer"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["signing", "place"], name="signer_place_once"),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in SignerState]), name="signer_state_known"
            ),
            models.CheckConstraint(condition=Q(side__in=SIDES), name="signer_side_known"),
            models.CheckConstraint(
                condition=(
                    Q(state="signed", signed_at__isnull=False, method__in=(*METHODS, AT_SERVICE))
                    & ~Q(consent="")
                    & (~Q(mark="") | Q(picture__isnull=False))
                )
                | (~Q(state="signed") & Q(signed_at=None)),
                name="signed_has_all_of_it",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(declined_reason=""), name="declined_says_why"
            ),
            models.CheckConstraint(condition=Q(code_tries__lte=5), name="signer_code_tries"),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="signer_done_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=["signed", "declined"]),
            ),
            pgtrigger.Protect(
                name="signer_person_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "signing", "step", "place", "side", "name", "email", "role"
                ),
            ),
            *kept("signer"),
        ]


_FOLLOWS = """
IF NEW.previous IS DISTINCT FROM COALESCE(
    (SELECT e.hash FROM contracting_signing_event e
     WHERE e.signing_id = NEW.signing_id AND e.n = NEW.n - 1),
    CASE WHEN NEW.n = 1 THEN repeat('0', 64) END)
THEN
    RAISE EXCEPTION 'an event of a signature follows the one before it'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'signing_event_follows';
END IF;
RETURN NEW;
"""


class SigningEvent(models.Model):
    """What happened to a signature, in a chain: each row holds the hash of the one before.

    Personal data (address, browser) stands here and in the evidence file, never in the event log.
    """

    id = models.BigAutoField(primary_key=True)
    signing = models.ForeignKey(Signing, on_delete=models.PROTECT, related_name="+")
    n = models.PositiveIntegerField()
    name = models.CharField(max_length=20)
    at = models.CharField(max_length=32)  # as it is hashed: ISO 8601, UTC
    place = models.PositiveSmallIntegerField(null=True)  # of the signer; None: our side's desk
    facts = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        db_table = "contracting_signing_event"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["signing", "n"], name="signing_event_once"),
            models.CheckConstraint(
                condition=Q(hash__regex="^[0-9a-f]{64}$"), name="event_is_hashed"
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="signing_event_follows",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=_FOLLOWS,
            ),
            *append_only("signing_event"),
        ]


class SigningMail(models.Model):
    """An e-mail to a signer; written with the deed, sent after it."""

    id = models.BigAutoField(primary_key=True)
    signer = models.ForeignKey(Signer, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8)  # invite | remind | link | done | declined | void
    made_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    try_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "contracting_signing_mail"
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(mailed_at=None), name="signing_mail_waits")
        ]
        triggers: ClassVar = [no_truncate("signing_mail")]
