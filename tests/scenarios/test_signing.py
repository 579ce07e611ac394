"""Signatures: in order, by a link and a code, then sealed; and whoever alters a byte is found out."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pikepdf
import pytest
from django.core import mail as outbox
from django.test import Client

from comptoir.platform import clock
from comptoir.platform.ids import new_id
from comptoir.platform.models import EventRow
from comptoir.platform.roles import Role
from comptoir.stages.contracting import actions as contracting
from comptoir.stages.contracting import documents, links, signings, verifier
from comptoir.stages.contracting.jobs import send_mails
from tests.scenarios.doors import says, someone, text_of
from tests.scenarios.test_agreement import signed as contracted

STROKES = "M20 100L60 40L100 160L140 60L300 120"
AGENT = "Firefox for tests"
ASK = "/contracting/{contract_id}/signatures"
API = "POST /api/v1/signings"


def asked(company, *signers, contract=None, **more):
    """A request for signatures that is sent: two of the customer at once, then our side."""
    made = contract or contracted(company)
    people = signers or (
        contracting.SignerIn("Catherine Morvan", "c.morvan@morvan.example", "Présidente"),
        contracting.SignerIn("Paul Le Gall", "p.legall@morvan.example", "Directeur financier"),
        contracting.SignerIn("Ada Martin", "ada@scene.example", "Directrice", "us", 2),
    )
    event = contracting.draft_signing(
        company.by(Role.LEGAL), **{**documents.to_sign(made), "language": "en"},
        signers=list(people), **more,
    )  # fmt: skip
    contracting.send_signing(company.by(Role.LEGAL), signing_id=event.signing_id)
    return signings.signing(event.signing_id)


def path(signer):
    fresh = signings.signer(signer.id)
    return f"/contracting/sign/{links.token(fresh.id, fresh.link)}/"


def browser():
    return Client(headers={"user-agent": AGENT})


def proof_of(client, here):
    """Open the link, have a code mailed, type it: the proof that the form carries on."""
    assert client.get(here).status_code == 200
    assert client.post(here + "code").status_code == 200
    number = re.search(r"(\d{3} \d{3})", outbox.outbox[-1].body)[1]
    page = client.post(here + "prove", {"code": number})
    assert page.status_code == 200
    return re.search(r'name="proof" value="([^"]+)"', page.content.decode())[1]


def signs(signer, client=None, **mark):
    """All the way to the end, as a person would; the page after it."""
    client, here = client or browser(), path(signer)
    given = {
        "proof": proof_of(client, here), "method": "typed", "typed": signer.name, "consent": "yes",
        **mark,
    }  # fmt: skip
    review = client.post(here + "review", given)
    assert review.status_code == 200, review.content.decode()
    assert "Review, then sign" in review.content.decode()
    assert signings.signer(signer.id).state == "opened"
    fields = dict(
        re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', review.content.decode())
    )
    done = client.post(here + "confirm", fields, follow=True)
    assert done.status_code == 200
    return done.content.decode()


def files(request_id):
    found = signings.signing(request_id)
    return (bytes(signings.document(found.sealed_id).content),
            bytes(signings.document(found.evidence_id).content))  # fmt: skip


@pytest.mark.capability("S2-28", "S2-47", screen=ASK, api=API)
def test_all_parties_sign_in_order_and_the_document_is_sealed_with_its_evidence(company):
    request = asked(company)
    catherine, paul, ada = request.signers
    assert [s.state for s in request.signers] == ["waiting", "waiting", "pending"]
    assert send_mails() == 2
    assert [m.to for m in outbox.outbox] == [[catherine.email], [paul.email]]
    assert links.url(paul.id, 1) in outbox.outbox[1].body
    later = browser().get(path(ada)).content.decode()
    assert "not your turn yet" in later and "Not asked yet" in later

    assert "you have signed" in signs(paul, method="drawn", drawn=STROKES)  # in parallel
    assert signings.signer(ada.id).state == "pending"
    signs(catherine)
    assert signings.signer(ada.id).state == "waiting"
    company.events()
    assert "Everybody has signed" in signs(ada)
    company.expects(
        "SignerOpened", "SignerCodeMade", "SignerCodeTried", "DocumentSigned", "SealKeySet",
        "SigningSealed",
    )  # fmt: skip
    assert signings.signing(request.id).state == "sealed"

    pdf, evidence = files(request.id)
    assert verifier.verify(pdf, evidence) == []
    _says_how_to_check_it(company, request)
    before = bytes(signings.document(request.document_id).content)
    assert pdf.startswith(before)  # what was signed is in the file, byte for byte
    told = json.loads(evidence)
    assert [s["name"] for s in told["signers"]] == [catherine.name, paul.name, ada.name]
    assert {s["agent"] for s in told["signers"]} == {AGENT}
    assert {s["ip"] for s in told["signers"]} == {"127.0.0.1"}
    assert {s["document_sha256"] for s in told["signers"]} == {request.document_sha256}
    with pikepdf.open(BytesIO(before)) as was, pikepdf.open(BytesIO(pdf)) as now:
        assert len(now.pages) == len(was.pages) + 1
        assert "/Metadata" in now.Root and "/OutputIntents" in now.Root


def test_a_sandbox_tells_the_day_that_it_plays_and_the_real_time(company):
    request = asked(company, contracting.SignerIn("Ada Martin", "ada@scene.example", "Directrice"))
    company.today("2026-01-08")
    signs(request.signers[0])
    chain = signings.trail(request.id)
    assert {e.played_on for e in chain if e.name == "asked"} == {date(2026, 1, 1)}
    assert {e.played_on for e in chain if e.name in ("signed", "sealed")} == {date(2026, 1, 8)}
    real = clock.instant()
    for event in chain:
        assert real - timedelta(minutes=10) < datetime.fromisoformat(event.at) <= real
    pdf, evidence = files(request.id)
    (told,) = json.loads(evidence)["signers"]
    assert (told["sandbox_day"], told["signed_at"][:10]) == ("2026-01-08", f"{real:%Y-%m-%d}")
    report, genuine = verifier.report(pdf, evidence)
    assert genuine and any("in a sandbox that played 2026-01-08" in line for line in report)
    moved = evidence.replace(b'"sandbox_day":"2026-01-08"', b'"sandbox_day":"2026-01-09"')
    assert moved != evidence and verifier.verify(pdf, moved)
    says(" ".join(text_of(pdf).split()), "Day played by this sandbox", "2026-01-08")
    page = someone(company, Role.SALES).page(f"/contracting/signings/{request.id}")
    says(page, "real time:", "8 Jan 2026", "This sandbox plays another day than the real one.")
    # where it plays the real day, there is one time only
    here = clock.today(company.entity_id)
    assert (
        clock.played(company.entity_id, datetime(here.year, here.month, here.day, 12, tzinfo=UTC))
        is None
    )
    assert clock.played(new_id(), real) is None


def _says_how_to_check_it(company, request):
    """Both sides read the one command, with the names of their two files."""
    names = [signings.document(f).name for f in _kept(request)]
    command = " ".join(["comptoir signature verify", *names])
    desk = someone(company, Role.SALES).raw(f"/contracting/signings/{request.id}")
    theirs = browser().get(path(request.signers[0])).content.decode()
    assert command in desk and command in theirs
    assert f"<h1>{request.title}</h1>" in theirs
    assert signings.seal_keys(company.entity_id)[0].sha256 in desk


def _kept(request):
    found = signings.signing(request.id)
    return found.sealed_id, found.evidence_id


def test_a_flipped_bit_anywhere_is_found_and_named(company):
    request = asked(company, contracting.SignerIn("Catherine Morvan", "c.morvan@morvan.example"))
    signs(request.signers[0])
    pdf, evidence = files(request.id)
    assert verifier.verify(pdf, evidence) == []
    size = json.loads(evidence)["document"]["bytes_before"]
    for at in range(0, len(pdf), max(len(pdf) // 23, 1)):
        bad = bytearray(pdf)
        bad[at] ^= 1
        faults = verifier.verify(bytes(bad), evidence)
        said = "signed was altered" if at < size else "sealed file was altered"
        assert any(said in fault for fault in faults), (at, faults)
    for at in range(0, len(evidence) - 1, max(len(evidence) // 97, 1)):
        bad = bytearray(evidence)
        bad[at] ^= 1
        assert verifier.verify(pdf, bytes(bad)), f"byte {at}: {evidence[at - 20 : at + 20]!r}"
    assert verifier.verify(pdf + b"\n", evidence)


def test_a_second_browser_and_a_second_click_sign_nothing_more(company):
    request = asked(company)
    paul = request.signers[1]
    client, here = browser(), path(paul)
    given = {"proof": proof_of(client, here), "method": "typed", "typed": "Paul Le Gall",
             "consent": "yes"}  # fmt: skip
    assert client.post(here + "confirm", given).status_code == 302
    chain = len(signings.trail(request.id))
    for again in (client, browser()):
        assert (
            "you have signed" in again.post(here + "confirm", given, follow=True).content.decode()
        )
    assert len(signings.trail(request.id)) == chain
    assert EventRow.objects.filter(name="DocumentSigned").count() == 1


@pytest.mark.capability(
    "S2-29", screen="/contracting/signings/{signing_id}", api="GET /api/v1/signings"
)
def test_declining_ends_the_request_and_everybody_is_told_why(company):
    request = asked(company)
    catherine, paul, _ada = request.signers
    signs(catherine)
    client, here = browser(), path(paul)
    assert client.post(here + "decline", {"reason": " "}).status_code == 422
    client.post(here + "decline", {"reason": "The delivery date is wrong"})
    fresh = signings.signing(request.id)
    assert (fresh.state, [s.state for s in fresh.signers]) == (
        "declined", ["signed", "declined", "pending"],
    )  # fmt: skip
    outbox.outbox.clear()
    send_mails()
    told = [m for m in outbox.outbox if "declined" in m.body]
    assert [m.to for m in told] == [[catherine.email]]
    assert "The delivery date is wrong" in told[0].body
    page = someone(company, Role.SALES).page(f"/contracting/signings/{request.id}")
    assert "Declined" in page and "Paul Le Gall declined: The delivery date is wrong" in page


def test_what_is_wrong_in_the_list_of_signers_is_named_by_its_row(company):
    made = contracted(company)
    rows = {"step": ["1", "1", "2"], "name": ["", "Catherine Morvan", "Ada"], "role": ["", "", ""],
            "email": ["", "nobody", "ada@scene.example"], "side": ["customer", "customer", "us"]}  # fmt: skip
    page = someone(company, Role.LEGAL).client.post(f"/contracting/{made.id}/signatures", rows)
    assert page.status_code == 422 and signings.signings_of(contract_id=made.id) == []
    assert re.search(r'href="#email-2"[^>]*>Row 2: E-mail<', page.content.decode())


def test_a_late_signer_asks_for_a_new_link_and_the_old_one_is_dead(company):
    request = asked(company, valid_days=5, reminds_days=2)
    paul = request.signers[1]
    old = path(paul)
    company.today("2026-01-03")  # the daily catch-up reminds whoever has not signed
    assert signings.signer(paul.id).reminded_on.isoformat() == "2026-01-03"
    company.today("2026-01-20")
    client = browser()
    page = client.get(old)
    assert (
        page.status_code == 200
        and "The time to sign with this link is over" in page.content.decode()
    )
    assert "code" not in [e.name for e in signings.trail(request.id)]
    assert client.post(old + "code").status_code == 422
    assert "will send you a new link" in client.post(old + "ask", follow=True).content.decode()
    desk = someone(company, Role.LEGAL)
    assert "Asks for a new link" in desk.page(f"/contracting/signings/{request.id}")
    desk.sends(f"/contracting/signers/{paul.id}/renew")
    assert "A newer link was sent to you" in client.get(old).content.decode()
    assert "you have signed" in signs(paul)
    assert client.get("/contracting/sign/nonsense/").status_code == 404
