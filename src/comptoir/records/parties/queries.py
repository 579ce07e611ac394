"""Reads of the parties: our companies, customers, their addresses and people, partners."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, QuerySet
from django.db.models.functions import JSONObject

from comptoir.kernel.errors import NotFound
from comptoir.platform import sql
from comptoir.platform.paging import arranged, holds, keyset
from comptoir.records.parties.core import places
from comptoir.records.parties.core.self_billing import Mandate, read_mandates
from comptoir.records.parties.facts import (
    AddressFacts,
    ContactFacts,
    CustomerFacts,
    EntityFacts,
    HelpContact,
    PartnerFacts,
)
from comptoir.records.parties.finding import CUSTOMERS, matching
from comptoir.records.parties.models import (
    Address,
    Contact,
    Customer,
    Entity,
    Partner,
    Place,
    SelfBilling,
)

__all__ = [
    "AddressFacts",
    "ContactFacts",
    "CustomerFacts",
    "EntityFacts",
    "HelpContact",
    "PartnerFacts",
]


class UnknownCompany(NotFound):
    """There is no such company."""

    code = "unknown_company"


class UnknownCustomer(NotFound):
    """There is no such customer."""

    code = "unknown_customer"


class UnknownPartner(NotFound):
    """There is no such partner."""

    code = "unknown_partner"


_ENTITY = tuple(n for n in EntityFacts.__dataclass_fields__ if n != "address")
_BESIDE = ("billing", "delivery", "contacts", "self_billing")
_CUSTOMER = tuple(n for n in CustomerFacts.__dataclass_fields__ if n not in _BESIDE)
_PARTNER = tuple(PartnerFacts.__dataclass_fields__)
_PLACES = (*places.FIELDS, "kind", "label")
_PEOPLE = ("name", "email", "phone", "language", "roles")
_MANDATE = tuple(Mandate.__dataclass_fields__)
# The default addresses, the active contacts and the mandates to bill us come along as JSON.
_CUSTOMERS = f"""
SELECT {", ".join(f"c.{name}" for name in _CUSTOMER)},
    (SELECT json_agg(json_build_array(a.id, {", ".join(f"a.{name}" for name in _PLACES)}))
     FROM parties_address a WHERE a.customer_id = c.id AND a.is_default AND a.active),
    (SELECT json_agg(json_build_array(p.id, {", ".join(f"p.{name}" for name in _PEOPLE)}) ORDER BY p.id)
     FROM parties_contact p WHERE p.customer_id = c.id AND p.active),
    (SELECT json_agg(json_build_object({", ".join(f"'{n}', m.{n}" for n in _MANDATE)}) ORDER BY m.from_on)
     FROM parties_self_billing m WHERE m.customer_id = c.id)
FROM parties_customer c WHERE c.id = ANY(%s)
"""  # noqa: S608 — names from the code


def entity(entity_id: UUID) -> EntityFacts:
    """One of our companies."""
    row = sql.first(Entity, "id = %s", [entity_id])
    if row is None:
        raise UnknownCompany(found=str(entity_id))
    return _entity(row)


def entities() -> list[EntityFacts]:
    """All our companies, by name."""
    return [_entity(row) for row in Entity.objects.order_by("name", "id")]


def entities_page(
    ids: Collection[UUID], *, cursor: str | None = None, limit: int = 50
) -> tuple[list[EntityFacts], str | None]:
    """Those of our companies, by name, after `cursor`; and the cursor of the next page."""
    page, following = keyset(Entity.objects.filter(pk__in=ids), ("name", "id"), cursor, limit)
    return [_entity(row) for row in page], following


def customer(customer_id: UUID, entity_id: UUID | None = None) -> CustomerFacts:
    """One customer; with `entity_id`, only if it is that company's."""
    found = customers([customer_id]).get(customer_id)
    if found is None or entity_id not in (None, found.entity_id):
        raise UnknownCustomer(field="customer_id", found=str(customer_id))
    return found


def customers(ids: Iterable[UUID]) -> dict[UUID, CustomerFacts]:
    """Several customers by id, in one statement; an unknown id is left out."""
    found = sql.rows(_CUSTOMERS, [list(set(ids))])
    return {
        row[0]: CustomerFacts(
            *(*row[:-3], *_places(row[-3]), _people(row[-2]), read_mandates(row[-1]))
        )
        for row in found
    }


def customer_numbered(entity_id: UUID, number: str) -> CustomerFacts | None:
    """The customer with that number, None when there is none."""
    rows = Customer.objects.filter(entity_id=entity_id, number=number)
    return next((_customer(row) for row in _whole(rows)), None)


def customers_by_ref(entity_id: UUID, refs: Collection[str]) -> dict[str, UUID]:
    """External reference → customer id, for imports."""
    rows = Customer.objects.filter(entity_id=entity_id, external_ref__in=refs)
    return {str(ref): pk for ref, pk in rows.values_list("external_ref", "id")}


def find_customers(entity_id: UUID, text: str, limit: int = 10) -> list[CustomerFacts]:
    """Active customers whose name, number, SIREN, VAT number or e-mail contains `text`."""
    rows = matching(Customer.objects.filter(entity_id=entity_id, active=True), text)
    return [_customer(row) for row in _whole(rows.order_by("name", "id")[:limit])]


