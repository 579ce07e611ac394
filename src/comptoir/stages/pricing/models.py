"""Price books and the prices in them."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from comptoir.platform.models import Record


class PriceBook(Record):
    """A list of prices in one currency, valid [starts_on, ends_on)."""

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    currency = models.CharField(max_length=3)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    is_default = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "pricing_price_book"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entity", "code"], name="price_book_code_once"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")), name="price_book_dates"
            ),
        ]


class Price(models.Model):
    """The price of a product in a book, valid [starts_on, ends_on).

    model       flat | per_unit | volume | graduated
    unit_price  major units, up to 12 decimals; for recurring products per billing period
    tiers       [{"up_to": "10", "unit_price": "5.00", "flat_fee": "0"}, …]; last up_to null; bounds inclusive
    """

    book = models.ForeignKey(PriceBook, on_delete=models.PROTECT, related_name="prices")
    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, related_name="+")
    model = models.CharField(max_length=9, default="per_unit")
    unit_price = models.DecimalField(max_digits=24, decimal_places=12)
    tiers = models.JSONField(default=list)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "pricing_price"
        constraints: ClassVar = [
            ExclusionConstraint(
                name="one_price_a_day",
                expressions=[
                    ("book", RangeOperators.EQUAL),
                    ("product", RangeOperators.EQUAL),
                    (
                        Func(
                            F("starts_on"),
                            F("ends_on"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.CheckConstraint(
                condition=Q(model__in=["flat", "per_unit", "volume", "graduated"]),
                name="price_model_known",
            ),
            models.CheckConstraint(condition=Q(unit_price__gte=0), name="price_not_negative"),
        ]
