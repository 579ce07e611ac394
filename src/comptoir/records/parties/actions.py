"""Writes of the parties: our companies and their clock, customers, addresses, people, partners."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from comptoir.kernel.errors import NotFound, Refused
from comptoir.platform import clock, hands
from comptoir.platform.actions import Change, Do, action
from comptoir.platform.models import EventRow, UserRole
from comptoir.platform.roles import Actor, Role
from comptoir.records.parties import opening, parts, queries, rows
from comptoir.records.parties.core import company, customers, places, profile
from comptoir.records.parties.events import (
    ClockMoved,
    CustomerChanged,
    CustomerCreated,
    CustomersImported,
    EntityChanged,
    EntityCreated,
    PartnerChanged,
    PartnerCreated,
)
from comptoir.records.parties.mandates import end_self_billing as end_self_billing
from comptoir.records.parties.mandates import grant_self_billing as grant_self_billing
from comptoir.records.parties.models import Address, Contact, Customer, Entity, Partner
from comptoir.records.parties.opening import NotInItself as NotInItself
from comptoir.records.parties.opening import ReferenceTaken as ReferenceTaken
from comptoir.records.parties.parts import CustomerRow

KINDS_OF_ADDRESS = ("billing", "delivery")
# What the audit trail keeps only as "changed", never with its content: personal data.
PERSONAL = frozenset({"name", "email", "phone", "iban", "billing", "delivery", "contacts"})
HIDDEN = ("•", "•")


class CodeTaken(Refused):
    """Another company already has this code."""

    code = "entity_code_taken"


class PartnerExists(Refused):
    """There is already a partner of this name."""

    code = "partner_exists"


class ChangedMeanwhile(Refused):
    """Someone else changed this field while you were editing it."""

    code = "changed_meanwhile"


class UnknownContact(NotFound):
    """There is no such person at this customer."""

    code = "unknown_contact"


class NothingChanged(Refused):
    """Nothing was changed."""

    code = "nothing_changed"


@action(may="parties.configure")
def create_entity(do: Do, /, *, on: date | None = None, **fields: Any) -> EntityCreated:
    """Create one of our companies; `do.entity_id` is its new id.

    on      first business day of a sandbox company; ignored for a real one
    fields  columns of Entity; needs code, name, country and currency
    """
    hands.of_the_installation(do.actor.name)
    clean = company.check({**company.DEFAULTS, **fields})
    if Entity.objects.filter(code=clean["code"]).exists():
        raise CodeTaken(field="code", found=clean["code"])
    row = Entity.objects.create(id=do.entity_id, **clean)
    clock.start(row.id, zone=row.zone, sandbox=row.sandbox, on=on)
    _rules_it(do.actor, row.id)
    return do.record(EntityCreated(entity_id=row.id, currency=row.currency))


def _rules_it(actor: Actor, entity_id: UUID) -> None:
    """Who makes a company administers it, unless they rule every company anyhow (ADR 0008). A key makes one
    for somebody: an administrator of all companies says for whom."""
    if actor.kind == "user" and not actor.everywhere:
        who = UUID(actor.name.removeprefix("user:"))
        UserRole.objects.create(user_id=who, role=Role.ADMIN.value, entity_id=entity_id)


@action(may="parties.configure")
def change_entity(do: Do, *, changes: Mapping[str, Any]) -> EntityChanged:
    """Change what documents will print from now on; issued documents keep what they printed."""
    profile.known(changes, company.CHANGEABLE)
    row = Entity.objects.select_for_update().get(pk=do.entity_id)
    before = {n: getattr(row, n) for n in company.FIELDS}
    after = company.check({**before, **changes})
    changed = _changed(before, after)
    if not changed:
        raise NothingChanged
    _save(row, after, changed)
    return do.record(EntityChanged(entity_id=row.id), changed=_audit(changed))


@action(may="parties.configure")
def move_clock(do: Do, *, on: date) -> ClockMoved:
    """Set a sandbox company's day, forward only; what depends on time follows."""
    before = clock.move(do.entity_id, on)
    return do.record(ClockMoved(entity_id=do.entity_id, before=before, today=on))


