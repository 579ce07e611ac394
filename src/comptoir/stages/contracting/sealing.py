"""Seals: a page of signatures added to the signed document, and a PAdES B-B signature over the whole.

The bytes that were signed stay as they were: everything is added after them (an incremental update).
"""

from __future__ import annotations

import base64
import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from cryptography import x509
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.conf import settings

from comptoir.kernel.errors import Invalid, Refused
from comptoir.stages.contracting import verifier

YEARS = 10
LARGEST = 200_000  # a PKCS#12 file has a few kilobytes


class SealKeyLocked(Refused):
    """The seal's key was locked with another secret of the application."""

    code = "seal_key_locked"


class NotAKeyPair(Invalid):
    """This is not a PKCS#12 file with a private key, or its password is wrong."""

    code = "not_a_key_pair"


@dataclass(frozen=True, slots=True)
class KeyPair:
    """pkcs12  private key and certificates, unencrypted: never stored like this."""

    pkcs12: bytes
    certificate: str  # PEM
    sha256: str  # of the certificate
    subject: str
    valid_until: datetime


def made(company: str, country: str, now: datetime) -> KeyPair:
    """A fresh EC P-256 key with a certificate that it signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    names = [x509.NameAttribute(NameOID.COMMON_NAME, f"{company[:52]} (seal)")]
    names += [x509.NameAttribute(NameOID.ORGANIZATION_NAME, company[:64])]
    names += [x509.NameAttribute(NameOID.COUNTRY_NAME, country)] if len(country) == 2 else []
    name = x509.Name(names)
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365 * YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), False)
        .sign(key, hashes.SHA256())
    )
    return _pair(key, certificate, [])


def loaded(content: bytes, password: str) -> KeyPair:
    """A key pair of one's own, from a PKCS#12 file."""
    if len(content) > LARGEST:
        raise NotAKeyPair(field="pkcs12", found=f"{len(content)} B", expected=f"≤ {LARGEST} B")
    try:
        key, certificate, more = pkcs12.load_key_and_certificates(
            content, password.encode() if password else None
        )
    except ValueError:
        raise NotAKeyPair(field="pkcs12") from None
    if certificate is None or not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise NotAKeyPair(field="pkcs12", expected="EC | RSA")
    return _pair(key, certificate, more)


def _pair(key: Any, certificate: x509.Certificate, more: list[x509.Certificate]) -> KeyPair:
    packed = pkcs12.serialize_key_and_certificates(
        b"seal", key, certificate, more or None, serialization.NoEncryption()
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM).decode()
    digest = certificate.fingerprint(hashes.SHA256()).hex()
    subject = certificate.subject.rfc4514_string()[:300]
    return KeyPair(packed, pem, digest, subject, certificate.not_valid_after_utc)


def locked(packed: bytes) -> bytes:
    """A key as it is stored: encrypted with the application's secret."""
    return _lock().encrypt(packed)


def unlocked(stored: bytes) -> bytes:
    """The key again."""
    try:
        return _lock().decrypt(stored)
    except InvalidToken:
        raise SealKeyLocked(
            fix="bring the former COMPTOIR_SECRET back, or make or load another key"
        ) from None


def _lock() -> Fernet:
    secret = f"comptoir.contracting.seal\n{settings.SECRET_KEY}".encode()
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(secret).digest()))


def sealed(document: bytes, pages: bytes, packed: bytes, *, reason: str, company: str) -> bytes:
    """The document, the pages of signatures after it, and the seal over all of it."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import PdfSignatureMetadata, SimpleSigner
    from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
    from pyhanko.sign.signers import sign_pdf

    writer = IncrementalPdfFileWriter(BytesIO(document))
    _append(writer, pages)
    signer = SimpleSigner.load_pkcs12_data(packed, other_certs=[], passphrase=None)
    assert signer is not None, "the stored key is a key pair"
    told = PdfSignatureMetadata(
        field_name="Seal", subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256", certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES, reason=reason, name=company,
    )  # fmt: skip
    with ThreadPoolExecutor(
        1
    ) as apart:  # it runs a loop of its own, which a thread with one refuses
        return bytes(apart.submit(sign_pdf, writer, told, signer).result().getvalue())


def _append(writer: Any, pages: bytes) -> None:
    from pyhanko.pdf_utils.reader import PdfFileReader

    reader = PdfFileReader(BytesIO(pages))
    for n in range(int(reader.root["/Pages"]["/Count"])):
        ref, resources = reader.find_page_for_modification(n)  # type: ignore[no-untyped-call]
        page = ref.get_object()
        for name in ("/Parent", "/StructParents", "/Tabs", "/Annots"):
            page.pop(name, None)  # they lead out of the page
        if "/Resources" not in page:
            page["/Resources"] = resources
        writer.insert_page(writer.import_object(page))


def digest(content: bytes) -> str:
    """SHA-256, hex."""
    return hashlib.sha256(content).hexdigest()


def signature(content: bytes, packed: bytes) -> str:
    """A signature over bytes by the seal's key, base64."""
    key, _certificate, _more = pkcs12.load_key_and_certificates(packed, None)
    if isinstance(key, ec.EllipticCurvePrivateKey):
        value = key.sign(content, ec.ECDSA(hashes.SHA256()))
    else:
        assert isinstance(key, rsa.RSAPrivateKey)
        value = key.sign(content, padding.PKCS1v15(), hashes.SHA256())
    return base64.b64encode(value).decode()


def evidence(told: dict[str, Any], packed: bytes, certificate: str) -> bytes:
    """The evidence file: what happened, signed with the seal's key."""
    said = {
        **told,
        "sealed_with": {
            "certificate_sha256": certificate_sha256(certificate),
            "algorithm": "SHA-256 with the certificate's key (ECDSA, or RSA PKCS#1 v1.5)",
        },
    }
    value = signature(verifier.signed_part(said), packed)
    return verifier.written({**said, "signature": {"value": value, "certificate": certificate}})


def certificate_sha256(pem: str) -> str:
    """SHA-256 (hex) of a certificate."""
    return x509.load_pem_x509_certificate(pem.encode()).fingerprint(hashes.SHA256()).hex()
