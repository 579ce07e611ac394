"""The list of renewals: its columns and rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comptoir.kernel.money import Money
from comptoir.shell import format as fmt
from comptoir.shell import tables
from comptoir.shell.icons import icon
from comptoir.stages.renewing import queries


class NoticeColumn(tables.DateColumn):
    """The last day to give notice, marked once it is past."""

    def render(self, value: Any, record: Any) -> SafeString:  # type: ignore[override]
        day = super().render(value)
        if not record["past"]:
            return day
        return format_html('{} <span class="chip warn">{}{}</span>', day, icon("clock"), _("past"))


class RenewalTable(tables.Table):
    """The list."""

    contract = tables.LinkColumn(
        url=lambda r: r["url"], mono=True, verbose_name=gettext_lazy("Contract")
    )
    customer = tables.TextColumn(verbose_name=gettext_lazy("Customer"))
    due_on = tables.DateColumn(verbose_name=gettext_lazy("Next term"))
    days = tables.ChipColumn(
        verbose_name=gettext_lazy("Days left"), orderable=False, attrs=tables.NUMBER
    )
    notice_on = NoticeColumn(verbose_name=gettext_lazy("Notice until"))
    mrr = tables.AmountColumn(verbose_name=gettext_lazy("MRR"))
    value = tables.AmountColumn(verbose_name=gettext_lazy("Value"))
    quote = tables.LinkColumn(
        url=lambda r: r["quote_url"], mono=True, verbose_name=gettext_lazy("Quote"),
        orderable=False,
    )  # fmt: skip
    state = tables.StatusColumn(verbose_name=gettext_lazy("Status"))

    class Meta(tables.Table.Meta):
        order_by: ClassVar = ("due_on",)
        empty_text = gettext_lazy("No renewal in this state.")
        attrs: ClassVar = {"caption": gettext_lazy("Renewals"), "id": "list-renewals"}
        row_attrs: ClassVar = {"data-href": lambda record: record["url"]}


def rows(
    found: Iterable[queries.RenewalFacts], today: date, lang: str, quote: Callable[[UUID], str]
) -> list[dict[str, Any]]:
    """Renewals as the list shows them; `quote`: the address of a quote."""
    return [
        {
            "contract": one.contract_number,
            "url": reverse("renewing:show", args=[one.id]),
            "customer": one.customer,
            "due_on": one.due_on,
            "days": days(one, today, lang),
            "notice_on": one.notice_on,
            "past": one.at_stake and (one.notice_left(today) or 0) < 0,
            "mrr": Money(one.mrr_minor, one.currency),
            "value": Money(one.value_minor, one.currency),
            "quote": one.quote_number or None,
            "quote_url": quote(one.quote_id) if one.quote_id else "",
            "state": one.state,
        }
        for one in found
    ]


def days(one: queries.RenewalFacts, today: date, lang: str) -> str | tuple[str, str, str] | None:
    """Days until the next term; what is late is a remark; nothing once it is decided."""
    left = one.days_left(today)
    if not one.at_stake:
        return None
    if left >= 0:
        return fmt.quantity(left, lang)
    late = ngettext("%(n)s day late", "%(n)s days late", -left) % {"n": fmt.quantity(-left, lang)}
    return ("warn", "clock", late)