def customers_page(
    entity_id: UUID,
    *,
    text: str = "",
    country: str = "",
    kind: str = "",
    active: bool | None = None,
    currency: str = "",
    segment: str = "",
    parent_id: UUID | None = None,
    sort: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> tuple[list[CustomerFacts], str | None]:
    """Customers by name, after `cursor`; and the cursor of the next page."""
    rows = matching(Customer.objects.filter(entity_id=entity_id), text)
    wanted = {
        "country": country, "kind": kind, "active": active, "currency": currency,
        "segment": segment, "parent_id": parent_id,
    }  # fmt: skip
    rows = rows.filter(**{k: v for k, v in wanted.items() if v not in ("", None)})
    page, following = keyset(
        *arranged(_whole(rows), sort, CUSTOMERS, ("name", "id")), cursor, limit
    )
    return [_customer(row) for row in page], following


def count_customers(entity_id: UUID) -> int:
    return Customer.objects.filter(entity_id=entity_id).count()


def children(customer_id: UUID) -> list[CustomerFacts]:
    """The subsidiaries of a customer."""
    rows = Customer.objects.filter(parent_id=customer_id).order_by("name", "id")
    return [_customer(row) for row in _whole(rows)]


def children_of(ids: Iterable[UUID]) -> dict[UUID, list[CustomerFacts]]:
    """The subsidiaries of several customers, by name."""
    rows = Customer.objects.filter(parent_id__in=set(ids)).order_by("name", "id")
    found: dict[UUID, list[CustomerFacts]] = {}
    for row in _whole(rows):
        if row.parent_id:
            found.setdefault(row.parent_id, []).append(_customer(row))
    return found


def partners(entity_id: UUID) -> list[PartnerFacts]:
    """Our partners, by name."""
    rows = Partner.objects.filter(entity_id=entity_id).order_by("name", "id")
    return [PartnerFacts(**{n: getattr(row, n) for n in _PARTNER}) for row in rows]


def partners_page(
    entity_id: UUID, *, text: str = "", kind: str = "", active: bool | None = None,
    cursor: str | None = None, limit: int = 50,
) -> tuple[list[PartnerFacts], str | None]:  # fmt: skip
    """Partners by name, after `cursor`; and the cursor of the next page."""
    rows = Partner.objects.filter(entity_id=entity_id)
    wanted = {"kind": kind, "active": active}
    rows = rows.filter(**{k: v for k, v in wanted.items() if v not in ("", None)})
    if words := text.replace("\x00", "").strip():
        rows = rows.filter(holds("name", words))
    page, following = keyset(rows, ("name", "id"), cursor, limit)
    return [PartnerFacts(**{n: getattr(row, n) for n in _PARTNER}) for row in page], following


def partners_by_id(ids: Iterable[UUID]) -> dict[UUID, PartnerFacts]:
    """Several partners by id."""
    rows = Partner.objects.filter(pk__in=set(ids))
    return {row.id: PartnerFacts(**{n: getattr(row, n) for n in _PARTNER}) for row in rows}


def partner(partner_id: UUID, entity_id: UUID | None = None) -> PartnerFacts:
    """One partner; with `entity_id`, only if it is that company's."""
    row = Partner.objects.filter(pk=partner_id).first()
    if row is None or entity_id not in (None, row.entity_id):
        raise UnknownPartner(field="partner_id", found=str(partner_id))
    return PartnerFacts(**{n: getattr(row, n) for n in _PARTNER})


def _whole(rows: QuerySet[Customer]) -> QuerySet[Customer]:
    """With default addresses and active contacts: two more statements for any number of rows."""
    default = Address.objects.filter(is_default=True, active=True)
    people = Contact.objects.filter(active=True).order_by("id")
    mine = SelfBilling.objects.filter(customer=OuterRef("pk")).order_by("from_on")
    told = ArraySubquery(mine.values(told=JSONObject(**{n: n for n in _MANDATE})))
    return rows.annotate(mandates=told).prefetch_related(
        Prefetch("addresses", queryset=default), Prefetch("contacts", queryset=people)
    )


def _entity(row: Entity) -> EntityFacts:
    return EntityFacts(**{n: getattr(row, n) for n in _ENTITY}, address=_address(row.id, row))


def _address(pk: UUID, row: Place, **more: str) -> AddressFacts:
    return AddressFacts(id=pk, **{n: getattr(row, n) for n in places.FIELDS}, **more)


def _customer(row: Customer) -> CustomerFacts:
    at = {a.kind: _address(a.id, a, kind=a.kind, label=a.label) for a in row.addresses.all()}
    return CustomerFacts(
        **{n: getattr(row, n) for n in _CUSTOMER},
        billing=at.get("billing"),
        delivery=at.get("delivery"),
        contacts=tuple(_contact(c) for c in row.contacts.all()),
        self_billing=read_mandates(vars(row)["mandates"]),
    )


def _places(told: list[Any] | None) -> tuple[AddressFacts | None, AddressFacts | None]:
    """The billing and the delivery address of `_CUSTOMERS`."""
    at = {row[-2]: AddressFacts(UUID(row[0]), *row[1:]) for row in told or ()}
    return at.get("billing"), at.get("delivery")


def _people(told: list[Any] | None) -> tuple[ContactFacts, ...]:
    return tuple(ContactFacts(*(UUID(pk), *row, tuple(roles))) for pk, *row, roles in told or ())


def _contact(row: Contact) -> ContactFacts:
    return ContactFacts(row.id, row.name, row.email, row.phone, row.language, tuple(row.roles))
