"""A model as its pages show it: tree, rules in words, tests, what differs between two versions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from comptoir.shell import format as fmt
from comptoir.stages.configuring import queries, telling
from comptoir.stages.configuring.core import comparing
from comptoir.stages.configuring.core.model import Group, Option, Part, Words
from comptoir.stages.configuring.engine import Finding, Loaded
from comptoir.stages.configuring.queries import VersionFacts


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the tree; `depth` below the product. kind: option | group | part | field"""

    depth: int
    kind: str
    id: str
    label: str
    note: str = ""
    price: str = ""
    sku: str = ""


@dataclass(frozen=True, slots=True)
class Tested:
    """A test of the model, and what it met."""

    id: str
    expected: str
    found: str
    passed: bool


FLAWS = {
    "void": gettext_lazy("void"), "dead": gettext_lazy("dead"),
    "false_optional": gettext_lazy("not optional"), "redundant": gettext_lazy("redundant"),
    "silent": gettext_lazy("silent"), "unreachable": gettext_lazy("unreachable"),
    "defaults": pgettext_lazy("lint", "defaults"),
}  # fmt: skip


def context(loaded: Loaded, lang: str) -> dict[str, Any]:
    """Tree, rules, findings, tests, bill of materials in one go."""
    model = loaded.model
    return {
        "rows": list(rows(loaded, lang)),
        "rules": [(r.id, telling.told(loaded, r, lang), r.source) for r in model.rules],
        "findings": findings(loaded, lang),
        "tests": tests(loaded, lang),
        "ran": False,
        "counts": [
            (_("Options"), str(len(loaded.tree.options))),
            (_("Rules"), str(len(model.rules))),
            (_("Tests"), str(len(model.tests))),
            (_("Materials"), str(len(model.materials))),
            (_("Operations"), str(len(model.operations))),
            (_("Questions"), str(len(model.questions))),
        ],
    }


def findings(loaded: Loaded, lang: str) -> list[tuple[Finding, Any]]:
    """What the lint finds, each with the word for it."""
    return [(found, FLAWS.get(found.kind, found.kind)) for found in telling.findings(loaded, lang)]


def rows(loaded: Loaded, lang: str) -> Iterator[Row]:
    """The tree from top to bottom, each id once."""
    yield from _option(loaded.model.root, loaded.model.currency, lang, 0)


def _option(option: Option, currency: str, lang: str, depth: int) -> Iterator[Row]:
    price = fmt.unit_price(option.price, currency, lang) if option.price else ""
    hidden = _("hidden") if option.hidden else ""
    default = _("usual") if option.default else ""
    note = ", ".join(x for x in (default, hidden) if x)
    yield Row(
        depth, "option", option.id, _said(option.name, option.id, lang), note, price, option.sku
    )
    for attribute in option.attributes:
        yield Row(
            depth + 1, "field", attribute.id, _said(attribute.name, attribute.id, lang),
            attribute.unit,
        )  # fmt: skip
    for group in option.groups:
        yield from _group(group, currency, lang, depth + 1)
    for part in option.parts:
        yield from _part(part, currency, lang, depth + 1)


def _group(group: Group, currency: str, lang: str, depth: int) -> Iterator[Row]:
    every = len(group.options)
    most = every if group.most is None else min(group.most, every)
    note = telling.how_many(group.least, most, every)
    yield Row(depth, "group", group.id, _said(group.name, group.id, lang), note)
    for option in group.options:
        yield from _option(option, currency, lang, depth + 1)


def _part(part: Part, currency: str, lang: str, depth: int) -> Iterator[Row]:
    note = f"{part.least} … {part.most} ×"
    yield Row(depth, "part", part.id, _said(part.name, part.id, lang), note)
    yield from _option(part.option, currency, lang, depth + 1)


def tests(loaded: Loaded, lang: str) -> list[Tested]:
    """Every test of the model, run now."""
    found = {f.at: f.text for f in telling.failing(loaded, lang)}
    return [
        Tested(
            t.id,
            _("is valid") if t.valid else _("is refused"),
            found.get(t.id, ""),
            t.id not in found,
        )
        for t in loaded.model.tests
    ]


def _said(words: Words, id: str, lang: str) -> str:
    return words.told(lang) or id


def differences(before: VersionFacts, after: VersionFacts, lang: str) -> list[str]:
    """What changed between two versions: `option Carbon (carbon): price 900 → 990`."""
    old, new = queries.loaded(before), queries.loaded(after)
    names = {row.id: row.label for loaded in (old, new) for row in rows(loaded, lang)}
    return [comparing.told(c, lang, names) for c in comparing.changes(old.model, new.model)]
