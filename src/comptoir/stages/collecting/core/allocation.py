"""Which invoices a payment settles. No cent is used twice; what settles nothing stays unapplied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from comptoir.kernel.errors import Invalid


class NotAPayment(Invalid):
    """A payment is more than zero."""

    code = "not_a_payment"


class OverAllocation(Invalid):
    """More is allocated than there is."""

    code = "over_allocation"


class NotOpen(Invalid):
    """The document is not among the customer's open invoices."""

    code = "not_open"


@dataclass(frozen=True, slots=True)
class OpenDocument:
    """An invoice still owed, in part or whole; `open_minor` above zero."""

    id: str
    due_on: date
    open_minor: int


@dataclass(frozen=True, slots=True)
class Share:
    """Part of a payment set against a document."""

    id: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a payment settles; shares and `unapplied_minor` sum to the payment."""

    shares: tuple[Share, ...]
    unapplied_minor: int


def oldest_first(documents: Iterable[OpenDocument]) -> list[OpenDocument]:
    """By due date, then by id, so that the order is the same every time."""
    return sorted(documents, key=lambda d: (d.due_on, d.id))


def settle_in_order(amount_minor: int, documents: Sequence[OpenDocument]) -> Settlement:
    """Settle the documents one after the other, as given, as far as the money goes."""
    _check_amount(amount_minor)
    left, shares = amount_minor, []
    for document in documents:
        part = min(left, document.open_minor)
        if part > 0:
            shares.append(Share(document.id, part))
            left -= part
    return Settlement(tuple(shares), left)


def settle_as_told(
    amount_minor: int, documents: Sequence[OpenDocument], wanted: Sequence[Share]
) -> Settlement:
    """Settle exactly these shares; refuses more than a document's open amount or the payment."""
    _check_amount(amount_minor)
    left = {d.id: d.open_minor for d in documents}
    for number, share in enumerate(wanted, start=1):
        if share.id not in left:
            raise NotOpen(field=f"allocations.{number}.id", found=share.id)
        if not 0 < share.amount_minor <= left[share.id]:
            raise OverAllocation(
                field=f"allocations.{number}.amount",
                found=share.amount_minor,
                expected=f"1 to {left[share.id]} minor units",
            )
        left[share.id] -= share.amount_minor
    told = sum(share.amount_minor for share in wanted)
    if told > amount_minor:
        raise OverAllocation(
            field="allocations", found=told, expected=f"at most {amount_minor} minor units"
        )
    return Settlement(tuple(wanted), amount_minor - told)


def _check_amount(amount_minor: int) -> None:
    if amount_minor <= 0:
        raise NotAPayment(field="amount", found=amount_minor, expected="more than 0")
