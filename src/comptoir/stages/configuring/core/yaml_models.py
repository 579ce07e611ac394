"""A product model as YAML: read, written, described by a JSON Schema; all three from the same tables.

How such a file looks: docs/how-to/product-models.md. `read(write(model)) == model`.
"""

from __future__ import annotations

from decimal import Decimal

from comptoir.stages.configuring.core.language import Names, names_of
from comptoir.stages.configuring.core.model import (
    Answer,
    Attribute,
    AttributeKind,
    Choice,
    Group,
    Material,
    Model,
    Operation,
    Option,
    Part,
    Question,
    RuleTest,
)
from comptoir.stages.configuring.core.soundness import check
from comptoir.stages.configuring.core.yaml_kinds import (
    CHOOSE,
    FLAG,
    FORMULA,
    NUMBER,
    TERM,
    TEXT,
    VALUE,
    WHOLE,
    WORDS,
    Key,
    Kind,
    Schema,
    bounds,
    entries,
    list_of,
    map_of,
    mapping,
    need,
    object_of,
    read_keys,
    schema_of,
    table_keys,
    write_keys,
)
from comptoir.stages.configuring.core.yaml_rules import NO_NAMES, RULE, write_rule
from comptoir.stages.configuring.core.yaml_tree import NUMBER as DIGITS
from comptoir.stages.configuring.core.yaml_tree import (
    Leaf,
    Plain,
    Tree,
    dump,
    parse,
)

HOW_MANY = {
    "type": ["string", "integer"],
    "pattern": r"^(one|any|some|optional|all|\d+(\.\.\d*)?)$",
}

# ── the tree of options ───────────────────────────────────────────────────────────────────────────


def _kind(tree: Tree, names: Names) -> AttributeKind:
    text = TEXT.read(tree, names)
    if text not in list(AttributeKind):
        raise tree.at.fails(expected="integer, decimal or text")
    return AttributeKind(text)


def _default(tree: Tree, names: Names) -> str:
    """A number stays as it is written."""
    if isinstance(tree, Leaf) and isinstance(tree.value, bool):
        raise tree.at.fails(expected="a number or a text")
    return str(TEXT.read(tree, names))


def _bare(text: str) -> Plain:
    """A default without quotes where it reads the same."""
    bare = DIGITS.fullmatch(text) and format(Decimal(text), "f") == text
    return Decimal(text) if bare else text


ATTRIBUTE_KEYS = table_keys(
    Key("id", TEXT, said="unique in the model"),
    Key(
        "kind",
        Kind(_kind, lambda kind: str(kind.value), {"enum": [k.value for k in AttributeKind]}),
        said="integer, decimal or text",
    ),
    Key("name", WORDS, said="as shown"),
    Key("from", NUMBER, "least", "the least it may be"),
    Key("to", NUMBER, "most", "the most it may be"),
    Key("step", NUMBER, said="from one value to the next"),
    Key("unit", TEXT, said="as shown: mm, kg"),
    Key("default", Kind(_default, _bare, {"type": ["string", "number"]}), said="proposed"),
    Key("longest", WHOLE, said="characters of a text"),
)
ATTRIBUTE = object_of(Attribute, ATTRIBUTE_KEYS)
OPTION_SCHEMA: Schema = {"$ref": "#/$defs/option"}
OPTIONS = Kind(
    lambda tree, names: list_of(OPTION).read(tree, names),
    lambda said: [OPTION.write(option) for option in said],
    {"type": "array", "items": OPTION_SCHEMA},
)
GROUP_KEYS = table_keys(
    Key("id", TEXT, said="unique in the model"),
    Key("name", WORDS, said="as shown"),
    Key(
        "choose",
        Kind(lambda tree, names: tree, str, HOW_MANY),
        "least",
        "one, any, some (one or more), optional (none or one), all, or how many: 2, 1..3, 1..",
    ),
    Key("options", OPTIONS, said="what to choose from"),
)


