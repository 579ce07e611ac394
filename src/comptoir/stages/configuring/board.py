"""The configurator as a page shows it: every option with its status, reasons, repairs, figures, picture."""

from __future__ import annotations

import base64
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comptoir.kernel.errors import DomainError
from comptoir.kernel.money import half_up
from comptoir.platform.problem import detail
from comptoir.shell import format as fmt
from comptoir.shell.reading import typed
from comptoir.stages.configuring import desk as desks
from comptoir.stages.configuring import telling, violations
from comptoir.stages.configuring.core import chosen
from comptoir.stages.configuring.core.answers import Bounds, State, Status
from comptoir.stages.configuring.core.guiding import Mode
from comptoir.stages.configuring.core.model import AttributeKind, Choice
from comptoir.stages.configuring.core.places import AttributePlace, GroupPlace, PartPlace, Place
from comptoir.stages.configuring.desk import FREE, Act, Desk
from comptoir.stages.configuring.engine import Finished, Held, Loaded
from comptoir.stages.configuring.faces import (
    Face,
    GroupView,
    InputView,
    OptionView,
    PartView,
    button,
)

IN = chosen.IN


@dataclass(frozen=True, slots=True)
class Asked:
    """How a board is drawn.

    base    the product's own price, major units; None where no price book has it
    margin  whether cost and margin are shown
    """

    lang: str
    base: Decimal | None = None
    base_cost: Decimal | None = None
    margin: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """What the engine answered for one drawing.

    into    names that are in the product as it would be now: chosen, forced, proposed
    values  what attributes and parts are then
    held    the choices by which all that is, and those that stand against them
    """

    state: State
    into: frozenset[str]
    values: Mapping[str, Decimal | str]
    rivals: Mapping[str, Status]
    product: Finished | None
    held: Held


def draw(loaded: Loaded, act: Act, asked: Asked) -> dict[str, Any]:
    """What `configuring/board.html` shows."""
    seen = look(loaded, act.desk)
    against = violations.of(loaded, seen.held, asked.lang)
    page = _Page(loaded, act, asked, seen)
    nodes = page.below(loaded.tree.root)
    forced = tuple(n for n, s in seen.state.statuses.items() if s is Status.FORCED)
    fresh = [n for n in forced if n not in act.desk.forced and n in page.shown]
    desk = replace(act.desk, forced=forced)
    whole = seen.product is not None
    return {
        "desk": desks.dump(desk),
        "nodes": nodes,
        "conflict": _conflict(loaded, seen, asked),
        "whole": whole,
        "violations": against,
        "mode": desk.mode.value,
        "modes": [(m.value, str(w), str(said)) for m, (w, said) in violations.MODES.items()],
        "goal": desk.goal,
        "goals": [(g, str(w)) for g, w in telling.GOALS.items()],
        "may_undo": bool(desk.past),
        "figures": _figures(seen, asked),
        "total": _total(seen, asked),
        "layers": picture(loaded, seen.into),
        "summary": [chosen.titled(loaded.tree, p, asked.lang) for p in _listed(loaded, seen.into)],
        "announce": _announce(loaded, act, seen, asked, fresh),
    }


def look(loaded: Loaded, desk: Desk) -> Seen:
    """Ask the engine: the proposal first, for it says what is in and so what is to be seen."""
    held = loaded.held(desk.decided.own)
    own = held.kept
    proposal = loaded.complete(own, desk.goal) if desk.goal != FREE else None
    if proposal is None:
        state = loaded.look(own)
        into = frozenset(n for n, s in state.statuses.items() if s in IN)
        whole = state.valid and state.complete
        product = chosen.finished(loaded.tree, state) if whole else None
        values = {n: b.value for n, b in state.bounds.items() if b.value is not None}
    else:
        full = loaded.look(proposal)
        into = frozenset(n for n, s in full.statuses.items() if s in IN)
        product = chosen.finished(loaded.tree, full)
        values = {n: b.value for n, b in full.bounds.items() if b.value is not None}
    if held.against:
        product = None
        beside = {p.name for c in held.against for p in _beside(loaded, c)}
        into -= beside - {c.id for c in own}
        into |= {c.id for c in held.against if c.value is True}
        into -= {c.id for c in held.against if c.value is False}
        values |= {c.id: c.value for c in held.against if not isinstance(c.value, bool)}
    if proposal is not None:
        state = loaded.look(own, loaded.open_names(into))
    return Seen(state, into, values, _rivals(loaded, own), product, held)


