"""The parties over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.kernel.money import Money
from comptoir.platform import clock
from comptoir.platform.actions import begin
from comptoir.platform.ids import new_id
from comptoir.platform.schemas import (
    AddressId,
    ContactId,
    CustomerId,
    Day,
    DecimalText,
    EntityId,
    In,
    MoneyOut,
    Page,
    PartnerId,
)
from comptoir.platform.web import actor_of, do_for, entity_of, perform
from comptoir.records.parties import actions, queries
from comptoir.records.parties.core import profile
from comptoir.records.parties.parts import CustomerRow

router = Router(tags=["Parties"])
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$", examples=["FR"])]
CurrencyCode = Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["EUR"])]
Language = Literal["fr", "en"]
ContactRole = Literal["buyer", "signatory", "payer", "technical", "legal"]
Text = Annotated[str, Field(max_length=200)]


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
    name: Text
    country: Country
    contacts: list[ContactIn] = Field(default_factory=list)


class CustomerChanges(CustomerFields):
    """revision: the one you read; a field that changed since is refused with its present value."""

    revision: Annotated[int, Field(ge=1, le=2**31 - 1)]
    active: bool | None = None


class CustomerOut(Schema):
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


class CustomerDetail(CustomerOut):
    """`children` is filled with `expand=children`."""

    children: list[CustomerOut] | None = None


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


class PartnerOut(Schema):
    id: PartnerId
    name: str
    kind: str
    country: str
    email: str
    vat_number: str
    active: bool


class CustomerFilter(Schema):
    q: Annotated[str, Field(max_length=100)] = ""
    country: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""
    kind: Literal["", "company", "person"] = ""
    active: bool | None = None
    cursor: str | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


def _given(body: Schema, *without: str) -> dict[str, Any]:
    """What the caller sent, and nothing that was left out or null.

    Read from the attributes: `model_dump` would write ids and decimals as the text of an answer.
    """
    sent = {k: _plain(getattr(body, k)) for k in body.model_fields_set if k not in without}
    return {k: v for k, v in sent.items() if v is not None or k in _EMPTIABLE}


_EMPTIABLE = ("external_ref", "parent_id", "late_rate", "capital_minor")


def _plain(value: Any) -> Any:
    if isinstance(value, Schema):
        return value.model_dump()
    return [_plain(v) for v in value] if isinstance(value, list) else value


@router.get("/entities", response=list[EntityOut])
def list_entities(request: HttpRequest) -> list[queries.EntityFacts]:
    """Our companies."""
    return queries.entities()


@router.post("/entities", response=EntityOut)
def create_entity(request: HttpRequest, body: EntityIn) -> queries.EntityFacts:
    """Create one of our companies."""
    asked = do_for(request)
    do = begin(actor_of(request), new_id(), key=asked.key, dry_run=asked.dry_run)
    do.read = lambda event: queries.entity(event.entity_id)
    fields = _given(body, "address")
    actions.create_entity(do, **fields, **body.address.model_dump())
    return do.answer  # type: ignore[no-any-return]


@router.get("/company", response=EntityOut)
def show_company(request: HttpRequest) -> queries.EntityFacts:
    """The company this request is about (header `X-Entity`, else your own)."""
    return queries.entity(entity_of(request))


@router.patch("/company", response=EntityOut)
def change_company(request: HttpRequest, body: EntityChanges) -> queries.EntityFacts:
    """Change what documents print from now on."""
    changes = _given(body, "address")
    if body.address:
        changes |= body.address.model_dump()
    return perform(
        request, actions.change_entity, lambda e: queries.entity(e.entity_id), changes=changes
    )


@router.get("/company/clock", response=ClockOut)
def show_clock(request: HttpRequest) -> ClockOut:
    """The company's business day."""
    entity_id = entity_of(request)
    return ClockOut(today=clock.today(entity_id), sandbox=queries.entity(entity_id).sandbox)


@router.post("/company/clock", response=ClockOut)
def move_clock(request: HttpRequest, body: ClockIn) -> ClockOut:
    """Set a sandbox company's day, forward only."""
    return perform(
        request, actions.move_clock, lambda e: ClockOut(today=e.today, sandbox=True), on=body.on
    )


