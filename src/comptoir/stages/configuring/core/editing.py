"""One edit of a model: a row of its tree, rules, materials, operations or tests, added or changed.

Pure: `edited(model, edit)` is the model after it, or a refusal; nothing but what the edit speaks of changes.
A row is known by its kind and its id, a material by its number from 1. An id that changes follows everywhere
it is named. What a rule or a test still names is removed together with them, or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any as Anything

from comptoir.kernel.errors import Invalid
from comptoir.stages.configuring.core.fields import FIELDS, made, with_fields
from comptoir.stages.configuring.core.language import names_of
from comptoir.stages.configuring.core.model import Model, Option, Question, options
from comptoir.stages.configuring.core.pairs import BadField
from comptoir.stages.configuring.core.renaming import (
    SPEAKERS,
    Role,
    mentioned,
    renamed,
    speakers,
)
from comptoir.stages.configuring.core.soundness import every_id
from comptoir.stages.configuring.core.yaml_kinds import CHOOSE

TREE = ("option", "group", "attribute", "part")
LISTS = {"group": "groups", "attribute": "attributes", "part": "parts"}


class Deed(StrEnum):
    """What is done to a row."""

    ADD = "add"
    CHANGE = "change"
    UP = "up"
    DOWN = "down"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Edit:
    """kind    option, group, attribute, part, rule, material, operation, test; model: what it is sold as
    at      the row; where one is added the row it stands below: an option's group, else an option
    fields  what was written in the row, as text; what is not there, or as it was, stays
    along   remove what names it too
    """

    deed: Deed
    kind: str
    at: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    along: bool = False


class NothingThere(Invalid):
    """The model has nothing of this id."""

    code = "nothing_of_this_id"


class IdTaken(Invalid):
    """The model already has something of this id."""

    code = "model_id_taken"


class StaysThere(Invalid):
    """The product itself and what a part consists of can be changed, not moved or removed."""

    code = "model_root_stays"


class StillNamed(Invalid):
    """Something in the model still names this: change that first, or remove it along."""

    code = "model_still_named"


Items = tuple[Anything, ...]


def edited(model: Model, edit: Edit) -> Model:
    """The model after the edit."""
    if edit.kind not in FIELDS:
        raise BadField(field="kind", found=edit.kind[:40], expected=", ".join(FIELDS))
    if edit.kind == "model" and edit.deed is not Deed.CHANGE:
        raise StaysThere(field="model", found=model.code)
    return DEEDS[edit.deed](model, edit)


def found(model: Model, kind: str, at: str) -> Anything:
    """The row of this kind and id."""
    if kind == "model":
        return model
    if kind == "option":
        for option in options(model.root):
            if option.id == at:
                return option
    seen: list[Anything] = []

    def look(owner: str, items: Items) -> Items:
        seen.extend(item for n, item in enumerate(items, start=1) if key_of(kind, item, n) == at)
        return items

    _listed(model, kind, look)
    if not seen:
        raise NothingThere(field=kind, found=at[:80])
    return seen[0]


def naming(model: Model, kind: str, at: str) -> list[tuple[str, str]]:
    """Kind and key of all that speaks of a row, or of something below it."""
    return _naming(model, *_gone(model, kind, at))


def key_of(kind: str, item: Anything, number: int) -> str:
    """What a row is known by in its list."""
    return str(number) if kind == "material" else str(item.id)


# ── deeds ─────────────────────────────────────────────────────────────────────────────────────────


def _add(model: Model, edit: Edit) -> Model:
    item = made(edit.kind, edit.fields, model)
    if edit.kind in TREE:
        for id in _ids_of(edit.kind, item):
            _free(model, edit.kind, id)
    elif edit.kind != "material":
        _free(model, edit.kind, item.id)
    seen = False

    def into(owner: str, items: Items) -> Items:
        nonlocal seen
        if edit.kind in TREE and owner != edit.at:
            return items
        seen = True
        return (*items, item)

    fresh = _listed(model, edit.kind, into)
    if not seen:
        raise NothingThere(field="group" if edit.kind == "option" else "option", found=edit.at[:80])
    return fresh


def _change(model: Model, edit: Edit) -> Model:
    before = found(model, edit.kind, edit.at)
    after = with_fields(edit.kind, before, edit.fields, model)
    old, new = getattr(before, "id", ""), getattr(after, "id", "")
    if old != new:
        _free(model, edit.kind, new)
        after = replace(after, id=old)
    fresh = _put(model, edit.kind, before, after)
    if old == new:
        return fresh
    if edit.kind in (*TREE, "rule"):
        return renamed(fresh, edit.kind, old, new)
    return _put(fresh, edit.kind, after, replace(after, id=new))


def _put(model: Model, kind: str, before: Anything, after: Anything) -> Model:
    """The model with `after` where `before` stands."""
    if kind == "model":
        fresh: Model = after
        return fresh
    if kind == "option":
        return replace(model, root=_swapped(model.root, before, after))

    def swap(owner: str, items: Items) -> Items:
        return tuple(after if item is before else item for item in items)

    return _listed(model, kind, swap)


def _swapped(option: Option, before: Option, after: Option) -> Option:
    if option is before:
        return after
    return _deeper(option, lambda below: _swapped(below, before, after))


def _move(step: int) -> Callable[[Model, Edit], Model]:
    def move(model: Model, edit: Edit) -> Model:
        item = found(model, edit.kind, edit.at)
        seen = False

        def shift(owner: str, items: Items) -> Items:
            nonlocal seen
            at = next((n for n, each in enumerate(items) if each is item), None)
            if at is None:
                return items
            seen = True
            to = min(max(at + step, 0), len(items) - 1)
            rest = items[:at] + items[at + 1 :]
            return (*rest[:to], item, *rest[to:])

        fresh = _listed(model, edit.kind, shift)
        if not seen:
            raise StaysThere(field="option", found=edit.at[:80])
        return fresh

    return move


def _remove(model: Model, edit: Edit) -> Model:
    item = found(model, edit.kind, edit.at)
    if edit.kind in (*TREE, "rule"):
        gone, figures = _gone(model, edit.kind, edit.at)
        named = _naming(model, gone, figures)
        if named and not edit.along:
            told = ", ".join(f"{kind} {key}" for kind, key in named)
            raise StillNamed(field="along", found=edit.at[:80], named=told[:400])
        model = _unspoken(model, gone, figures)
    seen = False

    def drop(owner: str, items: Items) -> Items:
        nonlocal seen
        seen = seen or any(each is item for each in items)
        return tuple(each for each in items if each is not item)

    fresh = _listed(model, edit.kind, drop)
    if not seen:
        raise StaysThere(field="option", found=edit.at[:80])
    return fresh


DEEDS: dict[Deed, Callable[[Model, Edit], Model]] = {
    Deed.ADD: _add,
    Deed.CHANGE: _change,
    Deed.UP: _move(-1),
    Deed.DOWN: _move(1),
    Deed.REMOVE: _remove,
}


# ── what names what ───────────────────────────────────────────────────────────────────────────────


def _gone(model: Model, kind: str, at: str) -> tuple[frozenset[tuple[str, Role]], frozenset[str]]:
    """The ids that go with a row, and the figures that only stand in what goes."""
    if kind == "rule":
        return frozenset({(at, Role.RULE)}), frozenset()
    if kind not in TREE:
        return frozenset(), frozenset()
    item = found(model, kind, at)
    ids = _ids_of(kind, item)
    attributes = {a.id for o in _options_of(kind, item) for a in o.attributes}
    attributes |= {item.id} if kind == "attribute" else set()
    gone = {(id, Role.ID) for id in ids} | {(id, Role.SUMMED) for id in attributes}
    inside = {o.id for o in _options_of(kind, item)}
    kept = {name for o in options(model.root) if o.id not in inside for name in o.values}
    lost = {name for o in _options_of(kind, item) for name in o.values} - kept
    return frozenset(gone), frozenset(lost)


def _naming(
    model: Model, gone: frozenset[tuple[str, Role]], figures: frozenset[str]
) -> list[tuple[str, str]]:
    attributes = names_of(model.root).attributes

    def names(name: str, role: Role) -> bool:
        figure = role is Role.FIGURE or (role is Role.SUMMED and name not in attributes)
        return (name, role) in gone or (figure and name in figures)

    return [(kind, key) for kind, key, thing in speakers(model) if mentioned(thing, names)]


def _unspoken(model: Model, gone: frozenset[tuple[str, Role]], figures: frozenset[str]) -> Model:
    """The model without all that names what goes; of a question only the answers that do."""
    named = set(_naming(model, gone, figures))
    rules = frozenset((key, Role.RULE) for kind, key in named if kind == "rule")
    named |= set(_naming(model, rules, frozenset())) if rules else set()
    kept: dict[str, Anything] = {
        listed: tuple(
            thing
            for n, thing in enumerate(getattr(model, listed), start=1)
            if kind == "question" or (kind, key_of(kind, thing, n)) not in named
        )
        for kind, listed in SPEAKERS.items()
    }
    questions = tuple(_answered(q, gone, figures, model) for q in model.questions)
    kept["questions"] = tuple(q for q in questions if q.answers)
    return replace(model, **kept)


def _answered(
    question: Question, gone: frozenset[tuple[str, Role]], figures: frozenset[str], model: Model
) -> Question:
    """A question without points for what goes, and without the answers that demand it."""
    answers = []
    for answer in question.answers:
        prefers = {k: v for k, v in answer.prefers.items() if (k, Role.ID) not in gone}
        lighter = replace(answer, prefers=prefers)
        alone = replace(model, questions=(replace(question, answers=(lighter,)),))
        if ("question", question.id) not in _naming(alone, gone, figures):
            answers.append(lighter)
    return replace(question, answers=tuple(answers))


def _options_of(kind: str, item: Anything) -> list[Option]:
    """Every option that goes with a row of the tree."""
    if kind == "option":
        return list(options(item))
    if kind == "group":
        return [each for option in item.options for each in options(option)]
    return list(options(item.option)) if kind == "part" else []


def _ids_of(kind: str, item: Anything) -> list[str]:
    """Every id of a row of the tree and below it."""
    if kind == "option":
        return list(every_id(item))
    tops = item.options if kind == "group" else (item.option,) if kind == "part" else ()
    return [item.id, *(id for option in tops for id in every_id(option))]


def _free(model: Model, kind: str, id: str) -> None:
    """Refuse an id that something has; in the tree also one that a figure has, or `sum` would mean two."""
    if kind in TREE:
        names = names_of(model.root)
        taken = {*every_id(model.root), *(names.figures if kind == "attribute" else ())}
    else:
        taken = {thing.id for thing in getattr(model, SPEAKERS[kind])}
    if id in taken:
        raise IdTaken(field="id", found=id[:80])


# ── every list of a kind ──────────────────────────────────────────────────────────────────────────


def _listed(model: Model, kind: str, on: Callable[[str, Items], Items]) -> Model:
    """The model with every list of a kind passed through `on`, with the id of what it stands below."""
    if kind not in TREE:
        listed = SPEAKERS[kind]
        fresh: dict[str, Anything] = {listed: on("", getattr(model, listed))}
        return replace(model, **fresh)
    return replace(model, root=_below(model.root, kind, on))


def _below(option: Option, kind: str, on: Callable[[str, Items], Items]) -> Option:
    if kind in LISTS:
        listed = LISTS[kind]
        fresh: dict[str, Anything] = {listed: on(option.id, getattr(option, listed))}
        option = replace(option, **fresh)
    else:
        groups = []
        for group in option.groups:
            inside = on(group.id, group.options)
            every, bounds = len(group.options), (group.least, group.most)
            if len(inside) != every and bounds == (every, every) and bounds not in CHOOSE.values():
                group = replace(group, least=len(inside), most=len(inside))  # all stays all
            groups.append(replace(group, options=inside))
        option = replace(option, groups=tuple(groups))
    return _deeper(option, lambda below: _below(below, kind, on))


def _deeper(option: Option, on: Callable[[Option], Option]) -> Option:
    """The option with each option right below it passed through."""
    return replace(
        option,
        groups=tuple(replace(g, options=tuple(map(on, g.options))) for g in option.groups),
        parts=tuple(replace(p, option=on(p.option)) for p in option.parts),
    )
