"""One edit of a model: a row of its tree, or of what speaks of it, added, changed, moved or removed.

Pure: `edited(model, edit)` is the model after it, or a refusal; nothing but what the edit speaks of changes.
A row is known by its kind and its id, a material by its number from 1, an answer and a further word by the id
of what it belongs to, `#` and its own, a picture layer by its option. An id that changes follows everywhere
it is named. What a rule or a test still names is removed together with them, or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any as Anything

from comptoir.kernel.errors import Invalid
from comptoir.stages.configuring.core import lists, moving
from comptoir.stages.configuring.core.fields import FIELDS, made, with_fields
from comptoir.stages.configuring.core.language import names_of
from comptoir.stages.configuring.core.lists import OWNERS, SIGN, TREE, Items, key_of, listed
from comptoir.stages.configuring.core.model import Model, Option, options
from comptoir.stages.configuring.core.naming import Named, gone, unspoken
from comptoir.stages.configuring.core.naming import naming as named_by
from comptoir.stages.configuring.core.pairing import kept
from comptoir.stages.configuring.core.pairs import BadField
from comptoir.stages.configuring.core.renaming import SPEAKERS, renamed
from comptoir.stages.configuring.core.soundness import every_id

UNDER = "under"  # the field of a row of the tree that says what it stands below


class Deed(StrEnum):
    """What is done to a row."""

    ADD = "add"
    CHANGE = "change"
    UP = "up"
    DOWN = "down"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Edit:
    """kind    a key of `FIELDS`; model: what it is sold as
    at      the row; where one is added the row it stands below: an option's group, an answer's question, else
            an option
    fields  what was written in the row, as text; what is not there, or as it was, stays. `under` of a row of
            the tree is the group or option that it goes to stand below
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
        seen.extend(i for n, i in enumerate(items, start=1) if key_of(kind, i, n, owner) == at)
        return items

    listed(model, kind, look)
    if not seen:
        raise NothingThere(field=kind, found=at[:80])
    return seen[0]


def naming(model: Model, kind: str, at: str) -> Named:
    """Kind and key of all that speaks of a row, or of something below it."""
    return named_by(model, gone(model, kind, found(model, kind, at)))


# ── deeds ─────────────────────────────────────────────────────────────────────────────────────────


def _add(model: Model, edit: Edit) -> Model:
    item = made(edit.kind, edit.fields, model)
    owner = edit.at or edit.fields.get("option", "").strip()
    if edit.kind in ("text", "layer"):
        item = replace(item, option=owner)
    _all_free(model, edit.kind, item, owner)
    seen = False

    def into(below: str, items: Items) -> Items:
        nonlocal seen
        if edit.kind in OWNERS and below != owner:
            return items
        seen = True
        return (*items, item)

    fresh = listed(model, edit.kind, into)
    if not seen:
        raise NothingThere(field=OWNERS[edit.kind], found=owner[:80])
    return fresh


def _change(model: Model, edit: Edit) -> Model:
    before = found(model, edit.kind, edit.at)
    after = with_fields(edit.kind, before, edit.fields, model)
    old, new = getattr(before, "id", ""), getattr(after, "id", "")
    if old != new:
        _free(model, edit.kind, new, edit.at.partition(SIGN)[0])
        after = replace(after, id=old)
    fresh = _put(model, edit.kind, before, after)
    if old != new and edit.kind in (*TREE, "rule"):
        fresh = kept(fresh, old, new) if edit.kind == "option" else fresh
        fresh = renamed(fresh, edit.kind, old, new)
    elif old != new:
        fresh = _put(fresh, edit.kind, after, replace(after, id=new))
    to = edit.fields.get(UNDER, "").strip()
    return _moved(fresh, edit, new, to) if to and edit.kind in TREE else fresh


def _moved(model: Model, edit: Edit, at: str, to: str) -> Model:
    """Below another group or option; what it cannot take along goes, or it stays."""
    item = found(model, edit.kind, at)
    place = moving.owner(model, edit.kind, item)
    if to == place:
        return model
    if place is None:
        raise StaysThere(field=UNDER, found=at[:80])
    left = moving.left(model, edit.kind, item, to)
    _unnamed(left, edit)
    return moving.moved(model, edit.kind, item, to, left)


