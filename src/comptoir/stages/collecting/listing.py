"""The lists of payments and of what is to collect: their columns and rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comptoir.kernel.money import Money
from comptoir.shell import tables
from comptoir.stages.collecting import queries
from comptoir.stages.collecting.words import METHODS


class PaymentTable(tables.Table):
    """The list of payments."""

    number = tables.LinkColumn(
        url=lambda r: r["url"], mono=True, verbose_name=gettext_lazy("Number")
    )
    received_on = tables.DateColumn(verbose_name=gettext_lazy("Received on"))
    customer = tables.TextColumn(verbose_name=gettext_lazy("Customer"))
    method = tables.TextColumn(verbose_name=gettext_lazy("Means of payment"))
    reference = tables.TextColumn(verbose_name=gettext_lazy("Reference"), orderable=False)
    remark = tables.ChipColumn(verbose_name=gettext_lazy("Remark"), orderable=False)
    amount = tables.AmountColumn(verbose_name=gettext_lazy("Amount"))
    unapplied = tables.AmountColumn(verbose_name=gettext_lazy("Left to apply"))

    class Meta(tables.Table.Meta):
        order_by: ClassVar = ("-received_on",)
        empty_text = gettext_lazy("No payment matches.")
        attrs: ClassVar = {"caption": gettext_lazy("Payments"), "id": "list-payments"}
        row_attrs: ClassVar = {"data-href": lambda record: record["url"]}


def payments(
    found: Iterable[queries.PaymentFacts], names: Mapping[UUID, str]
) -> list[dict[str, Any]]:
    """Payments as the list shows them; `names` of the customers."""
    return [
        {
            "number": one.number,
            "url": reverse("collecting:payment", args=[one.id]),
            "received_on": one.received_on,
            "customer": names.get(one.customer_id, ""),
            "method": METHODS[one.method],
            "reference": one.reference or None,
            "amount": Money(one.amount_minor, one.currency),
            "unapplied": Money(one.unapplied_minor, one.currency),
            "remark": ("bad", "undo-2", _("Returned by the bank")) if one.returned else None,
        }
        for one in found
    ]


class ItemTable(tables.Table):
    """The list of what customers owe."""

    number = tables.LinkColumn(
        url=lambda r: r["document"], mono=True, verbose_name=gettext_lazy("Document")
    )
    customer = tables.LinkColumn(url=lambda r: r["url"], verbose_name=gettext_lazy("Customer"))
    due_on = tables.DateColumn(verbose_name=gettext_lazy("Due"))
    late = tables.NumberColumn(verbose_name=gettext_lazy("Days late"), orderable=False)
    gross = tables.AmountColumn(verbose_name=gettext_lazy("Total"))
    open = tables.AmountColumn(verbose_name=gettext_lazy("Open"))
    state = tables.StatusColumn(verbose_name=gettext_lazy("State"), orderable=False)

    class Meta(tables.Table.Meta):
        order_by: ClassVar = ("due_on",)
        empty_text = gettext_lazy("Nothing is overdue.")
        attrs: ClassVar = {"caption": gettext_lazy("To collect"), "id": "list-items"}
        row_attrs: ClassVar = {"data-href": lambda record: record["url"]}


def to_collect(
    found: Iterable[queries.OpenItemFacts], names: Mapping[UUID, str], today: date,
    document: Callable[[UUID], str],
) -> list[dict[str, Any]]:  # fmt: skip
    """What is owed as the list shows it; `document`: the address of an invoice."""
    return [
        {
            "number": one.number,
            "document": document(one.invoice_id),
            "url": reverse("collecting:customer", args=[one.customer_id]),
            "customer": names.get(one.customer_id, ""),
            "due_on": one.due_on,
            "late": one.days_late(today) or None,
            "gross": Money(one.gross_minor, one.currency),
            "open": Money(one.open_minor, one.currency),
            "state": one.state(today),
        }
        for one in found
    ]
