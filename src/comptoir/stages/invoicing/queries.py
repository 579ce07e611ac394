"""Reads of invoices, deposit invoices and credit notes, and of what waits to be invoiced."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum, Window
from django.db.models.functions import RowNumber

from comptoir.kernel.errors import NotFound, Refused
from comptoir.platform import sql
from comptoir.platform.paging import keyset
from comptoir.records.parties import queries as parties
from comptoir.stages.invoicing.backlog import (
    Milestone,
    ToInvoice,
    milestones,
    scheduled,
    to_invoice,
    to_invoice_page,
)
from comptoir.stages.invoicing.core.lines import LineKind, Standing
from comptoir.stages.invoicing.core.states import InvoiceKind, InvoiceState
from comptoir.stages.invoicing.core.totals import vat_of
from comptoir.stages.invoicing.facts import (
    Filter,
    InvoiceFacts,
    InvoiceHead,
    InvoiceLineFacts,
    InvoiceVatFacts,
)
from comptoir.stages.invoicing.models import Invoice, InvoiceLine, InvoiceVat
from comptoir.stages.invoicing.self_billing import CustomerSeries, customer_series
from comptoir.stages.metering import queries as metering
from comptoir.stages.metering.queries import DueUsage
from comptoir.stages.subscribing import queries as subscribing
from comptoir.stages.subscribing.queries import DueCharge

__all__ = [
    "CustomerSeries",
    "Filter",
    "InvoiceFacts",
    "InvoiceHead",
    "InvoiceLineFacts",
    "InvoiceVatFacts",
    "Milestone",
    "ToInvoice",
    "customer_series",
    "milestones",
    "scheduled",
    "to_invoice",
    "to_invoice_page",
]
Due = DueCharge | DueUsage


class UnknownInvoice(NotFound):
    """There is no such invoice."""

    code = "unknown_invoice"


class NotIssued(Refused):
    """The document is not issued yet."""

    code = "invoice_not_issued"


class BadSort(Refused):
    """Invoices cannot be sorted by this."""

    code = "bad_invoice_sort"


_LINE = tuple(InvoiceLineFacts.__dataclass_fields__)
_HEAD = tuple(InvoiceHead.__dataclass_fields__)
_FACTS = tuple(n for n in InvoiceFacts.__dataclass_fields__ if n not in ("lines", "vat"))
SORTS = ("issued_on", "number", "due_on", "gross_minor", "state")


def invoice(invoice_id: UUID, entity_id: UUID | None = None) -> InvoiceFacts:
    """One document with lines and VAT; with `entity_id`, only if it is that company's."""
    row = sql.first(Invoice, "id = %s", [invoice_id])
    if row is None or entity_id not in (None, row.entity_id):
        raise UnknownInvoice(field="invoice_id", found=str(invoice_id))
    return _facts(row, row.lines.order_by("position"), row.vat_rows.order_by("-rate", "id"))


def invoices(ids: Iterable[UUID]) -> dict[UUID, InvoiceFacts]:
    """Several documents with lines and VAT; an unknown id is left out. Three statements."""
    rows = Invoice.objects.filter(pk__in=set(ids)).prefetch_related("lines", "vat_rows")
    return {
        row.id: _facts(row, sorted(row.lines.all(), key=lambda li: li.position), row.vat_rows.all())
        for row in rows
    }


def head(invoice_id: UUID, entity_id: UUID) -> InvoiceHead:
    """The head of one document of a company; one statement."""
    found = sql.values(Invoice, _HEAD, "id = %s AND entity_id = %s", [invoice_id, entity_id])
    if not found:
        raise UnknownInvoice(field="invoice_id", found=str(invoice_id))
    return InvoiceHead(*found[0])


def numbered(entity_id: UUID, number: str) -> InvoiceHead | None:
    """The issued document of that number; None when there is none, or a customer wrote one like it."""
    rows = Invoice.objects.filter(entity_id=entity_id, number=number, state=InvoiceState.ISSUED)
    found = list(rows.only(*_HEAD)[:2])
    return InvoiceHead(**{n: getattr(found[0], n) for n in _HEAD}) if len(found) == 1 else None


def heads(ids: Iterable[UUID]) -> dict[UUID, InvoiceHead]:
    """The heads of several documents by id; one statement."""
    rows = Invoice.objects.filter(pk__in=set(ids)).values_list(*_HEAD)
    return {row[0]: InvoiceHead(*row) for row in rows}


