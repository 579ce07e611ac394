"""Reads the Universal Variability Language: a file becomes a model.

A block of features is a group ("alternative" 1..1, "or" 1..all, "mandatory" all of them, "optional" any of
them), a feature with a cardinality a part, a typed feature (`Integer length`) an option with an attribute.
Figures and texts in braces belong to the option; what UVL has and a model has not is refused by name.
Source: the UVL grammar, https://github.com/Universal-Variability-Language/uvl-parser.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from comptoir.stages.configuring.core.expressions import (
    Lexer,
    Node,
    Parser,
    Syntax,
    Token,
    Unreadable,
)
from comptoir.stages.configuring.core.model import (
    FIGURES,
    NOTHING,
    Attribute,
    AttributeKind,
    Group,
    Model,
    Option,
    Part,
    Rule,
    Words,
)
from comptoir.stages.configuring.core.uvl_rules import UvlReading, typed

SYNTAX = Syntax(word=r"[^\W\d][\w#§%?\\';]*", spelled={"==": "="})
DEEPEST = 120  # lines below one another
TAB = 8
OWN = ("name_en", "name_fr", "sku", "layer")  # texts with a place of their own in a model
KINDS = {
    "Integer": AttributeKind.INTEGER,
    "Real": AttributeKind.DECIMAL,
    "String": AttributeKind.TEXT,
}
BLOCKS = ("mandatory", "optional", "or", "alternative")


@dataclass(slots=True)
class Line:
    """A line with those that stand indented below it."""

    indent: int
    tokens: list[Token]
    below: list[Line] = field(default_factory=list)

    @property
    def word(self) -> str:
        first = self.tokens[0]
        return first.text if first.kind == "word" else ""


@dataclass(slots=True)
class Feature:
    """What the line of a feature says."""

    name: str
    kind: str
    times: tuple[int, int] | None
    said: dict[str, Decimal | bool | str]


def read(text: str) -> Model:
    """The model that a UVL text describes."""
    sections: dict[str, Line] = {}
    for line in _lines(text):
        name = line.word
        if name not in ("namespace", "include", "imports", "features", "constraints"):
            raise line.tokens[0].fails(
                expected="namespace, include, imports, features or constraints"
            )
        if name in sections:
            raise line.tokens[0].fails(expected="each section once")
        if name == "imports" and line.below:
            raise (
                line.below[0]
                .tokens[0]
                .not_offered(found="another file", fix="write its features here")
            )
        sections[name] = line
    features = sections.get("features")
    if features is None:
        raise Unreadable(found="no features", expected="a section of features with one root")
    return _Reader().model(features, sections.get("namespace"), sections.get("constraints"))


# ── lines ─────────────────────────────────────────────────────────────────────────────────────────


def _lines(text: str) -> list[Line]:
    """The outermost lines. Inside brackets a line goes on."""
    root = Line(-1, [])
    open_lines = [root]
    rows = text.split("\n")
    for tokens in _rows(Lexer(SYNTAX).tokens(text)):
        first = tokens[0]
        indent = len(rows[first.line - 1][: first.column - 1].expandtabs(TAB))
        while open_lines[-1].indent >= indent:
            open_lines.pop()
        line = Line(indent, [*tokens, Token("end", "", first.line, first.column)])
        open_lines[-1].below.append(line)
        open_lines.append(line)
        if len(open_lines) > DEEPEST:
            raise first.fails(expected=f"at most {DEEPEST} levels")
    return root.below


def _rows(tokens: list[Token]) -> Iterator[list[Token]]:
    row: list[Token] = []
    depth = 0
    for token in tokens:
        if row and (token.kind == "end" or (depth == 0 and token.line != row[-1].line)):
            yield row
            row, depth = [], 0
        if token.kind == "symbol":
            depth = max(0, depth + (token.text in "([{") - (token.text in ")]}"))
        row.append(token)


# ── features ──────────────────────────────────────────────────────────────────────────────────────


class _Reader:
    """Collects while it walks: what is called what, and the rules that stand inside features."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.rules: list[tuple[Node, str]] = []

    def model(self, features: Line, namespace: Line | None, constraints: Line | None) -> Model:
        if len(features.below) != 1:
            raise features.tokens[0].fails(expected="exactly one feature directly below")
        root = self._option(features.below[0])
        if isinstance(root, Part):
            raise features.below[0].tokens[0].fails(expected="a root without a cardinality")
        code = root.id
        if namespace is not None:
            code = _namespace(namespace)
        for line in constraints.below if constraints else ():
            if line.below:
                raise line.below[0].tokens[0].fails(expected="one rule on a line, none below it")
            parser = Parser(line.tokens, SYNTAX)
            self._note(parser, line.tokens)
        reading = UvlReading(root, code)
        rules = tuple(
            Rule(f"r{number}", reading.formula(node), source=source)
            for number, (node, source) in enumerate(self.rules, start=1)
        )
        return Model(code, reading.with_counts(root), rules, Words(en=code))

    def _note(self, parser: Parser, tokens: list[Token]) -> None:
        node = parser.expression()
        parser.must_end()
        self.rules.append((node, spelled(tokens)))

    def _option(self, line: Line) -> Option | Part:
        feature = self._feature(line)
        groups: list[Group] = []
        parts: list[Part] = []
        for block in line.below:
            group, multiple = self._block(block, feature.name, len(groups))
            groups += [group] if group.options else []
            parts += multiple
        option = _made(feature, tuple(groups), tuple(parts), line.tokens[0])
        if feature.times is None:
            return option
        least, most = feature.times
        return Part(f"{feature.name}.instances", option, least, most)

    def _block(self, line: Line, above: str, number: int) -> tuple[Group, list[Part]]:
        """A group below a feature, and the features in it that may stand several times."""
        kind, least, most = _bounds(line)
        members = [self._option(below) for below in line.below]
        options = tuple(m for m in members if isinstance(m, Option))
        parts = [m for m in members if isinstance(m, Part)]
        if not members:
            raise line.tokens[0].fails(expected="features below the word of a group")
        if parts and kind not in ("mandatory", "optional"):
            raise line.tokens[0].not_offered(
                found="a cardinality inside such a group",
                fix="use mandatory or optional",
            )
        if kind == "optional":
            parts = [Part(p.id, p.option, 0, p.most) for p in parts]
        if kind == "mandatory":
            least = most = len(options)
        if kind == "cardinality" and (least > len(options) or (most or least) < least):
            raise line.tokens[0].fails(expected="a cardinality that the features below can meet")
        name = f"{above}.{kind}" + (str(number + 1) if number else "")
        return Group(name, options, least, most), parts

    def _feature(self, line: Line) -> Feature:
        parser = Parser(line.tokens, SYNTAX)
        kind = ""
        if parser.sees(*KINDS, "Boolean") and line.tokens[1].kind in ("word", "quoted"):
            kind = parser.take().text
        token = parser.must_name()
        name = named(token)
        if parser.sees("."):
            raise parser.here.not_offered(
                found="a feature of another file", fix="write the feature here"
            )
        if name in self.names:
            raise token.fails(expected="a name that no other feature has")
        self.names.add(name)
        times = None
        if parser.took("cardinality"):
            times = _cardinality(parser)
            if times[1] is None:
                raise parser.here.not_offered(
                    found="an unlimited cardinality", fix="give the most there may be"
                )
        said: dict[str, Decimal | bool | str] = {}
        if parser.sees("{"):
            self._attributes(parser, said, "")
        parser.must_end()
        return Feature(name, kind, times and (times[0], times[1] or 0), said)

    def _attributes(
        self, parser: Parser, said: dict[str, Decimal | bool | str], above: str
    ) -> None:
        """What stands in braces; names of braces in braces are joined by a dot."""
        parser.must("{")
        while not parser.took("}"):
            if parser.took("constraint"):
                self._inner(parser)
            elif parser.took("constraints"):
                parser.must("[")
                while not parser.took("]"):
                    self._inner(parser)
                    parser.took(",")
            else:
                self._attribute(parser, said, above)
            if not parser.sees("}"):
                parser.must(",")

    def _inner(self, parser: Parser) -> None:
        start = parser.place
        node = parser.expression()
        self.rules.append((node, spelled(parser.tokens[start : parser.place])))

    def _attribute(self, parser: Parser, said: dict[str, Decimal | bool | str], above: str) -> None:
        token = parser.must_name()
        key = above + token.text
        if key in said:
            raise token.fails(expected="each attribute once")
        if parser.sees("{"):
            if parser.place > 400:
                raise token.fails(expected="fewer braces inside one another")
            self._attributes(parser, said, f"{key}.")
        elif parser.sees("["):
            raise token.not_offered(
                found="a list as the value of an attribute", fix="give one value"
            )
        elif parser.took("true", "false"):
            said[key] = parser.tokens[parser.place - 1].text == "true"
        elif parser.here.kind in ("quoted", "text"):
            said[key] = parser.take().text
        elif parser.sees(",", "}"):
            said[key] = True
        else:
            said[key] = parser.number()


