"""The parties over HTTP."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.platform import clock
from comptoir.platform.actions import begin
from comptoir.platform.expanding import expandable
from comptoir.platform.ids import new_id
from comptoir.platform.schemas import (
    ContactId,
    CustomerId,
    Page,
    Paged,
    PartnerId,
)
from comptoir.platform.web import actor_of, do_for, entities_for, entity_of, perform
from comptoir.records.parties import actions, queries, self_billing_api
from comptoir.records.parties.core import profile
from comptoir.records.parties.parts import CustomerRow
from comptoir.records.parties.schemas import (
    AddressIn,
    ClockIn,
    ClockOut,
    ContactIn,
    CustomerChanges,
    CustomerFilter,
    CustomerIn,
    CustomerOut,
    CustomersImportedOut,
    CustomersIn,
    EntityChanges,
    EntityIn,
    EntityOut,
    PartnerChanges,
    PartnerFilter,
    PartnerIn,
    PartnerOut,
)

router = Router(tags=["Parties"])
router.add_router("", self_billing_api.router)
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$", examples=["FR"])]
CurrencyCode = Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["EUR"])]
Language = Literal["fr", "en"]
ContactRole = Literal["buyer", "signatory", "payer", "technical", "legal"]
Text = Annotated[str, Field(max_length=200)]


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


@router.get("/entities", response=Page[EntityOut])
def list_entities(request: HttpRequest, paging: Query[Paged]) -> dict[str, Any]:
    """Our companies, as far as the caller has a role in them."""
    items, following = queries.entities_page(
        _mine(request), cursor=paging.cursor, limit=paging.limit
    )
    return {"items": items, "next": following}


def _mine(request: HttpRequest) -> list[UUID]:
    """A key knows its own company alone."""
    return [entity_of(request)] if actor_of(request).kind == "key" else entities_for(request)


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
@expandable("customer")
def list_customers(request: HttpRequest, filters: Query[CustomerFilter]) -> dict[str, Any]:
    """Customers by name."""
    wanted = {n: getattr(filters, n) for n in CustomerFilter.model_fields}
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


@router.get("/customers/{customer_id}", response=CustomerOut)
@expandable("customer")
def show_customer(request: HttpRequest, customer_id: CustomerId) -> queries.CustomerFacts:
    """One customer with its addresses and people."""
    return queries.customer(customer_id, entity_of(request))


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


@router.get("/partners", response=Page[PartnerOut])
@expandable("partner")
def list_partners(request: HttpRequest, filters: Query[PartnerFilter]) -> dict[str, Any]:
    """Our partners, by name."""
    wanted = filters.model_dump()
    wanted["text"] = wanted.pop("q")
    items, following = queries.partners_page(entity_of(request), **wanted)
    return {"items": items, "next": following}


@router.get("/partners/{partner_id}", response=PartnerOut)
@expandable("partner")
def show_partner(request: HttpRequest, partner_id: PartnerId) -> queries.PartnerFacts:
    """One partner."""
    return queries.partner(partner_id, entity_of(request))


@router.post("/partners", response=PartnerOut)
def create_partner(request: HttpRequest, body: PartnerIn) -> queries.PartnerFacts:
    """Create a partner."""
    return perform(
        request,
        actions.create_partner,
        lambda e: queries.partner(e.partner_id),
        **body.model_dump(),
    )


@router.patch("/partners/{partner_id}", response=PartnerOut)
def change_partner(
    request: HttpRequest, partner_id: PartnerId, body: PartnerChanges
) -> queries.PartnerFacts:
    """Change some fields."""
    return perform(
        request,
        actions.change_partner,
        lambda e: queries.partner(e.partner_id),
        partner_id=partner_id,
        changes=body.model_dump(exclude_none=True),
    )
