"""What each feature shows, read off the menus themselves: no second list that could lie."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from django.conf import settings

from comptoir.pages.desk import home, hub_cards, palette
from comptoir.pages.features import table

Entry = tuple[str, Any, str]  # menu, label, URL name


@cache
def entries() -> tuple[Entry, ...]:
    """Every menu, tab, card and entry of "Go to, find", with the page that it leads to."""
    return tuple(_entries())


def _entries() -> Iterator[Entry]:
    for _key, label, name in (*settings.COMPTOIR_RAIL, *settings.COMPTOIR_RAIL_MORE):
        yield "menu", label, name
    for row in settings.COMPTOIR_TABS:
        yield from (("tab", label, name) for label, name in row)
    yield from (("settings", label, name) for _icon, label, _note, name in hub_cards.CARDS)
    yield from (("data", label, name) for _icon, label, _note, name in hub_cards.DATA_CARDS)
    yield from (("find", label, name) for name, label in palette.PAGES)
    yield from (("waits", w.label, w.page) for w in home.WAITS)


def of(feature: str) -> Sequence[str]:
    """The words that a reader knows the feature by: menus, tabs, cards and figures of its own."""
    own = [
        str(label)
        for kind, label, name in entries()
        if kind != "waits" and table.feature_of(name) == feature
    ]
    figures = [str(label) for _key, label in table.BY_CODE[feature].figures]
    return list(dict.fromkeys([*own, *figures]))


def needed_by() -> Mapping[str, list[str]]:
    """Feature → those that need it."""
    found: dict[str, list[str]] = {code: [] for code in table.BY_CODE}
    for code, needs in table.NEEDS.items():
        for one in needs:
            found[one].append(code)
    return found


def names(features: Collection[str]) -> list[str]:
    """What features are called, in the order of the table."""
    return [str(f.name) for f in table.FEATURES if f.code in features]
