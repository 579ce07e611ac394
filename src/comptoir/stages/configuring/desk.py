"""What somebody is putting together: it travels with the page, and each click makes the next one.

Nothing of it is stored before it is saved, and nothing of it is believed: the engine judges every choice
again, whatever the page sends.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.core import signing

from comptoir.kernel.errors import DomainError, Invalid
from comptoir.platform import clock
from comptoir.shell.reading import parse_number
from comptoir.stages.configuring import engine
from comptoir.stages.configuring.core import deciding
from comptoir.stages.configuring.core.deciding import Choices, Decided
from comptoir.stages.configuring.core.guiding import Mode, Reaction
from comptoir.stages.configuring.core.model import AttributeKind, Choice
from comptoir.stages.configuring.engine import Decision, Loaded, Repair

MOST_PAST = 30
LONGEST = 250_000  # characters of a page's own state
LONGEST_PAST = 60_000  # what can be undone is forgotten before the page grows further
SALT = "configurator"
GOALS = ("default", "cheapest", "fastest", "richest", "lightest")
FREE = ""  # nothing is proposed


class UnreadableDesk(Invalid):
    """This page is of another time; open the configurator again."""

    code = "unreadable_configurator"


@dataclass(frozen=True, slots=True)
class Desk:
    """goal     what the rest is proposed by; FREE: nothing is
    past     the choices before each click, the newest last
    forced   what followed by itself when the page was drawn, to say what is new
    began    when the configurator was opened, signed
    answers  to the model's questions: what they demand holds
    mode     how strict it is with an impossible choice
    """

    decided: Decided = field(default_factory=Decided)
    goal: str = "default"
    past: tuple[Choices, ...] = ()
    forced: tuple[str, ...] = ()
    began: str = ""
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    mode: Mode = Mode.ALWAYS_CORRECT


@dataclass(frozen=True, slots=True)
class Act:
    """What a click did: the desk after it, and what the page opens or says.

    why     the name whose row of reasons is open
    faults  attribute or part → what is wrong with what was typed
    mended  name that was chosen → what was withdrawn for it
    """

    desk: Desk
    why: str = ""
    faults: Mapping[str, DomainError] = field(default_factory=dict)
    mended: Mapping[str, Repair] = field(default_factory=dict)


def opened(
    choices: Choices = (),
    answers: Mapping[str, Sequence[str]] | None = None,
    mode: Mode = Mode.ALWAYS_CORRECT,
) -> Desk:
    """A fresh desk, with what was chosen and answered before where something is configured again."""
    began = signing.dumps(clock.instant().isoformat(), salt=SALT)
    said = {question: tuple(given) for question, given in (answers or {}).items() if given}
    return Desk(Decided(choices), began=began, answers=said, mode=mode)


def seconds(desk: Desk) -> int | None:
    """How long it has been open; None where the page does not say it."""
    from datetime import datetime

    try:
        began = datetime.fromisoformat(signing.loads(desk.began, salt=SALT))
    except (signing.BadSignature, TypeError, ValueError):
        return None
    return int((clock.instant() - began).total_seconds())


def dump(desk: Desk) -> str:
    """The desk as the page keeps it."""
    return _json(
        {
            "own": engine.dump_choices(desk.decided.own),
            "shelf": engine.dump_choices(desk.decided.shelf),
            "goal": desk.goal,
            "past": _remembered(desk.past),
            "forced": list(desk.forced),
            "began": desk.began,
            "answers": desk.answers,
            "mode": desk.mode.value,
        }
    )


def _remembered(past: tuple[Choices, ...]) -> list[list[dict[str, Any]]]:
    """What was chosen before each click, as far back as a page can carry."""
    kept: list[list[dict[str, Any]]] = []
    room = LONGEST_PAST
    for choices in reversed(past):
        told = engine.dump_choices(choices)
        room -= len(_json(told))
        if room < 0:
            break
        kept.append(told)
    return kept[::-1]


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def read(text: str) -> Desk:
    """The desk that a page sends back."""
    try:
        data = json.loads(text[: LONGEST + 1])
        past = tuple(engine.load_choices(c) for c in data["past"][-MOST_PAST:])
        decided = Decided(engine.load_choices(data["own"]), engine.load_choices(data["shelf"]))
        goal = data["goal"] if data["goal"] in GOALS else FREE
        forced = tuple(str(n) for n in data["forced"])
        said = {str(q)[:80]: tuple(map(str, a)) for q, a in data.get("answers", {}).items()}
        mode = Mode(data.get("mode", Mode.ALWAYS_CORRECT))
        return Desk(decided, goal, past, forced, str(data["began"]), said, mode)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, engine.BadChoices):
        raise UnreadableDesk(field="desk") from None


def act(loaded: Loaded, desk: Desk, post: Mapping[str, Any], lang: str) -> Act:
    """Take in what was typed, then do what was clicked: `do` is a verb and the number of a place.

    What an impossible choice leads to the mode says: its reasons open and it is not made; or it is made, with
    the best repair; or it is made and listed.
    """
    desk, faults, mended = _typed(loaded, desk, post, lang)
    verb, _colon, rest = str(post.get("do", "")).partition(":")
    name, _colon, which = rest.partition(":")
    deed = DEEDS.get(verb)
    if deed is None:
        return Act(desk, faults=faults, mended=mended)
    known = loaded.names
    place = known[int(name)] if name.isdecimal() and int(name) < len(known) else name
    done = deed(loaded, desk, place, which)
    undone = verb == "undo"
    return replace(done, faults=faults, mended={} if undone else {**mended, **done.mended})


def _typed(
    loaded: Loaded, desk: Desk, post: Mapping[str, Any], lang: str
) -> tuple[Desk, dict[str, DomainError], dict[str, Repair]]:
    """Fields whose text is not what the page showed: numbers, texts, how many of a part."""
    faults: dict[str, DomainError] = {}
    mended: dict[str, Repair] = {}
    for n, name in enumerate(loaded.names):
        text = post.get(f"v{n}")
        if text is None or str(text) == str(post.get(f"w{n}", "")):
            continue
        try:
            value = _value(loaded, name, str(text), lang)
        except DomainError as error:
            faults[name] = error
            continue
        fresh, done = _decided(loaded, desk, deciding.given(desk.decided, name, value), name)
        alone = value is None or loaded.possible((Choice(name, value),))
        if not alone or (done and done.reaction is Reaction.REFUSE):
            faults[name] = engine.Impossible(field=name, found=str(text)[:40])
            continue
        mended |= {name: done.repair} if done and done.repair else {}
        desk = _next(desk, fresh)
    return desk, faults, mended


def _decided(
    loaded: Loaded, desk: Desk, fresh: Decided, name: str
) -> tuple[Decided, Decision | None]:
    """What a click meant, as far as the mode lets it be; None where it only took a choice back."""
    value = fresh.value(name)
    if value is None:
        return fresh, None
    done = loaded.decided(fresh.own, Choice(name, value), desk.mode)
    return replace(fresh, own=done.choices), done


def _value(loaded: Loaded, name: str, text: str, lang: str) -> Decimal | str | None:
    """What was typed, as the engine takes it; nothing typed is nothing chosen."""
    body = text.replace("\x00", "").strip()
    if not body:
        return None
    place = loaded.tree.attributes.get(name)
    if place and place.attribute.kind is AttributeKind.TEXT:
        return body[: place.attribute.longest]
    return parse_number(body, lang, field=name)


def _next(desk: Desk, decided: Decided) -> Desk:
    past = (*desk.past, desk.decided.own)[-MOST_PAST:]
    return replace(desk, decided=decided, past=past)


def _pick(loaded: Loaded, desk: Desk, name: str, which: str) -> Act:
    """Choose an option or take it back; `which` says whether the page showed it as in."""
    if name not in loaded.tree.options:
        return Act(desk)
    fresh = _clicked(loaded, desk, name, shown_in=which == "in")
    fresh, done = _decided(loaded, desk, fresh, name)
    if done and done.reaction is Reaction.REFUSE:
        return Act(desk, why=name)
    return Act(_next(desk, fresh), mended={name: done.repair} if done and done.repair else {})


def _clicked(loaded: Loaded, desk: Desk, name: str, *, shown_in: bool) -> Decided:
    place = loaded.tree.options[name]
    group = loaded.tree.groups.get(place.group or "")
    one = bool(group and group.most == 1 and group.group.least == 1 and len(group.places) > 1)
    if one and not (desk.goal == FREE and shown_in):
        return desk.decided if desk.decided.value(name) is True else _chosen(loaded, desk, name)
    if shown_in and (desk.goal != FREE or desk.decided.value(name) is None):
        return deciding.excluded(desk.decided, name)
    if shown_in:
        return deciding.withdrawn(desk.decided, {name})
    return _chosen(loaded, desk, name)


def _chosen(loaded: Loaded, desk: Desk, name: str) -> Decided:
    """With the option, and with what stood below it before, as far as that is still possible."""
    fresh = deciding.toggled(loaded.tree, desk.decided, name)
    if loaded.possible(fresh.own):
        return fresh
    known = {c.id for c in desk.decided.own} | {name}
    return replace(fresh, own=tuple(c for c in fresh.own if c.id in known))


def _why(loaded: Loaded, desk: Desk, name: str, which: str) -> Act:
    return Act(desk, why=name if name in loaded.tree.options else "")


def _repair(loaded: Loaded, desk: Desk, name: str, which: str) -> Act:
    """Apply the repair that was clicked; worked out again, so nothing of the page is believed."""
    if name not in loaded.tree.options or not which.isdecimal():
        return Act(desk)
    own = loaded.without_rivals(desk.decided.own, name)
    ways = loaded.repairs(own, name, True)
    if int(which) >= len(ways):
        return Act(desk, why=name)
    way = ways[int(which)]
    base = replace(desk.decided, own=own)
    fresh = deciding.repaired(base, way.withdraw, way.swaps, Choice(name, True))
    if not loaded.possible(fresh.own):
        return Act(desk, why=name)
    return Act(_next(desk, fresh))


def _settle(loaded: Loaded, desk: Desk, name: str, which: str) -> Act:
    """Have a choice that stands against the rules hold: apply the repair of it that was clicked."""
    held = loaded.held(desk.decided.own)
    wanted = next((c for c in held.against if c.id == name), None)
    ways = loaded.repairs(held.kept, name, wanted.value) if wanted else ()
    if wanted is None or not which.isdecimal() or int(which) >= len(ways):
        return Act(desk)
    way = ways[int(which)]
    return Act(_next(desk, deciding.repaired(desk.decided, way.withdraw, way.swaps, wanted)))


def _drop(loaded: Loaded, desk: Desk, name: str, which: str) -> Act:
    """Take one choice back."""
    return Act(_next(desk, deciding.withdrawn(desk.decided, {name})))


def _mode(loaded: Loaded, desk: Desk, name: str, which: str) -> Act:
    """What was chosen stays: what of it is against the rules stays listed until it is settled."""
    return Act(replace(desk, mode=Mode(name)) if name in set(Mode) else desk)


def _undo(loaded: Loaded, desk: Desk, name: str, which: str) -> Act:
    if not desk.past:
        return Act(desk)
    decided = replace(desk.decided, own=desk.past[-1])
    return Act(replace(desk, decided=decided, past=desk.past[:-1]))


def _reset(loaded: Loaded, desk: Desk, name: str, which: str) -> Act:
    return Act(_next(desk, Decided()))


def _goal(loaded: Loaded, desk: Desk, name: str, which: str) -> Act:
    return Act(replace(desk, goal=name if name in GOALS else FREE))


DEEDS = {
    "pick": _pick, "why": _why, "repair": _repair, "undo": _undo, "reset": _reset, "goal": _goal,
    "mode": _mode, "settle": _settle, "drop": _drop,
}  # fmt: skip
