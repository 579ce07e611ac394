"""What we sell."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from comptoir.platform.models import Record, kept
from comptoir.records.catalog.core.media import TYPES


class Product(Record):
    """A product or a service, sold once, by period or by use.

    nature           goods | service | digital (decides VAT and PCG account)
    charge_kind      one_off | recurring | usage
    billing_months   months of one billing period of a recurring product (price is per period)
    billing_timing   advance | arrears
    revenue_pattern  on_delivery | straight_line | as_billed
    tax_class        standard | intermediate | reduced | super_reduced | exempt | out_of_scope
    margin_scheme    "" | travel | second_hand | art | antiques: VAT on the margin (price less `cost`), at the
                     rate of tax_class
    unit             UN/ECE Recommendation 20 code
    category         a word to select by: prices, rules and reports name it
    attributes       `name = value` per line, for prices by formula: width = 2.5
    cost             cost price of one unit (or one period), major units of `currency`
    """

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    sku = models.CharField(max_length=40)
    name_en = models.CharField(max_length=200)
    name_fr = models.CharField(max_length=200)
    description_en = models.TextField(blank=True, default="")
    description_fr = models.TextField(blank=True, default="")
    category = models.CharField(max_length=60, blank=True, default="")
    attributes = models.TextField(blank=True, default="")
    nature = models.CharField(max_length=8, default="goods")
    charge_kind = models.CharField(max_length=9, default="one_off")
    unit = models.CharField(max_length=3, default="C62")
    tax_class = models.CharField(max_length=14, default="standard")
    margin_scheme = models.CharField(max_length=11, blank=True, default="", db_default="")
    cost = models.DecimalField(max_digits=24, decimal_places=12, null=True)
    currency = models.CharField(max_length=3)
    revenue_pattern = models.CharField(max_length=13, default="on_delivery")
    billing_months = models.PositiveSmallIntegerField(null=True)
    billing_timing = models.CharField(max_length=7, default="advance")
    image_svg = models.TextField(blank=True, default="")
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)  # first day it is no longer sold
    active = models.BooleanField(default=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "catalog_product"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entity", "sku"], name="product_sku_once"),
            models.CheckConstraint(
                condition=Q(nature__in=["goods", "service", "digital"]), name="product_nature_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    charge_kind="recurring", billing_months__gt=0, billing_months__isnull=False
                )
                | (Q(charge_kind__in=["one_off", "usage"]) & Q(billing_months=None))
                | Q(charge_kind="usage", billing_months__gt=0),
                name="product_period_fits_kind",
            ),
            models.CheckConstraint(
                condition=Q(billing_timing__in=["advance", "arrears"]), name="product_timing_known"
            ),
            models.CheckConstraint(
                condition=Q(revenue_pattern__in=["on_delivery", "straight_line", "as_billed"]),
                name="product_pattern_known",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="product_dates_ordered",
            ),
            models.CheckConstraint(
                condition=Q(margin_scheme="")
                | Q(margin_scheme="travel", nature="service", charge_kind="one_off")
                | Q(margin_scheme__in=["second_hand", "art", "antiques"], nature="goods",
                    charge_kind="one_off"),
                name="product_margin_fits",
            ),
        ]  # fmt: skip
        triggers: ClassVar = kept("product")


class BundlePart(models.Model):
    """One part of a product that is sold as a bundle."""

    bundle = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="parts")
    part = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=20, decimal_places=6)

    class Meta:
        db_table = "catalog_bundle_part"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["bundle", "part"], name="bundle_part_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="bundle_part_quantity"),
            models.CheckConstraint(condition=~Q(bundle=F("part")), name="bundle_not_in_itself"),
        ]


class Medium(Record):
    """A picture or a data sheet of a product; `place` 1 is shown first. The bytes stay in the database, so
    that a backup holds them."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="media")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=160)
    media_type = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()

    class Meta:
        db_table = "catalog_medium"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["product", "sha256"], name="medium_once"),
            models.CheckConstraint(condition=Q(media_type__in=TYPES), name="medium_type_known"),
        ]
