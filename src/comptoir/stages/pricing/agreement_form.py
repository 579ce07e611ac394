"""The form of a price agreed with a customer: it asks only for what the chosen way of agreeing needs."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from comptoir.platform.web import language
from comptoir.records.catalog import queries as catalog
from comptoir.records.parties import queries as parties
from comptoir.shell.reading import typed
from comptoir.stages.pricing import queries
from comptoir.stages.pricing.forms import DAY, required
from comptoir.stages.pricing.tier_form import TierForm

# What can be agreed; each is a field, and what stands in the others counts for nothing.
HOW = {
    "unit_price": _("A unit price"),
    "tiers": _("Prices by quantity"),
    "percent_off": _("Percent off the list price"),
}
SENTENCES = {
    "unit_price": _("Of one product, whatever its list price."),
    "tiers": _("Of one product: the row that holds the quantity prices all of its units."),
    "percent_off": _("Of one product, of a category, or of everything; follows the list price."),
}


def _typed(label: Any) -> forms.CharField:
    field = forms.CharField(label=label, required=False, max_length=40)
    field.widget.attrs.update(inputmode="decimal", autocomplete="off")
    return field


def _named(label: Any, longest: int, names: str, **more: Any) -> forms.CharField:
    """Typed with suggestions: a list of the page."""
    widget = forms.TextInput(attrs={"list": names, "autocomplete": "off"})
    return forms.CharField(label=label, max_length=longest, widget=widget, **more)


class AgreementForm(TierForm):
    """A price agreed with a customer: of a product, of a category, or off everything."""

    customer = _named(_("Customer"), 200, "customers", help_text=_("Number or name"))
    sku = _named(
        _("Product reference"), 40, "products", required=False,
        help_text=_("Empty: the category, or everything."),
    )  # fmt: skip
    category = _named(_("Category"), 60, "categories", required=False)
    reference = forms.CharField(label=_("Agreement"), max_length=80, required=False)
    how = forms.ChoiceField(label=_("What is agreed"), choices=list(HOW.items()), required=False)
    unit_price = _typed(_("Unit price excl. VAT"))
    percent_off = _typed(_("Percent off the list price"))
    starts_on = forms.DateField(label=_("Valid from"), widget=DAY)
    ends_on = forms.DateField(
        label=_("Valid until, that day not included"), widget=DAY, required=False
    )
    field_order = ("customer", "sku", "category", "reference", "how")

    @property
    def named(self) -> list[BoundField]:
        """With whom, of what, under which name."""
        return [self[name] for name in ("customer", "sku", "category", "reference")]

    @property
    def days(self) -> list[BoundField]:
        return [self["starts_on"], self["ends_on"]]

    @property
    def sentences(self) -> Iterator[tuple[str, Any]]:
        """Of each way of agreeing: its name, as a style sheet shows it, and what it says."""
        return ((f"of of-{way}", text) for way, text in SENTENCES.items())

    def clean(self) -> dict[str, Any]:
        """What `set_customer_price` takes; without a way every field counts."""
        given = super().clean() or {}
        how = given.pop("how", "")
        for name in HOW if not how else (how,):
            self._read(name, given)
        for name in set(HOW) - {how} if how else ():
            self.errors.pop(name, None)
            given[name] = () if name == "tiers" else None
        if how and not given.get(how) and not self.errors.get(how) and given.get(how) != 0:
            self.add_error(how, required(self.fields[how]))
        return given

    def _read(self, name: str, given: dict[str, Any]) -> None:
        if name == "tiers":
            given[name] = self.read_tiers(given.get(name, ""))
            return
        try:
            given[name] = self.number(name)
        except forms.ValidationError as error:
            self.add_error(name, error)


def customer_named(entity_id: UUID, text: str) -> parties.CustomerFacts | None:
    """The customer that was typed: `C-0001 · Name`, a number, or a name that only one has."""
    number = text.partition(" · ")[0].strip()
    found = parties.customer_numbered(entity_id, number)
    if found is not None or not number:
        return found
    named = parties.find_customers(entity_id, number, limit=2)
    return named[0] if len(named) == 1 else None


def initial_of(told: queries.CustomerPriceFacts, today: Any) -> dict[str, Any]:
    """An agreement as it is typed: what comes next begins with what holds."""
    lang = language()
    customer = parties.customer(told.customer_id)
    product = catalog.product(told.product_id) if told.product_id else None
    how = "percent_off" if told.percent_off is not None else "tiers" if told.tiers else "unit_price"

    def number(value: Decimal | None) -> str:
        return "" if value is None else typed(value, lang)

    rows = [
        "; ".join(("*" if t.up_to is None else number(t.up_to), number(t.unit_price)))
        for t in told.tiers
    ]
    return {
        "customer": f"{customer.number} · {customer.name}",
        "sku": product.sku if product else "",
        "category": "" if product else told.target.partition(":")[2],
        "reference": told.reference,
        "how": how,
        "unit_price": number(told.unit_price) if how == "unit_price" else "",
        "percent_off": number(told.percent_off),
        "tiers": "\n".join(rows),
        "starts_on": max(today, told.starts_on),
        "ends_on": told.ends_on,
    }
