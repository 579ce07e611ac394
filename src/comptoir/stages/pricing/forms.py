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
from comptoir.stages.pricing.engine import Tier

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MODELS = [
    ("per_unit", _("Per unit")),
    ("flat", _("One amount, whatever the quantity")),
    ("volume", _("Volume: one tier prices the whole quantity")),
    ("graduated", _("Graduated: each tier prices its part")),
]


class BookForm(forms.Form):
    """A new price book."""

    code = forms.CharField(label=_("Code"), max_length=20)
    name = forms.CharField(label=_("Name"), max_length=120)
    currency = forms.CharField(label=_("Currency"), max_length=3, min_length=3)
    starts_on = forms.DateField(label=_("Valid from"), widget=DAY)
    ends_on = forms.DateField(
        label=_("Valid until, that day not included"), widget=DAY, required=False
    )

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()


class PriceForm(forms.Form):
    """The price of one product from a day on."""

    model = forms.ChoiceField(label=_("How it is priced"), choices=MODELS)
    unit_price = forms.CharField(
        label=_("Unit price excl. VAT"), required=False, max_length=40,
        help_text=_("Not used where there are tiers."),
    )  # fmt: skip
    tiers = forms.CharField(
        label=_("Tiers"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One per line: up to; unit price; fee. The last begins with *."),
    )  # fmt: skip
    starts_on = forms.DateField(label=_("Valid from"), widget=DAY)

    def clean_unit_price(self) -> Decimal:
        """A number; nothing is zero."""
        text = self.cleaned_data["unit_price"].strip()
        return self._number(text, "unit_price") if text else Decimal(0)

    def clean_tiers(self) -> tuple[Tier, ...]:
        """`10; 5,00; 0` per line, `*` for no upper bound."""
        rows = [r for r in self.cleaned_data["tiers"].splitlines() if r.strip()]
        return tuple(self._tier(row) for row in rows)

    def _tier(self, row: str) -> Tier:
        cells = [c.strip() for c in row.split(";")]
        if not 2 <= len(cells) <= 3:
            raise forms.ValidationError(_("“%(row)s”: up to; unit price; fee"), params={"row": row})
        top = None if cells[0] == "*" else self._number(cells[0], "tiers")
        fee = self._number(cells[2], "tiers") if len(cells) == 3 and cells[2] else Decimal(0)
        return Tier(top, self._number(cells[1], "tiers"), fee)

    def _number(self, text: str, field: str) -> Decimal:
        try:
            return parse_number(text, language(), field=field)
        except DomainError as error:
            raise forms.ValidationError(detail(error)) from None

    def price(self) -> dict[str, Any]:
        """The fields of `set_price`."""
        return {n: self.cleaned_data[n] for n in ("model", "unit_price", "tiers", "starts_on")}
