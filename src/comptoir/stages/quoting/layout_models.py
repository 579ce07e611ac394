"""How a company's quotes are laid out."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from comptoir.platform.models import Record, kept
from comptoir.stages.quoting.core.layout import FIXED, Part

_NEVER_OFF = ~Q(off__contains=[min(FIXED).value]) & ~Q(off__contains=[max(FIXED).value])


class QuoteLayout(Record):
    """The blocks of a company's quote document; none stored: the usual ones.

    order  every block, in its order; off: those that are not shown
    """

    entity = models.OneToOneField("parties.Entity", on_delete=models.PROTECT, related_name="+")
    order = models.JSONField()
    off = models.JSONField(default=list)

    class Meta:
        db_table = "quoting_layout"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(order__contains=[part.value for part in Part]),
                name="layout_names_each_block",
            ),
            models.CheckConstraint(condition=_NEVER_OFF, name="layout_shows_lines_and_totals"),
        ]
        triggers: ClassVar = [*kept("layout")]