def _rivals(loaded: Loaded, own: tuple[Choice, ...]) -> dict[str, Status]:
    """The statuses of the options that could take the place of a chosen one of their group."""
    found: dict[str, Status] = {}
    for choice in own:
        others = [p.name for p in _beside(loaded, choice)]
        if others:
            found |= loaded.statuses(loaded.without_rivals(own, others[0]), others)
    return found


def _beside(loaded: Loaded, choice: Choice) -> list[Place]:
    """The other options of a group of which only one can be chosen."""
    place = loaded.tree.options.get(choice.id)
    group = loaded.tree.groups.get(place.group or "") if place else None
    if choice.value is not True or group is None or group.most != 1:
        return []
    return [p for p in group.places if p.name != choice.id]


class _Page:
    """Draws the tree; one for each drawing."""

    def __init__(self, loaded: Loaded, act: Act, asked: Asked, seen: Seen) -> None:
        self.loaded, self.act, self.asked, self.seen = loaded, act, asked, seen
        self.tree = loaded.tree
        self.shown: set[str] = set()
        self.against = {c.id for c in seen.held.against}
        self.strict = act.desk.mode is Mode.ALWAYS_CORRECT

    def below(self, place: Place) -> tuple[Any, ...]:
        """What stands below an option: its fields, its groups, its parts."""
        attributes, inner, pieces = self.loaded.beneath[place.name]
        groups = [self.group(g) for g in inner]
        return (
            *(self.field(a) for a in attributes),
            *(g for g in groups if g.options),
            *(self.part(p) for p in pieces),
        )

    def group(self, group: GroupPlace) -> GroupView:
        visible = [p for p in group.places if not p.option.hidden]
        return GroupView(
            self.loaded.number[group.name],
            chosen.label(self.tree, group.name, self.asked.lang) if _named(group) else "",
            telling.how_many(group.group.least, group.most, len(group.places)),
            tuple(self.option(p, group) for p in visible),
        )

    def option(self, place: Place, group: GroupPlace | None) -> OptionView:
        name = place.name
        self.shown.add(name)
        mark = self.mark(name)
        into = name in self.seen.into
        own = self.seen.held.kept
        why = None
        if self.act.why == name and mark in ("impossible", "forced"):
            why = telling.why(self.loaded, own, name, mark == "impossible", self.asked.lang)
        lang, n = self.asked.lang, self.loaded.number[name]
        label = chosen.label(self.tree, name, lang)
        price = _signed(place.option.price, self.loaded.model.currency, lang)
        face = Face(
            n, label, mark, price, into, why is not None, lang,
            one=(one := bool(group and group.most == 1 and len(group.places) > 1)),
            asks=(mark == "impossible" and (self.strict or why is not None))
            or (mark == "forced" and (self.strict or one or why is not None)),
        )  # fmt: skip
        below = self.below(place) if into else ()
        return OptionView(n, label, mark, price, button(face), below, why, self.did(name))

    def did(self, name: str) -> str:
        """What the click on it withdrew."""
        repair = self.act.mended.get(name)
        return (
            telling.way(self.loaded, repair, 0, self.asked.lang, done=True).text if repair else ""
        )

    def mark(self, name: str) -> str:
        if name in self.against:
            return "against"
        status = self.seen.state.statuses.get(name, Status.FREE)
        if status is Status.IMPOSSIBLE and name in self.seen.rivals:
            status = self.seen.rivals[name]
            status = Status.FREE if status is not Status.IMPOSSIBLE else status
        if status is Status.FREE and name in self.seen.into:
            return "proposed"
        return status.value

    def field(self, place: AttributePlace) -> InputView:
        name, attribute = place.name, place.attribute
        seen = self.seen.state.bounds.get(name, Bounds(attribute.least, attribute.most))
        value = self.seen.values.get(name, seen.value)
        bounds = self.free(name).bounds.get(name, seen)
        number = attribute.kind is not AttributeKind.TEXT
        return InputView(
            self.loaded.number[name],
            chosen.label(self.tree, name, self.asked.lang),
            _typed(value, self.asked.lang),
            telling.between(bounds, attribute.step, attribute.unit, self.asked.lang)
            if number
            else "",
            attribute.unit,
            number,
            attribute.longest,
            self.fault(name),
            self.did(name),
        )

    def free(self, name: str) -> State:
        """What could be given here if it were not given yet: a choice is no bound to itself."""
        own = self.seen.held.kept
        others = tuple(c for c in own if c.id != name)
        return self.seen.state if len(others) == len(own) else self.loaded.look(others, (name,))

    def part(self, place: PartPlace) -> PartView:
        least, most = self.free(place.name).counts.get(
            place.name, (place.part.least, place.part.most)
        )
        standing = [p for p in place.places if p.name in self.seen.into]
        n = self.loaded.number[place.name]
        field = InputView(
            n,
            chosen.label(self.tree, place.name, self.asked.lang),
            str(len(standing)),
            telling.between(Bounds(Decimal(least), Decimal(most)), None, "", self.asked.lang),
            "",
            True,
            6,
            self.fault(place.name),
            self.did(place.name),
        )
        return PartView(n, field, tuple(self.option(p, None) for p in standing))

    def fault(self, name: str) -> str:
        error: DomainError | None = self.act.faults.get(name)
        if error is None and name in self.against:
            return _("against the rules")
        return detail(error) if error else ""


