"""The list of payments: its columns and rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.urls import reverse
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
    reference = tables.TextColumn(verbose_name=gettext_lazy("Reference"))
    amount = tables.AmountColumn(verbose_name=gettext_lazy("Amount"))
    unapplied = tables.AmountColumn(verbose_name=gettext_lazy("Left to apply"))

    class Meta(tables.Table.Meta):
        orderable = False
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
        }
        for one in found
    ]
