"""The list of contracts: its columns and rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext_lazy

from comptoir.kernel.money import Money
from comptoir.records.parties import queries as parties
from comptoir.shell import tables
from comptoir.stages.contracting import queries


class ContractTable(tables.Table):
    """The list."""

    number = tables.LinkColumn(
        url=lambda r: r["url"], mono=True, verbose_name=gettext_lazy("Number")
    )
    customer = tables.TextColumn(verbose_name=gettext_lazy("Customer"))
    state = tables.StatusColumn(verbose_name=gettext_lazy("State"))
    signed_on = tables.DateColumn(verbose_name=gettext_lazy("Signed on"))
    starts_on = tables.DateColumn(verbose_name=gettext_lazy("Starts on"))
    ends_on = tables.DateColumn(verbose_name=gettext_lazy("Last day"))
    notice_on = tables.DateColumn(verbose_name=gettext_lazy("Notice until"))
    net = tables.AmountColumn(verbose_name=gettext_lazy("Amount excl. VAT"))

    class Meta(tables.Table.Meta):
        order_by: ClassVar = ("-signed_on",)
        empty_text = gettext_lazy("No contract matches.")
        attrs: ClassVar = {"caption": gettext_lazy("Contracts"), "id": "list-contracts"}
        row_attrs: ClassVar = {"data-href": lambda record: record["url"]}


def rows(found: Iterable[queries.ContractFacts]) -> list[dict[str, Any]]:
    """Contracts as the list shows them."""
    contracts = list(found)
    names = parties.customers({one.customer_id for one in contracts})
    return [
        {
            "number": one.number,
            "url": reverse("contracting:show", args=[one.id]),
            "customer": names[one.customer_id].name,
            "state": one.state,
            "signed_on": one.signed_on,
            "starts_on": one.starts_on,
            "ends_on": one.ends_on and one.ends_on - timedelta(days=1),  # the last day
            "notice_on": one.notice_on,
            "net": Money(one.net_minor, one.currency),
        }
        for one in contracts
    ]
