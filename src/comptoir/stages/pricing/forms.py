"""Forms of price books and prices."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.kernel.errors import DomainError
from comptoir.kernel.money import exponent, extend_minor
from comptoir.platform.problem import detail
from comptoir.platform.web import language
from comptoir.shell.reading import parse_number
from comptoir.stages.pricing.engine import Tier

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MODELS = [
    ("per_unit", _("Per unit")),
    ("flat", _("One amount, whatever the quantity")),
    ("volume", _("Volume tiers")),
    ("graduated", _("Graduated tiers")),
    ("stairstep", _("Stairstep tiers")),
    ("package", _("Per package begun")),
    ("usage", _("Usage")),
    ("percent", _("Percentage of other lines")),
    ("cost_plus", _("From the cost")),
    ("formula", _("By formula")),
]
TYPES = [
    ("list", _("List price")),
    ("promotional", _("Promotional: counts where it is lower")),
    ("floor", _("Floor: a line below it is flagged")),
    ("target", _("Target")),
]
MINOR = {"amount_minor": "amount", "minimum_minor": "minimum_amount", "most_minor": "most"}
CARD = ("free_units", "event_fee", "event_minimum", "event_maximum", "event_size")  # numbers
MOST_EVENTS = 10**9
WAYS = [("markup", _("Markup on the cost")), ("margin", _("Margin of the price"))]


class BookForm(forms.Form):
    """A new price book."""

    code = forms.CharField(label=_("Code"), max_length=20)
    name = forms.CharField(label=_("Name"), max_length=120)
    currency = forms.CharField(label=_("Currency"), max_length=3, min_length=3)
    segment = forms.CharField(
        label=_("Customer segment"), max_length=40, required=False,
        help_text=_("Empty: for everybody."),
    )  # fmt: skip
    channel = forms.CharField(label=_("Channel"), max_length=40, required=False)
    starts_on = forms.DateField(label=_("Valid from"), widget=DAY)
    ends_on = forms.DateField(
        label=_("Valid until, that day not included"), widget=DAY, required=False
    )

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()


class Numbers(forms.Form):
    """Fields typed as numbers of the reader's language."""

    def number(self, field: str) -> Decimal | None:
        """The number in a field; None where it is empty."""
        text = self.cleaned_data.get(field, "").strip()
        return self._number(text, field) if text else None

    def read_tiers(self, text: str) -> tuple[Tier, ...]:
        """`10; 5,00; 0` per line, `*` for no upper bound."""
        rows = [row for row in text.splitlines() if row.strip()]
        return tuple(self._tier(n, row) for n, row in enumerate(rows, start=1))

    def _tier(self, n: int, row: str) -> Tier:
        cells = [c.strip() for c in row.split(";")]
        if not 2 <= len(cells) <= 3:
            said = {"n": n, "row": row[:40]}
            raise forms.ValidationError(
                _("Row %(n)s, “%(row)s”: up to; unit price; fee"), params=said
            )
        top = None if cells[0] == "*" else self._number(cells[0], "tiers")
        fee = self._number(cells[2], "tiers") if len(cells) == 3 and cells[2] else Decimal(0)
        return Tier(top, self._number(cells[1], "tiers"), fee)

    def _number(self, text: str, field: str) -> Decimal:
        try:
            return parse_number(text, language(), field=field)
        except DomainError as error:
            raise forms.ValidationError(detail(error)) from None


def words(text: str) -> tuple[str, ...]:
    """Words separated by commas."""
    return tuple(filter(None, (word.strip()[:80] for word in text.split(","))))


def _typed(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=40, help_text=help_text)


