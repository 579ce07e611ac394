"""Quotes: one series is one negotiation, one version is one document in it."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from comptoir.platform.models import Record
from comptoir.stages.quoting import editing_models as editing_models  # tables of this room too
from comptoir.stages.quoting import guards
from comptoir.stages.quoting import layout_models as layout_models
from comptoir.stages.quoting.core.states import QuoteState

OPEN = ["draft", "sent"]


class Quote(Record):
    """One version of an offer. Amounts in minor units of `currency`, options left out.

    net_minor        contract value without VAT: one-off + recurring over the term
    first-bill figures are derived; mrr_minor is Σ recurring net per month
    token_digest     SHA-256 of the secret in the private link
    content_digest   SHA-256 of what the customer sees, fixed at sending
    offered          what was offered with it, fixed at sending: {"general_terms": id of the version, or null}
    chosen           ids of the options ordered with the offer; an accepted quote's totals include them
    picked           line → what differs from it by the quantities that the customer chose; the line itself
                     stays as it was sent
    former           digests of the links that were replaced, to say so to who opens one
    uplift           how much dearer what repeats becomes at each renewal (core/uplift.py); None: not said
    alternatives     [{key, name, figures}] of which the customer takes one (core/alternatives.py); the
                     totals are those of the recommended one, of an accepted quote those of `alternative`
    """

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    series = models.UUIDField()
    number = models.CharField(max_length=30)
    version = models.PositiveIntegerField(default=1)
    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(
        "parties.Contact", null=True, on_delete=models.PROTECT, related_name="+"
    )
    opportunity = models.ForeignKey(
        "prospecting.Opportunity", null=True, on_delete=models.PROTECT, related_name="+"
    )
    book = models.ForeignKey("pricing.PriceBook", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=160, blank=True, default="")
    state = models.CharField(max_length=10, default=QuoteState.DRAFT)
    language = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    owner = models.ForeignKey(
        "platform.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    starts_on = models.DateField(null=True)  # of the recurring part; None: on acceptance
    term_months = models.PositiveSmallIntegerField(default=12)
    valid_until = models.DateField()  # last day the customer may accept
    terms_kind = models.CharField(max_length=24)
    terms_days = models.PositiveSmallIntegerField()
    deposit_percent = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    schedule = models.JSONField(default=list)  # installments (core/schedule.py); [] for none
    uplift = models.JSONField(null=True)
    discount_kind = models.CharField(max_length=7, default="none")  # none | percent | amount
    discount_value = models.DecimalField(max_digits=20, decimal_places=6, default=0)
    note = models.TextField(blank=True, default="")
    net_minor = models.BigIntegerField(default=0)
    vat_minor = models.BigIntegerField(default=0)
    gross_minor = models.BigIntegerField(default=0)
    one_off_minor = models.BigIntegerField(default=0)
    recurring_minor = models.BigIntegerField(default=0)  # over the term
    mrr_minor = models.BigIntegerField(default=0)
    cost_minor = models.BigIntegerField(default=0)
    vat_lines = models.JSONField(
        default=list
    )  # [{rate, category, base_minor, vat_minor, decision}]
    sent_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_name = models.CharField(max_length=120, blank=True, default="")
    accepted_role = models.CharField(max_length=120, blank=True, default="")
    consent = models.TextField(blank=True, default="")  # the words that were agreed to
    chosen = models.JSONField(default=list)
    picked = models.JSONField(default=dict)
    alternatives = models.JSONField(default=list)
    recommended = models.CharField(max_length=1, blank=True, default="")
    alternative = models.CharField(max_length=1, blank=True, default="")  # the accepted one
    refused_reason = models.TextField(blank=True, default="")
    former = models.JSONField(default=list)
    token_digest = models.CharField(max_length=64, blank=True, default="")
    content_digest = models.CharField(max_length=64, blank=True, default="")
    channel = models.CharField(max_length=40, blank=True, default="")
    coupons = models.JSONField(default=list)  # codes that were typed, in that order
    renews_contract = models.UUIDField(null=True)  # id of the contract this renews, if any
    amends_contract = models.UUIDField(null=True)  # id of the contract this changes, if any
    contract_version = models.PositiveIntegerField(null=True)  # the one that it changes
    amendment = models.JSONField(null=True)  # what changes, and what it costs: amendments.py
    approval_asked = models.BooleanField(default=False)  # its changes are followed from then on
    offered = models.JSONField(null=True)  # None: not sent, or sent before this was kept
    cleared = models.JSONField(null=True)  # at sending: {"content": digest, "policies": [ids]}
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "quoting_quote"
        indexes: ClassVar = [
            models.Index(fields=["entity", "-created_at"], name="quote_recent"),
            models.Index(fields=["customer"], name="quote_customer"),
            GinIndex(fields=["former"], name="quote_former_links", opclasses=["jsonb_path_ops"]),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["entity", "number", "version"], name="quote_number_once"
            ),
            models.UniqueConstraint(fields=["series", "version"], name="quote_version_once"),
            models.UniqueConstraint(
                fields=["series"], condition=Q(state__in=OPEN), name="quote_one_open_version"
            ),
            models.UniqueConstraint(
                fields=["series"], condition=Q(state="accepted"), name="quote_accepted_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in QuoteState]), name="quote_state_known"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=False) & ~Q(accepted_name="") & ~Q(consent="")
                | ~Q(state="accepted"),
                name="quote_accepted_has_proof",
            ),
            models.CheckConstraint(
                condition=Q(picked={}) | Q(state="accepted"), name="quote_picked_on_acceptance"
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=False) | Q(state__in=["draft", "void"]),
                name="quote_sent_has_time",
            ),
            models.CheckConstraint(
                condition=Q(deposit_percent__gte=0, deposit_percent__lte=100),
                name="quote_deposit_percent",
            ),
            models.CheckConstraint(
                condition=Q(
                    amends_contract=None, contract_version=None, amendment=None
                ) | Q(
                    amends_contract__isnull=False, contract_version__isnull=False,
                    amendment__isnull=False, renews_contract=None,
                ),
                name="quote_amends_whole",
            ),
            # a version of a contract is changed once: of two amendments the second is made anew
            models.UniqueConstraint(
                fields=["amends_contract", "contract_version"],
                condition=Q(state="accepted", amends_contract__isnull=False),
                name="quote_amends_version_once",
            ),
            models.CheckConstraint(
                condition=Q(schedule=[]) | Q(deposit_percent=0), name="quote_schedule_or_deposit"
            ),
            models.CheckConstraint(
                condition=Q(uplift=None) | Q(amends_contract=None), name="quote_amendment_no_uplift"
            ),
            models.CheckConstraint(
                condition=Q(alternatives=[], recommended="", alternative="")
                | ~Q(alternatives=[]) & ~Q(recommended="") & Q(amends_contract=None),
                name="quote_recommends_one",
            ),
        ]  # fmt: skip
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="quote_accepted_is_frozen",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state="accepted"),
            ),
            pgtrigger.Trigger(
                name="quote_accepts_one_alternative",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("state") | pgtrigger.Insert,
                condition=pgtrigger.Q(new__state="accepted"),
                func=guards.ONE,
            ),
            pgtrigger.Trigger(
                name="quote_sent_is_configured",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("state"),
                condition=pgtrigger.Q(old__state="draft", new__state="sent"),
                func=guards.CONFIGURED,
            ),
            pgtrigger.Protect(
                name="quote_sent_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(guards.SENT_CHANGED),
            ),
            pgtrigger.Trigger(
                name="quote_sent_is_approved",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state = 'draft' AND NEW.state NOT IN ('draft', 'void')"
                ),
                func=guards.CLEARED,
            ),
            pgtrigger.Trigger(
                name="quote_new_is_approved",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition("NEW.state NOT IN ('draft', 'void')"),
                func=guards.CLEARED,
            ),
        ]


class QuoteLine(models.Model):
    """One line. `unit_net` and `net_minor` are per billing period for recurring lines.

    discount_kind  none | percent | amount (off the unit price) | net (unit net price given) |
                   total (net of the whole line given)
    least, most    between which the buyer may choose the quantity; both or neither
    floor          lowest unit price of the book on that day; a line below it is flagged
    basis          of a price that is a percentage of other lines: its terms and its rule
    share_minor    this line's part of the quote's header discount (per period for recurring)
    net_minor      after line and header discount, without VAT
    waterfall      the ordered price steps (pricing/core/waterfall.py)
    configuration  what was put together of a product that has a model; its options are steps of the price
    alternative    key of the alternative it belongs to; "" for a line of all of them
    apart          of a line of all alternatives, what it costs in those where it is another price
    level, block   place in the outline of bundles and ramps (`core/blocks.py`); a head costs nothing itself
    per_parent     of a part: how many there are in one of the line above it
    starts_month   months from the beginning of the term to the first day of a segment of a ramp
    segment        of a row of a ramp: which of the head's `segments` it belongs to, from 1
    parts_hidden   a bundle is shown to the customer without its parts
    """

    id = models.BigAutoField(primary_key=True)
    quote = models.ForeignKey(Quote, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    section = models.CharField(max_length=80, blank=True, default="")
    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, related_name="+")
    sku = models.CharField(max_length=40)
    description = models.CharField(max_length=300)
    quantity = models.DecimalField(max_digits=20, decimal_places=6)
    unit = models.CharField(max_length=3)
    charge_kind = models.CharField(max_length=9)
    billing_months = models.PositiveSmallIntegerField(null=True)
    term_months = models.PositiveSmallIntegerField(null=True)
    deliver_on = models.DateField(null=True)
    optional = models.BooleanField(default=False)
    least = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    most = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    list_price = models.DecimalField(max_digits=24, decimal_places=12)
    discount_kind = models.CharField(max_length=7, default="none")
    discount_value = models.DecimalField(max_digits=24, decimal_places=12, default=0)
    unit_net = models.DecimalField(max_digits=24, decimal_places=12)
    share_minor = models.BigIntegerField(default=0)
    net_minor = models.BigIntegerField()
    cost = models.DecimalField(max_digits=24, decimal_places=12, null=True)
    floor = models.DecimalField(max_digits=24, decimal_places=12, null=True)
    basis = models.JSONField(null=True)
    configuration = models.ForeignKey(
        "configuring.Configuration", null=True, on_delete=models.PROTECT, related_name="+"
    )
    level = models.PositiveSmallIntegerField(default=0)
    block = models.CharField(max_length=6, default="", blank=True)
    per_parent = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    starts_month = models.PositiveSmallIntegerField(default=0)
    segment = models.PositiveSmallIntegerField(null=True)
    segments = models.JSONField(default=list)
    parts_hidden = models.BooleanField(default=False)
    decision = models.ForeignKey("taxes.Decision", on_delete=models.PROTECT, related_name="+")
    vat_rate = models.DecimalField(max_digits=5, decimal_places=2)
    waterfall = models.JSONField(default=list)
    alternative = models.CharField(max_length=1, blank=True, default="")
    apart = models.JSONField(null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "quoting_line"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["quote", "position"],
                name="quote_line_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="quote_line_quantity"),
            models.CheckConstraint(
                condition=Q(least=None, most=None)
                | Q(least__isnull=False, least__gt=0, least__lte=F("quantity"))
                & Q(most__isnull=False, most__gte=F("quantity")),
                name="quote_line_bounds",
            ),
            models.CheckConstraint(
                condition=Q(discount_kind__in=["none", "percent", "amount", "net", "total"]),
                name="quote_line_discount_kind",
            ),
            models.CheckConstraint(
                condition=~Q(charge_kind="recurring")
                | Q(billing_months__gt=0, term_months__gt=0)
                & Q(billing_months__isnull=False, term_months__isnull=False),
                name="quote_line_recurring_has_term",
            ),
            models.CheckConstraint(
                condition=Q(block="") | Q(block__in=["bundle", "ramp"], net_minor=0, share_minor=0),
                name="quote_line_head_costs_nothing",
            ),
        ]
        triggers: ClassVar = guards.frozen_lines()


class PromotionUse(models.Model):
    """One deal that uses a promotion: numbered from 1, so that the limit is a constraint.

    series           the negotiation: all versions of a quote use it once
    number, mine     place among all its uses, and among those of this customer
    """

    id = models.BigAutoField(primary_key=True)
    promotion = models.ForeignKey("pricing.Promotion", on_delete=models.PROTECT, related_name="+")
    series = models.UUIDField()
    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    most = models.PositiveIntegerField(null=True)
    mine = models.PositiveIntegerField()
    most_mine = models.PositiveIntegerField(null=True)
    used_at = models.DateTimeField()

    class Meta:
        db_table = "quoting_promotion_use"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["promotion", "series"], name="promotion_used_once"),
            models.UniqueConstraint(fields=["promotion", "number"], name="promotion_use_number"),
            models.UniqueConstraint(
                fields=["promotion", "customer", "mine"], name="promotion_use_mine"
            ),
            models.CheckConstraint(
                condition=Q(most=None) | Q(number__lte=F("most")), name="promotion_use_limit"
            ),
            models.CheckConstraint(
                condition=Q(most_mine=None) | Q(mine__lte=F("most_mine")),
                name="promotion_use_customer_limit",
            ),
        ]


class QuoteTemplate(Record):
    """What was wished for in a quote, kept under a name; priced anew in each quote made from it.

    head   fields of the quote's head;  lines  rows of wishes (`core/lines.py`), without prices
    """

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    currency = models.CharField(max_length=3)
    head = models.JSONField()
    lines = models.JSONField()
    removed = models.BooleanField(default=False)

    class Meta:
        db_table = "quoting_template"
        constraints: ClassVar = [
            models.UniqueConstraint(
                "entity", Lower("name"), condition=Q(removed=False), name="quote_template_name_once"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="quote_template_has_name"),
        ]
