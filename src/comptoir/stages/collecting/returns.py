"""Reads of payments that came back: of a payment, an invoice, a customer; and who must be told."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from comptoir.platform import sql
from comptoir.platform.paging import keyset
from comptoir.stages.collecting.return_models import PaymentReturn


@dataclass(frozen=True, slots=True)
class ReturnFacts:
    """A payment that the bank took back. fee_minor: what the bank takes from us for it."""

    id: UUID
    payment_id: UUID
    payment_number: str
    customer_id: UUID
    currency: str
    amount_minor: int
    reason: str
    fee_minor: int
    returned_on: date
    note: str


def of_payments(ids: Iterable[UUID]) -> dict[UUID, ReturnFacts]:
    """Which of several payments came back."""
    rows = PaymentReturn.objects.filter(payment__in=set(ids)).select_related("payment")
    return {row.payment_id: _facts(row) for row in rows}


def returns_page(
    entity_id: UUID, *, customer_id: UUID | None = None, cursor: str | None = None, limit: int = 50
) -> tuple[list[ReturnFacts], str | None]:
    """Payments that came back, the newest first."""
    rows = PaymentReturn.objects.filter(entity_id=entity_id).select_related("payment")
    if customer_id:
        rows = rows.filter(payment__customer=customer_id)
    page, following = keyset(rows, ("-returned_on", "-id"), cursor, limit)
    return [_facts(row) for row in page], following


# The invoices that a return opened again: those whose allocation it undid.
_OPENED = """
SELECT a.item_id, r.id FROM collecting_return r
JOIN collecting_allocation a ON a.payment_id = r.payment_id AND a.reverses_id IS NULL
JOIN collecting_allocation t ON t.reverses_id = a.id AND t.at = r.at
"""
_STILL_OPEN = f"""
{_OPENED} JOIN collecting_open_item i ON i.invoice_id = a.item_id AND i.open_minor > 0
WHERE r.entity_id = %(entity)s AND (%(customer)s::uuid IS NULL OR i.customer_id = %(customer)s::uuid)
"""
_UNTOLD = """ AND NOT EXISTS (
    SELECT 1 FROM collecting_reminder_line l WHERE l.returned_id = r.id AND l.item_id = a.item_id)
"""


def about(invoice_id: UUID) -> list[ReturnFacts]:
    """The payments of an invoice that came back, the newest first."""
    rows = sql.rows(_OPENED + " WHERE a.item_id = %s", [invoice_id])
    return sorted(
        _known(pk for _item, pk in rows).values(), key=lambda r: r.returned_on, reverse=True
    )


def still_open(entity_id: UUID, customer_id: UUID | None = None) -> dict[UUID, ReturnFacts]:
    """Open invoice → the last payment of it that came back."""
    return _by_item(_STILL_OPEN, entity_id, customer_id)


def to_tell(entity_id: UUID, customer_id: UUID | None = None) -> dict[UUID, ReturnFacts]:
    """Open invoice → a payment of it that came back, of which no letter told the customer yet."""
    return _by_item(_STILL_OPEN + _UNTOLD, entity_id, customer_id)


def _by_item(text: str, entity_id: UUID, customer_id: UUID | None) -> dict[UUID, ReturnFacts]:
    rows = sql.rows(text, {"entity": entity_id, "customer": customer_id})
    known = _known(pk for _item, pk in rows)
    told = sorted(rows, key=lambda row: (known[row[1]].returned_on, row[1]))
    return {item: known[pk] for item, pk in told}


def _known(ids: Iterable[UUID]) -> dict[UUID, ReturnFacts]:
    wanted: Collection[UUID] = set(ids)
    if not wanted:
        return {}
    rows = PaymentReturn.objects.filter(pk__in=wanted).select_related("payment")
    return {row.pk: _facts(row) for row in rows}


def _facts(row: PaymentReturn) -> ReturnFacts:
    paid = row.payment
    return ReturnFacts(
        row.pk, row.payment_id, paid.number, paid.customer_id, paid.currency, paid.amount_minor,
        row.reason, row.fee_minor, row.returned_on, row.note,
    )  # fmt: skip
