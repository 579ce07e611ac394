"""Drafts and their lines for somebody else's deed: a file of lines, a request of the website."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from comptoir.platform.actions import Do, part
from comptoir.stages.quoting import in_hand
from comptoir.stages.quoting.actions import drafting, grid, rows
from comptoir.stages.quoting.core.lines import LineIn
from comptoir.stages.quoting.events import QuoteDrafted
from comptoir.stages.quoting.queries import QuoteFacts


@dataclass(frozen=True, slots=True)
class Added:
    """The quote with the new lines in it, and which of them are new, in the order they were asked for."""

    quote: QuoteFacts
    ids: tuple[int, ...]


@part
def add_lines(do: Do, *, quote_id: UUID, lines: Sequence[LineIn]) -> Added:
    """Add lines at the end of a draft, priced as the grid prices them; the person may undo it there.

    Raises LinesRefused with every line that cannot be accepted, by its index.
    """
    grid.add(do, quote_id, lines, None, True)
    left = rows.stored(do)
    assert left is not None, "lines were added"
    return Added(in_hand.quote(left.quote, left.lines, left.touched), left.added)


@part
def draft(do: Do, /, **fields: Any) -> QuoteDrafted:
    """A draft that is opened with something else, or not at all; fields as of `draft_quote`."""
    return drafting.new_draft(do, **fields)
