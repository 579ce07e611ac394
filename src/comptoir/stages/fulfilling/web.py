"""Pages of the warehouse: what to deliver, the delivery and return forms, the documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from comptoir.kernel.errors import DomainError
from comptoir.platform.history import history
from comptoir.platform.web import actor_of, do_for, entity_of, language
from comptoir.records.catalog import queries as catalog
from comptoir.records.parties import queries as parties
from comptoir.shell import lists
from comptoir.shell.parts import Happening
from comptoir.shell.problems import Problem, problem_of, problem_of_form
from comptoir.shell.reading import parse_number, typed
from comptoir.stages.fulfilling import actions, documents, listing, queries, words
from comptoir.stages.fulfilling.forms import DeliverForm, ReturnForm
from comptoir.stages.ordering import queries as ordering

app_name = "fulfilling"
PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the form: what may still move, and what was typed."""

    line: ordering.OrderLineFacts
    sku: str
    unit: str
    possible: Decimal
    moved: queries.Moved
    typed: str


@require_safe
def to_deliver(request: HttpRequest) -> HttpResponse:
    """The warehouse's work: open orders with something to deliver, the earliest promise first."""
    entity_id = entity_of(request)
    offset = _offset(request)
    found = queries.to_deliver(entity_id, PER_PAGE + 1, offset)
    page = found[:PER_PAGE]
    names = parties.customers({r.customer_id for r in page})
    context = {
        "title": _("To deliver"),
        "rows": [(r, names[r.customer_id]) for r in page],
        "following": f"?offset={offset + PER_PAGE}" if len(found) > PER_PAGE else "",
        "before": f"?offset={max(0, offset - PER_PAGE)}" if offset else "",
        "may_write": actor_of(request).may("fulfilling.write"),
    }
    return _render(request, "fulfilling/to_deliver.html", context)


@require_safe
def deliveries(request: HttpRequest) -> HttpResponse:
    """Deliveries and returns, newest first."""
    asked = {k: request.GET.get(k, "") for k in ("q", "kind")}

    def read(cursor: str | None, limit: int, sort: str) -> tuple[list[Any], str | None]:
        found, following = queries.deliveries_page(
            entity_of(request),
            text=asked["q"][:100],
            is_return={"return": True, "delivery": False}.get(asked["kind"]),
            sort=sort,
            cursor=cursor,
            limit=limit,
        )
        return listing.rows(found), following

    table, file = lists.arranged(request, listing.DeliveryTable, "deliveries", read)
    if file:
        return file
    context = {
        "title": _("Deliveries"),
        "table": table,
        "asked": asked,
        "any": bool(table.rows) or any(request.GET.values()),
    }
    return _render(request, "fulfilling/list.html", context)


