"""Edits of a grid in which some rows stand under others: a bundle with its parts, a ramp with its segments.

A part follows its bundle: what would break the sum is refused. A row of a ramp is edited like any line; the
edit is one of its segment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from comptoir.kernel.errors import Refused
from comptoir.stages.quoting.actions import expanding
from comptoir.stages.quoting.core import blocks
from comptoir.stages.quoting.core.blocks import Block
from comptoir.stages.quoting.models import QuoteLine

FREE = frozenset({"description", "deliver_on"})  # of a part
OF_SEGMENT = {
    "quantity": "quantity", "discount_kind": "discount_kind", "discount_value": "discount_value",
    "term_months": "months",
}  # fmt: skip
FOLLOWED = ("section", "optional", "alternative")  # by all rows of a block


class PartOfBundle(Refused):
    """This row is a part of a bundle: its quantity and its price follow the bundle's own line."""

    code = "part_of_bundle"


class RowOfRamp(Refused):
    """This row belongs to a ramp: change its quantity, discount or months, or the line above it."""

    code = "row_of_ramp"


class SegmentsDecide(Refused):
    """This line is a ramp: quantity, price and months are those of its segments."""

    code = "segments_decide"


def is_row(present: Mapping[int, QuoteLine], line_id: int | None) -> bool:
    """Whether it is a row under another one, which follows when that one is priced."""
    row = present.get(line_id or 0)
    return row is not None and row.level > 0


def continued(made: Sequence[QuoteLine], before: Sequence[QuoteLine]) -> list[QuoteLine]:
    """A whole grid priced again: parts keep the identity they had under the same head."""
    places = {line.id: at for at, line in enumerate(before)}
    found: list[QuoteLine] = []
    at = 0
    while at < len(made):
        end = blocks.end_of(made, at)
        old = places.get(made[at].id)
        rows = made[at:end]
        found += (
            expanding.kept(rows, before[old : blocks.end_of(before, old)])
            if old is not None
            else rows
        )
        at = end
    return found


def at_its_head(
    lines: Sequence[QuoteLine], at: int, changes: Mapping[str, Any]
) -> tuple[int, Mapping[str, Any]]:
    """Where an edit of a row belongs, and what it is there; refused where it would break a sum."""
    line = lines[at]
    if (
        line.block == Block.RAMP
        and OF_SEGMENT.keys() & changes.keys()
        and "segments" not in changes
    ):
        raise SegmentsDecide(field=min(OF_SEGMENT.keys() & changes.keys()), found=line.sku)
    if not line.level or changes.keys() <= FREE:
        return at, changes
    head = blocks.head_of(lines, at)
    if line.segment is None:
        raise PartOfBundle(
            field=min(changes.keys() - FREE), found=line.sku, expected=lines[head].sku
        )
    if not changes.keys() <= OF_SEGMENT.keys():
        raise RowOfRamp(field=min(changes.keys() - OF_SEGMENT.keys()), found=line.sku)
    segments = [dict(segment) for segment in lines[head].segments]
    for name, value in changes.items():
        segment = segments[line.segment - 1]
        if name == "term_months":  # a segment cut by billing periods has several rows
            segment["months"] += int(value or 0) - (line.term_months or 0)
        else:
            segment[OF_SEGMENT[name]] = str(value)
    return head, {"segments": tuple(segments)}


def follow(lines: Sequence[QuoteLine], at: int, changes: Mapping[str, Any]) -> None:
    """Rows under a head take over what needs no new price."""
    head = lines[at]
    for row in lines[at + 1 : blocks.end_of(lines, at)]:
        for name in FOLLOWED:
            setattr(row, name, getattr(head, name))
        if "deliver_on" in changes:
            row.deliver_on = head.deliver_on


def whole(lines: Sequence[QuoteLine], at: int) -> int:
    """The line that moves or goes with this row: only a whole block does."""
    if not lines[at].level:
        return at
    if lines[at].segment is not None:
        raise RowOfRamp(field="line_id", found=lines[at].sku)
    raise PartOfBundle(
        field="line_id", found=lines[at].sku, expected=lines[blocks.head_of(lines, at)].sku
    )


def between(lines: Sequence[QuoteLine], index: int, *, down: bool) -> int:
    """The nearest place that is not inside a block, in the direction of the move."""
    while 0 < index < len(lines) and lines[index].level:
        index += 1 if down else -1
    return index
