"""Training: the steps of the way for sales, marketing and finance, ticked as the reader does them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from comptoir.pages.desk.sql import select
from comptoir.pages.desk.training_words import COURSES, STAGES, Course, Step
from comptoir.pages.features import queries as features
from comptoir.pages.features import table
from comptoir.platform.web import actor_of, entity_of
from comptoir.records.parties import queries as parties

# The newest events of a company are enough to learn by, and keep the page fast beside millions of them.
RECENT = 50_000
_DONE = """
SELECT name, min(business_on) AS day
FROM (SELECT name, actor, business_on FROM platform_event WHERE entity_id = %(entity)s
      ORDER BY seq DESC LIMIT %(recent)s) e
WHERE actor = %(actor)s AND name = ANY(%(names)s)
GROUP BY name
"""


@dataclass(frozen=True, slots=True)
class Learned:
    """A step, and the day the reader first did it in this company; None: not yet, or it is only read."""

    step: Step
    done_on: date | None

    @property
    def practical(self) -> bool:
        return bool(self.step.events)


@dataclass(frozen=True, slots=True)
class Progress:
    """A course and how far the reader is; only what leaves a trace counts."""

    course: Course
    steps: tuple[Learned, ...]

    @property
    def done(self) -> int:
        return sum(s.done_on is not None for s in self.steps)

    @property
    def practical(self) -> int:
        return sum(s.practical for s in self.steps)


def courses(entity_id: UUID, actor: str) -> list[Progress]:
    """Every course, with what `actor` (as the event log names them) did of it in this company. A step of what
    the company does not use is left out."""
    on = features.on(entity_id)
    used = [(c, [s for s in c.steps if _used(s, on)]) for c in COURSES]
    names = [e for _c, steps in used for s in steps for e in s.events]
    found: list[tuple[str, date]] = select(
        _pair, _DONE, entity=entity_id, actor=actor, names=names, recent=RECENT
    )
    days = dict(found)
    return [Progress(c, tuple(_learned(s, days) for s in steps)) for c, steps in used]


def _used(step: Step, on: Collection[str]) -> bool:
    parts = (step.part, table.feature_of(step.page))
    return all(part in on for part in parts if part)


def _pair(name: str, day: date) -> tuple[str, date]:
    return name, day


def _learned(step: Step, days: Mapping[str, date]) -> Learned:
    return Learned(step, min((days[e] for e in step.events if e in days), default=None))


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """One course; `?course=`: which."""
    entity_id = entity_of(request)
    every = courses(entity_id, actor_of(request).name)
    wanted = request.GET.get("course", "")
    shown = next((p for p in every if p.course.key == wanted), every[0])
    touched = {s.step.stage for s in shown.steps}
    context: dict[str, Any] = {
        "title": _("Training"),
        "crumbs": [(_("Help"), reverse("desk:help"))],
        "tabs": [
            {
                "url": f"{reverse('desk:training')}?course={p.course.key}",
                "label": p.course.title,
                "current": p is shown,
            }
            for p in every
        ],
        "shown": shown,
        "way": [(label, key in touched) for key, label in STAGES.items()],
        "rows": [(s, STAGES[s.step.stage], reverse(s.step.page)) for s in shown.steps],
        "sandbox": parties.entity(entity_id).sandbox,
    }
    return render(request, "pages/desk/training.html", context)
