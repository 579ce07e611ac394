"""Who edits a draft in the grid, and what each deed of theirs takes back."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class QuoteEdit(models.Model):
    """What takes one deed of one person in the grid back, or does it again; see `actions/undo.py`.

    patch   rows to set, to put back and to remove, and their order
    undone  the deed is taken back, and `patch` does it again
    """

    id = models.BigAutoField(primary_key=True)
    quote = models.ForeignKey("quoting.Quote", on_delete=models.PROTECT, related_name="edits")
    actor = models.CharField(max_length=80)
    patch = models.JSONField()
    undone = models.BooleanField(default=False)

    class Meta:
        db_table = "quoting_edit"
        indexes: ClassVar = [
            models.Index(fields=["quote", "actor", "-id"], name="quote_edit_last"),
        ]


class Presence(models.Model):
    """Who has a draft open, and the line with the cursor; forgotten when it is not renewed."""

    id = models.BigAutoField(primary_key=True)
    quote = models.ForeignKey("quoting.Quote", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("platform.User", on_delete=models.CASCADE, related_name="+")
    line_id = models.BigIntegerField(null=True)
    seen_at = models.DateTimeField()

    class Meta:
        db_table = "quoting_presence"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["quote", "person"], name="presence_once")
        ]
