"""A price written as a formula over a line's figures and its product's attributes.

    if(material = "steel", 80, 55) * max(width, 1) + ceil(quantity / 10) * 2.5

Numbers, names, quoted texts, + - * /, comparisons, `and` `or` `not`, parentheses and seven functions;
nothing else. The text is parsed once into a small tree, which is worked out with exact decimals.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from functools import lru_cache

from comptoir.kernel.errors import Invalid
from comptoir.kernel.money import EXACT, UNIT_PLACES, nearest, to_places, whole_down, whole_up

Value = Decimal | str | bool
Names = Mapping[str, Value]
LONGEST = 500  # signs
DEEPEST = 40  # parentheses in parentheses
_TOKEN = re.compile(
    r"\s*(?:(\d+(?:\.\d+)?)|([^\W\d]\w*)|(\"[^\"]*\")|(<=|>=|!=|[-+*/()<>=,]))", re.UNICODE
)
_WHOLE = Decimal(1)


class BadFormula(Invalid):
    """The formula of this price cannot be worked out."""

    code = "bad_formula"


@dataclass(frozen=True, slots=True)
class Node:
    """kind: number, text, name, call or an operator; `said` its word, `parts` what it stands over."""

    kind: str
    said: str
    parts: tuple[Node, ...] = ()


def names_in(text: str) -> frozenset[str]:
    """The names that a formula asks for; refuses what is no formula."""
    found: set[str] = set()
    todo = [parse(text)]
    while todo:
        node = todo.pop()
        if node.kind == "name":
            found.add(node.said)
        todo.extend(node.parts)
    return frozenset(found)


def work_out(text: str, names: Names) -> Decimal:
    """The price that a formula gives for these figures, twelve decimals at most."""
    try:
        value = _value(parse(text), names)
        if isinstance(value, Decimal) and value.is_finite() and value.adjusted() < 12:
            return to_places(value, UNIT_PLACES)
    except (DecimalException, TypeError):
        raise BadFormula(field="formula", found=text[:60], expected="a number") from None
    raise BadFormula(field="formula", found=text[:60], expected="a number")


@lru_cache(maxsize=512)
def parse(text: str) -> Node:
    """The tree of a formula."""
    if len(text) > LONGEST:
        raise BadFormula(field="formula", found=len(text), expected=f"at most {LONGEST} signs")
    reader = _Reader(text)
    node = reader.any_of(0)
    if reader.token[0] != "end":
        raise reader.fails("an operator")
    return node


def written(node: Node) -> str:
    """A tree as a formula, which reads as the same tree."""
    return _written(node, 0)


def _written(node: Node, level: int) -> str:
    """level: of the operator that it stands beside; what binds no tighter is put in parentheses."""
    if node.kind in ("number", "text", "name"):
        return node.said
    if node.kind == "call":
        return f"{node.said}({', '.join(_written(part, 0) for part in node.parts)})"
    if node.said == "- one":
        return f"-{_written(node.parts[0], _TIGHTEST)}"
    if node.said == "not one":
        own, text = 0, f"not {_written(node.parts[0], _COMPARING)}"
    else:
        own = next(n for n, words in enumerate(_LEVELS) if node.said in words)
        left, right = node.parts
        text = f"{_written(left, own)} {node.said} {_written(right, own + 1)}"
    return f"({text})" if own < level else text


class _Reader:
    """Reads from left to right; one token ahead."""

    def __init__(self, text: str) -> None:
        self.text, self.at, self.depth = text, 0, 0
        self.token = ("end", "")
        self.next()

    def next(self) -> tuple[str, str]:
        """The token that is left behind."""
        before = self.token
        rest = self.text[self.at :]
        if not rest.strip():
            self.token = ("end", "")
            return before
        match = _TOKEN.match(rest)
        if match is None:
            raise BadFormula(field="formula", found=rest.strip()[:20], expected="a formula")
        self.at += match.end()
        number, name, quoted, sign = match.groups()
        kind = "number" if number else "name" if name else "text" if quoted else "sign"
        self.token = (kind, number or name or quoted or sign)
        return before

    def fails(self, expected: str) -> BadFormula:
        """Why what stands here cannot stand here."""
        found = self.token[1] or "the end"
        return BadFormula(field="formula", found=found[:40], expected=expected)

    def any_of(self, level: int) -> Node:
        """Operators from the loosest to the tightest."""
        if level == len(_LEVELS):
            return self.single()
        node = self.any_of(level + 1)
        while self.token[1] in _LEVELS[level] and self.token[0] != "text":
            word = self.next()[1]
            node = Node("operator", word, (node, self.any_of(level + 1)))
        return node

    def single(self) -> Node:
        """A number, text, name, call, or something in parentheses."""
        kind, word = self.next()
        if kind in ("number", "text"):
            return Node(kind, word)
        if word == "-":
            return Node("operator", "- one", (self.deeper(self.single),))
        if word == "not":
            return Node("operator", "not one", (self.deeper(lambda: self.any_of(_COMPARING)),))
        if word == "(":
            inside = self.deeper(lambda: self.any_of(0))
            self.closed()
            return inside
        if kind != "name":
            self.token = (kind, word)
            raise self.fails("a number or a name")
        return self.call(word) if self.token[1] == "(" else Node("name", word)

    def call(self, word: str) -> Node:
        """`max(a, b)`."""
        if word not in _CALLS:
            raise BadFormula(field="formula", found=word, expected=", ".join(sorted(_CALLS)))
        self.next()
        parts = [self.deeper(lambda: self.any_of(0))]
        while self.token[1] == ",":
            self.next()
            parts.append(self.deeper(lambda: self.any_of(0)))
        self.closed()
        low, high = _CALLS[word][0]
        if not low <= len(parts) <= high:
            raise BadFormula(field="formula", found=f"{word}: {len(parts)}", expected=str(low))
        return Node("call", word, tuple(parts))

    def deeper(self, read: Callable[[], Node]) -> Node:
        """Read one level further down, within reason."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.fails(f"at most {DEEPEST} parentheses")
        node = read()
        self.depth -= 1
        return node

    def closed(self) -> None:
        if self.token[1] != ")":
            raise self.fails(")")
        self.next()


