"""E-mails about a contract before signature; each is written with the deed it tells of."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from comptoir.platform.models import no_truncate
from comptoir.stages.contracting.clause_models import ClauseChange
from comptoir.stages.contracting.core.signers import SIDES


class DraftMail(models.Model):
    """One side is told of proposed words (`proposed`) or of the answer to its own (`answered`), once each.

    side  who is told
    """

    id = models.BigAutoField(primary_key=True)
    change = models.ForeignKey(ClauseChange, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=8)
    kind = models.CharField(max_length=8)
    made_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "contracting_draft_mail"
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(mailed_at=None), name="draft_mail_waits")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["change", "kind"], name="draft_mail_once"),
            models.CheckConstraint(condition=Q(side__in=SIDES), name="draft_mail_side_known"),
            models.CheckConstraint(
                condition=Q(kind__in=["proposed", "answered"]), name="draft_mail_kind_known"
            ),
        ]
        triggers: ClassVar = [no_truncate("draft_mail")]
