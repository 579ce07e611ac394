"""Why something told cannot be applied yet, and what applying needs to know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from comptoir.integrating import reaching
from comptoir.integrating.core.objects import Kind
from comptoir.integrating.models import Connection, Incoming, Link
from comptoir.kernel.errors import Refused
from comptoir.platform.actions import Do


class Blocked(Refused):
    """Something is missing; complete it here or there, and it is applied."""

    code = "exchange_blocked"

    def __init__(self, *missing: str, found: str = "", expected: str = "") -> None:
        super().__init__(missing=", ".join(missing), found=found, expected=expected)
        self.missing = list(missing)


class SeveralFit(Blocked):
    """Several customers here have these numbers: remove the doubt, then try again."""

    code = "several_fit"


class AnotherTotal(Blocked):
    """The lines come to another total here than there."""

    code = "another_total"


class ChangedThere(Blocked):
    """It was changed there after it was placed here."""

    code = "changed_there"


class NotYet(Refused):
    """It is no order yet, or none any more; it is looked at again when it changes there."""

    code = "not_yet_an_order"


@dataclass(frozen=True, slots=True)
class Told:
    """What was told, on which connection; `do` begins a deed of the other system.

    our_id  the record here that is linked to it, if there is one
    by      the deed of the person who asked for it
    """

    row: Connection
    one: Incoming
    our_id: UUID | None
    by: Do | None = None

    def do(self) -> Do:
        return self.by or reaching.do_as(self.row)

    def linked(self, kind: Kind, external_id: str) -> UUID | None:
        """Our record behind one of theirs."""
        rows = Link.objects.filter(connection=self.row, kind=kind, external_id=external_id)
        return rows.values_list("our_id", flat=True).first()

    def customer(self, external_id: str) -> UUID:
        """Our customer behind theirs; blocked without one."""
        found = self.linked(Kind.CUSTOMER, external_id) if external_id else None
        if found is None:
            raise Blocked("customer", found=external_id)
        return found


@dataclass(frozen=True, slots=True)
class Applied:
    """The record here, and whether something changed. then: what is done once this is committed."""

    our_id: UUID
    changed: bool
    then: Callable[[], None] | None = None
