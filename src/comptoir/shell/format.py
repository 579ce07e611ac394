"""The one formatter of amounts, numbers and dates: HTML, PDF, mail, export labels. Pure, no float.

Every function takes the language last: "fr" or "en". A group of three is set apart by U+202F in
French, a sign is U+2212, and nothing that belongs together can break across lines.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from comptoir.kernel.money import EXACT, Money, exponent, to_places
from comptoir.kernel.period import Period

NARROW, NBSP, MINUS, DASH = "\u202f", "\u00a0", "\u2212", "\u2014"
SYMBOLS = {"EUR": "€"}  # the only sign read alike by everyone; other currencies show their ISO code

_FR_MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
_FR_SHORT = (
    "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.",
)  # fmt: skip
_EN_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def french(lang: str) -> bool:
    """Whether `lang` ("fr", "fr-be", "en" …) is written the French way; all else is English."""
    return lang.lower().startswith("fr")


def _grouped(digits: str, mark: str) -> str:
    head = len(digits) % 3 or 3
    return mark.join([digits[:head], *(digits[i : i + 3] for i in range(head, len(digits), 3))])


def number(value: Decimal | int, lang: str, places: int | None = None) -> str:
    """A number with groups of three and the sign U+2212.

    places  decimals to show, rounded half up for reading only; None shows what the value has
    """
    x = Decimal(value)
    if places is not None:
        x = to_places(x, places)
    whole, _, decimals = f"{abs(x):f}".partition(".")
    group, point = (NARROW, ",") if french(lang) else (",", ".")
    text = _grouped(whole, group) + (point + decimals if decimals else "")
    return MINUS + text if x < 0 else text


def _with_currency(text: str, currency: str, lang: str) -> str:
    sign = SYMBOLS.get(currency)
    if french(lang):
        return f"{text}{NBSP}{sign or currency}"
    if sign is None:
        return f"{currency}{NBSP}{text}"
    return f"{MINUS}{sign}{text[1:]}" if text.startswith(MINUS) else sign + text


def amount(money: Money, lang: str) -> str:
    """A booked amount with its currency: `12 345,67 €`, `€12,345.67`, `USD 5,280.00`."""
    return _with_currency(bare_amount(money, lang), money.currency, lang)


def amount_minor(minor: int, currency: str, lang: str) -> str:
    """`amount` from minor units: 1234567, "EUR" → `12 345,67 €`."""
    return amount(Money(minor, currency), lang)


def bare_amount(money: Money, lang: str) -> str:
    """The amount without its currency, for a column whose header names it: `12 345,67`."""
    return number(money.major, lang, exponent(money.currency))


def change(money: Money, lang: str) -> str:
    """An amount as a step up or down, always signed: `+850,00 €`, `−147,50 €`, `0,00 €`."""
    return ("+" if money.minor > 0 else "") + amount(money, lang)


def unit_price(price: Decimal, currency: str, lang: str) -> str:
    """A price per unit in major units: the currency's decimals at least, 6 at most (`0,012 €`)."""
    return _with_currency(bare_unit_price(price, currency, lang), currency, lang)


def bare_unit_price(price: Decimal, currency: str, lang: str) -> str:
    """`unit_price` without its currency."""
    least = exponent(currency)
    return number(price, lang, min(max(_decimals(price), least), 6))


def _decimals(value: Decimal) -> int:
    text = f"{value:f}"
    return len(text.partition(".")[2].rstrip("0"))


def quantity(value: Decimal | int, lang: str) -> str:
    """A quantity without needless zeros: Decimal("40.000000") → `40`, `2,5`."""
    return number(value, lang, _decimals(Decimal(value)))


def percent(points: Decimal | int, lang: str, places: int | None = None) -> str:
    """Points of a hundred: Decimal("5.5") → `5,5 %` or `5.5%`; `places` fixes the decimals."""
    text = quantity(points, lang) if places is None else number(points, lang, places)
    return f"{text}{NBSP}%" if french(lang) else f"{text}%"


