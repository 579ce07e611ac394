"""The rows of a long grid as HTML: the one template of a row is rendered once for each look that a row
can have, with a hole for each of its texts, and the holes are filled for every line. A thousand rows
cost what ten cost when each is rendered by itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from operator import attrgetter, itemgetter
from types import SimpleNamespace
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from comptoir.shell.grid import Row

FLAGS = ("margin", "options", "words_why", "goals", "terms", "grid_rest", "grid_alternatives")
_NAMES = tuple(Row.__dataclass_fields__)
_HEAD = ("id", "title", "amount", "count")
_HOLE = re.compile("\ue000([a-z_]+)\ue001")
# a link, a term, months: whether there is one; then what a row of this look is, itself
Look = tuple[bool, bool, bool, tuple[bool, str, int, tuple[str, ...]]]


def body(context: Mapping[str, Any]) -> SafeString:
    """The headings and rows of `context`, as `grid.context` makes it."""
    flags = {name: context.get(name, "") for name in FLAGS}
    heads = {head["id"]: head for head in context.get("sections", ())}
    heading = _Filled("shell/grid_section.html", "s", _holes(_HEAD), flags)
    looks: dict[Look, _Filled] = {}
    told: list[str] = []
    for row in context["rows"]:
        if row.id in heads:
            told.append(heading.of(itemgetter(*heading.names)(heads[row.id])))
        own = (row.optional, row.alternative, row.level, row.locked)
        look = (bool(row.make_url), bool(row.term), bool(row.months), own)
        if look not in looks:
            looks[look] = _Filled("shell/grid_row.html", "r", _blank(look), flags)
        told.append(looks[look].row(row))
    return mark_safe("".join(told))


def _holes(names: Sequence[str]) -> dict[str, Any]:
    return {name: f"\ue000{name}\ue001" for name in names}


def _blank(look: Look) -> dict[str, Any]:
    """A row of this look whose texts are holes."""
    *shown, own = look
    none = {
        n: "" for n, here in zip(("make_url", "term", "months"), shown, strict=True) if not here
    }
    itself = dict(zip(("optional", "alternative", "level", "locked"), own, strict=True))
    return _holes(_NAMES) | none | itself


class _Filled:
    """A template with holes, rendered."""

    def __init__(self, name: str, letter: str, told: dict[str, Any], flags: dict[str, Any]) -> None:
        text = render_to_string(name, {letter: SimpleNamespace(**told), **flags})
        self.names = _HOLE.findall(text)
        self._text = _HOLE.sub("%s", text.replace("%", "%%"))
        self._values = attrgetter(*self.names)

    def of(self, values: Sequence[Any]) -> str:
        return self._text % tuple([escape(str(value)) for value in values])

    def row(self, row: Row) -> str:
        return self.of(self._values(row))
