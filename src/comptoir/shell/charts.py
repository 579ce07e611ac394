"""Charts as SVG from the server: classes only, no style, direct labels, a table beside each.

Coordinates are Decimal; a chart is a picture of numbers that stand in the table under it. A chart with words
in it is drawn twice, for a desk and for a phone: the style sheet shows the one that fits, at its own size.
Lines over time: line_charts.py; the plan of an order: gantt.py.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from comptoir.kernel.money import to_places, whole_up

Number = Decimal | int
Show = Callable[[Number], str]  # how a value reads, e.g. an amount in the reader's language
COLORS = ("c1", "c2", "c3", "c4", "c5", "c6")
_STEPS = ("1", "1.5", "2", "2.5", "3", "4", "5", "6", "8", "10")
EMPTY = SafeString("")


@dataclass(frozen=True, slots=True)
class Series:
    """Named values, one per category; `color` is one of c1 … c6, by default the next."""

    name: str
    values: Sequence[Number]
    color: str = ""


MARGIN, LETTER = 8, 7  # of the plot, and the room of a letter in a label, in units of the picture
WIDE, NARROW = 640, 320  # the two pictures of a chart
ROW = 24  # of a chart whose bars lie
Draw = Callable[[int, str], SafeString]  # (width, class) → the picture


def n(value: Number) -> str:
    """A coordinate, to a tenth."""
    return f"{to_places(Decimal(value), 1):f}"


def nice_top(top: Number) -> Decimal:
    """The smallest of 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8 × 10ⁿ not below `top`; 1 for nothing."""
    x = Decimal(top)
    if x <= 0:
        return Decimal(1)
    power = Decimal(1).scaleb(x.adjusted())
    return next(m * power for m in map(Decimal, _STEPS) if m * power >= x)


def svg(title: str, width: int, height: int, body: SafeString, css: str = "") -> SafeString:
    """The picture with its name for assistive technology."""
    return format_html(
        '<svg class="{}" viewBox="0 0 {} {}" role="img" aria-label="{}"><title>{}</title>{}</svg>',
        *(css, width, height, title, title, body),
    )


def both(draw: Draw) -> SafeString:
    """The picture for a desk and the one for a phone; one of them is shown."""
    return joined([draw(WIDE, "wide"), draw(NARROW, "narrow")])


def figure(
    caption: str, picture: SafeString, headers: Sequence[str], rows: Sequence[Sequence[str]]
) -> SafeString:
    """The chart, its name, and the same numbers as a table behind 'Show as table'."""
    cell = '<th scope="col" class="{}">{}</th>'
    head = format_html_join("", cell, (("n" if i else "", h) for i, h in enumerate(headers)))
    body = format_html_join(
        "",
        '<tr><th scope="row">{}</th>{}</tr>',
        (
            (r[0], format_html_join("", '<td class="n">{}</td>', ((c,) for c in r[1:])))
            for r in rows
        ),
    )
    return format_html(
        '<figure class="chart"><figcaption>{}</figcaption>'
        '<div class="scroll" role="group" tabindex="0" '
        'aria-label="{}">{}</div><details><summary>{}'
        '<span class="sr">: {}</span></summary><div class="scroll"><table><caption class="sr">{}'
        "</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div></details></figure>",
        *(caption, caption, picture, gettext("Show as table"), caption, caption, head, body),
    )


def text(x: Number, y: Number, words: str, css: str = "") -> SafeString:
    return format_html('<text x="{}" y="{}" class="{}">{}</text>', n(x), n(y), css, words)


def rect(x: Number, y: Number, box: tuple[Number, Number], css: str, hint: str = "") -> SafeString:
    """A bar of `box` = (width, height); `hint` is read on hover."""
    inner = format_html("<title>{}</title>", hint) if hint else EMPTY
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" class="{}">{}</rect>',
        *(n(x), n(y), n(max(box[0], 0)), n(max(box[1], 0)), css, inner),
    )


def line(x1: Number, y1: Number, x2: Number, y2: Number, css: str = "rule") -> SafeString:
    return format_html('<path d="M{} {}L{} {}" class="{}"/>', n(x1), n(y1), n(x2), n(y2), css)


def joined(parts: Sequence[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((p,) for p in parts))


def colors_of(series: Sequence[Series]) -> list[str]:
    return [s.color or COLORS[i % len(COLORS)] for i, s in enumerate(series)]


def legend(series: Sequence[Series]) -> SafeString:
    """Names beside their colors, for series that cannot carry their own label."""
    return format_html(
        '<ul class="legend">{}</ul>',
        format_html_join(
            "",
            '<li><svg viewBox="0 0 10 10" aria-hidden="true"><rect width="10" height="10" rx="2" '
            'class="f-{}"/></svg>{}</li>',
            zip(colors_of(series), (s.name for s in series), strict=True),
        ),
    )


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the plot stands in its picture; how a value becomes a height. Bars start at zero."""

    width: int
    height: int
    left: int
    top: Decimal
    bottom: Decimal
    plot_top: int = 20
    plot_end: int = 24  # under the plot: category names

    def y(self, value: Number) -> Decimal:
        span = self.top - self.bottom
        room = self.height - self.plot_top - self.plot_end
        return self.plot_top + (self.top - Decimal(value)) * room / span

    def slot(self, count: int) -> Decimal:
        return Decimal(self.width - self.left) / max(count, 1)


