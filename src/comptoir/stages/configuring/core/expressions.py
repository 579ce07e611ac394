"""Reads expressions: what UVL, COOM and the language of rules have in common, from characters to formulas.

Characters become tokens, tokens a tree of `Node`s that means nothing yet, and a `Reading` gives the
names in it their meaning. Whatever the text is, it is read or refused with its place.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches

from comptoir.kernel.errors import Invalid
from comptoir.stages.configuring.core.model import (
    All,
    Any,
    Arithmetic,
    Compare,
    Formula,
    Implies,
    Not,
    Number,
    Same,
    Term,
)
from comptoir.stages.configuring.core.places import UnknownName

DEEPEST = 100  # parentheses in parentheses
HIGHEST = 150  # operators on top of one another, `a + b + c …` included
LONGEST_NUMBER = 30
LONGEST_TEXT = 5_000_000


class Unreadable(Invalid):
    """The text cannot be read at this place."""

    code = "unreadable"


class NotOffered(Invalid):
    """The text is right, but says something that a product model here cannot hold."""

    code = "not_offered"


@dataclass(frozen=True, slots=True)
class Token:
    """kind: word, quoted, text, number, symbol or end; `text` without quotes; both places from 1."""

    kind: str
    text: str
    line: int
    column: int

    def fails(self, expected: str) -> Unreadable:
        """Why it cannot stand here."""
        found = "the end" if self.kind == "end" else self.text[:60]
        return Unreadable(line=self.line, column=self.column, found=found, expected=expected)

    def not_offered(self, found: str, fix: str) -> NotOffered:
        """What stands here is understood, and a model cannot hold it."""
        return NotOffered(
            line=self.line, column=self.column, found=found, at=self.text[:60], fix=fix
        )


@dataclass(frozen=True, slots=True)
class Node:
    """A piece of an expression, without meaning.

    kind    name, number, text, call, table, minus, or an operator as written below
    path    the parts of a name: `wheel.size` has two
    guarded which parts stood in quotes
    """

    kind: str
    at: Token
    parts: tuple[Node, ...] = ()
    path: tuple[str, ...] = ()
    guarded: tuple[bool, ...] = ()
    height: int = 1

    @property
    def name(self) -> str:
        return ".".join(self.path)


@dataclass(frozen=True, slots=True)
class Syntax:
    """How a language spells things.

    word      what a name looks like
    spelled   its words and symbols for the operators below
    chains    whether `a => b => c` may stand without parentheses, read from the left
    """

    word: str = r"[^\W\d]\w*"
    spelled: Mapping[str, str] = field(default_factory=dict)
    chains: bool = True


# how tight each operator binds; those above bind their sides less
BINDS: dict[str, int] = {
    "<=>": 0, "=>": 1, "excludes": 1, "|": 2, "&": 3,
    "=": 5, "!=": 5, "<": 5, "<=": 5, ">": 5, ">=": 5,
    "+": 6, "-": 6, "*": 7, "/": 7,
}  # fmt: skip
FLAT = ("|", "&")  # a | b | c is one node of three parts
COMPARING = ("=", "!=", "<", "<=", ">", ">=")
CALCULATING = ("+", "-", "*", "/")
NOT_BINDS = 4
FACTOR_BINDS = 8

SYMBOLS = r"<=>|=>|<=|>=|==|!=|&&|\|\||\.\.|[-+*/()\[\]{}.,:;!&|<>=#^]"


class Lexer:
    """Cuts a text into tokens. Comments (`//` and `/* */`) and spaces are dropped."""

    def __init__(self, syntax: Syntax) -> None:
        self._pattern = re.compile(
            r"(?P<space>[^\S\n]+|\n)|(?P<comment>//[^\n]*|/\*.*?\*/)"
            r'|"(?P<quoted>[^"\n]+)"|' + r"'(?P<text>[^'\n]*)'"
            rf"|(?P<number>\d+(?:\.\d+)?)|(?P<word>{syntax.word})|(?P<symbol>{SYMBOLS})",
            re.DOTALL,
        )

    def tokens(self, text: str) -> list[Token]:
        """Every token, and the end."""
        if len(text) > LONGEST_TEXT:
            raise Unreadable(found=f"{len(text)}", expected=f"at most {LONGEST_TEXT} characters")
        out: list[Token] = []
        place, line, start = 0, 1, 0
        while place < len(text):
            found = self._pattern.match(text, place)
            if found is None:
                raise Token("symbol", text[place], line, place - start + 1).fails(
                    expected="a name, a number or an operator"
                )
            kind = found.lastgroup or ""
            if kind not in ("space", "comment"):
                out.append(Token(kind, found[kind], line, place - start + 1))
            lines = text.count("\n", place, found.end())
            if lines:
                line += lines
                start = text.rindex("\n", place, found.end()) + 1
            place = found.end()
        out.append(Token("end", "", line, place - start + 1))
        return out


class Cursor:
    """Walks over tokens."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.place = 0

    @property
    def here(self) -> Token:
        return self.tokens[self.place]

    def sees(self, *symbols: str) -> bool:
        """Whether one of these stands here, as a symbol or a word, not in quotes."""
        return self.here.kind in ("symbol", "word") and self.here.text in symbols

    def take(self) -> Token:
        token = self.here
        self.place += 1
        return token

    def took(self, *symbols: str) -> bool:
        """Take one of these if it stands here."""
        if self.sees(*symbols):
            self.place += 1
            return True
        return False

    def must(self, symbol: str) -> Token:
        if not self.sees(symbol):
            raise self.here.fails(symbol)
        return self.take()

    def must_be(self, kind: str, expected: str) -> Token:
        if self.here.kind != kind:
            raise self.here.fails(expected)
        return self.take()

    def must_name(self) -> Token:
        if self.here.kind not in ("word", "quoted"):
            raise self.here.fails(expected="a name")
        return self.take()

    def number(self) -> Decimal:
        """A number here, with its sign."""
        minus = self.took("-")
        token = self.must_be("number", "a number")
        return -decimal(token) if minus else decimal(token)

    def must_end(self) -> None:
        if self.here.kind != "end":
            raise self.here.fails(expected="an operator or the end")


