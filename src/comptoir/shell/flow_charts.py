"""How much of a whole goes on from stage to stage, as bars joined by bands: what stays behind is hollow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from comptoir.shell.charts import WIDE, Number, Show, both, figure, joined, n, rect, svg, text

THICK = 14


@dataclass(frozen=True, slots=True)
class Stage:
    """`done` of `whole` came this far."""

    label: str
    done: Number
    whole: Number


def flow(title: str, stages: Sequence[Stage], show: Show) -> SafeString:
    """The stages from left to right, at one scale; nothing where the whole is nothing."""
    top = max((max(s.done, s.whole) for s in stages), default=0)
    if top <= 0:
        return SafeString("")

    def draw(width: int, css: str) -> SafeString:
        """On a phone every other stage has its words below its bar."""
        room, high, head = Decimal(width) / len(stages), 84, 40
        parts = [_band(stages, at, (room, high, head), top) for at in range(len(stages) - 1)]
        for at, stage in enumerate(stages):
            x = at * room
            done, whole = (
                max(Decimal(v), Decimal(0)) * high / top for v in (stage.done, stage.whole)
            )
            hint = f"{stage.label}: {show(stage.done)}"
            if whole > done:
                parts.append(rect(x + 1, head, (THICK - 2, whole), "hollow", hint))
            parts.append(rect(x, head, (THICK, max(done, Decimal(1))), "f-c1", hint))
            y = head + high + 16 if at % 2 and width < WIDE else 14
            parts += [text(x, y, stage.label, "v b"), text(x, y + 16, show(stage.done), "v")]
        under = 2 if width == WIDE else 38
        return svg(title, width, head + high + under, joined(parts), css)

    rows = [(s.label, show(s.done), show(s.whole - s.done)) for s in stages]
    return figure(title, both(draw), ["", gettext("So far"), gettext("To come")], rows)


def _band(
    stages: Sequence[Stage], at: int, box: tuple[Decimal, int, int], top: Number
) -> SafeString:
    """From what came as far as one stage to what came as far as the next."""
    room, high, head = box
    left, right = (max(Decimal(s.done), Decimal(0)) * high / top for s in stages[at : at + 2])
    x1, x2 = at * room + THICK, (at + 1) * room
    mid = (x1 + x2) / 2
    path = (
        f"M{n(x1)} {head}H{n(x2)}V{n(head + right)}"
        f"C{n(mid)} {n(head + right)} {n(mid)} {n(head + left)} {n(x1)} {n(head + left)}Z"
    )
    return format_html('<path d="{}" class="f-c1 area"/>', path)
