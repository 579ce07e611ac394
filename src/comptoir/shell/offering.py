"""What this reader's company does not use is not shown: menus, tabs and buttons that lead to it.

`settings.COMPTOIR_OFFER` names a function of the request that answers an `Offer`; without it everything
is shown.
"""

from __future__ import annotations

from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.module_loading import import_string


class Offer(Protocol):
    """What a company uses. `off` is empty where that is everything, and then nothing more is asked."""

    @property
    def off(self) -> frozenset[str]: ...

    def part(self, page: str) -> str:
        """The part that is off and has this page; "" for a page that is offered."""
        ...

    def note(self, page: str) -> tuple[str, str] | None:
        """What a page of a part that is off says, and where it is switched on ("": not by this reader)."""
        ...


def offer(request: HttpRequest) -> Offer | None:
    """What the reader's company uses: read once per request, when something first asks."""
    named = getattr(settings, "COMPTOIR_OFFER", "")
    if not named:
        return None
    if not hasattr(request, "offer"):
        request.offer = import_string(named)(request)  # type: ignore[attr-defined]
    known: Offer = request.offer  # type: ignore[attr-defined]
    return known if known.off else None


def hidden(request: HttpRequest, page: str) -> bool:
    """Whether the page with this URL name is left out of menus and tabs."""
    offered = offer(request)
    return bool(offered and offered.part(page))


def leads_off(request: HttpRequest, url: str) -> bool:
    """Whether an address leads to what is off. On a page of the same part it is not: there it works whole."""
    offered = offer(request)
    if not offered or not url.startswith("/"):
        return False
    try:
        there = offered.part(resolve(urlsplit(url).path).view_name)
    except Resolver404:
        return False
    here = request.resolver_match.view_name if request.resolver_match else ""
    return there not in ("", offered.part(here))


def note(request: HttpRequest) -> tuple[str, str] | None:
    """What this page says of itself when its part is off."""
    offered = offer(request)
    here = request.resolver_match.view_name if request.resolver_match else ""
    return offered.note(here) if offered else None
