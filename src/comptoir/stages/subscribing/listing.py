"""The list of services: its columns and rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext_lazy

from comptoir.kernel.money import Money
from comptoir.records.catalog import queries as catalog
from comptoir.records.parties import queries as parties
from comptoir.shell import tables
from comptoir.stages.subscribing import queries, words


class ServiceTable(tables.Table):
    """The list."""

    name = tables.LinkColumn(url=lambda r: r["url"], verbose_name=gettext_lazy("Service"))
    customer = tables.TextColumn(verbose_name=gettext_lazy("Customer"))
    state = tables.StatusColumn(verbose_name=gettext_lazy("State"))
    kind = tables.TextColumn(verbose_name=gettext_lazy("Kind"), orderable=False)
    rhythm = tables.TextColumn(verbose_name=gettext_lazy("Billed"), orderable=False)
    quantity = tables.NumberColumn(verbose_name=gettext_lazy("Quantity"))
    period = tables.AmountColumn(verbose_name=gettext_lazy("Per period"))
    next_bill_on = tables.DateColumn(verbose_name=gettext_lazy("Next bill"), orderable=False)
    ends_on = tables.DateColumn(verbose_name=gettext_lazy("Last day"))

    class Meta(tables.Table.Meta):
        empty_text = gettext_lazy("No subscription matches.")
        attrs: ClassVar = {"caption": gettext_lazy("Subscriptions"), "id": "list-services"}
        row_attrs: ClassVar = {"data-href": lambda record: record["url"]}


def rows(found: Iterable[queries.ServiceFacts], lang: str) -> list[dict[str, Any]]:
    """Services as the list shows them."""
    services = list(found)
    customers = parties.customers({one.customer_id for one in services})
    products = catalog.products({one.product_id for one in services})
    return [
        {
            "name": products[one.product_id].name(lang),
            "url": reverse("subscribing:show", args=[one.id]),
            "customer": customers[one.customer_id].name,
            "state": one.state,
            "kind": words.kind(one.charge_kind),
            "rhythm": words.rhythm(one.billing_months, one.billing_timing),
            "quantity": one.quantity,
            "period": None
            if one.charge_kind == queries.USAGE
            else Money(one.period_minor, one.currency),
            "next_bill_on": one.next_bill_on,
            "ends_on": one.ends_on and one.ends_on - timedelta(days=1),  # the last day
        }
        for one in services
    ]
