"""Locks what is settled, books payments, moves open amounts. Private to this room.

Order of locks, everywhere: open items by key, payments, counter, books, credit accounts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from comptoir.kernel.errors import Refused
from comptoir.platform import numbering
from comptoir.platform.actions import Do
from comptoir.platform.ids import new_id
from comptoir.records.credit import parts as credit
from comptoir.records.ledger import parts as ledger
from comptoir.records.ledger.parts import EntryDraft, LineDraft
from comptoir.stages.collecting.core.allocation import (
    OpenDocument,
    Settlement,
    Share,
    oldest_first,
    settle_as_told,
    settle_in_order,
)
from comptoir.stages.collecting.events import CashApplied, InvoicePaid, PaymentReceived
from comptoir.stages.collecting.models import Allocation, OpenItem, Payment

Items = dict[UUID, OpenItem]


class OtherCurrency(Refused):
    """Payment and invoice must be in the same currency."""

    code = "other_currency"


class OtherCustomer(Refused):
    """The invoice belongs to another customer."""

    code = "other_customer"


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money that came in, before it is booked.

    wanted      what to settle with it; None: the oldest due first
    matched_by  hand, or the rule that matched the bank line
    """

    customer_id: UUID
    amount_minor: int
    currency: str
    received_on: date
    method: str
    reference: str
    wanted: tuple[Share, ...] | None = ()
    bank_line_id: int | None = None
    matched_by: str = "hand"


def lock_items(entity_id: UUID, ids: Iterable[UUID]) -> Items:
    """The open items with these keys, locked in the order of their keys."""
    rows = OpenItem.objects.filter(entity_id=entity_id, pk__in=set(ids)).order_by("pk")
    return {row.pk: row for row in rows.select_for_update()}


def owed_by(customer_id: UUID, currency: str) -> list[UUID]:
    """Keys of what the customer owes in a currency."""
    rows = OpenItem.objects.filter(customer_id=customer_id, currency=currency, open_minor__gt=0)
    return list(rows.values_list("pk", flat=True))


def settlement(amount: int, items: Items, wanted: Sequence[Share] | None) -> Settlement:
    """Split `amount` over the locked items, as told or the oldest due first."""
    documents = [
        OpenDocument(str(row.pk), row.due_on, row.open_minor)
        for row in items.values()
        if row.open_minor > 0
    ]
    if wanted is None:
        return settle_in_order(amount, oldest_first(documents))
    return settle_as_told(amount, documents, wanted)


def check_same(items: Items, customer_id: UUID, currency: str) -> None:
    """Refuse items of another customer or currency."""
    for row in items.values():
        if row.customer_id != customer_id:
            raise OtherCustomer(field="allocations", found=row.number)
        if row.currency != currency:
            raise OtherCurrency(field="allocations", found=row.currency, expected=currency)


def book(do: Do, receipts: Sequence[Receipt], items: Items) -> list[PaymentReceived]:
    """Number, store and post payments, and settle with them; `items` are locked and suffice.

    One batch in the ledger (Dr bank, Cr receivable, whole amounts), the credit freed at once.
    """
    settled = [_settle(receipt, items) for receipt in receipts]
    moves = [
        credit.Move(r.customer_id, r.currency, invoices=-r.amount_minor,
                    deposits=deposits(s.shares, items))
        for r, s in zip(receipts, settled, strict=True)
    ]  # fmt: skip
    payments = _payments(do, receipts, settled)
    Payment.objects.bulk_create(payments)
    for payment, result in zip(payments, settled, strict=True):
        _allocate(do, result.shares, items, payment=payment)
    store(items)
    ledger.post(do, [_entry(payment) for payment in payments])
    credit.move_bulk(do, moves)
    return [
        _tell(do, payment, receipt, result, items)
        for payment, receipt, result in zip(payments, receipts, settled, strict=True)
    ]


def _settle(receipt: Receipt, items: Items) -> Settlement:
    """Take the receipt's shares off the items in memory."""
    named = {UUID(s.id) for s in receipt.wanted or ()}
    own = {k: i for k, i in items.items() if k in named}
    if receipt.wanted is None:
        own = {
            k: i
            for k, i in items.items()
            if (i.customer_id, i.currency) == (receipt.customer_id, receipt.currency)
        }
    check_same(own, receipt.customer_id, receipt.currency)
    result = settlement(receipt.amount_minor, own, receipt.wanted)
    take(items, result.shares)
    return result


