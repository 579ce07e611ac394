"""The lines of a document → rows in PostgreSQL's COPY text format. Pure.

Nine rows of ten that an import writes are lines. Made as text they need no object per row, and
they are made while the database takes the chunk before. Columns: as each room's bulk part states.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from comptoir.pages.imports.core.cells import Memo
from comptoir.pages.imports.core.documents import Document

_NULL = r"\N"
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def escaped(text: str) -> str:
    """A text as a field of a row."""
    return text.translate(_ESCAPES)


_fields = Memo(escaped)


class Item(NamedTuple):
    """A product of the import: key and name as fields of a row."""

    id: str
    name: str
    is_goods: bool


class Ids(NamedTuple):
    """Reserved keys, one per line that will be written."""

    order_lines: Iterator[int]
    delivery_lines: Iterator[int]
    invoice_lines: Iterator[int]
    obligations: Iterator[int]


class Keys(NamedTuple):
    """What all lines of a document share, as fields of a row."""

    order: str
    invoice: str
    delivery: str
    customer: str
    entity: str
    decision: str
    currency: str
    day: str
    month: str
    restores: str


@dataclass(slots=True)
class Texts:
    """The rows of some documents' lines, by table."""

    order_lines: list[str] = field(default_factory=list)
    delivery_lines: list[str] = field(default_factory=list)
    invoice_lines: list[str] = field(default_factory=list)
    obligations: list[str] = field(default_factory=list)
    recognitions: list[str] = field(default_factory=list)


class Blocks(NamedTuple):
    """The same rows as `platform.bulk.copy` takes them."""

    order_lines: bytes = b""
    delivery_lines: bytes = b""
    invoice_lines: bytes = b""
    obligations: bytes = b""
    recognitions: bytes = b""


def blocks(texts: Texts) -> Blocks:
    """The rows of each table as one text."""
    return Blocks(*("".join(getattr(texts, table)).encode() for table in Blocks._fields))


def add_lines(
    texts: Texts, document: Document, keys: Keys, items: Mapping[str, Item], ids: Ids
) -> None:
    """Add the rows of every line of one invoice or credit note."""
    shared = f"\t{keys.decision}\t0\t"
    ordered_end = f"{shared}one_off\t{_NULL}\tadvance{_end(7)}"
    invoiced_mid, invoiced_end = f"\t{_NULL}" * 4 + f"\t{keys.restores}\t", shared + _end(2)[1:]
    promised = f"\t{keys.entity}\t{keys.customer}\t"
    ends = {
        True: (f"\trevenue_goods\t{keys.day}{_end(2)}", "on_delivery", "goods"),
        False: (f"\trevenue_services\t{keys.day}{_end(2)}", "as_billed", "service"),
    }
    when = f"\t{keys.month}\t{keys.day}\t"
    for position, line in enumerate(document.lines, start=1):
        _, sku, description, quantity, price, _, minor, _ = line
        item = items[sku]
        promised_end, pattern, kind = ends[item.is_goods]
        ordered, invoiced, obligation = (
            next(ids.order_lines), next(ids.invoice_lines), next(ids.obligations),
        )  # fmt: skip
        sold = f"{_fields[description] or item.name}\t{quantity!s}\t"
        texts.order_lines.append(
            f"{ordered}\t{keys.order}\t{position}\t{item.id}\t{sold}{price!s}\t{minor}{ordered_end}"
        )
        texts.invoice_lines.append(
            f"{invoiced}\t{keys.invoice}\t{position}\t{kind}\t{ordered}{invoiced_mid}"
            f"{_fields[sku]}\t{sold}C62\t{price!s}\t{_NULL}\t{_NULL}\t{minor}{invoiced_end}"
        )
        if item.is_goods:
            delivered = next(ids.delivery_lines)
            cause = f"\tdelivery\t{delivered}\t{_NULL}"
            texts.delivery_lines.append(
                f"{delivered}\t{keys.delivery}\t{ordered}\t{quantity!s}\tf\n"
            )
        else:
            cause = f"\tbilling\t{_NULL}\t{invoiced}"
        texts.obligations.append(
            f"{obligation}{promised}{ordered}\t{_NULL}\t{_NULL}\t{pattern}\t{keys.currency}\t{minor}"
            f"{promised_end}"
        )
        texts.recognitions.append(f"{obligation}{cause}{when}{minor}\n")


def _end(nulls: int) -> str:
    """The rest of a row that holds nothing more."""
    return f"\t{_NULL}" * nulls + "\n"