def named(token: Token) -> str:
    """The id of a feature: `#` tells instances apart here, so its place is taken by the sharp sign."""
    return token.text.replace("#", "♯")


def spelled(tokens: list[Token]) -> str:
    """Tokens as text again."""
    quotes = {"quoted": '"', "text": "'"}
    said = " ".join(quotes.get(t.kind, "") + t.text + quotes.get(t.kind, "") for t in tokens)
    return said.replace("! ", "!").replace("( ", "(").replace(" )", ")").strip()


def _namespace(line: Line) -> str:
    parser = Parser(line.tokens, SYNTAX)
    parser.take()
    name = parser.rest_of_name(parser.must_name())
    parser.must_end()
    return name.name


def _bounds(line: Line) -> tuple[str, int, int | None]:
    """The kind of a group, and how many of it."""
    parser = Parser(line.tokens, SYNTAX)
    if parser.sees("["):
        least, most = _cardinality(parser)
        parser.must_end()
        return "cardinality", least, most
    if not parser.sees(*BLOCKS):
        raise parser.here.fails(expected="mandatory, optional, or, alternative or [n..m]")
    kind = parser.take().text
    parser.must_end()
    return kind, 1 if kind in ("or", "alternative") else 0, 1 if kind == "alternative" else None


def _cardinality(parser: Parser) -> tuple[int, int | None]:
    parser.must("[")
    least = _whole(parser)
    most: int | None = least
    if parser.took(".."):
        most = None if parser.took("*") else _whole(parser)
    end = parser.must("]")
    if most is not None and most < least:
        raise end.fails(expected="the smaller number first")
    return least, most


