"""`comptoir up` tells the log-ins of the demo for as long as they open it."""

from __future__ import annotations

from pathlib import Path

import pytest

from comptoir import demo
from comptoir.demo import company, playing
from comptoir.pages import keys
from comptoir.platform.models import ApiKey, User
from comptoir.platform.roles import PERMISSIONS, READ, Role
from tests.api.driving import call
from tests.world import do_as, make_entity

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COMPTOIR_HOME", str(tmp_path))
    return tmp_path


def told() -> list[str]:
    said: list[str] = []
    demo.log_ins(said.append)
    return said


def admin() -> User:
    return User.objects.get(email=playing.email(company.PEOPLE[0][0]))


def test_nobody_is_told_where_there_is_no_demo() -> None:
    assert told() == []


def test_each_person_is_told_at_every_start(place: Path) -> None:
    playing.people()
    first = told()
    assert len(first) == 1 + len(company.PEOPLE)
    assert (place / "demo-password").exists()
    assert told() == first


def test_nobody_is_told_once_the_password_is_another_though_it_was_remembered() -> None:
    playing.people()
    assert told()
    person = admin()
    person.set_password("another secret")
    person.save()
    assert told() == []


def test_nobody_is_told_of_an_account_that_is_closed() -> None:
    playing.people()
    assert told()
    User.objects.filter(pk=admin().pk).update(is_active=False)
    assert told() == []


@pytest.mark.parametrize("spoiled", [b"", b"\xff\x00", b"0" * 64])
def test_a_spoiled_memory_asks_the_hash_again(place: Path, spoiled: bytes) -> None:
    playing.people()
    (place / "demo-password").write_bytes(spoiled)
    assert told()


def test_a_place_that_cannot_be_written_costs_only_time(place: Path) -> None:
    (place / "demo-password").mkdir()
    playing.people()
    assert told()


def test_every_role_has_a_log_in_and_the_integration_a_key_that_opens(place: Path) -> None:
    entity_id = make_entity()
    playing.people()
    assert {role for *_person, roles in company.PEOPLE for role in roles} == set(Role)
    playing.give_key(entity_id)
    assert oct((place / "demo-key").stat().st_mode)[-3:] == "600"
    key = told()[-1].split("Bearer ")[1].rstrip("'")
    me = call("GET", "/me", key=key).body
    assert set(me["permissions"]) == {READ, *PERMISSIONS[Role.INTEGRATION]}
    keys.revoke_key(do_as(entity_id), key_id=ApiKey.objects.get().pk)
    assert "Bearer" not in told()[-1]
    (place / "demo-key").write_bytes(b"\xff")
    assert len(told()) == 1 + len(company.PEOPLE)
