"""Exchange rates of each day, per company."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from comptoir.platform.models import append_only


class ExchangeRate(models.Model):
    """One unit of `from_currency` costs `rate` units of `to_currency`. Only added.

    revision  a correction is a new row of the same day and pair; the highest counts
    source    who published it: "ECB", or what somebody typed
    deed_id   subject of the event that tells who brought it and when
    """

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    from_currency = models.CharField(max_length=3)
    to_currency = models.CharField(max_length=3)
    rate = models.DecimalField(max_digits=24, decimal_places=12)
    revision = models.PositiveSmallIntegerField(default=1)
    source = models.CharField(max_length=40)
    deed_id = models.UUIDField()

    class Meta:
        db_table = "currencies_rate"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["entity", "day", "from_currency", "to_currency", "revision"],
                name="rate_once",
            ),
            models.CheckConstraint(condition=Q(rate__gt=0), name="rate_positive"),
            models.CheckConstraint(condition=Q(revision__gte=1), name="rate_revision"),
            models.CheckConstraint(
                condition=~Q(from_currency=F("to_currency")), name="rate_of_two_currencies"
            ),
        ]
        triggers: ClassVar = [*append_only("rate")]
