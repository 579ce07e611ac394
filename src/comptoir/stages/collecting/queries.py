"""Reads of the sub-ledger: open items, payments, aging, statements, what to collect."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, Sum

from comptoir.kernel.errors import NotFound
from comptoir.platform.models import EventRow
from comptoir.platform.paging import arranged, keyset
from comptoir.stages.collecting import returns
from comptoir.stages.collecting.banking import (
    BankLineFacts,
    StatementFacts,
    TakenFacts,
    bank_line,
    count_unmatched,
    statement_file,
    statement_files,
    taken_back,
    unmatched,
    unmatched_page,
)
from comptoir.stages.collecting.core.aging import BOUNDS, Aging, Movement, age, labels_of
from comptoir.stages.collecting.core.aging import Statement as Account
from comptoir.stages.collecting.core.aging import statement as account_over
from comptoir.stages.collecting.models import Allocation, OpenItem, Payment
from comptoir.stages.collecting.returns import ReturnFacts
from comptoir.stages.collecting.sorts import ITEMS, PAYMENTS

__all__ = [
    "BankLineFacts", "StatementFacts", "TakenFacts", "bank_line", "count_unmatched", "statement_file",
    "statement_files", "taken_back", "unmatched", "unmatched_page",
]  # fmt: skip


class UnknownPayment(NotFound):
    """There is no such payment."""

    code = "unknown_payment"


@dataclass(frozen=True, slots=True)
class OpenItemFacts:
    """An issued document in the sub-ledger. Credit notes: negative amounts, still to be used."""

    invoice_id: UUID
    customer_id: UUID
    number: str
    kind: str
    currency: str
    issued_on: date
    due_on: date
    gross_minor: int
    open_minor: int

    @property
    def paid_minor(self) -> int:
        """What payments and credit notes have settled."""
        return self.gross_minor - self.open_minor

    def days_late(self, on: date) -> int:
        """Days past due on a day; 0 when nothing is owed or it is not due yet."""
        return max(0, (on - self.due_on).days) if self.open_minor > 0 else 0

    def state(self, on: date) -> str:
        """paid | part_paid | overdue | due, as chips show it."""
        if self.open_minor == 0:
            return "paid"
        if self.days_late(on):
            return "overdue"
        return "part_paid" if self.paid_minor else "due"


@dataclass(frozen=True, slots=True)
class AllocationFacts:
    """Part of a payment, or of a credit note, set against an invoice; negative: taken back."""

    id: int
    invoice_id: UUID
    invoice_number: str
    payment_id: UUID | None
    payment_number: str
    credit_id: UUID | None
    credit_number: str
    amount_minor: int
    currency: str
    on: date
    undone: bool  # it was taken back, or it takes another one back


@dataclass(frozen=True, slots=True)
class PaymentFacts:
    """Money received. matched_by: `hand`, or why a bank line matched (core/matching.py)."""

    id: UUID
    number: str
    customer_id: UUID
    method: str
    received_on: date
    currency: str
    amount_minor: int
    unapplied_minor: int
    reference: str
    bank_line_id: int | None
    allocations: tuple[AllocationFacts, ...] = ()
    matched_by: str = "hand"
    returned: ReturnFacts | None = None

    @property
    def state(self) -> str:
        """Taken back by the bank; nothing left to apply, or some."""
        if self.returned:
            return "returned"
        return "part_paid" if self.unapplied_minor else "matched"


@dataclass(frozen=True, slots=True)
class AgedCustomer:
    """What a customer owes in one currency, by age."""

    customer_id: UUID
    currency: str
    aging: Aging


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A movement of a customer's statement with what its document says."""

    movement: Movement
    due_on: date | None
    reference: str
    balance_minor: int


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """A customer's account over [start, end) in one currency, and the age of what is owed at its end."""

    currency: str
    opening_minor: int
    rows: tuple[AccountRow, ...]
    closing_minor: int
    aging: Aging


