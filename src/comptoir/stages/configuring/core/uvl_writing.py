"""Writes a model in the Universal Variability Language: what it can say; the rest is refused by name.

Names, SKUs and further texts go as attributes of a feature. A dot cannot stand in a name of UVL: `·` takes
its place. Tables, `same` and figures of a group are said by constraints over features.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from comptoir.kernel.errors import Refused
from comptoir.stages.configuring.core.model import (
    FIGURES,
    All,
    Any,
    Arithmetic,
    Attribute,
    AttributeKind,
    Compare,
    Formula,
    Group,
    Has,
    Implies,
    Match,
    Model,
    Not,
    Number,
    Of,
    Option,
    Part,
    Rounded,
    Same,
    Sum,
    Table,
    Term,
    Value,
    options,
)
from comptoir.stages.configuring.core.uvl_rules import typed

STRICT = re.compile(r"[a-zA-Z][a-zA-Z0-9_]*")
TYPES = {
    AttributeKind.INTEGER: "Integer",
    AttributeKind.DECIMAL: "Real",
    AttributeKind.TEXT: "String",
}
WORDS = {
    "namespace", "features", "constraints", "imports", "include", "mandatory", "optional", "or",
    "alternative", "cardinality", "Integer", "Real", "String", "Boolean", "true", "false", "sum", "avg",
    "len", "floor", "ceil", "constraint", "as",
}  # fmt: skip
Nested = dict[str, "str | Nested"]


class NotInUvl(Refused):
    """The Universal Variability Language cannot say this."""

    code = "not_in_uvl"


def bare(model: Model) -> Model:
    """The model without what UVL has no place for: materials, operations, questions, tests, drawings."""
    return replace(
        model, root=_undrawn(model.root), materials=(), operations=(), questions=(), tests=()
    )


def _undrawn(option: Option) -> Option:
    groups = tuple(
        replace(group, options=tuple(_undrawn(o) for o in group.options)) for group in option.groups
    )
    parts = tuple(replace(part, option=_undrawn(part.option)) for part in option.parts)
    return replace(option, groups=groups, parts=parts, layer="")


def write(model: Model) -> str:
    """The UVL text; refuses the first thing that cannot be said. `bare(model)` can say less."""
    for kind in ("materials", "operations", "questions", "tests"):
        if getattr(model, kind):
            raise NotInUvl(field=kind, found=kind, fix="write the model without it")
    writing = _Writing(model)
    lines = [
        f"namespace {writing.name(model.code)}",
        "",
        "features",
        *writing.feature(model.root, 1),
    ]
    if model.rules:
        lines += ["", "constraints"]
    for rule in model.rules:
        if rule.within is not None:
            raise NotInUvl(field=rule.id, found="a rule for each instance of a part")
        lines.append("\t" + writing.formula(rule.formula, rule.id))
    return "\n".join(lines) + "\n"


class _Writing:
    def __init__(self, model: Model) -> None:
        every = list(options(model.root))
        self.groups = {group.id: group for option in every for group in option.groups}
        self.parts = {part.id: part for option in every for part in option.parts}
        self.owners = {g.id: option for option in every for g in option.groups}
        self.owners |= {a.id: option for option in every for a in option.attributes}
        self.repeated = {o.id for part in self.parts.values() for o in options(part.option)}
        self.root = model.root
        self.rule = ""
        names = Counter(_mapped(id) for id in (*(o.id for o in every), *self._extra(every)))
        for id, times in names.items():
            if times > 1:
                raise NotInUvl(field=id, found="two things that would have the same name")

    def _extra(self, every: list[Option]) -> list[str]:
        return [a.id for o in every for a in o.attributes if a.id != typed(o.id)]

    def name(self, id: str) -> str:
        said = _mapped(id)
        return said if STRICT.fullmatch(said) and said not in WORDS else f'"{said}"'

    # ── features ──

    def feature(self, option: Option, depth: int, times: str = "") -> Iterator[str]:
        """The line of an option and those below it."""
        own = [a for a in option.attributes if a.id == typed(option.id)]
        yield self._line(option, own[0] if own else None, depth, times)
        for group in option.groups:
            yield "\t" * (depth + 1) + _block(group)
            for inner in group.options:
                yield from self.feature(inner, depth + 2)
        given = [a for a in option.attributes if a not in own]
        if option.parts or given:
            yield "\t" * (depth + 1) + "mandatory"
        for attribute in given:
            kind = TYPES[attribute.kind]
            braces = _braces(_of_attribute(attribute, attribute.id))
            yield "\t" * (depth + 2) + f"{kind} {self.name(attribute.id)}{braces}"
        for part in option.parts:
            yield from self.feature(part.option, depth + 2, self._times(part))

    def _times(self, part: Part) -> str:
        return f" cardinality [{part.least}..{part.most}]"

    def _line(self, option: Option, own: Attribute | None, depth: int, times: str) -> str:
        kind = f"{TYPES[own.kind]} " if own else ""
        facts = _of_attribute(own, option.id) if own else {}
        facts |= _of_option(option)
        return "\t" * depth + kind + self.name(option.id) + times + _braces(facts)

    # ── constraints ──

    def formula(self, formula: Formula, rule: str) -> str:
        self.rule = rule
        return self._said(formula)

    def _said(self, formula: Formula) -> str:
        return SAYING[type(formula)](self, formula)

    def _inner(self, formula: Formula) -> str:
        return self._said(formula) if isinstance(formula, Has) else f"({self._said(formula)})"

    def has(self, formula: Has) -> str:
        if formula.option in self.repeated and not formula.some:
            raise self._cannot(found="an option in every instance of a part")
        return self.name(formula.option)

    def several(self, formulas: tuple[Formula, ...], sign: str) -> str:
        """All or any; none of them is always or never so: the root, or not the root."""
        if not formulas:
            return self.name(self.root.id) if sign == "&" else "!" + self.name(self.root.id)
        return f" {sign} ".join(self._inner(f) for f in formulas)

    def pair(self, left: Formula, right: Formula, sign: str) -> str:
        return f"{self._inner(left)} {sign} {self._inner(right)}"

    def compare(self, formula: Compare) -> str:
        """It says something only where everything that it reads is there."""
        sign = "==" if formula.operator == "=" else formula.operator
        said = f"{self.term(formula.left)} {sign} {self.term(formula.right)}"
        owners = dict.fromkeys(
            o for side in (formula.left, formula.right) for o in self._read(side)
        )
        there = " & ".join(self.name(o) for o in owners if o != self.root.id)
        return f"{there} => {said}" if there else said

    def _read(self, term: Term) -> Iterator[str]:
        """The options that must be in for a term to have a value."""
        if isinstance(term, Value | Of):
            owner = self.owners[term.attribute if isinstance(term, Value) else term.group]
            if owner.id in self.repeated:
                raise self._cannot(found="a number in every instance of a part")
            yield owner.id
        elif isinstance(term, Arithmetic):
            yield from self._read(term.left)
            yield from self._read(term.right)
        elif isinstance(term, Rounded):
            yield from self._read(term.term)

    def table(self, formula: Table) -> str:
        rows = []
        for row in formula.rows:
            cells: list[Formula] = []
            for id, cell in zip(formula.groups, row, strict=True):
                if cell:
                    inside = self.groups[id].options
                    nothing = All(tuple(Not(Has(o.id)) for o in inside))
                    cells.append(Any((*(Has(o) for o in sorted(cell)), nothing)))
            rows.append(All(tuple(cells)))
        return self.several(tuple(rows), "|")

    def match(self, formula: Match) -> str:
        left, right = (
            {o.id.rpartition(".")[2]: Has(o.id) for o in self.groups[id].options}
            for id in (formula.left, formula.right)
        )
        both = All((Any(tuple(left.values())), Any(tuple(right.values()))))
        same = [
            Same(left[tail], right[tail]) if tail in right else Not(left[tail]) for tail in left
        ]
        return self.pair(both, All(tuple(same)), "=>")

    # ── numbers ──

    def term(self, term: Term) -> str:
        if isinstance(term, Arithmetic) and term.operator in "+-*/":
            return f"({self.term(term.left)} {term.operator} {self.term(term.right)})"
        if isinstance(term, Rounded) and isinstance(term.term, Value):
            return f"{'ceil' if term.up else 'floor'}({self.term(term.term)})"
        if isinstance(term, Number):
            return format(term.value, "f")
        if isinstance(term, Value):
            owner = self.owners[term.attribute]
            return self.name(owner.id if term.attribute == typed(owner.id) else term.attribute)
        if isinstance(term, Of):
            inside = [o for o in self.groups[term.group].options if o.figure(term.name)]
            return self._added([f"{self.name(o.id)}.{self._figure(term.name)}" for o in inside])
        if isinstance(term, Sum):
            return self._sum(term)
        raise self._cannot(found="a count, the smaller or larger of two, or a rounded result")

    def _sum(self, term: Sum) -> str:
        if term.name in self.owners or term.name == "lead_days":
            raise self._cannot(found="the sum of an attribute, or the longest of lead times")
        figure = self._figure(term.name)
        if term.within is None:
            return f"sum({figure})"
        if term.within in self.groups:
            tops = [o.id for o in self.groups[term.within].options]
        elif term.within in self.parts:
            tops = [self.parts[term.within].option.id]
        else:
            tops = [term.within]
        return self._added([f"sum({self.name(top)}, {figure})" for top in tops])

    def _added(self, said: list[str]) -> str:
        return f"({' + '.join(said)})" if len(said) > 1 else said[0] if said else "0"

    def _figure(self, name: str) -> str:
        return ".".join(key if STRICT.fullmatch(key) else f'"{key}"' for key in name.split("."))

    def _cannot(self, found: str) -> NotInUvl:
        return NotInUvl(field=self.rule, found=found)


SAYING: Mapping[type, Callable[..., str]] = {
    Has: _Writing.has,
    Not: lambda w, f: "!" + w._inner(f.formula),
    All: lambda w, f: w.several(f.formulas, "&"),
    Any: lambda w, f: w.several(f.formulas, "|"),
    Implies: lambda w, f: w.pair(f.left, f.right, "=>"),
    Same: lambda w, f: w.pair(f.left, f.right, "<=>"),
    Compare: _Writing.compare,
    Table: _Writing.table,
    Match: _Writing.match,
}


def _mapped(id: str) -> str:
    return id.replace("♯", "#").replace(".", "·")


def _block(group: Group) -> str:
    """The word of a group, by how many of it may be chosen."""
    every = len(group.options)
    least, most = group.least, every if group.most is None else min(group.most, every)
    words = {(every, every): "mandatory", (0, every): "optional"}
    words |= {(1, 1): "alternative", (1, every): "or"} if every > 1 else {}
    return words.get((least, most), f"[{least}..{most}]")


def _of_option(option: Option) -> Nested:
    facts: Nested = {}
    if option.values.get("abstract") == 1:
        facts["abstract"] = "true"
    facts |= {flag: "true" for flag in ("default", "hidden") if getattr(option, flag)}
    en = option.name.en if option.name.en != option.id else ""
    texts = {"name_en": en, "name_fr": option.name.fr, "sku": option.sku, "layer": option.layer}
    facts |= {key: _text(text, option.id) for key, text in texts.items() if text}
    facts |= {key: format(option.figure(key), "f") for key in FIGURES if option.figure(key)}
    for key, value in option.values.items():
        _put(facts, key, format(value, "f") if key != "abstract" or value != 1 else "true")
    for key, text in option.texts.items():
        _put(facts, key, _text(text, option.id))
    return facts


def _put(facts: Nested, key: str, said: str) -> None:
    """A dotted key goes into braces of its own."""
    head, dot, rest = key.partition(".")
    inner = facts.setdefault(head, {}) if dot else None
    if isinstance(inner, dict):
        _put(inner, rest, said)
    else:
        facts[key] = said


def _of_attribute(attribute: Attribute, feature: str) -> Nested:
    bounds = {"least": attribute.least, "most": attribute.most, "step": attribute.step}
    facts: Nested = {key: format(n, "f") for key, n in bounds.items() if isinstance(n, Decimal)}
    texts = {"unit": attribute.unit, "initial": attribute.default or ""}
    facts |= {key: _text(text, feature) for key, text in texts.items() if text}
    return facts


def _text(text: str, field: str) -> str:
    if "'" not in text and "\n" not in text:
        return f"'{text}'"
    if '"' not in text and "\n" not in text:
        return f'"{text}"'
    raise NotInUvl(field=field, found="a text with line breaks or both kinds of quotes")


def _braces(facts: Nested) -> str:
    return f" {_braced(facts)}" if facts else ""


def _braced(facts: Nested) -> str:
    inside = (
        f"{key if STRICT.fullmatch(key) else chr(34) + key + chr(34)} "
        + (said if isinstance(said, str) else _braced(said))
        for key, said in facts.items()
    )
    return "{" + ", ".join(inside) + "}"
