"""The list of deliveries and returns: its columns and rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext_lazy

from comptoir.records.parties import queries as parties
from comptoir.shell import tables
from comptoir.stages.fulfilling import queries
from comptoir.stages.ordering import queries as ordering

CONDITIONS = {
    "good": gettext_lazy("In good condition"),
    "damaged": ("bad", "triangle-alert", gettext_lazy("Damaged")),
    "incomplete": ("warn", "triangle-alert", gettext_lazy("Incomplete")),
}


class DeliveryTable(tables.Table):
    """The list."""

    number = tables.LinkColumn(
        url=lambda r: r["url"], mono=True, verbose_name=gettext_lazy("Number")
    )
    kind = tables.StatusColumn(verbose_name=gettext_lazy("Kind"))
    customer = tables.TextColumn(verbose_name=gettext_lazy("Customer"))
    order = tables.LinkColumn(
        url=lambda r: r["order_url"], mono=True, verbose_name=gettext_lazy("Order")
    )
    delivered_on = tables.DateColumn(verbose_name=gettext_lazy("Date"))
    condition = tables.ChipColumn(verbose_name=gettext_lazy("Condition"))
    tracking = tables.TextColumn(verbose_name=gettext_lazy("Tracking number"), orderable=False)

    class Meta(tables.Table.Meta):
        order_by: ClassVar = ("-delivered_on",)
        empty_text = gettext_lazy("No delivery matches.")
        attrs: ClassVar = {"caption": gettext_lazy("Deliveries"), "id": "list-deliveries"}
        row_attrs: ClassVar = {"data-href": lambda record: record["url"]}


def rows(found: Iterable[queries.DeliveryFacts]) -> list[dict[str, Any]]:
    """Deliveries and returns as the list shows them."""
    deliveries = list(found)
    names = parties.customers({one.customer_id for one in deliveries})
    orders = ordering.orders({one.order_id for one in deliveries})
    return [
        {
            "number": one.number,
            "url": reverse("fulfilling:show", args=[one.id]),
            "kind": "returned" if one.is_return else "delivered",
            "customer": names[one.customer_id].name,
            "order": orders[one.order_id].number,
            "order_url": reverse("ordering:show", args=[one.order_id]),
            "delivered_on": one.delivered_on,
            "condition": CONDITIONS[one.condition],
            "tracking": one.tracking or None,
        }
        for one in deliveries
    ]
