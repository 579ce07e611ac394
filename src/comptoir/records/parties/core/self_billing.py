"""Self-billing: a customer writes our invoices in our name, under a mandate (CGI art. 289, I, 2). Pure.

Directive 2006/112/EC art. 224: by prior agreement. CGI ann. II art. 242 nonies A, I, 7°: the numbers are one
chronological and continuous sequence; a customer who writes for several sellers keeps one for each, and its
numbers begin otherwise (BOI-TVA-DECLA-30-20-10-30). Rules: docs/policy/self-billing.md.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from comptoir.kernel.errors import Invalid
from comptoir.records.parties.core import profile

LONGEST_NUMBER = 35  # BR-FR-01
LONGEST_SERIES = 20
SIGNS = r"[A-Za-z0-9+\-_/]"  # BR-FR-02
_SAID = "letters, digits and + - _ / without spaces"


class MandateDates(Invalid):
    """A mandate is accepted before its first invoice, and does not end before it begins."""

    code = "self_billing_dates"


class BadSeries(Invalid):
    """This cannot be what the customer's invoice numbers begin with."""

    code = "self_billing_series"


class BadInvoiceNumber(Invalid):
    """This is not a number of the customer's series for us."""

    code = "self_billing_number"


@dataclass(frozen=True, slots=True)
class Mandate:
    """What lets a customer write our invoices.

    until_on   its last day; None: until one of the two ends it
    reference  of the written agreement
    series     what each of the customer's numbers for us begins with
    """

    id: UUID
    accepted_on: date
    from_on: date
    until_on: date | None
    reference: str
    series: str

    def covers(self, day: date) -> bool:
        """Whether an invoice of that day is the customer's to write."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)

    def number(self, text: str) -> str:
        """The customer's number as it is kept: BR-FR-01, BR-FR-02, and the series with more to follow."""
        clean = text.strip()
        rest = clean.removeprefix(self.series)
        if not re.fullmatch(SIGNS + f"{{1,{LONGEST_NUMBER}}}", clean):
            fits = f"at most {LONGEST_NUMBER} characters"
            expected = fits if len(clean) > LONGEST_NUMBER else _SAID
            raise BadInvoiceNumber(field="number", found=clean[:60], expected=expected)
        if rest in (clean, ""):
            raise BadInvoiceNumber(field="number", found=clean, expected=f"{self.series}…")
        return clean


def read_mandates(told: Iterable[dict[str, Any]] | None) -> tuple[Mandate, ...]:
    """Mandates from JSON, which says days and ids as text; None for none."""
    return tuple(
        Mandate(
            id=UUID(one["id"]),
            accepted_on=date.fromisoformat(one["accepted_on"]),
            from_on=date.fromisoformat(one["from_on"]),
            until_on=date.fromisoformat(one["until_on"]) if one["until_on"] else None,
            reference=one["reference"],
            series=one["series"],
        )
        for one in told or ()
    )


def in_force(mandates: Iterable[Mandate], day: date) -> Mandate | None:
    """The mandate of that day; there is one at most."""
    return next((one for one in mandates if one.covers(day)), None)


def check(fields: dict[str, Any], today: date, ours: Collection[str]) -> dict[str, Any]:
    """Every column of a new mandate, checked.

    ours  what our own numbers begin with, before the year: a customer's series must not look like one of them
    """
    accepted, first, last = fields["accepted_on"], fields["from_on"], fields["until_on"]
    if accepted > today:
        raise MandateDates(field="accepted_on", found=accepted, expected=f"at most {today}")
    if accepted > first:
        raise MandateDates(field="from_on", found=first, expected=f"{accepted} or later")
    check_end(first, last)
    reference = profile.text(fields["reference"], "reference", needed=True, longest=80)
    return {
        "accepted_on": accepted,
        "from_on": first,
        "until_on": last,
        "reference": reference,
        "series": check_series(fields["series"], ours),
    }


def check_end(first: date, last: date | None) -> None:
    """A mandate lasts a day at least."""
    if last is not None and last < first:
        raise MandateDates(field="until_on", found=last, expected=f"{first} or later")


def check_series(text: str, ours: Collection[str]) -> str:
    """What the customer's numbers begin with; never what a number of ours could be taken for."""
    clean = profile.text(text, "series", needed=True, longest=LONGEST_SERIES)
    if not re.fullmatch(SIGNS + "+", clean):
        raise BadSeries(field="series", found=clean, expected=_SAID)
    for own in ours:
        if clean.startswith(f"{own}-") or f"{own}-".startswith(clean):
            raise BadSeries(
                field="series", found=clean, fix="agree on another beginning: ours look like this",
                ours=f"{own}-",
            )  # fmt: skip
    return clean
