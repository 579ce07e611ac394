"""What the reader types about a product."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.kernel.quantity import UNITS
from comptoir.records.catalog import queries
from comptoir.records.catalog.core import products
from comptoir.shell.forms import DateField, NumberField, changes, keep_initials

NATURES = [("goods", _("Goods")), ("service", _("Service")), ("digital", _("Digital service"))]
CHARGES = [("one_off", _("Once")), ("recurring", _("By period")), ("usage", _("By use"))]
TAX_CLASSES = [
    ("standard", _("Standard rate")),
    ("intermediate", _("Intermediate rate")),
    ("reduced", _("Reduced rate")),
    ("super_reduced", _("Super-reduced rate")),
    ("exempt", _("Exempt")),
    ("out_of_scope", _("Outside VAT")),
]
MARGIN_SCHEMES = [
    ("", _("None")),
    ("travel", _("Travel agents")),
    ("second_hand", _("Second-hand goods")),
    ("art", _("Works of art")),
    ("antiques", _("Collectors' items and antiques")),
]
PATTERNS = [
    ("on_delivery", _("On delivery")),
    ("straight_line", _("Straight line over the service days")),
    ("as_billed", _("As billed")),
]
TIMINGS = [("advance", _("In advance")), ("arrears", _("In arrears"))]
UNIT_NAMES = {
    "C62": _("piece"),
    "DZN": _("dozen"),
    "HUR": _("hour"),
    "DAY": _("working day"),
    "GRM": _("gram"),
    "KGM": _("kilogram"),
    "TNE": _("tonne"),
    "MTR": _("meter"),
    "CMT": _("centimeter"),
    "LTR": _("liter"),
    "MTQ": _("cubic meter"),
    "KWH": _("kilowatt hour"),
    "GB": _("gigabyte"),
    "MON": _("month"),
    "ANN": _("year"),
}
UNIT_CHOICES = [(code, UNIT_NAMES.get(code, code)) for code in UNITS]


def months(value: str) -> int | None:
    """A billing period from a select; "" is none."""
    return int(value) if value else None


class ProductForm(forms.Form):
    """A product; `revision` is the one the reader saw."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    sku = forms.CharField(label=_("Code"), max_length=40)
    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    name_fr = forms.CharField(label=_("Name in French"), max_length=200, required=False)
    description_en = forms.CharField(
        label=_("Description in English"), max_length=5000, required=False, widget=forms.Textarea
    )
    description_fr = forms.CharField(
        label=_("Description in French"), max_length=5000, required=False, widget=forms.Textarea
    )
    category = forms.CharField(
        label=_("Category"), max_length=60, required=False,
        help_text=_("A word to select by, such as hardware: prices, rules and reports name it."),
    )  # fmt: skip
    attributes = forms.CharField(
        label=_("Attributes"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One per line, for prices by formula: width = 2.5"),
    )  # fmt: skip
    nature = forms.ChoiceField(label=_("Nature"), choices=NATURES)
    unit = forms.ChoiceField(label=_("Unit"), choices=UNIT_CHOICES)
    tax_class = forms.ChoiceField(label=_("VAT class"), choices=TAX_CLASSES)
    margin_scheme = forms.ChoiceField(
        label=_("Margin scheme"), choices=MARGIN_SCHEMES, required=False,
        help_text=_("VAT at the rate of the class on price less cost, inside the price; not on the invoice."),
    )  # fmt: skip
    currency = forms.CharField(label=_("Currency of the cost"), max_length=3)
    cost = NumberField(label=_("Cost price of one unit or period"), required=False)
    charge_kind = forms.ChoiceField(label=_("Sold"), choices=CHARGES)
    billing_months = forms.TypedChoiceField(
        label=_("Months of one billing period"),
        choices=[("", "—"), *((str(n), str(n)) for n in products.PERIODS)],
        coerce=months,
        empty_value=None,
        required=False,
    )
    billing_timing = forms.ChoiceField(label=_("Billed"), choices=TIMINGS)
    revenue_pattern = forms.ChoiceField(label=_("Revenue recognized"), choices=PATTERNS)
    starts_on = DateField(label=_("Sold from"), required=False)
    ends_on = DateField(
        label=_("Sold until"), required=False, help_text=_("First day it is no longer sold.")
    )
    picture = forms.FileField(label=_("Picture (SVG)"), required=False)
    active = forms.BooleanField(label=_("Active"), required=False)

    def __init__(self, *args: Any, known: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sku"].disabled = known
        keep_initials(self)
        for name in ("revision", "sku"):
            self.fields[name].show_hidden_initial = False

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()

    def clean_picture(self) -> str | None:
        file = self.cleaned_data["picture"]
        if not file:
            return None
        try:
            return str(file.read(400_000).decode("utf-8"))
        except UnicodeDecodeError:
            raise forms.ValidationError(_("This is not an SVG picture.")) from None

    def own(self, changed_only: bool) -> dict[str, Any]:
        """The typed fields as the actions take them."""
        found = changes(self) if changed_only else dict(self.cleaned_data)
        found.pop("revision", None)
        picture = found.pop("picture", None)
        return {**found, "image_svg": picture} if picture else found


def product_initial(facts: queries.ProductFacts) -> dict[str, Any]:
    """What the form shows of a product."""
    skip = ("picture",)
    shown = {n: getattr(facts, n) for n in ProductForm.base_fields if n not in skip}
    return {**shown, "billing_months": str(facts.billing_months or "")}


class PartForm(forms.Form):
    """A part of a bundle; an empty quantity takes it out."""

    part_sku = forms.CharField(label=_("Code of the part"), max_length=40)
    quantity = NumberField(
        label=_("Quantity per bundle"), required=False, help_text=_("Empty takes the part out.")
    )
