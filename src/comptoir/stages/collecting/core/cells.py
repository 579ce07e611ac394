"""Amounts and dates of a bank file: one notation for the file, found or told, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from comptoir.kernel.errors import Invalid

_BLANKS = re.compile(r"[\s\u00a0\u202f\u2009']+")
_SIGNS = str.maketrans({"\u2212": "-", "\u2013": "-", "’": "'"})
_CURRENCY = re.compile(r"^(?:[A-Z]{3}|€|\$|£)|(?:[A-Z]{3}|€|\$|£)$")
_MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "jan janv janvier january", "feb fev fevr fevrier february", "mar mars march",
            "apr avr avril april", "may mai", "jun juin june", "jul juil juillet july",
            "aug aout august", "sep sept septembre september", "oct octobre october",
            "nov novembre november", "dec decembre december",
        ),
        start=1,
    )
    for word in words.split()
}  # fmt: skip
_ACCENTS = str.maketrans("éûè", "eue")


class UnreadableAmount(Invalid):
    """This is not an amount."""

    code = "unreadable_amount"


class UnreadableDate(Invalid):
    """This is not a date."""

    code = "unreadable_date"


class AmbiguousAmounts(Invalid):
    """The file does not tell whether its amounts are in thousands or in decimals."""

    code = "ambiguous_amounts"


class AmbiguousDates(Invalid):
    """The file does not tell whether the day or the month comes first."""

    code = "ambiguous_dates"


def decimal_mark(amounts: Iterable[str]) -> str:
    """The sign before the decimals in all these amounts; AmbiguousAmounts if in doubt."""
    doubt, found = "", set()
    for text in amounts:
        body = _bare(text)
        marks = [c for c in body if c in ",."]
        if len(set(marks)) == 2:
            found.add(marks[-1])
        elif len(marks) == 1 and len(body) - body.index(marks[0]) - 1 != 3:
            found.add(marks[0])
        elif len(marks) > 1:
            found.add("." if marks[0] == "," else ",")
        elif marks:
            doubt = text
    if len(found) > 1 or (doubt and not found):
        raise AmbiguousAmounts(
            field="decimal",
            found=doubt or " / ".join(sorted(found)),
            expected="1 234,50 / 1,234.50",
        )
    return found.pop() if found else "."


def read_amount(text: str, mark: str) -> Decimal:
    """`1 234,50`, `-12.00`, `(12,00)`, `12,00-`, `+3 €` with the file's decimal mark."""
    body = _bare(text)
    negative = body.startswith(("-", "(")) or body.endswith("-")
    digits = body.strip("+-()")
    whole, _, decimals = digits.partition(mark)
    group = "." if mark == "," else ","
    if not re.fullmatch(r"\d{1,3}(?:" + re.escape(group) + r"\d{3})+|\d+", whole, re.ASCII) or (
        mark in digits and not re.fullmatch(r"\d+", decimals, re.ASCII)
    ):
        raise UnreadableAmount(field="amount", found=text[:40], expected=f"1234{mark}50")
    value = Decimal(whole.replace(group, "") + "." + (decimals or "0"))
    return -value if negative else value


def _bare(text: str) -> str:
    body = _BLANKS.sub("", text.translate(_SIGNS))
    return _CURRENCY.sub("", _CURRENCY.sub("", body))


def order_of_dates(dates: Iterable[str], *, french: bool) -> str:
    """dmy, mdy or ymd for all these dates; AmbiguousDates if the file leaves it open.

    french  whether the file is written the French way, where the day comes first
    """
    first, second, any_date = 0, 0, ""
    for text in dates:
        numbers = re.findall(r"\d+", text)
        if len(numbers) != 3 or len(numbers[0]) == 4:
            continue  # ymd, or the month is a word: no doubt
        first, second = max(first, int(numbers[0])), max(second, int(numbers[1]))
        any_date = text
    if first > 12 and second > 12:
        raise AmbiguousDates(field="date_order", found=any_date, expected="dmy | mdy")
    if second > 12:
        return "mdy"
    if first > 12 or french or not any_date:
        return "dmy"
    raise AmbiguousDates(field="date_order", found=any_date, expected="dmy | mdy")


def read_date(text: str, order: str) -> date:
    """`31/12/2027`, `2027-12-31`, `20271231`, `31 déc. 2027`, in the file's order."""
    parts = re.findall(r"\d+|[^\W\d_]+", text.lower().translate(_ACCENTS))
    if len(parts) == 1 and len(parts[0]) == 8 and parts[0].isdigit():
        parts = [parts[0][:4], parts[0][4:6], parts[0][6:]]
    try:
        year, month, day = _ymd(parts, order)
        return date(year + 2000 if year < 100 else year, month, day)
    except (ValueError, KeyError):
        raise UnreadableDate(field="date", found=text[:40], expected=order) from None


def _ymd(parts: list[str], order: str) -> tuple[int, int, int]:
    a, b, c = parts[:3]
    if not b.isdigit():
        return int(c), _MONTHS[b], int(a)
    if not a.isdigit():
        return int(c), _MONTHS[a], int(b)
    if len(a) == 4:
        return int(a), int(b), int(c)
    return (int(c), int(a), int(b)) if order == "mdy" else (int(c), int(b), int(a))