def heads_by(field: str, ids: Collection[UUID]) -> dict[UUID, list[InvoiceHead]]:
    """Heads by `order_id` or `corrects_id`, oldest first; one statement."""
    found: dict[UUID, list[InvoiceHead]] = {}
    rows = Invoice.objects.filter(**{f"{field}__in": ids}).order_by("created_at", "id")
    for one in (InvoiceHead(*row) for row in rows.values_list(*_HEAD)):
        found.setdefault(getattr(one, field), []).append(one)
    return found


def decisions_of(ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """The VAT decisions that each of several documents bears, by id; one statement."""
    found: dict[UUID, list[UUID]] = {}
    rows = InvoiceVat.objects.filter(invoice_id__in=ids).order_by("id")
    for invoice_id, decision_id in rows.values_list("invoice_id", "decision_id"):
        found.setdefault(invoice_id, []).append(decision_id)
    return found


def newest_bearing(decision_ids: Collection[UUID], most: int = 50) -> dict[UUID, list[InvoiceHead]]:
    """The newest documents that bear each of several VAT decisions, at most so many of each."""
    place = Window(RowNumber(), partition_by=F("decision_id"), order_by=F("invoice_id").desc())
    bearing = InvoiceVat.objects.filter(decision_id__in=decision_ids).annotate(place=place)
    rows = bearing.filter(place__lte=most).order_by("place")
    newest = list(rows.values_list("decision_id", "invoice_id"))
    known = heads(invoice_id for _decision_id, invoice_id in newest)
    found: dict[UUID, list[InvoiceHead]] = {}
    for decision_id, invoice_id in newest:
        found.setdefault(decision_id, []).append(known[invoice_id])
    return found


def invoices_of_order(order_id: UUID) -> list[InvoiceHead]:
    """The documents of an order, oldest first: its own, and those that bill its services with others."""
    mine = InvoiceLine.objects.filter(order_line__order_id=order_id).values("invoice_id")
    rows = Invoice.objects.filter(Q(order_id=order_id) | Q(pk__in=mine))
    return [InvoiceHead(*row) for row in rows.order_by("created_at", "id").values_list(*_HEAD)]


def corrections(invoice_id: UUID) -> list[InvoiceHead]:
    """The credit notes of an invoice, oldest first."""
    rows = Invoice.objects.filter(corrects_id=invoice_id).values_list(*_HEAD)
    return [InvoiceHead(*row) for row in rows.order_by("created_at", "id")]


def invoiced(order_ids: Collection[UUID]) -> dict[int, Standing]:
    """What of each order line stands invoiced by issued documents: quantity and net, minor units."""
    rows = InvoiceLine.objects.filter(
        order_line__order_id__in=list(order_ids), invoice__state=InvoiceState.ISSUED
    ).filter(~Q(invoice__kind=InvoiceKind.CREDIT) | Q(restores_quantity=True))
    sums = rows.values_list("order_line_id").annotate(q=Sum("quantity"), net=Sum("net_minor"))
    return {pk: Standing(quantity, net) for pk, quantity, net in sums}


def billed(order_ids: Collection[UUID]) -> dict[int, int]:
    """Net booked per order line by issued documents, price corrections included, minor units."""
    rows = InvoiceLine.objects.filter(
        order_line__order_id__in=list(order_ids), invoice__state=InvoiceState.ISSUED
    )
    return dict(rows.values_list("order_line_id").annotate(net=Sum("net_minor")))


def invoices_page(
    entity_id: UUID, wanted: Filter | None = None, *, cursor: str | None = None, limit: int = 50
) -> tuple[list[InvoiceHead], str | None]:
    """Heads, newest first, after `cursor`; and the cursor of the next page."""
    rows = _matching(entity_id, wanted or Filter()).only(*_HEAD)
    found, following = keyset(rows, ("-id",), cursor, limit)
    return [InvoiceHead(**{n: getattr(row, n) for n in _HEAD}) for row in found], following


def invoices_sorted(
    entity_id: UUID, wanted: Filter, *, sort: str = "-issued_on", offset: int = 0, limit: int = 50
) -> list[InvoiceHead]:
    """Heads of one page of a sorted list: one statement that reads only what lists show."""
    if sort.lstrip("-") not in SORTS:
        raise BadSort(field="sort", found=sort[:40], expected=" | ".join(SORTS))
    tie = "-number" if sort.startswith("-") else "number"
    order = [sort] if sort.lstrip("-") == "number" else [sort, tie]
    rows = _matching(entity_id, wanted).order_by(*order)
    return [InvoiceHead(*row) for row in rows.values_list(*_HEAD)[offset : offset + limit]]


def totals_by_currency(entity_id: UUID, wanted: Filter) -> dict[str, tuple[int, int]]:
    """How many documents a list holds and their gross, per currency; one statement."""
    rows = _matching(entity_id, wanted).values_list("currency")
    return {c: (n, minor) for c, n, minor in rows.annotate(n=Count("id"), sum=Sum("gross_minor"))}


def states(entity_id: UUID) -> dict[str, int]:
    """How many documents are in each state."""
    rows = Invoice.objects.filter(entity_id=entity_id).values_list("state").annotate(n=Count("id"))
    return dict(rows.order_by("state"))


def _matching(entity_id: UUID, wanted: Filter) -> QuerySet[Invoice]:
    """The rows of a list."""
    rows = Invoice.objects.filter(entity_id=entity_id)
    plain = {
        "state": wanted.state, "kind": wanted.kind, "customer_id": wanted.customer_id,
        "order_id": wanted.order_id, "corrects_id": wanted.corrects_id,
        "currency": wanted.currency, "issued_on__gte": wanted.since,
        "issued_on__lte": wanted.until,
    }  # fmt: skip
    rows = rows.filter(**{k: v for k, v in plain.items() if v})
    if wanted.self_billed is not None:
        rows = rows.filter(self_billing__isnull=not wanted.self_billed)
    if wanted.decision_id:
        bearing = InvoiceVat.objects.filter(decision_id=wanted.decision_id)
        rows = rows.filter(pk__in=bearing.values("invoice_id"))
    if wanted.past_due:
        rows = rows.filter(
            state=InvoiceState.ISSUED, due_on__lt=wanted.past_due
        ).exclude(kind=InvoiceKind.CREDIT)  # fmt: skip
    words = wanted.text.replace("\x00", "").strip()
    if words:
        named = [c.id for c in parties.find_customers(entity_id, words, limit=200)]
        said = Q(number__icontains=words) | Q(customer_ref__icontains=words)
        rows = rows.filter(said | Q(customer_id__in=named))
    return rows


def due_charges(entity_id: UUID, on: date) -> list[Due]:
    """Charges of services and of usage that may be invoiced by `on` and stand on no invoice."""
    lines = InvoiceLine.objects.filter(credits=None)
    unused = Q(kind=LineKind.UNUSED)
    charged = InvoiceLine.objects.filter(Q(credits=None) | unused, charge__isnull=False)
    used = lines.filter(usage__isnull=False).values("usage_id")
    return [
        *subscribing.charges_to_bill(entity_id, on, charged.values("charge_id")),
        *metering.usage_charges_to_bill(entity_id, on, used),
    ]


def credited(invoice_id: UUID) -> dict[int, tuple[Decimal, int]]:
    """What credit notes took back per line of an invoice: quantity and net, both in its sign."""
    rows = InvoiceLine.objects.filter(credits__invoice_id=invoice_id).exclude(
        invoice__state=InvoiceState.DISCARDED
    )
    sums = rows.values_list("credits").annotate(
        quantity=Sum("quantity", filter=Q(restores_quantity=True)), net=Sum("net_minor")
    )
    return {pk: (-(quantity or Decimal(0)), -(net or 0)) for pk, quantity, net in sums}


def deposit_left(invoice_id: UUID) -> int:
    """What of an issued deposit invoice is neither deducted by an invoice nor credited, with VAT."""
    mine = Q(invoice_id=invoice_id) | Q(deposit_id=invoice_id) | Q(credits__invoice_id=invoice_id)
    rows = InvoiceLine.objects.filter(mine).exclude(invoice__state=InvoiceState.DISCARDED)
    sums = rows.values_list("vat_rate").annotate(net=Sum("net_minor"))
    return sum(net + vat_of(net, rate) for rate, net in sums)


def _facts(row: Invoice, lines: Iterable[InvoiceLine], vat: Iterable[InvoiceVat]) -> InvoiceFacts:
    return InvoiceFacts(
        **{name: getattr(row, name) for name in _FACTS},
        lines=tuple(InvoiceLineFacts(**{n: getattr(li, n) for n in _LINE}) for li in lines),
        vat=tuple(InvoiceVatFacts(v.decision_id, v.rate, v.base_minor, v.vat_minor) for v in vat),
    )
