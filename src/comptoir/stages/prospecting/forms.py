"""The form of an opportunity."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.kernel.errors import DomainError
from comptoir.kernel.money import Money
from comptoir.platform.problem import detail
from comptoir.platform.web import language
from comptoir.shell.reading import parse_amount, typed
from comptoir.stages.prospecting.queries import OpportunityFacts

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class OpportunityForm(forms.Form):
    """Title, amount, closing date, probability, next step."""

    title = forms.CharField(label=_("Title"), max_length=160)
    amount = forms.CharField(label=_("Expected amount excl. VAT"), max_length=30)
    close_on = forms.DateField(label=_("Expected closing"), widget=DAY)
    probability = forms.IntegerField(
        label=_("Probability, %"), min_value=0, max_value=99, required=False
    )
    next_step = forms.CharField(label=_("Next step"), required=False, max_length=200)

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency

    @classmethod
    def of(cls, found: OpportunityFacts, data: Any = None) -> OpportunityForm:
        """The form as the opportunity stands, or as it was typed."""
        initial = {
            "title": found.title,
            "amount": typed(Money(found.amount_minor, found.currency).major, language()),
            "close_on": found.close_on,
            "probability": found.probability,
            "next_step": found.next_step,
        }
        return cls(data, initial=initial, currency=found.currency)

    def clean_amount(self) -> int:
        """Minor units of the currency."""
        try:
            text = self.cleaned_data["amount"]
            return parse_amount(text, self.currency, language(), field="amount").minor
        except DomainError as error:
            raise forms.ValidationError(detail(error)) from None

    def changes(self, found: OpportunityFacts) -> dict[str, Any]:
        """What differs from what the opportunity says."""
        given = self.cleaned_data
        asked = {
            "title": given["title"], "amount_minor": given["amount"], "close_on": given["close_on"],
            "next_step": given["next_step"],
        }  # fmt: skip
        if given["probability"] is not None:
            asked["probability"] = given["probability"]
        return {name: value for name, value in asked.items() if getattr(found, name) != value}
