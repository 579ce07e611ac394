"""The left rail and what every page knows about its reader: theme, shortcuts, business date."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string
from django.utils.translation import gettext

from comptoir.shell import offering
from comptoir.shell.parts import Tab

THEMES = ("system", "light", "dark")
Counts = Callable[[HttpRequest], Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class RailItem:
    """One group of pages. `count` is what waits for the reader; `key` follows G on the keyboard."""

    key: str
    label: str
    url: str
    count: int
    current: bool


def rail_items(request: HttpRequest, rows: tuple[tuple[str, str, str], ...]) -> list[RailItem]:
    """The groups of settings.COMPTOIR_RAIL whose page exists: (group key, label, URL name)."""
    counts = _counts(request)
    group = getattr(request, "rail_group", None) or _place(request)
    items = []
    for key, label, name in rows:
        if offering.hidden(request, name):
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue  # a page that this installation does not carry
        here = group == key if group else _inside(request.path, url)
        items.append(RailItem(key, gettext(str(label)), url, counts.get(key, 0), here))
    return items


def _place(request: HttpRequest) -> str | None:
    """The group of this page by settings.COMPTOIR_PLACES: its own, else that of its room."""
    places: Mapping[str, str] = getattr(settings, "COMPTOIR_PLACES", {})
    name = request.resolver_match.view_name if request.resolver_match else ""
    return places.get(name) or places.get(request.path.split("/")[1])


def _inside(path: str, url: str) -> bool:
    return path == url or (url.count("/") > 1 and path.startswith(url))


def _counts(request: HttpRequest) -> Mapping[str, int]:
    """What waits in each group: the function named by settings.COMPTOIR_RAIL_COUNTS tells."""
    named = getattr(settings, "COMPTOIR_RAIL_COUNTS", "")
    if not named:
        return {}
    count: Counts = import_string(named)
    return count(request)


def group_tabs(request: HttpRequest) -> list[Tab]:
    """The lists beside the one that is shown: the row of settings.COMPTOIR_TABS which names this page."""
    here = request.resolver_match.view_name if request.resolver_match else ""
    for row in getattr(settings, "COMPTOIR_TABS", ()):
        if here in (name for _label, name in row):
            shown = [(label, name) for label, name in row if not offering.hidden(request, name)]
            links = [(str(label), _named(name), name == here) for label, name in shown]
            tabs = [Tab(label, url, current) for label, url, current in links if url]
            return tabs if len(tabs) > 1 else []
    return []


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor; a page may set `request.rail_group = "orders"` to say where it stands.

    What only a whole page shows is asked when it is shown: a fragment counts nothing."""
    user = getattr(request, "user", None)
    theme = request.COOKIES.get("theme") or getattr(user, "theme", "") or "system"
    keys = request.COOKIES.get("single_keys", "on" if getattr(user, "shortcuts", True) else "off")
    sandbox_today: date | None = getattr(request, "sandbox_today", None)
    return {
        "rail": SimpleLazyObject(lambda: rail_items(request, _rows("COMPTOIR_RAIL"))),
        "rail_more": SimpleLazyObject(lambda: rail_items(request, _rows("COMPTOIR_RAIL_MORE"))),
        "group_tabs": SimpleLazyObject(lambda: group_tabs(request)),
        "theme": theme if theme in THEMES else "system",
        "single_keys": keys != "off",
        "sandbox_today": sandbox_today,
        "off_note": SimpleLazyObject(lambda: offering.note(request)),
        "entities": getattr(request, "entities", ()),
        "search_url": _named(getattr(settings, "COMPTOIR_SEARCH", "")),
        "help_url": _named(getattr(settings, "COMPTOIR_HELP", "")),
        "account_url": _named(getattr(settings, "COMPTOIR_ACCOUNT", "")),
        "try_url": _named("trying:start") if getattr(settings, "COMPTOIR_TRY", False) else "",
        "tried": getattr(request, "tried", False),
        "help_contact": lambda: _contact(request),
        "languages": settings.LANGUAGES,
    }


def _rows(setting: str) -> tuple[tuple[str, str, str], ...]:
    return tuple(getattr(settings, setting, ()))


def _contact(request: HttpRequest) -> Any:
    """Whom to ask (name, email, phone): what settings.COMPTOIR_CONTACT answers, asked only if shown."""
    named = getattr(settings, "COMPTOIR_CONTACT", "")
    return import_string(named)(request) if named else None


def _named(name: str) -> str:
    try:
        return reverse(name) if name else ""
    except NoReverseMatch:
        return ""
