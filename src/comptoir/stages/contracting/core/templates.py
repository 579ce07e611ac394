"""The small language of clauses: names in double braces, filled from the deal. Pure.

`{{ customer }}` is the value of a name; `{{#deposit}} … {{/deposit}}` stays only where the name has a value.
Nothing else is read: no expression, no loop, no nesting. What is filled in is text and is never read again.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from comptoir.kernel.errors import Invalid

_TAG = re.compile(r"\{\{\s*([#/]?)\s*([a-z_]{1,40})\s*\}\}")
_BRACES = re.compile(r"\{\{|\}\}")


class BadPlaceholder(Invalid):
    """A placeholder in the text of this clause cannot be filled."""

    code = "bad_placeholder"


def names(text: str) -> tuple[str, ...]:
    """The names that a text asks for, each once, in order."""
    return tuple(dict.fromkeys(tag[2] for tag in _TAG.finditer(text)))


def pieces(text: str) -> list[tuple[str, str]]:
    """A text in its parts: ("", words), ("name", of a placeholder); ("#", name) and ("/", name) stand around
    words that stay only where the name has a value."""
    found: list[tuple[str, str]] = []
    at = 0
    for tag in _TAG.finditer(text):
        found += [("", text[at : tag.start()]), (tag[1] or "name", tag[2])]
        at = tag.end()
    return [part for part in (*found, ("", text[at:])) if part[1]]


def check(text: str, known: Collection[str], field: str = "text") -> None:
    """Refuse what could not be filled: an unknown name, a stray brace, a part that is not closed."""
    opened = ""
    for tag in _TAG.finditer(text):
        sign, name = tag[1], tag[2]
        if name not in known:
            raise BadPlaceholder(field=field, found=tag[0][:60], expected=", ".join(sorted(known)))
        if (sign == "#" and opened) or (sign == "/" and opened != name):
            raise BadPlaceholder(
                field=field, found=tag[0][:60], fix="open and close one part after the other"
            )
        if sign:
            opened = name if sign == "#" else ""
    if opened:
        raise BadPlaceholder(
            field=field, found="{{#" + opened + "}}", expected="{{/" + opened + "}}"
        )
    stray = _BRACES.search(_TAG.sub("", text))
    if stray:
        raise BadPlaceholder(field=field, found=_near(text), expected="{{ name }}")


def _near(text: str) -> str:
    """The first braces that are no tag, with what stands beside them."""
    rest = _TAG.sub(lambda tag: " " * len(tag[0]), text)
    found = _BRACES.search(rest)
    assert found, "there is one"
    return text[max(found.start() - 10, 0) : found.end() + 30]


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with every name replaced by its value; a name without a value by nothing.

    The text must have passed `check` with the names of `values`.
    """
    out: list[str] = []
    at, shown = 0, True
    for tag in _TAG.finditer(text):
        if shown:
            out.append(text[at : tag.start()])
            if not tag[1]:
                out.append(values.get(tag[2], ""))
        if tag[1]:
            shown = tag[1] == "/" or bool(values.get(tag[2], ""))
        at = tag.end()
    out.append(text[at:])
    return "".join(out)
