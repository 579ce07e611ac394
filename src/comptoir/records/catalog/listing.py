"""The list of products: its columns and rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from comptoir.records.catalog import queries
from comptoir.records.catalog.forms import CHARGES, NATURES, TAX_CLASSES, UNIT_NAMES
from comptoir.shell import tables


class ProductTable(tables.Table):
    """The list."""

    sku = tables.LinkColumn(url=lambda r: r["url"], mono=True, verbose_name=gettext_lazy("Code"))
    name = tables.TextColumn(verbose_name=gettext_lazy("Name"))
    nature = tables.TextColumn(verbose_name=gettext_lazy("Nature"))
    charge = tables.TextColumn(verbose_name=gettext_lazy("Sold"))
    unit = tables.TextColumn(verbose_name=gettext_lazy("Unit"), orderable=False)
    tax = tables.TextColumn(verbose_name=gettext_lazy("VAT class"))
    cost = tables.UnitPriceColumn(verbose_name=gettext_lazy("Cost"))
    state = tables.StatusColumn(verbose_name=gettext_lazy("State"))

    class Meta(tables.Table.Meta):
        order_by: ClassVar = ("sku",)
        empty_text = gettext_lazy("No product matches.")
        attrs: ClassVar = {"caption": gettext_lazy("Products"), "id": "list-products"}
        row_attrs: ClassVar = {"data-href": lambda record: record["url"]}


def rows(found: Iterable[queries.ProductFacts], lang: str) -> list[dict[str, Any]]:
    """Products as the list shows them."""
    return [
        {
            "sku": one.sku,
            "url": reverse("catalog:show", args=[one.id]),
            "name": one.name(lang),
            "nature": dict(NATURES)[one.nature],
            "charge": charge(one),
            "unit": UNIT_NAMES.get(one.unit, one.unit),
            "tax": dict(TAX_CLASSES)[one.tax_class],
            "cost": None if one.cost is None else (one.cost, one.currency),
            "state": "active" if one.active else "archived",
        }
        for one in found
    ]


def charge(facts: queries.ProductFacts) -> str:
    """How a product is sold: `Once`, `By period, every 12 months`."""
    if facts.billing_months is None:
        return str(dict(CHARGES)[facts.charge_kind])
    each = ngettext("every month", "every %(months)s months", facts.billing_months)
    return f"{dict(CHARGES)[facts.charge_kind]}, {each % {'months': facts.billing_months}}"
