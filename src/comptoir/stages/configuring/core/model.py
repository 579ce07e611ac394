"""A product model: what can be chosen, and the rules between the choices. Facts; nothing is decided here.

A model is a tree of options. The root is the product. Below an option stand groups ("one of", "any of",
"n of m"), attributes that take a number or a text, and parts: sub-products of which there may be several.
Every id is unique in the model. Below a part an id stands once for each instance; `at()` names one of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

NOTHING = Decimal(0)


class AttributeKind(StrEnum):
    """What an attribute takes."""

    INTEGER = "integer"
    DECIMAL = "decimal"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Words:
    """A text in both languages; one that is missing takes the other's place."""

    en: str = ""
    fr: str = ""

    def told(self, lang: str) -> str:
        """The text in `lang`, else in the other language."""
        return (self.fr or self.en) if lang == "fr" else (self.en or self.fr)


@dataclass(frozen=True, slots=True)
class Attribute:
    """A number or a text that is given to an option.

    least, most  bounds of a number, both allowed; None: open (a thousand million either way)
    step         a number is `least` + a whole multiple of it; None: 1 of integers, 0.0001 of decimals
    unit         as shown ("mm", "kg")
    default      proposed while nothing is chosen, as text
    longest      characters of a text
    """

    id: str
    kind: AttributeKind
    name: Words = Words()
    least: Decimal | None = None
    most: Decimal | None = None
    step: Decimal | None = None
    unit: str = ""
    default: str | None = None
    longest: int = 200


@dataclass(frozen=True, slots=True)
class Group:
    """Options of which `least` to `most` are chosen when the option above them is; most None: all.

    one of = 1..1 · any of = 0..all · at least one = 1..all · mandatory = 1..1 of one · optional = 0..1 of one
    """

    id: str
    options: tuple[Option, ...]
    least: int = 0
    most: int | None = None
    name: Words = Words()


@dataclass(frozen=True, slots=True)
class Part:
    """A sub-product that stands `least` to `most` times below an option; each instance is chosen alone."""

    id: str
    option: Option
    least: int = 0
    most: int = 1
    name: Words = Words()


