"""Small files in the form of the public set, written by the tests."""

from __future__ import annotations

from pathlib import Path

from comptoir.pages.imports.core.documents import Document, Rejected
from comptoir.pages.imports.online_retail import survey

HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
AT = "2010-12-01 08:26:00"


def line(
    number: str = "1", sku: str = "22423", quantity: str = "2", price: str = "12.75", **others: str
) -> str:
    """A row; every cell can be chosen: also description, at, customer, country."""
    cells = {
        "description": "CAKESTAND",
        "at": AT,
        "customer": "17850.0",
        "country": "United Kingdom",
    } | others
    return ",".join(
        (
            number,
            sku,
            cells["description"],
            quantity,
            cells["at"],
            price,
            cells["customer"],
            cells["country"],
        )
    )


def written(
    folder: Path,
    *lines: str,
    header: str = HEADER,
    name: str = "sales.csv",
    encoding: str = "utf-8",
) -> Path:
    """A CSV file of these rows."""
    path = folder / name
    path.write_bytes("\n".join((header, *lines, "")).encode(encoding))
    return path


def read(folder: Path, *lines: str) -> list[Document | Rejected]:
    """The documents of these rows."""
    return list(survey(written(folder, *lines)).documents())


def only(found: list[Document | Rejected]) -> Document:
    """The single accepted document."""
    assert len(found) == 1
    assert isinstance(found[0], Document), found[0]
    return found[0]


def reasons(found: list[Document | Rejected]) -> list[tuple[int, str, str]]:
    """Row, reason and field of every rejected row."""
    return [(r.row, r.reason, r.field) for d in found if isinstance(d, Rejected) for r in d.rows]
