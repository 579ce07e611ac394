"""The pages of services: the list with the MRR, and one service with its charges."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from comptoir.kernel.errors import DomainError
from comptoir.kernel.money import Money
from comptoir.platform import clock
from comptoir.platform.history import history
from comptoir.platform.web import actor_of, do_for, entity_of, language
from comptoir.records.catalog import queries as catalog
from comptoir.records.parties import queries as parties
from comptoir.shell import lists
from comptoir.shell.problems import Problem, problem_of
from comptoir.stages.configuring import queries as configuring
from comptoir.stages.ordering import queries as ordering
from comptoir.stages.quoting import configured
from comptoir.stages.subscribing import actions, listing, queries, words
from comptoir.stages.subscribing.core.states import ServiceState

app_name = "subscribing"
WRITE = "subscribing.write"
AMEND = "quoting.write"


@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """Services by state and kind, and the monthly recurring revenue of today."""
    request.rail_group = "bill"  # type: ignore[attr-defined]
    entity_id = entity_of(request)
    asked = {k: request.GET.get(k, "") for k in ("state", "kind")}
    lang = language()

    def read(cursor: str | None, limit: int, sort: str) -> tuple[list[Any], str | None]:
        found, following = queries.services_page(
            entity_id,
            state=asked["state"] if asked["state"] in list(ServiceState) else "",
            charge_kind=asked["kind"] if asked["kind"] in words.KINDS else "",
            sort=f"{sort}_{lang}" if sort.endswith("name") else sort,
            cursor=cursor,
            limit=limit,
        )
        return listing.rows(found, lang), following

    table, file = lists.arranged(request, listing.ServiceTable, "services", read)
    if file:
        return file
    mrr = queries.mrr(entity_id, clock.today(entity_id))
    context = {
        "title": _("Subscriptions"),
        "table": table,
        "mrr": [Money(minor, currency) for currency, minor in mrr.items()],
        "asked": asked,
        "states": [s.value for s in ServiceState],
        "kinds": list(words.KINDS.items()),
        "any": bool(table.rows) or table.started or any(asked.values()),
    }
    return render(request, "subscribing/list.html", context)


@require_safe
def show(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """One service: its charges, its next bill, its end."""
    return _page(request, queries.service(service_id, entity_of(request)))


def _page(
    request: HttpRequest,
    one: queries.ServiceFacts,
    problem: Problem | None = None,
    status: int = 200,
) -> HttpResponse:
    request.rail_group = "bill"  # type: ignore[attr-defined]
    customer = parties.customer(one.customer_id)
    product = catalog.product(one.product_id)
    order = ordering.order(one.order_id)
    back = queries.unused(one.id, one.ends_on) if one.ends_on and not one.gives_back else []
    context = {
        **_options(request, one, order),
        "title": product.name(language()),
        "crumbs": [(_("Subscriptions"), reverse("subscribing:list"))],
        "one": one,
        "customer": customer,
        "order": order,
        "kind": words.kind(one.charge_kind),
        "rhythm": words.rhythm(one.billing_months, one.billing_timing),
        "charges": queries.charges_of(one.id),
        "to_credit": sum(minor for _charge, minor in back),
        "mrr": Money(one.mrr_minor, one.currency),
        "happenings": [words.happening(e) for e in history([one.id, one.order_id])
                       if e.name in words.HAPPENED],
        "may_end": one.state == ServiceState.ACTIVE and actor_of(request).may(WRITE),
        "problem": problem,
        "typed": request.POST,
    }  # fmt: skip
    return render(request, "subscribing/show.html", context, status=status)


def _options(
    request: HttpRequest, one: queries.ServiceFacts, order: ordering.OrderFacts
) -> dict[str, Any]:
    """What the service is put together from, and where that is changed; nothing where it has no options."""
    line = ordering.lines([one.order_line_id])[one.order_line_id]
    if line.configuration_id is None:
        return {}
    made = configuring.configuration(line.configuration_id)
    shown = [row[language()] or row["en"] for row in made.chosen if not row.get("quiet")]
    there = ""
    may = one.state == ServiceState.ACTIVE and actor_of(request).may(AMEND)
    if may and order.contract_id and line.quote_line_id:
        there = configured.running_address(order.contract_id, line.quote_line_id)
    return {"options": shown, "change_options": there}


@require_POST
def end(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """End a service on a day, with a reason."""
    one = queries.service(service_id, entity_of(request))
    try:
        actions.end_service(
            do_for(request), service_id=one.id, on=_day(request, one),
            reason=request.POST.get("reason", ""),
        )  # fmt: skip
    except DomainError as error:
        return _page(request, one, problem_of(error), status=error.status)
    messages.success(request, _("The end is noted; later periods are not charged."))
    return redirect("subscribing:show", service_id)


def _day(request: HttpRequest, one: queries.ServiceFacts) -> date:
    text = request.POST.get("on", "")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise actions.EndTooEarly(
            field="on", found=text[:20], expected=f"{one.anchor_on} or later"
        ) from None


urlpatterns = [
    path("", services, name="list"),
    path("<uuid:service_id>/", show, name="show"),
    path("<uuid:service_id>/end", end, name="end"),
]