def share(ratio: Decimal, lang: str, places: int | None = 1) -> str:
    """A part of one as a percentage: Decimal("0.503") → `50,3 %`."""
    return percent(EXACT.multiply(ratio, Decimal(100)), lang, places)


def date_list(day: date, lang: str) -> str:
    """A date in a list: `21/11/2026` or `21 Nov 2026`; English never shows a month as a number."""
    if french(lang):
        return f"{day.day:02}/{day.month:02}/{day.year:04}"
    return f"{day.day}{NBSP}{_EN_MONTHS[day.month - 1][:3]}{NBSP}{day.year:04}"


def date_doc(day: date, lang: str) -> str:
    """A date in a document or a sentence: `21 novembre 2026`, `1er mai 2027`, `1 May 2027`."""
    return f"{_day_month(day, lang)} {day.year:04}"


def _day_month(day: date, lang: str) -> str:
    if french(lang):
        number_of_day = "1er" if day.day == 1 else str(day.day)
        return f"{number_of_day}{NBSP}{_FR_MONTHS[day.month - 1]}"
    return f"{day.day}{NBSP}{_EN_MONTHS[day.month - 1]}"


def day_short(day: date, lang: str) -> str:
    """A day of this year in a timeline: `18 mars`, `18 Mar`."""
    return (
        _day_month(day, lang) if french(lang) else f"{day.day}{NBSP}{_EN_MONTHS[day.month - 1][:3]}"
    )


def month_of(name: str) -> int:
    """1 to 12 for the name of a month or its beginning, in French or English; 0 if it is none."""
    for names in (_FR_MONTHS, _EN_MONTHS):
        found = [n for n, known in enumerate(names, start=1) if known.lower().startswith(name)]
        if len(found) == 1:
            return found[0]
    return 0


def month(day: date, lang: str) -> str:
    """The month that holds `day`: `avril 2027`, `April 2027`."""
    names = _FR_MONTHS if french(lang) else _EN_MONTHS
    return f"{names[day.month - 1]} {day.year:04}"


def month_short(day: date, lang: str) -> str:
    """The month in a column or under a chart: `juil. 2027`, `mai 2027`, `Jul 2027`."""
    name = (_FR_SHORT if french(lang) else _EN_MONTHS)[day.month - 1]
    return f"{name if french(lang) else name[:3]}{NBSP}{day.year:04}"


def moment(at: datetime, zone: ZoneInfo, lang: str) -> str:
    """An instant in the reader's zone, to the minute: `21/11/2026 14:02`, `21 Nov 2026, 14:02`."""
    assert at.tzinfo is not None, "an instant has a zone"
    here = at.astimezone(zone)
    joint = " " if french(lang) else ", "
    return f"{date_list(here.date(), lang)}{joint}{here:%H:%M}"


def instant(at: datetime, zone: ZoneInfo, lang: str) -> str:
    """The same to the second, for what happens within seconds."""
    return f"{moment(at, zone, lang)}:{at.astimezone(zone):%S}"


def period(span: Period, lang: str) -> str:
    """First and last day, both served, and the count: `du 11 au 30 avril 2027 (20 jours)`,
    `11–30 April 2027 (20 days)`. A period without a day shows a dash."""
    if not span.days:
        return DASH
    writer: Callable[[date, date], str] = _period_fr if french(lang) else _period_en
    unit = ("jour" if french(lang) else "day") + ("" if span.days == 1 else "s")
    return f"{writer(span.start, span.last)} ({number(span.days, lang)}{NBSP}{unit})"


def _period_fr(first: date, last: date) -> str:
    end = date_doc(last, "fr")
    if first == last:
        return f"le {end}"
    day = "1er" if first.day == 1 else str(first.day)
    if (first.year, first.month) == (last.year, last.month):
        return f"du {day} au {end}"
    start = _day_month(first, "fr") if first.year == last.year else date_doc(first, "fr")
    return f"du {start} au {end}"


def _period_en(first: date, last: date) -> str:
    end = date_doc(last, "en")
    if first == last:
        return end
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{end}"
    return (
        f"{_day_month(first, 'en') if first.year == last.year else date_doc(first, 'en')} – {end}"
    )
