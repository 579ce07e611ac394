"""The form of an opportunity."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.kernel.errors import DomainError
from comptoir.kernel.money import Money
from comptoir.platform.problem import detail
from comptoir.platform.web import language
from comptoir.records.parties.queries import PartnerFacts
from comptoir.shell.reading import parse_amount, typed
from comptoir.stages.prospecting.queries import OpportunityFacts

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class OpportunityForm(forms.Form):
    """Title, amount, closing date, probability, next step; and the partner, where there are some."""

    title = forms.CharField(label=_("Title"), max_length=160)
    amount = forms.CharField(label=_("Expected amount excl. VAT"), max_length=30)
    close_on = forms.DateField(label=_("Expected closing"), widget=DAY)
    probability = forms.IntegerField(
        label=_("Probability, %"), min_value=0, max_value=99, required=False
    )
    next_step = forms.CharField(label=_("Next step"), required=False, max_length=200)
    partner_id = forms.TypedChoiceField(
        label=_("Partner"), required=False, coerce=UUID, empty_value=None
    )

    def __init__(
        self, *args: Any, currency: str, partners: Iterable[PartnerFacts], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        known = [(str(p.id), p.name) for p in partners]
        if known:
            self.fields["partner_id"].choices = [("", "—"), *known]  # type: ignore[attr-defined]
        else:
            del self.fields["partner_id"]

    @classmethod
    def of(
        cls, found: OpportunityFacts, partners: Iterable[PartnerFacts], data: Any = None
    ) -> OpportunityForm:
        """The form as the opportunity stands, or as it was typed."""
        initial = {
            "title": found.title,
            "amount": typed(Money(found.amount_minor, found.currency).major, language()),
            "close_on": found.close_on,
            "probability": found.probability,
            "next_step": found.next_step,
            "partner_id": str(found.partner_id or ""),
        }
        offered = [p for p in partners if p.active or p.id == found.partner_id]
        return cls(data, initial=initial, currency=found.currency, partners=offered)

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
        if "partner_id" in given:
            asked["partner_id"] = given["partner_id"]
        if given["probability"] is not None:
            asked["probability"] = given["probability"]
        return {name: value for name, value in asked.items() if getattr(found, name) != value}
