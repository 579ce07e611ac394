"""The desk through Django's client: what each role sees, what is found, how many statements it takes."""

from __future__ import annotations

import json
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comptoir.demo import company as demo
from comptoir.pages.desk import home, progress
from comptoir.pages.desk.trace import trace
from comptoir.platform.models import ApiKey, EventRow, Progress, User, UserRole
from comptoir.platform.roles import Role
from tests.api.driving import call, make_key, make_person
from tests.pages.desk.deals import SIREN, Deal, half_done
from tests.world import make_customer, make_entity

pytestmark = pytest.mark.django_db


@pytest.fixture
def entity_id() -> UUID:
    return make_entity()


@pytest.fixture
def deal(entity_id: UUID) -> Deal:
    return half_done(entity_id)


def desk_of(*roles: Role) -> Client:
    client = Client()
    client.force_login(
        make_person(*roles), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def find(client: Client, text: str) -> list[dict[str, str]]:
    return list(json.loads(client.get("/find", {"q": text}).content))


def test_a_stranger_is_sent_to_the_log_in_and_back(entity_id: UUID) -> None:
    answer = Client().get("/settings/?a=1")
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        "/accounts/login/?next=/settings/%3Fa%3D1",
    )


def test_nobody_signs_up_alone(entity_id: UUID) -> None:
    before = User.objects.count()
    Client().post(
        "/accounts/signup/", {"email": "a@b.example", "password1": "x" * 20, "password2": "x" * 20}
    )
    assert User.objects.count() == before


def test_without_a_company_the_first_page_says_how_to_make_one() -> None:
    page = desk_of().get("/").content.decode()
    assert "comptoir demo load" in page


def test_the_first_steps_are_read_from_the_data_and_can_be_skipped(entity_id: UUID) -> None:
    client = desk_of()
    assert "First steps" in client.get("/").content.decode()
    client.post("/first-steps/people/skip")
    assert client.cookies[home.SKIPPED].value == "people"
    client.post("/first-steps/all/skip")
    assert "First steps" not in client.get("/").content.decode()


@pytest.mark.parametrize(("role", "waits"), [(Role.WAREHOUSE, True), (Role.COLLECTOR, False)])
def test_what_waits_depends_on_the_role(deal: Deal, role: Role, waits: bool) -> None:
    assert ("Orders to deliver" in desk_of(role).get("/").content.decode()) is waits


def test_the_order_says_where_it_is_in_one_sentence(deal: Deal) -> None:
    assert progress.sentence(trace(deal.order_id, deal.entity_id)) == (
        "4 of 6 Cabinet delivered, the last on 2\u00a0February 2026, the rest was promised for "
        "10\u00a0February 2026 and is 20 days late; the services run since 5\u00a0January 2026; "
        "€4,040.00 of €5,040.00 invoiced is still to be paid."
    ).replace("Cabinet", trace(deal.order_id, deal.entity_id).lines[0].description)


def test_the_trace_of_the_api_tells_the_same_as_the_page(deal: Deal) -> None:
    key = make_key(deal.entity_id)
    body = call("GET", f"/orders/{deal.order_id}/trace", key=key).body
    page = desk_of().get(f"/orders/{deal.order_id}").content.decode()
    assert body["sentence"] in page.replace("&#x27;", "'")
    assert body["lines"][0]["delivered"] == "4"
    assert body["invoiced"] == {"amount": "5040.00", "currency": "EUR"}
    assert body["paid"] == {"amount": "1000.00", "currency": "EUR"}
    assert {d["kind"] for d in body["documents"]} >= {"delivery", "invoice", "payment"}


def test_an_order_of_another_company_is_not_shown(deal: Deal) -> None:
    client = desk_of()
    client.cookies["entity"] = str(make_entity(code="OTHER", name="Autre"))
    assert client.get(f"/orders/{deal.order_id}").status_code == 404
    assert client.get(f"/customers/{deal.customer_id}").status_code == 404


def test_a_person_of_one_company_does_not_enter_another(deal: Deal) -> None:
    person = make_person(Role.SALES)
    UserRole.objects.filter(user=person).update(entity_id=deal.entity_id)
    other = make_entity(code="OTHER", name="Autre")
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.cookies["entity"] = str(other)
    assert "Autre" not in client.get("/").content.decode()
    answer = client.get("/", headers={"X-Entity": str(other)})
    assert b"Autre" not in answer.content


@pytest.mark.parametrize("page", ["customers/{0.customer_id}", "orders/{0.order_id}", ""])
def test_a_page_takes_at_most_25_statements(deal: Deal, page: str) -> None:
    client = desk_of()
    address = "/" + page.format(deal)
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address).status_code == 200
    assert len(asked) <= 25, [q["sql"][:90] for q in asked]


def test_the_palette_finds_numbers_names_siren_amounts_and_articles(deal: Deal) -> None:
    client = desk_of(Role.SALES)
    assert find(client, deal.number)[0]["text"] == deal.number
    assert find(client, deal.number.lower())[0]["url"] == f"/orders/{deal.order_id}"
    assert find(client, "morvan")[0]["url"] == f"/customers/{deal.customer_id}"
    assert find(client, f"{SIREN[:3]} {SIREN[3:6]} {SIREN[6:]}")[0]["text"] == "Ateliers Morvan"
    assert any("4,800.00" in hit["note"] for hit in find(client, "4800.00"))
    assert any("1,000.00" in hit["note"] for hit in find(client, "1 000,00"))
    assert find(client, "arm-x")[0]["text"] == "ARM-X"
    assert find(client, "%_") == []
    assert find(client, "\x00\x00") == []