def frame(
    values: Sequence[Number], width: int = WIDE, height: int = 220, left: int = MARGIN
) -> Frame:
    top, low = max([0, *values]), min([0, *values])
    bottom = -nice_top(-low) if low < 0 else Decimal(0)
    return Frame(width, height, left, nice_top(top), bottom)


def scale(f: Frame, end: int, show: Show) -> list[SafeString]:
    """Two rules across the plot, each with its value: beside the plot where there is room, or on it."""
    lift = 4 if f.left > MARGIN else -4
    return [
        joined([line(f.left, f.y(v), end, f.y(v)), text(MARGIN, f.y(v) + lift, show(v))])
        for v in (f.top, f.top / 2)
    ]


def _names(f: Frame, names: Sequence[str]) -> SafeString:
    """Category names under the plot, thinned so that they never touch and none is cut at the edge."""
    step = f.slot(len(names))
    room = LETTER * max((len(name) for name in names), default=0) + 8
    every = int(whole_up(Decimal(room) / step)) if names else 1
    parts, free = [], Decimal(0)
    for i, name in enumerate(names):
        half = Decimal(LETTER * len(name)) / 2
        x = max(half, min(f.width - half, f.left + step * i + step / 2))
        if i % every == 0 and x - half >= free:
            parts.append(text(x, f.height - 6, name, "mid"))
            free = x + half + 4
    return joined(parts)


def _plot(
    values: Sequence[Number], totals: Sequence[Number], show: Show, width: int
) -> tuple[Frame, bool]:
    """The plot of bars, and whether each bar carries its total without touching its neighbor's; a scale
    beside the plot says them otherwise."""
    f, widest = frame(values, width), max((len(show(v)) for v in totals), default=0)
    if len(totals) <= 12 and 6 * widest + 8 <= f.slot(len(totals)):
        return f, True
    return frame(values, width, left=LETTER * len(show(f.top)) + MARGIN), False


def bars(
    title: str, names: Sequence[str], values: Sequence[Number], show: Show, *, partial: int = -1
) -> SafeString:
    """One bar per category with its value on top; `partial`: index of an unfinished period."""

    def draw(width: int, css: str) -> SafeString:
        f, told = _plot(values, values, show, width)
        step = f.slot(len(values))
        thick = min(step * Decimal("0.62"), Decimal(56))
        parts = [line(f.left, f.y(0), f.width, f.y(0), "axis")]
        if not told:
            parts += scale(f, f.width, show)
        for i, value in enumerate(values):
            x, high = f.left + step * i + (step - thick) / 2, f.y(max(value, 0))
            tint = "f-c1 soft" if i == partial else "f-c2" if value < 0 else "f-c1"
            hint = f"{names[i]}: {show(value)}"
            parts.append(rect(x, high, (thick, abs(f.y(0) - f.y(value))), tint, hint))
            if told:
                parts.append(text(x + thick / 2, high - 6, show(value), "v mid"))
        return svg(title, f.width, f.height, joined([*parts, _names(f, names)]), css)

    rows = [(name, show(v)) for name, v in zip(names, values, strict=True)]
    return figure(title, both(draw), ["", title], rows)


