"""Open items, receive payments, settle invoices, undo it, import bank statements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from comptoir.kernel.errors import Invalid, NotFound, Refused
from comptoir.kernel.money import exponent
from comptoir.platform import sql
from comptoir.platform.actions import Do, action
from comptoir.records.credit import parts as credit
from comptoir.records.credit import queries as exposures
from comptoir.records.parties import queries as parties
from comptoir.stages.collecting import importing, settling
from comptoir.stages.collecting.core.allocation import NotAPayment, OverAllocation, Share
from comptoir.stages.collecting.core.bank import Mapping
from comptoir.stages.collecting.events import (
    AllocationUndone,
    CashApplied,
    ItemOpened,
    PaymentReceived,
    StatementImported,
)
from comptoir.stages.collecting.models import Allocation, OpenItem, Payment
from comptoir.stages.collecting.settling import Items, OtherCurrency, OtherCustomer, Receipt
from comptoir.stages.invoicing import queries as invoicing

METHODS = ("transfer", "card", "direct_debit", "check", "cash")
Wanted = Sequence[tuple[UUID, int]]  # (invoice, minor units)


class AlreadyOpened(Refused):
    """This document is in the sub-ledger already."""

    code = "already_opened"


class NotIssued(Refused):
    """Only an issued document can be collected."""

    code = "not_issued"


class UnknownItem(NotFound):
    """There is no such open invoice."""

    code = "unknown_item"


class UnknownPayment(NotFound):
    """There is no such payment."""

    code = "unknown_payment"


class UnknownAllocation(NotFound):
    """There is no such allocation."""

    code = "unknown_allocation"


class UnknownMethod(Invalid):
    """This means of payment is not known."""

    code = "unknown_method"


class FromTheFuture(Invalid):
    """A payment cannot have been received after today."""

    code = "from_the_future"


class NothingToApply(Refused):
    """Nothing is left to apply."""

    code = "nothing_to_apply"


class AlreadyUndone(Refused):
    """This allocation was undone before."""

    code = "already_undone"


class DepositConsumed(Refused):
    """An invoice has consumed this deposit; credit that invoice first."""

    code = "deposit_consumed"


@action(may="collecting.write")
def open_item(do: Do, *, invoice_id: UUID) -> ItemOpened:
    """An issued document enters the sub-ledger.

    A credit note settles the invoice it corrects first; the rest stays open to be used.
    """
    document = invoicing.head(invoice_id, do.entity_id)
    number, issued_on, due_on = document.number, document.issued_on, document.due_on
    if number is None or issued_on is None or due_on is None:
        raise NotIssued(field="invoice_id", found=str(invoice_id))
    item = OpenItem(
        invoice_id=invoice_id, entity_id=do.entity_id, customer_id=document.customer_id,
        number=number, kind=document.kind, currency=document.currency, issued_on=issued_on,
        due_on=due_on, gross_minor=document.gross_minor, open_minor=document.gross_minor,
    )  # fmt: skip
    if not sql.add(item, once=True):
        raise AlreadyOpened(field="invoice_id", found=number)
    event = do.record(
        ItemOpened(
            entity_id=do.entity_id, invoice_id=invoice_id, gross_minor=document.gross_minor,
            currency=document.currency,
        )
    )  # fmt: skip
    if document.kind == "credit" and document.corrects_id:
        items = settling.lock_items(do.entity_id, [invoice_id, document.corrects_id])
        corrected = items.get(document.corrects_id)
        if corrected and corrected.open_minor > 0 and items[invoice_id].open_minor < 0:
            _use_credit(do, items, invoice_id, document.corrects_id, None)
    return event


@action(may="collecting.write")
def receive_payment(
    do: Do, *, customer_id: UUID, amount_minor: int, currency: str, received_on: date,
    method: str = "transfer", reference: str = "", allocations: Wanted | None = None,
    auto: bool = False, bank_line_id: int | None = None,
) -> PaymentReceived:  # fmt: skip
    """Book money received and settle invoices with it.

    allocations  (invoice, minor units) to settle; the rest stays unapplied
    auto         settle the oldest due first instead
    bank_line_id the statement line it comes from
    """
    exponent(currency)
    parties.customer(customer_id, do.entity_id)
    if amount_minor <= 0:
        raise NotAPayment(field="amount", found=amount_minor, expected="> 0")
    if method not in METHODS:
        raise UnknownMethod(field="method", found=method, expected=" | ".join(METHODS))
    if received_on > do.today:
        raise FromTheFuture(field="received_on", found=received_on, expected=f"<= {do.today}")
    if bank_line_id is not None:
        importing.check_line(do.entity_id, bank_line_id, amount_minor, currency)
    wanted = None if auto and allocations is None else _shares(allocations or ())
    items = _known(do, _wished(wanted, customer_id, currency))
    receipt = Receipt(
        customer_id, amount_minor, currency, received_on, method, reference, wanted, bank_line_id
    )
    return settling.book(do, [receipt], items)[0]


@action(may="collecting.write")
def apply_cash(do: Do, *, payment_id: UUID, allocations: Wanted | None = None) -> CashApplied:
    """Settle invoices with what is left of a payment; untold, the oldest due first."""
    payment = Payment.objects.filter(pk=payment_id, entity_id=do.entity_id).first()
    if payment is None:
        raise UnknownPayment(field="payment_id", found=str(payment_id))
    wanted = None if allocations is None else _shares(allocations)
    items = _known(do, _wished(wanted, payment.customer_id, payment.currency))
    payment = Payment.objects.select_for_update().get(pk=payment_id)
    if not payment.unapplied_minor:
        raise NothingToApply(field="payment_id", found=payment.number)
    settling.check_same(items, payment.customer_id, payment.currency)
    result = settling.settlement(payment.unapplied_minor, items, wanted)
    if not result.shares:
        raise NothingToApply(field="allocations", found=payment.number)
    settling.take(items, result.shares)
    payment.unapplied_minor = result.unapplied_minor
    payment.save(update_fields=["unapplied_minor"])
    _write(do, result.shares, items, payment=payment)
    settling.store(items)
    paid = settling.deposits(result.shares, items)
    if paid:
        credit.deposit(
            do, customer_id=payment.customer_id, currency=payment.currency, delta_minor=paid
        )
    return settling.applied(do, payment_id, result.shares, items)


@action(may="collecting.write")
def apply_credit(
    do: Do, *, credit_invoice_id: UUID, invoice_id: UUID, amount_minor: int | None = None
) -> CashApplied:
    """Settle an invoice with a credit note; without an amount, as much as both allow."""
    items = _known(do, {credit_invoice_id, invoice_id})
    note, invoice = items[credit_invoice_id], items[invoice_id]
    if note.customer_id != invoice.customer_id:
        raise OtherCustomer(field="invoice_id", found=invoice.number)
    if note.currency != invoice.currency:
        raise OtherCurrency(field="invoice_id", found=invoice.currency, expected=note.currency)
    if note.open_minor >= 0 or invoice.open_minor <= 0:
        raise NothingToApply(field="credit_invoice_id", found=note.number)
    return _use_credit(do, items, credit_invoice_id, invoice_id, amount_minor)


@action(may="collecting.write")
def undo_allocation(do: Do, *, allocation_id: int) -> AllocationUndone:
    """Take back one allocation by its negative twin; the money or credit is free again."""
    row = Allocation.objects.filter(pk=allocation_id, entity_id=do.entity_id).first()
    if row is None:
        raise UnknownAllocation(field="allocation_id", found=str(allocation_id))
    items = settling.lock_items(do.entity_id, {row.item_id, row.credit_note_id or row.item_id})
    if row.reverses_id or Allocation.objects.filter(reverses=row).exists():
        raise AlreadyUndone(field="allocation_id", found=str(allocation_id))
    item, amount = items[row.item_id], row.amount_minor
    item.open_minor += amount
    if row.payment_id:
        payment = Payment.objects.select_for_update().get(pk=row.payment_id)
        payment.unapplied_minor += amount
        payment.save(update_fields=["unapplied_minor"])
        if item.kind == "deposit":
            _return_deposit(do, item, amount)
    if row.credit_note_id:
        items[row.credit_note_id].open_minor -= amount
    settling.store(items)
    Allocation.objects.create(
        entity_id=do.entity_id, payment_id=row.payment_id, credit_note_id=row.credit_note_id,
        item_id=row.item_id, amount_minor=-amount, reverses=row, on=do.today, at=do.now,
    )  # fmt: skip
    return do.record(
        AllocationUndone(
            entity_id=do.entity_id, invoice_id=row.item_id, amount_minor=amount,
            currency=item.currency,
        )
    )  # fmt: skip


@action(may="collecting.write")
def import_statement(
    do: Do, *, name: str, content: bytes, mapping: Mapping | None = None, currency: str = "EUR"
) -> StatementImported:
    """Read a bank statement (CSV), keep its new lines, book the payments that surely match.

    The same file, or the same line in another file, adds nothing; a doubtful line is not booked.
    """
    return importing.run(do, name, content, mapping or Mapping(currency=currency))


def _shares(wanted: Wanted) -> tuple[Share, ...]:
    return tuple(Share(str(key), amount) for key, amount in wanted)


def _wished(wanted: Sequence[Share] | None, customer_id: UUID, currency: str) -> set[UUID]:
    """The keys to lock: those told, or all that the customer owes."""
    if wanted is None:
        return set(settling.owed_by(customer_id, currency))
    return {UUID(s.id) for s in wanted}


def _known(do: Do, ids: set[UUID]) -> Items:
    items = settling.lock_items(do.entity_id, ids)
    missing = sorted(str(key) for key in ids - set(items))
    if missing:
        raise UnknownItem(field="allocations", found=missing[0])
    return items


def _write(do: Do, shares: Sequence[Share], items: Items, *, payment: Payment) -> None:
    Allocation.objects.bulk_create(
        Allocation(
            entity_id=do.entity_id, payment=payment, item=items[UUID(s.id)],
            amount_minor=s.amount_minor, on=do.today, at=do.now,
        )
        for s in shares
    )  # fmt: skip


def _use_credit(
    do: Do, items: Items, note_id: UUID, invoice_id: UUID, amount: int | None
) -> CashApplied:
    note, invoice = items[note_id], items[invoice_id]
    most = min(-note.open_minor, invoice.open_minor)
    amount = most if amount is None else amount
    if not 0 < amount <= most:
        raise OverAllocation(field="amount", found=amount, expected=f"1 to {most} minor units")
    note.open_minor += amount
    invoice.open_minor -= amount
    settling.store(items)
    Allocation.objects.create(
        entity_id=do.entity_id, credit_note=note, item=invoice, amount_minor=amount,
        on=do.today, at=do.now,
    )  # fmt: skip
    return settling.applied(do, note_id, [Share(str(invoice_id), amount)], items)


def _return_deposit(do: Do, item: OpenItem, amount: int) -> None:
    """A deposit is unpaid again; refused when an invoice has already consumed it."""
    credit.settle(do, customer_id=item.customer_id, currency=item.currency, paid_minor=0)  # locks
    if exposures.exposure(item.customer_id, item.currency).deposits < amount:
        raise DepositConsumed(field="allocation_id", found=item.number)
    credit.deposit(do, customer_id=item.customer_id, currency=item.currency, delta_minor=-amount)
