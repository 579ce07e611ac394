"""The steps of a line of a running contract, written as rows: a day, then a quantity, a price, or both.

2026-07-01 × 15           from that day on, fifteen
2026-10-01 × 20 =38.50    … twenty at 38.50
2027-01-01 =40            … at 40.00
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from comptoir.kernel.errors import Invalid
from comptoir.shell.reading import parse_day, parse_number, typed
from comptoir.stages.quoting.amendments import RampStep

_ROW = re.compile(r"([^×*=]+?)(?:\s*(?:[×*]|(?<=\s)x(?=[\s\d]))\s*([^=]+?))?\s*(?:=\s*(.+))?")
MOST = 60  # steps of a line


class UnreadableStep(Invalid):
    """A step is written as a day, then × quantity, = price, or both."""

    code = "unreadable_step"


def read(text: str, lang: str, field: str) -> tuple[RampStep, ...]:
    """The steps that were written, one a row; nothing is none."""
    rows = [row.strip() for row in text.replace("\x00", "").splitlines() if row.strip()]
    if len(rows) > MOST:
        raise UnreadableStep(field=field, found=len(rows), expected=f"at most {MOST}")
    return tuple(_read(row, lang, field) for row in rows)


def write(steps: Iterable[RampStep], lang: str) -> str:
    """The steps as they are typed."""
    return "\n".join(_write(step, lang) for step in steps)


def _read(row: str, lang: str, field: str) -> RampStep:
    found = _ROW.fullmatch(row)
    if not found or not (found[2] or found[3]):
        raise UnreadableStep(field=field, found=row[:40], expected="2026-07-01 × 15 =40")
    quantity, price = (
        parse_number(said, lang, field=field) if said else None for said in found.groups()[1:]
    )
    return RampStep(parse_day(found[1], lang, field=field), quantity, price)


def _write(step: RampStep, lang: str) -> str:
    said = [step.on.isoformat()]
    if step.quantity is not None:
        said.append(f"× {typed(step.quantity, lang)}")
    if step.unit_net is not None:
        said.append(f"={typed(step.unit_net, lang)}")
    return " ".join(said)
