"""What people type or paste into the grid, read without guessing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from comptoir.kernel.errors import DomainError, Invalid
from comptoir.shell import format as fmt
from comptoir.shell.reading import parse_number, typed
from comptoir.stages.quoting.core.lines import Discount, LineIn

LONGEST_PASTE = 5_000
ZERO = Decimal(0)


class UnreadableRequest(Invalid):
    """The request cannot be read."""

    code = "unreadable_request"


def read_discount(text: str, lang: str) -> tuple[str, Decimal]:
    """`10 %` or `10`: a percentage; `-5`: off the unit price; `=30`: the unit net price."""
    body = text.replace(fmt.MINUS, "-").strip()
    if not body or body in ("-", fmt.DASH):
        return Discount.NONE, ZERO
    if body.startswith("="):
        return Discount.NET, _number(body[1:].replace("€", ""), lang)
    if body.endswith("%"):
        return Discount.PERCENT, abs(_number(body[:-1], lang))
    if body.startswith("-"):
        return Discount.AMOUNT, abs(_number(body.replace("€", ""), lang))
    return Discount.PERCENT, _number(body, lang)


def show_discount(kind: str, value: Decimal, lang: str) -> str:
    """A discount as it stands in the input, always read back as the same."""
    said = typed(value, lang)
    if kind == Discount.PERCENT:
        return f"{said}{fmt.NBSP}%" if lang == "fr" else f"{said}%"
    if kind == Discount.AMOUNT:
        return f"-{said}"
    return f"={said}" if kind == Discount.NET else ""


def read_quantity(text: str, lang: str) -> Decimal:
    """A quantity; nothing is one."""
    return parse_number(text, lang, field="quantity") if text.strip() else Decimal(1)


def read_row(row: Mapping[str, Any], lang: str) -> LineIn:
    """A row of the request: sku, quantity, discount, section, optional, all as text."""
    kind, value = read_discount(str(row.get("discount") or ""), lang)
    return LineIn(
        sku=str(row.get("sku") or "").strip()[:60],
        quantity=read_quantity(str(row.get("quantity") or ""), lang),
        discount_kind=kind,
        discount_value=value,
        section=str(row.get("section") or "").replace("\x00", ""),
        optional=row.get("optional") is True,
    )


def read_rows(
    rows: Sequence[Any], lang: str
) -> tuple[list[tuple[int, LineIn]], dict[int, DomainError]]:
    """The readable rows with their index, and what is wrong with the others."""
    if not isinstance(rows, list) or len(rows) > LONGEST_PASTE:
        raise UnreadableRequest(field="rows", expected=f"at most {LONGEST_PASTE}")
    good: list[tuple[int, LineIn]] = []
    bad: dict[int, DomainError] = {}
    for index, row in enumerate(rows):
        try:
            good.append((index, read_row(row if isinstance(row, dict) else {}, lang)))
        except DomainError as error:
            bad[index] = error
    return good, bad


def read_cell(cell: str, value: Any, lang: str) -> dict[str, Any]:
    """One edited cell as changes of the line."""
    text = str(value).replace("\x00", "")
    if cell == "quantity":
        return {"quantity": parse_number(text, lang, field="quantity")}
    if cell == "discount":
        kind, amount = read_discount(text, lang)
        return {"discount_kind": kind, "discount_value": amount}
    if cell == "term":
        return {"term_months": int(parse_number(text, lang, field="term_months"))}
    if cell == "optional":
        return {"optional": value is True}
    if cell in ("sku", "description"):
        return {cell: text.strip()[:300]}
    raise UnreadableRequest(field="cell", found=cell[:40])


def _number(text: str, lang: str) -> Decimal:
    return parse_number(text, lang, field="discount")
