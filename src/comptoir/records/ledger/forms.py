"""What the reader types about the books."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from comptoir.kernel.money import money
from comptoir.records.ledger.actions import ManualLine
from comptoir.shell.forms import DateField
from comptoir.shell.reading import parse_amount

JOURNALS = [
    ("VE", _("Sales")),
    ("BQ", _("Bank")),
    ("OD", _("Miscellaneous")),
    ("AN", _("Opening")),
]
ROWS = range(1, 9)


def _short(label: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=40)


class EntryForm(forms.Form):
    """A manual entry: up to eight lines, each with an account and a debit or a credit."""

    journal = forms.ChoiceField(label=_("Journal"), choices=JOURNALS, initial="OD")
    booked_on = DateField(label=_("Date"))
    label = forms.CharField(label=_("Label"), max_length=160)
    currency = forms.RegexField(label=_("Currency"), regex=r"^[A-Z]{3}$", initial="EUR")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n in ROWS:
            self.fields[f"account_{n}"] = _short(_("Account"))
            self.fields[f"debit_{n}"] = _short(_("Debit"))
            self.fields[f"credit_{n}"] = _short(_("Credit"))

    def rows(self) -> list[tuple[Any, Any, Any]]:
        """The fields of each line, for the table."""
        return [(self[f"account_{n}"], self[f"debit_{n}"], self[f"credit_{n}"]) for n in ROWS]

    def lines(self) -> list[ManualLine]:
        """The lines that were typed; Invalid names an amount that is none."""
        found = []
        for n in ROWS:
            account = self.cleaned_data.get(f"account_{n}", "")
            debit, credit = self._minor(f"debit_{n}"), self._minor(f"credit_{n}")
            if account or debit or credit:
                found.append(ManualLine(account, debit - credit))
        return found

    def _minor(self, name: str) -> int:
        text, currency = self.cleaned_data.get(name, ""), self.cleaned_data["currency"]
        if not text:
            return money("0", currency).minor
        return parse_amount(text, currency, get_language() or "en", field=name).minor


class ClosingForm(forms.Form):
    """The last day to close."""

    through = DateField(label=_("Close through"), help_text=_("The last day of a month."))


class ReversalForm(forms.Form):
    """Why an entry is undone."""

    reason = forms.CharField(label=_("Reason"), max_length=160)
