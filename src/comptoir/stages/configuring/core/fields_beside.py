"""The fields of what stands beside the tree: questions, answers, further words, picture layers. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any as Anything
from xml.parsers import expat

from comptoir.stages.configuring.core.field_kinds import (
    ID,
    Field,
    flag,
    ids,
    in_words,
    one_of,
    plain,
)
from comptoir.stages.configuring.core.language import formula, names_of, written
from comptoir.stages.configuring.core.lists import Layer, Text
from comptoir.stages.configuring.core.model import Answer, Model, Question, Words
from comptoir.stages.configuring.core.pairs import BadField, pairs, piece_of

MOST_POINTS = 1_000_000
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">%s</svg>'


def _answers(text: str, question: Question, model: Model) -> dict[str, Anything]:
    return {"answers": tuple(Answer(id=id, name=Words(id)) for id in ids(text))}


def _prefers(text: str, answer: Answer, model: Model) -> dict[str, Anything]:
    known = names_of(model.root).options
    return {"prefers": {one_of(n, known, "an option"): _points(said) for n, said in pairs(text)}}


def _points(said: str) -> int:
    if not re.fullmatch(r"-?\d{1,7}", said) or abs(int(said)) > MOST_POINTS:
        raise BadField(found=said[:60], expected="points after each option: motor = 5, alu = -2")
    return int(said)


def _preferred(answer: Answer, model: Model) -> str:
    return ", ".join(f"{piece_of(name)} = {points}" for name, points in answer.prefers.items())


def _layer(text: str, layer: Layer, model: Model) -> dict[str, Anything]:
    """SVG as it stands inside a picture, with its tags closed; inside, nothing can declare an entity."""
    try:
        expat.ParserCreate().Parse(SVG % (text or "<"), True)
    except expat.ExpatError:
        raise BadField(
            found=text[:60], expected='SVG such as <circle cx="9" cy="9" r="4"/>'
        ) from None
    return {"svg": text}


# Which option a new row belongs to, where it was not added below one.
OPTION = Field("option", lambda item, m: item.option, lambda text, i, m: {}, "option", new=True)
DEMANDS = Field(
    "demands",
    lambda answer, m: "" if answer.demands is None else written(answer.demands),
    lambda text, a, m: {"demands": formula(text, names_of(m.root)) if text else None},
    "code",
)
FIELDS: Mapping[str, tuple[Field, ...]] = {
    "question": (
        ID, *in_words(), Field("answers", lambda q, m: "", _answers, "code", new=True),
        flag("several"),
    ),
    "answer": (ID, *in_words(), Field("prefers", _preferred, _prefers, "code"), DEMANDS),
    "text": (OPTION, ID, plain("text")),
    "layer": (OPTION, Field("svg", lambda layer, m: layer.svg, _layer, "svg")),
}  # fmt: skip
NEEDED = {
    ("question", "id"), ("question", "answers"), ("answer", "id"), ("text", "id"), ("layer", "svg"),
}  # fmt: skip
BLANK: Mapping[str, Anything] = {
    "question": Question(id="", name=Words(), answers=()),
    "answer": Answer(id="", name=Words()),
    "text": Text(option="", id=""),
    "layer": Layer(option=""),
}
