"""The staff: who is invited, and which roles they hold.

A person logs in to the installation; a role is held in one company, or in all of them. Whoever rules one
company deals with its people and its roles alone (docs/adr/0008-roles-belong-to-a-company.md).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from comptoir.kernel.errors import Forbidden, Invalid, NotFound, Refused
from comptoir.kernel.events import Event
from comptoir.platform import clock
from comptoir.platform.actions import Do, action
from comptoir.platform.models import User, UserRole
from comptoir.platform.roles import Actor, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonInvited(Event):
    subject: ClassVar[str] = "user_id"
    user_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RolesChanged(Event):
    subject: ClassVar[str] = "user_id"
    user_id: UUID


class NotAnEmail(Invalid):
    """This is not an e-mail address."""

    code = "not_an_email"


class AlreadyHere(Refused):
    """Somebody has this e-mail address already."""

    code = "already_here"


class NameMissing(Invalid):
    """A name is needed."""

    code = "name_missing"


class UnknownRole(Invalid):
    """There is no such role."""

    code = "unknown_role"


class UnknownPerson(NotFound):
    """There is no such person."""

    code = "unknown_person"


class LastAdministrator(Refused):
    """Somebody must remain an administrator."""

    code = "last_administrator"


class HeldEverywhere(Forbidden):
    """This role is held in all companies; only an administrator of all companies takes it away."""

    code = "held_everywhere"


class AlsoElsewhere(Forbidden):
    """This person works in other companies too; only an administrator of all companies locks them out."""

    code = "also_elsewhere"


def known_to(actor: Actor, entity_id: UUID) -> QuerySet[User]:
    """The people whom this reader knows: those of the company, or everybody to who rules everywhere.

    Whoever only tries a company does not learn who runs the installation.
    """
    if actor.everywhere:
        return User.objects.all()
    here = UserRole.objects.filter(entity_id=entity_id).values("user_id")
    beyond = UserRole.objects.filter(entity_id=None).values("user_id")
    everywhere = (Q(is_superuser=True) | Q(pk__in=beyond)) & clock.untried(entity_id)
    return User.objects.filter(everywhere | Q(entity_id=entity_id) | Q(pk__in=here))


@action(may="platform.users")
def invite_person(
    do: Do, *, name: str, email: str, roles: list[str], language: str = "en"
) -> PersonInvited:
    """A person with these roles in this company, who chooses a password by the link in `do.answer`."""
    if clock.is_tried(do.entity_id):
        raise clock.OnlyTried(fix="whoever wants to try it signs up for a company of their own")
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise NotAnEmail(field="email", found=email[:80], expected="name@company.example") from None
    if not name.strip():
        raise NameMissing(field="name")
    if User.objects.filter(email=address).exists():
        raise AlreadyHere(field="email", found=address)
    held = _known(roles)
    user = User.objects.create_user(address, None, name=name.strip()[:120], entity_id=do.entity_id)
    user.language = "fr" if language == "fr" else "en"
    user.save(update_fields=["language"])
    _give(user, held, do.entity_id)
    do.read = lambda _: password_link(user)
    return do.record(
        PersonInvited(entity_id=do.entity_id, user_id=user.id), changed={"roles": ([], held)}
    )


@action(may="platform.users")
def change_roles(do: Do, *, user_id: UUID, roles: list[str], active: bool = True) -> RolesChanged:
    """Exactly these roles in this company; a person who is not active cannot log in.

    A role held in all companies stays so, unless somebody who rules them all takes it.
    """
    known = known_to(do.actor, do.entity_id)
    user = known.select_for_update(of=("self",)).filter(pk=user_id).first()
    if user is None:
        raise UnknownPerson(found=str(user_id))
    wished, held = _known(roles), list(user.roles.all())
    everywhere = {r.role for r in held if r.entity_id is None}
    before = sorted({r.role for r in held if r.entity_id == do.entity_id} | everywhere)
    _may_change(do, user, held, set(wished), active)
    gone = everywhere - set(wished)
    user.roles.filter(entity_id=None, role__in=gone).delete()
    user.roles.filter(entity_id=do.entity_id).delete()
    _give(user, [r for r in wished if r not in everywhere], do.entity_id)
    was_active, user.is_active = user.is_active, active
    user.save(update_fields=["is_active"])
    _somebody_rules(do.entity_id)
    changed = {"roles": (before, wished), "active": (was_active, active)}
    return do.record(RolesChanged(entity_id=do.entity_id, user_id=user.id), changed=changed)


def _may_change(do: Do, user: User, held: list[UserRole], wished: set[str], active: bool) -> None:
    """What reaches beyond this company is for those who rule all of them."""
    if do.actor.everywhere:
        return
    taken = {r.role for r in held if r.entity_id is None} - wished
    if taken:
        raise HeldEverywhere(field="roles", found=", ".join(sorted(taken)))
    elsewhere = user.is_superuser or any(r.entity_id != do.entity_id for r in held)
    if elsewhere and active != user.is_active:
        raise AlsoElsewhere(field="active", fix="take the roles in this company instead")


def keep_preferences(user: User, kept: dict[str, str]) -> None:
    """Language, theme and shortcuts of a person, as chosen on the screen: no fact of the business."""
    fields: dict[str, object] = {n: kept[n] for n in ("language", "theme") if n in kept}
    if "single_keys" in kept:
        fields["shortcuts"] = kept["single_keys"] == "on"
    if fields:
        User.objects.filter(pk=user.pk).update(**fields)


def keep_views(user: User, change: Callable[[dict[str, Any]], tuple[dict[str, Any], str]]) -> str:
    """A person's views of lists, changed: `change` makes the new ones and names the one to show."""
    with transaction.atomic():  # two windows do not lose each other's view
        kept = User.objects.select_for_update().get(pk=user.pk)
        kept.views, name = change(kept.views)
        kept.save(update_fields=["views"])
    return name


def password_link(user: User) -> str:
    """The path of the page where this person sets a password; works once, for three days."""
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    uid, _, token = key.partition("-")
    return reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})


def _give(user: User, roles: list[str], entity_id: UUID) -> None:
    UserRole.objects.bulk_create(UserRole(user=user, role=r, entity_id=entity_id) for r in roles)


def _known(roles: list[str]) -> list[str]:
    for role in roles:
        if role not in {r.value for r in Role}:
            raise UnknownRole(field="roles", found=role[:40], expected=", ".join(Role))
    return sorted(set(roles))


def _somebody_rules(entity_id: UUID) -> None:
    """A company without an administrator could never get one back."""
    here = Q(roles__entity_id=entity_id) | Q(roles__entity_id=None)
    rules = Q(is_superuser=True) | (Q(roles__role=Role.ADMIN.value) & here)
    if not User.objects.filter(rules, is_active=True).exists():
        raise LastAdministrator(field="roles")
