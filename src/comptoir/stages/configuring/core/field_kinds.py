"""Kinds of fields of a row: a text, an id, words in both languages, a number, a flag, a formula. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from difflib import get_close_matches
from typing import Any as Anything

from comptoir.stages.configuring.core.language import formula, names_of, term, written
from comptoir.stages.configuring.core.model import Model, Number
from comptoir.stages.configuring.core.pairs import BadField, decimal, digits
from comptoir.stages.configuring.core.soundness import FORBIDDEN, LONGEST_ID


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a row. kind: what its input takes, for pages

    show  the text of it · read: the facts that a text means, for `replace`
    new   it only stands in a row that is added
    """

    name: str
    show: Callable[[Anything, Model], str]
    read: Callable[[str, Anything, Model], dict[str, Anything]]
    kind: str = "text"
    new: bool = False


def plain(name: str, target: str = "") -> Field:
    """A text as it is."""
    key = target or name
    return Field(name, lambda item, m: getattr(item, key), lambda text, i, m: {key: text})


def _read_id(text: str, item: Anything, model: Model) -> dict[str, Anything]:
    return {"id": fit(text)}


def fit(text: str) -> str:
    """The id that a text is."""
    clear = text.isprintable() and not any(sign in text for sign in FORBIDDEN)
    if not clear or not 0 < len(text) <= LONGEST_ID:
        raise BadField(found=text[:60], expected='an id without " and # and line breaks')
    return text


ID = Field("id", lambda item, model: item.id, _read_id, "id")


def ids(text: str) -> list[str]:
    """Ids with commas between them."""
    return [fit(id.strip()) for id in text.split(",") if id.strip()]


def in_words(*, target: str = "name") -> tuple[Field, Field]:
    """A name in English and in French."""

    def one(lang: str) -> Field:
        return Field(
            lang,
            lambda item, m: getattr(getattr(item, target), lang),
            lambda text, item, m: {target: replace(getattr(item, target), **{lang: text})},
        )

    return one("en"), one("fr")


def number(name: str, *, open: bool = False, target: str = "") -> Field:
    """`open`: nothing is None, else 0."""
    key = target or name

    def show(item: Anything, model: Model) -> str:
        value = getattr(item, key)
        return digits(value) if value is not None and (open or value) else ""

    def read(text: str, item: Anything, model: Model) -> dict[str, Anything]:
        return {key: decimal(text) if text else None if open else Decimal(0)}

    return Field(name, show, read, "number")


def flag(name: str) -> Field:
    """True or false."""

    def read(text: str, item: Anything, model: Model) -> dict[str, Anything]:
        if text not in ("true", "false"):
            raise BadField(found=text[:60], expected="true or false")
        return {name: text == "true"}

    return Field(name, lambda item, m: "true" if getattr(item, name) else "false", read, "flag")


def computed(name: str) -> Field:
    """A term of the language of rules; nothing is 0."""
    return Field(
        name,
        lambda item, m: written(getattr(item, name)),
        lambda text, i, m: {name: term(text, names_of(m.root)) if text else Number(Decimal(0))},
        "code",
    )


WHEN = Field(
    "when",
    lambda item, model: "" if item.when is None else written(item.when),
    lambda text, item, m: {"when": formula(text, names_of(m.root)) if text else None},
    "code",
)


def one_of(text: str, known: Iterable[str], expected: str) -> str:
    """The text, which must be one of those that are known."""
    every = list(known)
    if text not in every:
        near = ", ".join(get_close_matches(text, every, n=3))
        raise BadField(found=text[:60], expected=expected, near=near)
    return text


WITHIN = Field(
    "within",
    lambda item, model: item.within or "",
    lambda text, i, m: {"within": one_of(text, names_of(m.root).parts, "a part") if text else None},
    "part",
)
