"""A connection and the system behind it: its access, its deeds, and the pause when its key is refused."""

from __future__ import annotations

import contextlib

from comptoir.integrating import actions, ports, vault
from comptoir.integrating.models import Connection
from comptoir.integrating.vault import SealBroken
from comptoir.kernel.errors import DomainError, NotAllowed
from comptoir.platform import clock
from comptoir.platform.actions import Do, begin
from comptoir.platform.roles import SYSTEM, Actor

__all__ = ["SealBroken"]


def system(row: Connection) -> ports.System:
    """The system behind a connection."""
    access = ports.Access(row.url, vault.unseal(row.token), vault.unseal(row.secret))
    return ports.reach(row.system, access)


def ready(row: Connection) -> None:
    """Before the first exchange the system is asked who it is, which also makes there what we need."""
    if row.checked_at is None:
        check(row)


def check(row: Connection) -> str:
    """Who answers there; raises what is wrong."""
    row.who, row.checked_at = system(row).check()[:200], clock.instant()
    row.save(update_fields=["who", "checked_at"])
    return row.who


def do_as(row: Connection) -> Do:
    """A deed of the other system."""
    actor = Actor(f"connection:{row.name}", "system", frozenset({"*"}), everywhere=True)
    return begin(actor, row.entity_id)


def pause(row: Connection, error: DomainError) -> None:
    """Its key is refused: stop and say so."""
    with contextlib.suppress(NotAllowed):
        actions.move_connection(
            begin(SYSTEM, row.entity_id), connection_id=row.pk, verb="pause", fault=error.title
        )
