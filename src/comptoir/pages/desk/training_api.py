"""The training over HTTP: courses, their steps, and what the caller has done of them."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.urls import reverse
from ninja import Router, Schema

from comptoir.pages.desk import training
from comptoir.platform.roles import READ, require
from comptoir.platform.web import actor_of, entity_of

router = Router(tags=["desk"])


class LessonOut(Schema):
    """One step. page: path where it is done; practical: it leaves a trace that shows it was done;
    done_on: the day the caller first did it in this company."""

    key: str
    stage: str
    title: str
    text: str
    page: str
    practical: bool
    done_on: date | None


class CourseOut(Schema):
    key: str
    title: str
    lead: str
    done: int
    practical: int
    steps: list[LessonOut]


class TrainingOut(Schema):
    courses: list[CourseOut]


@router.get("/training", response=TrainingOut, summary="What each kind of work has to learn")
def show_training(request: HttpRequest) -> TrainingOut:
    """The courses for sales, marketing and finance, each step with where it is done and whether the caller
    has done it."""
    reader = actor_of(request)
    require(reader, READ)
    return TrainingOut(
        courses=[
            CourseOut(
                key=p.course.key, title=str(p.course.title), lead=str(p.course.lead), done=p.done,
                practical=p.practical, steps=[_lesson(s) for s in p.steps],
            )
            for p in training.courses(entity_of(request), reader.name)
        ]
    )  # fmt: skip


def _lesson(one: training.Learned) -> LessonOut:
    step = one.step
    return LessonOut(
        key=step.key, stage=step.stage, title=str(step.title), text=str(step.text),
        page=reverse(step.page), practical=one.practical, done_on=one.done_on,
    )  # fmt: skip
