"""What the API of product models takes and gives."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from comptoir.platform.schemas import (
    ConfigurationId,
    Day,
    DecimalText,
    In,
    ModelId,
    Paged,
    ProductId,
    QuoteId,
    VersionId,
    example,
)

Name = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00]+$")]
Source = Annotated[str, Field(min_length=1, max_length=4_000_000, pattern=r"^[^\x00]+$")]
Kind = Literal["yaml", "uvl", "coom"]


class ChoiceBody(In):
    """One decision: an option is in (true) or out (false); an attribute is this number or text (as text);
    a part stands that many times."""

    id: Name
    value: bool | Annotated[str, Field(max_length=2_000)]


class ModelSource(In):
    """kind: what `source` is written in; UVL and COOM become YAML."""

    source: Source
    kind: Kind = "yaml"


class DraftSource(ModelSource):
    """seen: SHA-256 of the draft that this one replaces; another one in the meantime is refused."""

    seen: Annotated[str, Field(max_length=64)] = ""


class DraftEdit(In):
    """One edit of a row of the model.

    kind    option, group, attribute, part, rule, material, operation, question, answer, text, layer, test;
            model: its names and reference
    at      id of the row (a material's number, from 1; `question#answer`; `option#name` of a further word;
            the option of a layer); to add one: the group of an option, the question of an answer, else the
            option that it stands below; empty for what stands below nothing
    fields  what the row says, as text; what is left out stays as it is. `under` of a row of the tree: the
            group or option that it goes to stand below
    along   remove the rules, tests and lines that name it too, and cannot follow
    seen    SHA-256 of the draft that is edited; another one in the meantime is refused
    """

    deed: Literal["add", "change", "up", "down", "remove"]
    kind: Literal[
        "model", "option", "group", "attribute", "part", "rule", "material", "operation",
        "question", "answer", "text", "layer", "test",
    ]  # fmt: skip
    at: Annotated[str, Field(max_length=401, pattern=r"^[^\x00]*$")] = ""
    fields: Annotated[
        dict[Name, Annotated[str, Field(max_length=100_000, pattern=r"^[^\x00]*$")]],
        Field(max_length=20, default_factory=dict),
    ]
    along: bool = False
    seen: Annotated[str, Field(max_length=64)] = ""


class PublishIn(In):
    """starts_on: first day on which the version is offered; null: today."""

    starts_on: Day | None = None


class OfferModelIn(In):
    public: bool


class AskIn(In):
    """version: its number; null: the one that is offered today. visible: names to answer for; null: all."""

    model_config = example(choices=[{"id": "frame_alu", "value": True}])

    choices: Annotated[list[ChoiceBody], Field(max_length=5_000)]
    version: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None


class LookIn(AskIn):
    """pick: one more choice, decided as `mode` says: always_correct refuses what is impossible, guided takes
    it with the best repair, free takes it and lists it as a violation."""

    pick: ChoiceBody | None = None
    mode: Literal["always_correct", "guided", "free"] = "always_correct"
    visible: Annotated[list[Name], Field(max_length=5_000)] | None = None


class WhyIn(AskIn):
    """value: what is wanted of the option; false asks why it must be in. keep: which ways come first, those
    that take back the fewest choices and are cheapest, or that keep what was chosen first, or last."""

    model_config = example(choices=[{"id": "motor", "value": True}], name="frame_carbon")

    name: Name
    value: bool = True
    keep: Literal["cheapest", "earliest", "latest"] = "cheapest"


class CompleteIn(AskIn):
    goal: Literal["default", "cheapest", "fastest", "richest", "lightest"] = "default"


class ConfigurationIn(In):
    """seconds: how long it took, for the statistics; replaces: the configuration whose version is kept;
    answers: to the model's questions, what they demand holds."""

    model_config = example(choices=[{"id": "frame_alu", "value": True}])

    choices: Annotated[list[ChoiceBody], Field(min_length=1, max_length=5_000)]
    complete: Literal["", "default", "cheapest", "fastest", "richest", "lightest"] = ""
    replaces: ConfigurationId | None = None
    answers: dict[Name, Annotated[list[Name], Field(max_length=50)]] = Field(default_factory=dict)
    seconds: Annotated[int, Field(ge=0, le=86_400)] | None = None


class ModelVersionOut(Schema):
    """state: draft | published | retired; starts_on: first day on which it is offered."""

    id: VersionId
    number: int
    state: str
    sha256: str
    starts_on: date | None
    published_at: datetime | None
    created_at: datetime


class ModelSourceOut(ModelVersionOut):
    source: str


