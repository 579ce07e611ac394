"""What may stand at a key of a model in YAML: how it is read, how it is written, its JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from decimal import Decimal
from difflib import get_close_matches
from typing import Any as Anything

from comptoir.kernel.errors import DomainError
from comptoir.kernel.money import is_whole
from comptoir.stages.configuring.core.expressions import Token, Unreadable
from comptoir.stages.configuring.core.language import Names, formula, term, written
from comptoir.stages.configuring.core.model import Formula, Table, Term, Words
from comptoir.stages.configuring.core.places import UnknownName
from comptoir.stages.configuring.core.yaml_tree import Branches, Entries, Leaf, Plain, Tree

Schema = dict[str, Anything]
LONGEST_TEXT = 100_000


class UnknownKey(Unreadable):
    """A product model has no such key here."""

    code = "unknown_key"


@dataclass(frozen=True, slots=True)
class Kind:
    """read: from a tree, with the names of the model where it speaks of them · write: to plain data."""

    read: Callable[[Tree, Names], Anything]
    write: Callable[[Anything], Plain]
    schema: Schema


@dataclass(frozen=True, slots=True)
class Key:
    """A key of an object: `name` in YAML, the field of that name (or `field`) of the class."""

    name: str
    kind: Kind
    field: str = ""
    said: str = ""

    @property
    def target(self) -> str:
        return self.field or self.name


def _leaf(tree: Tree) -> Leaf:
    if not isinstance(tree, Leaf):
        raise tree.at.fails(expected="one value, not a list or keys")
    return tree


def _text(tree: Tree, names: Names) -> str:
    leaf = _leaf(tree)
    if leaf.value is None or len(leaf.text) > LONGEST_TEXT:
        raise leaf.at.fails(expected="a text")
    return leaf.text


def _number(tree: Tree, names: Names) -> Decimal:
    leaf = _leaf(tree)
    value = leaf.value
    if isinstance(value, bool) or not isinstance(value, Decimal):
        raise leaf.at.fails(expected="a number such as 12.50")
    return value


def _whole(tree: Tree, names: Names) -> int:
    number = _number(tree, names)
    if not is_whole(number) or abs(number) > 1_000_000:
        raise tree.at.fails(expected="a whole number")
    return int(number)


def _flag(tree: Tree, names: Names) -> bool:
    value = _leaf(tree).value
    if not isinstance(value, bool):
        raise tree.at.fails(expected="true or false")
    return value


def _value(tree: Tree, names: Names) -> bool | Decimal | str:
    value = _leaf(tree).value
    if value is None:
        raise tree.at.fails(expected="true, false, a number or a text")
    return value


def _words(tree: Tree, names: Names) -> Words:
    if isinstance(tree, Leaf):
        return Words(en=_text(tree, names))
    said = mapping(tree, TEXT, names)
    for key in said:
        if key not in ("en", "fr"):
            raise tree.at.fails(expected="a text in en, in fr or in both")
    return Words(**said)


def _write_words(words: Words) -> Plain:
    said: dict[str, Plain] = {k: v for k, v in (("en", words.en), ("fr", words.fr)) if v}
    return words.en if set(said) == {"en"} else said


def mapping(tree: Tree, kind: Kind, names: Names) -> dict[str, Anything]:
    """Any keys, all values of one kind."""
    if not isinstance(tree, Entries):
        raise tree.at.fails(expected="keys and values")
    return {key: kind.read(value, names) for key, value in tree.values.items()}


def _items(tree: Tree) -> list[Tree]:
    if not isinstance(tree, Branches):
        raise tree.at.fails(expected="a list")
    return tree.items


def map_of(kind: Kind) -> Kind:
    return Kind(
        lambda tree, names: mapping(tree, kind, names),
        lambda said: {key: kind.write(value) for key, value in said.items()},
        {"type": "object", "additionalProperties": kind.schema},
    )


def list_of(kind: Kind) -> Kind:
    return Kind(
        lambda tree, names: tuple(kind.read(item, names) for item in _items(tree)),
        lambda said: [kind.write(value) for value in said],
        {"type": "array", "items": kind.schema},
    )


TEXT = Kind(_text, str, {"type": "string"})
NUMBER = Kind(_number, lambda said: said, {"type": "number"})
WHOLE = Kind(_whole, int, {"type": "integer"})
FLAG = Kind(_flag, bool, {"type": "boolean"})
VALUE = Kind(_value, lambda said: said, {"type": ["boolean", "number", "string"]})
WORDS = Kind(
    _words,
    _write_words,
    {
        "anyOf": [
            {"type": "string"},
            {
                "type": "object",
                "properties": {"en": {"type": "string"}, "fr": {"type": "string"}},
                "additionalProperties": False,
            },
        ]
    },
)

# ── formulas, terms, tables ───────────────────────────────────────────────────────────────────────


def _spoken(tree: Tree, names: Names, read: Callable[[str, Names], Anything]) -> Anything:
    """A text of the language of rules; its errors are told at their place in the file."""
    leaf = _leaf(tree)
    try:
        return read(leaf.text, names)
    except (Unreadable, UnknownName) as wrong:
        raise _moved(wrong, leaf) from None


def _moved(wrong: DomainError, leaf: Leaf) -> DomainError:
    """The same refusal, counted from the start of the file where the text stands on one line."""
    facts: dict[str, Anything] = dict(wrong.facts)
    if "\n" not in leaf.text and isinstance(facts.get("column"), int):
        facts["line"] = leaf.at.line
        facts["column"] += leaf.at.column - 1 + (not leaf.bare)
    return type(wrong)(**facts)


def _formula(tree: Tree, names: Names) -> Formula:
    said: Formula = _spoken(tree, names, formula)
    return said


def _term(tree: Tree, names: Names) -> Term:
    said: Term = _spoken(tree, names, term)
    return said


def _write_term(said: Term) -> Plain:
    text = written(said)
    return Decimal(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else text


FORMULA = Kind(_formula, written, {"type": "string"})
TERM = Kind(_term, _write_term, {"type": ["string", "number"]})


def table_of(heads: tuple[str, ...], rows: list[Tree], names: Names, at: Token) -> Table:
    """The groups and the rows of a table; a cell is an option, a list of options, or * for any."""
    for group in heads:
        if group not in names.groups:
            near = ", ".join(get_close_matches(group, list(names.groups), n=3))
            raise Unreadable(
                line=at.line, column=at.column, found=group, expected="a group", near=near
            )
    return Table(heads, tuple(_row(row, heads, names) for row in rows))


def _row(tree: Tree, heads: tuple[str, ...], names: Names) -> tuple[frozenset[str], ...]:
    cells = _items(tree)
    if len(cells) != len(heads):
        raise tree.at.fails(expected="as many cells as there are groups")
    return tuple(_cell(cell, names.groups[g], names) for g, cell in zip(heads, cells, strict=True))


def _cell(tree: Tree, inside: tuple[str, ...], names: Names) -> frozenset[str]:
    if isinstance(tree, Leaf) and tree.text == "*":
        return frozenset()
    taken = _items(tree) if isinstance(tree, Branches) else [tree]
    found = frozenset(_text(option, names) for option in taken)
    for option in found - set(inside):
        near = ", ".join(get_close_matches(option, inside, n=3))
        raise Unreadable(
            line=tree.at.line,
            column=tree.at.column,
            found=option,
            expected="an option of this group",
            near=near,
        )
    if not found:
        raise tree.at.fails(expected="an option, or * for any")
    return found


def write_cell(cell: frozenset[str]) -> Plain:
    taken: list[Plain] = [*sorted(cell)]
    return "*" if not taken else taken[0] if len(taken) == 1 and taken[0] != "*" else taken


# ── how many ──────────────────────────────────────────────────────────────────────────────────────

CHOOSE = {"one": (1, 1), "any": (0, None), "some": (1, None), "optional": (0, 1)}


def bounds(tree: Tree, what: str) -> tuple[int, int | None]:
    """`2`, `1..3` or `1..`."""
    text = _leaf(tree).text
    found = re.fullmatch(r"(\d{1,6})(\.\.(\d{1,6})?)?", text)
    if found is None:
        raise Unreadable(line=tree.at.line, column=tree.at.column, found=text[:60], expected=what)
    least = int(found[1])
    if found[2] is None:
        return least, least
    return least, None if found[3] is None else int(found[3])


# ── objects ───────────────────────────────────────────────────────────────────────────────────────


def entries(tree: Tree, known: Mapping[str, Anything]) -> Entries:
    """The keys of an object; one that is not known is refused with the nearest that is."""
    if not isinstance(tree, Entries):
        raise tree.at.fails(expected="keys and values")
    for key, at in tree.keys.items():
        if key not in known:
            near = ", ".join(get_close_matches(key, list(known), n=3))
            raise UnknownKey(
                line=at.line,
                column=at.column,
                found=key[:60],
                expected=", ".join(known),
                near=near,
            )
    return tree


def read_keys(tree: Tree, keys: Mapping[str, Key], made: type, names: Names) -> dict[str, Anything]:
    """Fields of `made` from the keys of an object; a field without a default must be there."""
    given = entries(tree, keys)
    facts = {keys[k].target: keys[k].kind.read(v, names) for k, v in given.values.items()}
    need(given, keys, made, facts)
    return facts


def need(given: Entries, keys: Mapping[str, Key], made: type, facts: Mapping[str, object]) -> None:
    """Refuse an object in which a key is missing."""
    needed = {f.name for f in fields(made) if f.default is MISSING and f.default_factory is MISSING}
    for key in keys.values():
        if key.target in needed and key.target not in facts:
            raise Unreadable(
                line=given.at.line,
                column=given.at.column,
                found=", ".join(given.keys)[:60],
                expected=f"the key {key.name}",
            )


def object_of(made: type, keys: Mapping[str, Key]) -> Kind:
    """An object of a class with these keys."""
    return Kind(
        lambda tree, names: made(**read_keys(tree, keys, made, names)),
        lambda said: write_keys(said, keys),
        schema_of(made, keys),
    )


def write_keys(said: Anything, keys: Mapping[str, Key]) -> dict[str, Plain]:
    """Every key whose value is not the default."""
    defaults = {f.name: f for f in fields(said)}
    out: dict[str, Plain] = {}
    for key in keys.values():
        value, spec = getattr(said, key.target), defaults[key.target]
        default = spec.default
        if spec.default_factory is not MISSING:
            default = spec.default_factory()
        if value != default:
            out[key.name] = key.kind.write(value)
    return out


def schema_of(made: type, keys: Mapping[str, Key]) -> Schema:
    """The JSON Schema of an object."""
    needed = {f.name for f in fields(made) if f.default is MISSING and f.default_factory is MISSING}
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [key.name for key in keys.values() if key.target in needed],
        "properties": {
            key.name: {**key.kind.schema, **({"description": key.said} if key.said else {})}
            for key in keys.values()
        },
    }


def table_keys(*keys: Key) -> dict[str, Key]:
    return {key.name: key for key in keys}
