"""The alternatives of a draft: adding, naming, recommending, removing; which line belongs to which."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID

from comptoir.kernel.errors import Refused
from comptoir.platform.actions import Change, Do, action
from comptoir.stages.quoting.actions import drafting, rows
from comptoir.stages.quoting.core import alternatives as core
from comptoir.stages.quoting.events import QuoteChanged
from comptoir.stages.quoting.models import Quote

Fate = Literal["", "common", "remove"]


class NoAlternativesHere(Refused):
    """An amendment changes one contract in one way; it has no alternatives."""

    code = "no_alternatives_here"


@action(may="quoting.write")
def add_alternative(do: Do, *, quote_id: UUID, name: str, like: str = "") -> QuoteChanged:
    """Add an alternative, empty or with a copy of the own lines of another; the first is recommended.

    The lines that are there stay common to all.
    """
    quote = rows.draft(do, quote_id)
    if quote.amends_contract:
        raise NoAlternativesHere(field="quote_id", found=quote.number)
    lines = rows.lines_of(quote)
    before = rows.snapshot(lines)
    known = list(quote.alternatives)
    made = {"key": core.next_key(known), "name": core.checked_name(known, name)}
    if like:
        core.check_key(known, like, "like")
    head = _set(quote, [*known, made], quote.recommended or made["key"])
    fresh = [drafting.copy_of(line, quote) for line in lines if like and line.alternative == like]
    for line in fresh:
        line.alternative = made["key"]
    return rows.save(do, quote, [*lines, *fresh], before, more=head)


@action(may="quoting.write")
def change_alternative(
    do: Do, *, quote_id: UUID, key: str, name: str | None = None, recommended: bool = False
) -> QuoteChanged:
    """Give an alternative another name, or recommend it; the quote's totals are those of that one."""
    quote = rows.draft(do, quote_id)
    lines = rows.lines_of(quote)
    before = rows.snapshot(lines)
    known = list(quote.alternatives)
    core.check_key(known, key, "key")
    if name is not None:
        said = core.checked_name(known, name, but=key)
        known = [row | {"name": said} if row["key"] == key else row for row in known]
    head = _set(quote, known, key if recommended else quote.recommended)
    return rows.save(do, quote, lines, before, more=head)


@action(may="quoting.write")
def remove_alternative(do: Do, *, quote_id: UUID, key: str, lines: Fate = "") -> QuoteChanged:
    """Take an alternative away.

    lines  what becomes of its own lines: `common`, or `remove`; without a word it must have none
    """
    quote = rows.draft(do, quote_id)
    present = rows.lines_of(quote)
    before = rows.snapshot(present)
    known = list(quote.alternatives)
    core.check_key(known, key, "key")
    own = [line for line in present if line.alternative == key]
    if own and not lines:
        raise core.AlternativeHasLines(field="lines", found=len(own), expected="common | remove")
    if lines == "remove":
        present = [line for line in present if line.alternative != key]
    for line in own:
        line.alternative = core.COMMON
    left = [row for row in known if row["key"] != key]
    first = left[0]["key"] if left else ""
    head = _set(quote, left, first if quote.recommended == key else quote.recommended)
    return rows.save(do, quote, present, before, more=head)


@action(may="quoting.write")
def assign_lines(do: Do, *, quote_id: UUID, owners: Mapping[int, str]) -> QuoteChanged:
    """Say to which alternative several lines belong, "" for all of them; by the id of the line."""
    quote = rows.draft(do, quote_id)
    lines = rows.lines_of(quote)
    before = rows.snapshot(lines)
    for line in lines:
        line.alternative = owners.get(line.id, line.alternative)
    return rows.save(do, quote, lines, before)


def _set(quote: Quote, alternatives: list[dict[str, Any]], recommended: str) -> Change:
    """Set them on the head; what a reader calls the change."""
    old, new = core.names(quote.alternatives), core.names(alternatives)
    change: Change = {}
    if old != new:
        change["alternatives"] = (old, new)
    if recommended != quote.recommended:
        change["recommended"] = (quote.recommended, recommended)
    quote.alternatives, quote.recommended = alternatives, recommended
    return change
