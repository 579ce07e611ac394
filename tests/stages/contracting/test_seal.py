"""The screen of the seal, and e-mails that nobody would get."""

from __future__ import annotations

import pytest
from django.core import mail as outbox
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail import EmailMessage
from django.test import Client, override_settings

from comptoir.platform import clock, mailing
from comptoir.platform.ids import new_id
from comptoir.platform.roles import Role
from comptoir.stages.contracting import sealing, signings
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def legal() -> tuple[Client, object]:
    entity = world.make_entity()
    client = Client()
    client.force_login(world.make_user(entity, Role.LEGAL))
    return client, entity


def test_the_seal_is_shown_made_and_replaced_by_ones_own(legal):
    client, entity = legal
    assert "No key yet" in client.get("/contracting/seal").content.decode()
    assert client.get("/contracting/seal/certificate").status_code == 404
    assert client.post("/contracting/seal/make").status_code == 302
    first = signings.seal_key(entity)
    mine = sealing.made("Atelier scellé", "FR", clock.instant())
    bad = client.post("/contracting/seal", {"pkcs12": SimpleUploadedFile("x.p12", b"no key")})
    assert bad.status_code == 422 and signings.seal_key(entity) == first
    client.post("/contracting/seal", {"pkcs12": SimpleUploadedFile("x.p12", mine.pkcs12)})
    page = client.get("/contracting/seal").content.decode()
    assert mine.sha256 in page and "Atelier scellé" in page and first.sha256[:16] in page
    assert client.get("/contracting/seal/certificate").content.decode() == mine.certificate
    assert [k.own for k in signings.seal_keys(entity)] == [True, False]


@override_settings(EMAIL_BACKEND=mailing.SERVER, EMAIL_HOST="127.0.0.1", EMAIL_PORT=1)
def test_a_mail_server_is_never_asked_to_reach_an_example():
    assert mailing.send(EmailMessage("s", "b", None, ["anne@roux.example"]), new_id()) is False
    with pytest.raises(ConnectionRefusedError):
        mailing.send(EmailMessage("s", "b", None, ["anne@roux.fr", "a@b.test"]), new_id())


def test_without_a_server_examples_are_printed():
    assert mailing.send(EmailMessage("s", "b", None, ["anne@roux.example"]), new_id())
    assert outbox.outbox[-1].to == ["anne@roux.example"]
