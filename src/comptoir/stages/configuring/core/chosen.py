"""What is in a product that was put together: rows for documents, and the sums of its figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from comptoir.stages.configuring.core.answers import State, Status
from comptoir.stages.configuring.core.model import NOTHING, Attribute, Words, placed
from comptoir.stages.configuring.core.places import Place, Tree

IN = frozenset({Status.CHOSEN, Status.FORCED})


@dataclass(frozen=True, slots=True)
class Finished:
    """A whole product.

    rows       in the order of the tree: id, en, fr, sku, price, cost (text, major units); `quiet` is
               what counts and is not listed: the product itself, what is hidden
    lead_days  of its slowest option; the other figures are sums; weight in kilograms
    """

    rows: list[dict[str, Any]]
    currency: str
    price: Decimal
    cost: Decimal
    weight: Decimal
    lead_days: Decimal


def finished(tree: Tree, state: State) -> Finished:
    """The product of a state that leaves nothing free."""
    into = [p for p in tree.options.values() if state.statuses.get(p.name) in IN]
    given = dict(_given(tree, state))
    rows: list[dict[str, Any]] = []
    for place in into:
        rows.append(_row(tree, place))
        for attribute in place.option.attributes:
            name = _beside(place, attribute.id)
            if name in given:
                rows.append(_valued(tree, place, attribute, given[name]))
    options = [p.option for p in into]
    return Finished(
        rows,
        tree.model.currency,
        sum((o.price for o in options), NOTHING),
        sum((o.cost for o in options), NOTHING),
        sum((o.weight for o in options), NOTHING),
        max((o.lead_days for o in options), default=NOTHING),
    )


def label(tree: Tree, name: str, lang: str) -> str:
    """What a thing is called: the name of an option, group, part or attribute, its number where
    there are several of it; the id where it has no name."""
    id, numbers = placed(name)
    words: Words
    if name in tree.options:
        place = tree.options[name]
        words = place.option.name
        if place.part:
            words = _either(tree.parts[place.part].part.name, words)
    elif name in tree.attributes:
        words = tree.attributes[name].attribute.name
    elif name in tree.groups:
        words = tree.groups[name].group.name
    else:
        words = tree.parts[name].part.name
    said = words.told(lang) or id
    many = [n for n, part in zip(numbers, tree.above[id], strict=True) if _several(tree, part)]
    return f"{said} {'.'.join(map(str, many))}" if many else said


def _several(tree: Tree, part: str) -> bool:
    """Whether a part may stand more than once below an option."""
    return any(p.part.id == part and p.part.most > 1 for p in tree.parts.values())


def titled(tree: Tree, place: Place, lang: str) -> str:
    """An option under the heading of its group: `Frame: carbon`."""
    said = label(tree, place.name, lang)
    if not place.group:
        return said
    group = tree.groups[place.group].group
    heading = group.name.told(lang)
    alone = len(group.options) == 1
    plain = not heading or alone or heading == said
    return said if plain else f"{heading}{colon(lang)} {said}"


def colon(lang: str) -> str:
    """French sets a space before it, which does not break."""
    return "\u00a0:" if lang == "fr" else ":"


def number(value: Decimal, lang: str) -> str:
    """A number as people write it."""
    said = f"{value.normalize():f}" if value else "0"
    return said.replace(".", ",") if lang == "fr" else said


def _row(tree: Tree, place: Place) -> dict[str, Any]:
    option = place.option
    row: dict[str, Any] = {
        "id": place.name,
        "en": titled(tree, place, "en"),
        "fr": titled(tree, place, "fr"),
        "sku": option.sku,
        "price": _plain(option.price),
        "cost": _plain(option.cost),
    }
    if option.hidden or place.parent is None:
        row["quiet"] = True
    return row


def _valued(tree: Tree, place: Place, attribute: Attribute, value: Decimal | str) -> dict[str, Any]:
    name = _beside(place, attribute.id)

    def said(lang: str) -> str:
        text = value if isinstance(value, str) else number(value, lang)
        return f"{label(tree, name, lang)}{colon(lang)} {text} {attribute.unit}".strip()

    return {
        "id": name, "en": said("en"), "fr": said("fr"), "sku": "", "price": "0", "cost": "0",
    }  # fmt: skip


def _given(tree: Tree, state: State) -> Iterator[tuple[str, Decimal | str]]:
    for name, bounds in state.bounds.items():
        if bounds.value is not None and bounds.value != "" and name in tree.attributes:
            yield name, bounds.value


def _beside(place: Place, id: str) -> str:
    """The name of an attribute of an option at its place."""
    _own, _hash, numbers = place.name.partition("#")
    return f"{id}#{numbers}" if numbers else id


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}" if value else "0"


def _either(first: Words, second: Words) -> Words:
    return first if first.en or first.fr else second
