"""A model as the page that edits it shows it: lists of rows, one of them open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from comptoir.kernel.errors import DomainError
from comptoir.platform.problem import detail
from comptoir.shell import format as fmt
from comptoir.stages.configuring import telling
from comptoir.stages.configuring.board import address
from comptoir.stages.configuring.core import editing as core
from comptoir.stages.configuring.core import fields, moving, rows
from comptoir.stages.configuring.core.editing import UNDER, Deed
from comptoir.stages.configuring.core.field_kinds import Field
from comptoir.stages.configuring.core.language import names_of
from comptoir.stages.configuring.core.lists import OWNERS, TREE
from comptoir.stages.configuring.core.model import AttributeKind, Model, Table, options
from comptoir.stages.configuring.editor_words import BEGIN, CHOOSE, HELP, KINDS, SECTIONS, label

ANY = "*"
# The field that tells a row.
SAYS = {
    "attribute": "unit", "part": "times", "rule": "rule", "material": "quantity",
    "operation": "work_center", "test": "choices", "layer": "svg",
}  # fmt: skip
Place = tuple[Deed, str, str]  # what is done, the kind of row, which one or below which one


@dataclass(frozen=True, slots=True)
class Input:
    """A field of the open row. options: value and label where it is chosen from a list"""

    name: str
    label: str
    kind: str
    value: str
    options: tuple[tuple[str, str], ...] = ()
    error: str = ""
    first: bool = False


@dataclass(frozen=True, slots=True)
class Open:
    """The row that is open: what is added below `at`, or the row itself.

    cells  of a table of combinations: groups, and rows of texts, an empty one last
    named  what names the row, and goes with it
    """

    deed: Deed
    kind: str
    at: str
    title: str
    inputs: tuple[Input, ...]
    fault: str = ""
    stays: bool = True
    named: tuple[str, ...] = ()
    below: tuple[tuple[str, str], ...] = ()
    groups: tuple[str, ...] = ()
    cells: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it is shown: closed, or open right below it where `open` says so.

    picture  address of an image of what it draws
    """

    row: rows.Row
    label: str
    note: str
    price: str
    url: str
    picture: str = ""
    below: tuple[tuple[str, str], ...] = ()
    open: Open | None = None
    added: Open | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A list of rows. add: where a row is added to it; the tree has none: rows are added below rows"""

    kind: str
    title: str
    empty: str
    lines: list[Line]
    add: str = ""
    added: Open | None = None
    help: str = ""

    @property
    def opened(self) -> bool:
        """Whether a row of it is open."""
        return bool(self.added or any(line.open or line.added for line in self.lines))


@dataclass(frozen=True, slots=True)
class Asked:
    """What is open on the page, and what was posted and refused there."""

    deed: Deed = Deed.CHANGE
    kind: str = ""
    at: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    error: DomainError | None = None


def local(each: Field, text: str, lang: str) -> str:
    """A number in a field as the reader writes it."""
    return text.replace(".", ",") if each.kind == "number" and lang == "fr" else text


def cells_of(said: Table) -> list[tuple[str, ...]]:
    """The cells of a table as texts: ids, or * for any."""
    return [tuple(" | ".join(sorted(cell)) or ANY for cell in row) for row in said.rows]


def sections(model: Model, asked: Asked, lang: str) -> list[Section]:
    """The tree, and each list that speaks of it."""
    tree = _placed(list(_lines(model, list(rows.tree(model)), asked, lang)), model, asked, lang)
    found = [Section("tree", _("What can be chosen"), "", tree)]
    for kind, (title, empty) in SECTIONS.items():
        lines = _placed(
            list(_lines(model, rows.speaking(model, kind), asked, lang)), model, asked, lang
        )
        added = _open(model, asked, (Deed.ADD, kind, ""), lang)
        about = str(HELP.get(kind, ""))
        found.append(Section(kind, str(title), str(empty), lines, _adding(kind, ""), added, about))
    return found


def _lines(model: Model, every: list[rows.Row], asked: Asked, lang: str) -> Iterator[Line]:
    names = {option.id: option.name for option in options(model.root)}
    for row in every:
        item = row.item
        price = getattr(item, "price", Decimal(0))
        yield Line(
            row,
            _label(row, lang) or names[item.option].told(lang) or item.option,
            ", ".join(filter(None, (_lacking(item), _note(model, row)))),
            fmt.unit_price(price, model.currency, lang) if price else "",
            "?" + urlencode({"open": f"{row.kind}:{row.key}"}),
            address(item.svg) if row.kind == "layer" else "",
            _below(row) if row.kind == "group" or row.depth == 0 else (),
            _open(model, asked, (Deed.CHANGE, row.kind, row.key), lang, stays=row.stays),
        )


def _label(row: rows.Row, lang: str) -> str:
    """What a row is called; nothing where it is called as its option is."""
    item = row.item
    if row.kind in ("text", "layer"):
        return ""
    words = item.words if row.kind == "rule" else getattr(item, "name", None)
    said = words.told(lang) if words else ""
    return str(said or (item.sku if row.kind == "material" else item.id))


def _lacking(item: object) -> str:
    """Which language a row does not speak, where it speaks the other one."""
    words = getattr(item, "words", None) or getattr(item, "name", None)
    if not words or bool(words.en) == bool(words.fr):
        return ""
    return _("no English") if words.fr else _("no French")


def _placed(lines: list[Line], model: Model, asked: Asked, lang: str) -> list[Line]:
    """The lines; the row that is added stands below the last row of what it is added to."""
    if asked.deed is not Deed.ADD or asked.kind not in (*TREE, "answer"):
        return lines
    owner = OWNERS[asked.kind]
    for n, line in enumerate(lines):
        if (line.row.kind, line.row.key) == (owner, asked.at):
            deeper = [k for k in range(n + 1, len(lines)) if lines[k].row.depth <= line.row.depth]
            last = (deeper[0] if deeper else len(lines)) - 1
            added = _open(model, asked, (Deed.ADD, asked.kind, asked.at), lang)
            lines[last] = replace(lines[last], added=added)
            break
    return lines


def _adding(kind: str, at: str) -> str:
    return "?" + urlencode({"add": f"{kind}:{at}"})


def _below(row: rows.Row) -> tuple[tuple[str, str], ...]:
    """What can be added below a row: address and label."""
    return tuple(
        (_adding(kind, row.key), str(KINDS[kind])) for kind in rows.BELOW.get(row.kind, ())
    )


def _note(model: Model, row: rows.Row) -> str:
    """What a row says besides its name."""
    texts = fields.shown(row.kind, row.item, model)
    if row.kind == "group":
        every = len(row.item.options)
        most = every if row.item.most is None else min(row.item.most, every)
        return telling.how_many(row.item.least, most, every)
    if row.kind == "option":
        said = [_("usual")] * row.item.default + [_("hidden")] * row.item.hidden
        return ", ".join(said + [row.item.sku] * bool(row.item.sku))
    if row.kind == "rule" and isinstance(row.item.formula, Table):
        return _("table: %(groups)s") % {"groups": ", ".join(row.item.formula.groups)}
    if row.kind == "question":
        return _("more than one answer") if row.item.several else ""
    if row.kind in ("answer", "text"):
        pair = ("prefers", "demands") if row.kind == "answer" else ("id", "text")
        return " · ".join(filter(None, (texts[name] for name in pair)))
    return texts[SAYS[row.kind]]


def open_model(model: Model, asked: Asked, lang: str) -> Open | None:
    """The row of the model itself."""
    return _open(model, asked, (Deed.CHANGE, "model", model.code), lang)


def _open(
    model: Model, asked: Asked, place: Place, lang: str, *, stays: bool = False
) -> Open | None:
    """The row at `place` as it stands open, or None where another one is."""
    if place != (asked.deed, asked.kind, asked.at):
        return None
    deed, kind, at = place
    if deed is Deed.ADD:
        before = {**fields.shown(kind, fields.BLANK[kind], model), **BEGIN.get(kind, {})}
        inputs = _inputs(kind, before, asked, model, lang)
        return Open(deed, kind, at, str(KINDS[kind]), inputs, _fault(asked, inputs))
    item = core.found(model, kind, at)
    table = item.formula if kind == "rule" and isinstance(item.formula, Table) else None
    inputs = _inputs(kind, fields.shown(kind, item, model), asked, model, lang)
    if table:
        inputs = tuple(i for i in inputs if i.name != "rule")
    if kind in TREE and not stays:
        inputs = (*inputs, _under(kind, item, asked, model, lang))
    return Open(
        deed, kind, at, str(KINDS[kind]), inputs, _fault(asked, inputs),
        stays=stays or kind == "model", named=_named(model, kind, at, asked),
        below=tuple((_adding(k, at), str(KINDS[k])) for k in rows.BELOW.get(kind, ())),
        groups=table.groups if table else (),
        cells=tuple(_grid(asked, table)) if table else (),
    )  # fmt: skip


def _named(model: Model, kind: str, at: str, asked: Asked) -> tuple[str, ...]:
    """What goes along: with a row that is removed, or as the refusal of its new place told."""
    if isinstance(asked.error, core.StillNamed):
        return (str(asked.error.facts["named"]),)
    return tuple(f"{KINDS[k]} {key}" for k, key in core.naming(model, kind, at))


def _under(kind: str, item: Any, asked: Asked, model: Model, lang: str) -> Input:
    """Where a row of the tree stands, and where it can go."""
    now = moving.owner(model, kind, item) or ""
    names = {o.id: o.name for o in options(model.root)}
    names |= {g.id: g.name for o in options(model.root) for g in o.groups}
    listed = tuple(
        (id, f"{said} · {id}" if (said := names[id].told(lang)) and said != id else id)
        for id in moving.places(model, kind, item)
    )
    text = asked.texts.get(UNDER, now) if asked.error else now
    wrong = asked.error is not None and asked.error.field == UNDER
    error = detail(asked.error) if wrong and asked.error else ""
    return Input(UNDER, label(kind, UNDER), "place", text, listed, error)


def _inputs(
    kind: str, before: Mapping[str, str], asked: Asked, model: Model, lang: str
) -> tuple[Input, ...]:
    """The fields of a row: as they are, or as they were typed and what is wrong with one of them."""
    wrong = asked.error.field if asked.error else None
    found: list[Input] = []
    for each in fields.FIELDS[kind]:
        if each.new and asked.deed is not Deed.ADD:
            continue
        text = local(each, before.get(each.name, ""), lang)
        if asked.error:
            text = asked.texts.get(each.name, "")
        error = detail(asked.error) if asked.error and wrong == each.name else ""
        first = bool(error) or (not wrong and not found)
        listed = _listed(each, model)
        found.append(
            Input(each.name, label(kind, each.name), each.kind, text, listed, error, first)
        )
    return tuple(found)


def _fault(asked: Asked, inputs: tuple[Input, ...]) -> str:
    """What is wrong with the row as a whole."""
    if asked.error is None or any(i.error for i in inputs):
        return ""
    named = asked.error.facts.get("named")
    return f"{detail(asked.error)} · {named}" if named else detail(asked.error)


def _grid(asked: Asked, table: Table) -> list[tuple[str, ...]]:
    """The cells of a table as they are, and an empty row; or as they were typed."""
    wide = len(table.groups)
    return _typed(asked, wide) or [*cells_of(table), ("",) * wide]


def _typed(asked: Asked, wide: int) -> list[tuple[str, ...]]:
    typed: list[tuple[str, ...]] = []
    while f"c-{len(typed)}-0" in asked.texts:
        typed.append(tuple(asked.texts.get(f"c-{len(typed)}-{n}", "") for n in range(wide)))
    return typed


def _listed(each: Field, model: Model) -> tuple[tuple[str, str], ...]:
    """What a field is chosen from."""
    if each.kind == "kind":
        return tuple((k.value, k.value) for k in AttributeKind)
    if each.kind == "part":
        return (("", _("the whole product")), *((p, p) for p in sorted(names_of(model.root).parts)))
    if each.kind == "option":
        return tuple((option.id, option.id) for option in options(model.root))
    if each.kind == "rule":
        return (("", "—"), *((r.id, r.id) for r in model.rules))
    return tuple((word, str(said)) for word, said in CHOOSE) if each.kind == "choose" else ()
