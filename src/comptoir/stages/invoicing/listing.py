"""The list of invoices: filtered, sorted, with totals per currency."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from comptoir.kernel.money import Money
from comptoir.platform import clock
from comptoir.platform.web import actor_of, entity_of
from comptoir.shell import lists, tables
from comptoir.stages.invoicing import queries, words
from comptoir.stages.invoicing.core.states import InvoiceKind
from comptoir.stages.invoicing.waiting import day, names, uuid

PER_PAGE = 50
WRITE = "invoicing.write"


class InvoiceTable(tables.Table):
    """The list."""

    number = tables.LinkColumn(
        url=lambda r: r["url"], mono=True, verbose_name=gettext_lazy("Number")
    )
    kind = tables.TextColumn(verbose_name=gettext_lazy("Kind"), orderable=False)
    customer = tables.TextColumn(verbose_name=gettext_lazy("Customer"), orderable=False)
    state = tables.StatusColumn(verbose_name=gettext_lazy("Status"))
    issued_on = tables.DateColumn(verbose_name=gettext_lazy("Issued"))
    due_on = tables.DateColumn(verbose_name=gettext_lazy("Due"))
    gross = tables.AmountColumn(
        verbose_name=gettext_lazy("Total incl. VAT"), order_by="gross_minor"
    )

    class Meta(tables.Table.Meta):
        order_by: ClassVar = ("-issued_on",)
        attrs: ClassVar = {"caption": gettext_lazy("Invoices"), "id": "list", "tall": True}
        row_attrs: ClassVar = {"data-href": lambda record: record["url"]}


class Rows:
    """The rows of a sorted list, read one page at a time."""

    def __init__(self, entity_id: UUID, wanted: queries.Filter, size: int) -> None:
        self.entity_id, self.wanted, self.size = entity_id, wanted, size
        self.sort = "-issued_on"

    def count(self) -> int:
        """How many there are: asked for once, with the totals."""
        return self.size

    __len__ = count

    def order_by(self, *names: str) -> Rows:
        """Sort by the first name the table asks for."""
        self.sort = str(names[0]) if names else self.sort
        return self

    def __getitem__(self, at: slice) -> list[dict[str, Any]]:
        start, stop = at.start or 0, at.stop or PER_PAGE
        found = queries.invoices_sorted(
            self.entity_id, self.wanted, sort=self.sort, offset=start, limit=stop - start
        )
        named = names({one.customer_id for one in found})
        return [_row(one, named.get(one.customer_id, "")) for one in found]


def _row(one: queries.InvoiceHead, customer: str) -> dict[str, Any]:
    return {
        "number": one.number or _("draft"),
        "url": reverse("invoicing:show", args=[one.id]),
        "kind": words.kind(one.kind, self_billed=one.self_billed),
        "customer": customer,
        "state": words.look(one.state),
        "issued_on": one.issued_on,
        "due_on": None if one.kind == InvoiceKind.CREDIT else one.due_on,
        "gross": Money(one.gross_minor, one.currency),
    }


@require_safe
def invoices(request: HttpRequest) -> HttpResponse:
    """Invoices, deposit invoices and credit notes: filtered, sorted, with totals per currency."""
    entity_id = entity_of(request)
    wanted, asked = _filter(request, entity_id)
    sums = queries.totals_by_currency(entity_id, wanted)
    count = sum(n for n, _minor in sums.values())
    totals = {"gross": {c: Money(minor, c) for c, (_n, minor) in sorted(sums.items())}}
    rows = Rows(entity_id, wanted, count)
    table = InvoiceTable(rows, totals=totals)
    tables.arrange(table, request, per_page=PER_PAGE, count=count)
    if file := lists.serve(request, table, "invoices", lambda: lists.slices(rows.__getitem__)):
        return file
    context = {
        "title": _("Invoices"),
        "table": table,
        "asked": asked,
        "kept": [(k, v) for k, v in asked.items() if v and k not in ("q", "since", "until")],
        "states": list(words.STATES.items()),
        "kinds": list(words.KINDS.items()),
        "count": count,
        "any": count or bool(queries.states(entity_id)),
        "may_write": actor_of(request).may(WRITE),
    }
    return render(request, "invoicing/list.html", context)


def _filter(request: HttpRequest, entity_id: UUID) -> tuple[queries.Filter, dict[str, str]]:
    """What the address asks for; what cannot be read is left out."""
    names = (
        "q", "state", "kind", "customer", "order", "past_due", "since", "until", "self_billed",
    )  # fmt: skip
    asked = {name: request.GET.get(name, "")[:100] for name in names}
    wanted = queries.Filter(
        state=asked["state"] if asked["state"] in words.STATES else "",
        kind=asked["kind"] if asked["kind"] in words.KINDS else "",
        customer_id=uuid(asked["customer"]),
        order_id=uuid(asked["order"]),
        text=asked["q"],
        past_due=clock.today(entity_id) if asked["past_due"] else None,
        since=day(asked["since"]),
        until=day(asked["until"]),
        self_billed=True if asked["self_billed"] else None,
    )
    return wanted, asked