def test_someone_without_any_role_finds_nothing(deal: Deal) -> None:
    person = make_person(Role.SALES)
    UserRole.objects.filter(user=person).delete()
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "Morvan" not in client.get("/find", {"q": "morvan"}, follow=True).content.decode()


def test_the_audit_log_is_filtered_and_shows_the_stored_event(deal: Deal) -> None:
    client = desk_of(Role.AUDITOR)
    page = client.get(
        "/data/audit", {"object": deal.number, "name": "OrderPlaced"}
    ).content.decode()
    seq = EventRow.objects.get(name="OrderPlaced").seq
    assert f"/data/audit/{seq}" in page
    assert page.count('data-href="/data/audit/') == 1
    assert str(deal.order_id) in client.get(f"/data/audit/{seq}").content.decode()
    assert client.get("/data/audit", {"from": "yesterday"}).status_code == 422


def test_the_log_holds_no_personal_data(deal: Deal) -> None:
    stored = json.dumps(list(EventRow.objects.values_list("facts", "changed")), default=str)
    assert "Morvan" not in stored
    assert SIREN not in stored


def test_the_audit_log_and_keys_are_closed_to_sales(deal: Deal) -> None:
    client = desk_of(Role.SALES)
    assert client.get("/data/audit").status_code == 403
    assert client.get("/settings/keys").status_code == 403


def test_a_key_is_shown_once_and_revoked_for_good(entity_id: UUID) -> None:
    client = desk_of()
    made = client.post(
        "/settings/keys", {"name": "Shop", "scopes": ["read"], "days": "90"}
    ).content.decode()
    row = ApiKey.objects.get()
    assert f"ck_{row.prefix}_" in made
    assert row.digest not in made
    assert f"ck_{row.prefix}_…" in client.get("/settings/keys").content.decode()
    client.post("/settings/keys", {"revoke": str(row.pk)})
    row.refresh_from_db()
    assert row.revoked_at is not None


def test_an_invited_person_chooses_a_password_by_a_link_that_works_once(entity_id: UUID) -> None:
    client = desk_of()
    page = client.post(
        "/settings/people",
        {"name": "Nadia", "email": "nadia@lumen.example", "roles": ["sales"], "language": "fr"},
    ).content.decode()
    path = page.split('data-copy="http://testserver')[1].split('"')[0]
    guest = Client()
    form = guest.get(path, follow=True)
    answer = guest.post(
        form.redirect_chain[-1][0], {"password1": "correct horse!", "password2": "correct horse!"}
    )
    assert answer.status_code == 302
    nadia = User.objects.get(email="nadia@lumen.example")
    assert nadia.check_password("correct horse!")
    assert [r.role for r in nadia.roles.all()] == ["sales"]
    assert Client().get(path, follow=True).context["token_fail"] is True


def test_somebody_must_remain_an_administrator(entity_id: UUID) -> None:
    admin = make_person()
    client = Client()
    client.force_login(admin, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.post(
        "/settings/people", {"user_id": str(admin.pk), "roles": ["sales"], "active": "on"}
    )
    assert answer.status_code == 409
    assert [r.role for r in admin.roles.all()] == ["admin"]


def test_long_work_says_how_far_it_is_and_asks_again_until_it_is_done(entity_id: UUID) -> None:
    work = {"entity_id": entity_id, "kind": "import", "actor": "system", "done": 5}
    Progress.objects.create(label="Running", total=10, **work)
    Progress.objects.create(label="Done", state="done", **work)
    page = desk_of().get("/data/work").content.decode()
    assert "5 of 10" in page and "5 of 5" in page
    assert page.count('hx-trigger="load delay:1s"') == 1


def test_a_salesperson_invites_nobody(entity_id: UUID) -> None:
    client = desk_of(Role.SALES)
    before = User.objects.count()
    answer = client.post(
        "/settings/people", {"name": "X", "email": "x@lumen.example", "roles": ["admin"]}
    )
    assert answer.status_code == 403
    assert User.objects.count() == before


@pytest.mark.parametrize(
    "path",
    ["/", "/data/", "/data/audit", "/data/work", "/settings/", "/settings/people", "/settings/keys",
     "/settings/numbering", "/settings/health", "/settings/account", "/help/", "/api/v1/docs"],
)  # fmt: skip
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_opens_in_both_languages(entity_id: UUID, path: str, language: str) -> None:
    make_customer(entity_id)
    client = desk_of()
    client.cookies["comptoir_language"] = language
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Language"] == language
    assert " style=" not in answer.content.decode()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_whoever_chose_no_language_reads_in_the_browser_s(entity_id: UUID, language: str) -> None:
    """So does the demo's administrator, the first whom a newcomer logs in as."""
    assert demo.PEOPLE[0][2] == ""
    client = Client()
    person = make_person()
    User.objects.filter(pk=person.pk).update(language=demo.PEOPLE[0][2])
    person.refresh_from_db()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.get("/", headers={"accept-language": language})
    assert answer.headers["Content-Language"] == language
