"""Two versions of a model: what differs, in words; and what of a configuration the next one keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from comptoir.stages.configuring.core.answers import Reason
from comptoir.stages.configuring.core.guiding import Solver
from comptoir.stages.configuring.core.language import written
from comptoir.stages.configuring.core.model import (
    Attribute,
    AttributeKind,
    Choice,
    Model,
    Option,
    Part,
    options,
    placed,
)
from comptoir.stages.configuring.core.soundness import fits
from comptoir.stages.configuring.core.telling import number

Fact = str | Decimal | bool | None


class Deed(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    kind           option, group, attribute, part, rule, material, operation, question, test or model
    what           the fact that changed ("price"); "" for a thing that came or went
    before, after  the fact
    """

    deed: Deed
    kind: str
    id: str
    what: str = ""
    before: Fact = None
    after: Fact = None


def changes(before: Model, after: Model) -> tuple[Change, ...]:
    """Every difference, in the order of the model: what went, what came, what is not what it was."""
    old, new = dict(_facts(before)), dict(_facts(after))
    found = [Change(Deed.REMOVED, *key) for key in old if key not in new]
    for key, facts in new.items():
        if key not in old:
            found.append(Change(Deed.ADDED, *key))
            continue
        was = old[key]
        found += [
            Change(Deed.CHANGED, *key, what, was.get(what), facts.get(what))
            for what in dict.fromkeys((*was, *facts))
            if was.get(what) != facts.get(what)
        ]
    return tuple(found)


def _facts(model: Model) -> Iterator[tuple[tuple[str, str], dict[str, Fact]]]:
    """(kind, id) → what can be said of it."""
    yield (
        ("model", model.code),
        {"name": f"{model.name.en}/{model.name.fr}", "sku": model.sku, "currency": model.currency},
    )
    for option in options(model.root):
        yield ("option", option.id), _of_option(option)
        for group in option.groups:
            inside = ", ".join(each.id for each in group.options)
            most = len(group.options) if group.most is None else group.most
            choose = f"{group.least}..{most}"
            yield ("group", group.id), {"choose": choose, "options": inside, "below": option.id}
        for attribute in option.attributes:
            yield ("attribute", attribute.id), _of_attribute(attribute)
        for part in option.parts:
            yield ("part", part.id), {"times": f"{part.least}..{part.most}", "each": part.option.id}
    yield from _of_rules(model)


def _of_option(option: Option) -> dict[str, Fact]:
    return {
        "name": f"{option.name.en}/{option.name.fr}",
        "sku": option.sku,
        "price": option.price,
        "cost": option.cost,
        "weight": option.weight,
        "lead_days": option.lead_days,
        "default": option.default,
        "hidden": option.hidden,
        "layer": option.layer,
        **option.values,
        **option.texts,
    }


def _of_attribute(attribute: Attribute) -> dict[str, Fact]:
    return {
        "kind": attribute.kind.value,
        "from": attribute.least,
        "to": attribute.most,
        "step": attribute.step,
        "unit": attribute.unit,
        "default": attribute.default,
        "longest": Decimal(attribute.longest),
    }


def _of_rules(model: Model) -> Iterator[tuple[tuple[str, str], dict[str, Fact]]]:
    for rule in model.rules:
        words = f"{rule.words.en}/{rule.words.fr}"
        yield (
            ("rule", rule.id),
            {"rule": written(rule.formula), "words": words, "within": rule.within},
        )
    seen: dict[str, int] = {}
    for material in model.materials:
        seen[material.sku] = seen.get(material.sku, 0) + 1
        again = f" ({seen[material.sku]})" if seen[material.sku] > 1 else ""
        yield (
            ("material", material.sku + again),
            {
                "quantity": written(material.quantity),
                "when": written(material.when) if material.when else None,
                "within": material.within,
                "unit": material.unit,
            },
        )
    for operation in model.operations:
        yield (
            ("operation", operation.id),
            {
                "work_center": operation.work_center,
                "setup_minutes": written(operation.setup_minutes),
                "run_minutes": written(operation.run_minutes),
                "when": written(operation.when) if operation.when else None,
                "within": operation.within,
            },
        )
    for kind, things in (("question", model.questions), ("test", model.tests)):
        for thing in things:
            yield (kind, thing.id), {"content": repr(thing)}


# ── in words ──────────────────────────────────────────────────────────────────────────────────────

