"""Which person acts, and for whom they may decide today."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from comptoir.platform import clock
from comptoir.platform.models import ApiKey, User
from comptoir.platform.roles import Actor
from comptoir.platform.web import user_actor
from comptoir.records.approvals.core.deciders import ADMIN, Person
from comptoir.records.approvals.models import Substitute


def person_id(actor: Actor) -> UUID | None:
    """The person who acts, also through a program of theirs."""
    kind, _, name = actor.name.partition(":")
    if kind == "key":
        return ApiKey.objects.filter(prefix=name).values_list("user_id", flat=True).first()
    return id_of(actor.name)


def id_of(name: str) -> UUID | None:
    """The person behind an actor of the log; None for the system or a customer."""
    kind, _, text = name.partition(":")
    return UUID(text) if kind == "user" and len(text) == 36 else None


def name_of(actor: Actor) -> str:
    """The actor as the log names people; a program counts as its person."""
    pk = person_id(actor)
    return f"user:{pk}" if pk else actor.name


def person(actor: Actor, entity_id: UUID) -> Person:
    """Who acts, with their roles; a program has those of its person."""
    pk = person_id(actor)
    if pk is not None and actor.kind == "key":
        return member(User.objects.get(pk=pk), entity_id)
    roles = {role.value for role in actor.roles}
    return Person(pk, roles | ({ADMIN} if "*" in actor.permissions else set()))


def member(user: User, entity_id: UUID) -> Person:
    """A person of the staff with their roles in a company."""
    actor = user_actor(user, entity_id)
    roles = {role.value for role in actor.roles}
    return Person(user.pk, roles | ({ADMIN} if "*" in actor.permissions else set()))


def staff(entity_id: UUID) -> QuerySet[User]:
    """The active people with a role in a company."""
    everywhere = Q(roles__entity_id=None) & Q(roles__isnull=False) | Q(is_superuser=True)
    mine = everywhere & clock.untried(entity_id) | Q(roles__entity_id=entity_id)
    return User.objects.filter(mine, is_active=True).distinct()


def absent(entity_id: UUID, me: Person, on: date) -> list[Person]:
    """Those whom this person stands in for on a day."""
    if me.id is None:
        return []
    rows = Substitute.objects.filter(
        entity_id=entity_id, person_id=me.id, starts_on__lte=on, ends_on__gte=on,
        absent__is_active=True,
    )  # fmt: skip
    return [member(row.absent, entity_id) for row in rows.select_related("absent").order_by("id")]


def ids(names: Iterable[str]) -> set[UUID]:
    return {pk for name in names if (pk := id_of(name))}