@dataclass(frozen=True, slots=True)
class Option:
    """A thing that is in the product or is not.

    sku        what the catalog sells under this option, if it is sold
    price      added to the product's price when chosen, major units of the model's currency
    cost       added to its cost, major units
    weight     kilograms added
    lead_days  working days it takes; a product takes as long as its slowest option
    values     further figures by name ("size": 28); rules read them, as they read the four above
    default    proposed while nothing in its group is chosen
    texts      further words by name ("RAL": "1013"), for people and exchange; rules do not read them
    layer      SVG drawn when chosen; layers lie in the order of the tree
    hidden     never shown: there for the rules alone
    """

    id: str
    name: Words = Words()
    groups: tuple[Group, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    parts: tuple[Part, ...] = ()
    sku: str = ""
    price: Decimal = NOTHING
    cost: Decimal = NOTHING
    weight: Decimal = NOTHING
    lead_days: Decimal = NOTHING
    values: Mapping[str, Decimal] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    default: bool = False
    layer: str = ""
    hidden: bool = False

    def figure(self, name: str) -> Decimal:
        """The figure `name` of this option; 0 where it has none."""
        if name in FIGURES:
            value: Decimal = getattr(self, name)
            return value
        return self.values.get(name, NOTHING)


FIGURES = ("price", "cost", "weight", "lead_days")

# ── terms: numbers that rules compare, quantities of a bill of materials ──────────────────────────


@dataclass(frozen=True, slots=True)
class Number:
    value: Decimal


@dataclass(frozen=True, slots=True)
class Value:
    """The number given to an attribute."""

    attribute: str


@dataclass(frozen=True, slots=True)
class Of:
    """The figure `name` of what is chosen in a group: the size of the front wheel."""

    group: str
    name: str


@dataclass(frozen=True, slots=True)
class Sum:
    """Σ of the figure `name` over every chosen option, or over those within `within`: an option (itself
    and all below it), a group or a part; instances included. An attribute of that id is summed over
    the instances that are there. Of `lead_days` it is the greatest: a product takes as long as its
    slowest option."""

    name: str
    within: str | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """How many instances of a part there are, or how many options of a group are chosen."""

    of: str


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`left` operator `right`; operator: + - * / min max. Rounded up or down: `Rounded`."""

    operator: str
    left: Term
    right: Term


@dataclass(frozen=True, slots=True)
class Rounded:
    """Up (ceil) or down (floor) to a whole number; for quantities, not for rules."""

    up: bool
    term: Term


Term = Number | Value | Of | Sum | Count | Arithmetic | Rounded

# ── formulas: what is true or false of a configuration ────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Has:
    """The option is chosen. Of an option below a part, read from outside it: in every instance there is
    (where there is none it says nothing), with `some` in at least one."""

    option: str
    some: bool = False


@dataclass(frozen=True, slots=True)
class Not:
    formula: Formula


@dataclass(frozen=True, slots=True)
class All:
    formulas: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Any:
    formulas: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Implies:
    left: Formula
    right: Formula


@dataclass(frozen=True, slots=True)
class Same:
    """Both or neither."""

    left: Formula
    right: Formula


@dataclass(frozen=True, slots=True)
class Compare:
    """`left` operator `right`; operator: = != < <= > >=. Where an attribute or a group that it reads by
    name (`Value`, `Of`) stands below an option that is not chosen, the comparison says nothing: no rule
    refuses anything because of it. What is demanded then holds, what is a condition is not met: so does
    `Not` of it hold, and `Implies` with it on the left. From outside a part it is said of every instance."""

    operator: str
    left: Term
    right: Term


@dataclass(frozen=True, slots=True)
class Table:
    """The combinations that are allowed: a row gives, for each group, the options it may take
    (empty: any). A group of which nothing is chosen fits every row."""

    groups: tuple[str, ...]
    rows: tuple[tuple[frozenset[str], ...], ...]


@dataclass(frozen=True, slots=True)
class Match:
    """The same is chosen in two groups: bike and basket of one color. Options are the same when the parts
    of their ids after the last dot are. Nothing chosen in one of them: it says nothing, as `Compare` does."""

    left: str
    right: str


Formula = Match | Has | Not | All | Any | Implies | Same | Compare | Table


@dataclass(frozen=True, slots=True)
class Rule:
    """What must hold. `words` is what a person reads when it stops them; without, the formula is told.

    within  the part in each of whose instances it holds; None: the whole product
    source  the rule as it was written
    """

    id: str
    formula: Formula
    words: Words = Words()
    within: str | None = None
    source: str = ""


# ── what a configuration is made of, and sold by ──────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Material:
    """A line of the bill of materials: `quantity` of `sku` where `when` holds (None: always)."""

    sku: str
    quantity: Term
    when: Formula | None = None
    within: str | None = None
    name: Words = Words()
    unit: str = "C62"


@dataclass(frozen=True, slots=True)
class Operation:
    """A step of the routing: minutes once for the order, and minutes for each product."""

    id: str
    work_center: str
    setup_minutes: Term
    run_minutes: Term
    when: Formula | None = None
    within: str | None = None
    name: Words = Words()


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of guided selling. `prefers`: option → points, may be negative; `demands` must hold."""

    id: str
    name: Words
    prefers: Mapping[str, int] = field(default_factory=dict)
    demands: Formula | None = None


@dataclass(frozen=True, slots=True)
class Question:
    id: str
    name: Words
    answers: tuple[Answer, ...]
    several: bool = False


@dataclass(frozen=True, slots=True)
class RuleTest:
    """What the author of a model expects of it: these choices are valid or not; and what follows.

    rule     the rule that is expected to refuse them, where they are not valid
    forced, impossible   options that must then be so
    """

    id: str
    choices: tuple[Choice, ...]
    valid: bool = True
    rule: str = ""
    forced: tuple[str, ...] = ()
    impossible: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Model:
    """A product model, whole.

    code      its name for people and files
    sku       what the catalog sells
    currency  of prices and costs
    """

    code: str
    root: Option
    rules: tuple[Rule, ...] = ()
    name: Words = Words()
    sku: str = ""
    currency: str = "EUR"
    materials: tuple[Material, ...] = ()
    operations: tuple[Operation, ...] = ()
    questions: tuple[Question, ...] = ()
    tests: tuple[RuleTest, ...] = ()


# ── choices ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Choice:
    """One decision of a person: an option is in (True) or out (False), an attribute is this number or text,
    a part stands that many times.

    id  as `at()` names it
    """

    id: str
    value: bool | Decimal | str


def at(id: str, *instances: int) -> str:
    """The name of an id below parts: `at("capacity", 2)` is "capacity#2", the second bag's capacity."""
    return "#".join([id, *map(str, instances)])


def placed(name: str) -> tuple[str, tuple[int, ...]]:
    """What `at` put together: the id, and the instance of each part above it, outermost first."""
    id, *instances = name.split("#")
    return id, tuple(map(int, instances))


def options(root: Option) -> Iterator[Option]:
    """Every option of the tree, each before those below it."""
    yield root
    for group in root.groups:
        for option in group.options:
            yield from options(option)
    for part in root.parts:
        yield from options(part.option)
