"""Why a line bears the VAT it bears: one row per distinct decision, shared by all lines it covers."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from comptoir.platform.models import Record


class Decision(Record):
    """A VAT decision with its reason, rule version and legal text. Never changes.

    digest    SHA-256 of the facts that led to it and of what was decided
    category  EN 16931 VAT category: S E AE K G O Z
    margin_rate  percent of the VAT inside the margin, under a margin scheme; None: no such scheme
    """

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    category = models.CharField(max_length=2)
    rate = models.DecimalField(max_digits=5, decimal_places=2)  # percent
    country = models.CharField(max_length=2)
    vatex = models.CharField(max_length=40, blank=True, default="")
    rule = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()
    mention_fr = models.TextField(blank=True, default="")
    mention_en = models.TextField(blank=True, default="")
    reason_fr = models.TextField()
    reason_en = models.TextField()
    margin_rate = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    facts = models.JSONField()

    class Meta:
        db_table = "taxes_decision"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entity", "digest"], name="decision_once"),
            models.CheckConstraint(condition=Q(rate__gte=0, rate__lte=100), name="decision_rate"),
            models.CheckConstraint(
                condition=Q(category__in=["S", "E", "AE", "K", "G", "O", "Z"]),
                name="decision_category_known",
            ),
            models.CheckConstraint(
                condition=Q(margin_rate=None)
                | Q(margin_rate__isnull=False, margin_rate__gte=0, margin_rate__lte=100, rate=0,
                    category="E"),
                name="decision_margin_shows_none",
            ),
        ]  # fmt: skip
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="decision_is_frozen", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]
