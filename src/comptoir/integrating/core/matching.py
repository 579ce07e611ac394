"""Which customer of ours a record from another system is: by what identifies it, never by its name. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from comptoir.integrating.core.objects import Customer


@dataclass(frozen=True, slots=True)
class Known:
    """A customer of ours, by what identifies it."""

    id: UUID
    number: str
    vat_number: str
    registration: str


@dataclass(frozen=True, slots=True)
class Match:
    """The customer, or several that it could be, or neither: then it is new."""

    id: UUID | None = None
    by: str = ""  # number | vat_number | registration
    several: tuple[str, ...] = ()  # numbers of those that it could be


def compact(text: str) -> str:
    """A number without the spaces and signs that people put in."""
    return "".join(c for c in text if c.isalnum()).upper()


def match_customer(there: Customer, known: Iterable[Known]) -> Match:
    """By our number, then the VAT number, then the registration (SIREN).

    Several with the same number are nobody: somebody decides. So are one by the VAT number and another
    by the registration.
    """
    ours = list(known)
    clues = (
        ("number", there.number),
        ("vat_number", compact(there.vat_number)),
        ("registration", compact(there.registration)),
    )
    hits = [
        (by, {k for k in ours if compact(getattr(k, by)) == compact(clue)})
        for by, clue in clues
        if clue
    ]
    found = [(by, who) for by, who in hits if who]
    everybody = {k for _, who in found for k in who}
    if len(everybody) > 1:
        return Match(several=tuple(sorted(k.number for k in everybody)))
    if found:
        by, who = found[0]
        return Match(next(iter(who)).id, by)
    return Match()
