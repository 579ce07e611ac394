"""Some documents of the file → the books, inside one open action: numbers, rows, entries.

Everything is written by COPY through the bulk parts of the rooms; the database checks each set.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from comptoir.pages.imports import numbers
from comptoir.pages.imports.core import booking
from comptoir.pages.imports.core.booking import Chunk, Dated, Heads, Place, Sale, Setting
from comptoir.pages.imports.models import ListedLine
from comptoir.platform import bulk
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


class Numbered(NamedTuple):
    """What a chunk comes to under these numbers; rows of tables as `bulk.copy` takes them."""

    places: Sequence[Place]
    orders: bytes
    deliveries: bytes
    invoices: bytes
    vats: bytes
    items: Sequence[ItemRow]
    moves: Sequence[credit.Move]
    drafts: Sequence[EntryDraft]


class Ready(NamedTuple):
    """A chunk to write, and what it comes to if it gets the numbers that were foretold."""

    chunk: Chunk
    foretold: Numbered


def ready(chunk: Chunk, counters: numbers.Foretold, given: Setting) -> Ready:
    """Everything made that can be made without the database."""
    return Ready(chunk, _numbered(chunk, numbers.places(counters, chunk.sales), given))


def _numbered(chunk: Chunk, places: Sequence[Place], given: Setting) -> Numbered:
    placed = list(zip(chunk.sales, places, strict=True))
    heads = Heads([], [], [], [])
    invoiced: Counter[UUID] = Counter()
    for sale, place in placed:
        booking.add_heads(heads, sale, place, given)
        invoiced[_party(sale, given)] += sale.total_minor
    drafts = [draft for sale, place in placed for draft in _entries(sale, place, given)]
    return Numbered(
        places=places,
        orders=bulk.text(heads.orders),
        deliveries=bulk.text(heads.deliveries),
        invoices=bulk.text(heads.invoices),
        vats=bulk.text(heads.vats),
        items=[_item(sale, place, given) for sale, place in placed],
        moves=[credit.Move(party, given.currency, invoices=n) for party, n in invoiced.items()],
        drafts=drafts + [_adjustment(dated, given) for dated in chunk.adjustments],
    )


@part
def write(do: Do, made: Ready, given: Setting, meanwhile: Callable[[], None]) -> None:
    """Book, post or list each of these documents, whole."""
    bulk.immediate()
    chunk, told = made
    places = numbers.places(numbers.Taken(do), chunk.sales)
    if places != told.places:  # somebody else took a number meanwhile
        told = _numbered(chunk, places, given)
    meanwhile()
    _copy(do, told, chunk)
    collecting.open_items_bulk(do, told.items)
    bulk.copy(ListedLine._meta.db_table, LISTED_COLUMNS, chunk.listed)
    credit.move_bulk(do, told.moves)
    ledger.post(do, told.drafts)


def _copy(do: Do, told: Numbered, chunk: Chunk) -> None:
    """Parents first."""
    blocks = chunk.blocks
    ordering.orders_bulk(do, told.orders, blocks.order_lines)
    fulfilling.deliveries_bulk(do, told.deliveries, blocks.delivery_lines)
    invoicing.invoices_bulk(do, told.invoices, blocks.invoice_lines, told.vats)
    recognizing.recognition_bulk(do, blocks.obligations, blocks.recognitions)


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