@action(may="parties.write")
def create_customer(
    do: Do,
    /,
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
    """Create a customer with its addresses and people; whole or not at all.

    fields  kind, siren, siret, vat_number, iban, email, phone, segment, terms_kind, terms_days,
            external_ref, parent_id; currency and language default to the company's
    """
    return opening.open_customer(
        do, name=name, country=country, currency=currency, language=language, billing=billing,
        delivery=delivery, contacts=contacts, **fields,
    )  # fmt: skip


@action(may="parties.write")
def change_customer(
    do: Do, *, customer_id: UUID, revision: int, changes: Mapping[str, Any]
) -> CustomerChanged:
    """Change some fields of a customer.

    revision  the revision the author saw. Fields that nobody else touched since are merged; a field
              that someone else changed since is refused with its present value.
    changes   columns, and `billing` / `delivery` as whole addresses
    """
    profile.known(changes, (*customers.CHANGEABLE, *KINDS_OF_ADDRESS))
    row = rows.locked(do, customer_id)
    before = {n: getattr(row, n) for n in customers.FIELDS}
    own = {k: v for k, v in changes.items() if k not in KINDS_OF_ADDRESS}
    after = customers.check({**before, **own}, _seller_country(do))
    changed = _changed(before, after)
    for kind in KINDS_OF_ADDRESS:
        if kind in changes and _address_differs(row.id, kind, changes[kind]):
            changed[kind] = HIDDEN
    if not changed:
        raise NothingChanged
    _refuse_stale(row, revision, changed, after)
    opening.check_links(do, row.id, after)
    for kind in set(changed) & set(KINDS_OF_ADDRESS):
        _put_address(row.id, kind, changes[kind])
    changed["revision"] = (row.revision, row.revision + 1)
    _save(row, {**after, "revision": row.revision + 1}, changed)
    return _told(do, row, changed)


@action(may="parties.write")
def set_address(
    do: Do, *, customer_id: UUID, kind: str, address: Mapping[str, str]
) -> CustomerChanged:
    """Replace the default billing or delivery address; the former one stays on record."""
    profile.choice(kind, KINDS_OF_ADDRESS, "kind")
    row = rows.locked(do, customer_id)
    _put_address(row.id, kind, address)
    return _bump(do, row, kind)


@action(may="parties.write")
def add_contact(
    do: Do,
    *,
    customer_id: UUID,
    name: str,
    email: str = "",
    phone: str = "",
    language: str = "fr",
    roles: Sequence[str] = (),
) -> CustomerChanged:
    """Add a person to a customer."""
    given = {"name": name, "email": email, "phone": phone, "language": language, "roles": roles}
    clean = profile.check_contact(given, "contact")
    row = rows.locked(do, customer_id)
    Contact.objects.create(customer=row, **clean)
    return _bump(do, row, "contacts")


@action(may="parties.write")
def remove_contact(do: Do, *, customer_id: UUID, contact_id: UUID) -> CustomerChanged:
    """Take a person off a customer; documents already sent keep the name."""
    row = rows.locked(do, customer_id)
    if not Contact.objects.filter(pk=contact_id, customer=row, active=True).update(active=False):
        raise UnknownContact(field="contact_id", found=str(contact_id))
    return _bump(do, row, "contacts")


@action(may="parties.write")
def create_partner(
    do: Do,
    *,
    name: str,
    country: str,
    kind: str = "reseller",
    email: str = "",
    vat_number: str = "",
) -> PartnerCreated:
    """Create a partner who brings or serves deals for us."""
    clean = customers.check_partner(
        {"name": name, "country": country, "kind": kind, "email": email, "vat_number": vat_number}
    )
    if Partner.objects.filter(entity_id=do.entity_id, name=clean["name"]).exists():
        raise PartnerExists(field="name", found=clean["name"])
    row = Partner.objects.create(entity_id=do.entity_id, **clean)
    return do.record(PartnerCreated(entity_id=do.entity_id, partner_id=row.id))


@action(may="parties.write")
def change_partner(do: Do, *, partner_id: UUID, changes: Mapping[str, Any]) -> PartnerChanged:
    """Change a partner; `active` False keeps it out of new deals."""
    profile.known(changes, (*customers.PARTNER_FIELDS, "active"))
    own = Partner.objects.filter(entity_id=do.entity_id)
    row = own.select_for_update().filter(pk=partner_id).first()
    if row is None:
        raise queries.UnknownPartner(field="partner_id", found=str(partner_id))
    before = {n: getattr(row, n) for n in (*customers.PARTNER_FIELDS, "active")}
    wanted = {**before, **changes}
    after = {**customers.check_partner(wanted), "active": bool(wanted["active"])}
    changed = _changed(before, after)
    if not changed:
        raise NothingChanged
    if own.filter(name=after["name"]).exclude(pk=row.pk).exists():
        raise PartnerExists(field="name", found=after["name"])
    _save(row, after, changed)
    return do.record(
        PartnerChanged(entity_id=do.entity_id, partner_id=row.id), changed=_audit(changed)
    )


@action(may="parties.write")
def import_customers(do: Do, *, rows: Iterable[CustomerRow]) -> CustomersImported:
    """Create the customers whose external reference is new; the known ones stay as they are."""
    created = parts.customers_bulk(do, rows=rows)
    return do.record(CustomersImported(entity_id=do.entity_id, count=len(created)))


def _seller_country(do: Do) -> str:
    return Entity.objects.only("country").get(pk=do.entity_id).country


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> Change:
    return {n: (before[n], after[n]) for n in after if after[n] != before[n]}


def _audit(changed: Change) -> Change:
    return {n: HIDDEN if n in PERSONAL else pair for n, pair in changed.items()}


def _save(row: Customer | Entity | Partner, after: Mapping[str, Any], changed: Change) -> None:
    names = [n for n in changed if n in after]
    for name in names:
        setattr(row, name, after[name])
    row.save(update_fields=names)


def _bump(do: Do, row: Customer, what: str) -> CustomerChanged:
    changed: Change = {what: HIDDEN, "revision": (row.revision, row.revision + 1)}
    _save(row, {"revision": row.revision + 1}, changed)
    return _told(do, row, changed)


def _told(do: Do, row: Customer, changed: Change) -> CustomerChanged:
    event = CustomerChanged(entity_id=row.entity_id, customer_id=row.id)
    return do.record(event, changed=_audit(changed))


def _put_address(customer_id: UUID, kind: str, address: Mapping[str, str]) -> None:
    clean = places.check_address(address, kind)
    Address.objects.filter(customer_id=customer_id, kind=kind, is_default=True).update(
        is_default=False, active=False
    )
    Address.objects.create(customer_id=customer_id, kind=kind, **clean)


def _address_differs(customer_id: UUID, kind: str, address: Mapping[str, str]) -> bool:
    clean = places.check_address(address, kind)
    return not Address.objects.filter(
        customer_id=customer_id, kind=kind, is_default=True, active=True, **clean
    ).exists()


def _refuse_stale(row: Customer, revision: int, changed: Change, after: Mapping[str, Any]) -> None:
    """Refuse the fields that others changed after `revision`; the rest may be merged."""
    if revision >= row.revision:
        return
    since = EventRow.objects.filter(subject_id=row.id, name="CustomerChanged").order_by("seq")
    taken: dict[str, str] = {}
    for event in since:
        what = event.changed or {}
        if what.get("revision", [0, 0])[1] > revision:
            taken |= {name: event.actor for name in what if name in changed}
    if taken:
        field, by = next(iter(taken.items()))
        raise ChangedMeanwhile(
            field=field,
            found=getattr(row, field, None),
            expected=after.get(field),
            fix="look at the present value and save again",
            fields=sorted(taken),
            by=by,
            revision=row.revision,
        )
