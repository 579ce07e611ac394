"""Writing invoices inside an open action: drafts, issuing one or a thousand, and rows of an import."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any
from uuid import UUID

from comptoir.kernel.errors import DomainError, Refused
from comptoir.platform import bulk, numbering, sql
from comptoir.platform.actions import Do, part
from comptoir.platform.ids import new_id
from comptoir.records.credit import parts as credit
from comptoir.records.credit import queries as exposures
from comptoir.records.ledger import parts as ledger
from comptoir.records.parties import queries as parties
from comptoir.records.parties.self_billing import in_force
from comptoir.records.parties.terms import due_date, read_terms
from comptoir.records.taxes import queries as taxes
from comptoir.stages.invoicing import law
from comptoir.stages.invoicing.core.lines import ADVANCES, LineKind, NewLine
from comptoir.stages.invoicing.core.margins import PurchaseUnknown
from comptoir.stages.invoicing.core.states import InvoiceKind, InvoiceState
from comptoir.stages.invoicing.core.totals import Totals, totals
from comptoir.stages.invoicing.events import CreditNoteIssued, InvoiceDrafted, InvoiceIssued
from comptoir.stages.invoicing.models import Invoice, InvoiceLine, InvoiceVat
from comptoir.stages.invoicing.preparing import Head

INVOICE_COLUMNS = (
    "id", "entity_id", "kind", "number", "state", "customer_id", "order_id", "corrects_id",
    "currency", "language", "issued_on", "due_on", "supplied_on", "terms_kind", "terms_days",
    "customer_ref", "reason", "reason_code", "net_minor", "vat_minor", "gross_minor", "seller",
    "buyer", "mentions", "prepared_by", "approved_by", "revision",
)  # fmt: skip
SOLD_COLUMNS = (
    "invoice_id", "position", "kind", "order_line_id", "charge_id", "usage_id", "deposit_id",
    "credits_id", "restores_quantity", "sku", "description", "quantity", "unit", "unit_net",
    "list_price", "discount_percent", "net_minor", "decision_id", "vat_rate", "service_start",
    "service_end",
)  # fmt: skip
LINE_COLUMNS = (*SOLD_COLUMNS, "margin_rate", "purchase_minor", "margin_vat_minor")
BULK_LINE_COLUMNS = ("id", *SOLD_COLUMNS)
VAT_COLUMNS = ("invoice_id", "decision_id", "rate", "base_minor", "vat_minor")
_LINE_FIELDS = attrgetter(*LINE_COLUMNS[2:])  # all but the invoice and the position
_ISSUED = [
    "number", "state", "issued_on", "due_on", "supplied_on", "seller", "buyer", "mentions",
    "approved_by", "revision", "self_billing",
]  # fmt: skip


class CustomerWrites(Refused):
    """This customer writes its invoices itself, in our name: ours would bill it twice."""

    code = "customer_writes_invoices"


@dataclass(slots=True)
class Paper:
    """An invoice on its way: its row, its lines, and how much of the order's credit it takes over.

    saved  the row and its lines are in the database as a draft
    corrects  number and day of the invoice that a credit note corrects
    number  the customer's own, on what it wrote under a mandate (`invoice.self_billing`); "": one of ours
    """

    invoice: Invoice
    lines: Sequence[NewLine | InvoiceLine]
    vat: Totals
    saved: bool = False
    from_order_minor: int = 0
    corrects: tuple[str, date] | None = None
    number: str = ""


def paper(do: Do, head: Head, lines: Sequence[NewLine], kind: InvoiceKind, **more: Any) -> Paper:
    """A fresh invoice, not yet written. `more`: columns of the row such as reason, corrects_id."""
    sums = totals(lines)
    row = Invoice(
        id=new_id(), entity_id=do.entity_id, kind=kind, state=InvoiceState.DRAFT,
        customer_id=head.customer_id, order_id=head.order_id, currency=head.currency,
        language=head.language, supplied_on=head.supplied_on, terms_kind=head.terms_kind,
        terms_days=head.terms_days, customer_ref=head.customer_ref, net_minor=sums.net_minor,
        vat_minor=sums.vat_minor, gross_minor=sums.gross_minor, prepared_by=do.actor.name,
        margin_vat_minor=sum(line.margin_vat_minor for line in lines), **more,
    )  # fmt: skip
    return Paper(row, lines, sums)


@part
def write(do: Do, made: Paper) -> None:
    """Write a document that is not issued yet, with its lines; three statements."""
    _insert([made])
    made.saved = True


@part
def save_draft(do: Do, made: Paper) -> InvoiceDrafted:
    """Write a draft, and put it on the record."""
    write(do, made)
    row = made.invoice
    return do.record(
        InvoiceDrafted(
            entity_id=do.entity_id,
            invoice_id=row.id,
            customer_id=row.customer_id,
            kind=row.kind,
            gross_minor=row.gross_minor,
            currency=row.currency,
            order_id=row.order_id,
        )  # fmt: skip
    )


@part
def rewrite_draft(do: Do, row: Invoice, lines: Sequence[NewLine]) -> None:
    """Replace the lines of a draft and set its totals; the caller saves the row."""
    InvoiceVat.objects.filter(invoice=row).delete()
    InvoiceLine.objects.filter(invoice=row).delete()
    sums = totals(lines)
    row.net_minor, row.vat_minor, row.gross_minor = (
        sums.net_minor, sums.vat_minor, sums.gross_minor,
    )  # fmt: skip
    row.margin_vat_minor = sum(line.margin_vat_minor for line in lines)
    InvoiceVat.objects.bulk_create(_vat_rows(row.id, sums))
    bulk.copy(InvoiceLine._meta.db_table, LINE_COLUMNS, _line_rows(row.id, lines))


@part
def issue(do: Do, papers: Sequence[Paper], *, leave: bool = False) -> list[Paper]:
    """Number, freeze, post and count invoices and credit notes: one or a thousand at the same price.

    leave  a document that lacks a mandatory mention, or that the customer writes, stays (or becomes) a draft
           instead of refusing
    Answers what was issued. Numbers are taken last; documents of nothing post no entry.
    """
    ready, kept = _checked(do, papers, leave)
    for made in kept:
        if not made.saved:
            save_draft(do, made)
    if not ready:
        return []
    _number(do, ready)
    _insert([made for made in ready if not made.saved])
    for made in ready:
        if made.saved:
            sql.save(made.invoice, *_ISSUED)
    ledger.post(do, [_entry(made) for made in ready])
    credit.move_bulk(do, [_move(made) for made in ready])
    for made in ready:
        do.record(_issued(made.invoice))
    return ready


def _checked(do: Do, papers: Sequence[Paper], leave: bool) -> tuple[list[Paper], list[Paper]]:
    """Fill in what is printed; those that may be issued, and those that lack a mention."""
    entity = parties.entity(do.entity_id)
    customers = parties.customers({made.invoice.customer_id for made in papers})
    decisions = taxes.decisions({line.decision_id for made in papers for line in made.lines})
    ready: list[Paper] = []
    kept: list[Paper] = []
    for made in papers:
        customer = customers[made.invoice.customer_id]
        try:
            law.refuse(_fill(do, made, entity, customer, decisions).missing, customer)
            _refuse_double(made, customer)
            _check_purchases(made)
            ready.append(made)
        except DomainError:
            if not leave:
                raise
            kept.append(made)
    for made in kept:
        made.invoice.issued_on = made.invoice.due_on = None
    return ready, kept


def _refuse_double(made: Paper, customer: parties.CustomerFacts) -> None:
    """CustomerWrites, of an invoice that a mandate of its day leaves to the customer. What corrects one may
    be the seller's (CGI ann. II art. 242 nonies: who contests a document issues the correction)."""
    row = made.invoice
    assert row.issued_on is not None, "an invoice is dated before it is issued"
    mandate = in_force(customer.self_billing, row.issued_on)
    if mandate and not made.number and row.kind != InvoiceKind.CREDIT:
        raise CustomerWrites(
            field="customer_id", found=customer.number, reference=mandate.reference,
            fix="record the customer's invoice on the draft, or end its mandate",
        )  # fmt: skip


