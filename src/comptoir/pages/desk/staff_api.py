"""API of the staff: who calls, keys, people."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.pages import keys, people
from comptoir.platform import clock
from comptoir.platform.models import ApiKey, User
from comptoir.platform.paging import keyset
from comptoir.platform.roles import require
from comptoir.platform.schemas import (
    EntityId,
    In,
    KeyId,
    Page,
    Paged,
    UserId,
)
from comptoir.platform.web import actor_of, do_for, entity_of, perform

router = Router(tags=["staff"])
Text = Annotated[str, Field(max_length=120, pattern=r"^[^\x00]*$")]


class Me(Schema):
    """Who calls, in which company, with which permissions."""

    actor: str
    kind: str
    entity_id: EntityId
    today: date
    roles: list[str]
    permissions: list[str]


class KeyIn(In):
    """days: until it expires; none: never."""

    name: Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00]*\S[^\x00]*$")]
    scopes: Annotated[list[Text], Field(max_length=60, default_factory=list)]
    days: Annotated[int, Field(ge=1, le=3650)] | None = None


class KeyOut(Schema):
    """A key without its secret."""

    id: KeyId
    name: str
    prefix: str
    scopes: list[str]
    last_used_at: datetime | None
    expires_at: datetime | None
    revoked_at: datetime | None


class KeyMade(Schema):
    """The secret is shown here and never again: null on a dry run and to a repeated key."""

    secret: str | None


class InviteIn(In):
    """Someone new; `roles` as in README's table."""

    name: Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00]*\S[^\x00]*$")]
    email: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
    roles: Annotated[list[Text], Field(max_length=20, default_factory=list)]
    language: Annotated[str, Field(pattern="^(fr|en)$")] = "en"


class RolesIn(In):
    """Exactly these roles in this company."""

    roles: Annotated[list[Text], Field(max_length=20)]
    active: bool = True


class LinkOut(Schema):
    """Path where the person chooses a password; works once, for three days."""

    path: str


class PersonOut(Schema):
    """One of the staff."""

    id: UserId
    name: str
    email: str
    active: bool
    roles: list[str]


class PeopleFilter(Paged):
    q: Text = ""
    active: bool | None = None


@router.get("/me", response=Me, summary="Who am I?")
def me(request: HttpRequest) -> Me:
    """The caller's company, roles and permissions."""
    actor, entity_id = actor_of(request), entity_of(request)
    return Me(
        actor=actor.name, kind=actor.kind, entity_id=entity_id, today=clock.today(entity_id),
        roles=sorted(actor.roles), permissions=sorted(actor.permissions),
    )  # fmt: skip


@router.get("/keys", response=Page[KeyOut], summary="API keys")
def list_keys(request: HttpRequest, paging: Query[Paged]) -> dict[str, Any]:
    """Without their secrets, newest first."""
    require(actor_of(request), "platform.keys")
    rows = ApiKey.objects.filter(entity_id=entity_of(request))
    found, following = keyset(rows, ("-created_at", "-id"), paging.cursor, paging.limit)
    return {"items": found, "next": following}


@router.post("/keys", response=KeyMade, summary="Make an API key")
def make_key(request: HttpRequest, body: KeyIn) -> KeyMade:
    """It acts for the caller; a repeated idempotency key cannot show the secret again."""
    do = do_for(request)
    keys.make_key(
        do, name=body.name, user_id=_caller(request), granted=list(body.scopes), days=body.days
    )
    return KeyMade(secret=None if do.dry_run else do.answer)


@router.delete("/keys/{key_id}", response=KeyOut, summary="Revoke an API key")
def revoke_key(request: HttpRequest, key_id: KeyId) -> ApiKey:
    """It stops working at once."""
    return perform(
        request, keys.revoke_key, lambda e: ApiKey.objects.get(pk=e.key_id), key_id=key_id
    )


@router.get("/people", response=Page[PersonOut], summary="The staff")
def list_people(request: HttpRequest, filters: Query[PeopleFilter]) -> dict[str, Any]:
    """The people of this company with their roles in it, by name."""
    require(actor_of(request), "platform.users")
    rows = people.known_to(actor_of(request), entity_of(request)).prefetch_related("roles")
    words = filters.q.strip()
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(email__icontains=words))
    if filters.active is not None:
        rows = rows.filter(is_active=filters.active)
    found, following = keyset(rows, ("name", "email"), filters.cursor, filters.limit)
    return {"items": [_person(u, entity_of(request)) for u in found], "next": following}


@router.post("/people", response=LinkOut, summary="Invite someone")
def invite(request: HttpRequest, body: InviteIn) -> LinkOut:
    """Answers with the path where the person chooses a password."""
    do = do_for(request)
    people.invite_person(
        do, name=body.name, email=body.email, roles=list(body.roles), language=body.language
    )
    return LinkOut(path=str(do.answer))


@router.put("/people/{user_id}/roles", response=PersonOut, summary="Choose someone's roles")
def choose_roles(request: HttpRequest, user_id: UserId, body: RolesIn) -> PersonOut:
    """Replaces the roles held in this company; those held in all companies stay unless taken away."""
    return perform(
        request, people.change_roles, lambda e: _person(User.objects.get(pk=e.user_id), e.entity_id),
        user_id=user_id, roles=list(body.roles), active=body.active,
    )  # fmt: skip


def _caller(request: HttpRequest) -> UUID:
    """The person a new key acts for: the caller, or whom the caller's own key acts for."""
    if isinstance(request.user, User):
        return request.user.pk
    return ApiKey.objects.get(prefix=actor_of(request).name.removeprefix("key:")).user_id


def _person(user: User, entity_id: UUID) -> PersonOut:
    held = sorted({r.role for r in user.roles.all() if r.entity_id in (None, entity_id)})
    return PersonOut(
        id=user.pk, name=user.name, email=user.email, active=user.is_active, roles=held
    )
