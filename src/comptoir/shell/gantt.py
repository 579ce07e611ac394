"""The plan of an order as a Gantt chart, drawn on the server."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from comptoir.shell.charts import LETTER, WIDE, both, figure, joined, line, n, rect, svg, text

HEAD, DAY = 24, 72  # the line of the dates; the room of one of them


@dataclass(frozen=True, slots=True)
class Task:
    """A bar of a plan, `[start, end)`.

    kind       planned (hollow), running (soft), done (full)
    late_from  the days from here on are late; after  label of the task it waits for
    """

    label: str
    start: date
    end: date
    kind: str = "planned"
    note: str = ""
    late_from: date | None = None
    after: str = ""


_TINTS = {"planned": "hollow", "running": "f-c1 soft", "done": "f-c3"}


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Where the bars stand. At a desk their labels stand on the left, on a phone above each bar."""

    width: int
    left: int
    row: int
    label: int  # how far below the top of its row a label stands, and a bar
    bar: int
    first: date
    scale: Decimal

    def x(self, day: date) -> Decimal:
        return self.left + (day - self.first).days * self.scale

    def y(self, at: int) -> int:
        return HEAD + at * self.row


def _sheet(tasks: Sequence[Task], width: int) -> _Sheet:
    first, last = min(t.start for t in tasks), max(t.end for t in tasks)
    left, row, label, bar = (190, 36, 21, 8) if width >= WIDE else (0, 50, 16, 22)
    end = max((LETTER * len(t.note) + 12 for t in tasks if t.note), default=24)
    scale = Decimal(width - left - end) / max((last - first).days, 1)
    return _Sheet(width, left, row, label, bar, first, scale)


def gantt(
    title: str, tasks: Sequence[Task], show: Callable[[date], str], today: date | None = None
) -> SafeString:
    """Tasks as rows over days, lateness in its own color, dependencies as lines, today dashed."""
    first, last = min(t.start for t in tasks), max(t.end for t in tasks)
    rows = {t.label: i for i, t in enumerate(tasks)}

    def draw(width: int, css: str) -> SafeString:
        s = _sheet(tasks, width)
        height = s.y(len(tasks))
        parts = _days(tasks, s, show, height)
        if today and first <= today <= last:
            parts.append(line(s.x(today), HEAD - 2, s.x(today), height, "today"))
        for i, task in enumerate(tasks):
            parts.append(_bar(task, i, s))
            if task.after in rows:
                parts.append(_link(tasks[rows[task.after]], rows[task.after], task, i, s))
        return svg(title, width, height, joined(parts), css)

    table = [(t.label, show(t.start), show(t.end), t.note) for t in tasks]
    heads = ["", gettext("Start"), gettext("End"), gettext("Note")]
    return figure(title, both(draw), heads, table)


def _days(
    tasks: Sequence[Task], s: _Sheet, show: Callable[[date], str], height: int
) -> list[SafeString]:
    """A rule and a date where something starts or ends, when there is room for the words."""
    parts: list[SafeString] = []
    free = Decimal(0)
    for day in sorted({d for t in tasks for d in (t.start, t.end)}):
        x = s.x(day)
        parts.append(line(x, HEAD - 2, x, height))
        cut = x + DAY > s.width
        if (x - DAY if cut else x) >= free:
            parts.append(text(x, 14, show(day), "end" if cut else ""))
            free = x + DAY
    return parts


def _bar(task: Task, at: int, s: _Sheet) -> SafeString:
    split = task.late_from if task.late_from and task.late_from < task.end else task.end
    tint, y = _TINTS[task.kind], s.y(at)
    hint = f"{task.label} {task.note}".strip()
    room = (s.left or s.width) // LETTER
    label = task.label if len(task.label) <= room else task.label[: room - 1] + "…"
    parts = [
        text(0, y + s.label, label, "v"),
        rect(s.x(task.start), y + s.bar, (s.x(split) - s.x(task.start), 16), tint, hint),
    ]
    if split != task.end:
        late = (s.x(task.end) - s.x(split), 16)
        parts.append(rect(s.x(split), y + s.bar, late, "f-c2", hint))
    if task.note:
        parts.append(_note(task, y + s.bar + 12, s, late=split != task.end))
    return joined(parts)


def _note(task: Task, y: int, s: _Sheet, *, late: bool) -> SafeString:
    """Inside a finished bar when it fits, else behind the bar."""
    room = LETTER * len(task.note) + 12
    if task.kind == "done" and room < s.x(task.end) - s.x(task.start):
        return text(s.x(task.start) + 6, y, task.note, "on")
    return text(s.x(task.end) + 8, y, task.note, "warn" if late else "")


def _link(before: Task, row: int, task: Task, at: int, s: _Sheet) -> SafeString:
    y1, y2 = s.y(row) + s.bar + 16, s.y(at) + s.bar + 8
    path = f"M{n(s.x(before.end))} {y1}V{y2}H{n(s.x(task.start))}"
    return format_html('<path d="{}" class="dep"/>', path)
