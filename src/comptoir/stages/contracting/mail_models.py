"""E-mails about a contract before signature; each is written with the deed it tells of."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from comptoir.platform.models import no_truncate
from comptoir.stages.contracting.clause_models import ClauseChange, ClauseComment
from comptoir.stages.contracting.core.signers import SIDES

KINDS = ("proposed", "withdrawn", "answered", "commented")


class DraftMail(models.Model):
    """One side is told, once each: of proposed words (`proposed`), that they were taken back (`withdrawn`),
    of the answer to its own (`answered`), or of what the other side says of a clause (`commented`).

    side             who is told
    change, comment  what of: one of the two
    """

    id = models.BigAutoField(primary_key=True)
    change = models.ForeignKey(ClauseChange, null=True, on_delete=models.PROTECT, related_name="+")
    comment = models.ForeignKey(
        ClauseComment, null=True, on_delete=models.PROTECT, related_name="+"
    )
    side = models.CharField(max_length=8)
    kind = models.CharField(max_length=9)
    made_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    try_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "contracting_draft_mail"
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(mailed_at=None), name="draft_mail_waits")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["change", "kind"], name="draft_mail_once"),
            models.CheckConstraint(condition=Q(side__in=SIDES), name="draft_mail_side_known"),
            models.UniqueConstraint(fields=["comment"], name="draft_mail_of_a_comment_once"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="draft_mail_kind_known"),
            models.CheckConstraint(
                condition=Q(kind="commented", change=None, comment__isnull=False)
                | (~Q(kind="commented") & Q(change__isnull=False, comment=None)),
                name="draft_mail_of_one_thing",
            ),
        ]
        triggers: ClassVar = [no_truncate("draft_mail")]
