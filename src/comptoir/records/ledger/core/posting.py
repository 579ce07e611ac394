"""An entry is whole: two lines at least, none of zero, debits equal to credits per currency."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from comptoir.kernel.errors import Invalid


class EntryTooShort(Invalid):
    """An entry needs at least two lines."""

    code = "entry_too_short"


class ZeroLine(Invalid):
    """A line of an entry cannot be zero."""

    code = "zero_line"


class Unbalanced(Invalid):
    """The debits of the entry do not equal its credits."""

    code = "unbalanced"


class PostingLine(NamedTuple):
    """A line to post: debit positive, credit negative, in minor units.

    account  code of the account       party  id of the customer, or ""
    """

    account: str
    amount_minor: int
    currency: str
    party: str = ""


def check_entry(lines: Sequence[PostingLine]) -> None:
    """Refuse an entry that the books may not take."""
    if len(lines) < 2:
        raise EntryTooShort(field="lines", found=len(lines), expected="at least 2")
    for number, line in enumerate(lines, start=1):
        if line.amount_minor == 0:
            raise ZeroLine(field=f"lines.{number}.amount", found=0, account=line.account)
    off = imbalance(lines)
    if off:
        raise Unbalanced(
            field="lines",
            found=", ".join(f"{minor} {currency}" for currency, minor in sorted(off.items())),
            expected="0 in each currency",
        )


def imbalance(lines: Iterable[PostingLine]) -> dict[str, int]:
    """Debits less credits of each currency that is out of balance, minor units."""
    sums: dict[str, int] = {}
    for line in lines:
        sums[line.currency] = sums.get(line.currency, 0) + line.amount_minor
    return {currency: minor for currency, minor in sums.items() if minor}


def reversal(lines: Iterable[PostingLine]) -> tuple[PostingLine, ...]:
    """The lines that undo these."""
    return tuple(line._replace(amount_minor=-line.amount_minor) for line in lines)
