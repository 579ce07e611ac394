"""Signatures at a trust service: handed over once, followed in any order, and the file and its proof kept."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

import pytest
from django.core import mail as outbox
from django.test import Client

from comptoir.adapters.fake_signing import HEADER, FakeSigning, stamp
from comptoir.kernel.errors import NothingDue
from comptoir.platform import outbox as events
from comptoir.platform.models import EventRow
from comptoir.platform.roles import Role
from comptoir.stages.contracting import actions as contracting
from comptoir.stages.contracting import documents, mail, ports, services, signings, verifier
from comptoir.stages.contracting.core.signers import SignerIn
from comptoir.stages.contracting.jobs import send_mails
from comptoir.stages.contracting.models import Signing
from tests.scenarios.doors import program, show_id, someone
from tests.scenarios.test_agreement import signed as contracted

CATHERINE, ADA = "c.morvan@morvan.example", "ada@scene.example"


@pytest.fixture
def box(monkeypatch):
    service = FakeSigning()
    monkeypatch.setitem(ports._services, "box", service)
    return service


def asked(company, *, send=True):
    people = [SignerIn("Catherine Morvan", CATHERINE), SignerIn("Ada Martin", ADA, "", "us", 2)]
    event = contracting.draft_signing(
        company.by(Role.LEGAL), **documents.to_sign(contracted(company)), signers=people,
        service="box",
    )  # fmt: skip
    if send:
        contracting.send_signing(company.by(Role.LEGAL), signing_id=event.signing_id)
    return signings.signing(event.signing_id)


def notice(found):
    body = found.service_ref.encode()
    headers = {HEADER: stamp(body)}
    where = "/contracting/service/box/notice"
    return Client().post(where, body, "text/plain", headers=headers).status_code


def count(name):
    return EventRow.objects.filter(name=name).count()


def test_a_signing_goes_through_the_service_and_its_file_and_proof_are_kept(company, box):
    found = asked(company)
    assert (found.service_state, found.state) == ("sent", "open")
    assert send_mails() == 0  # the service writes to the signers itself
    desk = someone(company, Role.LEGAL)
    where = f"/contracting/signings/{found.id}"
    assert "Trust service in the box" in desk.page(where)
    assert "Our own links" in desk.page(f"/contracting/{found.contract_id}/signatures")

    box.act(found.service_ref, "view", CATHERINE)
    assert [notice(found), notice(found)] == [204, 204]  # the same message twice
    assert signings.signing(found.id).service_state == "viewed"
    assert count("SignerOpened") == 1
    with pytest.raises(contracting.SignedElsewhere):
        contracting.remind_signer(company.by(Role.LEGAL), signer_id=found.signers[0].id)

    older = box.status(found.service_ref)  # an answer that comes late, after newer ones
    desk.sends(f"{where}/rehearse", email=CATHERINE, deed="sign")
    box.act(found.service_ref, "sign", ADA)
    company.events()
    assert notice(found) == 204
    company.expects("SignerOpened", "DocumentSigned", "SealKeySet", "SigningSealed")
    with pytest.raises(NothingDue):
        contracting.follow_service(company.by(Role.LEGAL), signing_id=found.id, told=older)
    assert [notice(found), count("DocumentSigned"), count("SigningSealed")] == [204, 2, 1]

    done = signings.signing(found.id)
    assert (done.state, done.service_state, done.signed) == ("sealed", "signed", 2)
    pdf, evidence = (
        bytes(signings.document(f).content) for f in (done.sealed_id, done.evidence_id)
    )
    assert pdf == box.signed_pdf(found.service_ref)
    assert verifier.verify(pdf, evidence) == []
    assert verifier.verify(pdf + b"x", evidence)
    told = json.loads(evidence)["service"]
    assert base64.b64decode(told["evidence"]) == box.evidence(found.service_ref)
    page = desk.page(where)
    assert "The signed document as PDF" in page and "sealed" not in page
    _told_what_is_true_of_it(box)
    company.holds()


def _told_what_is_true_of_it(box):
    """The last e-mail: what this service says of itself at this level, and that nobody else sealed it."""
    outbox.outbox.clear()
    assert send_mails() == 2
    for told in outbox.outbox:
        assert "avancée" in told.body and str(box.label) not in ("", None)
        assert "no legal effect" in told.body or "aucun effet juridique" in told.body
        assert "and sealed by" not in told.body and "scellé par" not in told.body
        assert "octet pour octet" in told.body


def test_the_last_mail_of_a_service_that_is_gone_claims_nothing_for_it(company, box, monkeypatch):
    found = asked(company)
    monkeypatch.delitem(ports._services, "box")
    for level, word in (("advanced", "avancée"), ("qualified", "qualifiée")):
        done = replace(found, service_level=level)
        told = mail.message(done, done.signers[0], "done").body
        assert word in told and "box" in told and "juridique" not in told
    own = mail.message(replace(found, service=""), found.signers[0], "done").body
    assert "signatures électroniques simples" in own and "scellé par" in own


def test_a_service_that_fails_is_asked_again_and_gets_one_order(company, box):
    box.failures, box.after = 1, True  # it took the order, and its answer was lost
    found = asked(company)
    assert (found.service_state, found.service_fault) == ("waiting", "signing_provider_down")
    desk = someone(company, Role.LEGAL)
    where = f"/contracting/signings/{found.id}"
    assert "does not answer" in desk.page(where)
    assert services.ask_all() == 0  # not yet: it is given a minute
    desk.sends(f"{where}/ask")
    again = signings.signing(found.id)
    assert (again.service_state, again.service_fault, len(box._held)) == ("sent", "", 1)

    box.forget(again.service_ref)  # set up anew: it knows nothing of it
    program(company).post(f"/signings/{show_id('sig', found.id)}/ask")
    lost = signings.signing(found.id)
    assert (lost.service_state, lost.service_fault) == ("waiting", "unknown_provider_order")
    assert notice(again) == 404
    Signing.objects.filter(pk=found.id).update(service_next_at=None)
    assert services.ask_all() == 1
    assert signings.signing(found.id).service_state == "sent"
    assert count("SigningHandedOver") == 2
    assert Client().post("/contracting/service/box/notice", b"x", "text/plain").status_code == 409

    box.failures, box.after = 1, False
    assert notice(again) == 204
    assert signings.signing(found.id).service_fault == "signing_provider_down"


@pytest.mark.parametrize(("deed", "state"), [("decline", "declined"), ("expire", "void")])
def test_what_ends_there_ends_here_once(company, box, deed, state):
    found = asked(company)
    box.act(found.service_ref, deed, CATHERINE)
    assert [notice(found), notice(found)] == [204, 204]
    ended = signings.signing(found.id)
    assert (ended.state, count("SigningDeclined") + count("SigningVoided")) == (state, 1)


def test_a_request_that_is_withdrawn_is_called_back(company, box, monkeypatch):
    found = asked(company)
    box.failures = 1
    monkeypatch.setattr(events, "raise_errors", False)
    contracting.void_signing(company.by(Role.LEGAL), signing_id=found.id, reason="typo")
    assert box._held[found.service_ref].state == "open"
    later = events.clock.in_seconds(3600)
    monkeypatch.setattr(events.clock, "instant", lambda: later)
    events.deliver_pending()
    assert box._held[found.service_ref].state == "canceled"


def test_a_service_that_is_not_there_is_refused_before_anything(company):
    with pytest.raises(ports.NoSigningService):
        asked(company, send=False)
    assert not Signing.objects.exists()
