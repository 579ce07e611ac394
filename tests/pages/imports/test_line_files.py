"""A customer's list becomes lines of a quote: choose, map, check, commit; by page and by program."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comptoir.pages.imports import line_files, uploads
from comptoir.pages.imports.models import LineFile
from comptoir.platform.models import EventRow
from comptoir.platform.roles import Role
from comptoir.stages.quoting import actions, queries
from tests import world
from tests.api.driving import call, make_key
from tests.stages.quoting.deal import Shop, make_quote, make_shop

pytestmark = pytest.mark.django_db
HEADER = "Référence;Quantité;Remise;Lot;Désignation;Livraison"
ROWS = (
    "PUMP;2;10 %;Atelier;;18/03/2027",
    "BOOK;1 000;;Atelier;Manuel à spirale;",
    "NOPE;3;;;;",
    "CARE;deux;;;;",
    "BOOK;1;;;=HYPERLINK(1);",
    "CARE;5;-6;Suivi;;",
)


@pytest.fixture(autouse=True)
def own_uploads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "home", lambda: tmp_path)


@pytest.fixture
def shop() -> Shop:
    return make_shop()


@pytest.fixture
def client(shop: Shop) -> Client:
    return seller(shop)


def seller(shop: Shop, role: Role = Role.SALES, email: str = "ada@atelier.example") -> Client:
    client = Client()
    client.force_login(world.make_user(shop.entity, role, email=email))
    return client


def empty(shop: Shop) -> UUID:
    return actions.draft_quote(world.do_as(shop.entity), customer_id=shop.customer).quote_id


def content(*rows: str, header: str = HEADER, encoding: str = "cp1252") -> bytes:
    return "\r\n".join((header, *(rows or ROWS), "")).encode(encoding)


def upload(client: Client, quote_id: UUID, data: bytes, name: str = "liste.csv") -> Any:
    file = SimpleUploadedFile(name, data)
    return client.post(f"/imports/lines/for/{quote_id}/", {"file": file})


def mapped(client: Client, quote_id: UUID, data: bytes) -> LineFile:
    """Uploaded, with the columns that the page proposes."""
    assert upload(client, quote_id, data).status_code == 302
    file = LineFile.objects.get(quote_id=quote_id)
    page = client.get(f"/imports/lines/{file.pk}/", follow=True)
    told = {f.name: f.chosen for f in page.context["fields"]}
    answer = client.post(f"/imports/lines/{file.pk}/map", told)
    assert (answer.status_code, answer.url) == (302, f"/imports/lines/{file.pk}/check")
    return LineFile.objects.get(pk=file.pk)


def skus(quote_id: UUID) -> list[tuple[str, str]]:
    return [(li.sku, f"{li.quantity.normalize():f}") for li in queries.quote(quote_id).lines]


def test_a_list_is_mapped_checked_previewed_and_added_and_its_bad_rows_are_given_back(
    client: Client, shop: Shop
) -> None:
    quote_id = empty(shop)
    file = mapped(client, quote_id, content())
    page = client.get(f"/imports/lines/{file.pk}/check").content.decode()
    assert "6 rows: 3 to add, 3 set apart." in page
    assert "No product has this reference" in page and "Manuel à spirale" in page
    assert skus(quote_id) == []  # checked is not added
    done = client.post(f"/imports/lines/{file.pk}/commit", follow=True)
    assert "3 lines of this file are in the quote." in done.content.decode()
    quote = queries.quote(quote_id)
    assert skus(quote_id) == [("PUMP", "2"), ("BOOK", "1000"), ("CARE", "5")]
    assert [li.section for li in quote.lines] == ["Atelier", "Atelier", "Suivi"]
    assert quote.lines[0].net_minor == 531_000  # 2 × 2 950.00 less 10 %
    told = client.get(f"/imports/lines/{file.pk}/rejects.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(told)))
    assert rows[0][3:] == HEADER.split(";")
    assert [(row[0], row[1], row[3]) for row in rows[1:]] == [
        ("4", "Reference", "NOPE"), ("5", "Quantity", "CARE"), ("6", "Description", "BOOK"),
    ]  # fmt: skip
    assert rows[3][7] == "'=HYPERLINK(1)"  # safe to open in a spreadsheet
    events = EventRow.objects.filter(subject_id=file.pk).order_by("seq").values_list("name")
    assert [name for (name,) in events][-2:] == ["QuoteLinesImported", "LineFileChecked"]


def test_the_same_file_twice_adds_nothing_unless_it_is_said(client: Client, shop: Shop) -> None:
    quote_id = empty(shop)
    file = mapped(client, quote_id, content())
    for _ in range(2):
        client.post(f"/imports/lines/{file.pk}/commit")
    assert len(skus(quote_id)) == 3
    again = upload(client, quote_id, content(), "another name.csv")
    assert again.url == f"/imports/lines/{file.pk}/"
    page = client.get(again.url, follow=True).content.decode()
    assert "Add these lines once more" in page
    client.post(f"/imports/lines/{file.pk}/commit", {"again": "1"})
    assert len(skus(quote_id)) == 6
    assert LineFile.objects.get().added == 6


def test_what_was_imported_is_taken_back_in_the_grid(client: Client, shop: Shop) -> None:
    quote = make_quote(shop)
    file = mapped(client, quote.id, content())
    client.post(f"/imports/lines/{file.pk}/commit")
    assert len(skus(quote.id)) == 5
    asked = client.post(
        f"/quoting/{quote.id}/grid", '{"op": "undo"}', content_type="application/json"
    )
    assert asked.status_code == 200
    assert skus(quote.id) == [("PUMP", "2"), ("CARE", "40")]


def test_a_workbook_is_read_too(client: Client, shop: Shop) -> None:
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept) as book:
        sheet = book.add_worksheet("Liste")
        sheet.write_row(0, 0, ["sku", "qty", "net price"])
        sheet.write_row(1, 0, ["PUMP", 2, 2500.5])
    quote_id = empty(shop)
    file = mapped(client, quote_id, kept.getvalue())
    client.post(f"/imports/lines/{file.pk}/commit")
    assert queries.quote(quote_id).net_minor == 500_100


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The file holds no rows"),
        (b"%PDF-1.7", "a PDF document"),
        (b"sku,qty\nA\x00B,2\n", "binary data"),
        (b"sku," + b"x" * 1_200_000, "This file is too large|one row on a line|cannot be split"),
    ],
)
def test_what_is_no_list_is_refused_and_leaves_nothing(
    client: Client, shop: Shop, data: bytes, said: str, tmp_path: Path
) -> None:
    answer = upload(client, empty(shop), data)
    assert answer.status_code == 422
    assert any(text in answer.content.decode() for text in said.split("|"))
    assert not LineFile.objects.exists()
    assert list((tmp_path / "uploads").glob("*")) == []


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (content(header="Name;Colour;a;b;c;d"), "columns that the import needs"),
        (content("PUMP;1;;;;03/04/2027"), "day first or the month first"),
        (content("PUMP;1;;;;\r\n" + '"PUMP;1' + "x" * 120_000), "cannot be split into cells"),
        (content(*["PUMP;1;;;;"] * 5_001), "at most 5,000 rows"),
    ],
)
def test_a_list_that_cannot_be_understood_says_why(
    client: Client, shop: Shop, data: bytes, said: str
) -> None:
    quote_id = empty(shop)
    assert upload(client, quote_id, data).status_code == 302
    file = LineFile.objects.get()
    page = client.get(f"/imports/lines/{file.pk}/map")
    told = {f.name: f.chosen for f in page.context["fields"]}
    answer = client.post(f"/imports/lines/{file.pk}/map", told)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert (skus(quote_id), LineFile.objects.get().state) == ([], "uploaded")


def test_nobody_adds_to_a_sent_quote_or_without_the_permission(client: Client, shop: Shop) -> None:
    quote_id = empty(shop)
    reader = seller(shop, Role.AUDITOR, "eve@atelier.example")
    assert upload(reader, quote_id, content()).status_code == 403
    file = mapped(client, quote_id, content())
    actions.void_quote(world.do_as(shop.entity), quote_id=quote_id)
    refused = client.post(f"/imports/lines/{file.pk}/commit")
    assert refused.status_code == 409
    assert (skus(quote_id), LineFile.objects.get().added) == ([], 0)


def test_a_program_sends_a_list_reads_its_faults_and_adds_the_rest(shop: Shop) -> None:
    quote_id, key = empty(shop), make_key(shop.entity)
    ident = queries.quote(quote_id).id
    sent = Client().post(
        f"/api/v1/quotes/{_shown(ident)}/line-files",
        {"file": SimpleUploadedFile("list.csv", content())},
        HTTP_AUTHORIZATION=f"Bearer {key}",
    )
    told = sent.json()
    assert (sent.status_code, told["state"], told["good"], told["rejected"]) == (
        200,
        "checked",
        3,
        3,
    )
    place = f"/line-files/{told['id']}"
    first = call("GET", f"{place}/rejects?limit=2", key=key).body
    assert [r["row"] for r in first["items"]] == [4, 5]
    rest = call("GET", f"{place}/rejects?limit=2&cursor={first['next']}", key=key).body
    assert ([r["field"] for r in rest["items"]], rest["next"]) == (["description"], None)
    for _ in range(2):
        done = call("POST", f"{place}/commit", key=key).body
    assert (done["state"], done["added"], done["net_minor"]) == (
        "done", 3, queries.quote(quote_id).net_minor,
    )  # fmt: skip
    assert call("POST", f"{place}/commit?again=true", key=key).body["added"] == 6
    listed = call("GET", f"/quotes/{_shown(ident)}/line-files", key=key).body
    assert [one["id"] for one in listed["items"]] == [told["id"]]
    assert call("GET", place, key=key).body["added"] == 6
    assert len(skus(quote_id)) == 6


def _shown(quote_id: UUID) -> str:
    from comptoir.kernel.ids import show_id

    return show_id("quo", quote_id)


def test_five_thousand_lines_take_no_statement_each(client: Client, shop: Shop) -> None:
    quote_id = empty(shop)
    rows = [
        f"{('PUMP', 'BOOK', 'CARE')[n % 3]};{n % 9 + 1};{n % 20} %;Lot {n // 500};;"
        for n in range(5_000)
    ]
    file = mapped(client, quote_id, content(*rows))
    with CaptureQueriesContext(connection) as seen:
        client.post(f"/imports/lines/{file.pk}/commit")
    assert len(skus(quote_id)) == 5_000
    assert len(seen) <= 60


def test_the_database_keeps_one_row_for_a_file_and_known_states(shop: Shop) -> None:
    quote_id = empty(shop)
    given = {"quote_id": quote_id, "entity_id": shop.entity, "name": "a.csv", "sha256": "0" * 64}
    LineFile.objects.create(**given)
    for wrong in (given, {**given, "sha256": "1" * 64, "state": "lost"},
                  {**given, "sha256": "2" * 64, "added": 3}):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            LineFile.objects.create(**wrong)
    assert LineFile.objects.count() == 1


def test_columns_are_known_by_their_names_and_doubt_is_left_open() -> None:
    assert line_files.likely(["Ref.", "Qté", "Discount (%)"]) == {
        "sku": "Ref.", "quantity": "Qté", "discount": "Discount (%)",
    }  # fmt: skip
    assert "sku" not in line_files.likely(["SKU", "Ref."])
