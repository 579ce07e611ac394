"""From an HTTP request to a deed: actor, company, idempotency key, dry run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import get_language

from comptoir.kernel.errors import Forbidden
from comptoir.platform.actions import Do, begin
from comptoir.platform.clock import UnknownEntity
from comptoir.platform.models import Clock, User
from comptoir.platform.roles import CUSTOMER, Actor, Role, permissions_of

A = TypeVar("A")
SESSION_ENTITY = "entity"


class NotYourEntity(Forbidden):
    """You have no role in this company."""

    code = "not_your_entity"


def user_actor(user: User, entity_id: UUID | None = None) -> Actor:
    """The person with the roles held in this company."""
    held = [r for r in user.roles.all() if r.entity_id in (None, entity_id)]
    roles = frozenset(Role(r.role) for r in held)
    granted = frozenset({"*"}) if user.is_superuser else permissions_of(roles)
    return Actor(f"user:{user.pk}", "user", granted, roles, user.language)


def actor_of(request: HttpRequest) -> Actor:
    """Who makes this request: an API key's actor if the API set one, the logged-in person, or nobody."""
    known = getattr(request, "actor", None)
    if isinstance(known, Actor):
        return known
    if isinstance(request.user, User):
        actor = user_actor(request.user, entity_of(request))
        request.actor = actor  # type: ignore[attr-defined]
        return actor
    return CUSTOMER


def entity_of(request: HttpRequest) -> UUID:
    """The company the request is about: header `X-Entity`, the session, the person's own, or the first."""
    known = getattr(request, "entity_id", None)
    if isinstance(known, UUID):
        return known
    found = _chosen(request)
    request.entity_id = found  # type: ignore[attr-defined]
    return found


def _chosen(request: HttpRequest) -> UUID:
    session = getattr(request, "session", {})
    wished = request.headers.get("X-Entity") or session.get(SESSION_ENTITY)
    own = getattr(request.user, "entity_id", None)
    known = list(Clock.objects.order_by("entity_id").values_list("entity_id", flat=True))
    if wished:
        match = [e for e in known if str(e) == str(wished)]
        if not match:
            raise UnknownEntity(field="X-Entity", found=str(wished)[:60])
        return match[0]
    if own in known:
        return UUID(str(own))
    if not known:
        raise UnknownEntity(fix="create your company first: Settings › Company")
    return known[0]


def do_for(request: HttpRequest) -> Do:
    """The deed of one web request: reads actor, company, clock, `Idempotency-Key` and `dry_run`."""
    return begin(
        actor_of(request),
        entity_of(request),
        key=request.headers.get("Idempotency-Key") or None,
        dry_run=request.GET.get("dry_run", "").lower() in ("true", "1"),
    )


def perform(
    request: HttpRequest, deed: Callable[..., Any], read: Callable[[Any], A], **kwargs: Any
) -> A:
    """Run an action for a request and answer with `read(event)`.

    On a dry run the answer is read inside the transaction, before everything is undone.
    """
    do = do_for(request)
    if do.dry_run:
        do.read = read
        deed(do, **kwargs)
        return do.answer  # type: ignore[no-any-return]
    return read(deed(do, **kwargs))


def language() -> str:
    """The language of the page: `fr` or `en`."""
    return "fr" if (get_language() or "en").startswith("fr") else "en"
