"""Pages of orders: the list and one order. Direct entry is in entry.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from comptoir.kernel.errors import DomainError, NotFound
from comptoir.kernel.money import Money
from comptoir.platform.history import history
from comptoir.platform.web import actor_of, do_for, entity_of, language
from comptoir.records.approvals import queries as approvals
from comptoir.records.catalog import queries as catalog
from comptoir.records.credit import queries as credit
from comptoir.records.parties import queries as parties
from comptoir.records.taxes import queries as taxes
from comptoir.shell import lists, tables
from comptoir.shell.problems import Problem, problem_of
from comptoir.stages.contracting import queries as contracting
from comptoir.stages.ordering import actions, entry, queries, reasons, words
from comptoir.stages.ordering.core.states import ORDER_MOVES, Channel, OrderState
from comptoir.stages.quoting import queries as quoting

app_name = "ordering"
NO_STEPS = gettext_lazy("This price came with an import: no steps of it are kept.")


class UnknownLine(NotFound):
    """This order has no such line."""

    code = "unknown_order_line"


class OrderTable(tables.Table):
    """The list."""

    number = tables.LinkColumn(
        url=lambda r: r["url"], mono=True, verbose_name=gettext_lazy("Number")
    )
    customer = tables.TextColumn(verbose_name=gettext_lazy("Customer"))
    state = tables.StatusColumn(verbose_name=gettext_lazy("State"))
    placed_on = tables.DateColumn(verbose_name=gettext_lazy("Placed on"))
    channel = tables.TextColumn(verbose_name=gettext_lazy("Channel"))
    reference = tables.TextColumn(verbose_name=gettext_lazy("Reference"), orderable=False)
    net = tables.AmountColumn(verbose_name=gettext_lazy("Amount excl. VAT"))
    gross = tables.AmountColumn(verbose_name=gettext_lazy("Amount incl. VAT"))

    class Meta(tables.Table.Meta):
        order_by: ClassVar = ("-placed_on",)
        empty_text = gettext_lazy("No order matches.")
        attrs: ClassVar = {"caption": gettext_lazy("Orders"), "id": "list-orders"}
        row_attrs: ClassVar = {"data-href": lambda record: record["url"]}


@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    """The orders of the company, searched and filtered."""
    entity_id = entity_of(request)
    asked = {k: request.GET.get(k, "") for k in ("q", "state", "channel", "customer")}

    def read(cursor: str | None, limit: int, sort: str) -> tuple[list[Any], str | None]:
        found, following = queries.orders_page(
            entity_id,
            text=asked["q"][:100],
            state=asked["state"] if asked["state"] in list(OrderState) else "",
            channel=asked["channel"] if asked["channel"] in list(Channel) else "",
            customer_id=_uuid(asked["customer"]),
            sort=sort,
            cursor=cursor,
            limit=limit,
        )
        return _rows(found), following

    table, file = lists.arranged(request, OrderTable, "orders", read)
    if file:
        return file
    counts = queries.states(entity_id)
    context = {
        "title": _("Orders"),
        "table": table,
        "asked": asked,
        "filters": [(k, v) for k, v in asked.items() if v and k != "q"],
        "states": [(s.value, counts.get(s.value, 0)) for s in OrderState],
        "any": bool(counts),
        "may_write": actor_of(request).may("ordering.write"),
    }
    return render(request, "ordering/list.html", context)


def _rows(found: list[queries.OrderFacts]) -> list[dict[str, Any]]:
    """Orders as the list shows them; the page of the whole deal where there is one."""
    names = parties.customers({o.customer_id for o in found})
    return [
        {
            "number": o.number,
            "url": lists.link(o.id, "desk:order", "ordering:show"),
            "customer": names[o.customer_id].name,
            "state": o.state,
            "placed_on": o.placed_on,
            "channel": words.channel(o.channel),
            "reference": o.customer_ref or o.external_ref or None,
            "net": Money(o.net_minor, o.currency),
            "gross": Money(o.gross_minor, o.currency),
        }
        for o in found
    ]


@require_safe
def show(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """One order: its lines, what it came from, and why it waits."""
    return _page(request, queries.order(order_id, entity_of(request)))


@require_safe
def why(request: HttpRequest, order_id: UUID, line_id: int) -> HttpResponse:
    """Why a line costs what it does: below the lines, or with the page where no script runs."""
    order = queries.order(order_id, entity_of(request))
    line = next((one for one in order.lines if one.id == line_id), None)
    if line is None:
        raise UnknownLine(field="line_id", found=str(line_id))
    told = {
        "why": reasons.why_price(line, order.entity_id, order.currency, language()),
        "none": NO_STEPS,
    }
    if request.headers.get("HX-Request"):
        return render(request, "shell/why.html", told)
    return _page(request, order, told=told)


def _page(
    request: HttpRequest,
    order: queries.OrderFacts,
    problem: Problem | None = None,
    status: int = 200,
    told: dict[str, Any] | None = None,
) -> HttpResponse:
    actor, lang = actor_of(request), language()
    customer = parties.customer(order.customer_id)
    products = catalog.products({line.product_id for line in order.lines})
    decided = taxes.decisions({line.decision_id for line in order.lines})
    awaits = order.state == OrderState.HELD and order.hold_reason == actions.APPROVAL
    asked = approvals.of_subject(order.id) if awaits else []
    can = [verb for verb, state in ORDER_MOVES if state == order.state]
    quote = quoting.quote(order.quote_id) if order.quote_id else None
    contract = contracting.contract(order.contract_id) if order.contract_id else None
    context = {
        "title": customer.name,
        "ident": order.number,
        "crumbs": [(_("Orders"), reverse("ordering:list"))],
        "order": order,
        "customer": customer,
        "lines": [
            (line, products[line.product_id], words.repeats(line),
             decided[line.decision_id].reason(lang))
            for line in order.lines
        ],
        "channel": words.channel(order.channel),
        "quote": quote,
        "contract": contract,
        "exposure": credit.exposure(order.customer_id, order.currency),
        "happenings": [words.happening(e) for e in history([order.id])],
        "may_release": "release" in can and not asked and actor.may("ordering.release"),
        "asked": asked,
        "may_cancel": "cancel" in can and actor.may("ordering.write"),
        "may_deliver": order.open and actor.may("fulfilling.write") and order.deliverable,
        "problem": problem,
        "told": bool(told),
        **(told or {}),
    }  # fmt: skip
    return render(request, "ordering/show.html", context, status=status)


def _deed(
    request: HttpRequest, order_id: UUID, verb: Callable[..., Any], said: str
) -> HttpResponse:
    """Do it, or show the order with what stood in the way."""
    order = queries.order(order_id, entity_of(request))
    try:
        verb(do_for(request), order_id=order.id, reason=request.POST.get("reason", ""))
    except DomainError as error:
        return _page(request, order, problem_of(error), status=error.status)
    messages.success(request, said)
    return redirect("ordering:show", order_id)


@require_POST
def release(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Let a held order go."""
    return _deed(request, order_id, actions.release_order, _("The order is released."))


@require_POST
def cancel(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Give an order up."""
    return _deed(request, order_id, actions.cancel_order, _("The order is canceled."))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


urlpatterns = [
    path("", orders, name="list"),
    path("new", entry.enter, name="new"),
    path("new/lines", entry.lines, name="lines"),
    path("new/products", entry.products, name="products"),
    path("new/discard", entry.discard, name="discard"),
    path("new/why/<int:line_id>", entry.why_price, name="why_typed"),
    path("<uuid:order_id>", show, name="show"),
    path("<uuid:order_id>/why/<int:line_id>", why, name="why"),
    path("<uuid:order_id>/release", release, name="release"),
    path("<uuid:order_id>/cancel", cancel, name="cancel"),
]