class AgreementForm(Numbers):
    """A price agreed with a customer: of a product, of a category, or off everything."""

    customer = forms.CharField(label=_("Customer number"), max_length=30)
    sku = forms.CharField(
        label=_("Product reference"), max_length=40, required=False,
        help_text=_("Empty: the category, or everything."),
    )  # fmt: skip
    category = forms.CharField(label=_("Category"), max_length=60, required=False)
    unit_price = _typed(_("Unit price excl. VAT"))
    tiers = forms.CharField(
        label=_("Prices by quantity"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One per line: up to; unit price. The last begins with *."),
    )  # fmt: skip
    percent_off = _typed(_("Percent off the list price"))
    reference = forms.CharField(label=_("Agreement"), max_length=80, required=False)
    starts_on = forms.DateField(label=_("Valid from"), widget=DAY)
    ends_on = forms.DateField(
        label=_("Valid until, that day not included"), widget=DAY, required=False
    )

    def clean_tiers(self) -> tuple[Tier, ...]:
        return self.read_tiers(self.cleaned_data["tiers"])

    def clean_unit_price(self) -> Decimal | None:
        return self.number("unit_price")

    def clean_percent_off(self) -> Decimal | None:
        return self.number("percent_off")


class PromotionForm(Numbers):
    """A promotion or a coupon; fields that its kind does not need stay empty."""

    code = forms.CharField(label=_("Code"), max_length=40)
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
    percent = _typed(_("Percent"))
    amount = _typed(_("Amount"))
    buy = _typed(_("Buy"))
    free = _typed(_("Free units"))
    sets = forms.CharField(
        label=_("Set"), required=False, max_length=400, help_text=_("Such as: DESK 1, CHAIR 4")
    )
    gift = forms.CharField(label=_("Free product"), required=False, max_length=40)
    skus = forms.CharField(label=_("Only these references"), required=False, max_length=400)
    categories = forms.CharField(label=_("Only these categories"), required=False, max_length=400)
    minimum_quantity = _typed(_("From a quantity of"))
    minimum_amount = _typed(_("From an amount of"))
    most = _typed(_("At most"))
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

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()

    def clean(self) -> dict[str, Any]:
        """The terms of its kind, read."""
        given = super().clean() or {}
        self.terms: dict[str, Any] = {
            n: list(words(given.get(n, ""))) for n in ("skus", "categories")
        }
        self.terms["gift"] = given.get("gift", "").strip()
        for name in (
            "percent",
            "buy",
            "free",
            "minimum_quantity",
            "amount",
            "minimum_amount",
            "most",
        ):
            try:
                self.terms[name] = self.number(name)
            except forms.ValidationError as error:
                self.add_error(name, error)
        pairs = [word.rsplit(None, 1) for word in words(given.get("sets", ""))]
        try:
            self.terms["sets"] = {
                pair[0]: self._number(pair[1], "sets") if len(pair) == 2 else Decimal(1)
                for pair in pairs
            }
        except forms.ValidationError as error:
            self.add_error("sets", error)
        return given

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


class ChangeForm(Numbers):
    """Many prices of a book, changed together."""

    name = forms.CharField(label=_("Name"), max_length=120)
    book = forms.ChoiceField(label=_("Price book"))
    how = forms.ChoiceField(
        label=_("Each price"),
        choices=[("percent", _("plus a percentage")), ("amount", _("plus an amount"))],
    )
    value = forms.CharField(
        label=_("By"), max_length=20, help_text=_("A minus sign lowers the prices.")
    )
    step = _typed(
        _("Rounded to a multiple of"), _("Such as 0.05 or 1; empty leaves them as they are.")
    )
    ending = _typed(_("Less"), _("0.01 makes 9.99 of 10."))
    categories = forms.CharField(
        label=_("Only these categories"), required=False, max_length=400,
        help_text=_("Separated by commas; empty takes any."),
    )  # fmt: skip
    skus = forms.CharField(label=_("Only these references"), required=False, max_length=2000)
    starts_on = forms.DateField(label=_("Valid from"), widget=DAY)

    def __init__(self, *args: Any, books: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["book"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = books

    def clean_value(self) -> Decimal:
        text = self.cleaned_data["value"].replace("\u2212", "-").rstrip("% ").strip()
        return self._number(text, "value")

    def clean_step(self) -> Decimal:
        return self.number("step") or Decimal(0)

    def clean_ending(self) -> Decimal:
        return self.number("ending") or Decimal(0)

    def clean_categories(self) -> tuple[str, ...]:
        return words(self.cleaned_data["categories"])

    def clean_skus(self) -> tuple[str, ...]:
        return words(self.cleaned_data["skus"])
