"""A document of the file becomes rows: its heads with numbers, its lines as text, each to the cent."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.pages.imports.core.booking import (
    Buyer,
    Chunk,
    Heads,
    Place,
    Setting,
    add_heads,
    prepare,
)
from comptoir.pages.imports.core.documents import Document, Line
from comptoir.pages.imports.core.rules import Kind, Rule
from comptoir.pages.imports.core.texts import Ids, Item, Texts, blocks, escaped

COMPANY, SOURCE, VAT, BUYER = (UUID(int=n) for n in (1, 2, 3, 4))
SETTING = Setting(
    entity_id=COMPANY, source_id=SOURCE, currency="GBP", decision_id=VAT, seller="{seller}",
    mentions="{mentions}", prepared_by="cli", zone=ZoneInfo("Europe/London"),
    buyers={"17850": Buyer(BUYER, "{buyer}")},
    items={"LAMP": Item("70", "Lamp", is_goods=True), "POST": Item("71", "Carriage", is_goods=False)},
)  # fmt: skip
PLACE = Place("SO-1", "F-1", "BL-1", date(2011, 7, 2))


def line(sku: str, quantity: str, price: str, rule: Rule = Rule.SALE, text: str = "") -> Line:
    exact = Decimal(quantity) * Decimal(price)
    return Line(2, sku, text, Decimal(quantity), Decimal(price), exact, round(exact * 100), rule)


def document(*lines: Line, kind: Kind = Kind.INVOICE, number: str = "536365") -> Document:
    late = datetime(2011, 6, 30, 23, 30, tzinfo=UTC)  # half past midnight on 1 July in London
    return Document(number, kind, late, "17850", False, "United Kingdom", lines)


def prepared(*documents: Document) -> Chunk:
    """A chunk; keys of lines count from 100, 200, 300, 400, those of documents from 1000."""
    ids = Ids(*(count(first) for first in (100, 200, 300, 400)))
    keys = count(1000)
    return prepare(documents, SETTING, ids, lambda: UUID(int=next(keys)))


def rows(block: bytes) -> list[list[str]]:
    return [row.split("\t") for row in block.decode().splitlines()]


def heads(chunk: Chunk) -> Heads:
    found = Heads([], [], [], [])
    for sale in chunk.sales:
        add_heads(found, sale, PLACE, SETTING)
    return found


def test_the_day_of_a_sale_is_the_sellers_own() -> None:
    (sale,) = prepared(document(line("LAMP", "2", "12.75"), line("POST", "1", "18"))).sales
    assert (sale.day, sale.total_minor, sale.goods_minor) == (date(2011, 7, 1), 4350, 2550)
    assert not sale.is_credit_note


def test_an_invoice_is_due_thirty_days_after_it_was_issued() -> None:
    found = heads(prepared(document(line("LAMP", "2", "12.75"))))
    order, delivery = UUID(int=1000), UUID(int=1002)
    (invoice,) = found.invoices
    assert invoice[2:4] + invoice[10:13] == (
        "invoice", "F-1", date(2011, 7, 2), date(2011, 8, 1), date(2011, 7, 1)
    )  # fmt: skip
    assert invoice[15:21] == ("536365", "", "", 2550, 0, 2550)
    assert [(o[0], o[2], o[-3], o[-1]) for o in found.orders] == [(order, "SO-1", 2550, 2550)]
    assert [(d[0], d[2], d[8]) for d in found.deliveries] == [(delivery, "BL-1", "")]
    assert found.vats == [(UUID(int=1001), VAT, 0, 2550, 0)]


@pytest.mark.parametrize(
    ("sku", "reason", "deliveries"),
    [("LAMP", ("Goods returned", "return"), 1), ("POST", ("Credited", "other"), 0)],
)
def test_a_credit_note_is_due_at_once_and_says_whether_goods_came_back(
    sku: str, reason: tuple[str, str], deliveries: int
) -> None:
    chunk = prepared(document(line(sku, "-1", "18", Rule.RETURN), kind=Kind.CREDIT_NOTE))
    found = heads(chunk)
    (invoice,) = found.invoices
    assert (invoice[2], invoice[11], invoice[16:18], invoice[18]) == (
        "credit", date(2011, 7, 2), reason, -1800,
    )  # fmt: skip
    assert len(found.deliveries) == deliveries
    assert b"\tt\t" in chunk.blocks.invoice_lines  # restores what was sold


def test_an_adjustment_and_a_count_of_stock_are_no_sales_but_listed() -> None:
    debt = document(line("LAMP", "1", "-50", Rule.BAD_DEBT), kind=Kind.ADJUSTMENT, number="A1")
    lost = document(line("LAMP", "-9", "0", Rule.STOCK_OUT), kind=Kind.STOCK, number="9")
    chunk = prepared(debt, lost)
    assert (chunk.sales, chunk.lines) == ([], 2)
    assert chunk.adjustments == [(debt, date(2011, 7, 1))]
    assert [(r[3], r[5], r[12], r[13]) for r in chunk.listed] == [
        ("A1", "bad_debt", -5000, "GBP"), ("9", "stock_out", 0, "GBP"),
    ]  # fmt: skip
    assert chunk.blocks.order_lines == b""


def test_goods_earn_by_their_delivery_and_services_by_their_invoice() -> None:
    made = prepared(document(line("LAMP", "2", "12.75"), line("POST", "1", "18"))).blocks
    goods, service = rows(made.recognitions)
    assert goods == ["400", "delivery", "200", r"\N", "2011-07-01", "2011-07-01", "2550"]
    assert service == ["401", "billing", r"\N", "301", "2011-07-01", "2011-07-01", "1800"]
    (delivered,) = rows(made.delivery_lines)
    assert delivered[:4] == ["200", str(UUID(int=1002)), "100", "2"]
    kinds = [row[3] for row in rows(made.invoice_lines)]
    patterns = [row[6] for row in rows(made.obligations)]
    assert (kinds, patterns) == (["goods", "service"], ["on_delivery", "as_billed"])


def test_a_line_without_words_bears_the_name_of_its_product() -> None:
    made = prepared(document(line("LAMP", "1", "1"), line("LAMP", "1", "1", text="Blue"))).blocks
    assert [row[4] for row in rows(made.order_lines)] == ["Lamp", "Blue"]


@given(st.text(st.characters(exclude_characters="\0")))
def test_no_text_breaks_out_of_its_field(text: str) -> None:
    """A field ends at a tab, a row at a line feed; what PostgreSQL reads back is what was written."""
    written = escaped(text)
    assert not set(written) & {"\t", "\n", "\r"}
    read = written.replace(r"\\", "\0")  # no text has a NUL, so it marks the backslashes
    for mark, meant in ((r"\t", "\t"), (r"\n", "\n"), (r"\r", "\r"), ("\0", "\\")):
        read = read.replace(mark, meant)
    assert read == text


def test_a_block_is_its_rows_one_after_the_other() -> None:
    made = blocks(Texts(order_lines=["1\té\n", "2\t€\n"]))
    assert (made.order_lines, made.obligations) == ("1\té\n2\t€\n".encode(), b"")
