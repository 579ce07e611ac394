"""What the collector types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from comptoir.kernel.money import Money
from comptoir.shell.forms import DateField
from comptoir.shell.reading import parse_amount, typed
from comptoir.stages.collecting.core.bank import MOST_BYTES, Mapping
from comptoir.stages.collecting.queries import OpenItemFacts
from comptoir.stages.collecting.words import METHODS


class PaymentForm(forms.Form):
    """Money received from one customer, and what it settles: an amount beside each open invoice, or a tick
    for all of it. Without an amount received it is what is settled."""

    amount = forms.CharField(
        label=_("Amount received"), max_length=40, required=False,
        help_text=_("Empty: the sum of what is settled."),
    )  # fmt: skip
    currency = forms.RegexField(label=_("Currency"), regex=r"^[A-Z]{3}$")
    received_on = DateField(label=_("Received on"))
    method = forms.ChoiceField(label=_("Means of payment"), choices=list(METHODS.items()))
    reference = forms.CharField(label=_("Reference"), max_length=140, required=False)
    auto = forms.BooleanField(label=_("Settle the oldest due first"), required=False)
    line = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def __init__(self, *args: Any, items: Sequence[OpenItemFacts], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = [item for item in items if item.open_minor > 0]
        self.fields["amount"].widget.attrs["inputmode"] = "decimal"
        for item in self.items:
            self.fields[_name(item)] = forms.CharField(
                label=item.number, max_length=40, required=False
            )
            self.fields[_whole(item)] = forms.BooleanField(label=item.number, required=False)

    def rows(self) -> list[tuple[OpenItemFacts, Any, Any]]:
        """Each open invoice with its input and its tick."""
        return [(item, self[_name(item)], self[_whole(item)]) for item in self.items]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        settled = any(data.get(name(item)) for item in self.items for name in (_name, _whole))
        if not data.get("amount") and not settled and "amount" not in self.errors:
            self.add_error("amount", self.fields["amount"].error_messages["required"])
        return data

    def head(self) -> list[Any]:
        """The fields above the invoices."""
        names = ("amount", "currency", "received_on", "method", "reference", "auto")
        return [self[name] for name in names]

    def fields_of_action(self) -> dict[str, Any]:
        """What the action takes; Invalid names an amount that is none."""
        data = self.cleaned_data
        shares = [(item.invoice_id, self._share(item)) for item in self.items]
        told = [(key, minor) for key, minor in shares if minor]
        return {
            "amount_minor": self._minor("amount") or sum(share for _invoice, share in told),
            "currency": data["currency"],
            "received_on": data["received_on"],
            "method": data["method"],
            "reference": data["reference"],
            "auto": data["auto"] and not told,
            "allocations": told or None,
            "bank_line_id": data["line"],
        }

    def _share(self, item: OpenItemFacts) -> int:
        return item.open_minor if self.cleaned_data[_whole(item)] else self._minor(_name(item))

    def _minor(self, name: str) -> int:
        text, currency = self.cleaned_data[name], self.cleaned_data["currency"]
        lang = get_language() or "en"
        return parse_amount(text, currency, lang, field=name).minor if text else 0


def _name(item: OpenItemFacts) -> str:
    return f"item_{item.invoice_id.hex}"


def _whole(item: OpenItemFacts) -> str:
    return f"whole_{item.invoice_id.hex}"


def settling(items: Sequence[OpenItemFacts], text: str) -> dict[str, bool]:
    """What to tick for the invoice whose id this is; nothing for another text."""
    return {_whole(item): True for item in items if item.invoice_id.hex == text.replace("-", "")}


def as_typed(minor: int, currency: str) -> str:
    """An amount as it stands in an input."""
    return typed(Money(minor, currency).major, get_language() or "en")


class StatementForm(forms.Form):
    """A bank statement; the notations are asked only when the file leaves a doubt."""

    file = forms.FileField(label=_("Bank statement (CSV)"))
    currency = forms.RegexField(label=_("Currency"), regex=r"^[A-Z]{3}$")
    decimal = forms.ChoiceField(
        label=_("Decimals"),
        required=False,
        choices=[("", _("As the file shows")), (",", "1 234,50"), (".", "1,234.50")],
    )
    date_order = forms.ChoiceField(
        label=_("Dates"),
        required=False,
        choices=[("", _("As the file shows")), ("dmy", "31/12/2027"), ("mdy", "12/31/2027")],
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 10 MB."))
        return file

    def mapping(self) -> Mapping:
        data = self.cleaned_data
        return Mapping((), data["decimal"], data["date_order"], data["currency"])


class CreditForm(forms.Form):
    """Use a credit note on an invoice; an empty amount uses as much as both allow."""

    credit = forms.UUIDField()
    invoice = forms.ChoiceField(label=_("Invoice"))
    amount = forms.CharField(label=_("Amount"), max_length=40, required=False)

    def __init__(self, *args: Any, items: Sequence[OpenItemFacts], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["invoice"].choices = [  # type: ignore[attr-defined]
            (str(i.invoice_id), i.number) for i in items if i.open_minor > 0
        ]

    def fields_of_action(self, currency: str) -> dict[str, Any]:
        data = self.cleaned_data
        text, lang = data["amount"], get_language() or "en"
        minor = parse_amount(text, currency, lang, field="amount").minor if text else None
        return {
            "credit_invoice_id": data["credit"],
            "invoice_id": UUID(data["invoice"]),
            "amount_minor": minor,
        }
