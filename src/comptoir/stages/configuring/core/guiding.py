"""Guided selling: what a person answers becomes preferences and demands, and those a proposal with reasons.

Answers never choose behind one's back: what an answer demands is a rule with the answer's words, what it
prefers is points, and every point says which answer gave it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import Protocol

from comptoir.kernel.errors import Invalid
from comptoir.stages.configuring.core.answers import State, Status
from comptoir.stages.configuring.core.model import (
    Answer,
    Choice,
    Model,
    Question,
    Rule,
    options,
)

Given = Mapping[str, Sequence[str]]  # question → answers


class NoSuchAnswer(Invalid):
    """The question is not asked here, has no such answer, or takes only one."""

    code = "no_such_answer"


class Solver(Protocol):
    """What guiding needs of the engine."""

    def look(self, choices: Iterable[Choice], visible: Collection[str] | None = None) -> State: ...


class Mode(StrEnum):
    """How strict a configurator is with a person."""

    ALWAYS_CORRECT = "always_correct"  # what is impossible cannot be chosen
    GUIDED = "guided"  # what is impossible can be chosen: the best repair goes with it
    FREE = "free"  # anything can be chosen; what it violates is listed


class Reaction(StrEnum):
    """What happens when a person picks an option."""

    TAKE = "take"
    REFUSE = "refuse"  # with the reason
    REPAIR = "repair"  # with what is withdrawn
    NOTE = "note"  # taken, and listed as a violation


AGAINST = {
    Mode.ALWAYS_CORRECT: Reaction.REFUSE,
    Mode.GUIDED: Reaction.REPAIR,
    Mode.FREE: Reaction.NOTE,
}


def reaction(mode: Mode, status: Status, wanted: bool = True) -> Reaction:
    """What picking an option (or with `wanted` False, ruling it out) leads to."""
    against = status is Status.IMPOSSIBLE if wanted else status is Status.FORCED
    return AGAINST[mode] if against else Reaction.TAKE


@dataclass(frozen=True, slots=True)
class Point:
    """Why an option is worth more or less: "because you said outdoor"."""

    question: str
    answer: Answer
    points: int


@dataclass(frozen=True, slots=True)
class Preferred:
    option: str
    points: int
    because: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What fits the answers.

    choices  what to choose and what to rule out
    fit      hundredths of the points that the answers could give; None: they prefer nothing
    taken    preferred options that are in, the strongest first
    missed   preferred options that cannot be in beside those, or disliked ones that must be
    """

    model: Model
    choices: tuple[Choice, ...]
    fit: int | None
    taken: tuple[Preferred, ...]
    missed: tuple[Preferred, ...]


def answered(model: Model, given: Given) -> list[tuple[Question, Answer]]:
    """Each answer that was given, in the order of the model."""
    questions = {question.id: question for question in model.questions}
    for id, answers in given.items():
        question = questions.get(id)
        known = {answer.id for answer in question.answers} if question else set()
        if question is None or not known.issuperset(answers):
            raise NoSuchAnswer(
                field=id, found=", ".join(answers), expected=", ".join(sorted(known))
            )
        if len(set(answers)) > 1 and not question.several:
            raise NoSuchAnswer(field=id, found=", ".join(answers), expected="one answer only")
    return [
        (question, answer)
        for question in model.questions
        for answer in question.answers
        if answer.id in given.get(question.id, ())
    ]


def demanding(model: Model, given: Given) -> Model:
    """The model in which what the answers demand holds; a reason then names the answer."""
    demands = tuple(
        Rule(f"answer:{question.id}.{answer.id}", answer.demands, answer.name)
        for question, answer in answered(model, given)
        if answer.demands is not None
    )
    return replace(model, rules=(*model.rules, *demands))


def preferences(model: Model, given: Given) -> tuple[Preferred, ...]:
    """Options by the points that the answers give them, the most first."""
    because: dict[str, list[Point]] = {}
    for question, answer in answered(model, given):
        for option, points in answer.prefers.items():
            because.setdefault(option, []).append(Point(question.id, answer, points))
    order = {option.id: number for number, option in enumerate(options(model.root))}
    totals = [Preferred(o, sum(p.points for p in ps), tuple(ps)) for o, ps in because.items()]
    return tuple(sorted(totals, key=lambda p: (-p.points, order.get(p.option, len(order)))))


def propose(model: Model, given: Given, solver: Solver, chosen: Iterable[Choice] = ()) -> Proposal:
    """The strongest preferences that go together, after what was chosen by hand.

    solver  answers for `demanding(model, given)`
    """
    choices = list(chosen)
    wanted = sorted(preferences(model, given), key=lambda p: -abs(p.points))
    taken, missed = [], []
    for preferred in wanted:
        like = preferred.points > 0
        status = solver.look(choices, [preferred.option]).statuses.get(preferred.option)
        if status is Status.FREE and preferred.points:
            choices.append(Choice(preferred.option, like))
        inside = status in (Status.CHOSEN, Status.FORCED) or (status is Status.FREE and like)
        if inside and like:
            taken.append(preferred)
        if inside != like:
            missed.append(preferred)
    return Proposal(model, tuple(choices), _fit(wanted, missed), tuple(taken), tuple(missed))


def _fit(wanted: list[Preferred], missed: list[Preferred]) -> int | None:
    """What is lost by what is missed, of all that there was to win or lose."""
    possible = sum(abs(p.points) for p in wanted)
    if not possible:
        return None
    return (100 * (possible - sum(abs(p.points) for p in missed))) // possible


def ranked(proposals: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """Products by how well they fit; one that the answers say nothing of comes last."""
    return tuple(sorted(proposals, key=lambda p: -1 if p.fit is None else p.fit, reverse=True))


def next_question(
    model: Model, given: Given, free: Collection[str] | None = None
) -> Question | None:
    """The unanswered question whose answers tell most apart; None where no answer changes anything.

    free  options that are still open: what else an answer prefers is no news. None: all
    """
    best, most = None, Fraction(0)
    for question in model.questions:
        if not given.get(question.id):
            told = informative(question, free)
            if told > most:
                best, most = question, told
    return best


def informative(question: Question, free: Collection[str] | None = None) -> Fraction:
    """How likely two answers, taken at random, lead to different wishes (Gini's index)."""
    outcomes = Counter(
        (
            frozenset(
                (option, points)
                for option, points in answer.prefers.items()
                if points and (free is None or option in free)
            ),
            answer.demands,
        )
        for answer in question.answers
    )
    return 1 - sum((Fraction(n, outcomes.total()) ** 2 for n in outcomes.values()), Fraction(0))
