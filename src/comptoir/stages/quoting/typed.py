"""What people type or paste into the grid of a quote, as lines of it."""

from __future__ import annotations

from typing import Any

from comptoir.kernel.errors import DomainError
from comptoir.shell import grid
from comptoir.stages.quoting.core.lines import LineIn


def read_rows(rows: Any, lang: str) -> tuple[list[tuple[int, LineIn]], dict[int, DomainError]]:
    """The readable rows with their index, and what is wrong with the others."""
    good, bad = grid.read_rows(rows, lang)
    return [(index, _line(row)) for index, row in good], bad


def _line(row: grid.Typed) -> LineIn:
    return LineIn(
        sku=row.sku, quantity=row.quantity, discount_kind=row.discount_kind,
        discount_value=row.discount_value, section=row.section, optional=row.optional,
        deliver_on=row.deliver_on,
    )  # fmt: skip
