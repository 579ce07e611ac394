"""What is typed into a what-if: a move of the prices as they are, or another definition of one of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.pages.desk.core.what_if import NEW
from comptoir.stages.pricing.engine import How, Recipe
from comptoir.stages.pricing.forms import MODELS, ChangeForm, Numbers
from comptoir.stages.pricing.price_form import LIST, PriceForm


class MoveForm(Numbers):
    """Each price plus a percentage or an amount, as a change of many prices does it."""

    how = forms.ChoiceField(label=_("Each price"), choices=ChangeForm.base_fields["how"].choices)  # type: ignore[attr-defined]
    value = forms.CharField(
        label=_("By"), max_length=20, help_text=_("A minus sign lowers the prices.")
    )
    step = forms.CharField(label=_("Rounded to a multiple of"), required=False, max_length=40)
    ending = forms.CharField(
        label=_("Less"), required=False, max_length=40, help_text=_("0.01 makes 9.99 of 10.")
    )

    def clean_value(self) -> Decimal:
        text = self.cleaned_data["value"].replace("\u2212", "-").rstrip("% ").strip()
        return self._number(text, "value")

    def clean_step(self) -> Decimal:
        return self.number("step") or Decimal(0)

    def clean_ending(self) -> Decimal:
        return self.number("ending") or Decimal(0)

    def recipe(self) -> Recipe:
        given = self.cleaned_data
        return Recipe(How(given["how"]), given["value"], given["step"], given["ending"])


class DefinitionForm(PriceForm):
    """The form of a price without its type and day: nothing is set."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("price_type", "starts_on", "example", "how", "categories", "formula"):
            del self.fields[name]
        choice = self.fields["model"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(code, label) for code, label in MODELS if code in NEW]

    def clean(self) -> dict[str, Any]:
        return {**super().clean(), "price_type": LIST, "starts_on": None}
