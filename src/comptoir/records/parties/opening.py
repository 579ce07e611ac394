"""A new customer with its addresses and people: what the action and the part share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from comptoir.kernel.errors import Refused
from comptoir.kernel.ids import show_id
from comptoir.platform import numbering
from comptoir.platform.actions import Do
from comptoir.records.parties import queries
from comptoir.records.parties.core import customers, places, profile
from comptoir.records.parties.events import CustomerCreated
from comptoir.records.parties.models import Address, Contact, Customer, Entity


class ReferenceTaken(Refused):
    """Another customer already has this external reference."""

    code = "external_ref_taken"


class NotInItself(Refused):
    """A customer cannot be its own parent, directly or through others."""

    code = "parent_loop"


def open_customer(
    do: Do,
    *,
    name: str,
    country: str,
    currency: str = "",
    language: str = "",
    billing: Mapping[str, str] | None = None,
    delivery: Mapping[str, str] | None = None,
    contacts: Sequence[Mapping[str, Any]] = (),
    **fields: Any,
) -> CustomerCreated:
    """Create a customer, whole or not at all; see `actions.create_customer`."""
    home = Entity.objects.only("currency", "language", "country").get(pk=do.entity_id)
    given = {
        **customers.DEFAULTS,
        **fields,
        "name": name,
        "country": country,
        "currency": currency or home.currency,
        "language": language or home.language,
    }
    clean = customers.check(given, home.country)
    given_addresses = {"billing": billing, "delivery": delivery}
    addresses = {k: places.check_address(a, k) for k, a in given_addresses.items() if a}
    people = [profile.check_contact(c, f"contacts.{i}") for i, c in enumerate(contacts)]
    check_links(do, None, clean)
    number = numbering.next_number(do, "customer", do.today)
    row = Customer.objects.create(entity_id=do.entity_id, number=number, **clean)
    Address.objects.bulk_create(
        Address(customer=row, kind=kind, **address) for kind, address in addresses.items()
    )
    Contact.objects.bulk_create(Contact(customer=row, **person) for person in people)
    return do.record(CustomerCreated(entity_id=do.entity_id, customer_id=row.id))


def check_links(do: Do, customer_id: UUID | None, clean: Mapping[str, Any]) -> None:
    """The parent exists in this company and is no descendant; the external reference is free."""
    ref = clean["external_ref"]
    same = Customer.objects.filter(entity_id=do.entity_id, external_ref=ref).only("id")
    if ref is not None and any(twin.id != customer_id for twin in same):
        raise ReferenceTaken(field="external_ref", found=ref)
    above: UUID | None = clean["parent_id"]
    seen = {customer_id}
    while above:
        if above in seen:
            raise NotInItself(field="parent_id", found=show_id("cus", above))
        seen.add(above)
        parent = Customer.objects.filter(pk=above, entity_id=do.entity_id).only("parent_id").first()
        if parent is None:
            raise queries.UnknownCustomer(field="parent_id", found=str(above))
        above = parent.parent_id
