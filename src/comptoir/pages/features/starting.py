"""The tier that a new company begins with: one row of its form, Full unless somebody says otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from comptoir.pages.features import actions, table
from comptoir.platform.actions import begin
from comptoir.platform.roles import Actor


@dataclass(frozen=True, slots=True)
class Start:
    """One choice of the row."""

    code: str
    name: str
    note: str
    chosen: bool


def row(request: HttpRequest) -> SafeString:
    """The row, for the form of a new company (settings.COMPTOIR_START): the fullest tier first."""
    chosen = request.POST.get("tier") or table.FULL
    known = [
        Start(code, str(table.TIER_NAMES[code]), str(table.TIER_NOTES[code]), code == chosen)
        for code in list(table.TIERS)[::-1]
    ]
    return render_to_string("features/starts.html", {"starts": known})


def wished(request: HttpRequest) -> str:
    """The tier that the form says; one that there is."""
    tier = request.POST.get("tier") or table.FULL
    actions.features_of_tier(tier)
    return tier


def begin_with(actor: Actor, entity_id: UUID, tier: str) -> None:
    """Let a company that was just made begin with a tier; Full is what it has."""
    if tier and tier != table.FULL:
        actions.begin_with(begin(actor, entity_id), tier=tier)
