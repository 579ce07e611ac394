"""The company that an import books into: the one that is named, or the sandbox made for the set."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from comptoir.kernel.errors import NotFound, Refused
from comptoir.platform.actions import begin
from comptoir.platform.ids import new_id
from comptoir.platform.roles import Actor
from comptoir.records.ledger import actions as ledger
from comptoir.records.ledger import queries as books
from comptoir.records.parties import actions as parties
from comptoir.records.parties import queries as companies

CODE = "UCI"
NAME = "UCI Online Retail"
TODAY = date(2011, 12, 31)  # three weeks after the last document of the set


class CompanyMissing(NotFound):
    """There is no company with this code."""

    code = "company_missing"


class OtherCurrency(Refused):
    """The company keeps its books in another currency than the file."""

    code = "other_currency"


def ensure(actor: Actor, code: str, currency: str) -> UUID:
    """The company of that code, its books open; the set's own is made if it is not there."""
    found = next((e for e in companies.entities() if e.code == code), None)
    if found is None and code != CODE:
        known = ", ".join(e.code for e in companies.entities())
        raise CompanyMissing(field="company", found=code, expected=known or CODE)
    entity_id = found.id if found else _make(actor, currency)
    if found and found.currency != currency:
        raise OtherCurrency(field="company", found=found.currency, expected=currency)
    if books.book(entity_id) is None:
        ledger.open_books(begin(actor, entity_id))
    return entity_id


def _make(actor: Actor, currency: str) -> UUID:
    do = begin(actor, new_id())
    parties.create_entity(
        do, on=TODAY, code=CODE, name=NAME, country="GB", currency=currency, zone="Europe/London",
        language="en", sandbox=True,
    )  # fmt: skip
    return do.entity_id
