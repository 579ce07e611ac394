"""The fields of a row of a model: as they are shown, and what a text in one of them says.

`shown` and `with_fields` are inverse. A field that was not touched changes nothing, so a row that is saved as
it is shown is the same row, whatever else it carries.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any as Anything

from comptoir.kernel.errors import DomainError
from comptoir.stages.configuring.core import fields_beside
from comptoir.stages.configuring.core.field_kinds import (
    ID,
    WHEN,
    WITHIN,
    Field,
    computed,
    fit,
    flag,
    ids,
    in_words,
    number,
    one_of,
    plain,
)
from comptoir.stages.configuring.core.language import Names, formula, names_of, quoted, written
from comptoir.stages.configuring.core.model import (
    Attribute,
    AttributeKind,
    Choice,
    Group,
    Material,
    Model,
    Number,
    Operation,
    Option,
    Part,
    Rule,
    RuleTest,
    Table,
    Words,
)
from comptoir.stages.configuring.core.pairs import BadField, decimal, digits, pairs, piece_of
from comptoir.stages.configuring.core.renaming import says
from comptoir.stages.configuring.core.soundness import MOST_INSTANCES
from comptoir.stages.configuring.core.yaml_kinds import CHOOSE


def shown(kind: str, item: Anything, model: Model) -> dict[str, str]:
    """The text of each field of a row."""
    return {f.name: f.show(item, model) for f in FIELDS[kind] if not f.new}


def with_fields(kind: str, item: Anything, texts: Mapping[str, str], model: Model) -> Anything:
    """The row with what was written in its fields; a refusal names the field."""
    for each in FIELDS[kind]:
        text = _clean(texts.get(each.name))
        if text is None or (not each.new and text == _clean(each.show(item, model))):
            continue
        try:
            item = replace(item, **each.read(text, item, model))
        except DomainError as wrong:
            facts: dict[str, Anything] = {**wrong.facts, "field": each.name}
            raise type(wrong)(**facts) from None
    return item


def made(kind: str, texts: Mapping[str, str], model: Model) -> Anything:
    """A new row."""
    for each in FIELDS[kind]:
        if (kind, each.name) in NEEDED and not _clean(texts.get(each.name)):
            raise BadField(field=each.name, expected="a text")
    return with_fields(kind, BLANK[kind], texts, model)


def _clean(text: str | None) -> str | None:
    return None if text is None else text.replace("\r\n", "\n").replace("\x00", "").strip()


def _values(text: str, item: Anything, model: Model) -> dict[str, Anything]:
    return {"values": {name: decimal(value) for name, value in pairs(text)}}


# ── how many ──────────────────────────────────────────────────────────────────────────────────────


def _bounds(text: str, expected: str) -> tuple[int, int | None]:
    found = re.fullmatch(r"(\d{1,6})(\.\.(\d{1,6})?)?", text.replace(" ", ""))
    if found is None:
        raise BadField(found=text[:60], expected=expected)
    least = int(found[1])
    if found[2] is None:
        return least, least
    return least, None if found[3] is None else int(found[3])


def _choose(text: str, group: Group, model: Model) -> dict[str, Anything]:
    every = len(group.options)
    if text == "all":
        return {"least": every, "most": every}
    expected = "one, any, some, optional, all or 1..3"
    least, most = CHOOSE[text] if text in CHOOSE else _bounds(text, expected)
    if (every if most is None else most) < least or least > every:
        raise BadField(found=text[:60], expected="a number to choose that its options can meet")
    return {"least": least, "most": most}


def chosen(group: Group, model: Model) -> str:
    """How many of a group, as a file writes it."""
    pair = (group.least, group.most)
    for word, bounds in CHOOSE.items():
        if bounds == pair:
            return word
    every = len(group.options)
    return "all" if pair == (every, every) else _times(*pair)


def _times(least: int, most: int | None) -> str:
    return f"{least}.." if most is None else f"{least}..{most}"


def _often(text: str, part: Part, model: Model) -> dict[str, Anything]:
    least, most = _bounds(text, "how many: 2 or 0..3")
    if most is None or not least <= most <= MOST_INSTANCES or not most:
        raise BadField(found=text[:60], expected="0 to 1000 instances, the smaller number first")
    return {"least": least, "most": most}


def _first_options(text: str, group: Group, model: Model) -> dict[str, Anything]:
    return {"options": tuple(Option(id=id, name=Words(id)) for id in ids(text))}


# ── rules, tables, tests ──────────────────────────────────────────────────────────────────────────


def _rule(text: str, rule: Rule, model: Model) -> dict[str, Anything]:
    said = formula(text, names_of(model.root))
    return {"formula": said, "source": "" if isinstance(said, Table) else text}


def _ruled(rule: Rule, model: Model) -> str:
    names = names_of(model.root)
    return rule.source if says(rule.source, rule.formula, names) else written(rule.formula)


def table_text(groups: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """The rule of a table from its cells as they are typed: ids with | between them, nothing or *: any."""
    lines = (
        "[" + ", ".join(" | ".join(quoted(id) for id in _ids(cell)) or "*" for cell in row) + "]"
        for row in rows
    )
    return f"table({', '.join(map(quoted, groups))}: {', '.join(lines)})"


def _ids(cell: str) -> list[str]:
    parts = (part.strip() for part in cell.split("|"))
    return [part for part in parts if part and part != "*"]


def _listing(name: str) -> Field:
    return Field(
        name,
        lambda item, m: ", ".join(map(piece_of, getattr(item, name))),
        lambda text, i, m: {name: tuple(each for each, _true in pairs(text))},
        "code",
    )


def _choices(text: str, test: RuleTest, model: Model) -> dict[str, Anything]:
    names = names_of(model.root)
    return {"choices": tuple(Choice(n, _value(n, said, names)) for n, said in pairs(text))}


def _value(name: str, said: str, names: Names) -> bool | Decimal | str:
    id = name.partition("#")[0]
    kind = names.attributes.get(id)
    if kind is AttributeKind.TEXT:
        return said
    if kind is not None or id in names.parts:
        return decimal(said)
    one_of(id, names.options, "something that is in the model")
    if said not in ("true", "false"):
        raise BadField(found=said[:60], expected="true or false")
    return said == "true"


def _told(test: RuleTest, model: Model) -> str:
    return ", ".join(_choice(c) for c in test.choices)


def _choice(choice: Choice) -> str:
    name, value = piece_of(choice.id), choice.value
    if isinstance(value, bool):
        return name if value else f"!{name}"
    return f"{name} = {digits(value) if isinstance(value, Decimal) else piece_of(value)}"


def _refusing(text: str, test: RuleTest, model: Model) -> dict[str, Anything]:
    return {"rule": text and one_of(text, [r.id for r in model.rules], "a rule")}


# ── rows ──────────────────────────────────────────────────────────────────────────────────────────

FIELDS: Mapping[str, tuple[Field, ...]] = {
    "model": (*in_words(), plain("sku"), plain("currency")),
    "option": (
        ID, *in_words(), plain("sku"), number("price"), number("cost"), number("weight"),
        number("lead_days"), flag("default"), flag("hidden"),
        Field("values", lambda o, m: ", ".join(
            f"{piece_of(k)} = {digits(v)}" for k, v in o.values.items()), _values, "code"),
    ),
    "group": (
        ID, *in_words(),
        Field("options", lambda g, m: "", _first_options, "code", new=True),
        Field("choose", chosen, _choose, "choose"),
    ),
    "attribute": (
        ID, *in_words(),
        Field("kind", lambda a, m: a.kind.value, lambda text, a, m: {"kind": AttributeKind(
            one_of(text, [k.value for k in AttributeKind], "integer, decimal or text"))}, "kind"),
        number("from", open=True, target="least"), number("to", open=True, target="most"),
        number("step", open=True), plain("unit"),
        Field("default", lambda a, m: a.default or "", lambda text, a, m: {"default": text or None},
              "any"),
        Field("longest", lambda a, m: str(a.longest), lambda text, a, m: {
            "longest": int(_whole(text))}, "whole"),
    ),
    "part": (
        ID, *in_words(),
        Field("times", lambda p, m: _times(p.least, p.most), _often),
        Field("each", lambda p, m: "", lambda text, p, m: {"option": Option(
            id=fit(text), name=p.name)}, "id", new=True),
    ),
    "rule": (ID, Field("rule", _ruled, _rule, "code"), *in_words(target="words"), WITHIN),
    "material": (plain("sku"), computed("quantity"), plain("unit"), *in_words(), WHEN, WITHIN),
    "operation": (
        ID, *in_words(), plain("work_center"), computed("setup_minutes"), computed("run_minutes"), WHEN,
        WITHIN,
    ),
    "test": (
        ID, Field("choices", _told, _choices, "code"), flag("valid"),
        Field("rule", lambda t, m: t.rule, _refusing, "rule"),
        _listing("forced"), _listing("impossible"),
    ),
    **fields_beside.FIELDS,
}  # fmt: skip
# What a row cannot be without.
NEEDED = {
    ("option", "id"), ("group", "id"), ("group", "options"), ("attribute", "id"), ("part", "id"),
    ("part", "each"), ("rule", "id"), ("rule", "rule"), ("material", "sku"), ("operation", "id"),
    ("operation", "work_center"), ("test", "id"), ("test", "choices"), *fields_beside.NEEDED,
}  # fmt: skip
BLANK: Mapping[str, Anything] = {
    "option": Option(id=""),
    "group": Group(id="", options=(), least=1, most=1),
    "attribute": Attribute(id="", kind=AttributeKind.INTEGER),
    "part": Part(id="", option=Option(id="")),
    "rule": Rule(id="", formula=Table((), ())),
    "material": Material(sku="", quantity=Number(Decimal(1))),
    "operation": Operation(
        id="", work_center="", setup_minutes=Number(Decimal(0)), run_minutes=Number(Decimal(0))
    ),
    "test": RuleTest(id="", choices=()),
    **fields_beside.BLANK,
}


def _whole(text: str) -> str:
    if not re.fullmatch(r"[1-9]\d{0,5}", text):
        raise BadField(found=text[:60], expected="a whole number")
    return text