def picture(loaded: Loaded, into: Collection[str]) -> list[str]:
    """The layers of what is in, in the order of the tree, each as the address of an image.

    An image cannot run anything, whatever the model says.
    """
    drawn = [p.option.layer for p in loaded.tree.options.values() if p.name in into]
    return [address(svg) for svg in drawn if svg]


def address(svg: str) -> str:
    """A layer as the address of an image."""
    text = svg.strip()
    if not text.startswith("<svg"):
        text = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 300">{text}</svg>'
    elif "xmlns=" not in text[: text.find(">")]:
        text = text.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    return f"data:image/svg+xml;base64,{base64.b64encode(text.encode()).decode()}"


def _listed(loaded: Loaded, into: Collection[str]) -> list[Place]:
    return [
        p for p in loaded.tree.options.values()
        if p.name in into and p.parent is not None and not p.option.hidden
    ]  # fmt: skip


def _figures(seen: Seen, asked: Asked) -> list[tuple[str, str]]:
    done = seen.product
    if done is None:
        return []
    lang = asked.lang
    rows = [(_("Options"), fmt.unit_price(done.price, done.currency, lang))]
    if asked.base:
        rows.insert(0, (_("Product"), fmt.unit_price(asked.base, done.currency, lang)))
    if done.weight:
        rows.append((_("Weight"), f"{fmt.quantity(done.weight, lang)} kg"))
    if done.lead_days:
        days = half_up(done.lead_days)
        rows.append(
            (
                _("Lead time"),
                ngettext("%(n)d working day", "%(n)d working days", days) % {"n": days},
            )
        )
    price, cost = (
        (asked.base or Decimal(0)) + done.price,
        (asked.base_cost or Decimal(0)) + done.cost,
    )
    if asked.margin and price:
        rows.append((_("Margin"), fmt.percent((price - cost) / price * 100, lang, 1)))
    return rows


def _total(seen: Seen, asked: Asked) -> str:
    if seen.product is None:
        return ""
    whole = seen.product.price + (asked.base or Decimal(0))
    return fmt.unit_price(whole, seen.product.currency, asked.lang)


def _announce(loaded: Loaded, act: Act, seen: Seen, asked: Asked, fresh: list[str]) -> str:
    """What a reader who does not see the page hears after a click."""
    said = []
    if act.faults:
        said += [detail(e) for e in act.faults.values()]
    if act.why:
        label = chosen.label(loaded.tree, act.why, asked.lang)
        said.append(_("%(option)s: reasons and ways out are below it.") % {"option": label})
    said += [telling.way(loaded, r, 0, asked.lang, done=True).text for r in act.mended.values()]
    if seen.held.against:
        said.append(violations.count(len(seen.held.against)))
    if fresh and not act.why:
        names = ", ".join(chosen.label(loaded.tree, n, asked.lang) for n in fresh[:4])
        said.append(_("Follows by itself: %(options)s.") % {"options": names})
    total = _total(seen, asked)
    if total:
        said.append(_("Price %(total)s.") % {"total": total})
    return " ".join(said)


def _conflict(loaded: Loaded, seen: Seen, asked: Asked) -> tuple[str, ...]:
    """Why the choices that came with the page cannot all hold; a click never leads here."""
    reason = seen.state.conflict
    return telling.reasons(loaded, reason, asked.lang) if reason else ()


def _signed(price: Decimal, currency: str, lang: str) -> str:
    if not price:
        return ""
    text = fmt.unit_price(price, currency, lang)
    return f"+ {text}" if price > 0 else text


def _typed(value: Decimal | str | None, lang: str) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else typed(value, lang)


def _named(group: GroupPlace) -> bool:
    return bool(group.group.name.en or group.group.name.fr) or len(group.places) > 1
