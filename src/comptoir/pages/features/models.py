"""What a company chose to see; a row per choice, the newest holds."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from comptoir.platform.models import append_only


class Choice(models.Model):
    """One choice of features. A company without any has them all.

    tier  its code, "" where features were chosen one by one
    off   what was off then, codes; it tells where the tier is no more
    by    the actor
    """

    id = models.BigAutoField(primary_key=True)
    entity = models.ForeignKey(
        "parties.Entity", on_delete=models.PROTECT, related_name="+", db_index=False
    )  # fmt: skip — choice_newest is its index
    tier = models.CharField(max_length=10, blank=True, default="")
    off = ArrayField(models.CharField(max_length=20), default=list)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    on = models.DateField()

    class Meta:
        db_table = "features_choice"
        indexes: ClassVar = [models.Index(fields=["entity", "-id"], name="choice_newest")]
        triggers: ClassVar = append_only("choice")
