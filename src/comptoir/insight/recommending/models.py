"""What was learned of the orders, and what fits by rule."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from comptoir.platform.models import Record


class Learning(Record):
    """One run over all orders of a company. Its pairs and tastes are kept until the next run.

    [since, until]  days of the first and last order that was read
    cases, hits, popular   see `core/judging.py`; cases 0: too few baskets to judge
    """

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField()
    baskets = models.PositiveIntegerField()
    products = models.PositiveIntegerField()
    pairs = models.PositiveIntegerField()
    cases = models.PositiveIntegerField()
    hits = models.PositiveIntegerField()
    popular = models.PositiveIntegerField()
    judged_from = models.DateField(null=True)

    class Meta:
        db_table = "recommending_learning"
        indexes: ClassVar = [models.Index(fields=["entity", "-created_at"], name="learning_recent")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(hits__lte=F("cases"), popular__lte=F("cases")), name="learning_hits"
            )
        ]


class Support(models.Model):
    """How many baskets have a product."""

    entity = models.ForeignKey("parties.Entity", on_delete=models.CASCADE, related_name="+")
    product = models.ForeignKey("catalog.Product", on_delete=models.CASCADE, related_name="+")
    baskets = models.PositiveIntegerField()

    class Meta:
        db_table = "recommending_support"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entity", "product"], name="support_once")
        ]


class Pair(models.Model):
    """Baskets that have both products; each pair stands under both of them."""

    product = models.ForeignKey(
        "catalog.Product", on_delete=models.CASCADE, related_name="+", db_index=False
    )  # pair_once is its index
    other = models.ForeignKey(
        "catalog.Product", on_delete=models.CASCADE, related_name="+", db_index=False
    )  # read by `product` alone; products are never deleted
    together = models.PositiveIntegerField()

    class Meta:
        db_table = "recommending_pair"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["product", "other"], name="pair_once"),
            models.CheckConstraint(condition=~Q(product=F("other")), name="pair_of_two"),
        ]


class Taste(models.Model):
    """What customers like this one buy and it does not."""

    customer = models.ForeignKey(
        "parties.Customer", on_delete=models.CASCADE, related_name="+", db_index=False
    )  # taste_once is its index
    product = models.ForeignKey(
        "catalog.Product", on_delete=models.CASCADE, related_name="+", db_index=False
    )  # read by `customer` alone
    buyers = models.PositiveSmallIntegerField()
    alike = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "recommending_taste"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["customer", "product"], name="taste_once"),
            models.CheckConstraint(condition=Q(buyers__lte=F("alike")), name="taste_buyers"),
        ]


class Link(models.Model):
    """What fits a product by rule: an accessory, or what takes its place."""

    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=9)

    class Meta:
        db_table = "recommending_link"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["product", "other"], name="link_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["accessory", "upgrade"]), name="link_kind_known"
            ),
            models.CheckConstraint(condition=~Q(product=F("other")), name="link_of_two"),
        ]