KINDS = {
    "model": ("model", "modèle"),
    "option": ("option", "option"),
    "group": ("group", "groupe"),
    "attribute": ("attribute", "attribut"),
    "part": ("part", "pièce"),
    "rule": ("rule", "règle"),
    "material": ("material", "composant"),
    "operation": ("operation", "opération"),
    "question": ("question", "question"),
    "test": ("test", "test"),
}
SENTENCES = {
    Deed.ADDED: ("{kind} {id}: new", "{kind} {id}\u00a0: nouveau"),
    Deed.REMOVED: ("{kind} {id}: gone", "{kind} {id}\u00a0: supprimé"),
    Deed.CHANGED: (
        "{kind} {id}: {what} {before} → {after}",
        "{kind} {id}\u00a0: {what} {before} → {after}",
    ),
}
WHATS = {
    "name": "nom", "price": "prix", "cost": "coût", "weight": "poids", "lead_days": "délai",
    "default": "par défaut", "hidden": "caché", "layer": "dessin", "choose": "à choisir",
    "options": "options", "below": "sous", "kind": "type", "from": "de", "to": "à", "step": "pas",
    "unit": "unité", "times": "nombre", "each": "chacune", "rule": "règle", "words": "texte",
    "within": "dans", "quantity": "quantité", "when": "quand", "work_center": "poste",
    "setup_minutes": "réglage (min)", "run_minutes": "exécution (min)", "content": "contenu",
    "longest": "longueur", "currency": "devise",
}  # fmt: skip
EMPTY: Mapping[str, str] = {}
OPAQUE = ("layer", "content")  # too long to show: only that they changed


def told(change: Change, lang: str, names: Mapping[str, str] = EMPTY) -> str:
    """A difference in words: "option alu: price 240 → 260"; where `names` knows it, by its name too."""
    french = lang == "fr"
    what = WHATS.get(change.what, change.what) if french else change.what.replace("_", " ")
    hide = change.what in OPAQUE
    name = names.get(change.id, change.id)
    return SENTENCES[change.deed][french].format(
        kind=KINDS[change.kind][french],
        id=change.id if name == change.id else f"{name} ({change.id})",
        what=what,
        before="…" if hide else _shown(change.before, lang),
        after="…" if hide else _shown(change.after, lang),
    )


def _shown(fact: Fact, lang: str) -> str:
    if isinstance(fact, bool):
        return {True: ("yes", "oui"), False: ("no", "non")}[fact][lang == "fr"]
    if isinstance(fact, Decimal):
        return number(fact, lang)
    return fact or "–"


# ── from one version to the next ──────────────────────────────────────────────────────────────────


class Why(StrEnum):
    """Why a choice is lost."""

    GONE = "gone"  # the new version has nothing of this name
    OTHER = "other"  # it is something else there
    OUT_OF_BOUNDS = "out_of_bounds"  # the number or text is not taken any more
    TOO_MANY = "too_many"  # the part may not stand so often any more
    RULES = "rules"  # the rules refuse it beside what is kept


@dataclass(frozen=True, slots=True)
class Lost:
    """A choice that is not kept; `reason` where rules refuse it."""

    choice: Choice
    why: Why
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Migration:
    kept: tuple[Choice, ...]
    lost: tuple[Lost, ...]


def migrate(choices: Iterable[Choice], after: Model, solver: Solver | None = None) -> Migration:
    """What of a configuration the version `after` keeps. The earlier choice is kept where two collide.

    solver  answers for `after`; without one, rules are not asked
    """
    kept: list[Choice] = []
    lost: list[Lost] = []
    things = dict(_things(after.root, ()))
    for choice in choices:
        why = _why_not(choice, things)
        if why:
            lost.append(Lost(choice, why))
        else:
            kept.append(choice)
    if solver is None or solver.look(kept).valid:
        return Migration(tuple(kept), tuple(lost))
    agreed: list[Choice] = []
    for choice in kept:
        state = solver.look([*agreed, choice])
        if state.valid:
            agreed.append(choice)
        else:
            lost.append(Lost(choice, Why.RULES, state.conflict))
    return Migration(tuple(agreed), tuple(lost))


Thing = tuple[
    Option | Attribute | Part, tuple[int, ...]
]  # with how often each part above may stand


def _things(option: Option, above: tuple[int, ...]) -> Iterator[tuple[str, Thing]]:
    yield option.id, (option, above)
    for attribute in option.attributes:
        yield attribute.id, (attribute, above)
    for group in option.groups:
        for inner in group.options:
            yield from _things(inner, above)
    for part in option.parts:
        yield part.id, (part, above)
        yield from _things(part.option, (*above, part.most))


def _why_not(choice: Choice, things: Mapping[str, Thing]) -> Why | None:
    id, instances = placed(choice.id)
    if id not in things:
        return Why.GONE
    thing, above = things[id]
    if len(above) != len(instances) or not isinstance(choice.value, TAKES[type(thing)]):
        return Why.OTHER
    if any(number > most for number, most in zip(instances, above, strict=True)):
        return Why.TOO_MANY
    return BOUNDS[type(thing)](thing, choice.value)


def _number_or_text(attribute: Attribute, value: Decimal | str | bool) -> Why | None:
    text = attribute.kind is AttributeKind.TEXT
    if isinstance(value, bool) or isinstance(value, str) is not text:
        return Why.OTHER
    return None if fits(attribute, value) else Why.OUT_OF_BOUNDS


def _how_often(part: Part, value: Decimal) -> Why | None:
    return Why.TOO_MANY if value > part.most else None


TAKES: Mapping[type, type | tuple[type, ...]] = {
    Option: bool,
    Attribute: (Decimal, str),
    Part: Decimal,
}
BOUNDS: Mapping[type, Callable[..., Why | None]] = {
    Option: lambda option, value: None,
    Attribute: _number_or_text,
    Part: _how_often,
}
