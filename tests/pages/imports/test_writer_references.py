"""References that are checked as sets refuse what a foreign key would refuse."""

from __future__ import annotations

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
    ("recognizing_obligation", "order_line_id", -1),
    ("recognizing_recognition", "obligation_id", -1),
    ("recognizing_recognition", "delivery_line_id", -1),
]


@pytest.mark.parametrize(("table", "column", "nowhere"), REFERENCES)
def test_a_row_that_points_nowhere_is_refused(tmp_path, table, column, nowhere):
    imported(tmp_path, line())
    said = {column: nowhere, **({"position": 99} if table.endswith("ing_line") else {})}
    if column == "obligation_id":  # of a delivery line it would be the second
        said |= {"cause": "time", "delivery_line_id": None}
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
