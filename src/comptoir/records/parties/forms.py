"""What the reader types about customers, partners and our own companies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from comptoir.kernel.errors import DomainError
from comptoir.kernel.money import Money
from comptoir.platform.problem import detail
from comptoir.records.parties import queries
from comptoir.records.parties.core import identity, places, profile
from comptoir.shell.forms import DateField, NumberField, changes, keep_initials, show_refusal
from comptoir.shell.reading import parse_amount, typed

KINDS = [("company", _("Company")), ("person", _("Person"))]
LANGUAGES = [("fr", "Français"), ("en", "English")]
TERMS = [
    ("net_days", _("days after the invoice")),
    ("end_of_month_days", _("days after the invoice, then end of month")),
    ("end_of_month_plus", _("days after the end of the month")),
]
ROLES = [
    ("buyer", _("Buyer")),
    ("signatory", _("Signatory")),
    ("payer", _("Payer")),
    ("technical", _("Technical")),
    ("legal", _("Legal")),
]
PARTNER_KINDS = [
    ("reseller", _("Reseller")),
    ("referrer", _("Referrer")),
    ("marketplace", _("Marketplace")),
]
REGIMES = [("normal", _("Normal")), ("franchise", _("Small business exemption (art. 293 B CGI)"))]
PLACE = {
    "street_number": _("Number"),
    "street": _("Street"),
    "complement": _("Address line 2"),
    "postcode": _("Postcode"),
    "town": _("Town"),
    "region": _("Region"),
    "country": _("Country"),
}


def countries() -> list[tuple[str, str]]:
    """Countries in the reader's language, to choose from."""
    return [("", "—"), *places.countries(get_language() or "en").items()]


def _country(required: bool, label: Any = PLACE["country"]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=required, choices=countries)


def _text(label: Any, longest: int, required: bool = False, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, required=required, **more)


def place_fields(prefix: str) -> dict[str, forms.Field]:
    """The fields of a postal address, named `<prefix>_town` and so on."""
    found: dict[str, forms.Field] = {}
    for name, label in PLACE.items():
        field = _country(False) if name == "country" else _text(label, places.LENGTHS[name])
        found[f"{prefix}_{name}"] = field
    return found


def place_of(data: Mapping[str, Any], prefix: str) -> dict[str, str] | None:
    """The typed address as fields, None when nothing but a country was typed."""
    typed_in = {name: data.get(f"{prefix}_{name}", "") for name in places.FIELDS}
    return typed_in if any(v for k, v in typed_in.items() if k != "country") else None


# The core's own readers, so that every wrong number is marked at once and not one after the other.
READERS: dict[str, Callable[[str], object]] = {
    "siren": identity.read_siren,
    "siret": identity.read_siret,
    "vat_number": identity.read_vat_number,
    "iban": identity.read_iban,
    "bic": identity.read_bic,
    "email": profile.email,
}


def mark_wrong(form: forms.Form, prefixes: tuple[str, ...]) -> None:
    """Put the refusal of each number and address at its field."""
    for name, reader in READERS.items():
        if form.cleaned_data.get(name):
            _try(form, partial(reader, form.cleaned_data[name]))
    for prefix in prefixes:
        place = place_of(form.cleaned_data, prefix)
        if place is not None:
            _try(form, partial(places.check_address, place, prefix))


def _try(form: forms.Form, check: Callable[[], object]) -> None:
    try:
        check()
    except DomainError as error:
        show_refusal(form, error)


