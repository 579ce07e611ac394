"""The lines of a draft: the whole grid at once, or one edit at a time.

undoable  keep what takes the deed back (`undo.py`); the grid on the screen asks for it, imports and
          other programs do not
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from comptoir.kernel.errors import Invalid
from comptoir.platform.actions import Do, action
from comptoir.stages.quoting.actions import outline, rows, stale, undo
from comptoir.stages.quoting.actions.pricing_lines import (
    Categories,
    check_count,
    draft_of,
    price_lines,
)
from comptoir.stages.quoting.core import blocks
from comptoir.stages.quoting.core.lines import LineIn
from comptoir.stages.quoting.events import QuoteChanged
from comptoir.stages.quoting.models import Quote, QuoteLine

EDITABLE = frozenset(rows.WATCHED)
PRICED = frozenset(
    {"sku", "quantity", "discount_kind", "discount_value", "term_months", "configuration_id"}
    | {"segments"}
)


class UnknownField(Invalid):
    """This field cannot be changed."""

    code = "unknown_field"


@action(may="quoting.write")
def set_lines(do: Do, *, quote_id: UUID, revision: int, lines: Sequence[LineIn]) -> QuoteChanged:
    """Replace the whole grid.

    revision  of the quote, as its editor saw it
    A line with `id` and `revision` replaces that row; one that somebody else changed or removed in
    the meantime is refused with both values. Rows that are not mentioned are removed.
    """
    quote = rows.draft(do, quote_id)
    present = {line.id: line for line in rows.lines_of(quote)}
    before = rows.snapshot(list(present.values()))
    lines = [_configured(line, present) for line in lines]
    for line in lines:
        if line.id is not None:
            _check_line(quote, present, line)
    _check_whole(quote, revision, present, lines)
    lines = [line for line in lines if not outline.is_row(present, line.id)]
    made, categories = price_lines(do, quote, lines, _known(present.values()))
    made = outline.continued(made, list(present.values()))
    check_count(made)
    return rows.save(do, quote, made, before, categories=categories)


@action(may="quoting.write")
def add_line(
    do: Do, *, quote_id: UUID, line: LineIn, after: int | None = None, undoable: bool = False
) -> QuoteChanged:
    """Add one line, after line `after` or at the end."""
    return add(do, quote_id, [line], after, undoable)


@action(may="quoting.write")
def add_lines(
    do: Do,
    *,
    quote_id: UUID,
    lines: Sequence[LineIn],
    after: int | None = None,
    undoable: bool = False,
) -> QuoteChanged:
    """Add several lines at one place: what was pasted or duplicated."""
    return add(do, quote_id, lines, after, undoable)


@action(may="quoting.write")
def change_line(
    do: Do,
    *,
    quote_id: UUID,
    line_id: int,
    revision: int,
    changes: Mapping[str, Any],
    undoable: bool = False,
) -> QuoteChanged:
    """Change some fields of one line; only that line is priced again.

    revision  of the line, as its editor saw it: what others changed since stays, unless it is the
              same field
    """
    return change(do, quote_id, line_id, revision, changes, undoable=undoable)


def change(
    do: Do,
    quote_id: UUID,
    line_id: int,
    revision: int,
    changes: Mapping[str, Any],
    *,
    undoable: bool,
) -> QuoteChanged:
    """Change one line; a step of an open deed."""
    quote = rows.draft(do, quote_id)
    lines = rows.lines_of(quote)
    before = rows.snapshot(lines)
    at = _find(quote, lines, line_id)
    line = lines[at]
    for name in changes:
        if name not in EDITABLE:
            raise UnknownField(field=name, expected=", ".join(sorted(EDITABLE)))
    seen = stale.Seen(quote.id, f"lines.{line_id}.", revision, line.revision)
    stale.check_stale(seen, changes, lambda name: getattr(line, name))
    at, changes = outline.at_its_head(lines, at, changes)
    line = lines[at]
    wanted = draft_of(line, **changes)
    categories: Categories = {}
    if PRICED & changes.keys():
        made, categories = price_lines(do, quote, [wanted], _known(lines))
        lines = rows.put(lines, made)
    else:
        _write(line, wanted)
        outline.follow(lines, at, changes)
    event = rows.save(do, quote, lines, before, categories=categories)
    if undoable:
        undo.keep(do, quote, before, lines)
    return event


@action(may="quoting.write")
def price_again(do: Do, *, quote_id: UUID, undoable: bool = False) -> QuoteChanged:
    """Price every line of a draft anew, at the prices of today; what was asked for stays.

    A draft keeps its prices until then, whatever the book says; `repricing.py` tells the figures ahead.
    """
    quote = rows.draft(do, quote_id)
    lines = rows.lines_of(quote)
    before = rows.snapshot(lines)
    wanted = [draft_of(line) for line in lines if not line.level]
    made, categories = price_lines(do, quote, wanted, _known(lines)) if wanted else ([], {})
    made = outline.continued(made, lines)
    event = rows.save(do, quote, made, before, categories=categories)
    if undoable:
        undo.keep(do, quote, before, made)
    return event


@action(may="quoting.write")
def remove_line(do: Do, *, quote_id: UUID, line_id: int, undoable: bool = False) -> QuoteChanged:
    """Take a line out."""
    quote = rows.draft(do, quote_id)
    lines = rows.lines_of(quote)
    before = rows.snapshot(lines)
    at = outline.whole(lines, _find(quote, lines, line_id))
    del lines[at : blocks.end_of(lines, at)]
    event = rows.save(do, quote, lines, before)
    if undoable:
        undo.keep(do, quote, before, lines)
    return event


@action(may="quoting.write")
def move_line(
    do: Do, *, quote_id: UUID, line_id: int, to: int, undoable: bool = False
) -> QuoteChanged:
    """Put a line at position `to` (1 is first); it joins the section of the line it displaces."""
    quote = rows.draft(do, quote_id)
    lines = rows.lines_of(quote)
    before = rows.snapshot(lines)
    at = outline.whole(lines, _find(quote, lines, line_id))
    moved = lines[at : blocks.end_of(lines, at)]
    del lines[at : at + len(moved)]
    index = outline.between(lines, max(0, min(to - 1, len(lines))), down=to - 1 > at)
    if lines:
        displaced = lines[index - 1] if index and at < index else None
        section = (displaced or lines[min(index, len(lines) - 1)]).section
        for line in moved:
            line.section = section
    lines[index:index] = moved
    event = rows.save(do, quote, lines, before)
    if undoable:
        undo.keep(do, quote, before, lines)
    return event


@action(may="quoting.write")
def set_section(
    do: Do, *, quote_id: UUID, line_id: int, title: str, undoable: bool = False
) -> QuoteChanged:
    """Begin or rename a section: this line and the next ones of its section get the title."""
    quote = rows.draft(do, quote_id)
    lines = rows.lines_of(quote)
    before = rows.snapshot(lines)
    at = blocks.head_of(lines, _find(quote, lines, line_id))
    old = lines[at].section
    for line in lines[at:]:
        if line.section != old:
            break
        line.section = title.strip()[:80]
    event = rows.save(do, quote, lines, before)
    if undoable:
        undo.keep(do, quote, before, lines)
    return event


def add(
    do: Do, quote_id: UUID, drafts: Sequence[LineIn], after: int | None, undoable: bool
) -> QuoteChanged:
    """Price lines and put them behind line `after`, or at the end; a step of an open deed."""
    quote = rows.draft(do, quote_id)
    lines = rows.lines_of(quote)
    before = rows.snapshot(lines)
    at = len(lines)
    if after is not None:
        at = blocks.end_of(lines, blocks.head_of(lines, _find(quote, lines, after)))
    made, categories = price_lines(do, quote, drafts, _known(lines))
    neighbor = lines[at - 1].section if at else ""
    for line in made:
        line.id, line.section = None, line.section or neighbor
    lines[at:at] = made
    check_count(lines)
    event = rows.save(do, quote, lines, before, categories=categories)
    if undoable:
        undo.keep(do, quote, before, lines)
    return event


def _configured(line: LineIn, present: Mapping[int, QuoteLine]) -> LineIn:
    """A row that says nothing of its configuration keeps the one it has."""
    row = present.get(line.id or 0)
    if row is None or row.sku != line.sku:
        return line
    return replace(
        line,
        configuration_id=line.configuration_id or row.configuration_id,
        segments=line.segments or tuple(row.segments),
    )


def _known(lines: Any) -> dict[UUID, UUID]:
    return {line.product_id: line.decision_id for line in lines}


def _find(quote: Quote, lines: Sequence[QuoteLine], line_id: int) -> int:
    for index, line in enumerate(lines):
        if line.id == line_id:
            return index
    raise stale.LineGone(field=f"lines.{line_id}", who=stale.who_removed(quote.id, line_id))


def _check_line(quote: Quote, present: Mapping[int, QuoteLine], line: LineIn) -> None:
    """Refuse a row that somebody else removed, or changed in a field where the editor differs."""
    assert line.id is not None
    row = present.get(line.id)
    if row is None:
        raise stale.LineGone(field=f"lines.{line.id}", who=stale.who_removed(quote.id, line.id))
    asked = {name: getattr(line, name) for name in rows.WATCHED if name != "description"}
    asked["segments"] = list(line.segments)
    seen = stale.Seen(quote.id, f"lines.{line.id}.", line.revision or 0, row.revision)
    stale.check_stale(seen, asked, lambda name: getattr(row, name))


def _check_whole(
    quote: Quote, revision: int, present: Mapping[int, QuoteLine], lines: Sequence[LineIn]
) -> None:
    """A stale grid may not silently remove rows that it never showed."""
    named = {line.id for line in lines}
    unseen = [row for pk, row in present.items() if pk not in named]
    if revision != quote.revision and unseen:
        raise stale.StaleEdit(
            field="revision", found=revision, expected=quote.revision,
            lines=[f"{row.sku} × {row.quantity.normalize():f}" for row in unseen],
            fix="load the quote again",
        )  # fmt: skip


def _write(line: QuoteLine, wanted: LineIn) -> None:
    """Fields that have no part in the price."""
    line.section, line.optional = wanted.section.strip()[:80], wanted.optional
    line.deliver_on, line.alternative = wanted.deliver_on, wanted.alternative
    line.parts_hidden = wanted.parts_hidden
    line.description = wanted.description.strip()[:300] or line.description
