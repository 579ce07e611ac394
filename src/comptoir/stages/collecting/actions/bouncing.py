"""A payment fails: the bank took it back."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from comptoir.kernel.errors import Invalid
from comptoir.platform.actions import Do, action
from comptoir.stages.collecting import importing, returning, settling
from comptoir.stages.collecting.actions.cash import UnknownPayment
from comptoir.stages.collecting.core.returns import check_code
from comptoir.stages.collecting.events import PaymentReturned
from comptoir.stages.collecting.models import Payment
from comptoir.stages.collecting.returning import Back


class BadReturnDay(Invalid):
    """A payment comes back between the day it was received and today."""

    code = "bad_return_day"


class BadFee(Invalid):
    """The bank's fee is zero or more."""

    code = "bad_return_fee"


@action(may="collecting.write")
def return_payment(
    do: Do, *, payment_id: UUID, reason: str, returned_on: date, fee_minor: int = 0,
    note: str = "", bank_line_id: int | None = None,
) -> PaymentReturned:  # fmt: skip
    """The bank rejected, returned or charged back a payment, whole.

    What it settled is open again with its own due date, the entry is reversed, the exposure rises. The
    customer is told by the plan's step for failed payments, once (`remind_returned`).

    reason     a code of core/returns.py    fee_minor  what the bank takes from us, booked as its charges
    bank_line_id  the line of a statement that says so
    """
    check_code(reason)
    if fee_minor < 0:
        raise BadFee(field="fee", found=fee_minor, expected=">= 0")
    known = Payment.objects.filter(pk=payment_id, entity_id=do.entity_id).first()
    if known is None:
        raise UnknownPayment(field="payment_id", found=str(payment_id))
    if not known.received_on <= returned_on <= do.today:
        raise BadReturnDay(
            field="returned_on", found=returned_on, expected=f"{known.received_on} – {do.today}"
        )
    if bank_line_id is not None:
        importing.check_return(do.entity_id, bank_line_id, known.amount_minor, known.currency)
    items = settling.lock_items(do.entity_id, returning.to_lock([payment_id]))
    payments = returning.lock(do, [payment_id])
    words = " ".join("".join(c if c.isprintable() else " " for c in note).split())[:140]
    back = Back(payment_id, reason, returned_on, fee_minor, words, bank_line_id)
    return returning.give_back(do, [back], payments, items)[0]
