"""The form of a quote's terms."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.kernel.errors import DomainError
from comptoir.platform.problem import detail
from comptoir.platform.web import language
from comptoir.shell.forms import keep_initials
from comptoir.shell.reading import parse_number, typed
from comptoir.stages.quoting import schedule_text, uplift_text
from comptoir.stages.quoting.queries import QuoteFacts

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class TermsForm(forms.Form):
    """Everything of a quote that is not a line."""

    title = forms.CharField(label=_("Subject"), required=False, max_length=160)
    valid_until = forms.DateField(label=_("Valid until"), widget=DAY)
    term_months = forms.IntegerField(label=_("Term in months"), min_value=1, max_value=240)
    starts_on = forms.DateField(
        label=_("Start of the subscription"), required=False, widget=DAY,
        help_text=_("Empty: the day of acceptance."),
    )  # fmt: skip
    discount = forms.CharField(
        label=_("Discount on the whole"), required=False, max_length=30,
        help_text=_("A share of every line (10 %), or an amount off what is charged once (-50)."),
    )  # fmt: skip
    coupons = forms.CharField(
        label=_("Coupon codes"), required=False, max_length=400,
        help_text=_("Several are separated by commas."),
    )  # fmt: skip
    deposit = forms.CharField(label=_("Deposit on acceptance, %"), required=False, max_length=10)
    schedule = forms.CharField(
        label=_("Payment schedule"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "placeholder": _("30 % signature")}),
        help_text=_(
            "Instead of a deposit, of what is charged once; one per line: a share, an amount excl. VAT or the"
            " rest, then signature, delivery, acceptance or a date, then its name."
        ),
    )  # fmt: skip
    uplift = forms.CharField(
        label=_("Price at renewal"), required=False, max_length=60,
        widget=forms.TextInput(attrs={"placeholder": "3 %"}),
        help_text=_(
            "Of what repeats: an increase (3 %), or an index, with or without a cap (SYNTEC max 5 %). Empty:"
            " as agreed then."
        ),
    )  # fmt: skip
    language = forms.ChoiceField(
        label=_("Language of the document"), choices=[("fr", _("French")), ("en", _("English"))]
    )
    note = forms.CharField(
        label=_("Note to the customer"), required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_initials(self)

    @classmethod
    def of(cls, quote: QuoteFacts, data: Any = None) -> TermsForm:
        """The form as the quote stands, or as it was typed."""
        return cls(data, initial=_initial(quote))

    def clean_deposit(self) -> Decimal:
        """A percentage; nothing is none."""
        text = self.cleaned_data["deposit"].replace("%", "").strip()
        return self._number(text, "deposit_percent") if text else Decimal(0)

    def clean_schedule(self) -> list[dict[str, Any]]:
        """Installments, a line each."""
        try:
            return schedule_text.read(self.cleaned_data["schedule"], language())
        except DomainError as error:
            raise forms.ValidationError(detail(error)) from None

    def clean_uplift(self) -> dict[str, Any] | None:
        """A percentage or an index; nothing is none."""
        try:
            return uplift_text.read(self.cleaned_data["uplift"], language())
        except DomainError as error:
            raise forms.ValidationError(detail(error)) from None

    def clean_coupons(self) -> list[str]:
        """Codes in the order they were typed."""
        codes = [c.strip()[:40] for c in self.cleaned_data["coupons"].split(",")]
        return list(dict.fromkeys(filter(None, codes)))

    def clean_discount(self) -> tuple[str, Decimal]:
        """A percentage, or an amount with a minus sign."""
        text = self.cleaned_data["discount"].replace("\u2212", "-").strip()
        if not text:
            return "none", Decimal(0)
        if text.endswith("%") or not text.startswith("-"):
            return "percent", abs(self._number(text.rstrip("%"), "discount"))
        return "amount", abs(self._number(text.replace("€", ""), "discount"))

    def _number(self, text: str, field: str) -> Decimal:
        try:
            return parse_number(text, language(), field=field)
        except DomainError as error:
            raise forms.ValidationError(detail(error)) from None

    def changes(self, quote: QuoteFacts) -> dict[str, Any]:
        """What the reader typed: of what was left as shown, somebody else's newer value stays."""
        given = self.cleaned_data
        kind, value = given["discount"]
        asked: dict[str, dict[str, Any]] = {name: {name: given[name]} for name in self.fields}
        asked["deposit"] = {"deposit_percent": given["deposit"]}
        asked["discount"] = {"discount_kind": kind, "discount_value": value}
        meant = {name: value for field in self.changed_data for name, value in asked[field].items()}
        return {name: value for name, value in meant.items() if getattr(quote, name) != value}


def _initial(quote: QuoteFacts) -> dict[str, Any]:
    lang = language()
    sign = {"percent": f"{typed(quote.discount_value, lang)} %"}
    sign["amount"] = f"-{typed(quote.discount_value, lang)}"
    return {
        "title": quote.title,
        "valid_until": quote.valid_until,
        "term_months": quote.term_months,
        "starts_on": quote.starts_on,
        "discount": sign.get(quote.discount_kind, ""),
        "coupons": ", ".join(quote.coupons),
        "deposit": typed(quote.deposit_percent, lang) if quote.deposit_percent else "",
        "schedule": schedule_text.show(quote.schedule, lang),
        "uplift": uplift_text.show(quote.uplift, lang),
        "language": quote.language,
        "note": quote.note,
    }
