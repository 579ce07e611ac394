"""Models written by hand, by form and by file: each ends as YAML."""

from __future__ import annotations

from dataclasses import replace

from comptoir.kernel.errors import Invalid
from comptoir.stages.configuring.core import coom, editing, uvl, uvl_writing, yaml_models
from comptoir.stages.configuring.core.editing import Edit
from comptoir.stages.configuring.core.model import Model, Option, Words

KINDS = ("yaml", "uvl", "coom")
LONGEST_CODE = 40
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


def to_yaml(name: str, content: bytes) -> str:
    """What a file says, in YAML; the kind is the ending of its name."""
    kind = name.rpartition(".")[2].lower()
    kind = "yaml" if kind == "yml" else kind
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotText(field="file", found=name[:80]) from None
    return translated(text, kind, name.rpartition(".")[0])


def translated(text: str, kind: str, name: str = "") -> str:
    """A text in YAML, UVL or COOM as YAML; YAML stays as it was written.

    name  of its file: COOM does not say what the model is called, and UVL may say it with blanks
    """
    if kind not in KINDS:
        raise UnknownKind(field="file", found=kind[:20], expected=", ".join(KINDS))
    body = text.replace("\r\n", "\n").replace("\x00", "")
    if kind == "yaml":
        return body
    model = uvl.read(body) if kind == "uvl" else coom.read(body)
    if kind == "coom" and name:
        model = replace(model, code=name, name=Words(en=name))
    return yaml_models.write(replace(model, code=_plain(model.code)))


def _plain(code: str) -> str:
    """A code as models bear it: `PC RICHMOND F` is PC-RICHMOND-F."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "-" for c in code)
    return plain.strip("-")[:LONGEST_CODE] or "model"


def exported(source: str, kind: str) -> str:
    """The YAML of a version as it was written, or as UVL."""
    if kind == "uvl":
        return uvl_writing.write(yaml_models.read(source))
    if kind not in ("yaml", "yml"):
        raise UnknownKind(field="file", found=kind[:20], expected="yaml, uvl")
    return source


def begun(code: str, sku: str, en: str, fr: str) -> str:
    """The YAML of a model in which nothing can be chosen yet: the product alone."""
    id = "".join(c if c.isalnum() else "_" for c in code.lower()) or "product"
    words = Words(en=en, fr=fr)
    return yaml_models.write(Model(code, Option(id, words), name=words, sku=sku))


def edited(source: str, edit: Edit) -> str:
    """The YAML after an edit of one row; it can be read, or the edit is refused."""
    fresh = yaml_models.write(editing.edited(yaml_models.read(source), edit))
    yaml_models.read(fresh)
    return fresh
