"""The form of a promotion: each kind asks only for what it needs, and the rest counts for nothing.

As in the form of a price all fields are in the page, and `price.css` shows those of the chosen kind.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from comptoir.kernel.money import exponent, extend_minor
from comptoir.platform.web import language
from comptoir.shell.reading import typed
from comptoir.stages.pricing.forms import DAY, Numbers, required, typed_number, words
from comptoir.stages.pricing.price_form import Shown
from comptoir.stages.pricing.promotions import PromotionFacts

MINOR = {"amount_minor": "amount", "minimum_minor": "minimum_amount", "most_minor": "most"}
# Kind → what it asks for; all of it has to be typed.
NEEDS: Mapping[str, tuple[str, ...]] = {
    "percent": ("percent",),
    "amount": ("amount",),
    "cheapest": ("percent",),
    "free_units": ("buy", "free"),
    "bundle": ("percent", "sets"),
    "free_product": ("gift", "free"),
}
ASKED = ("percent", "amount", "buy", "free", "sets", "gift")
WHERE = ("skus", "categories", "minimum_quantity", "minimum_amount", "most")
BESIDE = ("coupon", "stacking", "priority", "currency", "usage_limit", "customer_limit")
NUMBERS = ("percent", "buy", "free", "minimum_quantity", *MINOR.values())


class PromotionForm(Numbers):
    """A promotion or a coupon."""

    code = forms.CharField(
        label=_("Code"), max_length=40, help_text=_("A code that is there: its next version.")
    )
    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(
        label=_("What it does"),
        choices=[
            ("percent", _("Percent off")),
            ("amount", _("Amount off what is charged once")),
            ("cheapest", _("Percent off one unit of the cheapest")),
            ("free_units", _("Free units: of every buy + free the cheapest")),
            ("bundle", _("Percent off complete sets")),
            ("free_product", _("A product is free")),
        ],
    )
    percent = typed_number(_("Percent"))
    amount = typed_number(_("Amount"))
    buy = typed_number(_("Buy"))
    free = typed_number(_("Free units"))
    sets = forms.CharField(
        label=_("Set"), required=False, max_length=400, help_text=_("Such as: DESK 1, CHAIR 4")
    )
    gift = forms.CharField(
        label=_("Free product"), required=False, max_length=40,
        widget=forms.TextInput(attrs={"list": "products", "autocomplete": "off"}),
    )  # fmt: skip
    skus = forms.CharField(
        label=_("Only these references"), required=False, max_length=400,
        help_text=_("Separated by commas; empty takes any."),
    )  # fmt: skip
    categories = forms.CharField(label=_("Only these categories"), required=False, max_length=400)
    minimum_quantity = typed_number(_("From a quantity of"))
    minimum_amount = typed_number(_("From an amount of"))
    most = typed_number(_("At most"))
    coupon = forms.CharField(
        label=_("Coupon code"), required=False, max_length=40,
        help_text=_("Empty: applies by itself."),
    )  # fmt: skip
    stacking = forms.ChoiceField(
        label=_("With other promotions"),
        choices=[
            ("in_order", _("Adds up, in order of priority")),
            ("best_of", _("The best of those that compete")),
            ("exclusive", _("Alone")),
        ],
    )
    priority = forms.IntegerField(
        label=_("Priority"), initial=0, min_value=-(10**6), max_value=10**6,
        help_text=_("The higher one comes first; two of one day never have the same."),
    )  # fmt: skip
    currency = forms.CharField(label=_("Currency"), max_length=3, min_length=3)
    usage_limit = forms.IntegerField(label=_("Uses in all"), required=False, min_value=1)
    customer_limit = forms.IntegerField(
        label=_("Uses of one customer"), required=False, min_value=1
    )
    starts_on = forms.DateField(label=_("Valid from"), widget=DAY)
    ends_on = forms.DateField(
        label=_("Valid until, that day not included"), widget=DAY, required=False
    )

    @property
    def head(self) -> list[BoundField]:
        return [self["code"], self["name"], self["kind"]]

    @property
    def asked(self) -> Iterator[Shown]:
        """The fields that say what it does, each with the kinds that it is of."""
        for name in ASKED:
            kinds = [f"of-{kind}" for kind, needs in NEEDS.items() if name in needs]
            yield Shown(self[name], " ".join(("of", *kinds)), True)

    @property
    def where(self) -> list[BoundField]:
        return [self[name] for name in WHERE]

    @property
    def beside(self) -> list[BoundField]:
        return [self[name] for name in (*BESIDE, "starts_on", "ends_on")]

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()

    def clean(self) -> dict[str, Any]:
        """The terms of its kind, read; what another kind asks for is not looked at."""
        given = super().clean() or {}
        needs = NEEDS.get(given.get("kind", ""), ASKED)
        for name in {*ASKED} - {*needs}:
            self.errors.pop(name, None)
            given[name] = ""
        self.terms: dict[str, Any] = {
            n: list(words(given.get(n, ""))) for n in ("skus", "categories")
        }
        self.terms["gift"] = given.get("gift", "").strip()
        for name in NUMBERS:
            try:
                self.terms[name] = self.number(name)
            except forms.ValidationError as error:
                self.add_error(name, error)
        self._read_sets(given.get("sets", ""))
        for name in needs if given.get("kind") else ():
            if not given.get(name) and name not in self.errors:
                self.add_error(name, required(self.fields[name]))
        return given

    def _read_sets(self, text: str) -> None:
        pairs = [word.rsplit(None, 1) for word in words(text)]
        try:
            self.terms["sets"] = {
                pair[0]: self._number(pair[1], "sets") if len(pair) == 2 else Decimal(1)
                for pair in pairs
            }
        except forms.ValidationError as error:
            self.add_error("sets", error)

    def promotion(self) -> dict[str, Any]:
        """The fields of `set_promotion`."""
        given, terms = self.cleaned_data, dict(self.terms)
        digits = exponent(given["currency"])
        for field, name in MINOR.items():
            amount = terms.pop(name)
            terms[field] = None if amount is None else extend_minor(amount, Decimal(1), digits)
        names = (
            "code", "name", "kind", "coupon", "stacking", "priority", "currency", "usage_limit",
            "customer_limit", "starts_on", "ends_on",
        )  # fmt: skip
        return {**{n: given[n] for n in names}, "terms": terms}


def initial_of(told: PromotionFacts) -> dict[str, Any]:
    """A promotion as it is typed: its next version begins with what it says."""
    lang, terms = language(), told.terms
    digits = exponent(told.currency)
    numbers = {n: terms.get(n) for n in ("percent", "buy", "free", "minimum_quantity")}
    minor = {n: terms.get(field) for field, n in MINOR.items()}
    sets = [
        f"{sku} {typed(Decimal(units), lang)}" for sku, units in (terms.get("sets") or {}).items()
    ]
    plain = (
        "code", "name", "kind", "coupon", "stacking", "priority", "currency", "usage_limit",
        "customer_limit", "starts_on", "ends_on",
    )  # fmt: skip
    return {
        **{n: getattr(told, n) for n in plain},
        **{n: typed(Decimal(str(v)), lang) for n, v in numbers.items() if v},
        **{n: typed(Decimal(int(v)).scaleb(-digits), lang) for n, v in minor.items() if v},
        **{n: ", ".join(terms.get(n) or ()) for n in ("skus", "categories")},
        "sets": ", ".join(sets),
        "gift": terms.get("gift", ""),
    }