def _check_purchases(made: Paper) -> None:
    for n, line in enumerate(made.lines):
        if line.margin_rate is not None and line.purchase_minor is None:
            raise PurchaseUnknown(
                field=f"lines.{n}.purchase", found=line.sku, expected="its purchase price (cost)",
                fix="give the product its cost, then discard this draft and draft the invoice anew",
            )  # fmt: skip


def _fill(
    do: Do,
    made: Paper,
    entity: parties.EntityFacts,
    customer: parties.CustomerFacts,
    decisions: Mapping[UUID, taxes.DecisionFacts],
) -> law.Printed:
    row = made.invoice
    credit_note = row.kind == InvoiceKind.CREDIT
    row.issued_on = row.issued_on or do.today
    terms = read_terms(row.terms_kind, row.terms_days)
    row.due_on = row.issued_on if credit_note else row.due_on or due_date(row.issued_on, terms)
    used = {line.decision_id for line in made.lines}
    shown = law.printed(
        entity,
        customer,
        law.Said(
            language=row.language, number="to be taken", issued_on=row.issued_on,
            due_on=row.due_on, supplied_on=row.supplied_on,
            decisions=[decisions[pk] for pk in sorted(used)],
            complete=bool(made.lines) and all(line.description for line in made.lines),
            credit=credit_note, corrects=made.corrects, self_billed=bool(made.number),
        ),
    )  # fmt: skip
    row.seller, row.buyer, row.mentions = shown.seller, shown.buyer, shown.mentions
    return shown


