"""Whether a model holds together: ids that are told apart, bounds that can be met, names that exist.

Whether its rules can be met at all is the solver's question, not asked here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches

from comptoir.kernel.errors import Invalid
from comptoir.stages.configuring.core.language import Names, names_of
from comptoir.stages.configuring.core.model import (
    Attribute,
    AttributeKind,
    Choice,
    Group,
    Model,
    Option,
    Question,
    RuleTest,
    options,
    placed,
)

LONGEST_ID = 200
FORBIDDEN = '"#'
MOST_INSTANCES = 1000


class BadModel(Invalid):
    """The product model does not hold together here."""

    code = "bad_model"


def check(model: Model) -> Model:
    """The model itself, or what is wrong with it first."""
    _ids(model)
    for option in options(model.root):
        _below(option)
    names = names_of(model.root)
    for within in (
        *(rule.within for rule in model.rules),
        *(material.within for material in model.materials),
        *(operation.within for operation in model.operations),
    ):
        if within is not None:
            _known(within, names.parts, "within")
    for question in model.questions:
        _question(question, names)
    rules = {rule.id for rule in model.rules} | {""}
    for test in model.tests:
        _test(test, names, rules)
    return model


def _below(option: Option) -> None:
    for group in option.groups:
        _group(group)
    for attribute in option.attributes:
        _attribute(attribute)
    for part in option.parts:
        if not 0 <= part.least <= part.most <= MOST_INSTANCES or not part.most:
            raise BadModel(
                field=part.id,
                found=f"{part.least}..{part.most}",
                expected="0 to 1000 instances, the smaller number first",
            )


def _ids(model: Model) -> None:
    every = list(every_id(model.root))
    _once("product", every)
    for kind in ("rules", "operations", "questions", "tests"):
        _once(kind, (thing.id for thing in getattr(model, kind)))
    names = names_of(model.root)
    for id in every:
        group, dot, figure = id.rpartition(".")
        if dot and group in names.groups and figure in names.figures:
            raise BadModel(
                field=id, found=id, expected="an id that is not read as a group and its figure"
            )


def every_id(option: Option) -> Iterator[str]:
    """The id of everything in the tree."""
    for each in options(option):
        yield each.id
        yield from (group.id for group in each.groups)
        yield from (attribute.id for attribute in each.attributes)
        yield from (part.id for part in each.parts)


def _once(field: str, ids: Iterable[str]) -> None:
    seen = set()
    for id in ids:
        fit = id == id.strip() and id.isprintable() and not any(sign in id for sign in FORBIDDEN)
        if not fit or not 0 < len(id) <= LONGEST_ID:
            raise BadModel(
                field=field, found=id[:60], expected='an id without " and # and line breaks'
            )
        if id in seen:
            raise BadModel(field=field, found=id, expected="each id once in a model")
        seen.add(id)


def _known(id: str, known: Iterable[str], field: str) -> None:
    if id not in known:
        near = ", ".join(get_close_matches(id, list(known), n=3))
        raise BadModel(field=field, found=id, expected="something that is in the model", near=near)


def _group(group: Group) -> None:
    most = len(group.options) if group.most is None else group.most
    if not group.options or not 0 <= group.least <= len(group.options) or most < group.least:
        raise BadModel(
            field=group.id,
            found=f"{group.least}..{'' if group.most is None else group.most}",
            expected="options, and a number to choose that they can meet",
        )


def _attribute(attribute: Attribute) -> None:
    least, most = attribute.least, attribute.most
    if (least is not None and most is not None and most < least) or (
        attribute.step is not None and attribute.step <= 0
    ):
        raise BadModel(field=attribute.id, expected="from, to and step that leave a number")
    if attribute.longest < 1:
        raise BadModel(field=attribute.id, found=f"{attribute.longest}", expected="room for a text")
    if attribute.default is not None and not fits(attribute, attribute.default):
        raise BadModel(
            field=attribute.id, found=attribute.default[:60], expected="a default that it takes"
        )


def fits(attribute: Attribute, value: Decimal | str) -> bool:
    """Whether the attribute takes this value."""
    if attribute.kind is AttributeKind.TEXT:
        return isinstance(value, str) and len(value) <= attribute.longest
    try:
        number = Decimal(value)
    except InvalidOperation:
        return False
    return number.is_finite() and _is_reckoned(number) and _on_the_way(attribute, number)


def _is_reckoned(number: Decimal) -> bool:
    """At most 15 digits before the mark and 12 after it: steps are counted exactly in 28."""
    exponent = number.as_tuple().exponent
    return number.adjusted() < 15 and isinstance(exponent, int) and exponent >= -12


def _on_the_way(attribute: Attribute, number: Decimal) -> bool:
    """Between the bounds, a whole number of steps from the lower one."""
    if attribute.least is not None and number < attribute.least:
        return False
    if attribute.most is not None and number > attribute.most:
        return False
    whole = Decimal(1) if attribute.kind is AttributeKind.INTEGER else None
    if whole and number % whole:
        return False
    step = attribute.step
    return step is None or (number - (attribute.least or 0)) % step == 0


def _question(question: Question, names: Names) -> None:
    _once(question.id, (answer.id for answer in question.answers))
    if not question.answers:
        raise BadModel(field=question.id, expected="one answer or more")
    for answer in question.answers:
        for option in answer.prefers:
            _known(option, names.options, "prefers")


def _test(test: RuleTest, names: Names, rules: set[str]) -> None:
    _known(test.rule, rules, test.id)
    for option in (*test.forced, *test.impossible):
        _known(placed_id(option), names.options, test.id)
    seen: set[str] = set()
    for choice in test.choices:
        if choice.id in seen:
            raise BadModel(field=test.id, found=choice.id, expected="each choice once")
        seen.add(choice.id)
        _choice(choice, names, test.id)


def _choice(choice: Choice, names: Names, field: str) -> None:
    """An option is in or out, a part or a number a number, a text a text."""
    id = placed_id(choice.id)
    wanted: Mapping[str, type] = {
        **dict.fromkeys(names.options, bool),
        **dict.fromkeys(names.parts, Decimal),
        **{a: str if k is AttributeKind.TEXT else Decimal for a, k in names.attributes.items()},
    }
    _known(id, wanted, field)
    if not isinstance(choice.value, wanted[id]):
        raise BadModel(
            field=f"{field}.{id}", found=str(choice.value)[:60], expected=EXPECTED[wanted[id]]
        )


EXPECTED = {bool: "true or false", Decimal: "a number", str: "a text"}


def placed_id(name: str) -> str:
    """The id in the name of an instance; a name that is none stays as it is, and is unknown."""
    try:
        return placed(name)[0]
    except ValueError:
        return name
