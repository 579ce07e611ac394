"""Numbers and days as people type them, read without guessing. Pure, no float."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from comptoir.kernel.errors import Invalid
from comptoir.kernel.money import Money, money
from comptoir.shell.format import MINUS, french, month_of, number

_SPACES = re.compile(r"[\s\u00a0\u202f\u2007\u2009]+")
_PLAIN = re.compile(r"[0-9]+")
_GROUPED = re.compile(r"[0-9]{1,3}([ .,'])[0-9]{3}(?:\1[0-9]{3})*")
_LONGEST = 40
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_SIGNS = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})")
_NAMED = re.compile(r"(\d{1,2})(?:er|st|nd|rd|th)? ([^\W\d_]{3,9})\.? (\d{4})")


class NotANumber(Invalid):
    """This text is not a number."""

    code = "not_a_number"


class AmbiguousNumber(Invalid):
    """This number can be read in two ways."""

    code = "ambiguous_number"


class NotADay(Invalid):
    """This is not a date."""

    code = "not_a_day"


class AmbiguousDay(Invalid):
    """This date can be read in two ways."""

    code = "ambiguous_day"


def parse_number(text: str, lang: str, *, field: str | None = None) -> Decimal:
    """The number a person typed.

    `1 234,5`, `1234.5`, `1.234,50` and `1,234.50` are read in both languages, with any space.
    A lone separator before exactly three digits is read only where the language leaves no doubt
    (`1,234` is 1.234 in French and 1234 in English); `1.234` is refused in both.
    Raises NotANumber or AmbiguousNumber, naming `field`.
    """
    body = _SPACES.sub(" ", text).strip().replace("’", "'").replace(MINUS, "-")
    sign = -1 if body.startswith("-") else 1
    body = body[1:].strip() if body[:1] in "+-" else body
    mark = _decimal_mark(body, lang, field, text)
    whole, _, decimals = body.rpartition(mark) if mark else (body, "", "")
    if not _is_whole(whole, mark) or (mark and not _PLAIN.fullmatch(decimals)):
        raise _not_a_number(text, lang, field)
    digits = re.sub(r"[ .,']", "", whole) or "0"
    return sign * Decimal(f"{digits}.{decimals}" if mark else digits)


def _is_whole(text: str, mark: str) -> bool:
    """Digits, plain or in groups of three set apart by one sign that is not the decimal mark."""
    if not text.isascii() or len(text) > _LONGEST:
        return False
    if not text:
        return bool(mark)  # `,5` is a half
    grouped = _GROUPED.fullmatch(text)
    return bool(_PLAIN.fullmatch(text) or (grouped and grouped.group(1) != mark))


def _decimal_mark(body: str, lang: str, field: str | None, text: str) -> str:
    """The sign before the decimals, or "" when there are none."""
    marks = [c for c in body if c in ".,"]
    if len(set(marks)) == 2:
        return marks[-1]
    if len(marks) != 1:
        return ""  # none, or the same one repeated: groups
    mark = marks[0]
    before, after = body.split(mark)
    plain = " " not in before and "'" not in before
    if len(after) != 3 or not plain or not 1 <= len(before.lstrip("0")) <= 3:
        return mark
    if mark == ",":
        return "," if french(lang) else ""
    raise AmbiguousNumber(
        field=field,
        found=text[:_LONGEST],
        expected=f"{before}{after} / {number(Decimal(f'{before}.{after}'), lang)}0",
        fix=f"{before}{after} / {before}{',' if french(lang) else '.'}{after}0",
    )


def _not_a_number(text: str, lang: str, field: str | None) -> NotANumber:
    example = number(Decimal("1234.5"), lang)
    return NotANumber(field=field, found=text[:_LONGEST], expected=example, fix=example)


def typed(value: Decimal | int, lang: str) -> str:
    """A number as it stands in an input: no groups, and always read back as the same value."""
    text = f"{Decimal(value):f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    whole, point, decimals = text.partition(".")
    if french(lang):
        return whole + ("," + decimals if point else "")
    return text + "0" if len(decimals) == 3 else text  # 1.2340: English `1.234` could be thousands


def parse_amount(text: str, currency: str, lang: str, *, field: str | None = None) -> Money:
    """The amount a person typed, with or without its currency; no more decimals than it has."""
    bare = text.replace("€", "") if currency == "EUR" else text
    return money(parse_number(bare.replace(currency, ""), lang, field=field), currency)


def parse_day(text: str, lang: str, *, field: str | None = None) -> date:
    """The day a person typed: `2026-11-30`, `30/11/2026`, `30.11.26`, `30 Nov 2026`, `1er mai 2027`.

    French reads the day first. In English `03/04/2026` is refused, unless one of the two can only
    be a day. Raises NotADay or AmbiguousDay, naming `field`.
    """
    body = _SPACES.sub(" ", text).strip()
    year, month, day = 0, 0, 0
    if found := _ISO.fullmatch(body):
        year, month, day = map(int, found.groups())
    elif found := _SIGNS.fullmatch(body):
        day, month, year = map(int, found.groups())
        year += 2000 if year < 100 else 0
        if not french(lang) and "/" in body:
            if day <= 12 and month <= 12 and day != month:
                raise AmbiguousDay(field=field, found=body, fix=f"{year}-{month:02}-{day:02}")
            day, month = (month, day) if month > 12 else (day, month)
    elif found := _NAMED.fullmatch(body.lower()):
        day, month, year = int(found[1]), month_of(found[2]), int(found[3])
    try:
        return date(year, month, day)
    except ValueError:
        raise NotADay(field=field, found=text[:_LONGEST], expected="2026-11-30") from None