def _number(do: Do, papers: Sequence[Paper]) -> None:
    """Consecutive numbers per series and year, in the order given; what a customer wrote keeps its own."""
    groups: dict[tuple[str, date], list[Paper]] = {}
    for made in papers:
        if made.number:
            made.invoice.number, made.invoice.state = made.number, InvoiceState.ISSUED
            continue
        series = "credit_note" if made.invoice.kind == InvoiceKind.CREDIT else "invoice"
        assert made.invoice.issued_on is not None, "an invoice is dated before it is numbered"
        groups.setdefault((series, made.invoice.issued_on), []).append(made)
    for (series, on), group in sorted(groups.items(), key=lambda item: item[0]):
        first = numbering.take(do, series, on, len(group))
        for n, made in enumerate(group, start=first):
            made.invoice.number = numbering.show(series, on.year, n)
            made.invoice.state = InvoiceState.ISSUED


def _insert(papers: Sequence[Paper]) -> None:
    """Heads, VAT rows, then lines: the trigger on lines verifies documents that come issued."""
    if not papers:
        return
    bulk.insert([made.invoice for made in papers])
    bulk.insert(
        [row for made in papers for row in _vat_rows(made.invoice.id, made.vat)], keys=False
    )
    lines = [row for made in papers for row in _line_rows(made.invoice.id, made.lines)]
    bulk.copy(InvoiceLine._meta.db_table, LINE_COLUMNS, lines)


def _vat_rows(invoice_id: UUID, sums: Totals) -> list[InvoiceVat]:
    return [
        InvoiceVat(
            invoice_id=invoice_id, decision_id=v.decision_id, rate=v.rate,
            base_minor=v.base_minor, vat_minor=v.vat_minor,
        )
        for v in sums.vat
    ]  # fmt: skip


def _line_rows(invoice_id: UUID, lines: Iterable[NewLine | InvoiceLine]) -> list[bulk.Row]:
    """In the order of LINE_COLUMNS."""
    return [
        (invoice_id, position, *_LINE_FIELDS(line)) for position, line in enumerate(lines, start=1)
    ]


