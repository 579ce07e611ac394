"""Pages of the renewals."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptoir.kernel.errors import DomainError, NothingDue
from comptoir.kernel.money import Money
from comptoir.platform.web import do_for, entity_of, language
from comptoir.shell import lists
from comptoir.shell.problems import problem_of
from comptoir.stages.renewing import actions, listing, queries

app_name = "renewing"
FILTERS = ("", "open", "quoted", "renewed", "lost")


@require_GET
def renewals(request: HttpRequest) -> HttpResponse:
    """What ends within 120 days: dates, days left, worth, quote, state."""
    request.rail_group = "contracts"  # type: ignore[attr-defined]
    entity_id, today = entity_of(request), do_for(request).today
    state = request.GET.get("state", "")
    state = state if state in FILTERS else ""

    def read(cursor: str | None, limit: int, sort: str) -> tuple[list[Any], str | None]:
        found, following = queries.renewals_page(
            entity_id, state=state, at_stake=not state, sort=sort, cursor=cursor, limit=limit
        )
        return listing.rows(found, today, language(), _quote), following

    table, file = lists.arranged(request, listing.RenewalTable, "renewals", read)
    if file:
        return file
    counts = queries.states(entity_id)
    context = {
        "title": _("Renewals"),
        "table": table,
        "state": state,
        "filters": [(s, counts.get(s, 0)) for s in FILTERS if s],
        "stakes": [
            (s.renewals, Money(s.mrr_minor, s.currency), Money(s.value_minor, s.currency))
            for s in queries.stakes(entity_id)
        ],
        "today": today,
        "any": bool(counts),
    }
    return render(request, "renewing/renewals.html", context)


def _quote(quote_id: UUID) -> str:
    return _url("quoting:show", quote_id)


def _row(facts: queries.RenewalFacts, today: date) -> dict[str, Any]:
    return {
        "facts": facts,
        "days": listing.days(facts, today, language()),
        "value": Money(facts.value_minor, facts.currency),
        "mrr": Money(facts.mrr_minor, facts.currency),
        "contract_url": _url("contracting:show", facts.contract_id),
        "quote_url": _url("quoting:show", facts.quote_id) if facts.quote_id else "",
    }


def _url(name: str, about: UUID) -> str:
    """Where a document of another room stands; empty in an installation without its pages."""
    try:
        return reverse(name, args=[about])
    except NoReverseMatch:
        return ""


@require_GET
def show(request: HttpRequest, renewal_id: UUID) -> HttpResponse:
    """One renewal."""
    return _page(request, renewal_id)


def _page(request: HttpRequest, renewal_id: UUID, error: DomainError | None = None) -> HttpResponse:
    request.rail_group = "contracts"  # type: ignore[attr-defined]
    facts = queries.renewal(renewal_id, entity_of(request))
    context = {
        **_row(facts, do_for(request).today),
        "title": facts.customer,
        "ident": facts.contract_number,
        "crumbs": [(_("Renewals"), reverse("renewing:list"))],
        "problem": problem_of(error) if error else None,
        "reason": request.POST.get("reason", ""),
    }
    status = error.status if error else 200
    return render(request, "renewing/renewal.html", context, status=status)


@require_POST
def open_due(request: HttpRequest) -> HttpResponse:
    """Look for contracts that come to their end now, without waiting for the daily run."""
    do = do_for(request)
    try:
        actions.open_renewals(do)
        messages.success(request, _("%(n)s renewals opened.") % {"n": len(do.recorded)})
    except NothingDue:
        messages.info(request, _("No other contract ends within 120 days."))
    return redirect("renewing:list")


@require_http_methods(["GET", "POST"])
def lose(request: HttpRequest, renewal_id: UUID) -> HttpResponse:
    """The customer does not go on: asks why."""
    if request.method == "GET":
        return redirect("renewing:show", renewal_id)
    facts = queries.renewal(renewal_id, entity_of(request))
    try:
        actions.lose_renewal(
            do_for(request), contract_id=facts.contract_id, reason=request.POST.get("reason", "")
        )
    except DomainError as error:
        return _page(request, renewal_id, error)
    messages.success(request, _("Noted: this contract will not be renewed."))
    return redirect("renewing:show", renewal_id)


urlpatterns = [
    path("", renewals, name="list"),
    path("open/", open_due, name="open"),
    path("<uuid:renewal_id>/", show, name="show"),
    path("<uuid:renewal_id>/lose/", lose, name="lose"),
]
