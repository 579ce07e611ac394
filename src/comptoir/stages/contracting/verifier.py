"""Checks a sealed document and its evidence file, offline, by anyone.

    python -m comptoir.stages.contracting.verifier CONTRACT.pdf EVIDENCE.json

One file on purpose: it needs the standard library, cryptography and pyhanko, and nothing else of Comptoir, so
a reader may copy it elsewhere and read it whole. What it checks stands in `CHECKS`, in that order.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

FORMAT = "comptoir-signature-evidence/1"
START = "0" * 64  # what the first event follows
Facts = Mapping[str, Any]


class Altered(Exception):
    """What does not hold, in words."""


def canonical(value: object) -> bytes:
    """JSON that is written one way only: sorted keys, no spaces, UTF-8."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def event_hash(event: Facts) -> str:
    """SHA-256 (hex) of an event with the hash of the one before, its own hash left out."""
    return hashlib.sha256(canonical({k: v for k, v in event.items() if k != "hash"})).hexdigest()


def signed_part(evidence: Facts) -> bytes:
    """The bytes that the evidence file's own signature covers: all but the signature."""
    return canonical({k: v for k, v in evidence.items() if k != "signature"})


def written(evidence: Facts) -> bytes:
    """The evidence file as it is written: canonical, so that no byte of it is free."""
    return canonical(evidence) + b"\n"


def verify(pdf: bytes, evidence: bytes) -> list[str]:
    """What was altered, in words; an empty list when everything holds."""
    try:
        told = _read(evidence)
    except Altered as found:
        return [str(found)]
    faults = []
    for _name, check in CHECKS:
        try:
            check(pdf, told)
        except Altered as found:
            faults.append(str(found))
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as found:
            faults.append(f"evidence file: not in its form ({type(found).__name__}: {found})")
    return faults


