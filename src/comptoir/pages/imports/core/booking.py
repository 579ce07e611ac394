"""A document of the file → the rows of its order, delivery, invoice and revenue. Pure.

Plain tuples, in the column order that each room's bulk part states; no object per line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from comptoir.pages.imports.core.documents import Document, Line
from comptoir.pages.imports.core.rules import RULES, Kind

TERMS_DAYS = (
    30  # the file states no terms; 30 days is what the law fills in (Late Payment Act 1998)
)
ZERO = Decimal(0)
NOTHING = "{}"
REASONS = {True: ("Goods returned", "return"), False: ("Credited", "other")}
Row = tuple[Any, ...]


class Buyer(NamedTuple):
    """A customer of the import; `printed` is the buyer's JSON of its documents."""

    id: UUID
    printed: str


class Item(NamedTuple):
    """A product of the import."""

    id: UUID
    name: str
    is_goods: bool


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
    buyers: Mapping[str, Buyer]
    items: Mapping[str, Item]


@dataclass(frozen=True, slots=True)
class Place:
    """Ids, numbers and days of one document. delivery_id None: nothing of it moves.

    day        of the source, in the seller's zone: ordered, delivered
    issued_on  the same day, or later where the series had already gone past it
    """

    order_id: UUID
    invoice_id: UUID
    delivery_id: UUID | None
    order_number: str
    invoice_number: str
    delivery_number: str
    day: date
    issued_on: date

    @property
    def due_on(self) -> date:
        return self.issued_on + timedelta(days=TERMS_DAYS)


@dataclass(slots=True)
class Chunk:
    """The rows of some documents, by table."""

    orders: list[Row] = field(default_factory=list)
    order_lines: list[Row] = field(default_factory=list)
    deliveries: list[Row] = field(default_factory=list)
    delivery_lines: list[Row] = field(default_factory=list)
    invoices: list[Row] = field(default_factory=list)
    invoice_lines: list[Row] = field(default_factory=list)
    vats: list[Row] = field(default_factory=list)
    obligations: list[Row] = field(default_factory=list)
    recognitions: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Ids:
    """Reserved keys, one per line that will be written."""

    order_lines: Iterator[int]
    delivery_lines: Iterator[int]
    invoice_lines: Iterator[int]
    obligations: Iterator[int]


def moves(document: Document, items: Mapping[str, Item]) -> int:
    """How many lines of the document are goods that move."""
    return sum(items[line.sku].is_goods for line in document.lines)


def book(chunk: Chunk, document: Document, place: Place, given: Setting, ids: Ids) -> None:
    """Add the rows of one invoice or credit note to the chunk."""
    total = document.total_minor
    _heads(chunk, document, place, given, total)
    chunk.vats.append((place.invoice_id, given.decision_id, ZERO, total, 0))
    customer_id = given.buyers[document.customer_ref].id
    month = place.day.replace(day=1)
    for position, line in enumerate(document.lines, start=1):
        item = given.items[line.sku]
        order_line, invoice_line = next(ids.order_lines), next(ids.invoice_lines)
        obligation = next(ids.obligations)
        _line(chunk, document, place, given, (position, line, item, order_line, invoice_line))
        if item.is_goods:
            delivery_line = next(ids.delivery_lines)
            chunk.delivery_lines.append(
                (delivery_line, place.delivery_id, order_line, line.quantity, False)
            )
            cause: Row = ("delivery", delivery_line, None)
        else:
            cause = ("billing", None, invoice_line)
        chunk.obligations.append((
            obligation, given.entity_id, customer_id, order_line, None, None,
            "on_delivery" if item.is_goods else "as_billed", given.currency, line.amount_minor,
            "revenue_goods" if item.is_goods else "revenue_services", place.day, None, None,
        ))  # fmt: skip
        chunk.recognitions.append((obligation, *cause, month, place.day, line.amount_minor))


def _heads(chunk: Chunk, document: Document, place: Place, given: Setting, total: int) -> None:
    buyer = given.buyers[document.customer_ref]
    entity_id, currency = given.entity_id, given.currency
    credit = document.kind is Kind.CREDIT_NOTE
    reason, code = REASONS[place.delivery_id is not None] if credit else ("", "")
    chunk.orders.append((
        place.order_id, entity_id, place.order_number, buyer.id, None, None, "import",
        document.number, "", "closed", "", 0, "en", currency, place.day, "net_days", TERMS_DAYS, 0,
        total, 0, total,
    ))  # fmt: skip
    if place.delivery_id:
        chunk.deliveries.append((
            place.delivery_id, entity_id, place.delivery_number, place.order_id, buyer.id, False,
            place.day, "good", reason, "", "",
        ))  # fmt: skip
    chunk.invoices.append((
        place.invoice_id, entity_id, "credit" if credit else "invoice", place.invoice_number,
        "issued", buyer.id, place.order_id, None, currency, "en", place.issued_on,
        place.issued_on if credit else place.due_on, place.day, "net_days", TERMS_DAYS,
        document.number, reason, code, total, 0, total, given.seller, buyer.printed,
        given.mentions, given.prepared_by, "", 1,
    ))  # fmt: skip


def _line(
    chunk: Chunk, document: Document, place: Place, given: Setting,
    at: tuple[int, Line, Item, int, int],
) -> None:  # fmt: skip
    position, line, item, order_line, invoice_line = at
    text = line.description or item.name
    credit = document.kind is Kind.CREDIT_NOTE
    chunk.order_lines.append((
        order_line, place.order_id, position, item.id, text, line.quantity, line.unit_price,
        line.amount_minor, given.decision_id, ZERO, "one_off", None, "advance", None, None, None,
        None, None, None, None,
    ))  # fmt: skip
    chunk.invoice_lines.append((
        invoice_line, place.invoice_id, position, "goods" if item.is_goods else "service",
        order_line, None, None, None, None, credit, line.sku, text, line.quantity, "C62",
        line.unit_price, None, None, line.amount_minor, given.decision_id, ZERO, None, None,
    ))  # fmt: skip


def split(document: Document, items: Mapping[str, Item]) -> tuple[int, int]:
    """Amount of goods and of services of a document, minor units."""
    goods = sum(line.amount_minor for line in document.lines if items[line.sku].is_goods)
    return goods, document.total_minor - goods


def listed(documents: Iterable[tuple[Document, date]], given: Setting) -> list[Row]:
    """The lines that stand on the list, in the order of `LISTED_COLUMNS`."""
    return [
        (given.entity_id, given.source_id, line.row, document.number, document.kind, line.rule,
         day, document.customer_ref, line.sku, line.description, line.quantity, line.unit_price,
         line.amount_minor, given.currency)
        for document, day in documents
        for line in document.lines
        if RULES[line.rule].listed
    ]  # fmt: skip


def is_sale(document: Document) -> bool:
    """Whether it becomes an order with an invoice or a credit note."""
    return document.kind in (Kind.INVOICE, Kind.CREDIT_NOTE)


def lines_of(documents: Sequence[Document]) -> int:
    return sum(len(document.lines) for document in documents)