@require_safe
def show(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """One delivery or return."""
    made = queries.delivery(delivery_id, entity_of(request))
    order = ordering.order(made.order_id)
    customer = parties.customer(made.customer_id)
    lines = {line.id: line for line in order.lines}
    products = catalog.products({lines[li.order_line_id].product_id for li in made.lines})
    context = {
        "title": customer.name,
        "ident": made.number,
        "crumbs": [(_("Deliveries"), reverse("fulfilling:list"))],
        "made": made,
        "order": order,
        "kind": words.kind(made),
        "particulars": words.particulars(made),
        "rows": [
            (lines[li.order_line_id], products[lines[li.order_line_id].product_id], li.quantity)
            for li in made.lines
        ],
        "happenings": [
            Happening(text=words.kind(made), on=e.business_on, actor=e.who)
            for e in history([made.id])
            if e.name in ("Delivered", "Returned")
        ],
        "may_return": not made.is_return and actor_of(request).may("fulfilling.write"),
    }
    return _render(request, "fulfilling/show.html", context)


@require_safe
def pdf(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """The delivery note."""
    kept = documents.keep_pdf(queries.delivery(delivery_id, entity_of(request)))
    where = {"Content-Disposition": f'inline; filename="{kept.name}"'}
    return HttpResponse(bytes(kept.content), content_type=kept.media_type, headers=where)


@require_http_methods(["GET", "POST"])
def deliver(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Hand over all that is left, or less."""
    order = ordering.order(order_id, entity_of(request))
    initial = {"delivered_on": do_for(request).today, "condition": "good"}
    return _moving(request, order, DeliverForm(request.POST or None, initial=initial))


@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Take goods back."""
    order = ordering.order(order_id, entity_of(request))
    initial = {"returned_on": do_for(request).today, "condition": "good"}
    return _moving(request, order, ReturnForm(request.POST or None, initial=initial))


def _moving(request: HttpRequest, order: ordering.OrderFacts, form: Form) -> HttpResponse:
    rows = _rows(request, order, back=isinstance(form, ReturnForm))
    if request.method != "POST":
        return _form(request, order, form, rows)
    if not form.is_valid():
        return _form(request, order, form, rows, problem_of_form(form))
    verb = actions.take_back if isinstance(form, ReturnForm) else actions.deliver
    asked: list[tuple[int, Decimal]] = []
    try:
        asked = _asked(rows)
        event: Any = verb(do_for(request), order_id=order.id, lines=asked, **form.cleaned_data)
    except DomainError as error:
        return _form(request, order, form, rows, _problem(error, rows, asked))
    messages.success(request, _("Recorded: %(number)s.") % {"number": _number(event.delivery_id)})
    return redirect("fulfilling:show", event.delivery_id)


def _rows(request: HttpRequest, order: ordering.OrderFacts, *, back: bool) -> list[Row]:
    """The lines that may still move, with the quantity proposed or typed."""
    moved = queries.delivered([order.id])
    products = catalog.products({line.product_id for line in order.lines})
    rows = []
    for line in order.deliverable:
        done = moved.get(line.id, queries.Moved())
        possible = done.delivered - done.returned if back else line.quantity - done.delivered
        if not possible:
            continue
        proposed = "" if back else typed(possible, language())
        text = request.POST.get(f"q-{line.id}", proposed)
        product = products[line.product_id]
        said = words.unit(product.unit, possible if back else line.quantity)
        rows.append(Row(line, product.sku, said, possible, done, text))
    return rows


def _asked(rows: list[Row]) -> list[tuple[int, Decimal]]:
    """What was typed; an empty field or a zero moves nothing of that line."""
    found = []
    for row in rows:
        if row.typed.strip():
            quantity = parse_number(row.typed, language(), field=f"q-{row.line.id}")
            if quantity:
                found.append((row.line.id, quantity))
    return found


def _problem(error: DomainError, rows: list[Row], asked: list[tuple[int, Decimal]]) -> Problem:
    """The refusal; a quantity at fault is named by its line and linked."""
    field = error.field or ""
    parts = field.split(".")
    if len(parts) == 3 and parts[0] == "lines":
        field = f"q-{asked[int(parts[1])][0]}"
    found = problem_of(error, field if field.startswith("q-") else "")
    names = {f"q-{row.line.id}": row.line.description for row in rows}
    return Problem(found.title, [replace(i, field=names.get(field, i.field)) for i in found.items])


def _form(
    request: HttpRequest,
    order: ordering.OrderFacts,
    form: Form,
    rows: list[Row],
    problem: Problem | None = None,
) -> HttpResponse:
    back = isinstance(form, ReturnForm)
    customer = parties.customer(order.customer_id)
    context = {
        "title": _("Record a return") if back else _("Deliver"),
        "ident": order.number,
        "crumbs": [(_("To deliver"), reverse("fulfilling:to_deliver"))],
        "order": order,
        "customer": customer,
        "place": customer.ship_to.lines(language()) if customer.ship_to else (),
        "rows": rows,
        "form": form,
        "problem": problem,
        "back": back,
        "open": order.open or back,
    }
    status = 422 if problem else 200
    return _render(request, "fulfilling/move.html", context, status)


def _number(delivery_id: UUID) -> str:
    return queries.delivery(delivery_id).number


def _offset(request: HttpRequest) -> int:
    text = request.GET.get("offset", "0")
    return int(text) if text.isdigit() and len(text) < 8 else 0


def _render(
    request: HttpRequest, template: str, context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    request.rail_group = "orders"  # type: ignore[attr-defined]
    return render(request, template, dict(context), status=status)


urlpatterns = [
    path("", deliveries, name="list"),
    path("to-deliver", to_deliver, name="to_deliver"),
    path("orders/<uuid:order_id>/deliver", deliver, name="deliver"),
    path("orders/<uuid:order_id>/return", take_back, name="return"),
    path("<uuid:delivery_id>", show, name="show"),
    path("<uuid:delivery_id>/pdf", pdf, name="pdf"),
]
