"""Credit notes: by line, with a reason, at the prices of the invoice they correct."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import cast
from uuid import UUID

from django.db.models import Q, Sum

from comptoir.kernel.errors import Forbidden, Refused
from comptoir.kernel.money import Money
from comptoir.kernel.states import step
from comptoir.platform import sql
from comptoir.platform.actions import Do, action
from comptoir.platform.hands import another_may, hand
from comptoir.stages.invoicing import parts, preparing, rows
from comptoir.stages.invoicing.core import crediting as core
from comptoir.stages.invoicing.core.crediting import CreditIn, ReasonCode
from comptoir.stages.invoicing.core.lines import ADVANCES, LineKind, NewLine
from comptoir.stages.invoicing.core.margins import Inside
from comptoir.stages.invoicing.core.states import INVOICE_MOVES, InvoiceKind, InvoiceState
from comptoir.stages.invoicing.core.totals import totals
from comptoir.stages.invoicing.events import (
    CreditNoteIssued,
    CreditNoteReleased,
    CreditNoteSubmitted,
    InvoiceDrafted,
)
from comptoir.stages.invoicing.models import Invoice, InvoiceLine
from comptoir.stages.invoicing.standing import standing, takes_over
from comptoir.stages.ordering import queries as ordering

APPROVE = "invoicing.approve"


class NotCreditable(Refused):
    """Only an issued invoice can be corrected by a credit note."""

    code = "not_creditable"


class SameHand(Forbidden):
    """A credit note is approved by somebody else than its author."""

    code = "same_hand"


class DepositConsumed(Refused):
    """Invoices have already deducted this deposit; credit those instead."""

    code = "deposit_consumed"


class WeWroteIt(Refused):
    """We wrote this invoice: its credit note is ours to write."""

    code = "invoice_not_self_billed"


@action(may="invoicing.write")
def credit_note(
    do: Do,
    *,
    invoice_id: UUID,
    lines: Sequence[CreditIn] | None = None,
    reason: str,
    reason_code: str,
    by_customer: bool = False,
) -> CreditNoteIssued | CreditNoteSubmitted | InvoiceDrafted:
    """Correct an invoice, wholly or in part.

    lines        by quantity or by net amount; None for everything that is not credited yet
    reason_code  return | price | other; a return or a wrong invoice may be invoiced again
    by_customer  of a self-billed invoice: a draft, on which the customer's own credit note is recorded
                 (record_customer_invoice). Without it we contest, and correct under a number of ours
    Above 1,000.00 (major units, with VAT) it waits for an approver, and never for its author: only where
    nobody else of the company may approve, an author who may issues it alone.
    """
    code = core.check_reason(reason, reason_code)
    source = rows.locked(do.entity_id, invoice_id)
    if source.state != InvoiceState.ISSUED or source.kind == InvoiceKind.CREDIT:
        raise NotCreditable(field="invoice_id", found=f"{source.kind}, {source.state}")
    if by_customer and source.self_billing_id is None:
        raise WeWroteIt(field="by_customer", found=source.number)
    made = _paper(do, source, _lines(source, lines, code), code)
    if made.invoice.gross_minor > 0:  # e.g. the deduction of a deposit alone
        raise core.CreditAsksForMoney(field="lines", found=made.invoice.gross_minor, expected="≤ 0")
    made.invoice.self_billing_id = source.self_billing_id if by_customer else None
    made.invoice.reason = reason.strip()[:200]
    row = made.invoice
    if core.above_limit(row.gross_minor, row.currency) and _needs_another(do):
        row.state = step(INVOICE_MOVES, "submit", InvoiceState.DRAFT)
        parts.write(do, made)
        return do.record(
            CreditNoteSubmitted(
                entity_id=do.entity_id,
                invoice_id=row.id,
                gross_minor=row.gross_minor,
                currency=row.currency,
            )  # fmt: skip
        )
    return parts.save_draft(do, made) if by_customer else _issue(do, made)


def _needs_another(do: Do) -> bool:
    if do.actor.kind == "system":
        return False
    return not do.actor.may(APPROVE) or another_may(APPROVE, do.entity_id, hand(do.actor.name))


@action(may=APPROVE)
def approve_credit_note(do: Do, *, invoice_id: UUID) -> CreditNoteIssued | CreditNoteReleased:
    """Issue a credit note that waits, or let the customer write it; never by the hand that wrote it."""
    row = rows.locked(do.entity_id, invoice_id)
    theirs = row.self_billing_id is not None
    after = step(INVOICE_MOVES, "release" if theirs else "approve", InvoiceState(row.state))
    if hand(do.actor.name) == hand(row.prepared_by):
        raise SameHand(field="approved_by", found=do.actor.name)
    row.approved_by = do.actor.name
    if theirs:
        row.state = after
        sql.save(row, "state", "approved_by")
        return do.record(CreditNoteReleased(entity_id=do.entity_id, invoice_id=row.id))
    lines = list(row.lines.order_by("position"))
    return _issue(do, parts.Paper(row, lines, totals(lines), saved=True))


def _issue(do: Do, made: parts.Paper) -> CreditNoteIssued:
    corrected(do, made)
    parts.issue(do, [made])
    return cast(CreditNoteIssued, do.recorded[-1])


def corrected(do: Do, made: parts.Paper) -> None:
    """What a credit note says of the invoice that it corrects, and gives back to its order."""
    row = made.invoice
    made.corrects = _numbered(cast(Invoice, row.corrects))
    if row.order_id:
        made.from_order_minor = _given_back(do, row.order_id, made)


def _given_back(do: Do, order_id: UUID, made: parts.Paper) -> int:
    """The reservation that comes back to the order; a deposit only as far as it is not consumed."""
    stands = standing(ordering.locked_order(order_id, do.entity_id))
    consumed = {(d.invoice_id, d.tax.decision_id): d for d in stands.deposits()}
    for line in made.lines:
        deposit = consumed.get((cast(UUID, made.invoice.corrects_id), line.decision_id))
        if line.kind == LineKind.DEPOSIT and deposit:
            free = deposit.asked - deposit.consumed
            if -line.net_minor > free:
                raise DepositConsumed(field="lines", found=-line.net_minor, expected=free)
    return takes_over(stands, made.lines, credit=True)


def _paper(do: Do, source: Invoice, lines: list[NewLine], code: ReasonCode) -> parts.Paper:
    head = preparing.Head(
        source.customer_id, source.currency, source.language, source.terms_kind,
        source.terms_days, source.order_id, source.customer_ref, source.supplied_on,
    )  # fmt: skip
    return parts.paper(do, head, lines, InvoiceKind.CREDIT, corrects=source, reason_code=code.value)


def _numbered(source: Invoice) -> tuple[str, date]:
    assert source.number and source.issued_on, "only an issued invoice is corrected"
    return source.number, source.issued_on


def _lines(source: Invoice, asked: Sequence[CreditIn] | None, code: ReasonCode) -> list[NewLine]:
    rows = {line.id: line for line in source.lines.order_by("position")}
    known = _credited(source)
    left = {pk: _standing(r, known.get(pk, core.Credited())) for pk, r in rows.items()}
    wanted = asked
    if wanted is None:
        wanted = [CreditIn(pk) for pk, line in left.items() if line.left and line.left_minor]
    if not wanted:
        raise core.NothingToCredit(field="lines", found=source.number)
    made: list[NewLine] = []
    for n, one in enumerate(wanted):
        if one.line_id not in rows or one.line_id in {line.credits_id for line in made}:
            raise core.MoreThanInvoiced(field=f"lines.{n}.line_id", found=one.line_id)
        taken = core.take(left[one.line_id], one, code, f"lines.{n}")
        inside = core.margin_back(left[one.line_id], taken)
        made.append(_line(rows[one.line_id], taken, inside, source))
    return made


def _standing(row: InvoiceLine, credited: core.Credited) -> core.Line:
    inside = Inside(row.margin_rate, row.purchase_minor, row.margin_vat_minor)
    return core.Line(row.quantity, row.net_minor, credited, inside, row.kind in ADVANCES)


def _credited(source: Invoice) -> dict[int, core.Credited]:
    """What earlier notes took back per line; one that waits for approval counts."""
    restored = Q(restores_quantity=True)
    rows = InvoiceLine.objects.filter(credits__invoice=source).exclude(
        invoice__state=InvoiceState.DISCARDED
    )
    sums = rows.values_list("credits").annotate(
        quantity=Sum("quantity", filter=restored),
        restored=Sum("net_minor", filter=restored),
        net=Sum("net_minor"),
        purchase=Sum("purchase_minor"),
        vat=Sum("margin_vat_minor"),
    )
    return {
        pk: core.Credited(-(quantity or Decimal(0)), *(-(minor or 0) for minor in minors))
        for pk, quantity, *minors in sums
    }


def _line(row: InvoiceLine, taken: core.Taken, inside: Inside, source: Invoice) -> NewLine:
    """The negative of what is taken; an amount is one correction at its own price."""
    words, unit_net, quantity = row.description, row.unit_net, -taken.quantity
    if not taken.quantity:
        words = preparing.say(source.language, "price", line=row.description)
        unit_net, quantity = Money(abs(taken.net_minor), source.currency).major, Decimal(-1)
    return NewLine(
        kind=row.kind,
        description=words,
        quantity=quantity,
        unit_net=unit_net,
        net_minor=-taken.net_minor,
        decision_id=row.decision_id,
        vat_rate=row.vat_rate,
        sku=row.sku,
        unit=row.unit,
        list_price=row.list_price if taken.quantity else None,
        discount_percent=row.discount_percent if taken.quantity else None,
        order_line_id=row.order_line_id,
        charge_id=row.charge_id,
        usage_id=row.usage_id,
        deposit_id=row.deposit_id,
        credits_id=row.id,
        restores_quantity=taken.restores and row.kind not in ADVANCES,
        margin_rate=inside.rate,
        purchase_minor=inside.purchase_minor,
        margin_vat_minor=inside.vat_minor,
        service_start=row.service_start,
        service_end=row.service_end,
    )
