"""A document of the file → the rows of its order, delivery, invoice and revenue. Pure.

The heads of a document bear its numbers, which are taken in the transaction that writes it: they
are tuples, in the column order that each room's bulk part states. Its lines bear none, so they are
made ahead, as text (`core/texts.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from comptoir.pages.imports.core.documents import Document
from comptoir.pages.imports.core.rules import RULES, Kind
from comptoir.pages.imports.core.texts import Blocks, Ids, Item, Keys, Texts, add_lines, blocks

TERMS_DAYS = (
    30  # the file states no terms; 30 days is what the law fills in (Late Payment Act 1998)
)
ZERO = Decimal(0)
REASONS = {True: ("Goods returned", "return"), False: ("Credited", "other")}
Row = tuple[Any, ...]
Dated = tuple[Document, date]  # a document and its day in the seller's zone


class Buyer(NamedTuple):
    """A customer of the import; `printed` is the buyer's JSON of its documents."""

    id: UUID
    printed: str


@dataclass(frozen=True, slots=True)
class Setting:
    """What all documents of an import share.

    seller, mentions  JSON as printed      decision_id  the stated VAT decision, at rate 0
    """

    entity_id: UUID
    source_id: UUID
    currency: str
    decision_id: UUID
    seller: str
    mentions: str
    prepared_by: str
    zone: ZoneInfo
    buyers: Mapping[str, Buyer]
    items: Mapping[str, Item]


@dataclass(frozen=True, slots=True)
class Sale:
    """A document that becomes an order. delivery_id None: nothing of it moves.

    day                       of the source, in the seller's zone: ordered, delivered
    total_minor, goods_minor  of all its lines; of those that are goods
    """

    document: Document
    day: date
    order_id: UUID
    invoice_id: UUID
    delivery_id: UUID | None
    total_minor: int
    goods_minor: int

    @property
    def is_credit_note(self) -> bool:
        return self.document.kind is Kind.CREDIT_NOTE


@dataclass(frozen=True, slots=True)
class Place:
    """Numbers of one sale. issued_on: its day, or later where the series had gone past it."""

    order_number: str
    invoice_number: str
    delivery_number: str
    issued_on: date

    @property
    def due_on(self) -> date:
        return self.issued_on + timedelta(days=TERMS_DAYS)


@dataclass(slots=True)
class Chunk:
    """Some documents, ready to be numbered and written; `sales` and `adjustments` by day."""

    documents: Sequence[Document]
    lines: int
    sales: list[Sale] = field(default_factory=list)
    adjustments: list[Dated] = field(default_factory=list)
    listed: list[Row] = field(default_factory=list)
    blocks: Blocks = field(default_factory=Blocks)


class Heads(NamedTuple):
    """The numbered rows of some sales, by table."""

    orders: list[Row]
    deliveries: list[Row]
    invoices: list[Row]
    vats: list[Row]


def prepare(
    documents: Sequence[Document], given: Setting, ids: Ids, new_id: Callable[[], UUID]
) -> Chunk:
    """Everything about these documents that needs no number."""
    dated = [(d, d.issued_at.astimezone(given.zone).date()) for d in documents]
    dated.sort(key=lambda each: each[1])
    chunk = Chunk(documents, sum(len(d.lines) for d in documents))
    chunk.listed = _listed(dated, given)
    texts = Texts()
    for document, day in dated:
        if document.kind is Kind.ADJUSTMENT:
            chunk.adjustments.append((document, day))
        elif document.kind is not Kind.STOCK:
            sale = _sale(document, day, given, new_id)
            chunk.sales.append(sale)
            _add_lines(texts, sale, given, ids)
    chunk.blocks = blocks(texts)
    return chunk


def _sale(document: Document, day: date, given: Setting, new_id: Callable[[], UUID]) -> Sale:
    items = given.items
    goods = [line.amount_minor for line in document.lines if items[line.sku].is_goods]
    return Sale(
        document, day, new_id(), new_id(), new_id() if goods else None, document.total_minor,
        sum(goods),
    )  # fmt: skip


def _add_lines(texts: Texts, sale: Sale, given: Setting, ids: Ids) -> None:
    document, day = sale.document, sale.day
    keys = Keys(
        order=str(sale.order_id), invoice=str(sale.invoice_id), delivery=str(sale.delivery_id),
        customer=str(given.buyers[document.customer_ref].id), entity=str(given.entity_id),
        decision=str(given.decision_id), currency=given.currency, day=day.isoformat(),
        month=day.replace(day=1).isoformat(), restores="t" if sale.is_credit_note else "f",
    )  # fmt: skip
    add_lines(texts, document, keys, given.items, ids)


def add_heads(heads: Heads, sale: Sale, place: Place, given: Setting) -> None:
    """Add the numbered rows of one sale."""
    document, total = sale.document, sale.total_minor
    buyer = given.buyers[document.customer_ref]
    entity_id, currency, credit = given.entity_id, given.currency, sale.is_credit_note
    reason, code = REASONS[sale.delivery_id is not None] if credit else ("", "")
    heads.orders.append((
        sale.order_id, entity_id, place.order_number, buyer.id, None, None, "import",
        document.number, "", "closed", "", 0, "en", currency, sale.day, "net_days", TERMS_DAYS, 0,
        total, 0, total,
    ))  # fmt: skip
    if sale.delivery_id:
        heads.deliveries.append((
            sale.delivery_id, entity_id, place.delivery_number, sale.order_id, buyer.id, False,
            sale.day, "good", reason, "", "",
        ))  # fmt: skip
    heads.invoices.append((
        sale.invoice_id, entity_id, "credit" if credit else "invoice", place.invoice_number,
        "issued", buyer.id, sale.order_id, None, currency, "en", place.issued_on,
        place.issued_on if credit else place.due_on, sale.day, "net_days", TERMS_DAYS,
        document.number, reason, code, total, 0, total, given.seller, buyer.printed,
        given.mentions, given.prepared_by, "", 1,
    ))  # fmt: skip
    heads.vats.append((sale.invoice_id, given.decision_id, ZERO, total, 0))


def _listed(documents: Iterable[Dated], given: Setting) -> list[Row]:
    """The lines that stand on the list, in the order of `LISTED_COLUMNS`."""
    return [
        (given.entity_id, given.source_id, line.row, document.number, document.kind, line.rule,
         day, document.customer_ref, line.sku, line.description, line.quantity, line.unit_price,
         line.amount_minor, given.currency)
        for document, day in documents
        for line in document.lines
        if RULES[line.rule].listed
    ]  # fmt: skip
