"""How the e-mail of an invoice goes: to whom, what a failed try means, when the next one is. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from comptoir.kernel.retries import given_up

PAYER = "payer"  # the role of the contact who gets the bills
CATCH_UP_DAYS = 31  # what was issued longer ago is not mailed by itself


class MailState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    BOUNCED = "bounced"


class Fault(StrEnum):
    """Why an e-mail did not arrive; all but `away` are final at once."""

    NO_CONTACT = "no_contact"  # the customer has no address for bills
    RESERVED = "reserved"  # an address for examples: nobody lives there
    REFUSED = "refused"  # the mail server refuses this address
    AWAY = "away"  # the mail server does not answer
    UNPRINTABLE = "unprintable"  # the PDF cannot be made
    BOUNCED = "bounced"  # it was sent, and came back


S = MailState
MAIL_MOVES: dict[tuple[str, MailState], MailState] = {
    ("deliver", S.WAITING): S.SENT,
    ("fail", S.WAITING): S.FAILED,
    ("retry", S.FAILED): S.WAITING,
    ("bounce", S.SENT): S.BOUNCED,
}


@dataclass(frozen=True, slots=True)
class Person:
    """A contact of the customer, as far as bills go."""

    name: str
    email: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mailing:
    """What is agreed on sending by itself. automatic None: as the company does."""

    automatic: bool | None
    starts_on: date


def recipient(people: Iterable[Person], own: Person) -> Person | None:
    """Who gets the bills: the first contact who pays and has an address, else the customer's own."""
    payer = next((p for p in people if PAYER in p.roles and p.email), None)
    return payer or (own if own.email else None)


def final(fault: Fault, tries: int) -> bool:
    """Whether a failed try, the `tries`-th, is the last one."""
    return fault is not Fault.AWAY or given_up(tries)


def mails_from(company: Mailing | None, customer: Mailing | None) -> date | None:
    """The day of issue from which documents go by themselves; None: they do not."""
    said = customer if customer is not None and customer.automatic is not None else company
    return said.starts_on if said is not None and said.automatic else None


def goes_by_itself(issued_on: date, starts_on: date | None, today: date) -> bool:
    """Whether a document issued on a day is mailed by itself today."""
    if starts_on is None or issued_on < starts_on:
        return False
    return issued_on > today - timedelta(days=CATCH_UP_DAYS)
