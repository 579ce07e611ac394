"""What the API of the parties takes and answers."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from comptoir.kernel.money import Money
from comptoir.platform.expanding import Expandable
from comptoir.platform.schemas import (
    AddressId,
    ContactId,
    CustomerId,
    Day,
    DecimalText,
    EntityId,
    In,
    MoneyOut,
    Paged,
    PartnerId,
    example,
)
from comptoir.records.parties import queries

Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$", examples=["FR"])]
CurrencyCode = Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["EUR"])]
Language = Literal["fr", "en"]
ContactRole = Literal["buyer", "signatory", "payer", "technical", "legal"]
Text = Annotated[str, Field(max_length=200)]
LongText = Annotated[str, Field(max_length=240)]


class AddressIn(In):
    street_number: Text = ""
    street: Text = ""
    complement: Text = ""
    postcode: Text = ""
    town: Text
    region: Text = ""
    country: Country


class AddressOut(Schema):
    id: AddressId
    street_number: str
    street: str
    complement: str
    postcode: str
    town: str
    region: str
    country: str


class SeatOut(Schema):
    street_number: str
    street: str
    complement: str
    postcode: str
    town: str
    region: str
    country: str


class ContactIn(In):
    name: Text
    email: Text = ""
    phone: Text = ""
    language: Language = "fr"
    roles: list[ContactRole] = Field(default_factory=list)


class ContactOut(Schema):
    id: ContactId
    name: str
    email: str
    phone: str
    language: str
    roles: list[str]


class CustomerFields(In):
    """What may be changed; a field that is left out stays as it is."""

    name: Text | None = None
    kind: Literal["company", "person"] | None = None
    country: Country | None = None
    currency: CurrencyCode | None = None
    language: Language | None = None
    siren: Text | None = None
    siret: Text | None = None
    vat_number: Text | None = None
    iban: Text | None = None
    email: Text | None = None
    phone: Text | None = None
    segment: Text | None = None
    terms_kind: Literal["net_days", "end_of_month_days", "end_of_month_plus"] | None = None
    terms_days: Annotated[int, Field(ge=0, le=365)] | None = None
    external_ref: Text | None = None
    parent_id: CustomerId | None = None
    billing: AddressIn | None = None
    delivery: AddressIn | None = None


class CustomerIn(CustomerFields):
    model_config = example(
        name="Menuiserie Chabert", country="FR", language="fr", terms_kind="net_days", terms_days=30,
        billing={"street": "quai Rambaud", "postcode": "69002", "town": "Lyon", "country": "FR"},
    )  # fmt: skip

    name: Text
    country: Country
    contacts: list[ContactIn] = Field(default_factory=list)


class CustomerChanges(CustomerFields):
    """revision: the one you read; a field that changed since is refused with its present value."""

    revision: Annotated[int, Field(ge=1, le=2**31 - 1)]
    active: bool | None = None


class CustomerOut(Expandable):
    id: CustomerId
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
    parent_id: CustomerId | None
    active: bool
    revision: int
    billing: AddressOut | None
    delivery: AddressOut | None
    contacts: list[ContactOut]


class CustomersIn(In):
    rows: Annotated[list[CustomerIn], Field(max_length=5_000)]


class CustomersImportedOut(Schema):
    created: int


class EntityChanges(In):
    name: Text | None = None
    legal_form: Text | None = None
    capital_minor: Annotated[int, Field(ge=0, le=10**15)] | None = None
    siren: Text | None = None
    siret: Text | None = None
    vat_number: Text | None = None
    rcs_town: Text | None = None
    email: Text | None = None
    phone: Text | None = None
    iban: Text | None = None
    bic: Text | None = None
    language: Language | None = None
    vat_regime: Literal["normal", "franchise"] | None = None
    vat_on_debits: bool | None = None
    late_rate: DecimalText | None = None
    logo_svg: Annotated[str, Field(max_length=200_000)] | None = None
    brand_color: Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")] | None = None
    help_name: Text | None = None
    help_email: Text | None = None
    help_phone: Text | None = None
    representative_name: Text | None = None
    representative_address: LongText | None = None
    representative_vat: Text | None = None
    vat_group_name: Text | None = None
    vat_group_address: LongText | None = None
    vat_group_vat: Text | None = None
    address: AddressIn | None = None


class EntityIn(EntityChanges):
    code: Annotated[str, Field(pattern=r"^[A-Z0-9][A-Z0-9-]{0,19}$", examples=["ACME-FR"])]
    name: Text
    currency: CurrencyCode
    address: AddressIn
    zone: Annotated[str, Field(max_length=40)] = "Europe/Paris"
    sandbox: bool = False
    on: Day | None = None


class EntityOut(Schema):
    id: EntityId
    code: str
    name: str
    legal_form: str
    capital: MoneyOut | None
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
    late_rate: DecimalText | None
    brand_color: str
    help_name: str
    help_email: str
    help_phone: str
    representative_name: str
    representative_address: str
    representative_vat: str
    vat_group_name: str
    vat_group_address: str
    vat_group_vat: str
    sandbox: bool
    address: SeatOut

    @staticmethod
    def resolve_capital(facts: queries.EntityFacts) -> MoneyOut | None:
        if facts.capital_minor is None:
            return None
        capital = Money(facts.capital_minor, facts.currency)
        return MoneyOut.of(capital.minor, capital.currency)


class ClockIn(In):
    on: Day


class ClockOut(Schema):
    today: date
    sandbox: bool


class PartnerIn(In):
    name: Text
    country: Country
    kind: Literal["reseller", "referrer", "marketplace"] = "reseller"
    email: Text = ""
    vat_number: Text = ""


class PartnerChanges(In):
    name: Text | None = None
    country: Country | None = None
    kind: Literal["reseller", "referrer", "marketplace"] | None = None
    email: Text | None = None
    vat_number: Text | None = None
    active: bool | None = None


class PartnerOut(Expandable):
    id: PartnerId
    name: str
    kind: str
    country: str
    email: str
    vat_number: str
    active: bool


class CustomerFilter(Paged):
    q: Annotated[str, Field(max_length=100)] = ""
    country: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""
    kind: Literal["", "company", "person"] = ""
    active: bool | None = None
    currency: Annotated[str, Field(pattern=r"^([A-Z]{3})?$")] = ""
    segment: Text = ""
    parent_id: CustomerId | None = None


class PartnerFilter(Paged):
    q: Annotated[str, Field(max_length=100)] = ""
    kind: Literal["", "reseller", "referrer", "marketplace"] = ""
    active: bool | None = None
