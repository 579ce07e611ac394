"""Lists: a django-tables2 base with our template, columns and totals per currency."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, ClassVar

import django_tables2 as tables
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django_tables2.data import TableListData

from comptoir.kernel.money import Money
from comptoir.shell import format as fmt
from comptoir.shell.icons import icon
from comptoir.shell.status import status

NUMBER = {"td": {"class": "n"}, "th": {"class": "n"}, "tf": {"class": "n"}}
Totals = Mapping[str, Money]  # currency → sum over all rows of the filter, not only this page


def _lang() -> str:
    return get_language() or "en"


class Table(tables.Table):  # type: ignore[misc]  # the library has no types
    """Base of every list: caption, sort marks, `row_url`, totals row per currency, htmx on `#list`.

    Set Meta.attrs["caption"]; pass `totals={"total": {"EUR": Money, …}}` for the sums of the query.
    """

    class Meta:
        template_name = "shell/table.html"
        attrs: ClassVar[dict[str, Any]] = {"caption": ""}
        row_attrs: ClassVar[dict[str, Any]] = {}

    def __init__(
        self, *args: Any, totals: Mapping[str, Totals] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.totals: Mapping[str, Totals] = totals or {}
        self.tools: Any = None  # the bar above it (lists.py)
        # Of a list that is read by cursor: the next page's, and whether this is not the first.
        self.following: str | None = None
        self.started = False

    @property
    def total_rows(self) -> list[tuple[str, list[str]]]:
        """One row per currency, a cell per column; never one sum of two currencies."""
        currencies = sorted({c for sums in self.totals.values() for c in sums})
        return [(c, [self._total(col.name, c) for col in self.columns]) for c in currencies]

    def _total(self, column: str, currency: str) -> str:
        value = self.totals.get(column, {}).get(currency)
        return "" if value is None else fmt.amount(value, _lang())


class TextColumn(tables.Column):  # type: ignore[misc]
    """Words, on the left; nothing is a dash."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"default": fmt.DASH, **kwargs})


class AmountColumn(tables.Column):  # type: ignore[misc]
    """Money, right-aligned; `change=True` shows the sign."""

    def __init__(self, *args: Any, change: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **{"attrs": NUMBER, "default": fmt.DASH, **kwargs})
        self._write = fmt.change if change else fmt.amount

    def render(self, value: Money) -> str:
        return self._write(value, _lang())


class NumberColumn(tables.Column):  # type: ignore[misc]
    """A quantity or a count, right-aligned, without needless zeros."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"attrs": NUMBER, "default": fmt.DASH, **kwargs})

    def render(self, value: Any) -> str:
        return fmt.quantity(value, _lang())


class PercentColumn(NumberColumn):
    """Points of a hundred."""

    def render(self, value: Any) -> str:
        return fmt.percent(value, _lang())


class UnitPriceColumn(tables.Column):  # type: ignore[misc]
    """(price, currency), with as many decimals as the price needs."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"attrs": NUMBER, "default": fmt.DASH, **kwargs})

    def said(self, value: Any) -> Decimal:
        """The price as a file writes it."""
        price: Decimal = value[0]
        return price

    def render(self, value: tuple[Decimal, str]) -> str:
        return fmt.unit_price(value[0], value[1], _lang())


class DateColumn(tables.Column):  # type: ignore[misc]
    """A date at fixed width."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        attrs = {"td": {"class": "date"}}
        super().__init__(*args, **{"attrs": attrs, "default": fmt.DASH, **kwargs})

    def render(self, value: Any) -> SafeString:
        shown = fmt.date_list(value, _lang())
        return format_html('<time datetime="{}">{}</time>', f"{value:%Y-%m-%d}", shown)


class StatusColumn(tables.Column):  # type: ignore[misc]
    """A state as icon, word and color."""

    def said(self, value: Any) -> str:
        """The state as a file says it."""
        return str(status(str(value)).label)

    def render(self, value: Any) -> SafeString:
        look = status(str(value))
        return format_html(
            '<span class="chip {}">{}{}</span>', look.kind, icon(look.icon), look.label
        )


class LinkColumn(tables.Column):  # type: ignore[misc]
    """The cell that opens the row; `url` makes an address from the record, or ""; ids stand in mono."""

    def __init__(
        self, *args: Any, url: Callable[[Any], str], mono: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **{"default": fmt.DASH, **kwargs})
        self._url, self._css = url, "id" if mono else ""

    def render(self, value: Any, record: Any) -> SafeString:
        url = self._url(record)
        if not url:
            return format_html('<span class="{}">{}</span>', self._css, value)
        return format_html('<a class="{}" href="{}">{}</a>', self._css, url, value)


class ChipColumn(tables.Column):  # type: ignore[misc]
    """A remark as icon, word and color: the cell is (kind, icon, words), words alone, or nothing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"default": fmt.DASH, **kwargs})

    def said(self, value: Any) -> str:
        """The remark as a file says it."""
        return str(value[2] if isinstance(value, tuple) else value)

    def render(self, value: Any) -> SafeString | str:
        if not isinstance(value, tuple):
            return str(value)
        kind, sign, label = value
        return format_html('<span class="chip {}">{}{}</span>', kind, icon(sign), label)


class InOrder(TableListData):  # type: ignore[misc]
    """The rows of one page, which the database has sorted: a table shows them as they come."""

    def order_by(self, aliases: Any) -> None:
        """They are in order."""


class CountedPaginator(Paginator):  # type: ignore[type-arg]  # not generic at run time
    """A paginator that is told the count instead of asking for it."""

    known: int = 0

    @cached_property
    def count(self) -> int:
        return self.known


def arrange(
    table: Table, request: HttpRequest, *, per_page: int = 50, count: int | None = None
) -> Table:
    """Sort and page by the query string (`sort`, `page`); `count` spares the COUNT query."""
    page: dict[str, Any] = {"per_page": per_page}
    if count is not None:
        page["paginator_class"] = type("Counted", (CountedPaginator,), {"known": count})
    tables.RequestConfig(request, paginate=page).configure(table)
    return table


def totals_of(amounts: Iterable[Money]) -> Totals:
    """Sums per currency of a list small enough to add up here."""
    sums: dict[str, Money] = {}
    for amount in amounts:
        sums[amount.currency] = sums.get(amount.currency, Money(0, amount.currency)) + amount
    return sums
