"""Forms of price books and prices."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.kernel.errors import DomainError
from comptoir.platform.problem import detail
from comptoir.platform.web import language
from comptoir.shell.reading import parse_number

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

    def _number(self, text: str, field: str) -> Decimal:
        try:
            return parse_number(text, language(), field=field)
        except DomainError as error:
            raise forms.ValidationError(detail(error)) from None


def required(field: forms.Field) -> forms.ValidationError:
    """That something is to be typed here."""
    return forms.ValidationError(field.error_messages["required"], code="required")


def words(text: str) -> tuple[str, ...]:
    """Words separated by commas."""
    return tuple(filter(None, (word.strip()[:80] for word in text.split(","))))


def typed_number(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=40, help_text=help_text)


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
    step = typed_number(
        _("Rounded to a multiple of"), _("Such as 0.05 or 1; empty leaves them as they are.")
    )
    ending = typed_number(_("Less"), _("0.01 makes 9.99 of 10."))
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