_ITEM = tuple(OpenItemFacts.__dataclass_fields__)
_PAYMENT = tuple(
    n
    for n in PaymentFacts.__dataclass_fields__
    if n not in ("allocations", "matched_by", "returned")
)


def open_items(customer_id: UUID, currency: str | None = None) -> list[OpenItemFacts]:
    """What is open with a customer, the oldest due first; credit notes are negative."""
    rows = OpenItem.objects.filter(customer_id=customer_id).exclude(open_minor=0)
    if currency:
        rows = rows.filter(currency=currency)
    return [_item(row) for row in rows.order_by("due_on", "number")]


def items(invoice_ids: Iterable[UUID]) -> dict[UUID, OpenItemFacts]:
    """The items of documents by id, open or not; a document without one is left out."""
    return {row.pk: _item(row) for row in OpenItem.objects.filter(pk__in=set(invoice_ids))}


def to_collect(
    entity_id: UUID, *, on: date, overdue: bool = False, customer_id: UUID | None = None,
    currency: str = "", since: date | None = None, until: date | None = None,
    sort: str = "", cursor: str | None = None, limit: int = 50,
) -> tuple[list[OpenItemFacts], str | None]:  # fmt: skip
    """What is owed to the company, the longest overdue first; `overdue` leaves out what is not due.

    since, until  the day it is due, both included
    """
    rows = OpenItem.objects.filter(entity_id=entity_id, open_minor__gt=0)
    if overdue:
        rows = rows.filter(due_on__lt=on)
    wanted = {
        "customer_id": customer_id, "currency": currency, "due_on__gte": since,
        "due_on__lte": until,
    }  # fmt: skip
    rows = rows.filter(**{k: v for k, v in wanted.items() if v})
    page, following = keyset(*arranged(rows, sort, ITEMS, ("due_on", "invoice_id")), cursor, limit)
    return [_item(row) for row in page], following


def payment(entity_id: UUID, payment_id: UUID) -> PaymentFacts:
    """A payment with its allocations, undone ones included, and why it was booked."""
    row = Payment.objects.filter(pk=payment_id, entity_id=entity_id).first()
    if row is None:
        raise UnknownPayment(field="payment_id", found=str(payment_id))
    told = EventRow.objects.filter(subject_id=payment_id, name="PaymentReceived").first()
    return PaymentFacts(
        **_values(row, _PAYMENT),
        allocations=tuple(_allocations(Q(payment=row))),
        matched_by=str(told.facts.get("matched_by", "hand")) if told else "hand",
        returned=returns.of_payments([payment_id]).get(payment_id),
    )


def payments(ids: Iterable[UUID]) -> dict[UUID, PaymentFacts]:
    """Several payments by id, without their allocations."""
    return {one.id: one for one in _paid(Payment.objects.filter(pk__in=set(ids)))}


def settlements(ids: Iterable[UUID]) -> list[AllocationFacts]:
    """What settled several invoices, or what several payments or credit notes settled."""
    wanted = set(ids)
    return _allocations(Q(item__in=wanted) | Q(payment__in=wanted) | Q(credit_note__in=wanted))


def payments_page(
    entity_id: UUID, *, customer_id: UUID | None = None, unapplied: bool = False, text: str = "",
    method: str = "", currency: str = "", since: date | None = None, until: date | None = None,
    sort: str = "", cursor: str | None = None, limit: int = 50,
) -> tuple[list[PaymentFacts], str | None]:  # fmt: skip
    """Payments, the newest first; `unapplied`: only those with money left; text: number, reference.

    since, until  the day it was received, both included
    """
    wanted = {
        "customer_id": customer_id, "method": method, "currency": currency,
        "received_on__gte": since, "received_on__lte": until,
    }  # fmt: skip
    rows = Payment.objects.filter(entity_id=entity_id, **{k: v for k, v in wanted.items() if v})
    if unapplied:
        rows = rows.filter(unapplied_minor__gt=0)
    text = text.replace("\x00", "").strip()
    if text:
        rows = rows.filter(Q(number__icontains=text) | Q(reference__icontains=text))
    order = ("-received_on", "-id")
    page, following = keyset(*arranged(rows, sort, PAYMENTS, order), cursor, limit)
    return _paid(page), following


