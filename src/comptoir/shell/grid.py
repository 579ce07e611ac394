"""The grid of lines, as a quote and an order show it: its rows, and what is typed into its cells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any

from django.utils.translation import get_language, ngettext

from comptoir.kernel.errors import DomainError, Invalid
from comptoir.shell import format as fmt
from comptoir.shell import formulas
from comptoir.shell.reading import parse_day, parse_number, typed

LONGEST_PASTE = 5_000
COLUMNS = 10  # of the table without margin and options
TO_AMOUNT = 8  # columns up to the amount, where a section has its subtotal
ZERO = Decimal(0)
_MONTHS = re.compile(r"([0-9]{1,3}) ?(?:m|mo|mois|months?|(y|years?|a|ans?))?")
NONE, PERCENT, AMOUNT, NET = "none", "percent", "amount", "net"


class UnreadableRequest(Invalid):
    """The request cannot be read."""

    code = "unreadable_request"


class NotATerm(Invalid):
    """This is not a term in months."""

    code = "not_a_term"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the grid, ready to show; `quantity`, `discount`, `deliver_on` as they are typed.

    term   how long it runs, as text;  months: the same where it may be typed
    alternative     key of the alternative it belongs to, "" of all of them
    made, make_url  what was put together under the line, and where that is changed
    level           of a row under another: a part of a bundle, a segment of a ramp
    locked          cells that follow from another row
    """

    id: int
    rev: int
    position: int
    sku: str
    description: str
    quantity: str
    term: str
    list_price: str
    discount: str
    unit_net: str
    amount: str
    vat: str
    deliver_on: str
    note: str
    section: str = ""
    margin: str = ""
    optional: bool = False
    alternative: str = ""
    made: str = ""
    make_url: str = ""
    months: str = ""
    level: int = 0
    locked: tuple[str, ...] = ()


BLANK = Row(0, 0, 0, *("",) * 11)  # the page's template of a row


@dataclass(frozen=True, slots=True)
class Typed:
    """A row of the request, read. `discount_kind`: none | percent | amount | net."""

    sku: str
    quantity: Decimal
    discount_kind: str
    discount_value: Decimal
    deliver_on: date | None
    section: str
    optional: bool


_NAMES = tuple(Row.__dataclass_fields__)
_values = attrgetter(*_NAMES)  # far cheaper than `asdict`, which copies text too


def counted(n: int) -> str:
    """`1 line`, `4,266 lines`."""
    return ngettext("%(n)s line", "%(n)s lines", n) % {"n": fmt.quantity(n, get_language() or "en")}


def context(
    rows: Sequence[Row],
    *,
    margin: bool = False,
    options: bool = False,
    why: bool = False,
    goals: bool = False,
    terms: bool = False,
    alternatives: Sequence[tuple[str, str]] = (),
) -> dict[str, Any]:
    """What `shell/grid.html` reads.

    margin, options  whether these columns are there;  why  whether a price can be explained
    goals, terms  whether the amount and the term of a line may be typed
    alternatives  (key, name) of those that a line may belong to
    """
    return {
        "rows": rows,
        "counted": counted(len(rows)),
        "blank": BLANK,
        "margin": margin,
        "options": options,
        "words_why": why,
        "goals": goals,
        "terms": terms,
        "grid_alternatives": alternatives,
        "grid_rest": COLUMNS - TO_AMOUNT + margin + options + bool(alternatives),
    }


