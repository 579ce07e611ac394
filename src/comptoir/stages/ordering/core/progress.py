"""How far an order has come: pure sums of what was delivered, returned, invoiced, credited, paid.

Nothing of this is stored as a state; each answer is worked out from the facts. Quantities of one
line share its unit; a line that takes goods back has all its quantities negative and mirrors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

ZERO = Decimal(0)


class Delivered(StrEnum):
    NOT_DELIVERED = "not_delivered"
    PARTLY = "partly_delivered"
    DELIVERED = "delivered"
    RETURNED = "returned"  # everything that was delivered came back


class Invoiced(StrEnum):
    NOTHING = "nothing_to_invoice"
    TO_INVOICE = "to_invoice"
    PARTLY = "partly_invoiced"  # what was delivered is invoiced, more is still to be delivered
    INVOICED = "invoiced"
    TO_CREDIT = "to_credit"  # more is invoiced than the customer kept


class Paid(StrEnum):
    NOTHING = "nothing_to_pay"
    UNPAID = "unpaid"
    PARTLY = "partly_paid"
    PAID = "paid"


class Next(StrEnum):
    """What the order waits for, in the order of the process."""

    RELEASE = "release"
    CREDIT_NOTE = "credit_note"
    DELIVERY = "delivery"
    INVOICE = "invoice"
    PAYMENT = "payment"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Line:
    """The sums of one order line.

    delivers                 False for what is not shipped: it counts as delivered when ordered
    invoiced/paid_minor      with VAT, credit notes already taken off
    """

    ordered: Decimal
    delivered: Decimal = ZERO
    returned: Decimal = ZERO
    invoiced: Decimal = ZERO
    credited: Decimal = ZERO
    invoiced_minor: int = 0
    paid_minor: int = 0
    delivers: bool = True
    promised_on: date | None = None


@dataclass(frozen=True, slots=True)
class LineProgress:
    """What follows from a line's sums."""

    kept: Decimal  # delivered − returned
    to_deliver: Decimal
    to_invoice: Decimal
    to_credit: Decimal
    delivery: Delivered
    invoice: Invoiced
    payment: Paid


@dataclass(frozen=True, slots=True)
class Where:
    """The facts of the sentence "where is my order"; the words are the page's.

    promised_on  earliest promise among the lines still to deliver
    open_minor   invoiced and not paid
    """

    waits_for: Next
    lines: int
    lines_delivered: int
    lines_invoiced: int
    promised_on: date | None
    open_minor: int
    delivery: Delivered
    invoice: Invoiced
    payment: Paid


def line_progress(line: Line) -> LineProgress:
    """Where one line stands."""
    sign = -1 if line.ordered < 0 else 1
    delivered = line.delivered if line.delivers else line.ordered
    kept = delivered - line.returned
    net_invoiced = line.invoiced - line.credited
    to_deliver = _above_zero(line.ordered - delivered, sign)
    to_invoice = _above_zero(kept - net_invoiced, sign)
    due_in_all = kept + to_deliver  # so an invoice ahead of the delivery is no credit due
    to_credit = _above_zero(net_invoiced - due_in_all, sign)
    return LineProgress(
        kept=kept,
        to_deliver=to_deliver,
        to_invoice=to_invoice,
        to_credit=to_credit,
        delivery=_delivery(delivered, kept, to_deliver),
        invoice=_invoice(net_invoiced, due_in_all, to_invoice, to_credit),
        payment=paid_status(line.invoiced_minor, line.paid_minor),
    )


def _above_zero(quantity: Decimal, sign: int) -> Decimal:
    return sign * max(sign * quantity, ZERO)


def _delivery(delivered: Decimal, kept: Decimal, to_deliver: Decimal) -> Delivered:
    if not delivered:
        return Delivered.NOT_DELIVERED
    if to_deliver:
        return Delivered.PARTLY
    return Delivered.DELIVERED if kept else Delivered.RETURNED


def _invoice(
    net_invoiced: Decimal, due_in_all: Decimal, to_invoice: Decimal, to_credit: Decimal
) -> Invoiced:
    if to_credit:
        return Invoiced.TO_CREDIT
    if to_invoice:
        return Invoiced.TO_INVOICE
    if not net_invoiced:
        return Invoiced.NOTHING
    return Invoiced.INVOICED if net_invoiced == due_in_all else Invoiced.PARTLY


def paid_status(invoiced_minor: int, paid_minor: int) -> Paid:
    """How much of what was invoiced is paid; a credit owed to the customer mirrors."""
    if invoiced_minor == 0:
        return Paid.NOTHING
    if paid_minor == 0:
        return Paid.UNPAID
    return Paid.PAID if abs(paid_minor) >= abs(invoiced_minor) else Paid.PARTLY


def delivered_kits(parts: Mapping[str, int], delivered: Mapping[str, Decimal]) -> int:
    """How many whole kits left, given the pieces per kit and the pieces delivered."""
    return min(int(delivered.get(name, ZERO) // pieces) for name, pieces in parts.items())


def where(lines: Sequence[Line], held: bool = False) -> Where:
    """Where the whole order stands, and what it waits for next."""
    each = [line_progress(line) for line in lines]
    open_minor = sum(line.invoiced_minor - line.paid_minor for line in lines)
    promises = [
        line.promised_on
        for line, p in zip(lines, each, strict=True)
        if p.to_deliver and line.promised_on
    ]
    return Where(
        waits_for=_next(each, open_minor, held),
        lines=len(lines),
        lines_delivered=sum(not p.to_deliver for p in each),
        lines_invoiced=sum(p.invoice is Invoiced.INVOICED for p in each),
        promised_on=min(promises, default=None),
        open_minor=open_minor,
        delivery=_order_delivery(each),
        invoice=_order_invoice(each),
        payment=paid_status(
            sum(line.invoiced_minor for line in lines), sum(line.paid_minor for line in lines)
        ),
    )


def _next(each: Sequence[LineProgress], open_minor: int, held: bool) -> Next:
    if held:
        return Next.RELEASE
    for waiting, name in (
        (any(p.to_credit for p in each), Next.CREDIT_NOTE),
        (any(p.to_deliver for p in each), Next.DELIVERY),
        (any(p.to_invoice for p in each), Next.INVOICE),
        (open_minor > 0, Next.PAYMENT),
    ):
        if waiting:
            return name
    return Next.NOTHING


def _order_delivery(each: Sequence[LineProgress]) -> Delivered:
    found = {p.delivery for p in each}
    if len(found) == 1:
        return found.pop()
    if found == {Delivered.DELIVERED, Delivered.RETURNED}:
        return Delivered.DELIVERED
    return Delivered.PARTLY if found else Delivered.NOT_DELIVERED


def _order_invoice(each: Sequence[LineProgress]) -> Invoiced:
    found = {p.invoice for p in each}
    for first in (Invoiced.TO_CREDIT, Invoiced.TO_INVOICE):
        if first in found:
            return first
    waiting = any(p.to_deliver and p.invoice is Invoiced.NOTHING for p in each)
    if Invoiced.PARTLY in found or (waiting and Invoiced.INVOICED in found):
        return Invoiced.PARTLY
    return Invoiced.INVOICED if Invoiced.INVOICED in found else Invoiced.NOTHING
