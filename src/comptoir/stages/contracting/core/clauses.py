"""General terms as plain text, cut into clauses. Pure.

A line `7. Title` (or `7.2 Title`) opens a clause; blank lines part its paragraphs. Text before the
first clause is a clause without number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_HEADING = re.compile(r"^(\d{1,2}(?=\.\s)|\d{1,2}(?:\.\d{1,2})+)\.?\s+(\S.{0,118})$")


@dataclass(frozen=True, slots=True)
class TermsClause:
    """`number` "7.2", or "" for words before the first clause."""

    number: str
    title: str
    paragraphs: tuple[str, ...]


def clauses(text: str) -> list[TermsClause]:
    """The clauses of a text, in order; clauses without any paragraph are kept."""
    found: list[TermsClause] = []
    number, title, body = "", "", list[str]()
    for line in [*text.replace("\r\n", "\n").split("\n"), None]:
        heading = _HEADING.match(line) if line is not None else None
        if line is not None and not heading:
            body.append(line)
            continue
        paragraphs = _paragraphs(body)
        if number or paragraphs:
            found.append(TermsClause(number, title, paragraphs))
        if heading:
            number, title, body = heading[1], heading[2].strip(), []
    return found


def _paragraphs(lines: list[str]) -> tuple[str, ...]:
    blocks = re.split(r"\n\s*\n", "\n".join(lines))
    return tuple(" ".join(b.split()) for b in blocks if b.strip())
