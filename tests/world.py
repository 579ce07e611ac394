"""A small company to test in, made through real actions.

    eid = make_entity()                        a French sandbox company on 2026-01-05, books open
    do = do_as(eid)                            a deed of an administrator of that company
    do = do_as(eid, Role.SALES)                … of someone who only sells
    customer_id = make_customer(eid)           a French company with a billing address
    product_id = make_product(eid, sku="A")    goods at 20 % VAT

Every maker takes the action's own keywords to say something else.
"""

from __future__ import annotations

from datetime import date
from importlib import import_module
from importlib.util import find_spec
from typing import Any
from uuid import UUID

from comptoir.platform.actions import Do, begin
from comptoir.platform.ids import new_id
from comptoir.platform.models import User
from comptoir.platform.roles import SYSTEM, Actor, Role, permissions_of
from comptoir.records.catalog import actions as catalog
from comptoir.records.parties import actions as parties

TODAY = date(2026, 1, 5)  # a Monday
PARIS = {
    "street_number": "10",
    "street": "rue de Rivoli",
    "postcode": "75004",
    "town": "Paris",
    "country": "FR",
}
LYON = {
    "street_number": "3",
    "street": "quai Rambaud",
    "postcode": "69002",
    "town": "Lyon",
    "country": "FR",
}
BERLIN = {
    "street_number": "7",
    "street": "Torstraße",
    "postcode": "10119",
    "town": "Berlin",
    "country": "DE",
}
LONDON = {
    "street_number": "1",
    "street": "Poultry",
    "postcode": "EC2R 8EJ",
    "town": "London",
    "country": "GB",
}
# Check digits are right; the companies are invented.
SELLER: dict[str, Any] = {
    "code": "ATELIER",
    "name": "Atelier Beaumont",
    "legal_form": "SAS",
    "capital_minor": 10_000_000,
    "currency": "EUR",
    "siren": "732829320",
    "siret": "73282932000074",
    "vat_number": "FR44732829320",
    "rcs_town": "Paris",
    "email": "compta@atelier-beaumont.example",
    "iban": "FR1420041010050500013M02606",
    "sandbox": True,
    **PARIS,
}


def actor_as(*roles: Role) -> Actor:
    """Someone with these roles; without any, an administrator."""
    held = roles or (Role.ADMIN,)
    name = "user:" + "+".join(r.value for r in held)
    return Actor(name, "user", permissions_of(frozenset(held)), frozenset(held), "en")


def do_as(entity_id: UUID, *roles: Role, **more: Any) -> Do:
    """A deed on the company's business day; `more`: key, dry_run."""
    return begin(actor_as(*roles), entity_id, **more)


def make_entity(on: date = TODAY, **over: Any) -> UUID:
    """One of our companies, French unless said otherwise, with what the later rooms need."""
    do = begin(SYSTEM, new_id())
    parties.create_entity(do, on=on, **{**SELLER, **over})
    _if_built("comptoir.records.ledger.actions", "open_books", do.entity_id)
    return do.entity_id


def _if_built(module: str, verb: str, entity_id: UUID, **fields: Any) -> None:
    if find_spec(module) and hasattr(import_module(module), verb):
        getattr(import_module(module), verb)(do_as(entity_id), **fields)


def make_customer(entity_id: UUID, **over: Any) -> UUID:
    """A French company that buys, payable 30 days after the invoice, in euros."""
    fields: dict[str, Any] = {"name": "Menuiserie Chabert", "country": "FR", "billing": LYON}
    return parties.create_customer(do_as(entity_id), **{**fields, **over}).customer_id


def make_product(entity_id: UUID, **over: Any) -> UUID:
    """A pump, sold once, at the standard VAT rate."""
    fields = {"sku": "PUMP-100", "name_en": "Pump", "name_fr": "Pompe", "currency": "EUR"}
    return catalog.create_product(do_as(entity_id), **{**fields, **over}).product_id


def make_subscription(entity_id: UUID, **over: Any) -> UUID:
    """A maintenance contract, billed each month in advance, recognized straight line."""
    fields = {
        "sku": "CARE-M",
        "name_en": "Maintenance",
        "name_fr": "Maintenance",
        "currency": "EUR",
        "nature": "service",
        "charge_kind": "recurring",
        "billing_months": 1,
        "revenue_pattern": "straight_line",
        "unit": "MON",
    }
    return catalog.create_product(do_as(entity_id), **{**fields, **over}).product_id


def make_user(entity_id: UUID, *roles: Role, email: str = "ada@atelier.example") -> User:
    """A person of the company for `client.force_login`; without roles, an administrator."""
    person = User.objects.create_user(
        email, "secret-for-tests", name="Ada Martin", entity_id=entity_id, is_superuser=not roles
    )
    for role in roles:
        person.roles.create(role=role.value, entity_id=entity_id)
    return person


def move_to(entity_id: UUID, on: date) -> None:
    """The company's next business day."""
    parties.move_clock(do_as(entity_id), on=on)
