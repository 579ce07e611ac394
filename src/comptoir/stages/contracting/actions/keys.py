"""Key pairs that seal: made once for a company, or brought by it."""

from __future__ import annotations

from comptoir.kernel.errors import NothingDue, Refused
from comptoir.platform import sql
from comptoir.platform.actions import Do, action
from comptoir.records.parties import queries as parties
from comptoir.stages.contracting import sealing
from comptoir.stages.contracting.events import SealKeySet
from comptoir.stages.contracting.models import SealKey


class KeyExpired(Refused):
    """The certificate of this key is no longer valid."""

    code = "key_expired"


@action(may="contracting.write")
def make_seal_key(do: Do, *, replace: bool = True) -> SealKeySet:
    """Make a key pair for the company; without `replace`, NothingDue when there is one."""
    _one_at_a_time(do)
    if not replace and SealKey.objects.filter(entity_id=do.entity_id, active=True).exists():
        raise NothingDue(entity=str(do.entity_id))
    company = parties.entity(do.entity_id)
    return _use(do, sealing.made(company.name, company.country, do.now), own=False)


@action(may="contracting.write")
def load_seal_key(do: Do, *, pkcs12: bytes, password: str) -> SealKeySet:
    """Seal with a key pair of one's own from now on."""
    _one_at_a_time(do)
    pair = sealing.loaded(pkcs12, password)
    if pair.valid_until <= do.now:
        raise KeyExpired(field="pkcs12", found=pair.valid_until.date().isoformat())
    return _use(do, pair, own=True)


def _one_at_a_time(do: Do) -> None:
    sql.alone(f"seal key {do.entity_id}")


def _use(do: Do, pair: sealing.KeyPair, *, own: bool) -> SealKeySet:
    SealKey.objects.filter(entity_id=do.entity_id, active=True).update(active=False)
    made = SealKey.objects.create(
        entity_id=do.entity_id, locked=sealing.locked(pair.pkcs12), certificate=pair.certificate,
        sha256=pair.sha256, subject=pair.subject, valid_until=pair.valid_until, own=own,
    )  # fmt: skip
    return do.record(
        SealKeySet(entity_id=do.entity_id, key_id=made.id, certificate_sha256=made.sha256, own=own)
    )
