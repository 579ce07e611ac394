"""The steps from list price to net, each kept with its rule, so that any price can be replayed.

A waterfall is a chain: the base of a step is the result of the step before it. Amounts are exact
decimals in major units until a step that names its rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from comptoir.kernel.errors import Refused
from comptoir.kernel.money import EXACT, nearest

ZERO = Decimal(0)
HUNDRED = Decimal(100)
HALF_UP = "half_up"


class BrokenWaterfall(Refused):
    """The stored steps do not lead to the stored price."""

    code = "broken_waterfall"


class Step(NamedTuple):
    """One step of a price; a named tuple, which is made four times faster than a frozen dataclass.

    kind          list | tier | bound | adjustment | quantity | rounding | promotion
    label_code    what the reader sees, as a code to translate ("list_price", "promotion", "tier:2")
    base          running value before the step, major units
    operation     a key of OPERATIONS
    value         operand: amount, factor or percent, by operation
    result        running value after the step
    rule_id       the rule that asked for it ("" for arithmetic that needs no rule)
    rule_version  version of that rule, 0 where there is none
    rounding      None, or how the result was rounded
    """

    kind: str
    label_code: str
    base: Decimal
    operation: str
    value: Decimal
    result: Decimal
    rule_id: str
    rule_version: int
    rounding: str | None


def percent_off(base: Decimal, percent: Decimal) -> Decimal:
    """`base` less `percent` hundredths, exactly."""
    return EXACT.multiply(base, HUNDRED - percent).scaleb(-2, EXACT)


def percent_on(base: Decimal, percent: Decimal) -> Decimal:
    """`base` plus `percent` hundredths, exactly."""
    return EXACT.multiply(base, HUNDRED + percent).scaleb(-2, EXACT)


def percent_of(base: Decimal, percent: Decimal) -> Decimal:
    """`percent` hundredths of `base`, exactly."""
    return EXACT.multiply(base, percent).scaleb(-2, EXACT)


OPERATIONS: Mapping[str, Callable[[Decimal, Decimal], Decimal]] = {
    "set": lambda _base, value: value,
    "add": EXACT.add,
    "subtract": EXACT.subtract,
    "multiply": EXACT.multiply,
    "percent_off": percent_off,
    "percent_on": percent_on,
    "percent_of": percent_of,
    "at_least": max,
    "at_most": min,
    "round_to": nearest,
}


def replay(steps: Sequence[Step]) -> Decimal:
    """The net in major units, worked out again from the steps; refuses a chain that is broken."""
    running = ZERO
    for number, step in enumerate(steps, start=1):
        if step.base != running:
            raise BrokenWaterfall(field=f"steps.{number}.base", found=step.base, expected=running)
        running = OPERATIONS[step.operation](running, step.value)
        if step.result != running:
            raise BrokenWaterfall(
                field=f"steps.{number}.result", found=step.result, expected=running
            )
    return running


def dump_steps(steps: Iterable[Step]) -> list[dict[str, Any]]:
    """The steps as JSON-ready data; decimals as text with all their digits."""
    return [
        {
            "kind": s.kind,
            "label_code": s.label_code,
            "base": str(s.base),
            "operation": s.operation,
            "value": str(s.value),
            "result": str(s.result),
            "rule_id": s.rule_id,
            "rule_version": s.rule_version,
            "rounding": s.rounding,
        }
        for s in steps
    ]


def load_steps(data: Iterable[Mapping[str, Any]]) -> tuple[Step, ...]:
    """The steps that `dump_steps` wrote."""
    return tuple(
        Step(
            d["kind"],
            d["label_code"],
            Decimal(d["base"]),
            d["operation"],
            Decimal(d["value"]),
            Decimal(d["result"]),
            d["rule_id"],
            d["rule_version"],
            d["rounding"],
        )
        for d in data
    )
