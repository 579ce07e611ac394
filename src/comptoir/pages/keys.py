"""API keys: made, found, revoked. Shown once; kept as prefix and SHA-256."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from comptoir.kernel.errors import Invalid, NotFound
from comptoir.kernel.events import Event
from comptoir.platform import clock
from comptoir.platform.actions import Do, action
from comptoir.platform.ids import new_token
from comptoir.platform.models import ApiKey, User
from comptoir.platform.roles import PERMISSIONS, READ, Actor
from comptoir.platform.web import user_actor

SCHEME = "ck"
_SEEN = timedelta(minutes=1)  # last use is kept to the minute, so that reading stays reading


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKeyMade(Event):
    subject: ClassVar[str] = "key_id"
    key_id: UUID
    prefix: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKeyRevoked(Event):
    subject: ClassVar[str] = "key_id"
    key_id: UUID


class UnknownScope(Invalid):
    """The key asks for a permission that does not exist."""

    code = "unknown_scope"


class UnknownKey(NotFound):
    """There is no such API key."""

    code = "unknown_key"


def scopes() -> frozenset[str]:
    """Every permission a key may carry."""
    return frozenset({READ}.union(*PERMISSIONS.values()))


@action(may="platform.keys")
def make_key(
    do: Do, *, name: str, user_id: UUID, granted: list[str], days: int | None = None
) -> ApiKeyMade:
    """A new key acting for a person, with some of that person's permissions; the secret is in `do.answer`."""
    unknown = set(granted) - scopes()
    if unknown:
        raise UnknownScope(field="scopes", found=", ".join(sorted(unknown)))
    prefix, secret = new_token(6).replace("_", "-"), new_token(30)
    text = f"{SCHEME}_{prefix}_{secret}"
    key = ApiKey.objects.create(
        name=name.strip()[:80], prefix=prefix, digest=_digest(text), scopes=sorted({READ, *granted}),
        user_id=user_id, entity_id=do.entity_id,
        expires_at=do.now + timedelta(days=days) if days else None,
    )  # fmt: skip
    do.read = lambda _: text
    return do.record(ApiKeyMade(entity_id=do.entity_id, key_id=key.id, prefix=prefix))


@action(may="platform.keys")
def revoke_key(do: Do, *, key_id: UUID) -> ApiKeyRevoked:
    """The key stops working at once."""
    rows = ApiKey.objects.select_for_update().filter(pk=key_id, revoked_at=None)
    key = rows.filter(entity_id=do.entity_id).first()
    if key is None:
        raise UnknownKey(found=str(key_id))
    key.revoked_at = do.now
    key.save(update_fields=["revoked_at"])
    return do.record(ApiKeyRevoked(entity_id=do.entity_id, key_id=key.id))


def actor_of_key(text: str) -> tuple[Actor, UUID | None] | None:
    """Who this key acts as and in which company; None for an unknown, expired or revoked key."""
    now = clock.instant()
    key = _opening(text, now)
    if key is None:
        return None
    _seen(key, now)
    granted = _granted(key.user, frozenset(key.scopes), key.entity_id)
    return Actor(f"key:{key.prefix}", "key", granted, language=key.user.language), key.entity_id


def opens(text: str) -> bool:
    """Whether the key would be let in now; that is no use of it."""
    return _opening(text, clock.instant()) is not None


def _opening(text: str, now: datetime) -> ApiKey | None:
    parts = text.split("_", 2)
    if len(parts) != 3 or parts[0] != SCHEME:
        return None
    key = ApiKey.objects.select_related("user").filter(prefix=parts[1]).first()
    if key is None or not hmac.compare_digest(key.digest, _digest(text)):
        return None
    ended = key.revoked_at or (key.expires_at and key.expires_at <= now)
    return None if ended or not key.user.is_active else key


def _granted(user: User, asked: frozenset[str], entity_id: UUID | None) -> frozenset[str]:
    """A key never does more than the person it acts for."""
    own = user_actor(user, entity_id).permissions
    return asked if "*" in own else asked & own


def _seen(key: ApiKey, now: datetime) -> None:
    if key.last_used_at is None or now - key.last_used_at > _SEEN:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
