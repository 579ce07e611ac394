"""The pages and the API of the import, through the real job function on a small file."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from comptoir.pages.imports import company, uploads
from comptoir.pages.imports.jobs import commit_file
from comptoir.pages.imports.models import Import
from comptoir.pages.imports.runs import run_of
from comptoir.platform import clock, progress
from comptoir.platform.models import EventRow, Progress
from comptoir.platform.roles import SYSTEM, Role
from tests.api.driving import make_key, make_person
from tests.pages.imports.files import HEADER, line

pytestmark = pytest.mark.django_db

LINES = (
    line("536365", "22423", "2", "12.75"),
    line("536365", "POST", "1", "18"),
    line("C536379", "22423", "-1", "12.75", at="2010-12-02 09:41:00"),
    line("536380", "22423", "two", "12.75"),
)
MAPPED = {
    "number": "InvoiceNo", "sku": "StockCode", "description": "Description",
    "quantity": "Quantity", "issued_at": "InvoiceDate", "unit_price": "UnitPrice",
    "customer": "CustomerID", "country": "Country", "dates": "", "mark": "",
}  # fmt: skip


@pytest.fixture(autouse=True)
def own_uploads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "home", lambda: tmp_path)


@pytest.fixture
def entity_id() -> UUID:
    return company.ensure(SYSTEM, company.CODE, "GBP")


@pytest.fixture
def client(entity_id: UUID) -> Client:
    return client_of()


def client_of(*roles: Role) -> Client:
    found = Client()
    person = make_person(*roles, email=f"{'-'.join(roles) or 'admin'}@lumen.example")
    found.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return found


def content(*lines: str, header: str = HEADER) -> bytes:
    return "\n".join((header, *lines, "")).encode()


def upload(client: Client, data: bytes, name: str = "sales.csv") -> HttpResponse:
    file = SimpleUploadedFile(name, data)
    return client.post("/imports/", {"file": file, "company": company.CODE})


def uploaded(client: Client, *lines: str) -> Import:
    answer = upload(client, content(*(lines or LINES)))
    assert answer.status_code == 302, answer.content.decode()
    return Import.objects.get()


def checked(client: Client, *lines: str) -> Import:
    row = uploaded(client, *lines)
    answer = client.post(f"/imports/{row.pk}/map", MAPPED)
    assert (answer.status_code, answer.url) == (302, f"/imports/{row.pk}/check")
    return Import.objects.get()


def page(client: Client, row: Import, step: str) -> str:
    answer = client.get(f"/imports/{row.pk}/{step}")
    assert answer.status_code == 200, answer
    return answer.content.decode()


def work() -> None:
    """What the worker does with the waiting jobs of the import."""
    for job in ProcrastinateJob.objects.filter(task_name="imports.commit", status="todo"):
        commit_file(**job.args)
    # The worker deletes what it has done.
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = 'imports.commit'")


def stored(tmp_path: Path) -> list[str]:
    return sorted(p.name for p in (tmp_path / "uploads").glob("*"))


def test_a_file_is_mapped_checked_previewed_committed_and_reported(client, tmp_path):
    row = uploaded(client)
    assert stored(tmp_path) == [Path(row.path).name]
    assert row.name not in row.path, "the stored name is generated"
    assert '<option value="InvoiceNo" selected>' in page(client, row, "map")

    row = checked(client)
    found = page(client, row, "check")
    assert "1 of 4 lines cannot be booked" in found
    assert "The quantity is not a number." in found
    assert "536365" in page(client, row, "preview")
    assert EventRow.objects.filter(name="ImportStarted").count() == 0, "nothing is booked"

    answer = client.post(f"/imports/{row.pk}/commit")
    assert answer.url == f"/imports/{row.pk}/run"
    assert "No worker has been alive for 60 seconds" in page(client, row, "run")
    work()
    row.refresh_from_db()
    assert (row.state, row.proof["proved"], row.proof["done"]["documents"]) == ("done", True, 2)
    assert client.get(f"/imports/{row.pk}/run").url == f"/imports/{row.pk}/report"
    polled = client.get(f"/imports/{row.pk}/run", headers={"HX-Request": "true"})
    assert polled.headers["HX-Redirect"] == f"/imports/{row.pk}/report"
    assert "Everything was proved in the database" in page(client, row, "report")


def test_rejected_and_listed_lines_are_downloads(client):
    free = line("536390", "85123A", "3", "0", description="=1+1")
    row = checked(client, *LINES, free)
    rejects = b"".join(client.get(f"/imports/{row.pk}/rejects.csv").streaming_content).decode()
    assert [r.split(",")[:4] for r in rejects.splitlines()[1:]] == [
        ["5", "536380", "bad_quantity", "quantity"]
    ]
    listed = b"".join(client.get(f"/imports/{row.pk}/listed.csv").streaming_content).decode()
    assert len(listed.splitlines()) == 2
    assert "free_goods" in listed
    assert "'=1+1" in listed, "no spreadsheet runs it"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7 not a table", "The file is not a table that can be imported."),
        (b"", "The file holds no rows."),
        (b"\xfd7zXZ\x00cut", "The file cannot be read to its end"),
    ],
)
def test_a_file_that_is_no_table_is_refused_and_not_kept(client, tmp_path, data, said):
    answer = upload(client, data)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert (Import.objects.count(), stored(tmp_path)) == (0, [])


def test_a_file_above_the_limit_is_refused_with_its_size(client, tmp_path, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_BYTES", 100)
    answer = upload(client, content(*LINES))
    assert answer.status_code == 422
    assert "The file is too large." in answer.content.decode()
    assert (Import.objects.count(), stored(tmp_path)) == (0, [])


def test_without_a_file_the_form_says_so_and_keeps_the_company(client):
    answer = client.post("/imports/", {"company": company.CODE})
    assert answer.status_code == 422
    assert "Choose a file first." in answer.content.decode()
    assert f'<option value="{company.CODE}" selected>' in answer.content.decode()


def test_a_missing_column_is_named_and_the_other_choices_are_kept(client):
    row = uploaded(client)
    answer = client.post(
        f"/imports/{row.pk}/map", MAPPED | {"sku": "", "description": "Country", "dates": "mdy"}
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "The file lacks columns that the import needs." in text
    assert text.count('<option value="Country" selected>') == 2, "description and country"
    assert '<option value="mdy" selected>' in text
    assert Import.objects.get().state == "uploaded"


def test_dates_that_can_be_read_both_ways_want_an_answer(client):
    row = uploaded(client, line(at="01/02/2011"))
    answer = client.post(f"/imports/{row.pk}/map", MAPPED)
    assert answer.status_code == 422
    assert "Choose the order of day and month." in answer.content.decode()
    answer = client.post(f"/imports/{row.pk}/map", MAPPED | {"dates": "dmy"})
    assert answer.status_code == 302
    assert Import.objects.get().totals["preview"][0]["at"] == "2011-02-01T00:00:00+00:00"


def test_the_same_file_again_is_the_same_import_and_kept_once(client, tmp_path):
    row = uploaded(client)
    again = uploaded(client)
    assert again.pk == row.pk
    assert len(stored(tmp_path)) == 1


def test_a_commit_is_queued_once(client):
    row = checked(client)
    client.post(f"/imports/{row.pk}/commit")
    client.post(f"/imports/{row.pk}/commit")
    assert ProcrastinateJob.objects.filter(task_name="imports.commit").count() == 1


def test_an_unchecked_file_is_not_committed(client):
    row = uploaded(client)
    answer = client.post(f"/imports/{row.pk}/commit")
    assert answer.status_code == 409
    assert ProcrastinateJob.objects.filter(task_name="imports.commit").count() == 0


def test_a_run_whose_process_was_killed_is_interrupted_and_goes_on(client, entity_id):
    row = checked(client)
    bar = progress.start("import", row.name, actor="system", entity_id=entity_id, total=3)
    Import.objects.update(progress_id=bar, state="writing")
    row.refresh_from_db()
    assert run_of(row).state == "running", "it moved less than a minute ago"
    Progress.objects.filter(pk=bar).update(done=2, updated_at=clock.in_seconds(-61))
    assert "The import was interrupted." in page(client, row, "run")
    assert client.get(f"/imports/{row.pk}/").url == f"/imports/{row.pk}/run"

    client.post(f"/imports/{row.pk}/commit")
    assert run_of(row).state == "queued"
    work()
    row.refresh_from_db()
    assert (run_of(row).state, row.proof["done"]["documents"]) == ("done", 2)


def test_a_commit_whose_file_is_gone_says_so_and_can_be_resumed(client):
    row = checked(client)
    client.post(f"/imports/{row.pk}/commit")
    Path(row.path).unlink()
    work()
    assert "The uploaded file is no longer on the disk." in page(client, row, "run")
    row = checked(client)  # uploaded once more
    client.post(f"/imports/{row.pk}/commit")
    work()
    assert run_of(Import.objects.get()).state == "done"


def test_only_who_may_import_sees_the_pages(entity_id):
    assert client_of(Role.SALES).get("/imports/").status_code == 403
    assert client_of(Role.INTEGRATION).get("/imports/").status_code == 200


def test_the_pages_speak_french(client):
    row = checked(client)
    client.cookies["comptoir_language"] = "fr"
    for step in ("map", "check", "preview"):
        assert "Étapes de l’import" in page(client, row, step)


def test_the_api_takes_a_file_checks_and_commits_it(entity_id):
    key = make_key(entity_id)
    said = {"HTTP_AUTHORIZATION": f"Bearer {key}"}
    client = Client()
    file = SimpleUploadedFile("sales.csv", content(*LINES))
    answer = client.post("/api/v1/imports", {"file": file}, **said)
    assert answer.status_code == 200, answer.content
    made = answer.json()
    assert made["id"].startswith("imp_")
    assert (made["state"], made["totals"]["lines"], made["run"]["state"]) == ("checked", 4, "none")

    path = f"/api/v1/imports/{made['id']}"
    tried = client.post(f"{path}/commit?dry_run=true", **said).json()
    assert not ProcrastinateJob.objects.filter(task_name="imports.commit").exists()
    queued = client.post(f"{path}/commit", **said).json()
    assert (queued, queued["run"]["state"]) == (tried, "queued")
    work()
    found = client.get(path, **said).json()
    assert (found["state"], found["run"]["state"], found["proof"]["proved"]) == (
        "done", "done", True,
    )  # fmt: skip
    assert [i["id"] for i in client.get("/api/v1/imports", **said).json()["items"]] == [made["id"]]


def test_the_api_tells_the_rows_that_stand_out_page_by_page(entity_id):
    odd = [line("536381", "22423", n, "12.75") for n in ("three", "four")]
    file = SimpleUploadedFile("sales.csv", content(*LINES, *odd, line("5", "M", "1", "15")))
    said = {"HTTP_AUTHORIZATION": f"Bearer {make_key(entity_id)}"}
    client = Client()
    made = client.post("/api/v1/imports", {"file": file}, **said).json()
    path = f"/api/v1/imports/{made['id']}"

    def walk(name, **asked):
        rows, cursor = [], ""
        while cursor is not None:
            page = client.get(
                f"{path}/{name}", {**asked, "limit": 1, "cursor": cursor}, **said
            ).json()
            assert len(page["items"]) <= 1
            rows, cursor = rows + page["items"], page["next"]
        assert client.get(f"{path}/{name}", asked, **said).json() == {"items": rows, "next": None}
        return rows

    rejects = walk("rejects")
    assert [r["document"] for r in rejects] == ["536380", "536381", "536381"]
    assert (rejects[0]["reason"], rejects[0]["field"]) == ("bad_quantity", "quantity")
    assert rejects[0]["found"] == "The quantity is not a number." and "two" in rejects[0]["cells"]
    assert len(walk("rejects", reason="bad_quantity")) == 3
    assert walk("rejects", reason="bad_price") == []
    (listed,) = walk("listed", rule="manual")
    assert (listed["document"], listed["sku"], listed["quantity"]) == ("5", "M", "1")
    assert (listed["unit_price"], listed["amount"]) == (
        "15",
        {"amount": "15.00", "currency": "GBP"},
    )
    assert listed["outcome"].startswith("Entered by hand")
    for cursor in ("x", "3", "999999"):
        answer = client.get(f"{path}/rejects", {"cursor": cursor}, **said)
        assert (answer.status_code, answer.json()["code"]) == (422, "bad_cursor"), cursor
    other = {"HTTP_AUTHORIZATION": f"Bearer {make_key(entity_id, Role.SALES, email='s@x.example')}"}
    assert Client().get(f"{path}/rejects", **other).status_code == 403


def test_the_api_refuses_a_file_that_is_no_table_and_keeps_nothing(entity_id, tmp_path):
    said = {"HTTP_AUTHORIZATION": f"Bearer {make_key(entity_id)}"}
    file = SimpleUploadedFile("sales.csv", b"%PDF-1.7")
    answer = Client().post("/api/v1/imports", {"file": file}, **said)
    assert (answer.status_code, answer.json()["code"]) == (422, "not_a_table")
    assert (Import.objects.count(), stored(tmp_path)) == (0, [])