def plain(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Rows as JSON-ready data."""
    return [dict(zip(_NAMES, _values(row), strict=True)) for row in rows]


def read_discount(text: str, lang: str) -> tuple[str, Decimal]:
    """`10 %` or `10`: a percentage; `-5`: off the unit price; `=30`: the unit net price."""
    body = text.replace(fmt.MINUS, "-").strip()
    if not body or body in ("-", fmt.DASH):
        return NONE, ZERO
    if body.startswith("="):
        return NET, formulas.value(body.replace("€", ""), lang, field="discount")
    if body.endswith("%"):
        return PERCENT, abs(_number(body[:-1], lang))
    if body.startswith("-"):
        return AMOUNT, abs(_number(body.replace("€", ""), lang))
    return PERCENT, _number(body, lang)


def show_discount(kind: str, value: Decimal, lang: str) -> str:
    """A discount as it stands in the input, always read back as the same."""
    said = typed(value, lang)
    if kind == PERCENT:
        return f"{said}{fmt.NBSP}%" if lang == "fr" else f"{said}%"
    if kind == AMOUNT:
        return f"-{said}"
    return f"={said}" if kind == NET else ""


def read_goal(text: str, lang: str) -> tuple[str, Decimal]:
    """What an amount shall become: `-10 %` off the list price, `m30 %` margin, `=95` or `95` net."""
    body = text.replace(fmt.MINUS, "-").replace("€", "").strip()
    if body[:1] in ("m", "M"):
        return "margin", parse_number(body[1:].rstrip("%").strip(), lang, field="goal")
    if body.endswith("%"):
        return "percent", parse_number(body.rstrip("%").lstrip("-").strip(), lang, field="goal")
    if body.startswith("="):
        return "net", formulas.value(body, lang, field="goal")
    return "net", parse_number(body, lang, field="goal")


def read_day(text: str, lang: str) -> date | None:
    """The day in the column of deliveries; nothing is no promise."""
    return parse_day(text, lang, field="deliver_on") if text.strip() else None


def show_day(day: date | None, lang: str) -> str:
    """A day as it stands in the input, always read back as the same."""
    return fmt.date_list(day, lang) if day else ""


def read_quantity(text: str, lang: str) -> Decimal:
    """A quantity, as a number or as a sum: `12`, `=4*3`; nothing is one."""
    if text.strip().startswith("="):
        return formulas.value(text, lang, field="quantity")
    return parse_number(text, lang, field="quantity") if text.strip() else Decimal(1)


def read_row(row: Mapping[str, Any], lang: str) -> Typed:
    """A row of the request: sku, quantity, discount, deliver_on, section, optional, all as text."""
    kind, value = read_discount(said(row.get("discount")), lang)
    return Typed(
        sku=said(row.get("sku")).strip()[:60],
        quantity=read_quantity(said(row.get("quantity")), lang),
        discount_kind=kind,
        discount_value=value,
        deliver_on=read_day(said(row.get("deliver_on")), lang),
        section=said(row.get("section")),
        optional=row.get("optional") is True,
    )


def read_rows(rows: Any, lang: str) -> tuple[list[tuple[int, Typed]], dict[int, DomainError]]:
    """The readable rows with their index, and what is wrong with the others."""
    if not isinstance(rows, list) or len(rows) > LONGEST_PASTE:
        raise UnreadableRequest(field="rows", expected=f"at most {LONGEST_PASTE}")
    good: list[tuple[int, Typed]] = []
    bad: dict[int, DomainError] = {}
    for index, row in enumerate(rows):
        try:
            good.append((index, read_row(row if isinstance(row, dict) else {}, lang)))
        except DomainError as error:
            bad[index] = error
    return good, bad


def read_cell(cell: str, value: Any, lang: str) -> dict[str, Any]:
    """One edited cell as the fields of `Typed` that it changes, or `description`, `term_months`."""
    text = said(value)
    if cell == "quantity":
        summed = text.strip().startswith("=")
        read = formulas.value if summed else parse_number
        return {"quantity": read(text, lang, field="quantity")}
    if cell == "discount":
        kind, amount = read_discount(text, lang)
        return {"discount_kind": kind, "discount_value": amount}
    if cell == "months":
        return {"term_months": read_months(text)}
    if cell == "deliver_on":
        return {"deliver_on": read_day(text, lang)}
    if cell == "optional":
        return {"optional": value is True}
    if cell == "alternative":
        return {"alternative": text[:1]}
    if cell in ("sku", "description"):
        return {cell: text.strip()[:300]}
    raise UnreadableRequest(field="cell", found=cell[:40])


def read_months(text: str) -> int | None:
    """`24`, `24 months`, `2y`, `2 ans`; nothing for the term of the whole."""
    body = text.replace("\u00a0", " ").strip().casefold()
    found = _MONTHS.fullmatch(body)
    if body and (found is None or int(found[1]) == 0):
        raise NotATerm(field="term_months", found=text[:40], expected="12, 24, 2y")
    return int(found[1]) * (12 if found[2] else 1) if found else None


def read_int(asked: Mapping[str, Any], name: str) -> int:
    """A whole number of the request."""
    value = asked.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**62:
        raise UnreadableRequest(field=name, found=str(value)[:40], expected="a number")
    return value


def said(value: Any) -> str:
    """Text of the request, without what a database cannot keep."""
    return str(value or "").replace("\x00", "")


def _number(text: str, lang: str) -> Decimal:
    return parse_number(text, lang, field="discount")
