"""Says a formula in words, in French or English, for the reasons that a person reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import NamedTuple

from comptoir.stages.configuring.core.model import (
    All,
    Any,
    Arithmetic,
    Compare,
    Count,
    Formula,
    Has,
    Implies,
    Match,
    Model,
    Not,
    Number,
    Of,
    Option,
    Rounded,
    Same,
    Sum,
    Table,
    Term,
    Value,
    Words,
    options,
)

# sentence → (English, French); the order of what is filled in may differ
SAID: Mapping[str, tuple[str, str]] = {
    "some": ("at least one {0}", "au moins un « {0} »"),
    "without": ("not {0}", "pas {0}"),
    "not": ("not ({0})", "pas ({0})"),
    "not together": ("not {0} together", "pas {0} à la fois"),
    "if": ("if {0}, then {1}", "si {0}, alors {1}"),
    "when": ("{0} exactly when {1}", "{0} si et seulement si {1}"),
    "and": ("{0} and {1}", "{0} et {1}"),
    "or": ("{0} or {1}", "{0} ou {1}"),
    "always": ("always", "toujours"),
    "never": ("never", "jamais"),
    "table": ("an allowed combination of {0}", "une combinaison autorisée de {0}"),
    "same": ("the same in {0} and {1}", "la même valeur pour {0} et {1}"),
    "of": ("{0} of {1}", "{0} de {1}"),
    "total": ("total {0}", "total : {0}"),
    "total in": ("total {0} in {1}", "total : {0} dans {1}"),
    "count": ("number of {0}", "nombre : {0}"),
    "up": ("{0} rounded up", "{0} arrondi au-dessus"),
    "down": ("{0} rounded down", "{0} arrondi au-dessous"),
    "min": ("the smaller of {0} and {1}", "le plus petit de {0} et {1}"),
    "max": ("the larger of {0} and {1}", "le plus grand de {0} et {1}"),
    "=": ("{0} is {1}", "{0} égale {1}"),
    "!=": ("{0} is not {1}", "{0} diffère de {1}"),
    "<": ("{0} is less than {1}", "{0} est inférieur à {1}"),
    "<=": ("{0} is at most {1}", "{0} est au plus {1}"),
    ">": ("{0} is more than {1}", "{0} est supérieur à {1}"),
    ">=": ("{0} is at least {1}", "{0} est au moins {1}"),
}
FIGURE_WORDS = {
    "price": Words("price", "prix"),
    "cost": Words("cost", "coût"),
    "weight": Words("weight", "poids"),
    "lead_days": Words("lead time", "délai"),
}
SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷"}


class Vocabulary(NamedTuple):
    """How the things of a model are called in one language, and the units of its attributes."""

    names: Mapping[str, str]
    units: Mapping[str, str]
    lang: str

    def name(self, id: str) -> str:
        return self.names.get(id, id)

    def says(self, sentence: str, *filled: str) -> str:
        return SAID[sentence][self.lang == "fr"].format(*filled)

    def figure(self, name: str) -> str:
        """A figure, or an attribute that is summed."""
        return FIGURE_WORDS[name].told(self.lang) if name in FIGURE_WORDS else self.name(name)


def vocabulary(model: Model, lang: str) -> Vocabulary:
    """Group without a name is called as the option above it."""
    names: dict[str, str] = {}
    units: dict[str, str] = {}
    for option in options(model.root):
        own = option.name.told(lang) or option.id
        names[option.id] = own
        names |= {group.id: group.name.told(lang) or own for group in option.groups}
        names |= {a.id: a.name.told(lang) or a.id for a in option.attributes}
        names |= {
            part.id: part.name.told(lang) or _inside(part.option, lang) for part in option.parts
        }
        units |= {a.id: a.unit for a in option.attributes if a.unit}
    return Vocabulary(names, units, lang)


def _inside(option: Option, lang: str) -> str:
    return option.name.told(lang) or option.id


def told(formula: Formula, model: Model, lang: str) -> str:
    """The formula in words: "if Aluminium, then IP65"."""
    return said(formula, vocabulary(model, lang))


def said(formula: Formula, words: Vocabulary) -> str:
    """The formula in words of a vocabulary that is at hand."""
    return TOLD[type(formula)](formula, words)


def said_term(term: Term, words: Vocabulary) -> str:
    """What is worked out, in words: "12 + (6 × number of Drives)"."""
    return TERMS[type(term)](term, words)


def _inner(formula: Formula, words: Vocabulary) -> str:
    """In parentheses where it is more than one thing."""
    text = said(formula, words)
    plain = isinstance(formula, Has | Match | Table | Compare) or (
        isinstance(formula, Not) and isinstance(formula.formula, Has)
    )
    return text if plain else f"({text})"


def _list(items: list[str], word: str, words: Vocabulary) -> str:
    if len(items) == 1:
        return items[0]
    return words.says(word, ", ".join(items[:-1]), items[-1])


def _has(formula: Has, words: Vocabulary) -> str:
    name = words.name(formula.option)
    return words.says("some", name) if formula.some else name


def _not(formula: Not, words: Vocabulary) -> str:
    inner = formula.formula
    if isinstance(inner, All) and len(inner.formulas) > 1:
        return words.says("not together", said(inner, words))
    return words.says("without" if isinstance(inner, Has) else "not", said(inner, words))


def _all(formula: All, words: Vocabulary) -> str:
    if not formula.formulas:
        return words.says("always")
    return _list([_inner(f, words) for f in formula.formulas], "and", words)


def _any(formula: Any, words: Vocabulary) -> str:
    if not formula.formulas:
        return words.says("never")
    return _list([_inner(f, words) for f in formula.formulas], "or", words)


def _side(formula: Formula, words: Vocabulary) -> str:
    """One side of an implication: what is itself one stands in parentheses."""
    text = said(formula, words)
    return f"({text})" if isinstance(formula, Implies | Same) else text


def _compare(formula: Compare, words: Vocabulary) -> str:
    sides = []
    for side, other in ((formula.left, formula.right), (formula.right, formula.left)):
        text = said_term(side, words)
        unit = words.units.get(other.attribute) if isinstance(other, Value) else None
        sides.append(f"{text} {unit}" if unit and isinstance(side, Number) else text)
    return words.says(formula.operator, *sides)


def _table(formula: Table, words: Vocabulary) -> str:
    return words.says("table", _list([words.name(g) for g in formula.groups], "and", words))


TOLD: dict[type, Callable[..., str]] = {
    Has: _has,
    Not: _not,
    All: _all,
    Any: _any,
    Implies: lambda f, w: w.says("if", _side(f.left, w), _side(f.right, w)),
    Same: lambda f, w: w.says("when", _side(f.left, w), _side(f.right, w)),
    Compare: _compare,
    Table: _table,
    Match: lambda f, w: w.says("same", w.name(f.left), w.name(f.right)),
}


def number(value: Decimal, lang: str) -> str:
    """A number without superfluous zeros, with the decimal sign of the language."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", ",") if lang == "fr" else text


def _sum(term: Sum, words: Vocabulary) -> str:
    figure = words.figure(term.name)
    if term.within is None:
        return words.says("total", figure)
    return words.says("total in", figure, words.name(term.within))


def _arithmetic(term: Arithmetic, words: Vocabulary) -> str:
    left, right = _operand(term.left, words), _operand(term.right, words)
    if term.operator in SIGNS:
        return f"{left} {SIGNS[term.operator]} {right}"
    return words.says(term.operator, left, right)


def _operand(term: Term, words: Vocabulary) -> str:
    text = said_term(term, words)
    return f"({text})" if isinstance(term, Arithmetic) else text


TERMS: dict[type, Callable[..., str]] = {
    Number: lambda t, w: number(t.value, w.lang),
    Value: lambda t, w: w.name(t.attribute),
    Of: lambda t, w: w.says("of", w.figure(t.name), w.name(t.group)),
    Sum: _sum,
    Count: lambda t, w: w.says("count", w.name(t.of)),
    Arithmetic: _arithmetic,
    Rounded: lambda t, w: w.says("up" if t.up else "down", _operand(t.term, w)),
}
