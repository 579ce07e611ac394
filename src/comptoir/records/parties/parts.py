"""What any stage's action may ask of the parties: its customer, its company, many at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from comptoir.kernel.errors import Invalid
from comptoir.platform import bulk, numbering
from comptoir.platform.actions import Do, part
from comptoir.platform.ids import new_id
from comptoir.records.parties import opening, queries
from comptoir.records.parties.core import customers, places

UNKNOWN = "ZZ"  # ISO 3166-1, user-assigned: "unknown". An import may not know; a person must say
_TABLE = "parties_customer"
_COLUMNS = ("id", "entity_id", "number", *customers.FIELDS, "revision")
_ADDRESS = ("id", "customer_id", "kind", "label", "is_default", "active", *places.FIELDS)


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """One customer of an import; `more` holds other columns, `billing` an address in fields."""

    external_ref: str
    name: str
    country: str
    currency: str
    language: str = "fr"
    billing: Mapping[str, str] | None = None
    more: Mapping[str, Any] = field(default_factory=dict)


@part
def customer(do: Do, customer_id: UUID) -> queries.CustomerFacts:
    """A customer of the deed's company, read once for the deed."""
    key = "parties.customer", customer_id
    if key not in do.memo:
        do.memo[key] = queries.customer(customer_id, do.entity_id)
    found: queries.CustomerFacts = do.memo[key]
    return found


@part
def new_customer(do: Do, /, **fields: Any) -> UUID:
    """A customer that is created with something else, or not at all; fields as of `create_customer`."""
    return opening.open_customer(do, **fields).customer_id


@part
def own_entity(do: Do) -> queries.EntityFacts:
    """The deed's company, read once for the deed."""
    key = "parties.entity"
    if key not in do.memo:
        do.memo[key] = queries.entity(do.entity_id)
    found: queries.EntityFacts = do.memo[key]
    return found


@part
def customers_bulk(do: Do, *, rows: Iterable[CustomerRow]) -> dict[str, UUID]:
    """Create the customers whose external reference is new; returns reference → id of the new ones.

    Every row is checked before the first is written. The caller's action records the event.
    Five statements for any number of rows.
    """
    given = {row.external_ref: row for row in rows}
    known = queries.customers_by_ref(do.entity_id, list(given))
    fresh = [row for ref, row in given.items() if ref not in known]
    if not fresh:
        return {}
    seller_country = queries.entity(do.entity_id).country
    clean = [_checked(row, seller_country) for row in fresh]
    places_of = [_place(row) for row in fresh]
    ids = [new_id() for _ in fresh]
    first = numbering.take(do, "customer", do.today, len(fresh))
    numbers = [numbering.show("customer", do.today.year, first + i) for i in range(len(fresh))]
    bulk.copy(_TABLE, _COLUMNS, _customer_rows(do, ids, numbers, clean))
    located = [(pk, place) for pk, place in zip(ids, places_of, strict=True) if place]
    if located:
        bulk.copy("parties_address", _ADDRESS, (_address_row(pk, place) for pk, place in located))
    return {row.external_ref: pk for row, pk in zip(fresh, ids, strict=True)}


def _checked(row: CustomerRow, seller_country: str) -> dict[str, Any]:
    own = {name: getattr(row, name) for name in ("external_ref", "name", "country", "currency")}
    given = {**customers.DEFAULTS, **row.more, **own, "language": row.language}
    unknown = {"country": UNKNOWN} if row.country == UNKNOWN else {}
    try:
        checked = customers.check(
            {**given, **({"country": seller_country} if unknown else {})}, seller_country
        )
    except Invalid as error:
        raise _in_row(row, error) from None
    return {**checked, **unknown}


def _place(row: CustomerRow) -> dict[str, str] | None:
    try:
        return places.check_address(row.billing) if row.billing else None
    except Invalid as error:
        raise _in_row(row, error) from None


def _in_row(row: CustomerRow, error: Invalid) -> Invalid:
    """The same refusal, naming the row by its external reference."""
    facts: dict[str, Any] = {**error.facts, "row": row.external_ref}
    return type(error)(field=error.field, **facts)


def _customer_rows(
    do: Do, ids: Sequence[UUID], numbers: Sequence[str], clean: Sequence[Mapping[str, Any]]
) -> Iterable[tuple[Any, ...]]:
    for pk, number, fields in zip(ids, numbers, clean, strict=True):
        yield (pk, do.entity_id, number, *(fields[n] for n in customers.FIELDS), 1)


def _address_row(customer_id: UUID, place: Mapping[str, str]) -> tuple[Any, ...]:
    own = (new_id(), customer_id, "billing", "", True, True)
    return (*own, *(place[n] for n in places.FIELDS))
