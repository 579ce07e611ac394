"""Requests for signatures: what is refused, what the database refuses, and sealing after a crash."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from comptoir.cli import main
from comptoir.demo import signing as demo
from comptoir.kernel.errors import NotAllowed
from comptoir.platform import clock, outbox
from comptoir.stages.contracting import (
    actions,
    closing,
    documents,
    queries,
    sealing,
    signings,
    verifier,
)
from comptoir.stages.contracting.models import SealKey, Signer, Signing, SigningEvent
from tests import world
from tests.stages.ordering.sale import accepted, make_shop

pytestmark = pytest.mark.django_db
WHO = {"link": 1, "seen": demo.SEEN}


@pytest.fixture
def request_(db):
    shop = make_shop()
    event = actions.make_contract(world.do_as(shop.entity), quote_id=accepted(shop).id)
    return signings.signing(demo.asked(shop.entity, event.contract_id))


def do(request):
    return world.do_as(request.entity_id)


def sealed(request):
    demo.complete(request.id)
    found = signings.signing(request.id)
    assert found.state == "signed"  # nobody reacts here: the process died after the last signature
    pdf, evidence = closing.made(found)
    actions.close_signing(do(request), signing_id=found.id, sealed=pdf, evidence=evidence)
    return pdf, evidence


def test_after_a_crash_sealing_starts_again_and_happens_once(request_):
    pdf, evidence = sealed(request_)
    assert verifier.verify(pdf, evidence) == []
    with pytest.raises(NotAllowed):
        actions.close_signing(do(request_), signing_id=request_.id, sealed=pdf, evidence=evidence)
    found = signings.signing(request_.id)
    assert bytes(signings.document(found.sealed_id).content) == pdf
    event = closing.DocumentSigned(
        entity_id=found.entity_id, signing_id=found.id, signer_id=found.signers[0].id, complete=True
    )
    closing.LastSignature()(event, outbox.Cause(1, "seal_signed"))  # again: nothing happens
    assert SealKey.objects.count() == 1


def test_a_code_is_tried_five_times_then_it_is_dead(request_):
    person = request_.signers[0]
    made = do(request_)
    actions.make_signing_code(made, signer_id=person.id, channel="e-mail", **WHO)
    wrong = "000000" if made.answer != "000000" else "111111"
    left = [
        actions.try_signing_code(do(request_), signer_id=person.id, code=wrong, **WHO).tries_left
        for _n in range(6)
    ]
    assert left == [4, 3, 2, 1, 0, 0]
    late = actions.try_signing_code(do(request_), signer_id=person.id, code=str(made.answer), **WHO)
    assert not late.right
    assert made.answer not in Signer.objects.get(pk=person.id).code_digest


def test_a_code_works_for_ten_minutes_and_once(request_):
    person = request_.signers[0]
    made = do(request_)
    actions.make_signing_code(made, signer_id=person.id, channel="e-mail", **WHO)
    late = do(request_)
    late.now += timedelta(minutes=10)
    tried = actions.try_signing_code(late, signer_id=person.id, code=str(made.answer), **WHO)
    assert (tried.right, tried.tries_left) == (False, 0)
    first = do(request_)
    assert actions.try_signing_code(first, signer_id=person.id, code=str(made.answer), **WHO).right
    again = actions.try_signing_code(
        do(request_), signer_id=person.id, code=str(made.answer), **WHO
    )
    assert not again.right


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"proof": "made up"}, actions.CodeNeeded),
        ({"consent": " "}, actions.ConsentMissing),
        ({"mark": "7"}, actions.BadMark),
        ({"method": "blood"}, actions.BadMark),
        ({"method": "image", "picture": b"GIF89a"}, actions.BadMark),
        ({"method": "drawn", "mark": "M1 1L2 2"}, actions.BadMark),
        ({"link": 2}, actions.LinkReplaced),
    ],
)
def test_what_is_no_signature_changes_nothing(request_, change, error):
    person = request_.signers[0]
    proof = demo.proved(request_.entity_id, person.id)
    before = len(signings.trail(request_.id))
    given = {
        "proof": proof, "method": "typed", "mark": "Anne Roux", "picture": b"", "consent": "yes",
        **WHO, **change,
    }  # fmt: skip
    with pytest.raises(error):
        actions.sign_document(do(request_), signer_id=person.id, **given)
    assert signings.signer(person.id).state == "opened"
    assert len(signings.trail(request_.id)) == before


def test_whoever_signs_later_cannot_sign_now(request_):
    with pytest.raises(actions.NotYourTurn):
        actions.make_signing_code(
            do(request_), signer_id=request_.signers[1].id, channel="e-mail", **WHO
        )


def test_one_request_at_a_time_and_our_side_last(request_):
    made = queries.contract(request_.contract_id)
    ours = actions.SignerIn("Ada Martin", "ada@us.example", side="us")
    with pytest.raises(actions.BadSigners):
        actions.draft_signing(do(request_), **documents.to_sign(made), signers=[ours])
    theirs = actions.SignerIn("Anne Roux", "anne@roux.example")
    with pytest.raises(actions.SigningInHand):
        actions.draft_signing(do(request_), **documents.to_sign(made), signers=[theirs])
    actions.void_signing(do(request_), signing_id=request_.id, reason="typo")
    actions.draft_signing(do(request_), **documents.to_sign(made), signers=[theirs])


@pytest.mark.parametrize(
    "deed",
    [
        lambda r: SigningEvent.objects.filter(signing_id=r.id).update(name="opened"),
        lambda r: SigningEvent.objects.filter(signing_id=r.id).delete(),
        lambda r: SigningEvent.objects.create(
            signing_id=r.id, n=99, name="signed", at="", previous="0" * 64, hash="0" * 64
        ),
        lambda r: Signer.objects.filter(signing_id=r.id).update(email="other@x.example"),
        lambda r: Signer.objects.filter(signing_id=r.id).update(declined_reason="x"),
        lambda r: Signing.objects.filter(pk=r.id).update(closed_reason="x"),
        lambda r: Signing.objects.filter(pk=r.id).delete(),
        lambda r: SealKey.objects.update(certificate="x"),
        lambda r: SealKey.objects.all().delete(),
    ],
)
def test_the_database_refuses_to_change_what_is_signed(request_, deed):
    sealed(request_)
    with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
        deed(request_)


def test_a_signed_row_without_all_of_it_is_refused(request_):
    rows = Signer.objects.filter(pk=request_.signers[0].id)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(state="signed")
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(state="declined")


def test_a_key_pair_of_ones_own_seals_and_a_wrong_password_is_refused(request_):
    mine = sealing.made("Trust Service", "FR", clock.instant())
    with pytest.raises(sealing.NotAKeyPair):
        actions.load_seal_key(do(request_), pkcs12=b"nothing", password="")
    actions.load_seal_key(do(request_), pkcs12=mine.pkcs12, password="")
    pdf, evidence = sealed(request_)
    assert verifier.verify(pdf, evidence) == []
    assert verifier.sealed_by(evidence)["sha256"] == mine.sha256
    assert mine.pkcs12 not in bytes(SealKey.objects.get(active=True).locked)


def test_another_secret_does_not_open_the_key(request_, settings):
    sealed(request_)
    key = signings.seal_key(request_.entity_id)
    settings.SECRET_KEY = "another"
    with pytest.raises(sealing.SealKeyLocked):
        sealing.unlocked(key.locked)


def test_the_verifier_names_what_was_altered(request_, tmp_path, capsys):
    pdf, evidence = sealed(request_)
    told = json.loads(evidence)

    def faults(**over):
        return verifier.verify(pdf, verifier.written({**told, **over}))

    events = told["events"]
    assert any("event 3" in f for f in faults(events=events[:2] + events[3:]))
    assert any("missing at the end" in f for f in faults(events=events[:-1]))
    changed = [{**s, "consent": "other"} for s in told["signers"]]
    assert any("consent is not what was signed" in f for f in faults(signers=changed))
    assert any("signers: one is missing" in f for f in faults(signers=told["signers"][1:]))
    assert any("signature was altered" in f for f in faults(made_at="2020-01-01"))
    assert faults(signers=[1], events="x", document=None)  # nothing breaks it
    for text in (b"", b"[]", b"{}", b"\xff", b'{"format": 1, "format": 2}'):
        assert len(verifier.verify(pdf, text)) == 1
    paper, proof = tmp_path / "a.pdf", tmp_path / "a.json"
    paper.write_bytes(pdf), proof.write_bytes(evidence)
    assert main(["signature", "verify", str(paper), str(proof)]) == 0
    assert verifier.main([str(paper), str(proof)]) == 0
    paper.write_bytes(pdf.replace(b"obj", b"Obj", 1))
    assert main(["signature", "verify", str(paper), str(proof)]) == 1
    assert "signed was altered" in capsys.readouterr().out
    assert verifier.main([]) == 2