def _put(model: Model, kind: str, before: Anything, after: Anything) -> Model:
    """The model with `after` where `before` stands."""
    if kind == "model":
        fresh: Model = after
        return fresh
    if kind == "option":
        return replace(model, root=_swapped(model.root, before, after))

    def swap(owner: str, items: Items) -> Items:
        return tuple(after if _is(item, before) else item for item in items)

    return listed(model, kind, swap)


def _is(item: Anything, row: Anything) -> bool:
    """Whether it is the row; of what stands for a field of an option, whether it says the same."""
    return item is row or (isinstance(row, lists.Text | lists.Layer) and item == row)


def _swapped(option: Option, before: Option, after: Option) -> Option:
    if option is before:
        return after
    return lists.deeper(option, lambda below: _swapped(below, before, after))


def _move(step: int) -> Callable[[Model, Edit], Model]:
    def move(model: Model, edit: Edit) -> Model:
        item = found(model, edit.kind, edit.at)
        seen = False

        def shift(owner: str, items: Items) -> Items:
            nonlocal seen
            at = next((n for n, each in enumerate(items) if _is(each, item)), None)
            if at is None:
                return items
            seen = True
            to = min(max(at + step, 0), len(items) - 1)
            rest = items[:at] + items[at + 1 :]
            return (*rest[:to], item, *rest[to:])

        fresh = listed(model, edit.kind, shift)
        if not seen:
            raise StaysThere(field="option", found=edit.at[:80])
        return fresh

    return move


def _remove(model: Model, edit: Edit) -> Model:
    item = found(model, edit.kind, edit.at)
    what = gone(model, edit.kind, item)
    if named := named_by(model, what):
        _unnamed(named, edit)
        model = unspoken(model, what)
    seen = False

    def drop(owner: str, items: Items) -> Items:
        nonlocal seen
        seen = seen or any(_is(each, item) for each in items)
        return tuple(each for each in items if not _is(each, item))

    fresh = listed(model, edit.kind, drop)
    if not seen:
        raise StaysThere(field="option", found=edit.at[:80])
    return fresh


def _unnamed(named: Named, edit: Edit) -> None:
    """Refuse what is still named, unless what names it goes along."""
    if named and not edit.along:
        told = ", ".join(f"{kind} {key}" for kind, key in named)
        raise StillNamed(field="along", found=edit.at[:80], named=told[:400])


DEEDS: dict[Deed, Callable[[Model, Edit], Model]] = {
    Deed.ADD: _add,
    Deed.CHANGE: _change,
    Deed.UP: _move(-1),
    Deed.DOWN: _move(1),
    Deed.REMOVE: _remove,
}


# ── ids that are free ─────────────────────────────────────────────────────────────────────────────


def _all_free(model: Model, kind: str, item: Anything, owner: str) -> None:
    """Refuse a row of which something is there already."""
    if kind in TREE:
        for id in lists.ids_of(kind, item):
            _free(model, kind, id)
    elif kind != "material":
        _free(model, kind, "" if kind == "layer" else item.id, owner)


def _free(model: Model, kind: str, id: str, owner: str = "") -> None:
    """Refuse an id that something has; in the tree also one that a figure has, or `sum` would mean two."""
    if kind in TREE:
        names = names_of(model.root)
        taken = {*every_id(model.root), *(names.figures if kind == "attribute" else ())}
    elif kind in OWNERS:
        taken = _within(model, kind, owner)
    else:
        taken = {thing.id for thing in getattr(model, SPEAKERS[kind])}
    if id in taken:
        raise IdTaken(field="option" if kind == "layer" else "id", found=(id or owner)[:80])


def _within(model: Model, kind: str, owner: str) -> set[str]:
    """The ids of a kind below one owner; of layers, of which an option has one, no id at all."""
    taken: set[str] = set()

    def look(below: str, items: Items) -> Items:
        if below == owner:
            taken.update(getattr(item, "id", "") for item in items)
        return items

    listed(model, kind, look)
    return taken
