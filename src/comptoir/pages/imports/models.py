"""What was imported from where, and every line that a stated rule sets apart."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from comptoir.pages.imports.core.rules import Kind
from comptoir.pages.imports.core.states import ImportState, LineFileState
from comptoir.platform.models import Record, append_only


class Import(Record):
    """One file. The same content in the same company is the same import, however often it comes.

    path     where the page keeps the uploaded file; "" when the command line read it in place
    mapping  {"columns", "mark", "dates"}; empty until the columns are known
    totals   what the check read; proof: what the database holds after the last commit
    """

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=300, blank=True, default="")
    state = models.CharField(max_length=8, default=ImportState.UPLOADED)
    mapping = models.JSONField(default=dict)
    totals = models.JSONField(default=dict)
    proof = models.JSONField(default=dict)
    progress_id = models.UUIDField(null=True)

    class Meta:
        db_table = "imports_import"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entity", "sha256"], name="import_once"),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in ImportState]), name="import_state_known"
            ),
        ]


class ListedLine(models.Model):
    """A line under a rule that says "list it": the odd ones, and those that are no sale.

    Lines of stock and adjustment documents stand here only: they are no order and no invoice.
    amount_minor  what was booked, minor units of `currency`
    """

    id = models.BigAutoField(primary_key=True)
    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="+")
    row = models.PositiveIntegerField()  # as a spreadsheet shows it, header = 1
    document = models.CharField(max_length=64)
    kind = models.CharField(max_length=11)
    rule = models.CharField(max_length=20)
    day = models.DateField()
    customer_ref = models.CharField(max_length=80)
    sku = models.CharField(max_length=40)
    description = models.CharField(max_length=300, blank=True, default="")
    quantity = models.DecimalField(max_digits=20, decimal_places=6)
    unit_price = models.DecimalField(max_digits=24, decimal_places=12)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)

    class Meta:
        db_table = "imports_listed"
        indexes: ClassVar = [models.Index(fields=["entity", "rule"], name="listed_rule")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entity", "document", "row"], name="listed_once"),
            models.CheckConstraint(
                condition=Q(kind__in=[k.value for k in Kind]), name="listed_kind_known"
            ),
        ]
        triggers: ClassVar = append_only("listed")


class LineFile(Record):
    """A file of lines for one quote. The same content for the same quote is the same file.

    mapping  {"columns", "mark", "dates"};  found: what the last check or commit found, to be shown
    added    lines it has put into the quote so far
    """

    entity = models.ForeignKey("parties.Entity", on_delete=models.PROTECT, related_name="+")
    quote = models.ForeignKey("quoting.Quote", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=300, blank=True, default="")
    state = models.CharField(max_length=8, default=LineFileState.UPLOADED)
    mapping = models.JSONField(default=dict)
    found = models.JSONField(default=dict)
    added = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "imports_line_file"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["quote", "sha256"], name="line_file_once"),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in LineFileState]),
                name="line_file_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state=LineFileState.DONE) | Q(added=0), name="line_file_added_when_done"
            ),
        ]
