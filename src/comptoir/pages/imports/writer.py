"""Some documents of the file → the books, inside one open action: numbers, rows, entries.

Everything is written by COPY through the bulk parts of the rooms; the database checks each set.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from comptoir.pages.imports.core import booking
from comptoir.pages.imports.core.booking import Chunk, Dated, Heads, Place, Sale, Setting
from comptoir.pages.imports.core.rules import Kind
from comptoir.pages.imports.core.texts import block
from comptoir.pages.imports.models import ListedLine
from comptoir.platform import bulk, numbering
from comptoir.platform.actions import Do, part
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
Placed = tuple[Sale, Place]


@part
def write(do: Do, chunk: Chunk, given: Setting) -> None:
    """Book, post or list each of these documents, whole."""
    bulk.immediate()
    placed = list(zip(chunk.sales, _places(do, chunk.sales), strict=True))
    _copy(do, placed, chunk, given)
    collecting.open_items_bulk(do, [_item(sale, place, given) for sale, place in placed])
    bulk.copy(ListedLine._meta.db_table, LISTED_COLUMNS, chunk.listed)
    credit.move_bulk(do, [
        credit.Move(_party(sale, given), given.currency, invoices=sale.total_minor)
        for sale, _ in placed
    ])  # fmt: skip
    drafts = [draft for sale, place in placed for draft in _entries(sale, place, given)]
    drafts += [_adjustment(dated, given) for dated in chunk.adjustments]
    ledger.post(do, drafts)


def _copy(do: Do, placed: Sequence[Placed], chunk: Chunk, given: Setting) -> None:
    """Parents first."""
    heads, texts = Heads(), chunk.texts
    for sale, place in placed:
        booking.add_heads(heads, sale, place, given)
    ordering.orders_bulk(do, heads.orders, block(texts.order_lines))
    fulfilling.deliveries_bulk(do, heads.deliveries, block(texts.delivery_lines))
    invoicing.invoices_bulk(do, heads.invoices, block(texts.invoice_lines), heads.vats)
    recognizing.recognition_bulk(do, block(texts.obligations), block(texts.recognitions))


def _places(do: Do, sales: Sequence[Sale]) -> list[Place]:
    """Numbers and days. A document that comes after a later one of its series was numbered bears
    that later day: numbers and dates of a series rise together."""
    if not sales:
        return []
    issued = _issue_days(do, sales)
    invoices = _numbers(
        do, [(SERIES[s.document.kind], on) for s, on in zip(sales, issued, strict=True)]
    )
    orders = _numbers(do, [("order", s.day) for s in sales])
    deliveries = iter(_numbers(do, [("delivery", s.day) for s in sales if s.delivery_id]))
    return [
        Place(order, invoice, next(deliveries) if sale.delivery_id else "", on)
        for sale, order, invoice, on in zip(sales, orders, invoices, issued, strict=True)
    ]


def _issue_days(do: Do, sales: Iterable[Sale]) -> list[date]:
    last: dict[tuple[str, int], date] = {}
    found = []
    for sale in sales:
        key = SERIES[sale.document.kind], sale.day.year
        if key not in last:
            last[key] = numbering.last_on(do, *key) or sale.day
        last[key] = max(last[key], sale.day)
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


def _item(sale: Sale, place: Place, given: Setting) -> ItemRow:
    return ItemRow(
        sale.invoice_id, _party(sale, given), place.invoice_number,
        "credit" if sale.is_credit_note else "invoice", given.currency, place.issued_on,
        place.issued_on if sale.is_credit_note else place.due_on, sale.total_minor,
    )  # fmt: skip


def _party(sale: Sale, given: Setting) -> UUID:
    return given.buyers[sale.document.customer_ref].id


def _entries(sale: Sale, place: Place, given: Setting) -> Iterable[EntryDraft]:
    """The sale (receivable against deferred), then the revenue it earned at once."""
    party = _party(sale, given)
    currency, total, goods = given.currency, sale.total_minor, sale.goods_minor
    yield EntryDraft(
        "VE", place.issued_on, f"{place.invoice_number} {sale.document.number}",
        "credit_note" if sale.is_credit_note else "invoice",
        sale.invoice_id, place.invoice_number,
        (LineDraft("receivable", total, currency, party),
         LineDraft("deferred", -total, currency, party)),
    )  # fmt: skip
    yield EntryDraft(
        "OD", sale.day, f"Revenue recognized {place.invoice_number}", "recognition",
        sale.delivery_id or sale.invoice_id, place.delivery_number or place.invoice_number,
        (LineDraft("deferred", total, currency), LineDraft("revenue_goods", -goods, currency),
         LineDraft("revenue_services", goods - total, currency)),
    )  # fmt: skip


def _adjustment(dated: Dated, given: Setting) -> EntryDraft:
    """Bad debts of nobody in particular: the file names no customer, so no customer's account may
    bear them; they wait on the suspense account, and the sub-ledger stays equal to the ledger."""
    document, day = dated
    total = document.total_minor
    return EntryDraft(
        "OD", day, f"{document.number} {document.lines[0].description}", "adjustment",
        given.source_id, document.number,
        (LineDraft("suspense", total, given.currency),
         LineDraft("bad_debt", -total, given.currency)),
    )  # fmt: skip
