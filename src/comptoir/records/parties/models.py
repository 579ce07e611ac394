"""Our companies, our customers, their people and addresses, our partners."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from comptoir.platform.models import Record


class Place(models.Model):
    """A postal address in fields, never in free lines (SEPA refuses those since 15 November 2026)."""

    street_number = models.CharField(max_length=12, blank=True, default="")
    street = models.CharField(max_length=120, blank=True, default="")
    complement = models.CharField(max_length=120, blank=True, default="")
    postcode = models.CharField(max_length=12, blank=True, default="")
    town = models.CharField(max_length=80, blank=True, default="")
    region = models.CharField(max_length=80, blank=True, default="")
    country = models.CharField(max_length=2)  # ISO 3166-1 alpha-2

    class Meta:
        abstract = True


def _whole_or_absent(who: str) -> models.CheckConstraint:
    """Name, address and VAT number of somebody else whom an invoice names: all three or none."""
    parts = [f"{who}_{part}" for part in ("name", "address", "vat")]
    return models.CheckConstraint(
        condition=Q(**dict.fromkeys(parts, "")) | ~reduce(or_, [Q(**{part: ""}) for part in parts]),
        name=f"entity_{who}_whole",
    )


class Entity(Record, Place):
    """One of our legal entities: the seller on a document."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=160)
    legal_form = models.CharField(max_length=40, blank=True, default="")
    capital_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    siren = models.CharField(max_length=9, blank=True, default="")
    siret = models.CharField(max_length=14, blank=True, default="")
    vat_number = models.CharField(max_length=20, blank=True, default="")
    rcs_town = models.CharField(max_length=80, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    phone = models.CharField(max_length=30, blank=True, default="")
    iban = models.CharField(max_length=34, blank=True, default="")
    bic = models.CharField(max_length=11, blank=True, default="")
    zone = models.CharField(max_length=40, default="Europe/Paris")
    language = models.CharField(max_length=2, default="fr")
    vat_regime = models.CharField(max_length=10, default="normal")  # normal | franchise
    vat_on_debits = models.BooleanField(default=False)
    late_rate = models.DecimalField(max_digits=6, decimal_places=3, null=True)  # percent a year
    logo_svg = models.TextField(blank=True, default="")
    brand_color = models.CharField(max_length=7, default="#1f4fd8")
    sandbox = models.BooleanField(default=False)
    # Whom every page names for help; empty: the company's own e-mail and phone.
    help_name = models.CharField(max_length=120, blank=True, default="")
    help_email = models.EmailField(blank=True, default="")
    help_phone = models.CharField(max_length=30, blank=True, default="")
    # Who answers for the VAT of a seller from elsewhere, and the VAT group that it is a member of.
    representative_name = models.CharField(max_length=160, blank=True, default="")
    representative_address = models.CharField(max_length=240, blank=True, default="")
    representative_vat = models.CharField(max_length=20, blank=True, default="")
    vat_group_name = models.CharField(max_length=160, blank=True, default="")
    vat_group_address = models.CharField(max_length=240, blank=True, default="")
    vat_group_vat = models.CharField(max_length=20, blank=True, default="")

    class Meta:
        db_table = "parties_entity"
        constraints: ClassVar = [
            _whole_or_absent("representative"),
            _whole_or_absent("vat_group"),
            models.CheckConstraint(
                condition=Q(vat_regime__in=["normal", "franchise"]), name="entity_vat_regime_known"
            ),
        ]


class Customer(Record):
    """A company or a person that buys from one of our entities."""

    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=30)
    kind = models.CharField(max_length=8, default="company")  # company | person
    name = models.CharField(max_length=160)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    country = models.CharField(max_length=2)
    language = models.CharField(max_length=2, default="fr")
    currency = models.CharField(max_length=3)
    siren = models.CharField(max_length=9, blank=True, default="")
    siret = models.CharField(max_length=14, blank=True, default="")
    vat_number = models.CharField(max_length=20, blank=True, default="")
    iban = models.CharField(max_length=34, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    phone = models.CharField(max_length=30, blank=True, default="")
    segment = models.CharField(max_length=40, blank=True, default="")
    terms_kind = models.CharField(max_length=24, default="net_days")  # parties/core/terms.py
    terms_days = models.PositiveSmallIntegerField(default=30)
    external_ref = models.CharField(max_length=80, null=True)
    active = models.BooleanField(default=True)
    revision = models.PositiveIntegerField(default=1)  # refuses a stale edit, field by field

    class Meta:
        db_table = "parties_customer"
        indexes: ClassVar = [models.Index(fields=["entity", "name"], name="customer_name")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entity", "number"], name="customer_number_once"),
            models.UniqueConstraint(
                fields=["entity", "external_ref"],
                condition=Q(external_ref__isnull=False),
                name="customer_external_ref_once",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["company", "person"]), name="customer_kind_known"
            ),
        ]


class Address(Record, Place):
    """Where to bill or deliver."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="addresses")
    kind = models.CharField(max_length=8)  # billing | delivery
    label = models.CharField(max_length=80, blank=True, default="")
    is_default = models.BooleanField(default=True)
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "parties_address"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=["billing", "delivery"]), name="address_kind_known"
            ),
            models.UniqueConstraint(
                fields=["customer", "kind"],
                condition=Q(is_default=True, active=True),
                name="address_one_default",
            ),
        ]


class Contact(Record):
    """A person at a customer."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True, default="")
    phone = models.CharField(max_length=30, blank=True, default="")
    language = models.CharField(max_length=2, default="fr")
    roles = models.JSONField(default=list)  # buyer, signatory, payer, technical, legal
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "parties_contact"


class SelfBilling(Record):
    """A mandate by which a customer writes our invoices in our name (core/self_billing.py).

    until_on  its last day; None: until it is ended
    """

    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="self_billing", db_index=False
    )  # self_billing_one_a_day is its index
    accepted_on = models.DateField()
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    reference = models.CharField(max_length=80)
    series = models.CharField(max_length=20)

    class Meta:
        db_table = "parties_self_billing"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(from_on__gte=F("accepted_on"))
                & (Q(until_on=None) | Q(until_on__gte=F("from_on"))),
                name="self_billing_dates",
            ),
            models.CheckConstraint(
                condition=~Q(series="") & ~Q(reference=""), name="self_billing_is_named"
            ),
            ExclusionConstraint(
                name="self_billing_one_a_day",
                expressions=[
                    ("customer", RangeOperators.EQUAL),
                    (
                        Func("from_on", "until_on", RangeBoundary(inclusive_upper=True),
                             function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            # two customers never count in the same series: their numbers could not be told apart
            ExclusionConstraint(
                name="self_billing_series_of_one",
                expressions=[
                    ("entity", RangeOperators.EQUAL),
                    ("series", RangeOperators.EQUAL),
                    ("customer", RangeOperators.NOT_EQUAL),
                ],
            ),
        ]  # fmt: skip


class Partner(Record):
    """Who brings or serves deals for us."""

    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=20, default="reseller")  # reseller | referrer | marketplace
    country = models.CharField(max_length=2)
    email = models.EmailField(blank=True, default="")
    vat_number = models.CharField(max_length=20, blank=True, default="")
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "parties_partner"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entity", "name"], name="partner_name_once")
        ]
