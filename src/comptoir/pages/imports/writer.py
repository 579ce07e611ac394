"""Some documents of the file → the books, inside one open action: ids, numbers, rows, entries.

Everything is written by COPY through the bulk parts of the rooms; the database checks each set.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from comptoir.pages.imports.core import booking
from comptoir.pages.imports.core.booking import Chunk, Ids, Place, Setting
from comptoir.pages.imports.core.documents import Document
from comptoir.pages.imports.core.rules import Kind
from comptoir.pages.imports.models import ListedLine
from comptoir.platform import bulk, numbering
from comptoir.platform.actions import Do, part
from comptoir.platform.ids import new_id
from comptoir.records.credit import parts as credit
from comptoir.records.ledger import parts as ledger
from comptoir.records.ledger.parts import EntryDraft, LineDraft
from comptoir.stages.collecting import parts as collecting
from comptoir.stages.collecting.parts import ItemRow
from comptoir.stages.fulfilling import parts as fulfilling
from comptoir.stages.invoicing import parts as invoicing
from comptoir.stages.ordering import parts as ordering
from comptoir.stages.recognizing import parts as recognizing

LISTED_COLUMNS = (
    "entity_id", "source_id", "row", "document", "kind", "rule", "day", "customer_ref", "sku",
    "description", "quantity", "unit_price", "amount_minor", "currency",
)  # fmt: skip
SERIES = {Kind.INVOICE: "invoice", Kind.CREDIT_NOTE: "credit_note"}
Dated = tuple[Document, date]  # a document and its day in the seller's zone


@part
def write(do: Do, documents: Sequence[Document], given: Setting, zone: ZoneInfo) -> None:
    """Book, post or list each of these documents, whole."""
    bulk.immediate()
    dated = sorted(((d, d.issued_at.astimezone(zone).date()) for d in documents), key=_day)
    sales = [(d, day) for d, day in dated if booking.is_sale(d)]
    placed = _placed(do, sales, given)
    _copy(do, _rows(placed, given))
    collecting.open_items_bulk(do, [_item(d, place, given) for d, place in placed])
    bulk.copy(ListedLine._meta.db_table, LISTED_COLUMNS, booking.listed(dated, given))
    credit.move_bulk(do, [
        credit.Move(given.buyers[d.customer_ref].id, given.currency, invoices=d.total_minor)
        for d, _ in placed
    ])  # fmt: skip
    drafts = [draft for d, place in placed for draft in _entries(d, place, given)]
    drafts += [_adjustment(d, day, given) for d, day in dated if d.kind is Kind.ADJUSTMENT]
    ledger.post(do, drafts)


def _day(dated: Dated) -> date:
    return dated[1]


def _placed(do: Do, sales: Sequence[Dated], given: Setting) -> list[tuple[Document, Place]]:
    """Ids, numbers and days. A document that comes after a later one of its series was numbered
    bears that later day: numbers and dates of a series rise together."""
    if not sales:
        return []
    moving = [booking.moves(d, given.items) > 0 for d, _ in sales]
    issued = _issue_days(do, sales)
    invoices = _numbers(
        do, [(SERIES[d.kind], on) for (d, _), on in zip(sales, issued, strict=True)]
    )
    orders = _numbers(do, [("order", day) for _, day in sales])
    goods = [("delivery", day) for (_, day), m in zip(sales, moving, strict=True) if m]
    deliveries = iter(_numbers(do, goods))
    return [
        (document, Place(
            order_id=new_id(), invoice_id=new_id(), delivery_id=new_id() if moves else None,
            order_number=order, invoice_number=invoice,
            delivery_number=next(deliveries) if moves else "", day=day, issued_on=on,
        ))
        for (document, day), moves, order, invoice, on in zip(
            sales, moving, orders, invoices, issued, strict=True)
    ]  # fmt: skip


def _issue_days(do: Do, sales: Iterable[Dated]) -> list[date]:
    last: dict[tuple[str, int], date] = {}
    found = []
    for document, day in sales:
        key = SERIES[document.kind], day.year
        if key not in last:
            last[key] = numbering.last_on(do, *key) or day
        last[key] = max(last[key], day)
        found.append(last[key])
    return found


def _numbers(do: Do, wanted: Sequence[tuple[str, date]]) -> list[str]:
    """The next number of each series on its day; one block per series and year."""
    counts = Counter((series, on.year) for series, on in wanted)
    latest = {(series, on.year): on for series, on in wanted}  # days rise
    following = {
        key: numbering.take(do, key[0], latest[key], count) for key, count in sorted(counts.items())
    }
    found = []
    for series, on in wanted:
        found.append(numbering.show(series, on.year, following[series, on.year]))
        following[series, on.year] += 1
    return found


def _rows(placed: Sequence[tuple[Document, Place]], given: Setting) -> Chunk:
    lines = booking.lines_of([d for d, _ in placed])
    moving = sum(booking.moves(d, given.items) for d, _ in placed)
    ids = Ids(
        iter(ordering.reserve_line_ids(lines)), iter(fulfilling.reserve_line_ids(moving)),
        iter(invoicing.reserve_line_ids(lines)), iter(recognizing.reserve_obligation_ids(lines)),
    )  # fmt: skip
    chunk = Chunk()
    for document, place in placed:
        booking.book(chunk, document, place, given, ids)
    return chunk


def _copy(do: Do, rows: Chunk) -> None:
    """Parents first."""
    ordering.orders_bulk(do, rows.orders, rows.order_lines)
    fulfilling.deliveries_bulk(do, rows.deliveries, rows.delivery_lines)
    invoicing.invoices_bulk(do, rows.invoices, rows.invoice_lines, rows.vats)
    recognizing.recognition_bulk(do, rows.obligations, rows.recognitions)


def _item(document: Document, place: Place, given: Setting) -> ItemRow:
    credit_note = document.kind is Kind.CREDIT_NOTE
    return ItemRow(
        place.invoice_id, given.buyers[document.customer_ref].id, place.invoice_number,
        "credit" if credit_note else "invoice", given.currency, place.issued_on,
        place.issued_on if credit_note else place.due_on, document.total_minor,
    )  # fmt: skip


def _entries(document: Document, place: Place, given: Setting) -> Iterable[EntryDraft]:
    """The sale (receivable against deferred), then the revenue it earned at once."""
    party = given.buyers[document.customer_ref].id
    currency, total = given.currency, document.total_minor
    goods, services = booking.split(document, given.items)
    yield EntryDraft(
        "VE", place.issued_on, f"{place.invoice_number} {document.number}",
        "credit_note" if document.kind is Kind.CREDIT_NOTE else "invoice",
        place.invoice_id, place.invoice_number,
        (LineDraft("receivable", total, currency, party),
         LineDraft("deferred", -total, currency, party)),
    )  # fmt: skip
    yield EntryDraft(
        "OD", place.day, f"Revenue recognized {place.invoice_number}", "recognition",
        place.delivery_id or place.invoice_id, place.delivery_number or place.invoice_number,
        (LineDraft("deferred", total, currency), LineDraft("revenue_goods", -goods, currency),
         LineDraft("revenue_services", -services, currency)),
    )  # fmt: skip


def _adjustment(document: Document, day: date, given: Setting) -> EntryDraft:
    """Bad debts of nobody in particular: the file names no customer, so no customer's account may
    bear them; they wait on the suspense account, and the sub-ledger stays equal to the ledger."""
    total = document.total_minor
    return EntryDraft(
        "OD", day, f"{document.number} {document.lines[0].description}", "adjustment",
        given.source_id, document.number,
        (LineDraft("suspense", total, given.currency),
         LineDraft("bad_debt", -total, given.currency)),
    )  # fmt: skip