def _entry(made: Paper) -> ledger.EntryDraft:
    """Dr receivable gross; Cr deferred what is sold, Cr deposits what is advanced, Cr VAT. Under a margin
    scheme the VAT is inside what is sold, and lowers it. A credit note and the deduction of a deposit are
    the same with the other sign."""
    row = made.invoice
    advances = [line for line in made.lines if line.kind in ADVANCES]
    advanced = sum(line.net_minor - line.margin_vat_minor for line in advances)
    assert row.number and row.issued_on, "numbered before it is posted"
    party = row.customer_id

    def line(role: str, minor: int) -> ledger.LineDraft:
        return ledger.LineDraft(role, minor, row.currency, party)

    return ledger.EntryDraft(
        journal="VE",
        booked_on=row.issued_on,
        label=f"{row.number} {row.buyer['name']}",
        source_kind="credit_note" if row.kind == InvoiceKind.CREDIT else "invoice",
        source_id=row.id,
        source_number=row.number,
        lines=(
            line("receivable", row.gross_minor),
            line("deferred", advanced - row.net_minor + row.margin_vat_minor),
            line("deposits", -advanced),
            line("vat_collected", -row.vat_minor - row.margin_vat_minor),
        ),
    )


def _move(made: Paper) -> credit.Move:
    """Sold: from the order's reservation to the invoices. A deposit that is deducted was paid before:
    it stops lowering the exposure, as far as it was counted."""
    row = made.invoice
    deducted = totals(line for line in made.lines if line.kind == LineKind.DEDUCTION).gross_minor
    if deducted < 0:
        paid = exposures.exposure(row.customer_id, row.currency).deposits
        deducted = -min(-deducted, max(paid, 0))
    return credit.Move(
        row.customer_id, row.currency, orders=-made.from_order_minor, invoices=row.gross_minor,
        deposits=deducted,
    )  # fmt: skip


def _issued(row: Invoice) -> InvoiceIssued | CreditNoteIssued:
    assert row.issued_on and row.due_on, "an issued invoice is dated"
    told: dict[str, Any] = {
        "entity_id": row.entity_id, "invoice_id": row.id, "customer_id": row.customer_id,
        "net_minor": row.net_minor, "vat_minor": row.vat_minor, "gross_minor": row.gross_minor,
        "currency": row.currency, "issued_on": row.issued_on, "order_id": row.order_id,
        "self_billed": row.self_billing_id is not None,
    }  # fmt: skip
    if row.kind == InvoiceKind.CREDIT:
        assert row.corrects_id, "a credit note corrects an invoice"
        return CreditNoteIssued(**told, corrects_id=row.corrects_id)
    return InvoiceIssued(**told, kind=row.kind, due_on=row.due_on)


def reserve_line_ids(count: int) -> Sequence[int]:
    """`count` ids for invoice lines, ascending: a recognition can name them before the COPY."""
    return bulk.reserve(InvoiceLine._meta.db_table, "id", count)


@part
def invoices_bulk(
    do: Do,
    invoices: bulk.Rows,
    lines: bulk.Rows,
    vats: bulk.Rows,
) -> tuple[int, int]:
    """Documents of an import, already issued and numbered, by COPY. Answers how many, and lines.

    invoices  tuples in the order of INVOICE_COLUMNS; state "issued"; JSON columns as JSON text
    lines     tuples in the order of BULK_LINE_COLUMNS (id: reserve_line_ids; no margin schemes), or such as
              `bulk.copy` takes text; whole documents: the trigger on lines refuses a document whose
              lines do not come at once or do not add up to it
    vats      tuples in the order of VAT_COLUMNS: one per document and decision, on the summed base
    The caller numbers (platform.numbering), posts (ledger.parts.post) and records the event.
    """
    made = bulk.copy(Invoice._meta.db_table, INVOICE_COLUMNS, invoices)
    bulk.copy(InvoiceVat._meta.db_table, VAT_COLUMNS, vats)
    return made, bulk.copy(InvoiceLine._meta.db_table, BULK_LINE_COLUMNS, lines)
