"""Lines over time as SVG, drawn for a desk and for a phone like every chart (charts.py)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString

from comptoir.shell.charts import (
    LETTER,
    MARGIN,
    WIDE,
    Frame,
    Number,
    Series,
    Show,
    both,
    colors_of,
    figure,
    frame,
    joined,
    legend,
    line,
    n,
    scale,
    svg,
    text,
)


def lines(title: str, names: Sequence[str], series: Sequence[Series], show: Show) -> SafeString:
    """Lines over time; each line carries its name and last value at its end, on a phone under the plot."""
    values = [v for s in series for v in s.values]
    colors = colors_of(series)
    said = [f"{s.name} {show(s.values[-1])}" for s in series]

    def draw(width: int, css: str) -> SafeString:
        wide = width == WIDE
        f = _beside(values, width, 220, show)
        room = width - (LETTER * max(map(len, said)) + MARGIN if wide else MARGIN)
        step = Decimal(room - f.left) / max(len(names) - 1, 1)
        parts = [line(f.left, f.y(0), room, f.y(0), "axis"), *scale(f, room, show)]
        taken: list[Decimal] = []
        for s, color, words in zip(series, colors, said, strict=True):
            points = " ".join(f"{n(f.left + step * i)},{n(f.y(v))}" for i, v in enumerate(s.values))
            parts.append(format_html('<polyline points="{}" class="line s-{}"/>', points, color))
            if wide:
                parts.append(text(room + 8, _free(f.y(s.values[-1]) + 4, taken), words, "v"))
        ends = [text(f.left, f.height - 6, names[0]), text(room, f.height - 6, names[-1], "end")]
        return svg(title, width, f.height, joined([*parts, *ends]), css)

    rows = [(name, *(show(s.values[i]) for s in series)) for i, name in enumerate(names)]
    told = [Series(words, (), c) for words, c in zip(said, colors, strict=True)]
    picture = joined([both(draw), format_html('<div class="narrow">{}</div>', legend(told))])
    return figure(title, picture, ["", *(s.name for s in series)], rows)


def steps(
    title: str, points: Sequence[tuple[date, Number]], until: date,
    words: tuple[Show, Callable[[date], str]],
) -> SafeString:  # fmt: skip
    """A value that holds from each of some days to the next, the last one until `until`."""
    show, day = words
    first, last = points[0][0], points[-1][1]

    def draw(width: int, css: str) -> SafeString:
        f = _beside([v for _day, v in points], width, 150, show)
        room = width - (LETTER * len(show(last)) + 2 * MARGIN)
        unit = Decimal(room - f.left) / max((until - first).days, 1)
        places = [(f.left + unit * (on - first).days, f.y(v)) for on, v in points]
        path: list[str] = []
        before: Number | None = None
        for x, y in places:
            path += [f"{n(x)},{n(before)}"] if before is not None else []
            path.append(f"{n(x)},{n(y)}")
            before = y
        path.append(f"{n(room)},{n(places[-1][1])}")
        parts = [line(f.left, f.y(0), room, f.y(0), "axis"), *scale(f, room, show)]
        parts.append(format_html('<polyline points="{}" class="line s-c1"/>', " ".join(path)))
        parts.append(text(room + 8, places[-1][1] + 4, show(last), "v"))
        ends = [text(f.left, f.height - 6, day(first)), text(room, f.height - 6, day(until), "end")]
        return svg(title, width, f.height, joined([*parts, *ends]), css)

    rows = [(day(on), show(v)) for on, v in points]
    return figure(title, both(draw), ["", title], rows)


def _beside(values: Sequence[Number], width: int, height: int, show: Show) -> Frame:
    """A plot with room on its left for the values of its scale."""
    top = frame(values).top
    return frame(values, width, height, LETTER * max(len(show(top)), len(show(top / 2))) + MARGIN)


def _free(y: Decimal, taken: list[Decimal]) -> Decimal:
    """A height for a label at least 15 from those already placed."""
    while any(abs(y - other) < 15 for other in taken):
        y += 15
    taken.append(y)
    return y
