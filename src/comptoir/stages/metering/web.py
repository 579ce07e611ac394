"""The pages of usage: which services are metered, what one used, and recording it by form or paste."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from comptoir.kernel.errors import DomainError
from comptoir.platform import clock
from comptoir.platform.web import actor_of, do_for, entity_of, language
from comptoir.records.catalog import queries as catalog
from comptoir.records.parties import queries as parties
from comptoir.shell import charts
from comptoir.shell import format as fmt
from comptoir.shell.problems import Problem, problem_of
from comptoir.stages.metering import actions, entry, queries
from comptoir.stages.subscribing import queries as subscribing

app_name = "metering"
WRITE = "metering.write"
SHOWN = 24  # periods
CHARTED = 12  # of them


@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """The services that are billed by use."""
    request.rail_group = "bill"  # type: ignore[attr-defined]
    found, following = subscribing.services_page(
        entity_of(request), charge_kind=subscribing.USAGE, cursor=request.GET.get("cursor") or None
    )
    customers = parties.customers({s.customer_id for s in found})
    products = catalog.products({s.product_id for s in found})
    context = {
        "title": _("Usage"),
        "rows": [
            (s, customers[s.customer_id].name, products[s.product_id].name(language()))
            for s in found
        ],
        "next": following,
        "first": not request.GET.get("cursor"),
    }
    return render(request, "metering/list.html", context)


@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """What one service used, by period; and the form that records more."""
    one = subscribing.service(service_id, entity_of(request))
    if request.method == "GET":
        return _page(request, one)
    try:
        rows = entry.read(request.POST.get("rows", ""), one.id, language())
        done = actions.record_usage(do_for(request), rows=rows)
    except DomainError as error:
        return _page(request, one, problem_of(error, anchor="id_rows"), status=error.status)
    said = _("%(accepted)d recorded, %(duplicates)d known before.")
    messages.success(request, said % {"accepted": done.accepted, "duplicates": done.duplicates})
    return redirect("metering:show", one.id)


def _page(
    request: HttpRequest,
    one: subscribing.ServiceFacts,
    problem: Problem | None = None,
    status: int = 200,
) -> HttpResponse:
    request.rail_group = "bill"  # type: ignore[attr-defined]
    product = catalog.product(one.product_id)
    records, following = queries.usage_page(one.id, cursor=request.GET.get("cursor") or None)
    today = clock.today(one.entity_id)
    periods = queries.periods_page(one, today, limit=SHOWN)[0]
    context = {
        "title": product.name(language()),
        "customer": parties.customer(one.customer_id),
        "crumbs": [(_("Usage"), reverse("metering:list"))],
        "one": one,
        "unit": product.unit,
        "periods": periods,
        "chart": _chart(periods, today),
        "records": records,
        "next": following,
        "typed": request.POST.get("rows", ""),
        "may_write": actor_of(request).may(WRITE),
        "problem": problem,
    }
    return render(request, "metering/show.html", context, status=status)


def _chart(periods: list[queries.UsagePeriod], today: date) -> SafeString:
    """What was used by period, the one that still runs in a lighter color; nothing where nothing was."""
    if not any(p.quantity for p in periods):
        return charts.EMPTY
    lang, shown = language(), periods[:CHARTED][::-1]
    return charts.bars(
        _("Usage by period"),
        [fmt.month_short(p.starts_on, lang) for p in shown],
        [p.quantity for p in shown],
        lambda v: fmt.quantity(v, lang),
        partial=len(shown) - 1 if shown[-1].ends_on > today else -1,
    )


urlpatterns = [
    path("", services, name="list"),
    path("<uuid:service_id>/", show, name="show"),
]
