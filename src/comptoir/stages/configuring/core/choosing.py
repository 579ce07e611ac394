"""What a person chose, as literals of the solver."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from comptoir.kernel.errors import Invalid
from comptoir.stages.configuring.core.answers import Reason
from comptoir.stages.configuring.core.encoding import Encoding, is_number
from comptoir.stages.configuring.core.grids import grid
from comptoir.stages.configuring.core.model import Choice
from comptoir.stages.configuring.core.places import UnknownName


class WrongValue(Invalid):
    """This cannot be chosen here."""

    code = "wrong_value"


@dataclass(frozen=True, slots=True)
class Assumed:
    """Choices as literals. `broken`: a choice that no product can have, whatever the rules say."""

    choices: tuple[Choice, ...]
    literals: tuple[int, ...]
    by_literal: dict[int, Choice]
    broken: Reason | None = None


def assumed(encoding: Encoding, choices: Iterable[Choice]) -> Assumed:
    """The literals of a set of choices; the same whatever their order, given twice or once."""
    unique = sorted(set(choices), key=lambda choice: (choice.id, str(choice.value)))
    by_literal: dict[int, Choice] = {}
    broken = None
    numbers: dict[str, Choice] = {}
    for choice in unique:
        literals = literals_of(encoding, choice)
        before = numbers.setdefault(choice.id, choice)
        if literals is None:
            broken = broken or Reason((choice,), (f"tree:{choice.id.partition('#')[0]}",))
        elif before is not choice:
            broken = broken or Reason((before, choice), ())
        else:
            for literal in literals:
                by_literal.setdefault(literal, choice)
    return Assumed(tuple(unique), tuple(by_literal), by_literal, broken)


def literals_of(encoding: Encoding, choice: Choice) -> list[int] | None:
    """The literals of one choice; None: no product can have it."""
    tree = encoding.tree
    if choice.id in tree.options:
        if not isinstance(choice.value, bool):
            raise WrongValue(field=choice.id, found=choice.value, expected="in or out")
        variable = encoding.var[choice.id]
        return [variable if choice.value else -variable]
    if choice.id in tree.parts:
        return _counted(encoding, choice)
    if choice.id in tree.attributes:
        return _given(encoding, choice)
    raise UnknownName(
        field=choice.id, found=choice.id, expected="an option, an attribute or a part"
    )


def _number(choice: Choice) -> Decimal:
    value = choice.value
    if (
        isinstance(value, bool)
        or not isinstance(value, Decimal | int)
        or not Decimal(value).is_finite()
    ):
        raise WrongValue(field=choice.id, found=value, expected="a number")
    return value


def _counted(encoding: Encoding, choice: Choice) -> list[int] | None:
    """So many instances stand, and no more."""
    number, part = _number(choice), encoding.tree.parts[choice.id]
    if not 0 <= number <= len(part.places) or number != int(number):
        return None
    count = int(number)
    instances = [encoding.var[place.name] for place in part.places]
    there = [instances[count - 1]] if count else []
    return there + ([-instances[count]] if count < len(instances) else [])


def _given(encoding: Encoding, choice: Choice) -> list[int] | None:
    """The option above is in, and the number is this one."""
    place = encoding.tree.attributes[choice.id]
    owner = encoding.var[place.owner.name]
    if not is_number(place):
        if not isinstance(choice.value, str) or len(choice.value) > place.attribute.longest:
            raise WrongValue(
                field=choice.id,
                found=choice.value,
                expected=f"a text of at most {place.attribute.longest}",
            )
        return [owner]
    index = grid(place.attribute).index(_number(choice))
    if index is None:
        return None
    digits = encoding.digits.get(choice.id)
    return [owner, *(digits.exactly(index) if digits else [])]


def other_value(encoding: Encoding, choices: Iterable[Choice], wanted: Choice) -> Choice | None:
    """A choice of another value for the same attribute, where no rule reads it: the solver does not know
    that the two are against each other."""
    if wanted.id not in encoding.tree.attributes or wanted.id in encoding.digits:
        return None
    return next((c for c in choices if c.id == wanted.id and c.value != wanted.value), None)