class CustomerForm(forms.Form):
    """A customer with both addresses; `revision` is the one the reader saw."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    name = _text(_("Name"), 160, required=True)
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS)
    country = _country(True)
    language = forms.ChoiceField(label=_("Language of documents"), choices=LANGUAGES)
    currency = _text(_("Currency"), 3, required=True, help_text="EUR, USD, GBP …")
    siren = _text("SIREN", 20, help_text=_("Nine digits; spaces are fine."))
    siret = _text("SIRET", 24)
    vat_number = _text(_("VAT number"), 24)
    iban = _text("IBAN", 48)
    email = _text(_("E-mail"), 254)
    phone = _text(_("Phone"), 30)
    segment = _text(_("Segment"), 40)
    external_ref = _text(_("External reference"), 80)
    parent = _text(_("Parent"), 30, help_text=_("Number of the parent customer, C-2026-0001."))
    terms_days = forms.IntegerField(label=_("Payment terms"), min_value=0, max_value=365)
    terms_kind = forms.ChoiceField(label=_("Counted as"), choices=TERMS)
    active = forms.BooleanField(label=_("Active"), required=False)

    def __init__(self, *args: Any, entity_id: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entity_id = entity_id
        self.fields.update(place_fields("billing"))
        self.fields.update(place_fields("delivery"))
        keep_initials(self)
        self.fields["revision"].show_hidden_initial = False

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()

    def clean_parent(self) -> str:
        number = str(self.cleaned_data["parent"])
        if number and queries.customer_numbered(self.entity_id, number) is None:
            raise forms.ValidationError(_("No customer has this number."))
        return number

    def clean(self) -> dict[str, Any]:
        mark_wrong(self, ("billing", "delivery"))
        return self.cleaned_data

    def own(self, changed_only: bool) -> dict[str, Any]:
        """The typed fields as the actions take them."""
        data = changes(self) if changed_only else dict(self.cleaned_data)
        found = {n: v for n, v in data.items() if not n.startswith(("billing_", "delivery_"))}
        found.pop("revision", None)
        if "parent" in found:
            parent = queries.customer_numbered(self.entity_id, found.pop("parent"))
            found["parent_id"] = parent.id if parent else None
        for kind in ("billing", "delivery"):
            if any(n.startswith(f"{kind}_") for n in data):
                place = place_of(self.cleaned_data, kind)
                if place is not None:
                    found[kind] = place
        return found


def customer_initial(facts: queries.CustomerFacts, parent: str) -> dict[str, Any]:
    """What the form shows of a customer."""
    shown = {n: getattr(facts, n) for n in CustomerForm.base_fields if n != "parent"}
    for kind, place in (("billing", facts.billing), ("delivery", facts.delivery)):
        if place:
            shown |= {f"{kind}_{n}": v for n, v in place.fields().items()}
    return {**shown, "parent": parent}


class ContactForm(forms.Form):
    """A person at a customer."""

    name = _text(_("Name"), 120, required=True)
    email = _text(_("E-mail"), 254)
    phone = _text(_("Phone"), 30)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=ROLES, required=False, widget=forms.CheckboxSelectMultiple
    )
    use_required_attribute = False


class SelfBillingForm(forms.Form):
    """A mandate by which a customer writes our invoices."""

    reference = _text(_("Reference of the agreement"), 80, required=True)
    series = _text(_("Its numbers begin with"), 20, required=True)
    accepted_on = DateField(label=_("Accepted on"))
    from_on = DateField(label=_("From"))
    until_on = DateField(label=_("Until, last day"), required=False)
    use_required_attribute = False


class PartnerForm(forms.Form):
    """Who brings or serves deals for us."""

    name = _text(_("Name"), 160, required=True)
    kind = forms.ChoiceField(label=_("Kind"), choices=PARTNER_KINDS)
    country = _country(True)
    email = _text(_("E-mail"), 254)
    vat_number = _text(_("VAT number"), 24)


class CompanyForm(forms.Form):
    """One of our legal entities: the seller on a document."""

    name = _text(_("Name"), 160, required=True)
    legal_form = _text(_("Legal form"), 40, help_text="SAS, SARL, SA …")
    capital = _text(_("Share capital"), 30)
    siren = _text("SIREN", 20)
    siret = _text("SIRET", 24)
    vat_number = _text(_("VAT number"), 24)
    rcs_town = _text(_("Trade register (RCS)"), 80)
    email = _text(_("E-mail"), 254)
    phone = _text(_("Phone"), 30)
    iban = _text("IBAN", 48)
    bic = _text("BIC", 14)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    vat_regime = forms.ChoiceField(label=_("VAT regime"), choices=REGIMES)
    vat_on_debits = forms.BooleanField(
        label=_("VAT on debits: due on invoice, also for services"), required=False
    )
    late_rate = NumberField(
        label=_("Late-payment interest, percent a year"),
        required=False,
        help_text=_("Empty: the legal rate."),
    )
    brand_color = _text(_("Brand color"), 7, required=True)
    logo = forms.FileField(label=_("Logo (SVG)"), required=False)
    help_name = _text(_("Who helps"), 120)
    help_email = _text(_("E-mail for help"), 254)
    help_phone = _text(_("Phone for help"), 30)
    representative_name = _text(_("Fiscal representative"), 160)
    representative_address = _text(_("Address of the representative"), 240)
    representative_vat = _text(_("VAT number of the representative"), 24)
    vat_group_name = _text(_("VAT group (single taxable person)"), 160)
    vat_group_address = _text(_("Address of the group"), 240)
    vat_group_vat = _text(_("VAT number of the group"), 24)

    def __init__(self, *args: Any, currency: str = "EUR", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seller_currency = currency
        self.fields.update(place_fields("address"))
        keep_initials(self)

    def clean_capital(self) -> int | None:
        text = str(self.cleaned_data["capital"])
        if not text:
            return None
        try:
            return parse_amount(text, self.seller_currency, get_language() or "en").minor
        except DomainError as error:
            raise forms.ValidationError(detail(error)) from None

    def clean_logo(self) -> str | None:
        file = self.cleaned_data["logo"]
        if not file:
            return None
        try:
            return str(file.read(400_000).decode("utf-8"))
        except UnicodeDecodeError:
            raise forms.ValidationError(_("This is not an SVG picture.")) from None

    def clean(self) -> dict[str, Any]:
        mark_wrong(self, ("address",))
        return self.cleaned_data

    def own(self) -> dict[str, Any]:
        """What was changed, as the action takes it."""
        found = {n: v for n, v in changes(self).items() if not n.startswith("address_")}
        for shown, column in (("capital", "capital_minor"), ("logo", "logo_svg")):
            if shown in found:
                found[column] = found.pop(shown)
        if any(n.startswith("address_") for n in self.changed_data):
            found |= {n: self.cleaned_data[f"address_{n}"] for n in places.FIELDS}
        return found


class NewCompanyForm(CompanyForm):
    """A company to be created: also what can never be changed."""

    code = _text(_("Code"), 20, required=True, help_text="ACME-FR")
    currency = _text(_("Currency"), 3, required=True)
    zone = _text(_("Time zone"), 40, required=True)
    sandbox = forms.BooleanField(label=_("Sandbox: its date can be set"), required=False)


def company_initial(facts: queries.EntityFacts) -> dict[str, Any]:
    """What the form shows of a company."""
    skip = ("capital", "logo")
    shown = {n: getattr(facts, n) for n in CompanyForm.base_fields if n not in skip}
    shown |= {f"address_{n}": v for n, v in facts.address.fields().items()}
    if facts.capital_minor is not None:
        major = Money(facts.capital_minor, facts.currency).major
        shown["capital"] = typed(major, get_language() or "en")
    return shown


class ClockForm(forms.Form):
    """The next business day of a sandbox company."""

    on = DateField(label=_("Business day"))


def bound(form: forms.Form, names: tuple[str, ...]) -> list[Any]:
    """The bound fields of a form, in the order a page shows them."""
    return [form[name] for name in names]