def lying_bars(
    title: str, names: Sequence[str], values: Sequence[Number], show: Show
) -> SafeString:
    """One bar per category, each beside its name: for words, of which none may be left out."""
    said, top = [show(value) for value in values], max(values, default=0) or 1
    left = LETTER * max((len(name) for name in names), default=0) + MARGIN
    right = LETTER * max((len(one) for one in said), default=0) + MARGIN

    def draw(width: int, css: str) -> SafeString:
        parts = []
        for i, value in enumerate(values):
            y, long = ROW * i, (width - left - right) * Decimal(value) / top
            parts.append(text(0, y + 16, names[i]))
            parts.append(
                rect(left, y + 5, (max(long, Decimal(1)), 14), "f-c1", f"{names[i]}: {said[i]}")
            )
            parts.append(text(left + long + 6, y + 16, said[i], "v"))
        return svg(title, width, ROW * len(values), joined(parts), css)

    return figure(title, both(draw), ["", title], list(zip(names, said, strict=True)))


def stacked_bars(
    title: str, names: Sequence[str], series: Sequence[Series], show: Show
) -> SafeString:
    """Bars of parts; parts below zero stack under the axis; the total stands on top."""
    ups = [sum(max(s.values[i], 0) for s in series) for i in range(len(names))]
    downs = [sum(min(s.values[i], 0) for s in series) for i in range(len(names))]
    sums = [up + down for up, down in zip(ups, downs, strict=True)]
    tints = colors_of(series)

    def draw(width: int, css: str) -> SafeString:
        f, told = _plot([*ups, *downs], sums, show, width)
        step = f.slot(len(names))
        thick = min(step * Decimal("0.62"), Decimal(56))
        parts = [line(f.left, f.y(0), f.width, f.y(0), "axis")]
        if not told:
            parts += scale(f, f.width, show)
        for i, name in enumerate(names):
            x = f.left + step * i + (step - thick) / 2
            stack = [
                (Decimal(s.values[i]), tints[k], f"{name}, {s.name}: {show(s.values[i])}")
                for k, s in enumerate(series)
            ]
            parts += _stack(f, x, thick, stack)
            if told:
                parts.append(text(x + thick / 2, f.y(ups[i]) - 6, show(sums[i]), "v mid"))
        return svg(title, f.width, f.height, joined([*parts, _names(f, names)]), css)

    rows = [(name, *(show(s.values[i]) for s in series)) for i, name in enumerate(names)]
    picture = joined([both(draw), legend(series)])
    return figure(title, picture, ["", *(s.name for s in series)], rows)


def _stack(
    f: Frame, x: Decimal, thick: Decimal, parts: Sequence[tuple[Decimal, str, str]]
) -> list[SafeString]:
    """The parts (value, color, hint) of one bar: above the axis upwards, below it downwards."""
    up, down, drawn = Decimal(0), Decimal(0), []
    for value, color, hint in parts:
        start = up if value >= 0 else down
        end = start + value
        box = (thick, abs(f.y(start) - f.y(end)))
        drawn.append(rect(x, f.y(max(start, end)), box, f"f-{color}", hint))
        up, down = (end, down) if value >= 0 else (up, end)
    return drawn


