"""The plan of an order as a Gantt chart, drawn on the server."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from comptoir.shell.charts import figure, joined, line, n, rect, svg, text

LEFT, WIDTH, ROW, HEAD = 190, 880, 36, 24


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


def gantt(
    title: str, tasks: Sequence[Task], show: Callable[[date], str], today: date | None = None
) -> SafeString:
    """Tasks as rows over days, lateness in its own color, dependencies as lines, today dashed."""
    first, last = min(t.start for t in tasks), max(t.end for t in tasks)
    scale = Decimal(WIDTH - LEFT - 130) / max((last - first).days, 1)

    def x(day: date) -> Decimal:
        return LEFT + (day - first).days * scale

    height = HEAD + len(tasks) * ROW
    parts = _days(tasks, x, show, height)
    if today and first <= today <= last:
        parts.append(line(x(today), HEAD - 2, x(today), height, "today"))
    rows = {t.label: i for i, t in enumerate(tasks)}
    for i, task in enumerate(tasks):
        parts.append(_bar(task, HEAD + i * ROW, x))
        if task.after in rows:
            parts.append(_link(tasks[rows[task.after]], rows[task.after], task, i, x))
    table = [(t.label, show(t.start), show(t.end), t.note) for t in tasks]
    heads = ["", gettext("Start"), gettext("End"), gettext("Note")]
    return figure(title, svg(title, WIDTH, height, joined(parts)), heads, table)


def _days(
    tasks: Sequence[Task],
    x: Callable[[date], Decimal],
    show: Callable[[date], str],
    height: int,
) -> list[SafeString]:
    """A rule and a date where something starts or ends, when there is room for the words."""
    parts: list[SafeString] = []
    free = Decimal(0)
    for day in sorted({d for t in tasks for d in (t.start, t.end)}):
        parts.append(line(x(day), HEAD - 2, x(day), height))
        if x(day) >= free:
            parts.append(text(x(day), 14, show(day)))
            free = x(day) + 72
    return parts


def _bar(task: Task, y: int, x: Callable[[date], Decimal]) -> SafeString:
    split = task.late_from if task.late_from and task.late_from < task.end else task.end
    tint = _TINTS[task.kind]
    hint = f"{task.label} {task.note}".strip()
    parts = [
        text(0, y + 21, task.label, "v"),
        rect(x(task.start), y + 8, (x(split) - x(task.start), 16), tint, hint),
    ]
    if split != task.end:
        parts.append(rect(x(split), y + 8, (x(task.end) - x(split), 16), "f-c2", hint))
    if task.note:
        parts.append(_note(task, y + 20, x, late=split != task.end))
    return joined(parts)


def _note(task: Task, y: int, x: Callable[[date], Decimal], *, late: bool) -> SafeString:
    """Inside a finished bar when it fits, else behind the bar."""
    fits = 7 * len(task.note) + 12 < x(task.end) - x(task.start)
    if task.kind == "done" and fits:
        return text(x(task.start) + 6, y, task.note, "on")
    return text(x(task.end) + 8, y, task.note, "warn" if late else "")


def _link(before: Task, row: int, task: Task, at: int, x: Callable[[date], Decimal]) -> SafeString:
    y1, y2 = HEAD + row * ROW + 24, HEAD + at * ROW + 16
    path = f"M{n(x(before.end))} {y1}V{y2}H{n(x(task.start))}"
    return format_html('<path d="{}" class="dep"/>', path)
