"""A customer or a product of another system becomes, or changes, ours."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from comptoir.integrating.applying.blocked import Applied, SeveralFit, Told
from comptoir.integrating.core.matching import Known, compact, match_customer
from comptoir.integrating.core.objects import Address, Customer, Product
from comptoir.records.catalog import actions as catalog_actions
from comptoir.records.catalog import queries as catalog
from comptoir.records.parties import actions as parties_actions
from comptoir.records.parties import queries as parties

LIKELY = 50  # customers read that may have one of the numbers


def apply_customer(told: Told, there: Customer) -> Applied:
    """The linked customer, or the one that its numbers say; else a new one."""
    our_id = told.our_id or _found(told.row.entity_id, there)
    if our_id is None:
        return Applied(_opened(told, there), changed=True)
    return Applied(our_id, _changed(told, our_id, there))


def _found(entity_id: UUID, there: Customer) -> UUID | None:
    known: dict[UUID, Known] = {}
    for clue in (there.number, compact(there.vat_number), compact(there.registration)):
        for c in parties.find_customers(entity_id, clue, LIKELY) if clue else ():
            known[c.id] = Known(c.id, c.number, c.vat_number, c.siren)
    match = match_customer(there, known.values())
    if match.several:
        raise SeveralFit("customer", found=", ".join(match.several))
    return match.id


def _opened(told: Told, there: Customer) -> UUID:
    home = parties.entity(told.row.entity_id)
    country = next((a.country for a in (there.billing, there.shipping) if a and a.country), "")
    event = parties_actions.create_customer(
        told.do(), country=country or home.country, billing=_address(there.billing),
        delivery=_address(there.shipping), currency=there.currency,
        kind="person" if there.person else "company", **_fields(there),
    )  # fmt: skip
    return event.customer_id


def _changed(told: Told, our_id: UUID, there: Customer) -> bool:
    """What they say replaces what we have; what they leave empty stays."""
    ours = parties.customer(our_id, told.row.entity_id)
    changes = {k: v for k, v in _fields(there).items() if getattr(ours, k) != v}
    for field, address in (("billing", there.billing), ("delivery", there.shipping)):
        told_there, here = _address(address), getattr(ours, field)
        if told_there and not _same(address, here):
            changes[field] = told_there
    if not changes:
        return False
    try:
        parties_actions.change_customer(
            told.do(), customer_id=our_id, revision=ours.revision, changes=changes
        )
    except parties_actions.NothingChanged:
        return False
    return True


def _fields(there: Customer) -> dict[str, Any]:
    said = {
        "name": there.name.strip(), "siren": compact(there.registration),
        "vat_number": compact(there.vat_number), "email": there.email.strip(),
        "phone": there.phone.strip(), "language": there.language if there.language in ("fr", "en") else "",
    }  # fmt: skip
    return {k: v for k, v in said.items() if v}


def _address(a: Address | None) -> dict[str, str] | None:
    """A whole address; half of one is none, and the gate of a won deal asks for it."""
    if a is None or not (a.street.strip() and a.city.strip() and a.country.strip()):
        return None
    facts = parties.AddressFacts(
        UUID(int=0), "", a.street.strip()[:120], "", a.postal_code.strip(), a.city.strip(), "",
        a.country.strip().upper(),
    )  # fmt: skip
    return facts.fields() if facts.complete else None


def _same(there: Address | None, here: parties.AddressFacts | None) -> bool:
    """Whether it is the address that we have, however its fields are cut."""
    if there is None or here is None:
        return False
    ours = " ".join((here.street_number, here.street, here.complement, here.postcode, here.town))
    theirs = " ".join((there.street, there.postal_code, there.city))
    return compact(ours) == compact(theirs) and here.country == there.country.strip().upper()


def apply_product(told: Told, there: Product) -> Applied:
    """The linked product, or the one of that code; else a new one. Prices stay with the price books."""
    entity_id = told.row.entity_id
    known = catalog.by_sku(entity_id, [there.sku]).get(there.sku)
    our_id = told.our_id or (known.id if known else None)
    if our_id is None:
        home = parties.entity(entity_id)
        event = catalog_actions.create_product(
            told.do(), sku=there.sku, name_en=there.name, name_fr=there.name,
            currency=there.currency or home.currency, nature=there.kind,
        )  # fmt: skip
        return Applied(event.product_id, changed=True)
    ours = catalog.product(our_id, entity_id)
    changes: dict[str, Any] = {"active": there.active} if ours.active != there.active else {}
    if there.name not in (ours.name_en, ours.name_fr):
        changes |= {"name_en": there.name, "name_fr": there.name}
    return Applied(our_id, bool(changes) and _renamed(told, ours, changes))


def _renamed(told: Told, ours: catalog.ProductFacts, changes: dict[str, Any]) -> bool:
    try:
        catalog_actions.change_product(
            told.do(), product_id=ours.id, revision=ours.revision, changes=changes
        )
    except catalog_actions.NothingToChange:
        return False
    return True
