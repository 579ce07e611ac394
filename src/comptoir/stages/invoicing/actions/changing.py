"""Changing and discarding drafts. An issued document never changes: a credit note corrects it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from comptoir.kernel.errors import Invalid, Refused
from comptoir.kernel.states import step
from comptoir.platform.actions import Change, Do, action
from comptoir.records.catalog import queries as catalog
from comptoir.stages.invoicing import parts, preparing, rows
from comptoir.stages.invoicing.core.lines import (
    NOTHING,
    ZERO,
    LineKind,
    NewLine,
    check_quantity,
    share_minor,
)
from comptoir.stages.invoicing.core.states import INVOICE_MOVES, InvoiceKind, InvoiceState
from comptoir.stages.invoicing.events import InvoiceChanged, InvoiceDiscarded
from comptoir.stages.invoicing.models import Invoice, InvoiceLine
from comptoir.stages.invoicing.standing import OrderStanding, standing
from comptoir.stages.ordering import queries as ordering

FIELDS = ("issued_on", "due_on", "supplied_on", "customer_ref")
_LINE = tuple(NewLine.__dataclass_fields__)


class StaleDraft(Refused):
    """Someone else changed this draft while you were editing it."""

    code = "stale_draft"


class UnknownField(Invalid):
    """This cannot be changed on a draft."""

    code = "unknown_invoice_field"


class DatesRefused(Invalid):
    """These dates do not follow each other."""

    code = "invoice_dates_refused"


class LineFixed(Invalid):
    """The quantity of this line follows from a period or a deposit and cannot be changed."""

    code = "invoice_line_fixed"


class UnknownLine(Invalid):
    """This line is not on the draft."""

    code = "unknown_invoice_line"


class LastLine(Refused):
    """A draft keeps at least one line; discard it instead."""

    code = "last_invoice_line"


@dataclass(frozen=True, slots=True)
class LineChange:
    """One line of a draft anew: what is None stays."""

    line_id: int
    quantity: Decimal | None = None
    description: str | None = None
    remove: bool = False


@action(may="invoicing.write")
def change_draft(
    do: Do,
    *,
    invoice_id: UUID,
    revision: int,
    changes: Mapping[str, Any] | None = None,
    lines: Sequence[LineChange] = (),
) -> InvoiceChanged:
    """Change dates, customer reference, quantities or words of a draft, or take lines off.

    revision  the one that was read; StaleDraft when another edit came first
    changes   issued_on, due_on, supplied_on (None: by the terms, on the day of issue), customer_ref
    Amounts follow the order's prices; the deduction of a deposit is worked out again.
    """
    row = _draft(do, invoice_id, revision)
    changed = _heads(row, changes or {})
    if lines:
        before = row.net_minor
        _rewrite(do, row, lines)
        changed["net_minor"] = (before, row.net_minor)
    row.revision += 1
    row.save()
    return do.record(InvoiceChanged(entity_id=do.entity_id, invoice_id=row.id), changed=changed)


@action(may="invoicing.write")
def discard_draft(do: Do, *, invoice_id: UUID) -> InvoiceDiscarded:
    """Give up a draft, or a credit note that waits for approval; its charges may be billed again."""
    row = rows.locked(do.entity_id, invoice_id)
    row.state = step(INVOICE_MOVES, "discard", InvoiceState(row.state))
    row.save(update_fields=["state"])
    InvoiceLine.objects.filter(invoice=row).update(charge=None, usage=None)
    return do.record(InvoiceDiscarded(entity_id=do.entity_id, invoice_id=row.id))


def _draft(do: Do, invoice_id: UUID, revision: int) -> Invoice:
    row = rows.locked(do.entity_id, invoice_id)
    step(INVOICE_MOVES, "issue", InvoiceState(row.state))  # only what can be issued can be changed
    if row.revision != revision:
        raise StaleDraft(
            field="revision", found=revision, expected=row.revision, fix="read it again"
        )
    return row


def _heads(row: Invoice, changes: Mapping[str, Any]) -> Change:
    changed: Change = {}
    for name, value in changes.items():
        if name not in FIELDS:
            raise UnknownField(field=name[:40], expected=" | ".join(FIELDS))
        wished = str(value).strip()[:80] if name == "customer_ref" else value
        if wished != getattr(row, name):
            changed[name] = (getattr(row, name), wished)
            setattr(row, name, wished)
    if row.due_on and row.issued_on and row.due_on < row.issued_on:
        raise DatesRefused(
            field="due_on", found=row.due_on.isoformat(), expected=f"{row.issued_on} or later"
        )
    return changed


def _rewrite(do: Do, row: Invoice, changes: Sequence[LineChange]) -> None:
    """The draft's lines with the changes, and its deductions from scratch."""
    stands = None
    if row.order_id and row.kind == InvoiceKind.INVOICE:
        stands = standing(ordering.locked_order(row.order_id, do.entity_id), but_not=row.id)
    old = {line.id: line for line in row.lines.order_by("position")}
    wanted = {change.line_id: change for change in changes}
    for n, change in enumerate(changes):
        if change.line_id not in old or old[change.line_id].kind == LineKind.DEDUCTION:
            raise UnknownLine(field=f"lines.{n}.line_id", found=change.line_id)
    kept: list[NewLine] = []
    for pk, line in old.items():
        asked = wanted.get(pk, LineChange(pk))
        if not asked.remove and (stands is None or line.kind != LineKind.DEDUCTION):
            kept.append(
                _changed(line, asked, stands, list(wanted).index(pk) if pk in wanted else 0)
            )
    if not kept:
        raise LastLine(field="lines", fix="discard the draft")
    if stands is not None:
        kept += preparing.deduction_lines(stands, kept)
    parts.rewrite_draft(do, row, kept)


def _changed(line: InvoiceLine, asked: LineChange, stands: OrderStanding | None, n: int) -> NewLine:
    new = NewLine(**{name: getattr(line, name) for name in _LINE})
    if asked.description is not None and asked.description.strip():
        new = replace(new, description=asked.description.strip()[:300])
    if line.kind not in (LineKind.GOODS, LineKind.SERVICE) or stands is None:
        if asked.quantity not in (None, line.quantity):
            raise LineFixed(field=f"lines.{n}.quantity", found=line.kind)
        return new
    assert line.order_line_id is not None, "goods and services come from an order line"
    quantity = line.quantity if asked.quantity is None else asked.quantity
    return _resized(new, line.order_line_id, quantity, stands, n)


def _resized(
    new: NewLine, order_line_id: int, quantity: Decimal, stands: OrderStanding, n: int
) -> NewLine:
    """The line with another quantity: at most what is delivered and stands on no other invoice."""
    order_line = next(li for li in stands.order.lines if li.id == order_line_id)
    products = catalog.products({li.product_id for li in stands.order.lines})
    if quantity != new.quantity:
        rest = preparing.left(stands, preparing.served(stands.order.id), products)
        quantity = check_quantity(quantity, rest.get(order_line_id, ZERO), f"lines.{n}.quantity")
    net = share_minor(
        order_line.net_minor,
        order_line.quantity,
        stands.lines.get(order_line_id, NOTHING),
        quantity,
    )
    product = products[order_line.product_id]
    inside = preparing.margin_of(order_line, product, stands, quantity, net)
    return replace(
        new, quantity=quantity, net_minor=net, margin_rate=inside.rate,
        purchase_minor=inside.purchase_minor, margin_vat_minor=inside.vat_minor,
    )  # fmt: skip
