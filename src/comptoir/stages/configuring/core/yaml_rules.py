"""Rules in YAML: a text of the language of rules, or a table of allowed combinations."""

from __future__ import annotations

from typing import Any as Anything

from comptoir.kernel.errors import Invalid
from comptoir.stages.configuring.core.language import Names, formula, written
from comptoir.stages.configuring.core.model import Rule, Table
from comptoir.stages.configuring.core.yaml_kinds import (
    FORMULA,
    TEXT,
    WORDS,
    Key,
    Kind,
    entries,
    list_of,
    need,
    schema_of,
    table_keys,
    table_of,
    write_cell,
    write_keys,
)
from comptoir.stages.configuring.core.yaml_tree import Branches, Plain, Tree

NO_NAMES = Names(frozenset(), {}, {}, frozenset(), frozenset())
TABLE_KEYS = table_keys(
    Key("groups", list_of(TEXT)),
    Key("allow", Kind(lambda tree, names: tree, str, {"type": "array"})),
)
TABLE_SCHEMA = {
    "type": "object",
    "required": ["groups", "allow"],
    "additionalProperties": False,
    "properties": {
        "groups": {"type": "array", "items": {"type": "string"}},
        "allow": {"type": "array", "items": {"type": "array"}},
    },
}
RULE_KEYS = table_keys(
    Key("id", TEXT, said="unique among rules"),
    Key("rule", FORMULA, "formula", "what must hold, in the language of rules"),
    Key(
        "table",
        Kind(lambda tree, names: tree, str, TABLE_SCHEMA),
        "formula",
        "allowed combinations",
    ),
    Key("words", WORDS, said="what a person reads when it stops them"),
    Key("within", TEXT, said="the part in each of whose instances it holds"),
    Key("source", TEXT, said="as it was written in another language"),
)


def _rule(tree: Tree, names: Names) -> Rule:
    given = entries(tree, RULE_KEYS)
    if ("rule" in given.values) == ("table" in given.values):
        raise tree.at.fails(expected="the key rule or the key table")
    facts: dict[str, Anything] = {
        key: RULE_KEYS[key].kind.read(given.values[key], names)
        for key in given.values
        if key not in ("rule", "table")
    }
    if "rule" in given.values:
        leaf = given.values["rule"]
        facts["formula"] = FORMULA.read(leaf, names)
        facts.setdefault("source", TEXT.read(leaf, names))
    else:
        facts["formula"] = _table(given.values["table"], names)
    need(given, {"id": RULE_KEYS["id"]}, Rule, facts)
    return Rule(**facts)


def _table(tree: Tree, names: Names) -> Table:
    given = entries(tree, TABLE_KEYS)
    rows = given.values.get("allow")
    if "groups" not in given.values or not isinstance(rows, Branches):
        raise tree.at.fails(expected="the keys groups and allow, both lists")
    heads = list_of(TEXT).read(given.values["groups"], names)
    return table_of(heads, rows.items, names, tree.at)


def write_rule(rule: Rule, names: Names) -> Plain:
    """As it was written, where that is the language of rules; `source` where it was another one."""
    out: dict[str, Plain] = {"id": rule.id}
    source = rule.source
    if isinstance(rule.formula, Table):
        out["table"] = {
            "groups": list(rule.formula.groups),
            "allow": [[write_cell(cell) for cell in row] for row in rule.formula.rows],
        }
    elif _says(source, rule, names):
        out["rule"], source = source, ""
    else:
        out["rule"] = written(rule.formula)
    out |= write_keys(rule, {key: RULE_KEYS[key] for key in ("words", "within")})
    return {**out, "source": source} if source else out


def _says(source: str, rule: Rule, names: Names) -> bool:
    try:
        return formula(source, names) == rule.formula
    except Invalid:
        return False


# Writing needs the names of the model, to see whether the source still says the same: `write_rule`.
RULE = Kind(
    _rule,
    lambda said: write_rule(said, NO_NAMES),
    {**schema_of(Rule, RULE_KEYS), "required": ["id"]},
)
