"""Money that the bank took back: why, and which payment a line of a statement returns. Pure.

Source of the codes: ISO 20022 external code set ExternalReturnReason1Code, those of SEPA direct debits and
transfers; a check or a card that bounces is told by the nearest of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from comptoir.kernel.errors import Invalid
from comptoir.stages.collecting.core.bank import StatementRow, plain
from comptoir.stages.collecting.core.matching import tokens

CODES = (
    "AC01", "AC04", "AC06", "AC13", "AG01", "AG02", "AM04", "AM05", "BE05", "FOCR", "MD01", "MD06", "MD07",
    "MS02", "MS03", "RC01", "RR04", "SL01",
)  # fmt: skip
UNSAID = "MS03"  # the bank says no reason
# Words by which banks mark what they take back, as `plain` writes them.
_SAYS = frozenset(
    "rejet rejete rejetee rejected reject impaye impayee impayes unpaid retour retourne returned return"
    " bounced chargeback contestation".split()
)


class UnknownReason(Invalid):
    """This is not a reason for which banks return a payment."""

    code = "unknown_return_reason"


class Found(StrEnum):
    """What a line that took money out is."""

    NAMED = "named"  # it says so, names the payment or what it settled, and the amount is equal
    PERHAPS = "perhaps"  # it says so and the amount fits; somebody decides
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Received:
    """A payment that may come back; numbers: its own, and those of the invoices that it settled."""

    id: str
    numbers: tuple[str, ...]
    currency: str
    amount_minor: int
    received_on: date


@dataclass(frozen=True, slots=True)
class ReturnVerdict:
    """What a line returns, or may return, and the reason that it gives."""

    found: Found
    payment: str = ""
    candidates: tuple[str, ...] = ()
    code: str = UNSAID


def check_code(code: str) -> str:
    """The code, when banks know it."""
    if code not in CODES:
        raise UnknownReason(field="reason", found=code[:10], expected=" | ".join(CODES))
    return code


def match_return(row: StatementRow, received: Iterable[Received]) -> ReturnVerdict:
    """Which payment a line takes back: only one that it names, of exactly its amount, is certain."""
    said = tokens(f"{row.text} {row.payer}")
    code = next((c for c in CODES if c in said), "")
    if row.amount_minor >= 0 or not (code or _SAYS & set(plain(row.text).split())):
        return ReturnVerdict(Found.NOTHING)
    fits = [
        r
        for r in received
        if (r.currency, r.amount_minor) == (row.currency, -row.amount_minor)
        and r.received_on <= row.booked_on
    ]
    named = [r for r in fits if any(tokens(n) & said for n in r.numbers)]
    code = code or UNSAID
    if len(named) == 1:
        return ReturnVerdict(Found.NAMED, named[0].id, code=code)
    perhaps = tuple(r.id for r in named or fits)
    return ReturnVerdict(Found.PERHAPS if perhaps else Found.NOTHING, candidates=perhaps, code=code)
