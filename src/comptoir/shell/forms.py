"""Forms that show a refusal of the business at the field it is about, and keep what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language

from comptoir.kernel.errors import DomainError, Invalid
from comptoir.platform.problem import detail
from comptoir.shell.reading import parse_number, typed


def show_refusal(
    form: forms.BaseForm, error: DomainError, names: Mapping[str, str] | None = None
) -> None:
    """Put a refusal on the form: at its field if the form has it, else above all fields.

    names  field of the refusal → field of the form, where they differ; `billing.town` is found as
           `billing_town` without saying so, and `tiers.2.up_to` as `tiers`
    """
    field = error.field or ""
    own = (names or {}).get(field) or field.replace(".", "_")
    if own not in form.fields:
        own = field.partition(".")[0]
    form.add_error(own if own in form.fields else None, detail(error))


def keep_initials(form: forms.Form) -> None:
    """Send the values shown along with the form, so that only what was typed counts as changed."""
    for field in form.fields.values():
        field.show_hidden_initial = not isinstance(field, forms.FileField)


def changes(form: forms.Form) -> dict[str, Any]:
    """What the reader changed against what the page showed."""
    return {name: form.cleaned_data[name] for name in form.changed_data}


class NumberField(forms.CharField):
    """A number as people type it in their language; "" is None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("inputmode", "decimal")

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_number(text, get_language() or "en")
        except Invalid as error:
            raise forms.ValidationError(detail(error)) from None

    def prepare_value(self, value: Any) -> Any:
        return typed(value, get_language() or "en") if isinstance(value, (Decimal, int)) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class DateField(forms.DateField):
    """A day, with the browser's calendar."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(**{"widget": widget, "input_formats": ["%Y-%m-%d"], **kwargs})
