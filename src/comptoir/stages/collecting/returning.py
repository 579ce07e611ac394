"""A payment that the bank took back: what it settled is open again, the books and the credit follow.

Private to this room. Order of locks as in settling.py: open items by key, payments, books, credit accounts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from comptoir.kernel.errors import Refused
from comptoir.platform.actions import Do
from comptoir.platform.ids import new_id
from comptoir.records.credit import parts as credit
from comptoir.records.credit import queries as exposures
from comptoir.records.ledger import parts as ledger
from comptoir.records.ledger.parts import EntryDraft, LineDraft
from comptoir.stages.collecting import settling
from comptoir.stages.collecting.events import AllocationUndone, PaymentReturned
from comptoir.stages.collecting.models import Allocation, Payment
from comptoir.stages.collecting.return_models import PaymentReturn
from comptoir.stages.collecting.settling import Items


class AlreadyReturned(Refused):
    """The bank has returned this payment before."""

    code = "payment_already_returned"


class PaymentMoved(Refused):
    """This payment was applied at the same moment; try again."""

    code = "payment_moved"


@dataclass(frozen=True, slots=True)
class Back:
    """What is known of a return before it is booked."""

    payment_id: UUID
    reason: str
    returned_on: date
    fee_minor: int = 0
    note: str = ""
    bank_line_id: int | None = None


def to_lock(payment_ids: Iterable[UUID]) -> set[UUID]:
    """The open items that these returns may touch: those settled, and all that the customers owe, for
    somebody may be settling them at this moment."""
    found: set[UUID] = set()
    for payment in Payment.objects.filter(pk__in=set(payment_ids)):
        found |= {row.item_id for row in _live(payment.pk)}
        found |= set(settling.owed_by(payment.customer_id, payment.currency))
    return found


def lock(do: Do, payment_ids: Iterable[UUID]) -> dict[UUID, Payment]:
    """The payments, locked by key; refused where one came back before."""
    rows = Payment.objects.filter(pk__in=set(payment_ids), entity_id=do.entity_id).order_by("pk")
    found = {row.pk: row for row in rows.select_for_update()}
    known = PaymentReturn.objects.filter(payment__in=found).values_list("payment_id", flat=True)
    for pk in known:
        raise AlreadyReturned(field="payment_id", found=found[pk].number)
    return found


def give_back(
    do: Do, backs: Sequence[Back], payments: dict[UUID, Payment], items: Items
) -> list[PaymentReturned]:
    """Take back what each payment settled by its negative twins, post it reversed with the bank's fee, and
    count it as owed again; items and payments are locked."""
    undone = {one.payment_id: _undo(do, one, items) for one in backs}
    settling.store(items)
    for one in backs:
        payments[one.payment_id].unapplied_minor = 0
        payments[one.payment_id].save(update_fields=["unapplied_minor"])
        PaymentReturn.objects.create(
            id=new_id(), entity_id=do.entity_id, payment_id=one.payment_id, reason=one.reason,
            fee_minor=one.fee_minor, returned_on=one.returned_on, note=one.note, at=do.now,
            bank_line_id=one.bank_line_id,
        )  # fmt: skip
    ledger.post(do, [_entry(one, payments[one.payment_id]) for one in backs])
    for one in backs:
        _owed_again(do, payments[one.payment_id], undone[one.payment_id], items)
    return [_tell(do, one, payments[one.payment_id], undone[one.payment_id]) for one in backs]


def _live(payment_id: UUID) -> list[Allocation]:
    """The allocations of a payment that stand."""
    rows = list(Allocation.objects.filter(payment_id=payment_id).order_by("id"))
    gone = {row.reverses_id for row in rows}
    return [row for row in rows if row.reverses_id is None and row.pk not in gone]


def _undo(do: Do, one: Back, items: Items) -> list[Allocation]:
    """The negative twins of what the payment settled, not before the allocation itself."""
    stand = _live(one.payment_id)
    if any(row.item_id not in items for row in stand):
        raise PaymentMoved(field="payment_id", found=str(one.payment_id))
    for row in stand:
        items[row.item_id].open_minor += row.amount_minor
    Allocation.objects.bulk_create(
        Allocation(
            entity_id=do.entity_id, payment_id=one.payment_id, item_id=row.item_id,
            amount_minor=-row.amount_minor, reverses=row, on=max(one.returned_on, row.on),
            at=do.now,
        )
        for row in stand
    )  # fmt: skip
    return stand


def _entry(one: Back, payment: Payment) -> EntryDraft:
    """Dr receivable, Cr bank; and the bank's fee, which is ours to bear."""
    currency, party, amount = payment.currency, payment.customer_id, payment.amount_minor
    return EntryDraft(
        "BQ", one.returned_on, f"{payment.number} {one.reason} {one.note}".strip()[:160],
        "payment_return", payment.pk, payment.number,
        (
            LineDraft("receivable", amount, currency, party),
            LineDraft("bank_fees", one.fee_minor, currency, party),
            LineDraft("bank", -amount - one.fee_minor, currency, party),
        ),
    )  # fmt: skip


def _owed_again(do: Do, payment: Payment, undone: Sequence[Allocation], items: Items) -> None:
    """The exposure rises again. A deposit that an invoice consumed meanwhile counts no more as one."""
    customer, currency = payment.customer_id, payment.currency
    paid = sum(row.amount_minor for row in undone if items[row.item_id].kind == "deposit")
    credit.settle(do, customer_id=customer, currency=currency, paid_minor=-payment.amount_minor)
    held = max(0, exposures.exposure(customer, currency).deposits)
    if min(paid, held):
        credit.deposit(do, customer_id=customer, currency=currency, delta_minor=-min(paid, held))


def _tell(do: Do, one: Back, payment: Payment, undone: Sequence[Allocation]) -> PaymentReturned:
    for row in undone:
        do.record(
            AllocationUndone(
                entity_id=do.entity_id, invoice_id=row.item_id, amount_minor=row.amount_minor,
                currency=payment.currency,
            )
        )  # fmt: skip
    return do.record(
        PaymentReturned(
            entity_id=do.entity_id, payment_id=payment.pk, customer_id=payment.customer_id,
            amount_minor=payment.amount_minor, currency=payment.currency, reason=one.reason,
            fee_minor=one.fee_minor, returned_on=one.returned_on,
            invoice_ids=tuple(dict.fromkeys(row.item_id for row in undone)),
        )
    )  # fmt: skip
