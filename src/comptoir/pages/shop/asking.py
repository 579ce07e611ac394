"""What a visitor of the website becomes: a customer with an offer to make, or with an order."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import Any
from uuid import UUID

from babel import Locale
from django import forms
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comptoir.kernel.errors import Refused
from comptoir.pages.portal import answering
from comptoir.pages.shop.actions import ask_on_website
from comptoir.platform.actions import Do, begin
from comptoir.platform.roles import CUSTOMER, SYSTEM
from comptoir.platform.web import language
from comptoir.shell import format as fmt
from comptoir.shell.forms import NumberField
from comptoir.stages.configuring.queries import ConfigurationFacts
from comptoir.stages.quoting import actions as quoting
from comptoir.stages.quoting import queries as quotes

VALID_DAYS = 30
MOST = 100_000
COUNTRIES = ("FR", "BE", "LU", "CH", "DE", "ES", "IT", "NL", "GB", "IE", "AT", "PT")


def countries() -> list[tuple[str, str]]:
    """Where we deliver: (code, its name to the reader)."""
    names = Locale.parse(language()).territories
    return [(c, str(names[c])) for c in COUNTRIES]


class BuyerForm(forms.Form):
    """Who asks; `site` is for machines that fill in everything."""

    company = forms.CharField(label=gettext_lazy("Company"), max_length=160)
    siren = forms.CharField(label=gettext_lazy("SIREN"), max_length=11, required=False)
    vat_number = forms.CharField(label=gettext_lazy("VAT number"), max_length=20, required=False)
    name = forms.CharField(label=gettext_lazy("First and last name"), max_length=120)
    role = forms.CharField(label=gettext_lazy("Your role"), max_length=120)
    email = forms.EmailField(label=gettext_lazy("E-mail"))
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=40, required=False)
    street = forms.CharField(label=gettext_lazy("Street and number"), max_length=120)
    postcode = forms.CharField(label=gettext_lazy("Postcode"), max_length=12)
    town = forms.CharField(label=gettext_lazy("Town"), max_length=80)
    country = forms.ChoiceField(label=gettext_lazy("Country"), choices=countries)
    quantity = NumberField(label=gettext_lazy("Quantity"))
    note = forms.CharField(
        label=gettext_lazy("What should we know?"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    consent = forms.BooleanField(
        label=gettext_lazy("I order, with an obligation to pay, and accept the general terms."),
        required=False,
    )
    site = forms.CharField(required=False, max_length=200)
    wish = forms.ChoiceField(choices=[("offer", "offer"), ("order", "order")])

    def clean(self) -> dict[str, Any]:
        """An order needs the consent; a machine gets no further."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("site"):
            raise forms.ValidationError(_("This request looks automatic; please write to us."))
        if data.get("wish") == "order" and not data.get("consent"):
            self.add_error("consent", _("Check the box: an order binds only who agrees to it."))
        if data.get("wish") == "order" and data.get("country") == "FR" and not data.get("siren"):
            self.add_error("siren", _("The invoice of a company in France names its SIREN."))
        quantity = data.get("quantity")
        if quantity is not None and not 0 < quantity < MOST:
            self.add_error("quantity", _("A quantity is more than 0."))
        for name, value in data.items():
            if isinstance(value, str):
                data[name] = value.replace("\x00", "")
        return data


def request_offer(made: ConfigurationFacts, sku: str, given: dict[str, Any], lang: str) -> str:
    """A customer and a draft for the sales team to send; no link yet, so ""."""
    _draft(made, sku, given, lang)
    return ""


def order_now(made: ConfigurationFacts, sku: str, given: dict[str, Any], lang: str) -> str:
    """A customer and an offer that is sent and accepted: its order follows. Returns the link's secret."""
    quote_id = _draft(made, sku, given, lang)
    if quotes.quote(quote_id).state != "draft":
        return ""  # sent twice: the first one did it
    do = _by_house(made)
    try:
        quoting.send_quote(do, quote_id=quote_id)
    except Refused:  # somebody has to approve it first: it stays a request
        return ""
    token = str(do.answer)
    quote = quotes.quote(quote_id)
    answering.accept(
        begin(CUSTOMER, made.entity_id), token=token, name=given["name"], role=given["role"],
        consent=_words(quote, lang), seen_minor=quote.gross_minor,
    )  # fmt: skip
    return token


def _draft(made: ConfigurationFacts, sku: str, given: dict[str, Any], lang: str) -> UUID:
    line = quoting.LineIn(sku=sku, quantity=_many(given["quantity"]), configuration_id=made.id)
    with translation.override(lang):
        title = _("Configured on the website")
    quote = {
        "title": title, "valid_days": VALID_DAYS, "language": lang, "currency": made.currency,
        "note": given["note"], "lines": [line],
    }  # fmt: skip
    do = _by_house(made, {**given, "deed": "quote"})
    return ask_on_website(do, customer=_customer(made, given, lang), quote=quote).quote_id


def _customer(made: ConfigurationFacts, given: dict[str, Any], lang: str) -> dict[str, Any]:
    """The company that asks, with who asks for it as its contact."""
    number, _space, street = given["street"].partition(" ")
    at = {"street_number": number, "street": street} if number[:1].isdigit() and street else {
        "street": given["street"]
    }  # fmt: skip
    return {
        "name": given["company"], "country": given["country"], "language": lang,
        "currency": made.currency, "siren": given["siren"].replace(" ", ""),
        "vat_number": given["vat_number"].replace(" ", ""), "email": given["email"],
        "phone": given["phone"],
        "billing": {**at, "postcode": given["postcode"], "town": given["town"], "country": given["country"]},
        "contacts": [{"name": given["name"], "email": given["email"], "roles": ["buyer", "signatory"]}],
    }  # fmt: skip


def _many(typed: Decimal | None) -> Decimal:
    return Decimal(1) if typed is None else typed


def _words(quote: quotes.QuoteFacts, lang: str) -> str:
    """What was agreed to, kept with the acceptance."""
    with translation.override(lang):
        return _(
            "I order offer %(number)s for %(total)s including VAT, with an obligation to pay, and"
            " accept the general terms."
        ) % {
            "number": quote.ident,
            "total": fmt.amount_minor(quote.gross_minor, quote.currency, lang),
        }


def _by_house(made: ConfigurationFacts, given: dict[str, Any] | None = None) -> Do:
    """The house acts for a visitor who has no account; the same form sent twice acts once."""
    if given is None:
        return begin(SYSTEM, made.entity_id)
    said = json.dumps({k: str(v) for k, v in given.items()}, sort_keys=True)
    key = hashlib.sha256(f"{made.id} {said}".encode()).hexdigest()
    return begin(SYSTEM, made.entity_id, key=f"web-{key}")
