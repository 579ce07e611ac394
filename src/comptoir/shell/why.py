"""'Why this price?': the ordered steps of a price as bars and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from comptoir.kernel.money import to_places
from comptoir.shell import format as fmt

WIDTH = 300  # units of the bar's view box
StepKind = Literal["base", "up", "down", "net"]
_COLORS: dict[str, str] = {"base": "c6", "up": "c1", "down": "c2", "net": "c3"}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a price; `change` in major units per unit, for base and net steps the level.

    url  where the note leads
    """

    label: str
    change: Decimal
    kind: StepKind
    note: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A drawn step: `x` and `width` out of 300, written for SVG whatever the language."""

    label: str
    amount: str
    note: str
    kind: str
    color: str
    x: str
    width: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Why:
    """What `<c-why>` draws."""

    id: str
    subject: str
    net: str
    steps: Sequence[Bar]


def why(steps: Sequence[Step], *, subject: str, currency: str, lang: str, id: str = "why") -> Why:
    """Bars from zero for levels, from the running price for changes; the longest fills all."""
    levels, level, top = [], Decimal(0), Decimal(0)
    for step in steps:
        start = Decimal(0) if step.kind in ("base", "net") else level
        level = start + step.change
        levels.append((start, level))
        top = max(top, start, level)
    scale = WIDTH / top if top else Decimal(0)
    bars = []
    for step, (start, end) in zip(steps, levels, strict=True):
        text = fmt.bare_unit_price(step.change, currency, lang)
        bars.append(_bar(step, text, start * scale, end * scale))
    return Why(id, subject, fmt.unit_price(level, currency, lang), bars)


def _bar(step: Step, text: str, start: Decimal, end: Decimal) -> Bar:
    low, high = max(min(start, end), Decimal(0)), max(start, end)
    if step.kind in ("up", "down") and step.change > 0:
        text = "+" + text
    color = _COLORS[step.kind]
    drawn = (_tenths(low), _tenths(high - low))
    return Bar(step.label, text, step.note, step.kind, color, *drawn, step.url)


def _tenths(value: Decimal) -> str:
    return f"{to_places(max(value, Decimal(0)), 1):f}"
