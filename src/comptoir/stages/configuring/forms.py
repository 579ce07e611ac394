"""Forms of product models."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from comptoir.shell.forms import DateField


class SourceForm(forms.Form):
    """A model as text, or as a file."""

    source = forms.CharField(required=False, widget=forms.Textarea)
    file = forms.FileField(required=False)


class PublishForm(forms.Form):
    """From when on the version is offered."""

    starts_on = DateField(label=gettext_lazy("Offered from"))
