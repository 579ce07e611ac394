"""Big lists: chosen columns, views under a name, files of exactly what is seen."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date

import pytest
from django.db import connection
from django.urls import reverse
from python_calamine import CalamineWorkbook

from comptoir.platform.models import User
from comptoir.platform.roles import Role
from comptoir.shell import lists
from comptoir.stages.collecting import actions as collecting
from tests import world
from tests.stages.ordering.sale import Shop, direct, make_shop

pytestmark = pytest.mark.django_db
ORDERS = "/ordering/"


@pytest.fixture
def shop(client) -> Shop:
    made = make_shop()
    client.force_login(world.make_user(made.entity))
    return made


def read_csv(answer, delimiter=","):
    text = answer.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def read_xlsx(answer):
    return (
        CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    )


def saved(client, **given):
    fields = {"list": "orders", "verb": "save", "name": "", "old": "", "query": "", "next": ORDERS}
    return client.post(reverse("shell:views"), {**fields, **given})


def test_a_file_has_the_rows_and_columns_of_the_list_on_all_its_pages(client, shop, monkeypatch):
    for n in range(3):
        direct(shop, customer_ref=f"PO-{n}")
    direct(shop, customer_ref="other")
    monkeypatch.setattr(lists, "CHUNK", 2)
    monkeypatch.setattr(lists, "PER_PAGE", 2)
    page = client.get(ORDERS, {"q": "PO-", "columns": "reference,gross"}).content.decode()
    assert (
        "PO-2" in page,
        "PO-0" in page,
        "Placed on" in page.partition("<thead>")[2].partition("</thead>")[0],
    ) == (True, False, False)
    answer = client.get(ORDERS, {"q": "PO-", "columns": "reference,gross", "export": "csv"})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="orders.csv"'
    assert read_csv(answer) == [
        ["Number", "Reference", "Amount incl. VAT", "Currency"],
        ["SO-2026-0003", "PO-2", "10620.00", "EUR"],
        ["SO-2026-0002", "PO-1", "10620.00", "EUR"],
        ["SO-2026-0001", "PO-0", "10620.00", "EUR"],
    ]
    book = read_xlsx(client.get(ORDERS, {"q": "PO-0", "export": "xlsx"}))
    assert book[1][4:] == ["Direct entry", "PO-0", 8850.0, 10620.0, "EUR"]
    assert [type(cell) for cell in book[1][3:]] == [date, str, str, float, float, str]


def test_in_french_headers_commas_and_semicolons_are_french(client, shop):
    direct(shop)
    User.objects.update(language="fr")
    rows = read_csv(
        client.get(
            ORDERS, {"columns": "state,net", "export": "csv"}, headers={"accept-language": "fr"}
        ),
        ";",
    )
    assert rows == [
        ["Numéro", "État", "Montant HT", "Devise"],
        ["SO-2026-0001", "En cours", "8850,00", "EUR"],
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", " ="])
def test_no_text_of_a_customer_becomes_a_formula(client, shop, start):
    ref = f"{start}1+cmd|'/c calc'!A1"
    order = direct(shop, customer_ref="x")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ordering_order SET customer_ref = %s WHERE id = %s", [ref, order.id])
    [_head, row] = read_csv(client.get(ORDERS, {"columns": "reference", "export": "csv"}))
    assert row[1] == f"'{ref}"
    answer = client.get(ORDERS, {"columns": "reference", "export": "xlsx"})
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    assert read_xlsx(answer)[1][1].strip() == ref.strip()


def test_every_big_list_has_the_bar_and_both_files(client, shop):
    order = direct(shop)
    do = world.do_as(shop.entity)
    collecting.receive_payment(
        do,
        customer_id=shop.customer,
        currency="EUR",
        amount_minor=1_000,
        received_on=date(2026, 1, 1),
        method="transfer",
    )
    for url, name, first in (
        (ORDERS, "orders", order.number),
        ("/parties/", "customers", "Menuiserie Chabert"),
        ("/collecting/payments", "payments", ""),
        ("/quoting/", "quotes", ""),
        ("/invoicing/", "invoices", ""),
    ):
        for kind in ("csv", "xlsx"):
            answer = client.get(url, {"export": kind})
            assert (answer.status_code, answer.headers["Content-Disposition"]) == (
                200,
                f'attachment; filename="{name}.{kind}"',
            )
        if first:
            assert first in client.get(url, {"export": "csv"}).content.decode()
    rows = read_csv(client.get("/collecting/payments", {"export": "csv"}))
    assert rows[1][5:] == ["", "10.00", "10.00", "EUR"]


def test_a_view_is_saved_shown_replaced_renamed_and_deleted(client, shop):
    direct(shop)
    answer = saved(
        client, name="Held ones", query="state=held&columns=number,state&cursor=x&export=csv"
    )
    assert answer.url == f"{ORDERS}?state=held&columns=number%2Cstate&view=Held+ones"
    assert User.objects.get().views == {
        "orders": {"Held ones": "state=held&columns=number%2Cstate"}
    }
    page = client.get(answer.url).content.decode()
    assert 'aria-current="true">Held ones</a>' in page
    saved(client, name="Held ones", old="Held ones", query="state=open")
    assert User.objects.get().views["orders"] == {"Held ones": "state=open"}
    answer = saved(client, verb="rename", name="<Open> ones", old="Held ones", query="state=open")
    assert User.objects.get().views["orders"] == {"<Open> ones": "state=open"}
    assert "&lt;Open&gt; ones" in client.get(answer.url).content.decode()
    saved(client, verb="delete", old="<Open> ones")
    assert User.objects.get().views["orders"] == {}


def test_a_view_belongs_to_one_person_and_one_list(client, shop):
    direct(shop)
    saved(client, name="Mine", query="state=open")
    assert "Mine" not in client.get("/parties/").content.decode()
    client.force_login(world.make_user(shop.entity, email="other@atelier.example"))
    assert "Mine" not in client.get(ORDERS).content.decode()


@pytest.mark.parametrize(
    "given", [{"name": " "}, {"name": "n" * 61}, {"name": "n", "query": "q=" + "x" * 2_000}]
)
def test_a_view_without_a_name_or_too_long_is_refused(client, shop, given):
    assert saved(client, **given).status_code == 422
    assert User.objects.get().views == {}


def test_a_list_keeps_at_most_forty_views():
    kept = {"orders": {str(n): "" for n in range(lists.MOST_VIEWS)}}
    given = {"list": "orders", "verb": "save", "name": "one more", "old": "", "query": ""}
    with pytest.raises(lists.ViewRefused):
        lists.changed(kept, given)
    assert lists.changed(kept, {**given, "name": "3", "query": "q=1"})[0]["orders"]["3"] == "q=1"


def test_a_file_that_would_be_too_long_says_what_to_do(client, shop, monkeypatch):
    direct(shop)
    direct(shop)
    monkeypatch.setattr(lists, "MOST", 1)
    answer = client.get(ORDERS, {"export": "csv"})
    assert answer.status_code == 409
    assert "narrow it by a filter" in answer.content.decode()
    assert client.get(ORDERS, {"export": "pdf"}).status_code == 422
    assert client.get(ORDERS, {"columns": "nonsense"}).status_code == 200


def test_who_may_not_see_the_list_gets_no_file(client, shop):
    client.logout()
    assert client.get(ORDERS, {"export": "csv"}).status_code == 302
    assert saved(client, name="x").status_code in (302, 403)
    reader = world.make_user(shop.entity, Role.WAREHOUSE, email="w@atelier.example")
    client.force_login(reader)
    assert client.get(ORDERS, {"export": "csv"}).status_code == client.get(ORDERS).status_code