def _paid(rows: Iterable[Payment]) -> list[PaymentFacts]:
    """Payments without their allocations, and which of them came back; one statement more."""
    found = list(rows)
    back = returns.of_payments(row.pk for row in found) if found else {}
    return [PaymentFacts(**_values(row, _PAYMENT), returned=back.get(row.pk)) for row in found]


def allocations_of(invoice_id: UUID) -> list[AllocationFacts]:
    """What settled an invoice, or what a credit note settled, oldest first."""
    return _allocations(Q(item=invoice_id) | Q(credit_note=invoice_id))


def unapplied(customer_id: UUID) -> dict[str, int]:
    """Money received that no invoice has consumed, per currency."""
    rows = Payment.objects.filter(customer_id=customer_id, unapplied_minor__gt=0)
    sums = rows.values("currency").annotate(sum=Sum("unapplied_minor"))
    return {row["currency"]: int(row["sum"]) for row in sums}


_OPEN_ON = """
WITH a AS (
    SELECT item_id, credit_note_id, payment_id, amount_minor FROM collecting_allocation
    WHERE entity_id = %(entity)s AND "on" <= %(on)s
), remaining AS (
SELECT customer_id, currency, issued_on AS posted_on, due_on,
       gross_minor - coalesce(u.minor, 0) + coalesce(c.minor, 0) AS open_minor
FROM collecting_open_item i
LEFT JOIN (SELECT item_id, sum(amount_minor)::bigint AS minor FROM a GROUP BY 1) u
    ON u.item_id = i.invoice_id
LEFT JOIN (SELECT credit_note_id, sum(amount_minor)::bigint AS minor FROM a GROUP BY 1) c
    ON c.credit_note_id = i.invoice_id
WHERE entity_id = %(entity)s AND issued_on <= %(on)s
    AND (%(customer)s::uuid IS NULL OR customer_id = %(customer)s)
    AND gross_minor - coalesce(u.minor, 0) + coalesce(c.minor, 0) <> 0
UNION ALL
SELECT customer_id, currency, received_on, NULL, -(amount_minor - coalesce(u.minor, 0))
FROM collecting_payment p
LEFT JOIN (SELECT payment_id, sum(amount_minor)::bigint AS minor FROM a GROUP BY 1) u
    ON u.payment_id = p.id
WHERE entity_id = %(entity)s AND received_on <= %(on)s
    AND (%(customer)s::uuid IS NULL OR customer_id = %(customer)s)
    AND amount_minor <> coalesce(u.minor, 0)
    AND NOT EXISTS (SELECT 1 FROM collecting_return r WHERE r.payment_id = p.id AND r.returned_on <= %(on)s)
)
SELECT customer_id, currency,
       {buckets},
       coalesce(sum(open_minor) FILTER (WHERE open_minor > 0), 0)::bigint,
       coalesce(sum(open_minor) FILTER (WHERE open_minor < 0), 0)::bigint,
       sum(open_minor)::bigint AS total
FROM (SELECT *, width_bucket(%(on)s - coalesce(due_on, posted_on), %(starts)s) AS bucket
      FROM remaining) aged
GROUP BY 1, 2 ORDER BY total DESC, currency, customer_id
"""
_LABELS = labels_of()
_BUCKET = "coalesce(sum(open_minor) FILTER (WHERE open_minor > 0 AND bucket = {}), 0)::bigint"
_AGED = _OPEN_ON.replace("{buckets}", ", ".join(_BUCKET.format(n) for n in range(len(_LABELS))))