def _group(tree: Tree, names: Names) -> Group:
    facts = read_keys(tree, GROUP_KEYS, Group, names)
    wanted = facts.get("least")
    if wanted is None:
        raise tree.at.fails(expected="the key choose")
    facts["least"], facts["most"] = _to_choose(wanted, len(facts["options"]))
    return Group(**facts)


def _to_choose(tree: Tree, all_of_them: int) -> tuple[int, int | None]:
    text = tree.text if isinstance(tree, Leaf) else ""
    if text == "all":
        return all_of_them, all_of_them
    return CHOOSE[text] if text in CHOOSE else bounds(tree, "one, any, some, optional, all or 1..3")


def _write_group(group: Group) -> Plain:
    return {
        "id": group.id,
        **write_keys(group, {"name": GROUP_KEYS["name"]}),
        "choose": _chosen(group),
        "options": OPTIONS.write(group.options),
    }


def _chosen(group: Group) -> str:
    for word, pair in CHOOSE.items():
        if pair == (group.least, group.most):
            return word
    if group.least == group.most == len(group.options):
        return "all"
    return times(group.least, group.most)


def times(least: int, most: int | None) -> str:
    """How many, as written: `2`, `1..3`, `1..`."""
    return f"{least}.." if most is None else f"{least}..{most}"


GROUP = Kind(_group, _write_group, schema_of(Group, GROUP_KEYS))
PART_KEYS = table_keys(
    Key("id", TEXT, said="unique in the model"),
    Key("name", WORDS, said="as shown"),
    Key("times", Kind(lambda tree, names: tree, str, HOW_MANY), "least", "how many: 2, 0..3"),
    Key(
        "each",
        Kind(
            lambda tree, names: OPTION.read(tree, names),
            lambda said: OPTION.write(said),
            OPTION_SCHEMA,
        ),
        "option",
        "what each instance is",
    ),
)


def _part(tree: Tree, names: Names) -> Part:
    facts = read_keys(tree, PART_KEYS, Part, names)
    wanted = facts.pop("least", None)
    if wanted is not None:
        least, most = bounds(wanted, "how many: 2 or 0..3")
        if most is None:
            raise wanted.at.fails(expected="the most there may be")
        facts |= {"least": least, "most": most}
    return Part(**facts)


def _write_part(part: Part) -> Plain:
    return {
        "id": part.id,
        **write_keys(part, {"name": PART_KEYS["name"]}),
        "times": times(part.least, part.most),
        "each": OPTION.write(part.option),
    }


PART = Kind(_part, _write_part, schema_of(Part, PART_KEYS))
OPTION_KEYS = table_keys(
    Key("id", TEXT, said="unique in the model"),
    Key("name", WORDS, said="as shown"),
    Key("sku", TEXT, said="what the catalog sells under it"),
    Key("price", NUMBER, said="added to the price"),
    Key("cost", NUMBER, said="added to the cost"),
    Key("weight", NUMBER, said="kilograms added"),
    Key("lead_days", NUMBER, said="working days it takes"),
    Key("default", FLAG, said="proposed while nothing in its group is chosen"),
    Key("hidden", FLAG, said="never shown: there for the rules"),
    Key("values", map_of(NUMBER), said="further figures for rules"),
    Key("texts", map_of(TEXT), said="further words, for people"),
    Key("layer", TEXT, said="SVG drawn when chosen"),
    Key("attributes", list_of(ATTRIBUTE), said="numbers and texts to give"),
    Key("groups", list_of(GROUP), said="what to choose below it"),
    Key("parts", list_of(PART), said="sub-products, several times"),
)
OPTION: Kind = object_of(Option, OPTION_KEYS)

# ── what speaks of the tree ───────────────────────────────────────────────────────────────────────

