"""The panel of a line: its ramp written as rows, and whether a bundle shows its parts.

12 × 100 =40          twelve months of a hundred at 40.00
12 × 150 -5%          … at five percent off
12 × 150 ==5700       … at 5,700.00 in all per billing period, which no promotion lowers
12 × 150 +3%          … at a list price three percent higher
"""

from __future__ import annotations

import re
from typing import Any

from comptoir.kernel.errors import Invalid
from comptoir.platform.web import language
from comptoir.shell import grid as lines_grid
from comptoir.shell.reading import parse_number, typed
from comptoir.stages.quoting.core import ramps
from comptoir.stages.quoting.core.lines import Discount
from comptoir.stages.quoting.queries import QuoteFacts, QuoteLineFacts

_ROW = re.compile(r"(\d{1,3})\s*[×x*]\s*([^\s=+%-]+)\s*(.*)", re.IGNORECASE)
MOST = ramps.LONGEST  # segments: one a month
ALL = "=="  # before an amount for the whole quantity


class UnreadableSegment(Invalid):
    """A segment is written as months × quantity, then a price, a discount or an increase."""

    code = "unreadable_segment"


def read(text: str, lang: str) -> tuple[dict[str, Any], ...]:
    """The segments that were written, one a row; nothing is none."""
    rows = [row.strip() for row in text.replace("\x00", "").splitlines() if row.strip()]
    if len(rows) > MOST:
        raise UnreadableSegment(field="segments", found=len(rows), expected=f"at most {MOST}")
    return tuple(_read(row, lang) for row in rows)


def write(line: QuoteLineFacts, term_months: int, lang: str) -> str:
    """The segments of a ramp as they are typed; for another line a proposal, a row a year."""
    kept = ramps.load(line.segments) or ramps.yearly(
        line.term_months or term_months, line.quantity, ramps.ZERO
    )
    return "\n".join(_write(segment, lang) for segment in kept)


def context(quote: QuoteFacts, line: QuoteLineFacts, may_write: bool) -> dict[str, Any]:
    """What the panel of a line offers in a draft."""
    draft = quote.state == "draft" and may_write
    plain = line.charge_kind == "recurring" and not line.block and not line.level
    return {
        "line": line,
        "quote": quote,
        "may_ramp": draft and (plain or line.block == "ramp"),
        "may_hide": draft and line.block == "bundle" and not line.level,
        "segments": write(line, quote.term_months, language()) if draft else "",
    }


def _read(row: str, lang: str) -> dict[str, Any]:
    found = _ROW.fullmatch(row)
    if not found:
        raise UnreadableSegment(field="segments", found=row[:40], expected="12 × 100 =40")
    kind, value, uplift = lines_grid.NONE, lines_grid.ZERO, lines_grid.ZERO
    for word in found[3].replace(" %", "%").replace("\N{NO-BREAK SPACE}%", "%").split():
        if word.startswith("+"):
            uplift = parse_number(word[1:].rstrip("%"), lang, field="segments")
        elif word.startswith(ALL):
            kind = Discount.TOTAL
            value = parse_number(word.removeprefix(ALL), lang, field="segments")
        else:
            kind, value = lines_grid.read_discount(word, lang)
    return {
        "months": int(found[1]), "quantity": str(parse_number(found[2], lang, field="segments")),
        "discount_kind": kind, "discount_value": str(value), "uplift": str(uplift),
    }  # fmt: skip


def _write(segment: ramps.Segment, lang: str) -> str:
    said = [f"{segment.months} × {typed(segment.quantity, lang)}"]
    if segment.discount_kind == Discount.TOTAL:
        said.append(f"{ALL}{typed(segment.discount_value, lang)}")
    elif segment.discount_kind != lines_grid.NONE:
        off = lines_grid.show_discount(segment.discount_kind, segment.discount_value, lang)
        sign = "-" if segment.discount_kind == Discount.PERCENT else ""
        said.append(sign + off.replace("\N{NO-BREAK SPACE}", ""))
    if segment.uplift:
        said.append(f"+{typed(segment.uplift, lang)}%")
    return " ".join(said)
