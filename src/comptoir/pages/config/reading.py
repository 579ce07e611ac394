"""What a configuration file says, as values; and values as it says them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import yaml

from comptoir.pages.config.core.differences import KEYS, BadConfig, Entry

Places = Mapping[tuple[str, int], Mapping[str, int]]


class _Loader(yaml.SafeLoader):
    """Plain data; a day that is none (2026-02-30) stays text, to be refused where it stands."""

    def construct_yaml_timestamp(self, node: yaml.ScalarNode) -> Any:
        try:
            return super().construct_yaml_timestamp(node)
        except ValueError:
            return node.value


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.construct_yaml_timestamp)


def load(text: str) -> Any:
    """A file as plain data; what is no YAML is refused with its place."""
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 — safe, as its parent
    except yaml.YAMLError as error:
        place = getattr(error, "problem_mark", None)
        found = f"column {place.column + 1}" if place else ""
        line = place.line + 1 if place else 0
        raise BadConfig(field="file", found=found, expected="YAML", line=line) from None


def places(text: str) -> Places:
    """Section and number of an entry, from 1 → the line of each of its fields; "" is its first line."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    found: dict[tuple[str, int], dict[str, int]] = {}
    for name, rows in root.value if isinstance(root, yaml.MappingNode) else ():
        for number, row in enumerate(
            rows.value if isinstance(rows, yaml.SequenceNode) else (), start=1
        ):
            lines = {"": row.start_mark.line + 1}
            if isinstance(row, yaml.MappingNode):
                lines |= {str(key.value): key.start_mark.line + 1 for key, _value in row.value}
            found[str(name.value), number] = lines
    return found


def line_of(found: Places, field: str) -> int | None:
    """The line that `section.number.field…` speaks of; None where it speaks of no entry."""
    section, _dot, rest = field.partition(".")
    number, _dot, name = rest.partition(".")
    if section not in KEYS or not number.isdecimal():
        return None
    lines = found.get((section, int(number)), {})
    return lines.get(name.partition(".")[0], lines.get(""))


def pages(read: Any) -> Iterator[Any]:
    """Every row of a list that is read page by page."""
    cursor = None
    while True:
        found, cursor = read(cursor)
        yield from found
        if cursor is None:
            return


def plain(fields: Entry) -> Entry:
    """Numbers and days as text, so that a file says 0.10 as it was written; what is empty is left out."""
    found = {n: _text(v) for n, v in fields.items()}
    return {n: v for n, v in found.items() if v not in (None, "", [], {})}


def _text(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else value


def decimal(field: str, value: Any) -> Decimal | None:
    """A number, or None where nothing is said."""
    if value in (None, ""):
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        raise BadConfig(field=field, found=str(value)[:40], expected="12.50") from None


def whole(field: str, value: Any, usual: int) -> int:
    """A whole number; the usual one where nothing is said."""
    if value in (None, ""):
        return usual
    if not str(value).isdecimal() or len(str(value)) > 9:
        raise BadConfig(field=field, found=str(value)[:40], expected="12")
    return int(str(value))


def day(field: str, value: Any) -> date | None:
    """A day, or None where nothing is said."""
    if value in (None, ""):
        return None
    try:
        return value if type(value) is date else date.fromisoformat(str(value))
    except ValueError:
        raise BadConfig(field=field, found=str(value)[:40], expected="2027-01-31") from None
