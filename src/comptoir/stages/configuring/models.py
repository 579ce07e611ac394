"""Product models, their versions, and what was configured with them."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from comptoir.platform.models import Record, append_only, kept
from comptoir.stages.configuring.core.states import VersionState


class ProductModel(Record):
    """What can be chosen of one product of the catalog.

    product  what it configures; None until the catalog has it, and then nothing can be published
    public   whoever has the link may configure it on the website
    """

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    product = models.ForeignKey(
        "catalog.Product", null=True, on_delete=models.PROTECT, related_name="+"
    )
    public = models.BooleanField(default=False)

    class Meta:
        db_table = "configuring_model"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entity", "code"], name="product_model_code_once"),
            models.UniqueConstraint(fields=["product"], name="product_model_product_once"),
        ]
        triggers: ClassVar = kept("product_model")


_FROZEN = (
    "OLD.state <> 'draft' AND ROW(OLD.model_id, OLD.number, OLD.source, OLD.sha256, OLD.starts_on)"
    " IS DISTINCT FROM ROW(NEW.model_id, NEW.number, NEW.source, NEW.sha256, NEW.starts_on)"
)


class ModelVersion(Record):
    """One version of a model: YAML as it was written.

    sha256     of `source`
    before     `source` before the last save of the draft; "": nothing to undo
    starts_on  first day on which it is offered, until the next version starts
    state      draft → published → retired; retired is offered to nobody, and stays readable
    """

    model = models.ForeignKey(ProductModel, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    source = models.TextField()
    sha256 = models.CharField(max_length=64)
    before = models.TextField(default="", db_default="")
    state = models.CharField(max_length=9, default=VersionState.DRAFT)
    starts_on = models.DateField(null=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "configuring_version"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["model", "number"], name="model_version_once"),
            models.UniqueConstraint(
                fields=["model"], condition=Q(state="draft"), name="model_version_one_draft"
            ),
            models.UniqueConstraint(
                fields=["model", "starts_on"],
                condition=Q(state="published"),
                name="model_version_one_start",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in VersionState]),
                name="model_version_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(starts_on__isnull=False, published_at__isnull=False),
                name="model_version_published_has_day",
            ),
        ]
        triggers: ClassVar = [
            *kept("model_version"),
            pgtrigger.Protect(
                name="model_version_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(_FROZEN),
            ),
            pgtrigger.Protect(
                name="model_version_no_way_back",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=["published", "retired"])
                & pgtrigger.Q(new__state="draft")
                | pgtrigger.Q(old__state="retired", new__state="published"),
            ),
        ]


class Configuration(Record):
    """One product that was put together, valid and complete in its version. Never changed.

    choices  the decisions that were made: [{"id": …, "value": …}]
    chosen   what is in it, in the order of the tree, as documents show it:
             [{"id", "en", "fr", "sku", "quantity", "price", "cost"}]; major units, a unit of the product
    answers  what was answered to the model's questions: {question: [answers]}; {}: nothing
    price    Σ of the options, added to the product's own price; cost, weight (kg), lead_days likewise
    seconds  from opening the configurator to saving; None: not measured (API, import)
    """

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="+")
    choices = models.JSONField()
    chosen = models.JSONField()
    answers = models.JSONField(default=dict)
    currency = models.CharField(max_length=3)
    price = models.DecimalField(max_digits=24, decimal_places=12)
    cost = models.DecimalField(max_digits=24, decimal_places=12)
    weight = models.DecimalField(max_digits=20, decimal_places=6)
    lead_days = models.DecimalField(max_digits=12, decimal_places=2)
    seconds = models.PositiveIntegerField(null=True)

    class Meta:
        db_table = "configuring_configuration"
        indexes: ClassVar = [
            models.Index(fields=["version", "-created_at"], name="configuration_version")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(choices=[]), name="configuration_has_choices"),
        ]
        triggers: ClassVar = append_only("configuration")
