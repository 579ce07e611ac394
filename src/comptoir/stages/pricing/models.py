"""Price books and the prices in them."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce

from comptoir.platform.models import Record, append_only
from comptoir.stages.pricing import index_models as index_models  # a table of this room too
from comptoir.stages.pricing.core.entries import PriceType
from comptoir.stages.pricing.core.prices import PriceKind
from comptoir.stages.pricing.core.promotions import PromotionKind, Stacking


class PriceBook(Record):
    """A list of prices in one currency, valid [starts_on, ends_on).

    segment, channel  whom it is for: customers of that segment, deals of that channel; "" is everybody
    """

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    currency = models.CharField(max_length=3)
    segment = models.CharField(max_length=40, blank=True, default="")
    channel = models.CharField(max_length=40, blank=True, default="")
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


def _days() -> Func:
    return Func(
        F("starts_on"), F("ends_on"), function="daterange", output_field=DateRangeField()
    )  # fmt: skip


class Price(models.Model):
    """The price of a product in a book, valid [starts_on, ends_on).

    price_type  list | promotional | floor | target
    model       how it becomes an amount: `core/prices.py`, PriceKind
    unit_price  major units, up to 12 decimals; for recurring products per billing period
    tiers       [{"up_to": "10", "unit_price": "5.00", "flat_fee": "0"}, …]; last up_to null; bounds inclusive
    terms       what its model needs besides: `core/entries.py`, Terms
    minimum, maximum  of a line's amount before discounts, major units
    """

    book = models.ForeignKey(PriceBook, on_delete=models.PROTECT, related_name="prices")
    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, related_name="+")
    price_type = models.CharField(max_length=11, default="list")
    model = models.CharField(max_length=9, default="per_unit")
    unit_price = models.DecimalField(max_digits=24, decimal_places=12)
    tiers = models.JSONField(default=list)
    terms = models.JSONField(default=dict)
    minimum = models.DecimalField(max_digits=24, decimal_places=12, null=True)
    maximum = models.DecimalField(max_digits=24, decimal_places=12, null=True)
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
                    ("price_type", RangeOperators.EQUAL),
                    (_days(), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(model__in=[k.value for k in PriceKind]), name="price_model_known"
            ),
            models.CheckConstraint(
                condition=Q(price_type__in=[t.value for t in PriceType]), name="price_type_known"
            ),
            models.CheckConstraint(condition=Q(unit_price__gte=0), name="price_not_negative"),
            models.CheckConstraint(
                condition=Q(minimum=None) | Q(maximum=None) | Q(maximum__gte=F("minimum")),
                name="price_bounds_ordered",
            ),
        ]


class CustomerPrice(Record):
    """What was agreed with a customer, valid [starts_on, ends_on): found before any price book.

    target       `product:<id>`, `category:<word>` or `all`: the first of these that is agreed counts
    reference    the agreement, as both sides call it
    percent_off  of the list price; else `unit_price`, or the tiers by quantity
    """

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    product = models.ForeignKey(
        "catalog.Product", null=True, on_delete=models.PROTECT, related_name="+"
    )
    target = models.CharField(max_length=80)
    reference = models.CharField(max_length=80, blank=True, default="")
    currency = models.CharField(max_length=3)
    percent_off = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    unit_price = models.DecimalField(max_digits=24, decimal_places=12, default=0)
    tiers = models.JSONField(default=list)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "pricing_customer_price"
        constraints: ClassVar = [
            ExclusionConstraint(
                name="one_agreement_a_day",
                expressions=[
                    ("customer", RangeOperators.EQUAL),
                    ("target", RangeOperators.EQUAL),
                    ("currency", RangeOperators.EQUAL),
                    (_days(), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="customer_price_dates",
            ),
            models.CheckConstraint(
                condition=Q(percent_off=None) | Q(percent_off__gte=0, percent_off__lte=100),
                name="customer_price_percent",
            ),
            models.CheckConstraint(
                condition=Q(unit_price__gte=0), name="customer_price_not_negative"
            ),
        ]


class RuleVersion(models.Model):
    """What a rule said in each of its versions, who set it and when; rows are only added.

    rule_id  as a waterfall names it: `BOOK:12`, `agreement:<id>`, `promotion:CODE`
    said     the rule's own fields
    set_on   the company's day, which a sandbox sets; None of what was set before it was kept
    through  hand | config | change:<id> | roll_back:<id>: what it was set by
    """

    id = models.BigAutoField(primary_key=True)
    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    rule_id = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    said = models.JSONField()
    set_by = models.CharField(max_length=80)
    set_at = models.DateTimeField()
    set_on = models.DateField(null=True)
    through = models.CharField(max_length=60, default="hand")

    class Meta:
        db_table = "pricing_rule_version"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["entity", "rule_id", "version"], name="rule_version_once"
            ),
        ]
        triggers: ClassVar = append_only("rule_version")


class Promotion(Record):
    """A promotion or coupon, valid [starts_on, ends_on); its rule stands in `core/promotions.py`.

    coupon          the code a buyer gives; "" applies by itself
    usage_limit     how many deals may use it, customer_limit how many of one customer; None: any number
    terms           percent, amount_minor, buy, free, most_minor, skus, categories, minimum_quantity,
                    minimum_minor, sets, gift: what its kind needs, numbers as text
    """

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    coupon = models.CharField(max_length=40, blank=True, default="")
    kind = models.CharField(max_length=12)
    stacking = models.CharField(max_length=9)
    priority = models.IntegerField(default=0)
    currency = models.CharField(max_length=3)
    terms = models.JSONField(default=dict)
    usage_limit = models.PositiveIntegerField(null=True)
    customer_limit = models.PositiveIntegerField(null=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "pricing_promotion"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entity", "code"], name="promotion_code_once"),
            models.UniqueConstraint(
                fields=["entity", "coupon"], condition=~Q(coupon=""), name="promotion_coupon_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[k.value for k in PromotionKind]), name="promotion_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(stacking__in=[s.value for s in Stacking]),
                name="promotion_stacking_known",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")), name="promotion_dates"
            ),
        ]


class Commission(Record):
    """What a seller earns on net sales of a category, valid [starts_on, ends_on): `core/commissions.py`.

    category     "" is every category without a rate of its own
    margin_from  percent; None is any margin, known or not
    """

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=60, blank=True, default="")
    margin_from = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    percent = models.DecimalField(max_digits=7, decimal_places=4)
    currency = models.CharField(max_length=3)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        db_table = "pricing_commission"
        constraints: ClassVar = [
            ExclusionConstraint(
                name="one_commission_a_day",
                expressions=[
                    ("entity", RangeOperators.EQUAL),
                    ("category", RangeOperators.EQUAL),
                    ("currency", RangeOperators.EQUAL),
                    (Coalesce("margin_from", Value(Decimal(-1))), RangeOperators.EQUAL),
                    (_days(), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")), name="commission_dates"
            ),
            models.CheckConstraint(
                condition=Q(percent__gte=0, percent__lte=100), name="commission_percent"
            ),
            models.CheckConstraint(
                condition=Q(margin_from=None) | Q(margin_from__gte=0, margin_from__lte=100),
                name="commission_margin",
            ),
        ]


class PriceChange(Record):
    """Many list prices of a book changed together: planned, discarded or published, perhaps rolled back.

    chosen  which prices: {"categories": […], "skus": […]}; empty lists take any
    recipe  {"how", "value", "step", "ending"}
    rows    [{"product_id", "sku", "model", "before", "after", "tiers_before", "tiers_after"}]; of prices made
            from another book also "source", "tiers_source", and "was": all that the price said before
    source  of these, where they come from: the book, the rate with its day and its source; else {}
    """

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    book = models.ForeignKey(PriceBook, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    state = models.CharField(max_length=11, default="planned")
    chosen = models.JSONField(default=dict)
    recipe = models.JSONField(default=dict)
    rows = models.JSONField(default=list)
    source = models.JSONField(default=dict)
    starts_on = models.DateField()
    published_at = models.DateTimeField(null=True)
    rolled_back_on = models.DateField(null=True)

    class Meta:
        db_table = "pricing_price_change"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["planned", "discarded", "published", "rolled_back"]),
                name="price_change_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "discarded"]) | Q(published_at__isnull=False),
                name="price_change_published_has_time",
            ),
        ]