class ProductModelOut(Schema):
    """in_force: number of the version that is offered today; draft: of the open draft."""

    id: ModelId
    code: str
    product_id: ProductId | None
    public: bool
    in_force: int | None
    draft: int | None
    created_at: datetime


class ModelUsageOut(Schema):
    """seconds: the mean of what a configuration took, null before one was measured."""

    configurations: int
    seconds: int | None
    last_at: datetime | None


class FindingOut(Schema):
    """stops: whether the model cannot be published with it."""

    kind: str
    at: str
    text: str
    stops: bool


class BoundsOut(Schema):
    least: DecimalText | None
    most: DecimalText | None
    value: str | None


class FiguresOut(Schema):
    """Major units of the model's currency; weight in kilograms; of the options, without the product."""

    price: DecimalText
    cost: DecimalText
    weight: DecimalText
    lead_days: DecimalText


class RepairOut(Schema):
    withdraw: list[ChoiceBody]
    swaps: list[ChoiceBody]
    text: str
    price_delta: DecimalText | None
    lead_days_delta: DecimalText | None


class ViolationOut(Schema):
    """A choice that cannot stand beside those before it: said, why in words; repairs, ways to keep it."""

    choice: ChoiceBody
    said: list[str]
    repairs: list[RepairOut]


class StateOut(Schema):
    """statuses: chosen | excluded | forced | impossible | free, by name; counts: least and most of a part;
    conflict: why nothing is valid, in words; choices: what stands after `pick`; reaction: take | refuse |
    repair | note, of `pick`; repaired: what was withdrawn for it; violations: in free mode, where statuses
    are those of the choices that hold."""

    version: int
    valid: bool
    complete: bool
    statuses: dict[str, str]
    bounds: dict[str, BoundsOut]
    counts: dict[str, list[int]]
    figures: FiguresOut | None
    conflict: list[str]
    choices: list[ChoiceBody]
    reaction: str | None
    repaired: RepairOut | None
    violations: list[ViolationOut]


class ReasonOut(Schema):
    """rules: their ids; said: each rule and choice in words, in the language that is asked for."""

    choices: list[ChoiceBody]
    rules: list[str]
    said: list[str]
    repairs: list[RepairOut]


class CompletionOut(Schema):
    """choices: null where those that were sent cannot all hold."""

    choices: list[ChoiceBody] | None
    figures: FiguresOut | None


class ChosenOut(Schema):
    id: str
    en: str
    fr: str
    sku: str
    price: DecimalText
    cost: DecimalText


class ConfigurationOut(Schema):
    """price, cost: of the options, per unit, major units; chosen: what is in it, in the order of the tree."""

    id: ConfigurationId
    model_id: ModelId
    version_id: VersionId
    version: int
    product_id: ProductId
    currency: str
    price: DecimalText
    cost: DecimalText
    weight: DecimalText
    lead_days: DecimalText
    choices: list[ChoiceBody]
    answers: dict[str, list[str]]
    chosen: list[ChosenOut]
    seconds: int | None
    created_at: datetime


class CauseOut(Schema):
    """place: the option or instance of a part that needs it; because: in words."""

    place: str
    quantity: DecimalText
    because: str


class MaterialOut(Schema):
    """quantity, cost: of one unit of the product, major units; cost: null where nobody said it."""

    sku: str
    name: str
    unit: str
    quantity: DecimalText
    cost: DecimalText | None
    causes: list[CauseOut]


class OperationOut(Schema):
    """setup_minutes: once an order; run_minutes: for each unit."""

    id: str
    work_center: str
    name: str
    setup_minutes: DecimalText
    run_minutes: DecimalText
    because: str


class ExplosionOut(Schema):
    """What one unit is made of, and how. cost: of all materials whose cost is known; uncosted: the others."""

    configuration_id: ConfigurationId
    currency: str
    materials: list[MaterialOut]
    operations: list[OperationOut]
    cost: DecimalText
    uncosted: list[str]


class EffectOut(Schema):
    """kind: invalid | price | same; change: of the price of the whole quantity, major units."""

    quote_id: QuoteId
    quote: str
    customer: str
    sku: str
    kind: str
    reasons: list[str]
    change: DecimalText


class ImpactOut(Schema):
    """How many open quotes hold a configuration of the model, and what becomes of them."""

    quotes: int
    invalid: int
    price: int
    lines: list[EffectOut]


class ModelFilter(Paged):
    q: Annotated[str, Field(max_length=60)] = ""


class ConfigurationFilter(Paged):
    model_id: ModelId | None = None
