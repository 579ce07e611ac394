"""The heads of a delivery and of a return."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.stages.fulfilling.words import CONDITIONS

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class DeliverForm(forms.Form):
    """What is said of the whole delivery; the quantities stand beside each line."""

    delivered_on = forms.DateField(label=_("Delivered on"), widget=_DAY)
    condition = forms.ChoiceField(label=_("Condition"), choices=list(CONDITIONS.items()))
    tracking = forms.CharField(label=_("Tracking number"), max_length=80, required=False)
    note = forms.CharField(
        label=_("Note"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReturnForm(forms.Form):
    """What is said of the whole return."""

    returned_on = forms.DateField(label=_("Came back on"), widget=_DAY)
    condition = forms.ChoiceField(label=_("Condition"), choices=list(CONDITIONS.items()))
    reason = forms.CharField(label=_("Why did it come back?"), max_length=200)
    note = forms.CharField(
        label=_("Note"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
