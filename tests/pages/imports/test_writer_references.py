"""References that are checked as sets refuse what a foreign key would refuse."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from comptoir.platform.ids import new_id
from tests.pages.imports.files import line
from tests.pages.imports.test_writer import imported, rows

pytestmark = pytest.mark.django_db


REFERENCES = [
    ("ordering_line", "order_id", new_id()),
    ("ordering_line", "product_id", new_id()),
    ("ordering_line", "decision_id", new_id()),
    ("fulfilling_line", "delivery_id", new_id()),
    ("fulfilling_line", "order_line_id", -1),
    ("invoicing_line", "invoice_id", new_id()),
    ("invoicing_line", "decision_id", new_id()),
    ("invoicing_line", "order_line_id", -1),
    ("invoicing_line", "charge_id", -1),
    ("invoicing_line", "usage_id", -1),
    ("invoicing_line", "deposit_id", new_id()),
    ("recognizing_obligation", "order_line_id", -1),
    ("recognizing_obligation", "charge_id", -1),
    ("recognizing_obligation", "usage_id", -1),
    ("recognizing_obligation", "ramp_id", -1),
    ("recognizing_recognition", "obligation_id", -1),
    ("recognizing_recognition", "delivery_line_id", -1),
]


@pytest.mark.parametrize(("table", "column", "nowhere"), REFERENCES)
def test_a_row_that_points_nowhere_is_refused(tmp_path, table, column, nowhere):
    imported(tmp_path, line())
    said = {column: nowhere, **({"position": 99} if table.endswith("ing_line") else {})}
    if column == "obligation_id":  # of a delivery line it would be the second
        said |= {"cause": "time", "delivery_line_id": None}
    if column == "ramp_id":  # of the order line it would be the second that is no piece of a ramp
        said |= {"part": 0, "pattern": "straight_line"}
        said |= {"starts_on": date(2010, 12, 1), "ends_on": date(2011, 12, 1)}
    known = [c for (c,) in rows(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
        " AND column_name <> 'id' ORDER BY ordinal_position", table,
    )]  # fmt: skip
    said = {c: v for c, v in said.items() if c in known}
    values = ", ".join("%s" if c in said else c for c in known)
    before = rows(f"SELECT count(*) FROM {table}")
    with (
        pytest.raises(IntegrityError, match=f"{column} {nowhere} does not exist"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(known)}) SELECT {values} FROM {table}",
            [said[c] for c in known if c in said],
        )
    assert rows(f"SELECT count(*) FROM {table}") == before


def test_no_row_of_an_import_is_pointed_nowhere_later(tmp_path):
    imported(tmp_path, line())
    for table, column, nowhere in REFERENCES:
        with (
            pytest.raises(DatabaseError, match=r"Cannot |frozen|does not exist"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"UPDATE {table} SET {column} = %s", [nowhere])


@pytest.mark.parametrize(
    "table", ["ordering_order", "catalog_product", "invoicing_invoice", "recognizing_obligation"]
)
@pytest.mark.parametrize("deed", ["DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_what_others_refer_to_is_kept(tmp_path, table, deed):
    imported(tmp_path, line())
    before = rows(f"SELECT count(*) FROM {table}")
    with (
        pytest.raises(DatabaseError, match=r"Cannot (update or )?(delete|truncate)"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(deed.format(table))
    assert rows(f"SELECT count(*) FROM {table}") == before


def many(tmp_path, count=120):
    """An import whose lines bear consecutive numbers, checked as a range."""
    imported(tmp_path, *(line(sku=f"A{n}") for n in range(count)))


def copied(table: str, **said: object) -> None:
    """A statement that writes the rows of a table again, with some columns said: as SQL, or a key."""
    known = [c for (c,) in rows(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
        " AND (column_name <> 'id' OR data_type = 'uuid') ORDER BY ordinal_position", table,
    )]  # fmt: skip
    values = ", ".join(f"'{v}'" if isinstance(v := said.get(c, c), UUID) else str(v) for c in known)
    first = 1 if "id" in said else 120
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(known)}) SELECT {values} FROM {table} LIMIT {first}"
        )


@pytest.mark.parametrize("beyond", ["order_line_id + 1", "order_line_id - 1"])
def test_one_line_of_many_that_points_beside_the_range_is_refused(tmp_path, beyond):
    many(tmp_path)
    copied("fulfilling_delivery", id=(once := new_id()), number="'L-1'")
    with pytest.raises(IntegrityError, match=r"order_line_id \d+ does not exist"):
        copied("fulfilling_line", delivery_id=once, order_line_id=beyond)


def test_what_a_bulk_run_delivers_and_bills_is_held_against_the_order(tmp_path):
    many(tmp_path)
    once, more, bill = (new_id() for _ in range(3))
    copied("fulfilling_delivery", id=once, number="'L-1'")
    with pytest.raises(IntegrityError, match="more delivered than ordered"):
        copied("fulfilling_line", delivery_id=once)
    copied(
        "invoicing_invoice",
        id=bill,
        number="NULL",
        state="'draft'",
        issued_on="NULL",
        due_on="NULL",
    )
    with pytest.raises(IntegrityError, match="more invoiced than ordered"):
        copied("invoicing_line", invoice_id=bill)
    copied("fulfilling_line", delivery_id=once, is_return="true")
    copied("fulfilling_delivery", id=more, number="'L-' || number")
    with pytest.raises(IntegrityError, match="more returned than delivered"):
        copied("fulfilling_line", delivery_id=more, is_return="true")
