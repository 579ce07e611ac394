"""Models written by hand, by form and by file: each ends as YAML."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from comptoir.kernel.errors import Invalid
from comptoir.shell.reading import parse_number
from comptoir.stages.configuring.core import coom, language, uvl, uvl_writing, yaml_models
from comptoir.stages.configuring.core.model import Group, Model, Option, Part, Rule, Words

KINDS = ("yaml", "uvl", "coom")
# What the page for a new model opens with.
EXAMPLE = """model: BIKE
sku: BIKE
name: {en: Bike, fr: Vélo}
product:
  id: bike
  groups:
  - id: frame
    name: {en: Frame, fr: Cadre}
    choose: one
    options:
    - {id: steel, name: {en: Steel, fr: Acier}, default: true}
    - {id: carbon, name: {en: Carbon, fr: Carbone}, price: 900}
  - id: extras
    name: {en: Extras, fr: Options}
    choose: any
    options:
    - {id: motor, name: {en: Motor, fr: Moteur}, price: 700}
rules:
- id: light
  rule: carbon excludes motor
  words: {en: A carbon frame carries no motor., fr: Un cadre en carbone ne porte pas de moteur.}
tests:
- {id: no_motor_on_carbon, choices: {carbon: true, motor: true}, valid: false, rule: light}
"""


class FileTooLarge(Invalid):
    """This file is too large for a product model."""

    code = "model_file_too_large"


class NotText(Invalid):
    """This file is not text in UTF-8."""

    code = "model_not_text"


class UnknownKind(Invalid):
    """A model is written in YAML, UVL or COOM."""

    code = "unknown_model_kind"


class NothingThere(Invalid):
    """The model has nothing of this id."""

    code = "nothing_of_this_id"


class IdTaken(Invalid):
    """The model already has something of this id."""

    code = "model_id_taken"


def to_yaml(name: str, content: bytes) -> str:
    """What a file says, in YAML; the kind is the ending of its name."""
    kind = name.rpartition(".")[2].lower()
    kind = "yaml" if kind == "yml" else kind
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotText(field="file", found=name[:80]) from None
    return translated(text, kind)


def translated(text: str, kind: str) -> str:
    """A text in YAML, UVL or COOM as YAML; YAML stays as it was written."""
    if kind not in KINDS:
        raise UnknownKind(field="file", found=kind[:20], expected=", ".join(KINDS))
    body = text.replace("\r\n", "\n").replace("\x00", "")
    if kind == "yaml":
        return body
    read = uvl.read if kind == "uvl" else coom.read
    return yaml_models.write(read(body))


def exported(source: str, kind: str) -> str:
    """The YAML of a version as it was written, or as UVL."""
    if kind == "uvl":
        return uvl_writing.write(yaml_models.read(source))
    if kind not in ("yaml", "yml"):
        raise UnknownKind(field="file", found=kind[:20], expected="yaml, uvl")
    return source


def add_option(source: str, asked: Mapping[str, Any], lang: str) -> str:
    """The YAML with one more option in a group."""
    model = yaml_models.read(source)
    id = _text(asked, "id", 80)
    if id in _known(model):
        raise IdTaken(field="id", found=id)
    option = Option(
        id=id,
        name=Words(en=_text(asked, "en", 200), fr=_text(asked, "fr", 200)),
        sku=_text(asked, "sku", 40),
        price=_amount(asked, "price", lang),
        cost=_amount(asked, "cost", lang),
        lead_days=_amount(asked, "lead_days", lang),
    )
    where = _text(asked, "group", 80)
    seen = False

    def into(group: Group) -> Group:
        nonlocal seen
        if group.id != where:
            return group
        seen = True
        return replace(group, options=(*group.options, option))

    fresh = replace(model, root=_mapped(model.root, lambda o: o, into))
    if not seen:
        raise NothingThere(field="group", found=where)
    return yaml_models.write(fresh)


def set_price(source: str, asked: Mapping[str, Any], lang: str) -> str:
    """The YAML with another price of an option."""
    model = yaml_models.read(source)
    where, price = _text(asked, "option", 80), _amount(asked, "price", lang)
    seen = False

    def on(option: Option) -> Option:
        nonlocal seen
        if option.id != where:
            return option
        seen = True
        return replace(option, price=price)

    fresh = replace(model, root=_mapped(model.root, on, lambda g: g))
    if not seen:
        raise NothingThere(field="option", found=where)
    return yaml_models.write(fresh)


def add_rule(source: str, asked: Mapping[str, Any], lang: str) -> str:
    """The YAML with one more rule, in the language of rules, and its words."""
    model = yaml_models.read(source)
    id, text = _text(asked, "id", 80), _text(asked, "rule", 2_000)
    if id in {r.id for r in model.rules}:
        raise IdTaken(field="id", found=id)
    formula = language.formula(text, language.names_of(model.root))
    words = Words(en=_text(asked, "en", 400), fr=_text(asked, "fr", 400))
    rule = Rule(id=id, formula=formula, words=words, source=text)
    return yaml_models.write(replace(model, rules=(*model.rules, rule)))


FORMS: dict[str, Callable[[str, Mapping[str, Any], str], str]] = {
    "option": add_option,
    "price": set_price,
    "rule": add_rule,
}


def _known(model: Model) -> set[str]:
    """Every id of the tree."""
    names = language.names_of(model.root)
    return {*names.options, *names.attributes, *names.groups, *names.parts}


def _mapped(
    option: Option, on: Callable[[Option], Option], into: Callable[[Group], Group]
) -> Option:
    """The tree with every option and every group passed through."""
    groups = tuple(
        into(replace(g, options=tuple(_mapped(o, on, into) for o in g.options)))
        for g in option.groups
    )
    parts: tuple[Part, ...] = tuple(
        replace(p, option=_mapped(p.option, on, into)) for p in option.parts
    )
    return on(replace(option, groups=groups, parts=parts))


def _text(asked: Mapping[str, Any], name: str, longest: int) -> str:
    return str(asked.get(name, "")).replace("\x00", "").strip()[:longest]


def _amount(asked: Mapping[str, Any], name: str, lang: str) -> Decimal:
    text = _text(asked, name, 40)
    return parse_number(text, lang, field=name) if text else Decimal(0)