def _read(evidence: bytes) -> Facts:
    try:
        told = json.loads(evidence.decode(), object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise Altered(f"evidence file: not readable as JSON ({error})") from None
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise Altered(f"evidence file: not of the form {FORMAT}")
    if written(told) != evidence:
        raise Altered("evidence file: not written as it was made; spaces or order were changed")
    return told


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is given twice")
    return found


def evidence_signature(pdf: bytes, told: Facts) -> None:
    """The evidence file is as its certificate signed it."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

    certificate = _certificate(told)
    if certificate.fingerprint(hashes.SHA256()).hex() != told["sealed_with"]["certificate_sha256"]:
        raise Altered("evidence file: its certificate was replaced")
    if set(told["signature"]) != {"value", "certificate"}:
        raise Altered("evidence file: something was added to its signature")
    key = certificate.public_key()
    try:
        value = base64.b64decode(told["signature"]["value"], validate=True)
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(value, signed_part(told), ec.ECDSA(hashes.SHA256()))
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(value, signed_part(told), padding.PKCS1v15(), hashes.SHA256())
        else:
            raise Altered("evidence file: its key is neither EC nor RSA")
    except (InvalidSignature, binascii.Error):
        raise Altered("evidence file: its content or its signature was altered") from None


def _certificate(told: Facts) -> Any:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    pem = told["signature"]["certificate"].encode()
    try:
        found = x509.load_pem_x509_certificate(pem)
    except ValueError:
        raise Altered("evidence file: its certificate is not readable") from None
    if found.public_bytes(Encoding.PEM) != pem:
        raise Altered("evidence file: its certificate is not written as it was made")
    return found


def chain_of_events(pdf: bytes, told: Facts) -> None:
    """Each event follows the one before; none is missing, added, moved or changed."""
    before = START
    for n, event in enumerate(told["events"], start=1):
        if event["n"] != n or event["previous"] != before:
            raise Altered(f"event {n}: does not follow the one before; one was removed or moved")
        if event["hash"] != event_hash(event):
            raise Altered(f"event {n} ({event['name']}): altered")
        before = event["hash"]
    if told["chain"] != {"count": len(told["events"]), "head": before}:
        raise Altered("events: one is missing at the end")


def signatures_told(pdf: bytes, told: Facts) -> None:
    """What the file says of each signer is what the signer's own event says."""
    given = {e["signer"]: e for e in told["events"] if e["name"] == "signed"}
    for signer in told["signers"]:
        event = given.get(signer["place"])
        if event is None:
            raise Altered(f"signer {signer['place']} ({signer['name']}): no event of a signature")
        for name, said in event["facts"].items():
            if name in signer and signer[name] != said:
                raise Altered(f"signer {signer['place']}: {name} is not what was signed")
        if signer["signed_at"] != event["at"]:
            raise Altered(f"signer {signer['place']}: another time than the signature's")
        if event["facts"]["document_sha256"] != told["document"]["sha256_before"]:
            raise Altered(f"signer {signer['place']}: signed another document")
    if len(given) != len(told["signers"]):
        raise Altered("signers: one is missing")


def document_bytes(pdf: bytes, told: Facts) -> None:
    """The file is the one that was sealed, and begins with the very bytes that were signed."""
    document = told["document"]
    size = document["bytes_before"]
    if "service" in told:  # it may write the file anew; its own proof stands in the evidence
        size = 0
    elif not isinstance(size, int) or not 0 < size <= len(pdf):
        raise Altered("PDF: shorter than the document that was signed")
    if size and hashlib.sha256(pdf[:size]).hexdigest() != document["sha256_before"]:
        raise Altered("PDF: the document that was signed was altered")
    if hashlib.sha256(pdf).hexdigest() != document["sha256_after"]:
        raise Altered(
            "PDF: the sealed file was altered (pages of signatures, seal, or bytes added)"
        )


def seal(pdf: bytes, told: Facts) -> None:
    """The seal inside the PDF is intact, covers the whole file and is of the evidence's certificate.

    What was signed at a trust service carries that service's signatures instead, and no seal of ours.
    """
    if "service" in told:
        return
    from asn1crypto.pem import unarmor
    from asn1crypto.x509 import Certificate
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    _type, _headers, der = unarmor(told["signature"]["certificate"].encode())
    trusted = [Certificate.load(der)]  # whether to trust it is the reader's to say: `sealed_by`
    try:
        seals = PdfFileReader(BytesIO(pdf)).embedded_signatures
        if len(seals) != 1:
            raise Altered(f"PDF: {len(seals)} seals instead of one")
        context = ValidationContext(trust_roots=trusted, allow_fetching=False)
        with ThreadPoolExecutor(
            1
        ) as apart:  # it runs a loop of its own, which a thread with one refuses
            status = apart.submit(validate_pdf_signature, seals[0], context).result()
    except Altered:
        raise
    except Exception as error:  # what a broken file does to a PDF reader cannot be listed
        raise Altered(f"PDF: its seal is not readable ({type(error).__name__})") from None
    if not (status.intact and status.valid):
        raise Altered("PDF: the seal does not hold, the file was altered after it")
    if status.coverage != SignatureCoverageLevel.ENTIRE_FILE:
        raise Altered("PDF: something was added after the seal")
    if seals[0].signer_cert.dump() != der:
        raise Altered("PDF: sealed by another certificate than the evidence file's")


Check = Callable[[bytes, Facts], None]
CHECKS: tuple[tuple[str, Check], ...] = (
    ("the evidence file is signed and unaltered", evidence_signature),
    ("no event was added, removed or changed", chain_of_events),
    ("each signer signed this document", signatures_told),
    ("the document is the one that was signed and sealed", document_bytes),
    ("the seal in the PDF is intact and covers all of it", seal),
)


def sealed_by(evidence: bytes) -> dict[str, str]:
    """Who the certificate says has sealed, and its SHA-256: to be compared by another channel."""
    from cryptography.hazmat.primitives import hashes

    certificate = _certificate(_read(evidence))
    return {
        "subject": certificate.subject.rfc4514_string(),
        "issuer": certificate.issuer.rfc4514_string(),
        "sha256": certificate.fingerprint(hashes.SHA256()).hex(),
    }


def report(pdf: bytes, evidence: bytes) -> tuple[list[str], bool]:
    """Sentences for a person, and whether everything holds."""
    faults = verify(pdf, evidence)
    if faults:
        return ["NOT GENUINE", *(f"- {fault}" for fault in faults)], False
    told, by = _read(evidence), sealed_by(evidence)
    lines = ["GENUINE", *(f"- {name}" for name, _check in CHECKS)]
    lines += [
        f"signed by {s['name']} <{s['email']}>, {s['role']}, at {s['signed_at']} ({s['method']})"
        + (f", in a sandbox that played {s['sandbox_day']}" if "sandbox_day" in s else "")
        for s in told["signers"]
    ]
    return [*lines, f"sealed by {by['subject']}", f"certificate SHA-256 {by['sha256']}"], True


def main(argv: list[str]) -> int:
    """0 genuine, 1 altered or unreadable, 2 wrong usage."""
    if len(argv) != 2:
        sys.stderr.write("usage: verifier SIGNED.pdf EVIDENCE.json\n")
        return 2
    try:
        files = []
        for path in argv:
            with open(path, "rb") as file:
                files.append(file.read())
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    lines, genuine = report(files[0], files[1])
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if genuine else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
