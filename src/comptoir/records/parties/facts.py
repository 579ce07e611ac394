"""What is known of the parties: our companies, customers, their addresses and people, partners."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from comptoir.kernel.errors import Invalid
from comptoir.records.parties.core import places
from comptoir.records.parties.core.self_billing import Mandate


@dataclass(frozen=True, slots=True)
class AddressFacts:
    """A postal address in fields. The seat of one of our companies bears the company's own id."""

    id: UUID
    street_number: str
    street: str
    complement: str
    postcode: str
    town: str
    region: str
    country: str
    kind: str = "seat"
    label: str = ""

    def fields(self) -> dict[str, str]:
        """The postal fields alone, as actions take them."""
        return {name: getattr(self, name) for name in places.FIELDS}

    def lines(self, lang: str = "fr", home: str = "") -> tuple[str, ...]:
        """The printed lines; the country is left out when it is `home`."""
        return places.lines(self.fields(), lang, home)

    @property
    def complete(self) -> bool:
        """Whether a document may be sent there: town and, where the country has them, postcode."""
        try:
            places.check_address(self.fields())
        except Invalid:
            return False
        return True


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """A person at a customer; roles: buyer, signatory, payer, technical, legal."""

    id: UUID
    name: str
    email: str
    phone: str
    language: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HelpContact:
    """Whom a page names for help; `email` or `phone` may be empty."""

    name: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class EntityFacts:
    """One of our companies, with everything a document prints about the seller.

    capital_minor  share capital, minor units of `currency`
    late_rate      late-payment interest, percent a year; None: the legal rate of the country
    representative_*, vat_group_*  whom its invoices name beside it: name, address, VAT number, or ""
    """

    id: UUID
    code: str
    name: str
    legal_form: str
    capital_minor: int | None
    currency: str
    siren: str
    siret: str
    vat_number: str
    rcs_town: str
    email: str
    phone: str
    iban: str
    bic: str
    zone: str
    language: str
    vat_regime: str
    vat_on_debits: bool
    late_rate: Decimal | None
    logo_svg: str
    brand_color: str
    sandbox: bool
    help_name: str
    help_email: str
    help_phone: str
    representative_name: str
    representative_address: str
    representative_vat: str
    vat_group_name: str
    vat_group_address: str
    vat_group_vat: str
    address: AddressFacts

    @property
    def help_contact(self) -> HelpContact:
        """Whom to ask: the person named for it, or the company."""
        return HelpContact(
            self.help_name or self.name,
            self.help_email or self.email,
            self.help_phone or self.phone,
        )

    @property
    def country(self) -> str:
        return self.address.country


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """A customer with its default addresses and active contacts. terms_*: see core/terms.py.

    self_billing  the mandates by which it writes our invoices, the oldest first; also those that are over
    """

    id: UUID
    entity_id: UUID
    number: str
    kind: str
    name: str
    country: str
    language: str
    currency: str
    siren: str
    siret: str
    vat_number: str
    iban: str
    email: str
    phone: str
    segment: str
    terms_kind: str
    terms_days: int
    external_ref: str | None
    parent_id: UUID | None
    active: bool
    revision: int
    billing: AddressFacts | None
    delivery: AddressFacts | None
    contacts: tuple[ContactFacts, ...]
    self_billing: tuple[Mandate, ...]

    @property
    def is_business(self) -> bool:
        return self.kind == "company"

    @property
    def ship_to(self) -> AddressFacts | None:
        """Where goods go: the delivery address, else the billing address."""
        return self.delivery or self.billing

    def person(self, role: str) -> ContactFacts | None:
        """The first contact with a role."""
        return next((c for c in self.contacts if role in c.roles), None)


@dataclass(frozen=True, slots=True)
class PartnerFacts:
    """Who brings or serves deals for us: reseller | referrer | marketplace."""

    id: UUID
    name: str
    kind: str
    country: str
    email: str
    vat_number: str
    active: bool
