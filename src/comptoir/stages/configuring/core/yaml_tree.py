"""YAML as a plain tree of what stands in it, each thing with its place; and plain data as YAML again.

A file from outside is data: no tags, no anchors and aliases (a small file could unfold to a large one), one
document, each key once, limits on size and depth. `true` and `false` are flags and plain digits numbers,
as they are written; every other text is a text, `no` and `on` too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any as Anything

import yaml

from comptoir.stages.configuring.core.expressions import Token, Unreadable

LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
LONGEST = 2_000_000
DEEPEST = 60
MOST = 200_000
SHORT = 88
NUMBER = re.compile(r"-?\d{1,30}(\.\d{1,30})?")
FLAGS = {"true": True, "false": False}
NOTHING = ("", "~", "null")
BREAKS = "\x7f\x85\u2028\u2029\ufeff"  # line breaks to some: written as escapes

Plain = bool | int | Decimal | str | list["Plain"] | dict[str, "Plain"]


@dataclass(slots=True)
class Leaf:
    """A text, or where it stands without quotes perhaps a number or a flag."""

    at: Token
    text: str
    bare: bool

    @property
    def value(self) -> bool | Decimal | str | None:
        if not self.bare:
            return self.text
        if NUMBER.fullmatch(self.text):
            return Decimal(self.text)
        return None if self.text in NOTHING else FLAGS.get(self.text, self.text)


@dataclass(slots=True)
class Branches:
    """A list."""

    at: Token
    items: list[Tree] = field(default_factory=list)


@dataclass(slots=True)
class Entries:
    """Keys and what stands at them."""

    at: Token
    keys: dict[str, Token] = field(default_factory=dict)
    values: dict[str, Tree] = field(default_factory=dict)
    open_key: str | None = None


Tree = Leaf | Branches | Entries


def parse(text: str) -> Tree:
    """The tree of a YAML text."""
    if len(text) > LONGEST:
        raise Unreadable(found=f"{len(text)}", expected="at most 2 million characters")
    try:
        text.encode()
        return _grown(yaml.parse(text, Loader=LOADER))
    except yaml.MarkedYAMLError as broken:
        mark = broken.problem_mark or broken.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise Unreadable(
            line=line, column=column, found=str(broken.problem or "")[:120], expected="YAML"
        ) from None
    except (yaml.YAMLError, UnicodeEncodeError):
        raise Unreadable(found="a character that is no text", expected="YAML in UTF-8") from None


def _grown(events: Iterator[yaml.Event]) -> Tree:
    """The tree that events build."""
    root = Branches(Token("end", "", 1, 1))
    above: list[Branches | Entries] = [root]
    for number, event in enumerate(events):
        at = _place(event)
        if number > MOST or len(above) > DEEPEST:
            raise at.fails(expected="a shorter file with fewer levels")
        if isinstance(event, yaml.CollectionEndEvent):
            above.pop()
        elif isinstance(event, yaml.NodeEvent):
            tree = _tree(event, at)
            _add(above[-1], tree)
            if not isinstance(tree, Leaf):
                above.append(tree)
    if len(root.items) != 1:
        raise Unreadable(found=f"{len(root.items)}", expected="one document")
    return root.items[0]


def _place(event: yaml.Event) -> Token:
    mark = event.start_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return Token("yaml", _sight(event), line, column)


def _sight(event: yaml.Event) -> str:
    """What an error shows."""
    if isinstance(event, yaml.ScalarEvent):
        return str(event.value) or "nothing"
    return "a list" if isinstance(event, yaml.SequenceStartEvent) else "keys and values"


def _tree(event: yaml.NodeEvent, at: Token) -> Tree:
    if isinstance(event, yaml.AliasEvent) or event.anchor:
        raise at.fails(expected="no anchors and aliases: write it out")
    if getattr(event, "tag", None):
        raise at.fails(expected="no tags: a model is plain data")
    if isinstance(event, yaml.ScalarEvent):
        return Leaf(at, event.value, event.style in (None, ""))
    return Branches(at) if isinstance(event, yaml.SequenceStartEvent) else Entries(at)


def _add(above: Branches | Entries, tree: Tree) -> None:
    """A new thing below `above`: an item, a key or what stands at the last key."""
    if isinstance(above, Branches):
        above.items.append(tree)
    elif above.open_key is not None:
        above.values[above.open_key] = tree
        above.open_key = None
    elif not isinstance(tree, Leaf):
        raise tree.at.fails(expected="a word as key")
    elif tree.text in above.keys:
        raise tree.at.fails(expected="each key once")
    else:
        above.keys[tree.text] = tree.at
        above.open_key = tree.text


# ── and back ──────────────────────────────────────────────────────────────────────────────────────


class _Dumper(yaml.SafeDumper):
    """Numbers as they are; quotes where a text would be read as something else."""

    def ignore_aliases(self, data: object) -> bool:
        return True

    def represent_mapping(
        self, tag: str, mapping: Anything, flow_style: bool | None = None
    ) -> yaml.MappingNode:
        """On one line where it is short and has only words in it."""
        node = super().represent_mapping(tag, mapping, flow_style)
        leaves = [leaf for pair in node.value for leaf in pair]
        node.flow_style = all(isinstance(leaf, yaml.ScalarNode) for leaf in leaves) and (
            sum(len(leaf.value) + 3 for leaf in leaves) < SHORT
        )
        return node


def _decimal(dumper: _Dumper, value: Decimal) -> yaml.Node:
    text = format(value, "f")
    kind = "float" if "." in text else "int"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{kind}", text)


def _text(dumper: _Dumper, value: str) -> yaml.Node:
    style = None
    odd = any(c in BREAKS or (c < " " and c != "\n") for c in value)
    if odd or NUMBER.fullmatch(value) or value in FLAGS or value in NOTHING:
        style = '"'
    elif "\n" in value:
        style = "|"
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(Decimal, _decimal)
_Dumper.add_representer(str, _text)


def dump(data: Plain) -> str:
    """Plain data as YAML: what has only words in it on one line."""
    return str(
        yaml.dump(
            data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=4096,
            default_flow_style=None,
        )
    )  # fmt: skip