def aging(entity_id: UUID, on: date, customer_id: UUID | None = None) -> list[AgedCustomer]:
    """What every customer owed at the end of a day, by age; per currency the totals sum to the
    balance of the receivable account on that day. The largest debts first."""
    # The buckets of core/aging.py, summed by the database: a row per customer, not per document.
    wanted: dict[str, Any] = {
        "entity": entity_id, "on": on, "customer": customer_id,
        "starts": [1, *(bound + 1 for bound in BOUNDS)],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_AGED, wanted)
        return [
            AgedCustomer(
                customer, currency,
                Aging(_LABELS, tuple(buckets), owed, credit, disputed_minor=0, total_minor=total),
            )
            for customer, currency, *buckets, owed, credit, total in cursor.fetchall()
        ]  # fmt: skip


def statement(customer_id: UUID, start: date, end: date) -> list[AccountFacts]:
    """The customer's account over [start, end), one per currency; invoices, credit notes, payments."""
    documents = list(OpenItem.objects.filter(customer_id=customer_id, issued_on__lt=end))
    came = Payment.objects.select_related("came_back").filter(customer_id=customer_id)
    money = list(came.filter(received_on__lt=end))
    rows: list[OpenItem | Payment] = [*documents, *money]
    entity_id = rows[0].entity_id if rows else None
    if entity_id is None:
        return []
    aged = {a.currency: a.aging for a in aging(entity_id, end - timedelta(days=1), customer_id)}
    found = []
    for currency in sorted({row.currency for row in rows}):
        own = [row for row in documents if row.currency == currency]
        paid = [row for row in money if row.currency == currency]
        account = account_over(_movements(own, paid), start, end)
        found.append(_account(currency, account, own, paid, aged.get(currency, age([], end))))
    return found


def documents_of(customer_id: UUID, start: date, end: date) -> list[UUID]:
    """What a statement over [start, end) tells of: invoices, credit notes and payments, by id."""
    own = {"customer_id": customer_id}
    items = OpenItem.objects.filter(issued_on__gte=start, issued_on__lt=end, **own)
    money = Payment.objects.filter(received_on__gte=start, received_on__lt=end, **own)
    return [*items.values_list("pk", flat=True), *money.values_list("pk", flat=True)]


def _movements(documents: Iterable[OpenItem], money: Iterable[Payment]) -> list[Movement]:
    back = [(p, p.came_back.returned_on) for p in money if hasattr(p, "came_back")]
    return [
        *(Movement(d.issued_on, d.kind, d.number, d.gross_minor) for d in documents),
        *(Movement(p.received_on, "payment", p.number, -p.amount_minor) for p in money),
        *(Movement(on, "return", p.number, p.amount_minor) for p, on in back),
    ]


def _account(
    currency: str, account: Account, documents: Sequence[OpenItem], money: Sequence[Payment],
    aged: Aging,
) -> AccountFacts:  # fmt: skip
    due = {d.number: d.due_on for d in documents if d.gross_minor > 0}
    said = {p.number: p.reference for p in money}
    rows = tuple(
        AccountRow(
            x.movement, due.get(x.movement.number), said.get(x.movement.number, ""), x.balance_minor
        )
        for x in account.lines
    )
    return AccountFacts(currency, account.opening_minor, rows, account.closing_minor, aged)


def _allocations(which: Q) -> list[AllocationFacts]:
    rows = Allocation.objects.filter(which).select_related("item", "payment", "credit_note")
    found = list(rows.order_by("id"))
    undone = {row.reverses_id for row in found if row.reverses_id}
    return [
        AllocationFacts(
            id=row.pk,
            invoice_id=row.item_id,
            invoice_number=row.item.number,
            payment_id=row.payment_id,
            payment_number=row.payment.number if row.payment else "",
            credit_id=row.credit_note_id,
            credit_number=row.credit_note.number if row.credit_note else "",
            amount_minor=row.amount_minor,
            currency=row.item.currency,
            on=row.on,
            undone=row.pk in undone or row.reverses_id is not None,
        )
        for row in found
    ]


def _values(row: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _item(row: OpenItem) -> OpenItemFacts:
    return OpenItemFacts(**_values(row, _ITEM))
