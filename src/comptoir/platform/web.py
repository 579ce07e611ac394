"""From an HTTP request to a deed: actor, company, idempotency key, dry run."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import get_language

from comptoir.kernel.errors import Forbidden, Invalid
from comptoir.kernel.ids import MalformedId, read_id
from comptoir.platform.actions import Do, begin
from comptoir.platform.clock import UnknownEntity
from comptoir.platform.models import Clock, User
from comptoir.platform.roles import CUSTOMER, Actor, Role, permissions_of

A = TypeVar("A")
COOKIE_ENTITY = "entity"  # written by the switch of the rail, and for a company just made


class NotYourEntity(Forbidden):
    """You have no role in this company."""

    code = "not_your_entity"


class BadDryRun(Invalid):
    """`dry_run` is neither true nor false."""

    code = "bad_dry_run"


class BadKey(Invalid):
    """This is not an idempotency key."""

    code = "bad_idempotency_key"


def user_actor(user: User, entity_id: UUID | None = None) -> Actor:
    """The person with the roles held in this company."""
    held = [r for r in user.roles.all() if r.entity_id in (None, entity_id)]
    roles = frozenset(Role(r.role) for r in held)
    granted = frozenset({"*"}) if user.is_superuser else permissions_of(roles)
    everywhere = user.is_superuser or any(
        r.role == Role.ADMIN and r.entity_id is None for r in held
    )
    return Actor(f"user:{user.pk}", "user", granted, roles, user.language, everywhere)


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
    """The company the request is about: header `X-Entity`, the cookie, the person's own, or the first."""
    known = getattr(request, "entity_id", None)
    if isinstance(known, UUID):
        return known
    found = _chosen(request)
    request.entity_id = found  # type: ignore[attr-defined]
    return found


def entities_for(request: HttpRequest) -> list[UUID]:
    """The companies this reader has a role in; an API key's own company is chosen by the key."""
    known = list(Clock.objects.order_by("entity_id").values_list("entity_id", flat=True))
    user = request.user
    if not isinstance(user, User) or user.is_superuser:
        return known
    held = {r.entity_id for r in user.roles.all()}
    return known if None in held else [e for e in known if e in held]


def _chosen(request: HttpRequest) -> UUID:
    mine = entities_for(request)
    asked = request.headers.get("X-Entity")
    if asked:
        return _asked(asked, mine)
    own = getattr(request.user, "entity_id", None)
    for wish in (request.COOKIES.get(COOKIE_ENTITY), own):
        for entity_id in mine:
            if str(entity_id) == str(wish):
                return entity_id
    if mine:
        return mine[0]
    raise UnknownEntity(fix="create your company first: Settings › Company")


def _asked(text: str, mine: list[UUID]) -> UUID:
    try:
        wished = read_id("ent", text)
    except MalformedId:
        raise UnknownEntity(field="X-Entity", found=text[:60]) from None
    if wished in mine:
        return wished
    if Clock.objects.filter(pk=wished).exists():
        raise NotYourEntity(field="X-Entity", found=text[:60])
    raise UnknownEntity(field="X-Entity", found=text[:60])


def do_for(request: HttpRequest) -> Do:
    """The deed of one web request: reads actor, company, clock, `Idempotency-Key` and `dry_run`."""
    return begin(
        actor_of(request),
        entity_of(request),
        key=_key(request.headers.get("Idempotency-Key")),
        dry_run=_dry_run(request.GET.get("dry_run", "false").lower()),
    )


def _dry_run(text: str) -> bool:
    """Whoever misspells `true` must not find that the money has moved."""
    known = {"false": False, "0": False, "true": True, "1": True}
    if text not in known:
        raise BadDryRun(field="dry_run", found=text[:40], expected="true, false")
    return known[text]


def _key(text: str | None) -> str | None:
    if text is None:
        return None
    if not re.fullmatch(r"[!-~]{1,120}", text):
        raise BadKey(
            field="Idempotency-Key", found=text[:40], expected="1 to 120 visible ASCII signs"
        )
    return text


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
