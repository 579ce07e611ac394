"""Contracts that come to their end, and what becomes of them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from comptoir.platform.models import Record
from comptoir.stages.renewing.core.states import RenewalState


class Renewal(Record):
    """One contract coming up for renewal: opened 120 days ahead."""

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    contract = models.OneToOneField(
        "contracting.Contract", on_delete=models.PROTECT, related_name="+"
    )
    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    quote = models.OneToOneField(
        "quoting.Quote", null=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=7, default=RenewalState.OPEN)
    due_on = models.DateField()  # first day of the next term
    notice_on = models.DateField(null=True)
    opened_on = models.DateField()
    lost_reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        db_table = "renewing_renewal"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in RenewalState]), name="renewal_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="lost") | ~Q(lost_reason=""), name="renewal_lost_has_reason"
            ),
        ]
