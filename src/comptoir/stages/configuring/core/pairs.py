"""Small texts in a field of a row: a number, and names with what is said of them."""

from __future__ import annotations

import json
import re
from decimal import Decimal

from comptoir.kernel.errors import Invalid

DIGITS = re.compile(r"-?\d{1,30}(\.\d{1,30})?")
WORD = re.compile(r"[^\s,=!\"]+( +[^\s,=!\"]+)*")


class BadField(Invalid):
    """What is written in this field cannot be read."""

    code = "bad_model_field"


def digits(value: Decimal) -> str:
    """A number as a field shows it, and as rules and files write it."""
    return format(value, "f")


def decimal(text: str) -> Decimal:
    if not DIGITS.fullmatch(text):
        raise BadField(found=text[:60], expected="a number such as 12.50")
    return Decimal(text)


def pairs(text: str) -> list[tuple[str, str]]:
    """`size = 28, !motor, "a, b" = "x"`: names and what is said of them; a name alone is true."""
    found: list[tuple[str, str]] = []
    rest = text.strip()
    while rest:
        no, rest = rest.startswith("!"), rest.removeprefix("!").strip()
        name, rest = _piece(rest)
        value = "false" if no else "true"
        if rest.startswith("=") and not no:
            value, rest = _piece(rest[1:].strip())
        if rest and not rest.startswith(","):
            raise BadField(found=rest[:60], expected="a comma")
        rest = rest[1:].strip()
        found.append((name, value))
    return found


def _piece(text: str) -> tuple[str, str]:
    """A word or a text in quotes, and what comes after it."""
    if text.startswith('"'):
        try:
            value, end = json.JSONDecoder().raw_decode(text)
        except ValueError:
            raise BadField(found=text[:60], expected="a closing quote") from None
        return str(value), text[end:].strip()
    word = WORD.match(text)
    if word is None:
        raise BadField(found=text[:60], expected="a name or a value")
    return word[0], text[word.end() :].strip()


def piece_of(name: str) -> str:
    return name if WORD.fullmatch(name) else json.dumps(name, ensure_ascii=False)