@router.get("/customers", response=Page[CustomerOut])
def list_customers(request: HttpRequest, filters: Query[CustomerFilter]) -> dict[str, Any]:
    """Customers by name."""
    wanted = filters.model_dump()
    wanted["text"] = wanted.pop("q")
    items, following = queries.customers_page(entity_of(request), **wanted)
    return {"items": items, "next": following}


@router.post("/customers", response=CustomerOut)
def create_customer(request: HttpRequest, body: CustomerIn) -> queries.CustomerFacts:
    """Create a customer with its addresses and people."""
    return perform(
        request, actions.create_customer, lambda e: queries.customer(e.customer_id), **_given(body)
    )


@router.post("/customers/import", response=CustomersImportedOut)
def import_customers(request: HttpRequest, body: CustomersIn) -> CustomersImportedOut:
    """Create the customers whose `external_ref` is new; whole or not at all."""
    home = queries.entity(entity_of(request))
    return perform(
        request,
        actions.import_customers,
        lambda e: CustomersImportedOut(created=e.count),
        rows=[_row(i, one, home) for i, one in enumerate(body.rows)],
    )


def _row(index: int, body: CustomerIn, home: queries.EntityFacts) -> CustomerRow:
    if not body.external_ref:
        raise profile.Missing(field=f"rows.{index}.external_ref", expected="external_ref")
    own = {"external_ref", "name", "country", "currency", "language", "billing", "delivery"}
    return CustomerRow(
        external_ref=body.external_ref,
        name=body.name,
        country=body.country,
        currency=body.currency or home.currency,
        language=body.language or home.language,
        billing=body.billing.model_dump() if body.billing else None,
        more=_given(body, *own, "contacts"),
    )


@router.get("/customers/{customer_id}", response=CustomerDetail)
def show_customer(
    request: HttpRequest, customer_id: CustomerId, expand: Literal["", "children"] = ""
) -> CustomerDetail:
    """One customer; `expand=children` adds its subsidiaries."""
    facts = queries.customer(customer_id, entity_of(request))
    out = CustomerDetail.from_orm(facts)
    if expand == "children":
        out.children = [CustomerOut.from_orm(c) for c in queries.children(customer_id)]
    return out


@router.patch("/customers/{customer_id}", response=CustomerOut)
def change_customer(
    request: HttpRequest, customer_id: CustomerId, body: CustomerChanges
) -> queries.CustomerFacts:
    """Change some fields."""
    return perform(
        request,
        actions.change_customer,
        lambda e: queries.customer(e.customer_id),
        customer_id=customer_id,
        revision=body.revision,
        changes=_given(body, "revision"),
    )


@router.put("/customers/{customer_id}/addresses/{kind}", response=CustomerOut)
def set_address(
    request: HttpRequest,
    customer_id: CustomerId,
    kind: Literal["billing", "delivery"],
    body: AddressIn,
) -> queries.CustomerFacts:
    """Replace the billing or delivery address."""
    return perform(
        request,
        actions.set_address,
        lambda e: queries.customer(e.customer_id),
        customer_id=customer_id,
        kind=kind,
        address=body.model_dump(),
    )


@router.post("/customers/{customer_id}/contacts", response=CustomerOut)
def add_contact(
    request: HttpRequest, customer_id: CustomerId, body: ContactIn
) -> queries.CustomerFacts:
    """Add a person."""
    return perform(
        request,
        actions.add_contact,
        lambda e: queries.customer(e.customer_id),
        customer_id=customer_id,
        **body.model_dump(),
    )


@router.delete("/customers/{customer_id}/contacts/{contact_id}", response=CustomerOut)
def remove_contact(
    request: HttpRequest, customer_id: CustomerId, contact_id: ContactId
) -> queries.CustomerFacts:
    """Take a person off a customer."""
    return perform(
        request,
        actions.remove_contact,
        lambda e: queries.customer(e.customer_id),
        customer_id=customer_id,
        contact_id=contact_id,
    )


@router.get("/partners", response=list[PartnerOut])
def list_partners(request: HttpRequest) -> list[queries.PartnerFacts]:
    """Our partners."""
    return queries.partners(entity_of(request))


@router.post("/partners", response=PartnerOut)
def create_partner(request: HttpRequest, body: PartnerIn) -> queries.PartnerFacts:
    """Create a partner."""
    return perform(
        request,
        actions.create_partner,
        lambda e: queries.partner(e.partner_id),
        **body.model_dump(),
    )
