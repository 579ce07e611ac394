"""A small file becomes orders, deliveries, invoices, entries and revenue: every row, to the cent."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from comptoir.pages.imports import actions, company, online_retail, running
from comptoir.pages.imports.commit import ImportRunning, Job, _alone
from comptoir.platform import numbering
from comptoir.platform.actions import Do
from comptoir.platform.models import EventRow
from comptoir.platform.roles import SYSTEM, Role, RoleForbids
from comptoir.records.ledger import queries as ledger
from comptoir.records.parties import queries as parties
from tests.pages.imports.files import line, written
from tests.world import actor_as

pytestmark = pytest.mark.django_db

SALE = (
    line("536365", "22423", "2", "12.75"),
    line("536365", "22423", "2", "12.75"),  # repeated: both count
    line("536365", "POST", "1", "18"),
    line("536365", "85123a", "3", "0", description="<script>alert(1)</script>"),  # free
)
CREDIT = (line("C536379", "22423", "-1", "12.75", at="2010-12-02 09:41:00"),)
STOCK = (line("536414", "22139", "56", "0", customer="", description=""),)
DEBT = (line("A563185", "B", "1", "-11062.06", customer="", at="2011-08-12 14:50:00",
             description="Adjust bad debt"),)  # fmt: skip
WALK_IN = (line("581492", "21000", "4", "0.125", customer="", at="2011-12-09 10:03:00",
                country="Channel Islands"),)  # fmt: skip
YEAR = (*SALE, *CREDIT, *STOCK, *DEBT, *WALK_IN)


def imported(folder: Path, *lines: str, name: str = "sales.csv") -> tuple[UUID, running.Outcome]:
    """The company and the outcome of importing a file of these lines."""
    path = written(folder, *lines, name=name)
    source = online_retail.survey(path)
    report = running.check(source)
    entity_id = company.ensure(SYSTEM, company.CODE, "GBP")
    job = Job(SYSTEM, entity_id, running.register(SYSTEM, entity_id, path, path.name))
    running.keep_check(job, source.mapping, report)
    return entity_id, running.write(job, source, report)


def rows(question: str, *asked: object) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question, asked)
        return cursor.fetchall()


def counts() -> dict[str, int]:
    tables = (
        "ordering_order", "ordering_line", "fulfilling_delivery", "fulfilling_line",
        "invoicing_invoice", "invoicing_line", "invoicing_vat", "collecting_open_item",
        "recognizing_obligation", "recognizing_recognition", "ledger_entry", "imports_listed",
    )  # fmt: skip
    return {table: rows(f"SELECT count(*) FROM {table}")[0][0] for table in tables}


def test_each_document_becomes_an_order_a_delivery_and_a_numbered_document(tmp_path):
    imported(tmp_path, *YEAR)
    assert rows(
        "SELECT external_ref, o.number, o.state, channel, placed_on, o.net_minor, d.number,"
        " i.number, i.kind, i.issued_on, i.due_on, i.gross_minor"
        " FROM ordering_order o LEFT JOIN fulfilling_delivery d ON d.order_id = o.id"
        " JOIN invoicing_invoice i ON i.order_id = o.id ORDER BY placed_on"
    ) == [
        ("536365", "SO-2010-0001", "closed", "import", date(2010, 12, 1), 6900, "BL-2010-0001",
         "F-2010-0001", "invoice", date(2010, 12, 1), date(2010, 12, 31), 6900),
        ("C536379", "SO-2010-0002", "closed", "import", date(2010, 12, 2), -1275, "BL-2010-0002",
         "A-2010-0001", "credit", date(2010, 12, 2), date(2010, 12, 2), -1275),
        ("581492", "SO-2011-0001", "closed", "import", date(2011, 12, 9), 50, "BL-2011-0001",
         "F-2011-0001", "invoice", date(2011, 12, 9), date(2012, 1, 8), 50),
    ]  # fmt: skip


def test_each_line_is_ordered_delivered_if_it_moves_invoiced_and_earned(tmp_path):
    imported(tmp_path, *YEAR)
    assert rows(
        "SELECT o.external_ref, l.position, p.sku, l.quantity, l.unit_net, l.net_minor,"
        " f.quantity, v.kind, v.net_minor, b.pattern, b.account_role, r.cause, r.month,"
        " r.amount_minor"
        " FROM ordering_order o JOIN ordering_line l ON l.order_id = o.id"
        " JOIN catalog_product p ON p.id = l.product_id"
        " LEFT JOIN fulfilling_line f ON f.order_line_id = l.id"
        " JOIN invoicing_line v ON v.order_line_id = l.id"
        " JOIN recognizing_obligation b ON b.order_line_id = l.id"
        " JOIN recognizing_recognition r ON r.obligation_id = b.id ORDER BY l.id"
    ) == [
        ("536365", 1, "22423", 2, Decimal("12.75"), 2550, 2, "goods", 2550,
         "on_delivery", "revenue_goods", "delivery", date(2010, 12, 1), 2550),
        ("536365", 2, "22423", 2, Decimal("12.75"), 2550, 2, "goods", 2550,
         "on_delivery", "revenue_goods", "delivery", date(2010, 12, 1), 2550),
        ("536365", 3, "POST", 1, 18, 1800, None, "service", 1800,
         "as_billed", "revenue_services", "billing", date(2010, 12, 1), 1800),
        ("536365", 4, "85123A", 3, 0, 0, 3, "goods", 0,
         "on_delivery", "revenue_goods", "delivery", date(2010, 12, 1), 0),
        ("C536379", 1, "22423", -1, Decimal("12.75"), -1275, -1, "goods", -1275,
         "on_delivery", "revenue_goods", "delivery", date(2010, 12, 1), -1275),
        ("581492", 1, "21000", 4, Decimal("0.125"), 50, 4, "goods", 50,
         "on_delivery", "revenue_goods", "delivery", date(2011, 12, 1), 50),
    ]  # fmt: skip


def test_the_books_show_sales_revenue_and_bad_debts_and_balance(tmp_path):
    entity_id, _ = imported(tmp_path, *YEAR)
    entries = rows(
        "SELECT e.number, e.journal, e.source_kind, e.source_number, a.role, l.amount_minor"
        " FROM ledger_entry e JOIN ledger_line l ON l.entry_id = e.id"
        " JOIN ledger_account a ON a.id = l.account_id ORDER BY e.number, l.id"
    )
    assert entries == [
        (1, "VE", "invoice", "F-2010-0001", "receivable", 6900),
        (1, "VE", "invoice", "F-2010-0001", "deferred", -6900),
        (2, "OD", "recognition", "BL-2010-0001", "deferred", 6900),
        (2, "OD", "recognition", "BL-2010-0001", "revenue_goods", -5100),
        (2, "OD", "recognition", "BL-2010-0001", "revenue_services", -1800),
        (3, "VE", "credit_note", "A-2010-0001", "receivable", -1275),
        (3, "VE", "credit_note", "A-2010-0001", "deferred", 1275),
        (4, "OD", "recognition", "BL-2010-0002", "deferred", -1275),
        (4, "OD", "recognition", "BL-2010-0002", "revenue_goods", 1275),
        (5, "VE", "invoice", "F-2011-0001", "receivable", 50),
        (5, "VE", "invoice", "F-2011-0001", "deferred", -50),
        (6, "OD", "recognition", "BL-2011-0001", "deferred", 50),
        (6, "OD", "recognition", "BL-2011-0001", "revenue_goods", -50),
        (7, "OD", "adjustment", "A563185", "suspense", -1106206),
        (7, "OD", "adjustment", "A563185", "bad_debt", 1106206),
    ]
    assert ledger.balance(entity_id, "receivable", "GBP") == 5675


def test_the_odd_lines_are_listed_one_by_one_and_stock_is_no_sale(tmp_path):
    imported(tmp_path, *YEAR)
    assert rows(
        "SELECT row, document, kind, rule, amount_minor FROM imports_listed ORDER BY row"
    ) == [
        (5, "536365", "invoice", "free_goods", 0),
        (7, "536414", "stock", "stock_in", 0),
        (8, "A563185", "adjustment", "bad_debt", -1106206),
    ]


def test_everything_is_proved_and_customers_and_credit_follow(tmp_path):
    entity_id, outcome = imported(tmp_path, *YEAR)
    assert [c for c in outcome.checks if not c.holds] == []
    assert (outcome.done.documents, outcome.done.lines) == (5, 8)
    assert rows("SELECT name, country, segment, invoices_minor FROM parties_customer c"
                " LEFT JOIN credit_account a ON a.customer_id = c.id ORDER BY name") == [
        ("Customer 17850", "GB", "", 5625),
        ("Walk-in customer, Channel Islands", "ZZ", "Channel Islands", 50),
        ("Walk-in customer, United Kingdom", "GB", "", None),
    ]  # fmt: skip
    assert parties.entity(entity_id).country == "GB"


def test_html_in_names_is_kept_as_text(tmp_path):
    imported(tmp_path, line(description="<b>Cake & stand</b>", country="<i>Mars</i>"))
    assert rows("SELECT description FROM invoicing_line") == [("<b>Cake & stand</b>",)]
    assert rows("SELECT name_en FROM catalog_product") == [("<b>Cake & stand</b>",)]
    assert rows("SELECT country, segment FROM parties_customer") == [("ZZ", "<i>Mars</i>")]


def test_the_same_file_again_adds_nothing_and_says_so(tmp_path):
    entity_id, _ = imported(tmp_path, *YEAR)
    before, events = counts(), EventRow.objects.count()
    source = online_retail.survey(written(tmp_path, *YEAR))
    same = running.again(entity_id, source, running.check(source))
    assert same is not None
    assert (same.done.documents, same.done.known) == (0, 5)
    assert [c for c in same.checks if not c.holds] == []
    assert (counts(), EventRow.objects.count()) == (before, events)


def test_a_longer_file_books_only_what_is_new_and_keeps_the_numbers_rising(tmp_path):
    imported(tmp_path, *CREDIT, *WALK_IN)
    _, outcome = imported(tmp_path, *YEAR, name="longer.csv")
    assert (outcome.done.documents, outcome.done.known) == (3, 2)
    assert [c for c in outcome.checks if not c.holds] == []
    assert rows("SELECT number, issued_on FROM invoicing_invoice ORDER BY number") == [
        ("A-2010-0001", date(2010, 12, 2)),
        ("F-2010-0001", date(2010, 12, 1)),
        ("F-2011-0001", date(2011, 12, 9)),
    ]


def test_a_document_that_comes_late_bears_the_day_of_its_series_and_keeps_its_own_supply_day(
    tmp_path,
):
    late = line("536300", at="2010-12-01 08:00:00")
    imported(tmp_path, line("536500", at="2010-12-05 08:00:00"), name="first.csv")
    _, outcome = imported(tmp_path, late, name="late.csv")
    assert [c for c in outcome.checks if not c.holds] == []
    assert rows("SELECT number, issued_on, supplied_on FROM invoicing_invoice ORDER BY number") == [
        ("F-2010-0001", date(2010, 12, 5), date(2010, 12, 5)),
        ("F-2010-0002", date(2010, 12, 5), date(2010, 12, 1)),
    ]


def test_a_rejected_document_is_not_booked_and_its_repair_is(tmp_path):
    _, first = imported(tmp_path, *SALE, line("536366", quantity="two"))
    assert (first.done.documents, first.done.rejected_lines) == (1, 1)
    assert [c for c in first.checks if not c.holds] == []
    _, second = imported(tmp_path, line("536366", quantity="2"), name="repaired.csv")
    assert second.done.documents == 1
    assert [r for (r,) in rows("SELECT external_ref FROM ordering_order ORDER BY 1")] == [
        "536365", "536366"]  # fmt: skip


def test_each_chunk_leaves_one_event(tmp_path, monkeypatch):
    monkeypatch.setattr("comptoir.pages.imports.commit.CHUNK_DOCUMENTS", 2)
    imported(tmp_path, *YEAR)
    names = Counter(EventRow.objects.values_list("name", flat=True))
    assert names == Counter(
        EntityCreated=1, BooksOpened=1, ImportUploaded=1, ImportChecked=1, ImportStarted=1,
        RetailChunkImported=3, ImportFinished=1,
    )  # fmt: skip


def test_a_fault_in_a_chunk_leaves_nothing_of_it(tmp_path, monkeypatch):
    monkeypatch.setattr("comptoir.pages.imports.commit.CHUNK_DOCUMENTS", 1)
    imported(tmp_path, *SALE)
    before = counts()
    monkeypatch.setattr("comptoir.records.ledger.parts.post", _fails)
    with pytest.raises(RuntimeError, match="no paper"):
        imported(tmp_path, *SALE, *CREDIT, name="more.csv")
    assert counts() == before


def test_a_number_that_somebody_else_takes_meanwhile_is_not_given_twice(tmp_path, monkeypatch):
    monkeypatch.setattr("comptoir.pages.imports.commit.CHUNK_DOCUMENTS", 1)
    book = actions.import_documents

    def after_another_order(do: Do, **more: Any) -> Any:
        numbering.take(do, "order", date(2010, 12, 31))
        return book(do, **more)

    monkeypatch.setattr("comptoir.pages.imports.actions.import_documents", after_another_order)
    _, outcome = imported(tmp_path, *SALE, *CREDIT)
    assert rows("SELECT o.number, i.number FROM ordering_order o"
                " JOIN invoicing_invoice i ON i.order_id = o.id ORDER BY placed_on") == [
        ("SO-2010-0002", "F-2010-0001"), ("SO-2010-0004", "A-2010-0001"),
    ]  # fmt: skip
    assert rows("SELECT source_number FROM ledger_entry WHERE journal = 'VE' ORDER BY number") == [
        ("F-2010-0001",), ("A-2010-0001",),
    ]  # fmt: skip
    assert not outcome.proved  # two numbers were taken for orders that are not there


def _fails(*_args: object, **_more: object) -> None:
    raise RuntimeError("no paper")


def test_only_who_may_import_imports(tmp_path):
    entity_id, _ = imported(tmp_path, *SALE)
    path = written(tmp_path, *CREDIT, name="more.csv")
    with pytest.raises(RoleForbids):
        running.register(actor_as(Role.SALES), entity_id, path, path.name)


def test_two_imports_into_one_company_do_not_run_at_once(tmp_path, django_db_blocker):
    entity_id, _ = imported(tmp_path, *SALE)
    import threading

    held, over = threading.Event(), threading.Event()

    def other() -> None:
        with django_db_blocker.unblock(), _alone(entity_id):
            held.set()
            over.wait(10)
        connection.close()

    thread = threading.Thread(target=other)
    thread.start()
    held.wait(10)
    try:
        with pytest.raises(ImportRunning):
            imported(tmp_path, *CREDIT, name="more.csv")
    finally:
        over.set()
        thread.join()
    assert rows("SELECT count(*) FROM ordering_order") == [(1,)]
