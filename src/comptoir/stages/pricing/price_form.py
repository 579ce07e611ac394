"""The form of one price: each way of pricing asks only for what it needs, and the rest counts for nothing.

All fields are in the page; `price.css` shows those of the chosen way, so that choosing another one keeps what
was typed, moves no focus, and works without JavaScript.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from comptoir.stages.pricing.engine import Basis, Card, Terms
from comptoir.stages.pricing.forms import (
    CARD,
    DAY,
    MODELS,
    MOST_EVENTS,
    TYPES,
    WAYS,
    required,
    words,
)
from comptoir.stages.pricing.tier_form import TierForm

PER_UNIT, LIST, STAIRSTEP = "per_unit", "list", "stairstep"
USUAL, LARGEST = Decimal(12), Decimal(10) ** 9  # quantities of an example
# Way of pricing → what it asks for; what stands in MUST has to be typed.
NEEDS: Mapping[str, tuple[str, ...]] = {
    PER_UNIT: ("unit_price",),
    "flat": ("unit_price",),
    "volume": ("tiers",),
    "graduated": ("tiers", "prorated"),
    "stairstep": ("tiers",),
    "package": ("unit_price", "package_size"),
    "usage": (
        "unit_price", "percent", "free_units", "free_events", "event_fee", "event_minimum",
        "event_maximum", "event_size",
    ),
    "percent": ("percent", "categories"),
    "cost_plus": ("how", "percent"),
    "formula": ("formula",),
}  # fmt: skip
MUST = {
    *((model, "unit_price") for model in (PER_UNIT, "flat", "package")),
    *((model, "tiers") for model in ("volume", "graduated", "stairstep")),
    ("package", "package_size"), ("percent", "percent"), ("cost_plus", "how"),
    ("cost_plus", "percent"), ("formula", "formula"),
}  # fmt: skip
ASKED = {name for needs in NEEDS.values() for name in needs}
BLANK: Mapping[str, Any] = {"free_events": None, "prorated": False}  # "" for every other field
BOUNDS = ("minimum", "maximum")
SENTENCES: Mapping[str, Any] = {
    PER_UNIT: _("Every unit costs the same."),
    "flat": _("The line costs this amount, however many units it has."),
    "volume": _("The tier that holds the quantity prices all of its units."),
    "graduated": _("Each tier prices the units that fall into it; the tiers add up."),
    "stairstep": _("The tier that holds the quantity names the amount of the whole line."),
    "package": _("Units come in packages; a package that is begun counts whole."),
    "usage": _(
        "What is used in a period is free up to an allowance; beyond it costs a percentage or a unit price,"
        " and a fee per event."
    ),
    "percent": _(
        "A percentage of other lines of the quote, such as support at 18% of the hardware."
    ),
    "cost_plus": _("The price follows what the product costs you."),
    "formula": _("Worked out from quantity, term, cost and the product's attributes."),
}
HELP: Mapping[str, Mapping[str, Any]] = {
    "unit_price": {
        PER_UNIT: _("Of one unit, excl. VAT."),
        "flat": _("Of the whole line, excl. VAT."),
        "package": _("Of one package, excl. VAT."),
        "usage": _("Of one unit that is used, excl. VAT; or say a percentage."),
    },
    "percent": {
        "usage": _("Of what is used, where that is an amount; or say a unit price."),
        "percent": _("Of the other lines, after their own discounts."),
        "cost_plus": _("Of the cost, or of the price."),
    },
}


def _typed(label: Any, help_text: Any = "") -> forms.CharField:
    field = forms.CharField(label=label, required=False, max_length=40, help_text=help_text)
    field.widget.attrs.update(inputmode="decimal", autocomplete="off")
    return field


@dataclass(frozen=True, slots=True)
class Shown:
    """A field of the form; `css` says of which ways of pricing it is."""

    field: BoundField
    css: str
    must: bool


class PriceForm(TierForm):
    """The price of one product from a day on."""

    price_type = forms.ChoiceField(label=_("Type"), choices=TYPES)
    model = forms.ChoiceField(label=_("How it is priced"), choices=MODELS, required=False)
    unit_price = _typed(_("Price"))
    package_size = _typed(_("Units in a package"))
    how = forms.ChoiceField(label=_("From the cost by"), choices=WAYS, required=False)
    percent = _typed(_("Percent"))
    categories = forms.CharField(
        label=_("Categories of the other lines"), required=False, max_length=400,
        help_text=_("Separated by commas; empty takes any."),
    )  # fmt: skip
    formula = forms.CharField(
        label=_("Formula"), required=False, max_length=500,
        help_text=_("Such as: 40 + width * 12, with the product's attributes."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    free_units = _typed(_("Free units"), _("In each period."))
    free_events = forms.IntegerField(
        label=_("Free events"), required=False, min_value=0, max_value=MOST_EVENTS,
        help_text=_("In each period; with both, whichever is used up first."),
    )  # fmt: skip
    event_fee = _typed(_("Fee per event"))
    event_minimum = _typed(_("Minimum per event"))
    event_maximum = _typed(_("Maximum per event"))
    event_size = _typed(_("Units of a usual event"), _("For the estimate in a quote."))
    prorated = forms.BooleanField(
        label=_("Use stands until it is taken back, and counts by days"), required=False,
        help_text=_("Of usage in graduated tiers, such as seats."),
    )  # fmt: skip
    minimum = _typed(_("Minimum of the line"))
    maximum = _typed(_("Maximum of the line"))
    starts_on = forms.DateField(label=_("Valid from"), widget=DAY)
    ends_on = forms.DateField(
        label=_("Valid until, that day not included"), widget=DAY, required=False
    )
    example = _typed(_("Example for how many units"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, told in HELP.items():
            rows = ((_of(model), text) for model, text in told.items())
            self.fields[name].help_text = format_html_join("", '<span class="{}">{}</span>', rows)

    @property
    def asked(self) -> Iterator[Shown]:
        """The fields between the way of pricing and the day, each with the ways that it is of."""
        for name in (n for n in self.fields if n in ASKED):
            ways = [model for model, needs in NEEDS.items() if name in needs]
            must = any((model, name) in MUST for model in ways)
            yield Shown(self[name], _of(*ways), must)

    @property
    def amounts(self) -> bool:
        return bool(self["model"].value() == STAIRSTEP)

    @property
    def bounds(self) -> list[BoundField]:
        """The limits of a line's amount, which any way of pricing may have."""
        return [self[name] for name in BOUNDS]

    @property
    def bounded(self) -> bool:
        """Whether a limit is set, or wrong."""
        return any(self[name].value() or self[name].errors for name in BOUNDS)

    @property
    def quantity(self) -> Decimal:
        """For which the example is; what is no quantity is not a fault of the price."""
        try:
            found = self.number("example")
        except forms.ValidationError:
            found = None
        return found if found is not None and 0 < found < LARGEST else USUAL

    @property
    def sentences(self) -> list[tuple[str, Any]]:
        return [(_of(model), text) for model, text in SENTENCES.items()]

    def clean(self) -> dict[str, Any]:
        """What the action takes; a field that the way of pricing does not ask for is not looked at."""
        given = super().clean() or {}
        if given.get("price_type", LIST) != LIST or not given.get("model"):
            given["model"] = PER_UNIT
        model = given["model"]
        needs = NEEDS[model]
        for name in ASKED - {*needs}:
            self.errors.pop(name, None)
            given[name] = BLANK.get(name, "")
        for name in needs:
            if (model, name) in MUST and not given.get(name):
                self.add_error(name, required(self.fields[name]))
        self.fields_of_price: dict[str, Any] = {}
        for name in ("unit_price", "package_size", "percent", *BOUNDS, *CARD):
            self._take(name, lambda n: self.number(n))
        self.fields_of_price["tiers"] = self.read_tiers(given.get("tiers", ""))
        return given

    def _take(self, name: str, read: Callable[[str], Any]) -> None:
        try:
            self.fields_of_price[name] = read(name)
        except forms.ValidationError as error:
            self.add_error(name, error)

    def price(self) -> dict[str, Any]:
        """The fields of `set_price`."""
        given, read = self.cleaned_data, dict(self.fields_of_price)
        terms = Terms(
            read.pop("percent") or Decimal(0), given["how"] or "markup",
            Basis(words(given["categories"])), given["formula"].strip(), self._card(given, read),
        )  # fmt: skip
        for name in ("unit_price", "package_size"):
            read[name] = read[name] or Decimal(0)
        plain = {n: given[n] for n in ("price_type", "model", "starts_on", "ends_on")}
        return {**plain, **read, "terms": terms}

    def _card(self, given: dict[str, Any], read: dict[str, Any]) -> Card:
        told = {name: read.pop(name) for name in CARD}
        for name in ("event_fee", "event_size"):
            told[name] = told[name] or Decimal(0)
        return Card(free_events=given["free_events"], prorated=given["prorated"], **told)


def _of(*ways: str) -> str:
    """The classes by which the style sheet shows what belongs to these ways of pricing."""
    return " ".join(("of", *(f"of-{way}" for way in ways)))