MATERIAL = object_of(
    Material,
    table_keys(
        Key("sku", TEXT, said="what is needed"),
        Key("quantity", TERM, said="how much, in the language of rules"),
        Key("unit", TEXT, said="UN/ECE code: C62 piece, MTR metre"),
        Key("when", FORMULA, said="needed where this holds"),
        Key("within", TEXT, said="for each instance of this part"),
        Key("name", WORDS, said="as shown"),
    ),
)
OPERATION = object_of(
    Operation,
    table_keys(
        Key("id", TEXT, said="unique among operations"),
        Key("work_center", TEXT, said="where it is done"),
        Key("setup_minutes", TERM, said="once for the order"),
        Key("run_minutes", TERM, said="for each product"),
        Key("when", FORMULA, said="done where this holds"),
        Key("within", TEXT, said="for each instance of this part"),
        Key("name", WORDS, said="as shown"),
    ),
)
ANSWER = object_of(
    Answer,
    table_keys(
        Key("id", TEXT, said="unique in the question"),
        Key("name", WORDS, said="as shown"),
        Key("prefers", map_of(WHOLE), said="option: points, may be negative"),
        Key("demands", FORMULA, said="what must hold then"),
    ),
)
QUESTION = object_of(
    Question,
    table_keys(
        Key("id", TEXT, said="unique among questions"),
        Key("name", WORDS, said="as asked"),
        Key("several", FLAG, said="more than one answer may be given"),
        Key("answers", list_of(ANSWER), said="what can be answered"),
    ),
)
CHOICES = Kind(
    lambda tree, names: tuple(Choice(k, v) for k, v in mapping(tree, VALUE, names).items()),
    lambda said: {choice.id: VALUE.write(choice.value) for choice in said},
    {"type": "object", "additionalProperties": VALUE.schema},
)
TEST = object_of(
    RuleTest,
    table_keys(
        Key("id", TEXT, said="unique among tests"),
        Key("choices", CHOICES, said="option: true or false, attribute: value, part: how many"),
        Key("valid", FLAG, said="whether a valid product has these choices"),
        Key("rule", TEXT, said="the rule that refuses them"),
        Key("forced", list_of(TEXT), said="options that must then be in"),
        Key("impossible", list_of(TEXT), said="options that cannot be in then"),
    ),
)
MODEL_KEYS = table_keys(
    Key("model", TEXT, "code", "its name for people and files"),
    Key("sku", TEXT, said="what the catalog sells"),
    Key("currency", TEXT, said="of prices and costs"),
    Key("name", WORDS, said="as shown"),
    Key("product", OPTION, "root", "the tree of what can be chosen"),
    Key("rules", list_of(RULE), said="what must hold"),
    Key("materials", list_of(MATERIAL), said="the bill of materials"),
    Key("operations", list_of(OPERATION), said="the routing"),
    Key("questions", list_of(QUESTION), said="guided selling"),
    Key("tests", list_of(TEST), said="what is expected of the rules"),
)


def read(text: str) -> Model:
    """The model in a YAML text."""
    tree = entries(parse(text), MODEL_KEYS)
    need(tree, MODEL_KEYS, Model, {MODEL_KEYS[key].target: True for key in tree.keys})
    root = OPTION.read(tree.values["product"], NO_NAMES)
    names = names_of(root)
    facts = {
        MODEL_KEYS[key].target: MODEL_KEYS[key].kind.read(value, names)
        for key, value in tree.values.items()
        if key != "product"
    }
    return check(Model(root=root, **facts))


def write(model: Model) -> str:
    """The YAML of a model that holds together."""
    names = names_of(check(model).root)
    data = write_keys(model, MODEL_KEYS)
    if model.rules:
        data["rules"] = [write_rule(rule, names) for rule in model.rules]
    return dump(data)


def schema() -> Schema:
    """The JSON Schema of such a file, for editors that complete and check while one types."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Product model",
        **schema_of(Model, MODEL_KEYS),
        "$defs": {"option": OPTION.schema},
    }