def spark(values: Sequence[Number], label: str) -> SafeString:
    """A small line without axes, for a KPI tile; `label` says in words what it shows."""
    if len(values) < 2:
        return EMPTY
    exact = [Decimal(v) for v in values]
    low, high = min(exact), max(exact)
    span = (high - low) or Decimal(1)
    step = Decimal(92) / (len(values) - 1)
    points = [(2 + step * i, 28 - (v - low) * 24 / span) for i, v in enumerate(exact)]
    path = " ".join(f"{n(x)},{n(y)}" for x, y in points)
    body = format_html(
        '<polygon points="2,32 {} 94,32" class="f-c1 area"/>'
        '<polyline points="{}" class="line s-c1"/>'
        '<circle cx="{}" cy="{}" r="2.5" class="f-c1"/>',
        *(path, path, n(points[-1][0]), n(points[-1][1])),
    )
    return svg(label, 96, 32, body, "spark")


def waterfall(title: str, steps: Sequence[tuple[str, Number, bool]], show: Show) -> SafeString:
    """Horizontal bridge of (label, value, is it a level): MRR, deferred revenue, cash."""
    ends: list[tuple[Decimal, Decimal]] = []
    at = Decimal(0)
    for _, value, level in steps:
        start = Decimal(0) if level else at
        at = start + Decimal(value)
        ends.append((start, at))
    levels = [Decimal(0), *(e for pair in ends for e in pair)]
    low, high = min(levels), max(*levels, Decimal(1))

    def draw(width: int, css: str) -> SafeString:
        """On a phone the words of a step stand above its bar."""
        left, row, under = (150, 28, 0) if width == WIDE else (0, 44, 18)
        unit = Decimal(width - left - 96) / (high - low)
        x = [left + (e - low) * unit for pair in ends for e in pair]
        parts = []
        for i, (label, value, level) in enumerate(steps):
            y, (start, end) = i * row + under, x[2 * i : 2 * i + 2]
            tint = "f-c3" if level else "f-c1" if value >= 0 else "f-c2"
            parts.append(text(0, i * row + (18 - under // 3), label, "v b" if level else "v"))
            box = (abs(end - start), 14)
            parts.append(rect(min(start, end), y + 7, box, tint, f"{label}: {show(value)}"))
            sign = "" if level or value <= 0 else "+"
            parts.append(text(max(start, end) + 6, y + 18, sign + show(value), "v"))
            if i + 1 < len(steps):
                parts.append(line(end, y + 21, end, y + row + 7, "join"))
        zero = left - low * unit
        parts.append(line(zero, 0, zero, len(steps) * row, "axis"))
        return svg(title, width, len(steps) * row, joined(parts), css)

    rows = [(label, show(v)) for label, v, _ in steps]
    return figure(title, both(draw), ["", title], rows)


def aging(title: str, buckets: Sequence[tuple[str, Number]], show: Show) -> SafeString:
    """One bar cut by age of debt, each part named under it: current, 1–30, 31–60, 61–90, 90+."""
    whole = sum((max(Decimal(v), Decimal(0)) for _, v in buckets), Decimal(0)) or Decimal(1)
    tints = ("f-c3", "f-c1", "f-c5", "f-c2", "f-bad")
    x, parts = Decimal(0), []
    for i, (label, value) in enumerate(buckets):
        width = max(Decimal(value), Decimal(0)) * WIDE / whole
        hint = f"{label}: {show(value)}"
        parts.append(rect(x, 0, (max(width - 2, Decimal(0)), 20), tints[min(i, 4)], hint))
        x += width
    names = format_html_join(
        "",
        '<li><svg viewBox="0 0 10 10" aria-hidden="true"><rect width="10" height="10" rx="2" class="{}"/>'
        "</svg>{}<b>{}</b></li>",
        ((tints[min(i, 4)], label, show(value)) for i, (label, value) in enumerate(buckets)),
    )
    picture = format_html(
        '<svg class="strip" viewBox="0 0 {} 20" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<title>{}</title>{}</svg><ul class="legend parts">{}</ul>',
        *(WIDE, title, title, joined(parts), names),
    )
    return figure(title, picture, ["", title], [(label, show(v)) for label, v in buckets])
