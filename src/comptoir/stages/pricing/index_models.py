"""Values of indexes that prices follow, as somebody read them where they are published."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from comptoir.platform.models import Record, append_only


class PriceIndexValue(Record):
    """The value of an index on a day, with who typed it and when. Only added: a correction is a new revision.

    source  where it was read;  day  the one that it is published for
    """

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=20)
    day = models.DateField()
    value = models.DecimalField(max_digits=18, decimal_places=6)
    revision = models.PositiveSmallIntegerField(default=1)
    source = models.CharField(max_length=120)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        db_table = "pricing_index_value"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["entity", "code", "day", "revision"], name="index_value_once"
            ),
            models.CheckConstraint(condition=Q(value__gt=0), name="index_value_positive"),
            models.CheckConstraint(
                condition=Q(code__regex=r"^[A-Z][A-Z0-9._-]{1,19}$"), name="index_value_code"
            ),
            models.CheckConstraint(condition=Q(revision__gte=1), name="index_value_revision"),
        ]
        triggers: ClassVar = [*append_only("index_value")]
