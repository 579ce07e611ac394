"""A figure that is typed as a sum: `=12*3`, `=(40+8)/2`, as in a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from comptoir.kernel.errors import Invalid
from comptoir.kernel.money import EXACT, to_places
from comptoir.shell.reading import parse_number

PLACES = 6  # of what comes out; a quantity has no more
LONGEST = 60
_TOKEN = re.compile(r"\s*(?:([0-9][0-9.,'’\u202f\u00a0]*)|([-+*/×÷()−]))")
_SAME = {"×": "*", "÷": "/", "−": "-"}


class NotASum(Invalid):
    """This cannot be calculated."""

    code = "not_a_sum"


def value(text: str, lang: str, *, field: str) -> Decimal:
    """What `text` comes to, with or without the `=` before it; to six decimals."""
    body = text.strip().removeprefix("=").strip()
    tokens = _tokens(body, lang, field)
    refused = NotASum(field=field, found=text[:LONGEST], expected="=12*3")
    if not tokens:
        raise refused
    try:
        found, rest = _sum(tokens)
    except (IndexError, ZeroDivisionError, TypeError):
        raise refused from None
    if rest:
        raise refused
    exact = EXACT.divide(Decimal(found.numerator), Decimal(found.denominator))
    return to_places(exact, PLACES).normalize() if found.denominator != 1 else exact


Token = Fraction | str
Step = Callable[[Fraction, Fraction], Fraction]
_STEPS: dict[str, Step] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
}


def _tokens(body: str, lang: str, field: str) -> list[Token]:
    """Numbers and signs; nothing where something else is written."""
    found: list[Token] = []
    at = 0
    while at < len(body):
        token = _TOKEN.match(body, at)
        if token is None or len(body) > LONGEST:
            return []
        number, sign = token.groups()
        read = parse_number(number, lang, field=field) if number else _SAME.get(sign, sign)
        found.append(Fraction(read) if isinstance(read, Decimal) else read)
        at = token.end()
    return found


def _sum(tokens: list[Token]) -> tuple[Fraction, list[Token]]:
    return _chain(tokens, ("+", "-"), _product)


def _product(tokens: list[Token]) -> tuple[Fraction, list[Token]]:
    return _chain(tokens, ("*", "/"), _one)


def _chain(
    tokens: list[Token], signs: tuple[str, str],
    part: Callable[[list[Token]], tuple[Fraction, list[Token]]],
) -> tuple[Fraction, list[Token]]:  # fmt: skip
    """Parts with one of these signs between them, from left to right."""
    found, rest = part(tokens)
    while rest and rest[0] in signs:
        step = _STEPS[str(rest[0])]
        more, rest = part(rest[1:])
        found = step(found, more)
    return found, rest


def _one(tokens: list[Token]) -> tuple[Fraction, list[Token]]:
    """A number, one with a sign before it, or what stands between parentheses."""
    first, rest = tokens[0], tokens[1:]
    if isinstance(first, Fraction):
        return first, rest
    if first in ("-", "+"):
        found, rest = _one(rest)
        return (-found if first == "-" else found), rest
    if first != "(":
        raise IndexError
    found, rest = _sum(rest)
    if rest[0] != ")":
        raise IndexError
    return found, rest[1:]