def _whole(parser: Parser) -> int:
    token = parser.must_be("number", "a whole number")
    if not token.text.isdecimal() or len(token.text) > 6:
        raise token.fails(expected="a whole number")
    return int(token.text)


def _made(
    feature: Feature, groups: tuple[Group, ...], parts: tuple[Part, ...], at: Token
) -> Option:
    """The option that a feature becomes."""
    said = dict(feature.said)
    attributes = (_valued(feature, said, at),) if feature.kind in KINDS else ()
    flags = {key: said.pop(key, False) is True for key in ("default", "hidden")}
    words = {key: str(said.pop(key)) for key in OWN if isinstance(said.get(key), str)}
    figures = {key: value for key in FIGURES if isinstance(value := said.get(key), Decimal)}
    return Option(
        feature.name,
        Words(words.get("name_en", feature.name), words.get("name_fr", "")),
        groups=groups,
        attributes=attributes,
        parts=parts,
        sku=words.get("sku", ""),
        layer=words.get("layer", ""),
        price=figures.get("price", NOTHING),
        cost=figures.get("cost", NOTHING),
        weight=figures.get("weight", NOTHING),
        lead_days=figures.get("lead_days", NOTHING),
        values={
            key: Decimal(value)
            for key, value in said.items()
            if isinstance(value, bool | Decimal) and key not in figures
        },
        texts={key: value for key, value in said.items() if isinstance(value, str)},
        default=flags["default"],
        hidden=flags["hidden"],
    )


def _valued(feature: Feature, said: dict[str, Decimal | bool | str], at: Token) -> Attribute:
    """The attribute of a typed feature; its bounds are taken from the braces."""
    bounds: dict[str, Decimal | None] = {}
    for key in ("least", "most", "step"):
        value = said.pop(key, None)
        if value is not None and not isinstance(value, Decimal):
            raise at.fails(expected=f"a number as {key}")
        bounds[key] = value
    initial = said.pop("initial", None)
    return Attribute(
        typed(feature.name),
        KINDS[feature.kind],
        Words(en=feature.name),
        least=bounds["least"],
        most=bounds["most"],
        step=bounds["step"],
        unit=str(said.pop("unit", "")),
        default=None if initial is None else str(initial),
    )