def take(items: Items, shares: Iterable[Share]) -> None:
    """Lower what is open by the shares, in memory."""
    for share in shares:
        items[UUID(share.id)].open_minor -= share.amount_minor


def store(items: Items) -> None:
    """Write what is open now."""
    OpenItem.objects.bulk_update(items.values(), ["open_minor"])


def deposits(shares: Iterable[Share], items: Items) -> int:
    """How much of the shares pays deposit invoices: it becomes the customer's deposit."""
    return sum(s.amount_minor for s in shares if items[UUID(s.id)].kind == "deposit")


def _payments(do: Do, receipts: Sequence[Receipt], settled: Sequence[Settlement]) -> list[Payment]:
    """The rows, numbered without gap per year of receipt, in order."""
    numbers: dict[int, int] = {}
    for year in sorted({r.received_on.year for r in receipts}):
        own = [r.received_on for r in receipts if r.received_on.year == year]
        numbers[year] = numbering.take(do, "payment", max(own), len(own))
    rows = []
    for receipt, result in zip(receipts, settled, strict=True):
        year = receipt.received_on.year
        rows.append(
            Payment(
                id=new_id(), entity_id=do.entity_id, customer_id=receipt.customer_id,
                number=numbering.show("payment", year, numbers[year]), method=receipt.method,
                received_on=receipt.received_on, currency=receipt.currency,
                amount_minor=receipt.amount_minor, unapplied_minor=result.unapplied_minor,
                reference=receipt.reference[:140], bank_line_id=receipt.bank_line_id,
            )
        )  # fmt: skip
        numbers[year] += 1
    return rows


def _allocate(do: Do, shares: Iterable[Share], items: Items, payment: Payment) -> None:
    Allocation.objects.bulk_create(
        Allocation(
            entity_id=do.entity_id, payment=payment, item=items[UUID(s.id)],
            amount_minor=s.amount_minor, at=do.now,
            on=max(payment.received_on, items[UUID(s.id)].issued_on),
        )
        for s in shares
    )  # fmt: skip


def _entry(payment: Payment) -> EntryDraft:
    amount, currency, customer = payment.amount_minor, payment.currency, payment.customer_id
    lines = (
        LineDraft("bank", amount, currency, customer),
        LineDraft("receivable", -amount, currency, customer),
    )
    return EntryDraft(
        "BQ", payment.received_on, f"{payment.number} {payment.reference}".strip()[:160],
        "payment", payment.pk, payment.number, lines,
    )  # fmt: skip


def _tell(
    do: Do, payment: Payment, receipt: Receipt, result: Settlement, items: Items
) -> PaymentReceived:
    event = do.record(
        PaymentReceived(
            entity_id=do.entity_id, payment_id=payment.pk, customer_id=payment.customer_id,
            amount_minor=payment.amount_minor, unapplied_minor=result.unapplied_minor,
            currency=payment.currency, received_on=payment.received_on,
            matched_by=receipt.matched_by,
        )
    )  # fmt: skip
    if result.shares:
        applied(do, payment.pk, result.shares, items)
    return event


def applied(do: Do, source_id: UUID, shares: Sequence[Share], items: Items) -> CashApplied:
    """Record what was settled, and each invoice of which nothing is open any more."""
    keys = [UUID(s.id) for s in shares]
    first = items[keys[0]]
    event = do.record(
        CashApplied(
            entity_id=do.entity_id, source_id=source_id, customer_id=first.customer_id,
            amount_minor=sum(s.amount_minor for s in shares), currency=first.currency,
            invoice_ids=tuple(keys),
        )
    )  # fmt: skip
    paid = [key for key in keys if items[key].open_minor == 0]
    orders = dict(OpenItem.objects.filter(pk__in=paid).values_list("pk", "invoice__order_id"))
    for key in dict.fromkeys(paid):
        do.record(
            InvoicePaid(
                entity_id=do.entity_id, invoice_id=key, customer_id=items[key].customer_id,
                order_id=orders[key], deposit=items[key].kind == "deposit",
            )
        )  # fmt: skip
    return event
