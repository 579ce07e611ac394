"""What a customer wrote in our name, against what we expected; and what its numbers leave out. Pure.

Rules and sources: docs/policy/self-billing.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from comptoir.kernel.errors import Refused
from comptoir.kernel.money import Money
from comptoir.stages.invoicing.core.states import InvoiceKind

SHOWN = 20  # missing numbers that are named
_TOTALS = ("net", "vat", "gross")
# BT-3, UNTDID 1001 as the French profile allows it: ours, and the customer's.
_CODES = {
    InvoiceKind.INVOICE: ("380", "389"),
    InvoiceKind.DEPOSIT: ("386", "500"),
    InvoiceKind.CREDIT: ("381", "261"),
}


class TotalsDiffer(Refused):
    """The customer's document and the draft do not come to the same."""

    code = "self_billing_totals_differ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What stands on the customer's document; totals in minor units of the draft's currency, a credit note's
    negative like those of its draft."""

    number: str
    issued_on: date
    net_minor: int
    vat_minor: int
    gross_minor: int

    @property
    def totals(self) -> tuple[int, int, int]:
        """Net, VAT, gross."""
        return self.net_minor, self.vat_minor, self.gross_minor


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers that differ in their last digits alone. gaps: how many between first and last are missing;
    the first of them in `missing`. Numbers that end otherwise are a series of their own, without gaps."""

    first: str
    last: str
    count: int
    gaps: int
    missing: tuple[str, ...]


def type_code(kind: str, *, self_billed: bool) -> str:
    """The code of the kind of document (EN 16931 BT-3): 380 and 389, 386 and 500, 381 and 261."""
    return _CODES[InvoiceKind(kind)][self_billed]


def check_totals(draft: Sequence[int], document: Document, currency: str) -> None:
    """Net, VAT and gross are the same to the cent, or TotalsDiffer names each that is not."""
    pairs = zip(_TOTALS, document.totals, draft, strict=True)
    off = [(name, found, expected) for name, found, expected in pairs if found != expected]
    if not off:
        return
    (field, found, expected), *others = off
    told = {
        name: f"{Money(theirs, currency).major} ≠ {Money(ours, currency).major}"
        for name, theirs, ours in others
    }
    raise TotalsDiffer(
        field=field,
        found=Money(found, currency).major,
        expected=Money(expected, currency).major,
        fix="correct the draft, or contest the document with the customer",
        **told,
    )


def series(numbers: Iterable[str]) -> list[Series]:
    """The series that these numbers make, by name; each number once."""
    found: dict[str, dict[int, str]] = {}
    plain: list[Series] = []
    for number in sorted(set(numbers)):
        digits = re.search(r"[0-9]{1,18}$", number)
        if digits is None:
            plain.append(Series(number, number, 1, 0, ()))
        else:
            found.setdefault(number[: digits.start()], {})[int(digits.group())] = digits.group()
    return sorted(
        plain + [_series(head, known) for head, known in found.items()], key=lambda s: s.first
    )


def _series(head: str, known: dict[int, str]) -> Series:
    first, last = min(known), max(known)
    width = len(known[first])
    missing: list[str] = []
    n = first
    while n < last and len(missing) < SHOWN:
        n += 1
        if n not in known:
            missing.append(f"{head}{n:0{width}d}")
    return Series(
        head + known[first], head + known[last], len(known), last - first + 1 - len(known),
        tuple(missing),
    )  # fmt: skip
