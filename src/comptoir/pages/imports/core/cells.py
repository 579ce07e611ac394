"""Text of a cell → number, instant or word, exactly or not at all. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal
from sys import intern
from typing import Literal, TypeVar

V = TypeVar("V")
Mark = Literal[".", ","]
DateOrder = Literal["iso", "dmy", "mdy"]

MAX_NUMBER = 40  # characters; longer is no price and no quantity
MAX_MEMO = 100_000  # distinct texts remembered; bounds memory on hostile files

# Groups of thousands: a space (also no-break, narrow no-break), an apostrophe, or the other mark.
_NUMBER: dict[str, re.Pattern[str]] = {
    mark: re.compile(
        rf"[+-]?(?:[0-9]+|[0-9]{{1,3}}(?:([ '{other}])[0-9]{{3}})(?:\1[0-9]{{3}})*)?"
        rf"(?:{re.escape(mark)}[0-9]+)?"
    )
    for mark, other in ((".", ","), (",", "."))
}
_PLAIN = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2019": "'", "\u2212": "-"})
_ISO = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[ T]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?)?"
)
_DAYS = re.compile(
    r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})(?: ([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?)?"
)
_WHOLE = re.compile(r"([0-9]+)\.0+")


class Memo(dict[str, V]):
    """Remembers what a text means, so that each distinct text is read once."""

    def __init__(self, meaning: Callable[[str], V]) -> None:
        super().__init__()
        self._meaning = meaning

    def __missing__(self, text: str) -> V:
        if len(self) >= MAX_MEMO:
            self.clear()
        value = self[text] = self._meaning(text)
        return value


def number(text: str, mark: Mark) -> Decimal | None:
    """The decimal a person meant, or None: `1 234,56`, `1.234,56`, `1,234.56`, `-3`, `0.001`.

    No exponent, no `NaN`, no currency sign: a cell that needs guessing is refused.
    """
    plain = text.strip().translate(_PLAIN)
    if not plain or len(plain) > MAX_NUMBER or not _NUMBER[mark].fullmatch(plain):
        return None
    digits = plain.replace(" ", "").replace("'", "").replace("," if mark == "." else ".", "")
    digits = digits.replace(",", ".")
    return Decimal(digits) if any(c.isdigit() for c in digits) else None


def guess_mark(texts: Iterable[str]) -> Mark | None:
    """The decimal mark the texts prove, or None if they prove neither.

    A mark with other than three digits behind it is decimal (`2,5`); of two different marks the
    last is decimal (`1.234,50`). `1,234` alone proves nothing.
    """
    for text in texts:
        tail = re.fullmatch(r"[^.,]*(?:[.,][0-9]{3})*([.,])([0-9]*)", text.strip())
        if tail and (len(tail[2]) != 3 or len({c for c in text if c in ".,"}) == 2):
            return "." if tail[1] == "." else ","
    return None


def instant(text: str, order: DateOrder) -> datetime | None:
    """A local date and time without zone, or None. A date alone means midnight."""
    found = (_ISO if order == "iso" else _DAYS).fullmatch(text.strip())
    if not found:
        return None
    a, b, c, hour, minute, second = (int(x or 0) for x in found.groups())
    year, month, day = {"iso": (a, b, c), "dmy": (c, b, a), "mdy": (c, a, b)}[order]
    try:
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 local by intent
    except ValueError:
        return None


def guess_order(texts: Iterable[str]) -> DateOrder | None:
    """The order of day and month that the texts prove, or None: only a day above 12 proves it."""
    for text in texts:
        if _ISO.fullmatch(text.strip()):
            return "iso"
        found = _DAYS.fullmatch(text.strip())
        if found and int(found[1]) > 12:
            return "dmy"
        if found and int(found[2]) > 12:
            return "mdy"
    return None


def word(text: str) -> str:
    """The text without outer and repeated white space; one object per distinct text."""
    return intern(" ".join(text.split()))


def reference(text: str) -> str:
    """A code; a whole number that a spreadsheet turned into `17850.0` becomes `17850` again."""
    plain = word(text)
    whole = _WHOLE.fullmatch(plain)
    return intern(whole[1]) if whole else plain


def sku(text: str) -> str:
    """A stock code; letters count as capitals (`85123a` is `85123A`)."""
    return intern(reference(text).upper())


def is_clean(text: str) -> bool:
    """No control character is left; PostgreSQL cannot hold NUL and no document shows the others."""
    return text.isprintable() or all(c >= " " and c != "\x7f" for c in text)