def _value(node: Node, names: Names) -> Value:
    if node.kind == "number":
        return Decimal(node.said)
    if node.kind == "text":
        return node.said[1:-1]
    if node.kind == "name":
        if node.said not in names:
            expected = ", ".join(sorted(names))[:200]
            raise BadFormula(field="formula", found=node.said, expected=expected)
        return names[node.said]
    if node.said == "if":  # only the branch that is taken, so that it may guard the other
        chosen = 1 if _value(node.parts[0], names) is True else 2
        return _value(node.parts[chosen], names)
    values = [_value(part, names) for part in node.parts]
    if node.kind == "call":
        return _CALLS[node.said][1](*map(_number, values))
    return _OPERATORS[node.said](*values)


def _number(value: Value) -> Decimal:
    if not isinstance(value, Decimal):
        raise TypeError
    return value


def _truth(value: Value) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _of_numbers(work: Callable[[Decimal, Decimal], Value]) -> Callable[..., Value]:
    return lambda a, b: work(_number(a), _number(b))


_LEVELS = (("or",), ("and",), ("=", "!=", "<", "<=", ">", ">="), ("+", "-"), ("*", "/"))
_COMPARING = 2  # what `not` stands before
_TIGHTEST = len(_LEVELS)
_OPERATORS: Mapping[str, Callable[..., Value]] = {
    "or": lambda a, b: _truth(a) or _truth(b),
    "and": lambda a, b: _truth(a) and _truth(b),
    "not one": lambda a: not _truth(a),
    "- one": lambda a: EXACT.minus(_number(a)),
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": _of_numbers(lambda a, b: a < b),
    "<=": _of_numbers(lambda a, b: a <= b),
    ">": _of_numbers(lambda a, b: a > b),
    ">=": _of_numbers(lambda a, b: a >= b),
    "+": _of_numbers(EXACT.add),
    "-": _of_numbers(EXACT.subtract),
    "*": _of_numbers(EXACT.multiply),
    "/": _of_numbers(EXACT.divide),
}
_CALLS: Mapping[str, tuple[tuple[int, int], Callable[..., Decimal]]] = {
    "if": ((3, 3), max),  # never called: see `_value`
    "min": ((1, 20), min),
    "max": ((1, 20), max),
    "abs": ((1, 1), EXACT.abs),
    "ceil": ((1, 1), whole_up),
    "floor": ((1, 1), whole_down),
    "round": ((1, 2), lambda a, step=_WHOLE: nearest(a, step)),
}
