"""Who may give and take roles: in one company, and in all of them (ADR 0008)."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from comptoir.pages import people
from comptoir.platform.actions import Do, begin
from comptoir.platform.models import EventRow, User, UserRole
from comptoir.platform.roles import Role
from comptoir.platform.web import user_actor
from tests.api.driving import call, make_key
from tests.world import make_entity

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> UUID:
    return make_entity()


@pytest.fixture
def there() -> UUID:
    return make_entity(code="OTHER", name="Autre", siren="", siret="", vat_number="")


def person(name: str, *roles: tuple[Role, UUID | None]) -> User:
    user: User = User.objects.create_user(f"{name}@lumen.example", "correct horse", name=name)
    UserRole.objects.bulk_create(UserRole(user=user, role=r, entity_id=e) for r, e in roles)
    return user


def acting(user: User, entity_id: UUID) -> Do:
    return begin(user_actor(user, entity_id), entity_id)


def state(user: User) -> tuple[bool, set[tuple[str, UUID | None]]]:
    user = User.objects.get(pk=user.pk)
    return user.is_active, {(r.role, r.entity_id) for r in user.roles.all()}


def test_an_administrator_changes_the_roles_of_one_company_alone(here: UUID, there: UUID) -> None:
    boss = person("boss", (Role.ADMIN, here))
    both = person("both", (Role.SALES, here), (Role.BILLING, there))
    people.change_roles(acting(boss, here), user_id=both.pk, roles=["warehouse"])
    assert state(both) == (True, {("warehouse", here), ("billing", there)})
    kept = EventRow.objects.get(name="RolesChanged")
    assert kept.changed == {"roles": [["sales"], ["warehouse"]], "active": [True, True]}


def test_nobody_locks_out_who_also_works_elsewhere(here: UUID, there: UUID) -> None:
    boss = person("boss", (Role.ADMIN, here))
    theirs = [
        person("both", (Role.SALES, here), (Role.BILLING, there)),
        person("all", (Role.SALES, None)),
        User.objects.create_superuser("root@lumen.example", "correct horse", name="Root"),
    ]
    for user in theirs:
        before = state(user)
        held = [r for r, e in before[1] if e in (None, here)]
        with pytest.raises(people.AlsoElsewhere):
            people.change_roles(acting(boss, here), user_id=user.pk, roles=held, active=False)
        assert state(user) == before
    own = person("own", (Role.SALES, here))
    people.change_roles(acting(boss, here), user_id=own.pk, roles=[], active=False)
    assert state(own) == (False, set())


def test_a_role_held_in_all_companies_is_taken_by_who_rules_them_all(
    here: UUID, there: UUID
) -> None:
    boss, chief = person("boss", (Role.ADMIN, here)), person("chief", (Role.ADMIN, None))
    wide = person("wide", (Role.SALES, None))
    with pytest.raises(people.HeldEverywhere):
        people.change_roles(acting(boss, here), user_id=wide.pk, roles=[])
    people.change_roles(acting(boss, here), user_id=wide.pk, roles=["sales", "order"])
    assert state(wide) == (True, {("sales", None), ("order", here)})
    people.change_roles(acting(chief, there), user_id=wide.pk, roles=["billing"])
    assert state(wide) == (True, {("order", here), ("billing", there)})


def test_people_of_another_company_are_neither_seen_nor_changed(here: UUID, there: UUID) -> None:
    boss = person("boss", (Role.ADMIN, here))
    foreign = person("foreign", (Role.SALES, there))
    with pytest.raises(people.UnknownPerson):
        people.change_roles(acting(boss, here), user_id=foreign.pk, roles=["admin"])
    assert state(foreign) == (True, {("sales", there)})
    client = Client()
    client.force_login(boss, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get("/settings/people").content.decode()
    assert "boss@lumen.example" in page
    assert "foreign@lumen.example" not in page
    answer = client.post("/settings/people", {"user_id": str(foreign.pk), "roles": ["admin"]})
    assert answer.status_code == 404
    assert state(foreign) == (True, {("sales", there)})


def test_a_key_acts_in_its_company_even_when_its_maker_rules_them_all(
    here: UUID, there: UUID
) -> None:
    key = make_key(here)
    foreign = person("foreign", (Role.SALES, there))
    wide = person("wide", (Role.SALES, None))
    seen = {p["email"] for p in call("GET", "/people", key=key).body["items"]}
    assert seen == {"key@lumen.example", "wide@lumen.example"}
    shown = call("PUT", f"/people/usr_{'0' * 26}/roles", {"roles": ["admin"]}, key=key)
    assert shown.status_code == 404
    answer = call("PUT", f"/people/{_shown(foreign)}/roles", {"roles": ["admin"]}, key=key)
    assert (answer.status_code, answer.body["code"]) == (404, "unknown_person")
    answer = call("PUT", f"/people/{_shown(wide)}/roles", {"roles": []}, key=key)
    assert (answer.status_code, answer.body["code"]) == (403, "held_everywhere")
    assert state(wide) == (True, {("sales", None)})


def _shown(user: User) -> str:
    from comptoir.kernel.ids import show_id

    return show_id("usr", user.pk)


def test_each_company_keeps_an_administrator(here: UUID, there: UUID) -> None:
    boss = person("boss", (Role.ADMIN, here))
    person("other", (Role.ADMIN, there))
    for roles, active in (["sales"], True), (["admin"], False):
        with pytest.raises(people.LastAdministrator):
            people.change_roles(acting(boss, here), user_id=boss.pk, roles=roles, active=active)
        assert state(boss) == (True, {("admin", here)})
    person("second", (Role.ADMIN, here))
    people.change_roles(acting(boss, here), user_id=boss.pk, roles=["sales"])
    assert state(boss) == (True, {("sales", here)})


def test_who_makes_a_company_administers_it_and_nobody_else_does(here: UUID) -> None:
    boss = person("boss", (Role.ADMIN, here))
    other = person("other", (Role.ADMIN, here))
    client = Client()
    client.force_login(boss)
    said = {
        "code": "LTD",
        "name": "Ltd",
        "currency": "GBP",
        "zone": "Europe/London",
        "language": "en",
    }
    place = {"address_town": "London", "address_postcode": "EC2R 8EJ", "address_country": "GB"}
    rest = {"vat_regime": "normal", "brand_color": "#102030"}
    answer = client.post(reverse("parties:new_company"), {**said, **place, **rest})
    made = client.get(answer.url).context["entity"]
    assert made.code == "LTD"
    assert state(boss) == (True, {("admin", here), ("admin", made.id)})
    assert state(other) == (True, {("admin", here)})

    all_of_them = person("all", (Role.ADMIN, None))
    client.force_login(all_of_them)
    client.post(reverse("parties:new_company"), {**said, **place, **rest, "code": "LTD2"})
    assert state(all_of_them) == (True, {("admin", None)}), "rules it anyhow"
