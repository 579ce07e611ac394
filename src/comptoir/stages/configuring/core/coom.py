"""Reads COOM, the language of product configuration of the COOM suite: a file becomes a model.

Every feature becomes what it is at the place where it stands: an enumeration a group of options
(`basket.color.Red`), a structure an option, or a part where there may be several, a number an attribute.
The behavior of a structure becomes rules at each of its places; an explanation is the words of its rule.
Where a feature has several defaults, the first is taken. A type that is nowhere described has no features.
Source: https://github.com/potassco/coom-suite.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from comptoir.stages.configuring.core.coom_rules import Block, Clause, Place, ruled
from comptoir.stages.configuring.core.expressions import (
    Lexer,
    Parser,
    Syntax,
    Token,
    Unreadable,
)
from comptoir.stages.configuring.core.model import (
    Attribute,
    AttributeKind,
    Group,
    Model,
    Option,
    Part,
    Words,
)
from comptoir.stages.configuring.core.soundness import check

SYNTAX = Syntax(spelled={"&&": "&", "||": "|"}, chains=False)
DEEPEST = 30
MOST = 20_000
NUMERIC = "num"
TEXTUAL = ("string", "text")
OWN_FIGURES = ("price", "cost", "lead_days")
KILOGRAM = "kg"


@dataclass(slots=True)
class Feature:
    """A line of a structure. `least`, `most`: how many; `bounds`: of a number."""

    at: Token
    type: str
    name: str
    least: int = 1
    most: int = 1
    unit: str = ""
    decimals: int = 0
    bounds: tuple[Decimal, Decimal] | None = None


@dataclass(slots=True)
class Enumeration:
    """Values by name, each with a number or text for every attribute."""

    figures: dict[str, str] = field(default_factory=dict)  # name in COOM → name here
    texts: list[str] = field(default_factory=list)
    values: dict[str, tuple[dict[str, Decimal], dict[str, str]]] = field(default_factory=dict)


def read(text: str, code: str = "product") -> Model:
    """The model that a COOM text describes; the file does not name it, so `code` does."""
    return _Reader(Lexer(SYNTAX).tokens(text)).model(code)


class _Reader(Parser):
    def __init__(self, tokens: list[Token]) -> None:
        super().__init__(tokens, SYNTAX)
        self.structures: dict[str, list[Feature]] = {}
        self.enumerations: dict[str, Enumeration] = {
            "Bool": Enumeration(values={"True": ({}, {}), "False": ({}, {})})
        }
        self.blocks: list[Block] = []
        self.count = 0

    def model(self, code: str) -> Model:
        """Read every section, then build the product from its root."""
        sections: dict[str, Callable[[], None]] = {
            "product": self._product,
            "structure": self._structure,
            "enumeration": self._enumeration,
            "behavior": self._behavior,
        }
        while self.here.kind != "end":
            token = self.must_name()
            if token.text not in sections:
                raise token.fails(expected="product, structure, enumeration or behavior")
            sections[token.text]()
        if "" not in self.structures:
            raise Unreadable(found="no product", expected="product { … }")
        place = Place("product", code, "")
        groups, attributes, parts = self._features("", place, 0)
        root = Option(code, Words(en=code), groups, attributes, parts)
        rules, root = ruled(self.blocks, place, root)
        return check(Model(code, root, rules, Words(en=code)))

    # ── sections ──

    def _product(self) -> None:
        self._add("", self.tokens[self.place - 1])

    def _structure(self) -> None:
        name = self.must_name()
        self._add(name.text, name)

    def _add(self, name: str, at: Token) -> None:
        if name in self.structures or name in self.enumerations:
            raise at.fails(expected="each type once")
        features: dict[str, Feature] = {}
        self.must("{")
        while not self.took("}"):
            feature = self._feature()
            if feature.name in features:
                raise feature.at.fails(expected="a name that no other feature has")
            features[feature.name] = feature
        self.structures[name] = list(features.values())

    def _feature(self) -> Feature:
        least, most = self._cardinality()
        at = self.must_name()
        if at.text != NUMERIC:
            return Feature(at, at.text, self.must_name().text, least, most)
        decimals, unit = self._measure()
        bounds = None
        if self.here.kind == "number" or self.sees("-"):
            low = self.number()
            self.must("-")
            bounds = low, self.number()
        name = self.must_name().text
        return Feature(at, NUMERIC, name, least, most, unit, decimals, bounds)

    def _cardinality(self) -> tuple[int, int]:
        if self.here.kind != "number":
            return 1, 1
        least = most = self._whole()
        if self.took(".."):
            if self.sees("*"):
                raise self.here.not_offered(
                    found="an unlimited cardinality", fix="give the most there may be"
                )
            most = self._whole()
        return least, most

    def _whole(self) -> int:
        token = self.must_be("number", "a whole number")
        if not token.text.isdecimal() or len(token.text) > 3:
            raise token.fails(expected="a whole number")
        return int(token.text)

    def _measure(self) -> tuple[int, str]:
        """`.##/kg`: two decimals, kilograms."""
        decimals = 0
        if self.took("."):
            while self.took("#"):
                decimals += 1
        unit = self.must_name().text if self.took("/") else ""
        return decimals, unit

    def _enumeration(self) -> None:
        name = self.must_name()
        if name.text in self.structures or name.text in self.enumerations:
            raise name.fails(expected="each type once")
        made = self.enumerations[name.text] = Enumeration()
        order: list[str] = []
        self.must("{")
        while not self.took("}"):
            if self.took("attribute"):
                order.append(self._attribute(made))
                continue
            value = self.must_name()
            if value.text in made.values:
                raise value.fails(expected="each value once")
            made.values[value.text] = self._given(made, order)

    def _attribute(self, made: Enumeration) -> str:
        kind = self.must_name()
        if kind.text not in (NUMERIC, *TEXTUAL):
            raise kind.fails(expected="num or string")
        unit = self._measure()[1]
        name = self.must_name().text
        if kind.text in TEXTUAL:
            made.texts.append(name)
        else:
            made.figures[name] = _figure(name, unit)
        return name

    def _given(
        self, made: Enumeration, order: list[str]
    ) -> tuple[dict[str, Decimal], dict[str, str]]:
        """`= (26, "RAL 1000")`: one for each attribute, commas or not."""
        figures: dict[str, Decimal] = {}
        texts: dict[str, str] = {}
        if not self.took("="):
            return figures, texts
        self.must("(")
        for name in order:
            if name in made.figures:
                figures[made.figures[name]] = self.number()
            else:
                texts[name] = self.must_be("quoted", "a text in quotes").text
            self.took(",")
        self.must(")")
        return figures, texts

    # ── behavior ──

    def _behavior(self) -> None:
        structure = "" if self.sees("{") else self.must_name().text
        block = Block(structure)
        self.must("{")
        clause = Clause()
        while not self.took("}"):
            word = self.must_name()
            if word.text == "explanation":
                clause.words = self.must_be("quoted", "a text in quotes").text
            elif word.text == "condition":
                clause.conditions.append(self.expression())
            else:
                self._statement(word, clause)
                block.clauses.append(clause)
                clause = Clause()
        self.blocks.append(block)

    def _statement(self, word: Token, clause: Clause) -> None:
        clause.at, clause.kind = word, word.text
        if word.text in ("require", "imply", "default"):
            clause.demand = self.expression()
        elif word.text == "combinations":
            self._combinations(clause)
        else:
            raise word.not_offered(
                found=word.text, fix="write require, imply, default or combinations"
            )

    def _combinations(self, clause: Clause) -> None:
        self.must("(")
        while not self.took(")"):
            clause.columns.append(self.rest_of_name(self.must_name()))
            self.took(",")
        while self.sees("allow", "forbid"):
            row = self.take()
            self.must("(")
            cells: list[list[Token]] = []
            while not self.took(")"):
                cells.append(self._cell())
                self.took(",")
            if len(cells) != len(clause.columns):
                raise row.fails(expected="as many values as there are features")
            clause.rows.append((row.text == "allow", cells))
        if not clause.columns or not clause.rows:
            raise self.here.fails(expected="combinations (…) and allow (…) or forbid (…)")

    def _cell(self) -> list[Token]:
        """Values; none for the wildcard `-*-`."""
        if self.took("-"):
            self.must("*")
            self.must("-")
            return []
        if not self.took("("):
            return [self.must_name()]
        values = [self.must_name()]
        while self.took(","):
            values.append(self.must_name())
        self.must(")")
        return values

    # ── places ──

    def _features(
        self, structure: str, above: Place, depth: int
    ) -> tuple[tuple[Group, ...], tuple[Attribute, ...], tuple[Part, ...]]:
        """What the features of a structure become below a place."""
        groups: list[Group] = []
        attributes: list[Attribute] = []
        parts: list[Part] = []
        for feature in self.structures.get(structure, ()):
            self.count += 1
            if depth > DEEPEST or self.count > MOST:
                raise feature.at.not_offered(
                    found="a structure inside itself", fix="unfold it as often as it is needed"
                )
            made = self._made(feature, above, depth)
            if isinstance(made, Group):
                groups.append(made)
            elif isinstance(made, Attribute):
                attributes.append(made)
            else:
                parts.append(made)
        return tuple(groups), tuple(attributes), tuple(parts)

    def _made(self, feature: Feature, above: Place, depth: int) -> Group | Attribute | Part:
        path = (
            feature.name
            if not above.structure and not above.above
            else f"{above.id}.{feature.name}"
        )
        if feature.type == NUMERIC or feature.type in TEXTUAL:
            return self._number(feature, above, path)
        words = Words(en=feature.name)
        several = feature.most > 1
        inside = (*above.parts, path) if several else above.parts
        one = f"{path}.one" if several else path
        place = Place("structure", one, feature.type, above, inside)
        above.below[feature.name] = place
        if several:
            place.counted = path
        if feature.type in self.enumerations:
            group = self._group(feature, place, several)
            if not several:
                return group
            return Part(path, Option(one, words, (group,)), feature.least, feature.most, words)
        option = Option(one, words, *self._features(feature.type, place, depth + 1))
        if several:
            return Part(path, option, feature.least, feature.most, words)
        place.counted = f"{path}.there"
        return Group(f"{path}.there", (option,), feature.least, 1)

    def _group(self, feature: Feature, place: Place, several: bool) -> Group:
        made = self.enumerations[feature.type]
        place.kind, place.group = "enumeration", f"{place.id}.value" if several else place.id
        place.figures = made.figures
        place.texts = tuple(made.texts)
        place.values = tuple(made.values)
        options = tuple(
            _option(f"{place.group}.{name}", name, figures, texts)
            for name, (figures, texts) in made.values.items()
        )
        least = 1 if several else feature.least
        return Group(place.group, options, least, 1, Words(en=feature.name))

    def _number(self, feature: Feature, above: Place, path: str) -> Attribute:
        if feature.most > 1 or feature.least < 1:
            raise feature.at.not_offered(
                found="several numbers in one feature", fix="put it in a structure"
            )
        kind = AttributeKind.DECIMAL if feature.decimals else AttributeKind.INTEGER
        if feature.type in TEXTUAL:
            kind = AttributeKind.TEXT
        above.below[feature.name] = Place("number", path, "", above, above.parts)
        low, high = feature.bounds or (None, None)
        step = Decimal(1).scaleb(-feature.decimals) if feature.decimals else None
        return Attribute(path, kind, Words(en=feature.name), low, high, step, feature.unit)


def _figure(name: str, unit: str) -> str:
    """The figure of a model that holds an attribute: its own weight is kilograms, another is not."""
    if name == "weight" and unit != KILOGRAM:
        return f"weight_{unit or 'units'}"
    return name


def _option(id: str, name: str, figures: dict[str, Decimal], texts: dict[str, str]) -> Option:
    own = {key: value for key, value in figures.items() if key in (*OWN_FIGURES, "weight")}
    values = {key: value for key, value in figures.items() if key not in own}
    none = Decimal(0)
    return Option(
        id,
        Words(en=name),
        price=own.get("price", none),
        cost=own.get("cost", none),
        weight=own.get("weight", none),
        lead_days=own.get("lead_days", none),
        values=values,
        texts=texts,
    )
