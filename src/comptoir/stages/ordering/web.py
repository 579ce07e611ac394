"""Pages of orders: the list, one order, and direct entry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comptoir.kernel.errors import DomainError, Invalid
from comptoir.platform.history import history
from comptoir.platform.web import actor_of, do_for, entity_of, language
from comptoir.records.catalog import queries as catalog
from comptoir.records.credit import queries as credit
from comptoir.records.parties import queries as parties
from comptoir.records.taxes import queries as taxes
from comptoir.shell.problems import Problem, ProblemItem, problem_of
from comptoir.stages.contracting import queries as contracting
from comptoir.stages.ordering import actions, entry, queries, words
from comptoir.stages.ordering.core.states import ORDER_MOVES, Channel, OrderState
from comptoir.stages.ordering.placing import OrderLinesRefused
from comptoir.stages.quoting import queries as quoting

app_name = "ordering"
PER_PAGE = 50
SUGGESTED = 200
ENTERED = [c for c in words.CHANNELS if c not in (Channel.QUOTE, Channel.IMPORT)]


class NoSuchCustomer(Invalid):
    """Choose a customer from the list."""

    code = "no_such_customer"


@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    """The orders of the company, searched and filtered."""
    entity_id = entity_of(request)
    asked = {k: request.GET.get(k, "") for k in ("q", "state", "channel", "customer")}
    page, following = queries.orders_page(
        entity_id,
        text=asked["q"][:100],
        state=asked["state"] if asked["state"] in list(OrderState) else "",
        channel=asked["channel"] if asked["channel"] in list(Channel) else "",
        customer_id=_uuid(asked["customer"]),
        cursor=request.GET.get("cursor"),
        limit=PER_PAGE,
    )
    names = parties.customers({o.customer_id for o in page})
    counts = queries.states(entity_id)
    context = {
        "title": _("Orders"),
        "rows": [(o, names[o.customer_id].name, words.channel(o.channel)) for o in page],
        "next": following,
        "first": not request.GET.get("cursor"),
        "asked": asked,
        "kept": [(k, v) for k, v in asked.items() if v and k != "q"],
        "states": [(s.value, counts.get(s.value, 0)) for s in OrderState],
        "any": bool(counts),
        "may_write": actor_of(request).may("ordering.write"),
    }
    return render(request, "ordering/list.html", context)


@require_safe
def show(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """One order: its lines, what it came from, and why it waits."""
    return _page(request, queries.order(order_id, entity_of(request)))


def _page(
    request: HttpRequest,
    order: queries.OrderFacts,
    problem: Problem | None = None,
    status: int = 200,
) -> HttpResponse:
    actor, lang = actor_of(request), language()
    customer = parties.customer(order.customer_id)
    products = catalog.products({line.product_id for line in order.lines})
    decided = taxes.decisions({line.decision_id for line in order.lines})
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
        "may_release": "release" in can and actor.may("ordering.release"),
        "may_cancel": "cancel" in can and actor.may("ordering.write"),
        "may_deliver": order.open and actor.may("fulfilling.write") and order.deliverable,
        "problem": problem,
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


@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """A new order without a quote: rows to type in, or lines pasted from a spreadsheet."""
    if request.method == "GET":
        wished = _uuid(request.GET.get("customer", ""))
        known = parties.customers([wished]).get(wished) if wished else None
        chosen = f"{known.number} · {known.name}" if known else ""
        return _form(request, {"customer": chosen, "channel": Channel.DIRECT}, [])
    given = {k: request.POST.get(k, "").strip()[:120] for k in _HEAD}
    rows: list[entry.Row] = []
    try:
        columns = {name: request.POST.getlist(name) for name in entry.COLUMNS}
        rows = entry.typed_rows(columns, request.POST.get("paste", ""))
        event = actions.place_order(
            do_for(request),
            customer_id=_customer(request, given["customer"]).id,
            lines=entry.lines_of(rows, language()),
            channel=given["channel"] or Channel.DIRECT,
            external_ref=given["external_ref"] or None,
            customer_ref=given["customer_ref"],
            currency=given["currency"].upper(),
        )
    except OrderLinesRefused as error:
        return _form(request, given, rows, _problem_of_lines(error))
    except DomainError as error:
        found = problem_of(error, _anchor(error.field or ""))
        named = [replace(i, field=_line_name(i.field)) for i in found.items]
        return _form(request, given, rows, Problem(found.title, named))
    return redirect("ordering:show", event.order_id)


_HEAD = ("customer", "channel", "external_ref", "customer_ref", "currency")


def _form(
    request: HttpRequest,
    given: dict[str, str],
    rows: list[entry.Row],
    problem: Problem | None = None,
) -> HttpResponse:
    entity_id = entity_of(request)
    spare = max(entry.ROWS - len(rows), 2)
    context = {
        "title": _("New order"),
        "crumbs": [(_("Orders"), reverse("ordering:list"))],
        "given": given,
        "rows": [*rows, *(entry.Row() for _n in range(spare))],
        "channels": [(c, words.CHANNELS[c]) for c in ENTERED],
        "customers": parties.find_customers(entity_id, "", limit=SUGGESTED),
        "products": [
            (p.sku, p.name(language()))
            for p in catalog.find_products(entity_id, "", limit=SUGGESTED)
        ],
        "problem": problem,
    }
    return render(request, "ordering/new.html", context, status=422 if problem else 200)


def _customer(request: HttpRequest, text: str) -> parties.CustomerFacts:
    """The customer that was typed: `C-2026-0001 · Name`, a number, or a name only one has."""
    number = text.partition(" · ")[0].strip()
    found = parties.find_customers(entity_of(request), number, limit=5) if number else []
    exact = [c for c in found if c.number == number] or found
    if len(exact) != 1:
        raise NoSuchCustomer(field="customer", found=text[:60])
    return exact[0]


def _problem_of_lines(error: OrderLinesRefused) -> Problem:
    """Every faulty line, each linked to its cell."""
    rows: Any = error.facts["lines"]
    items = [
        ProblemItem(row["detail"], _line_name(row["field"]), _anchor(row["field"])) for row in rows
    ]
    return Problem(_(error.title), items)


_CELLS = {"discount_percent": "discount", "unit_price": "price"}


def _anchor(field: str) -> str:
    """`lines.2.unit_price` → id of that cell."""
    parts = field.split(".")
    if len(parts) == 3:
        return f"{_CELLS.get(parts[2], parts[2])}-{int(parts[1]) + 1}"
    return f"id_{field}" if field else ""


def _line_name(field: str) -> str:
    parts = field.split(".")
    return _("Line %(n)d") % {"n": int(parts[1]) + 1} if len(parts) == 3 else field


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


urlpatterns = [
    path("", orders, name="list"),
    path("new", enter, name="new"),
    path("<uuid:order_id>", show, name="show"),
    path("<uuid:order_id>/release", release, name="release"),
    path("<uuid:order_id>/cancel", cancel, name="cancel"),
]
