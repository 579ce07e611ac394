"""Named alternatives in one offer: the customer takes exactly one. Pure.

A line belongs to all alternatives (common, "") or to one. Policy: each alternative is priced as if it were
the whole offer, common lines included, so that whatever depends on other lines (a share of the discount on
the whole, a promotion, a price that is a percentage of others) is right in each. Where a common line then
costs something else in another alternative than in the recommended one, that stands *apart* in it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Protocol, TypeVar

from comptoir.kernel.errors import Invalid, NotFound, Refused

COMMON = ""
LETTERS = ("A", "B", "C", "D", "E")
LONGEST_NAME = 60
MONEY = (
    "net_minor", "vat_minor", "gross_minor", "one_off_minor", "recurring_minor", "mrr_minor",
    "cost_minor",
)  # fmt: skip
FIGURES = (*MONEY, "vat_lines")
EXACT = ("list_price", "unit_net")  # written as text
APART = ("list_price", "unit_net", "share_minor", "net_minor", "waterfall")  # of a common line


class UnknownAlternative(NotFound):
    """This offer has no such alternative."""

    code = "unknown_alternative"


class TooManyAlternatives(Refused):
    """An offer holds at most five alternatives."""

    code = "too_many_alternatives"


class AlternativeName(Invalid):
    """Each alternative needs a name of its own."""

    code = "alternative_name"


class AlternativeHasLines(Refused):
    """Lines belong to this alternative: say whether they go with it or become common."""

    code = "alternative_has_lines"


class OneAlternative(Refused):
    """A choice needs two alternatives: add one, or make the lines of this one common and remove it."""

    code = "one_alternative"


class EmptyAlternative(Refused):
    """An alternative needs at least one line that is not an option, its own or a common one."""

    code = "empty_alternative"


class ChooseAlternative(Invalid):
    """Choose one of the alternatives of the offer."""

    code = "choose_alternative"


@dataclass(frozen=True, slots=True)
class Alternative:
    """One of the alternatives; its figures are those of its own and the common lines together.

    vat_lines  as stored with the quote: rate, category, base_minor, vat_minor, decision
    """

    key: str
    name: str
    net_minor: int = 0
    vat_minor: int = 0
    gross_minor: int = 0
    one_off_minor: int = 0
    recurring_minor: int = 0
    mrr_minor: int = 0
    cost_minor: int = 0
    vat_lines: tuple[Mapping[str, Any], ...] = ()


class Owned(Protocol):
    """What has a place in an alternative."""

    @property
    def alternative(self) -> str: ...


O = TypeVar("O", bound=Owned)  # noqa: E741 — a type, not a number
P = TypeVar("P", bound=Any)  # a frozen line: id, alternative, apart, aside and APART


def load(rows: Sequence[Mapping[str, Any]]) -> tuple[Alternative, ...]:
    """Alternatives as they are stored with a quote."""
    return tuple(
        Alternative(**{**row, "vat_lines": tuple(row.get("vat_lines", ()))}) for row in rows
    )


def names(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Alternatives without their figures, for a copy that is priced anew."""
    return [{"key": row["key"], "name": row["name"]} for row in rows]


def keys(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    return [row["key"] for row in rows]


def members(lines: Sequence[O], key: str) -> list[O]:
    """The lines that the customer gets with an alternative: the common ones and its own, in order."""
    return [line for line in lines if line.alternative in (COMMON, key)]


def next_key(rows: Sequence[Mapping[str, Any]]) -> str:
    """The first letter that is free."""
    taken = keys(rows)
    free = [letter for letter in LETTERS if letter not in taken]
    if not free:
        raise TooManyAlternatives(field="alternatives", found=len(taken) + 1, expected=len(LETTERS))
    return free[0]


def checked_name(rows: Sequence[Mapping[str, Any]], text: str, but: str = "") -> str:
    """A name that no other alternative of the offer has; `but` is the one that gets it."""
    name = " ".join(text.replace("\x00", "").split())[:LONGEST_NAME]
    others = [row["name"].casefold() for row in rows if row["key"] != but]
    if not name or name.casefold() in others:
        raise AlternativeName(field="name", found=name, fix="choose another name")
    return name


def check_key(rows: Sequence[Mapping[str, Any]], key: str, field: str = "alternative") -> str:
    """Refuse what is none of them."""
    if key not in keys(rows):
        raise UnknownAlternative(field=field, found=key[:40], expected=", ".join(keys(rows)))
    return key


def check_lines(rows: Sequence[Mapping[str, Any]], lines: Sequence[Owned]) -> None:
    """Refuse lines of an alternative that the offer does not have."""
    known = {COMMON, *keys(rows)}
    for n, line in enumerate(lines):
        if line.alternative not in known:
            expected = ", ".join(keys(rows)) or "common lines only"
            raise UnknownAlternative(
                field=f"lines.{n}.alternative", found=line.alternative[:40], expected=expected
            )


def last(rows: Sequence[Mapping[str, Any]], recommended: str) -> list[str]:
    """The order to price them in: the recommended one last, so that its figures are those of the offer."""
    return [*(key for key in keys(rows) if key != recommended), recommended]


def apart(values: Mapping[str, Mapping[str, Any]], shown: str) -> dict[str, dict[str, Any]] | None:
    """What a common line costs in the alternatives where it differs from the one `shown`.

    values  alternative → the fields of APART there
    """
    found = {
        key: {name: told[name] for name in APART}
        for key, told in values.items()
        if key != shown and any(told[name] != values[shown][name] for name in APART)
    }
    return found or None


def overlay(told: Mapping[str, Mapping[str, Any]] | None, key: str) -> dict[str, Any]:
    """The fields of APART in which a line differs in an alternative; {} where it does not."""
    found = (told or {}).get(key, {})
    return {
        n: Decimal(v) if n in EXACT else tuple(v) if n == "waterfall" else v
        for n, v in found.items()
    }


def within(line: P, key: str, price: bool = True) -> P:
    """A line as the customer gets it with an alternative. price: whether it has the price of there."""
    return replace(line, aside=False, apart=None, **(overlay(line.apart, key) if price else {}))


def placed(
    lines: Sequence[P], recommended: str, accepted: str, kept: Collection[int]
) -> tuple[P, ...]:
    """The lines of an offer: those in no total *aside*; of an accepted one only what was taken.

    kept  lines that have their figures already, by the quantities that the customer chose
    """
    if accepted:
        return tuple(within(li, accepted, li.id not in kept) for li in members(lines, accepted))
    return tuple(replace(li, aside=li.alternative not in (COMMON, recommended)) for li in lines)


def chosen(rows: Sequence[Mapping[str, Any]], key: str) -> str:
    """The alternative that is accepted: exactly one where there are some, none where there are none."""
    if not rows and not key:
        return ""
    if not key:
        raise ChooseAlternative(field="alternative", expected=", ".join(keys(rows)))
    return check_key(rows, key)
