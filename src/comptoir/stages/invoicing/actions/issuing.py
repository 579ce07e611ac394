"""Issuing: the number, the books, the credit, and a document that never changes again."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from comptoir.kernel.errors import Invalid
from comptoir.kernel.states import step
from comptoir.platform import sql
from comptoir.platform.actions import Do, action
from comptoir.stages.invoicing import parts, queries, rows
from comptoir.stages.invoicing.actions.crediting import corrected
from comptoir.stages.invoicing.core.states import INVOICE_MOVES, InvoiceKind, InvoiceState
from comptoir.stages.invoicing.core.totals import totals
from comptoir.stages.invoicing.events import CreditNoteIssued, InvoiceIssued, InvoiceSent
from comptoir.stages.invoicing.models import Invoice, InvoiceLine
from comptoir.stages.invoicing.standing import standings, takes_over
from comptoir.stages.ordering import queries as ordering


class NotYet(Invalid):
    """An invoice is not dated in the future."""

    code = "invoice_in_future"


@action(may="invoicing.write")
def issue_invoice(do: Do, *, invoice_id: UUID) -> InvoiceIssued | CreditNoteIssued:
    """Issue a draft: due date by the customer's terms, mentions fixed, posted, a number of ours taken last.

    Raises MentionMissing, which names the first absent fact and its article of law.
    """
    row = rows.locked(do.entity_id, invoice_id)
    step(INVOICE_MOVES, "issue", InvoiceState(row.state))
    if row.issued_on and row.issued_on > do.today:
        raise NotYet(
            field="issued_on", found=row.issued_on.isoformat(), expected=f"{do.today} or earlier"
        )
    lines = sql.find(InvoiceLine, "invoice_id = %s ORDER BY position", [row.id])
    made = parts.Paper(row, lines, totals(lines), saved=True)
    if row.kind == InvoiceKind.CREDIT:  # left to the customer before: now we contest, and correct
        row.self_billing_id = None
        corrected(do, made)
    else:
        made.from_order_minor = from_orders(row, lines)
    parts.issue(do, [made])
    return cast(InvoiceIssued | CreditNoteIssued, do.recorded[-1])


@action(may="invoicing.write")
def mark_sent(do: Do, *, invoice_id: UUID) -> InvoiceSent:
    """Note that the document was handed to the customer; its PDF is kept as it was sent."""
    row = rows.locked(do.entity_id, invoice_id)
    if row.state != InvoiceState.ISSUED:
        raise queries.NotIssued(field="state", found=row.state, expected=InvoiceState.ISSUED)
    return do.record(InvoiceSent(entity_id=do.entity_id, invoice_id=row.id))


def from_orders(row: Invoice, lines: list[InvoiceLine]) -> int:
    """What these lines take over of the credit that their orders reserved."""
    homes = {row.order_id} - {None} or set(_orders_of(lines).values())
    orders = ordering.locked_orders(pk for pk in homes if pk)
    found = standings(orders.values())
    credit = row.kind == InvoiceKind.CREDIT
    if len(found) == 1:
        return takes_over(next(iter(found.values())), lines, credit=credit)
    at = _orders_of(lines)
    return sum(
        takes_over(
            stands, [li for li in lines if at.get(li.order_line_id or 0) == pk], credit=credit
        )
        for pk, stands in found.items()
    )


def _orders_of(lines: list[InvoiceLine]) -> dict[int, UUID]:
    """Order line id → order."""
    ids = {line.order_line_id for line in lines if line.order_line_id}
    return {pk: line.order_id for pk, line in ordering.lines(ids).items()}
