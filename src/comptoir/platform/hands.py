"""Which person a deed is by, who holds a role, and whether somebody else could look at it."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from comptoir.platform import clock
from comptoir.platform.models import ApiKey, User, UserRole
from comptoir.platform.roles import PERMISSIONS


def hand(name: str) -> str:
    """The person behind an actor's name: an API key is the hand of whom it acts for."""
    kind, _, prefix = name.partition(":")
    if kind != "key":
        return name
    who = ApiKey.objects.filter(prefix=prefix).values_list("user_id", flat=True).first()
    return f"user:{who}" if who else name


def another_may(permission: str, entity_id: UUID, me: str) -> bool:
    """Whether somebody else of the company's active people has a permission.

    me  the hand that is left out
    """
    able = [role.value for role, can in PERMISSIONS.items() if permission in can or "*" in can]
    here = Q(roles__role__in=able, roles__entity_id=entity_id)
    everywhere = Q(roles__role__in=able, roles__entity_id__isnull=True) | Q(is_superuser=True)
    beyond = everywhere & clock.untried(entity_id)
    people = User.objects.filter(here | beyond, is_active=True)
    return any(f"user:{pk}" != me for pk in people.values_list("pk", flat=True).distinct())


def holders(entity_id: UUID, role: str) -> list[UUID]:
    """The active people with a role in a company."""
    found = User.objects.filter(is_active=True, roles__role=role)
    everywhere = found.filter(clock.untried(entity_id), roles__entity_id=None)
    own = everywhere | found.filter(roles__entity_id=entity_id)
    return list(own.distinct().values_list("pk", flat=True))


def of_the_installation(name: str) -> None:
    """Refuse what concerns the whole installation to who only tries a company of their own."""
    if _only_tries(hand(name)):
        raise clock.OnlyTried(fix="ask an administrator of this installation")


def _only_tries(who: str) -> bool:
    if not who.startswith("user:"):
        return False
    try:
        held = UserRole.objects.filter(user_id=UUID(who.removeprefix("user:")))
    except ValueError:
        return False
    companies = set(held.values_list("entity_id", flat=True))
    return bool(companies) and companies <= clock.tried()
