"""What somebody types or pastes into the order form, as lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from comptoir.kernel.errors import Invalid
from comptoir.shell.reading import parse_number
from comptoir.stages.ordering.core.asked import OrderLineIn

COLUMNS = ("sku", "quantity", "discount", "price", "promised_on")
ROWS = 6  # empty rows at least
MOST = 1000


class TooManyLines(Invalid):
    """The form takes at most a thousand lines; import a file instead."""

    code = "too_many_lines"


class NotADay(Invalid):
    """This is not a date."""

    code = "not_a_day"


@dataclass(frozen=True, slots=True)
class Row:
    """One row as typed; what is wrong with it is shown in it."""

    sku: str = ""
    quantity: str = ""
    discount: str = ""
    price: str = ""
    promised_on: str = ""

    @property
    def blank(self) -> bool:
        return not (self.sku or self.quantity or self.discount or self.price)


def typed_rows(post: Mapping[str, list[str]], pasted: str) -> list[Row]:
    """The rows of the form that hold something, then the pasted ones.

    post    column → values, row by row;  pasted  text from a spreadsheet: tabs or semicolons
    """
    columns = [post.get(name, []) for name in COLUMNS]
    count = min(MOST + 1, max((len(c) for c in columns), default=0))
    rows = [Row(*(c[n].strip()[:80] if n < len(c) else "" for c in columns)) for n in range(count)]
    rows += [_pasted(line) for line in pasted.splitlines()[: MOST + 1] if line.strip()]
    filled = [row for row in rows if not row.blank]
    if len(filled) > MOST:
        raise TooManyLines(field="paste", found=len(filled), expected=f"≤ {MOST}")
    return filled


def _pasted(line: str) -> Row:
    cells = [c.strip()[:80] for c in line.replace("\x00", "").split("\t" if "\t" in line else ";")]
    return Row(*[*cells, "", "", "", "", ""][: len(COLUMNS)])


def lines_of(rows: list[Row], lang: str) -> list[OrderLineIn]:
    """The rows as lines; a number or date that cannot be read names its row."""
    return [_line(row, n, lang) for n, row in enumerate(rows)]


def _line(row: Row, n: int, lang: str) -> OrderLineIn:
    price = row.price.replace("€", "")
    return OrderLineIn(
        sku=row.sku.replace("\x00", ""),
        quantity=_number(row.quantity or "1", lang, f"lines.{n}.quantity"),
        discount_percent=_number(
            row.discount.replace("%", "") or "0", lang, f"lines.{n}.discount_percent"
        ),
        unit_price=_number(price, lang, f"lines.{n}.unit_price") if price.strip() else None,
        promised_on=_day(row.promised_on, f"lines.{n}.promised_on"),
    )


def _number(text: str, lang: str, field: str) -> Decimal:
    return parse_number(text, lang, field=field)


def _day(text: str, field: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotADay(field=field, found=text[:20], expected="2026-11-30") from None
