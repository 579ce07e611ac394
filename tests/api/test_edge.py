"""The edge of the API: who may, what is refused and how, doing things once, and only in theory."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from comptoir.pages import keys
from comptoir.platform import clock
from comptoir.platform.models import ApiKey, EventRow
from comptoir.platform.roles import Role
from tests.api.driving import call, make_key, row_counts
from tests.world import do_as, make_customer, make_entity

pytestmark = pytest.mark.django_db
NEW = {"name": "Menuiserie Chabert", "country": "FR"}


@pytest.fixture
def entity_id() -> UUID:
    return make_entity()


def test_without_a_key_the_answer_says_how_to_get_in(entity_id: UUID) -> None:
    answer = call("GET", "/me")
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.body["code"] == "no_key"


@pytest.mark.parametrize("broken", ["ck_x_y", "nonsense", "ck__", "ck_" + "a" * 400])
def test_a_key_that_is_none_is_a_stranger(entity_id: UUID, broken: str) -> None:
    assert call("GET", "/me", key=broken).status_code == 401


def test_a_key_says_who_it_is(entity_id: UUID) -> None:
    key = make_key(entity_id, Role.SALES)
    body = call("GET", "/me", key=key).body
    assert body["kind"] == "key"
    assert body["actor"] == "key:" + key.split("_")[1]
    assert "quoting.write" not in body["permissions"], "`*` is no permission of a salesperson"


def test_a_key_does_only_what_its_scopes_and_its_person_may(entity_id: UUID) -> None:
    key = make_key(entity_id, Role.SALES, scopes=("read", "quoting.write", "ledger.write"))
    assert call("GET", "/me", key=key).body["permissions"] == ["quoting.write", "read"]


def test_a_revoked_key_opens_nothing(entity_id: UUID) -> None:
    key = make_key(entity_id)
    row = ApiKey.objects.get()
    keys.revoke_key(do_as(entity_id), key_id=row.pk)
    assert call("GET", "/me", key=key).status_code == 401


def test_a_key_for_thirty_days_says_when_it_was_used_and_opens_nothing_after(
    entity_id: UUID,
) -> None:
    mine = make_key(entity_id)
    made = call("POST", "/keys", {"name": "Shop", "scopes": ["read"], "days": 30}, key=mine)
    key = made.body["secret"]
    row = ApiKey.objects.get(name="Shop")
    assert timedelta(days=29) < row.expires_at - clock.instant() <= timedelta(days=30)
    assert row.last_used_at is None
    before = clock.instant().replace(microsecond=0)
    assert call("GET", "/me", key=key).status_code == 200
    used = shown(mine)["last_used_at"]
    assert before <= datetime.fromisoformat(used) <= clock.instant()
    call("GET", "/me", key=key)
    assert shown(mine)["last_used_at"] == used, "kept to the minute: reading stays reading"
    earlier = before - timedelta(minutes=2)
    ApiKey.objects.filter(pk=row.pk).update(last_used_at=earlier)
    call("GET", "/me", key=key)
    assert datetime.fromisoformat(shown(mine)["last_used_at"]) >= before
    ended = clock.instant() - timedelta(seconds=1)
    ApiKey.objects.filter(pk=row.pk).update(expires_at=ended, last_used_at=earlier)
    answer = call("GET", "/me", key=key)
    assert (answer.status_code, answer.body["code"]) == (401, "no_key")
    assert "neither expired nor revoked" in answer.body["detail"]
    assert datetime.fromisoformat(shown(mine)["last_used_at"]) == earlier, "not used: refused"


def shown(key: str) -> dict[str, str]:
    """The key named Shop, as the list says it."""
    return next(k for k in call("GET", "/keys", key=key).body["items"] if k["name"] == "Shop")


def test_a_key_of_one_company_does_not_act_in_another(entity_id: UUID) -> None:
    key = make_key(entity_id)
    other = make_entity(code="OTHER", name="Autre")
    answer = call("GET", "/me", key=key, x_entity=str(other))
    assert (answer.status_code, answer.body["code"]) == (403, "not_your_entity")


def test_the_auditor_reads_everything_and_writes_nothing(entity_id: UUID) -> None:
    key = make_key(entity_id, Role.AUDITOR, scopes=("read", "platform.audit"))
    before = row_counts()
    assert call("GET", "/events", key=key).status_code == 200
    assert call("GET", "/customers", key=key).status_code == 200
    answer = call("POST", "/customers", NEW, key=key)
    assert (answer.status_code, answer.body["code"]) == (403, "role_forbids")
    assert call("POST", "/company/clock", {"on": "2027-01-01"}, key=key).status_code == 403
    assert row_counts() == before


def test_the_audit_log_is_not_for_everyone(entity_id: UUID) -> None:
    key = make_key(entity_id, Role.SALES, scopes=("read",))
    assert call("GET", "/events", key=key).status_code == 403


def test_the_same_key_and_body_give_the_same_answer_once(entity_id: UUID) -> None:
    key = make_key(entity_id)
    first = call("POST", "/customers", NEW, key=key, idempotency_key="a-1")
    again = call("POST", "/customers", NEW, key=key, idempotency_key="a-1")
    assert first.status_code in (200, 201)
    assert first.body == again.body
    assert EventRow.objects.filter(name="CustomerCreated").count() == 1


def test_the_same_key_with_another_body_is_refused(entity_id: UUID) -> None:
    key = make_key(entity_id)
    call("POST", "/customers", NEW, key=key, idempotency_key="a-1")
    before = row_counts()
    other = call("POST", "/customers", {**NEW, "name": "Autre"}, key=key, idempotency_key="a-1")
    assert (other.status_code, other.body["code"]) == (409, "idempotency_key_reused")
    assert row_counts() == before


def test_a_dry_run_answers_like_the_deed_and_writes_nothing(entity_id: UUID) -> None:
    key = make_key(entity_id)
    call("GET", "/me", key=key)
    before = row_counts()
    tried = call("POST", "/customers?dry_run=true", NEW, key=key)
    assert tried.status_code in (200, 201)
    assert row_counts() == before
    done = call("POST", "/customers", NEW, key=key)
    assert {k: v for k, v in tried.body.items() if k != "id"} == {
        k: v for k, v in done.body.items() if k != "id"
    }


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nothing", 404), ("PATCH", "/me", 405), ("GET", "/orders/ord_x/trace", 422)],
)
def test_every_fault_is_a_problem(entity_id: UUID, method: str, path: str, status: int) -> None:
    answer = call(method, path, key=make_key(entity_id))
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.body["status"] == status
    assert answer.body["title"]


def test_an_unreadable_body_is_a_problem(entity_id: UUID) -> None:
    from django.test import Client

    answer = Client().post(
        "/api/v1/company/clock", "{", content_type="application/json",
        HTTP_AUTHORIZATION=f"Bearer {make_key(entity_id)}",
    )  # fmt: skip
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_the_clock_moves_forward_and_never_back(entity_id: UUID) -> None:
    key = make_key(entity_id)
    assert (
        call("POST", "/company/clock", {"on": "2026-03-01"}, key=key).body["today"] == "2026-03-01"
    )
    answer = call("POST", "/company/clock", {"on": "2026-02-01"}, key=key)
    assert (answer.status_code, answer.body["errors"][0]["field"]) == (409, "on")
    assert clock.today(entity_id).isoformat() == "2026-03-01"


def test_events_page_by_cursor_without_loss_or_repetition(entity_id: UUID) -> None:
    key = make_key(entity_id)
    for n in range(5):
        make_customer(entity_id, name=f"Client {n}")
    seen, cursor = [], ""
    while True:
        body = call("GET", f"/events?limit=2{cursor and '&cursor=' + cursor}", key=key).body
        seen += [e["seq"] for e in body["items"]]
        if body["next"] is None:
            break
        cursor = body["next"]
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == len(set(seen)) == EventRow.objects.count()


def test_an_idempotency_key_is_visible_ascii(entity_id: UUID) -> None:
    before = row_counts()
    answer = call("POST", "/customers", NEW, key=make_key(entity_id), idempotency_key="a b")
    assert (answer.status_code, answer.body["errors"][0]["field"]) == (422, "Idempotency-Key")
    assert row_counts()["platform_event"] == before["platform_event"] + 1  # the key itself


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/company/clock", {"on": 1_790_000_000}, "on"),
        ("/company/clock", {"on": "9999-12-31"}, "on"),
        ("/customers", {**NEW, "terms_days": "30"}, "terms_days"),
        ("/customers", {**NEW, "terms_days": True}, "terms_days"),
        ("/customers", {**NEW, "nickname": "Chabert"}, "nickname"),
        ("/entities", {"code": "X", "sandbox": 1}, "sandbox"),
    ],
)
def test_a_body_is_read_as_the_schema_says(
    entity_id: UUID, path: str, body: object, field: str
) -> None:
    key = make_key(entity_id)
    before = row_counts()
    answer = call("POST", path, body, key=key)
    assert answer.status_code == 422
    assert field in {e["field"].split(".")[-1] for e in answer.body["errors"]}
    assert row_counts() == before


@pytest.mark.parametrize(
    ("amount", "status"), [("12.5", 200), (12, 200), (12.5, 422), ("1e3", 422)]
)
def test_decimals_are_text_or_whole_numbers(entity_id: UUID, amount: object, status: int) -> None:
    body = {"sku": "A-1", "name_en": "A", "currency": "EUR", "cost": amount}
    answer = call("POST", "/products", body, key=make_key(entity_id))
    assert answer.status_code == status
    assert status == 422 or answer.body["cost"] == str(amount)


def test_a_misspelled_dry_run_does_not_become_a_deed(entity_id: UUID) -> None:
    key = make_key(entity_id)
    before = row_counts()["platform_event"]
    answer = call("POST", "/customers?dry_run=ture", NEW, key=key)
    assert (answer.status_code, answer.body["code"]) == (422, "bad_dry_run")
    assert row_counts()["platform_event"] == before


def test_text_with_a_nul_is_refused_before_it_meets_the_database(entity_id: UUID) -> None:
    key = make_key(entity_id)
    before = row_counts()["platform_event"]
    assert call("POST", "/customers", {**NEW, "name": "a\x00b"}, key=key).status_code == 400
    assert call("GET", "/customers?q=a%00b", key=key).status_code == 400
    assert row_counts()["platform_event"] == before


def test_records_of_another_company_cannot_be_named_in_a_body(entity_id: UUID) -> None:
    other = make_entity(code="OTHER", name="Autre", siren="", siret="", vat_number="")
    theirs = make_key(other)
    partner = call("POST", "/partners", {"name": "Revendeur", "country": "FR"}, key=theirs).body
    product = call(
        "POST", "/products", {"sku": "B", "name_en": "B", "currency": "EUR"}, key=theirs
    ).body
    key = make_key(entity_id, email="mine@lumen.example")
    customer = call("POST", "/customers", NEW, key=key).body
    book = call(
        "POST", "/price-books",
        {"code": "P", "name": "P", "currency": "EUR", "starts_on": "2026-01-01"}, key=key,
    ).body  # fmt: skip
    wish = {
        "customer_id": customer["id"], "title": "Pumps", "amount": "100", "close_on": "2026-12-31",
        "partner_id": partner["id"],
    }  # fmt: skip
    before = row_counts()["platform_event"]
    assert call("POST", "/opportunities", wish, key=key).status_code == 404
    price = {"product_id": product["id"], "unit_price": "1"}
    assert call("POST", f"/price-books/{book['id']}/prices", price, key=key).status_code == 404
    assert call("POST", f"/price-books/{book['id']}/prices", price, key=theirs).status_code == 404
    assert row_counts()["platform_event"] == before
