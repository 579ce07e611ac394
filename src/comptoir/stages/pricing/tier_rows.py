"""The tiers of a price as rows of a form: up to, price, fee; typed, pasted, or given as text.

A browser sends a list for each column; a link or a program may send the rows as text, `10; 5.00; 2` a line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

COLUMNS = ("to", "price", "fee")
MOST = 100  # tiers of a price
SPARE, FEWEST = 2, 4  # empty rows below those that are filled, and rows in all
ENDLESS = ("", "*")


@dataclass(frozen=True, slots=True)
class TierRow:
    """What was typed: up to, of a unit, of the tier. `more_than` is where the row before ends."""

    number: int
    to: str = ""
    price: str = ""
    fee: str = ""
    more_than: str = ""
    faults: tuple[str, ...] = ()

    @property
    def blank(self) -> bool:
        return not (self.price or self.fee or self.to)


def read_rows(value: Any, *, amounts: bool = False) -> list[TierRow]:
    """The rows that hold something, in order. amounts: two cells of a text are up to, and an amount."""
    given = (
        value
        if isinstance(value, list)
        else [_cells(t, amounts) for t in str(value or "").splitlines()]
    )
    filled = [cells for cells in given if any(cells)]
    found: list[TierRow] = []
    for cells in filled:
        before = found[-1].to if found else "0"
        to = "" if cells[0] in ENDLESS else cells[0]
        found.append(TierRow(len(found) + 1, to, cells[1], cells[2], before))
    return found


def _cells(text: str, amounts: bool) -> list[str]:
    cells = [cell.strip() for cell in text.split(";")]
    if amounts and len(cells) == 2:
        cells.insert(1, "")
    return [*cells, "", "", ""][:3]


def padded(rows: Sequence[TierRow]) -> list[TierRow]:
    """With empty rows below, so that there is room without JavaScript too."""
    more = max(SPARE, FEWEST - len(rows))
    return [*rows, *(TierRow(len(rows) + n) for n in range(1, more + 1))]


class TierInput(forms.Textarea):
    """A list for each column, or a text."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        columns = [f"{name}_{column}" for column in COLUMNS]
        if not hasattr(data, "getlist") or not any(column in data for column in columns):
            return data.get(name, "")
        lists = [[cell.strip() for cell in data.getlist(column)] for column in columns]
        longest = min(max(map(len, lists)), MOST + 1)
        return [[(cells[n : n + 1] or [""])[0] for cells in lists] for n in range(longest)]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False


class TierField(forms.Field):
    """Rows of tiers; cleaned they are what was typed, without the empty ones."""

    widget = TierInput

    def to_python(self, value: Any) -> Any:
        blank = isinstance(value, list) and not any(any(cells) for cells in value)
        return "" if blank else value or ""