def decimal(token: Token) -> Decimal:
    """The number a token spells."""
    if len(token.text) > LONGEST_NUMBER:
        raise token.fails(expected=f"a number of at most {LONGEST_NUMBER} digits")
    return Decimal(token.text)


class Parser(Cursor):
    """Reads an expression by precedence."""

    def __init__(self, tokens: list[Token], syntax: Syntax) -> None:
        super().__init__(tokens)
        self._syntax = syntax
        self._depth = 0

    def operator(self) -> str:
        """The operator that stands here, spelled our way; "" where none does."""
        token = self.here
        if token.kind not in ("symbol", "word"):
            return ""
        spelled = self._syntax.spelled.get(token.text, token.text if token.kind == "symbol" else "")
        return spelled if spelled in BINDS or spelled == "!" else ""

    def expression(self, binds: int = 0) -> Node:
        """The expression here, of operators that bind at least so tight."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise self.here.fails(expected="fewer parentheses inside one another")
        node = self._operand(binds)
        while (operator := self.operator()) in BINDS and BINDS[operator] >= binds:
            node = self._operation(node, operator)
            if node.height > HIGHEST:
                raise node.at.fails(expected=f"at most {HIGHEST} operators on top of one another")
        self._depth -= 1
        return node

    def _operation(self, left: Node, operator: str) -> Node:
        tight = BINDS[operator] + 1
        at = self.take()
        if operator not in FLAT:
            right = self.expression(tight)
            self._refuse_chain(operator)
            return join(operator, at, (left, right))
        parts = [left, self.expression(tight)]
        while self.operator() == operator:
            self.take()
            parts.append(self.expression(tight))
        return join(operator, at, parts)

    def _refuse_chain(self, operator: str) -> None:
        again = BINDS.get(self.operator())
        if again != BINDS[operator]:
            return
        if operator in COMPARING or (not self._syntax.chains and again < NOT_BINDS):
            raise self.here.fails(expected="parentheses that say what belongs together")

    def _operand(self, binds: int) -> Node:
        if self.operator() == "!" and binds <= NOT_BINDS:
            at = self.take()
            return join("!", at, (self.expression(NOT_BINDS),))
        if self.sees("-"):
            at = self.take()
            return join("minus", at, (self.expression(FACTOR_BINDS),))
        return self.atom()

    def atom(self) -> Node:
        """A number, a name, a call or something in parentheses."""
        token = self.here
        if self.took("("):
            inner = self.expression()
            self.must(")")
            return inner
        if token.kind in ("number", "text"):
            return Node(token.kind, self.take())
        if token.kind not in ("word", "quoted") or self.operator():
            raise token.fails(expected="a name, a number or an opening parenthesis")
        self.take()
        if token.kind == "word" and self.sees("("):
            return self.call(token)
        return self.rest_of_name(token)

    def rest_of_name(self, first: Token) -> Node:
        """`first` and what follows it after dots."""
        parts = [first]
        while self.took("."):
            parts.append(self.must_name())
        return Node(
            "name",
            first,
            path=tuple(part.text for part in parts),
            guarded=tuple(part.kind == "quoted" for part in parts),
        )

    def call(self, name: Token) -> Node:
        """The arguments of a function, commas between them."""
        self.must("(")
        parts = [self.expression()]
        while self.took(","):
            parts.append(self.expression())
        self.must(")")
        return join("call", name, parts)


def join(kind: str, at: Token, parts: Iterable[Node]) -> Node:
    """A node over others."""
    below = tuple(parts)
    return Node(kind, at, below, height=1 + max(part.height for part in below))


class Reading:
    """Gives nodes their meaning. A language says what its names and functions are."""

    @abstractmethod
    def named(self, node: Node) -> Formula:
        """A name where something true or false is expected."""

    @abstractmethod
    def valued(self, node: Node) -> Term:
        """A name where a number is expected."""

    @abstractmethod
    def called(self, node: Node) -> Formula | Term:
        """A function, whichever it is."""

    def compared(self, node: Node) -> Formula:
        """A comparison; a language may give a special meaning to some."""
        return Compare(node.kind, self.term(node.parts[0]), self.term(node.parts[1]))

    def formula(self, node: Node) -> Formula:
        """What is true or false."""
        if node.kind in CONNECTING:
            return CONNECTING[node.kind]([self.formula(part) for part in node.parts])
        if node.kind in COMPARING:
            return self.compared(node)
        if node.kind == "name":
            return self.named(node)
        said = self.called(node) if node.kind in ("call", "table") else None
        if said is None or isinstance(said, Term):
            raise node.at.fails(expected="something that is true or false: compare the number")
        return said

    def term(self, node: Node) -> Term:
        """A number."""
        if node.kind in CALCULATING:
            left, right = node.parts
            return Arithmetic(node.kind, self.term(left), self.term(right))
        if node.kind == "number":
            return Number(decimal(node.at))
        if node.kind == "minus":
            return self._minus(node.parts[0])
        if node.kind == "name":
            return self.valued(node)
        said = self.called(node) if node.kind == "call" else None
        if not isinstance(said, Term):
            raise node.at.fails(expected="a number")
        return said

    def _minus(self, node: Node) -> Term:
        if node.kind == "number":
            return Number(-decimal(node.at))
        return Arithmetic("-", Number(Decimal(0)), self.term(node))


CONNECTING: dict[str, Callable[[list[Formula]], Formula]] = {
    "!": lambda f: Not(f[0]),
    "&": lambda f: All(tuple(f)),
    "|": lambda f: Any(tuple(f)),
    "=>": lambda f: Implies(f[0], f[1]),
    "<=>": lambda f: Same(f[0], f[1]),
    "excludes": lambda f: Not(All((f[0], f[1]))),
}


def unknown(at: Token, name: str, known: Iterable[str], expected: str) -> UnknownName:
    """Nothing is called so; the nearest names are offered."""
    near = get_close_matches(name, list(known), n=3)
    return UnknownName(
        line=at.line,
        column=at.column,
        found=name[:60],
        expected=expected,
        near=", ".join(near),
    )
