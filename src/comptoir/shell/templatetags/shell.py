"""`{% load shell %}`: the formatter, icons and small page helpers, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django import template
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from comptoir.kernel.ids import show_id as kernel_show_id
from comptoir.kernel.money import Money
from comptoir.kernel.period import Period
from comptoir.shell import format as fmt
from comptoir.shell import grid_rows, offering
from comptoir.shell import status as statuses
from comptoir.shell.icons import icon as draw_icon
from comptoir.shell.lists import KEPT, PLACE

register = template.Library()


def lang() -> str:
    """The language of the page being drawn."""
    return get_language() or "en"


@register.simple_tag(takes_context=True)
def grid_body(context: template.Context) -> SafeString:
    """The headings and rows of the grid of lines."""
    return grid_rows.body({str(name): value for name, value in context.flatten().items()})


@register.filter
def money(value: Money | None) -> str:
    """`{{ quote.total|money }}` → `12 345,67 €`; nothing is a dash."""
    return fmt.DASH if value is None else fmt.amount(value, lang())


@register.filter
def amount(minor: int | None, currency: str) -> str:
    """`{{ row.total_minor|amount:row.currency }}` → `12 345,67 €`."""
    return fmt.DASH if minor is None else fmt.amount_minor(minor, currency, lang())


@register.filter
def bare(value: Money | None) -> str:
    """An amount in a column whose header names the currency."""
    return fmt.DASH if value is None else fmt.bare_amount(value, lang())


@register.filter
def change(value: Money | None) -> str:
    """An amount with its sign, up or down."""
    return fmt.DASH if value is None else fmt.change(value, lang())


@register.filter
def unit_price(price: Decimal | None, currency: str) -> str:
    """`{{ line.price|unit_price:quote.currency }}` → `0,012 €`."""
    return fmt.DASH if price is None else fmt.unit_price(price, currency, lang())


@register.filter
def qty(value: Decimal | int | None) -> str:
    """A quantity without needless zeros."""
    return fmt.DASH if value is None else fmt.quantity(value, lang())


@register.filter
def percent(points: Decimal | int | None, places: int | None = None) -> str:
    """Points of a hundred: 20 → `20 %`."""
    return fmt.DASH if points is None else fmt.percent(points, lang(), places)


@register.filter
def share(ratio: Decimal | None, places: int = 1) -> str:
    """A part of one: 0.503 → `50,3 %`."""
    return fmt.DASH if ratio is None else fmt.share(ratio, lang(), places)


@register.filter
def date_list(day: date | None) -> str:
    """A date in a list: `21/11/2026`."""
    return fmt.DASH if day is None else fmt.date_list(day, lang())


@register.filter
def date_doc(day: date | None) -> str:
    """A date in a sentence: `21 novembre 2026`."""
    return fmt.DASH if day is None else fmt.date_doc(day, lang())


@register.filter
def month(day: date | None) -> str:
    """The month that holds a day, in a table: `avr. 2027`, `Apr 2027`."""
    return fmt.DASH if day is None else fmt.month_short(day, lang())


@register.filter
def last_day(end: date | None, asked: object = True) -> date | None:
    """The last day of a period that ends before `end`: what people call its end; `end` where not asked.

    In a component: <c-date last="1" :value="…" />. A filter inside the value comes out empty there.
    """
    return end - timedelta(days=1) if end and asked else end


@register.filter
def day_short(day: date | None) -> str:
    """A day of this year: `18 mars`."""
    return fmt.DASH if day is None else fmt.day_short(day, lang())


@register.filter
def moment(at: datetime | None) -> str:
    """An instant in the current time zone: `21/11/2026 14:02`."""
    zone = ZoneInfo(timezone.get_current_timezone_name())
    return fmt.DASH if at is None else fmt.moment(at, zone, lang())


@register.filter
def instant(at: datetime | None) -> str:
    """The same to the second: `21/11/2026 14:02:31`."""
    zone = ZoneInfo(timezone.get_current_timezone_name())
    return fmt.DASH if at is None else fmt.instant(at, zone, lang())


@register.filter
def period(span: Period | None) -> str:
    """`du 11 au 30 avril 2027 (20 jours)`."""
    return fmt.DASH if span is None else fmt.period(span, lang())


@register.filter
def show_id(value: UUID, prefix: str) -> str:
    """`{{ quote.id|show_id:"quo" }}` → `quo_01…`."""
    return kernel_show_id(prefix, value)


@register.simple_tag
def icon(name: str, css: str = "") -> str:
    """`{% icon "truck" %}`: an inline Lucide icon, hidden from assistive technology."""
    return draw_icon(name, css)


@register.simple_tag
def status(state: str, kind: str = "", icon: str = "", label: str = "") -> statuses.Status:
    """The look of a state; a given kind, icon or label replaces the table's."""
    known = statuses.status(str(state))
    return statuses.Status(kind or known.kind, icon or known.icon, label or known.label)


@register.simple_tag(takes_context=True)
def query(context: Mapping[str, object], **changes: object) -> str:
    """This page's query string with `changes`; an empty value removes the key."""
    request = context.get("request")
    given: QueryDict = request.GET.copy() if request is not None else QueryDict(mutable=True)  # type: ignore[attr-defined]
    for key, value in changes.items():
        given.pop(key, None)
        if value not in (None, ""):
            given[key] = str(value)
    return "?" + given.urlencode()


@register.simple_tag(takes_context=True)
def kept(context: Mapping[str, object]) -> SafeString:
    """Hidden inputs for a form of filters: it keeps columns, order and view of the list."""
    given: QueryDict = context["request"].GET  # type: ignore[attr-defined]
    pairs = [(name, value) for name in KEPT for value in given.getlist(name) if value]
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', pairs)


@register.simple_tag(takes_context=True)
def sorting(context: Mapping[str, object], name: str, asked: str) -> dict[str, str]:
    """How a column is sorted now, as aria-sort says it, and the address that sorts it the other way."""
    states = {name: "ascending", f"-{name}": "descending"}
    given: QueryDict = context["request"].GET.copy()  # type: ignore[attr-defined]
    for gone in PLACE:
        given.pop(gone, None)
    given["sort"] = f"-{name}" if asked == name else name
    return {"state": states.get(asked, "none"), "url": f"?{given.urlencode()}"}


@register.simple_tag(takes_context=True)
def leads_off(context: Mapping[str, object], url: str) -> bool:
    """Whether an address leads to a part that this reader's company does not use."""
    request = context.get("request")
    return isinstance(request, HttpRequest) and offering.leads_off(request, str(url))


@register.filter
def ids(names: Iterable[str]) -> str:
    """The non-empty ones, joined by spaces, for aria-describedby."""
    return " ".join(n for n in names if n)
