"""Who tries which company."""

from __future__ import annotations

from django.db import models

from comptoir.platform.models import Record, User


class Trial(Record):
    """A person who signed up, and the sandbox company that is theirs.

    company_id   given at the sign-up, so that a company that is played again is still the same one
    progress_id  the bar of the newest attempt to play it
    ready_at     when its person was let in; empty until it is played
    tier         what its person chose to see of it; "": everything
    """

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="+")
    company_id = models.UUIDField(unique=True)
    progress_id = models.UUIDField(null=True)
    ready_at = models.DateTimeField(null=True)
    tier = models.CharField(max_length=10, blank=True, default="", db_default="")

    class Meta:
        db_table = "trying_trial"
