"""The lists of a model whose rows are edited one by one: every list of a kind, and what it stands below.

Pure. Further words and the picture layer of an option are rows too: `Text` and `Layer` stand for them while
they are edited; in the model they are fields of their option.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any as Anything

from comptoir.stages.configuring.core.model import Model, Option, Question
from comptoir.stages.configuring.core.renaming import SPEAKERS
from comptoir.stages.configuring.core.soundness import every_id
from comptoir.stages.configuring.core.yaml_kinds import CHOOSE

TREE = ("option", "group", "attribute", "part")
LISTS = {"group": "groups", "attribute": "attributes", "part": "parts"}
# What a row stands below: of a kind without an owner there is one list in the model.
OWNERS = {
    "option": "group", "group": "option", "attribute": "option", "part": "option",
    "answer": "question", "text": "option", "layer": "option",
}  # fmt: skip
SIGN = "#"  # no id has it in it: between the id of an owner and what is known only within it

Items = tuple[Anything, ...]
On = Callable[[str, Items], Items]


@dataclass(frozen=True, slots=True)
class Text:
    """A further word of an option: "RAL" says "1013"."""

    option: str
    id: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Layer:
    """What is drawn when an option is chosen."""

    option: str
    svg: str = ""


def key_of(kind: str, item: Anything, number: int, owner: str = "") -> str:
    """What a row is known by: a material by its number, an answer by its question too."""
    if kind == "material":
        return str(number)
    if kind == "layer":
        return str(item.option)
    return f"{owner}{SIGN}{item.id}" if kind in ("answer", "text") else str(item.id)


def listed(model: Model, kind: str, on: On) -> Model:
    """The model with every list of a kind passed through `on`, with the id of what it stands below."""
    if kind == "answer":
        return replace(model, questions=tuple(_answers(q, on) for q in model.questions))
    if kind in OWNERS:
        return replace(model, root=_below(model.root, kind, on))
    name = SPEAKERS[kind]
    fresh: dict[str, Anything] = {name: on("", getattr(model, name))}
    return replace(model, **fresh)


def _answers(question: Question, on: On) -> Question:
    return replace(question, answers=on(question.id, question.answers))


def _below(option: Option, kind: str, on: On) -> Option:
    if kind in LISTS:
        name = LISTS[kind]
        fresh: dict[str, Anything] = {name: on(option.id, getattr(option, name))}
        option = replace(option, **fresh)
    elif kind == "text":
        texts = on(option.id, texts_of(option))
        option = replace(option, texts={text.id: text.text for text in texts})
    elif kind == "layer":
        layers = on(option.id, layers_of(option))
        option = replace(option, layer=layers[-1].svg if layers else "")
    else:
        option = _grouped(option, on)
    return deeper(option, lambda below: _below(below, kind, on))


def _grouped(option: Option, on: On) -> Option:
    groups = []
    for group in option.groups:
        inside = on(group.id, group.options)
        every, bounds = len(group.options), (group.least, group.most)
        if len(inside) != every and bounds == (every, every) and bounds not in CHOOSE.values():
            group = replace(group, least=len(inside), most=len(inside))  # all stays all
        groups.append(replace(group, options=inside))
    return replace(option, groups=tuple(groups))


def texts_of(option: Option) -> tuple[Text, ...]:
    """The further words of an option, as rows."""
    return tuple(Text(option.id, id, text) for id, text in option.texts.items())


def layers_of(option: Option) -> tuple[Layer, ...]:
    """What an option draws, as a row; none where it draws nothing."""
    return (Layer(option.id, option.layer),) if option.layer else ()


def deeper(option: Option, on: Callable[[Option], Option]) -> Option:
    """The option with each option right below it passed through."""
    return replace(
        option,
        groups=tuple(replace(g, options=tuple(map(on, g.options))) for g in option.groups),
        parts=tuple(replace(p, option=on(p.option)) for p in option.parts),
    )


def ids_of(kind: str, item: Anything) -> list[str]:
    """Every id of a row of the tree and below it."""
    if kind == "option":
        return list(every_id(item))
    tops = item.options if kind == "group" else (item.option,) if kind == "part" else ()
    return [item.id, *(id for option in tops for id in every_id(option))]
