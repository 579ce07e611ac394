"""The credit desk."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from comptoir.kernel.errors import DomainError
from comptoir.kernel.money import Money, money
from comptoir.platform.web import do_for, entity_of
from comptoir.records.credit import actions, queries
from comptoir.records.parties import queries as parties
from comptoir.shell.forms import NumberField, show_refusal
from comptoir.shell.problems import problem_of_form

app_name = "credit"


class LimitForm(forms.Form):
    """What a customer may owe; empty watches no limit."""

    currency = forms.RegexField(label=gettext_lazy("Currency"), regex=r"^[A-Z]{3}$")
    limit = NumberField(
        label=gettext_lazy("Limit, VAT included"),
        required=False,
        help_text=gettext_lazy("Empty: no limit is watched."),
    )


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """The accounts that need eyes: past their limit first, then the largest."""
    over = request.GET.get("over") == "1"
    rows = queries.desk(entity_of(request), over_limit=over)
    known = parties.customers({row.customer_id for row in rows})
    shown = [
        {"facts": row, "name": known[row.customer_id].name, "used": used_percent(row)}
        for row in rows
    ]
    request.rail_group = "orders"  # type: ignore[attr-defined]
    context = {"title": _("Credit desk"), "rows": shown, "over": over}
    return render(request, "credit/desk.html", context)


def used_percent(facts: queries.ExposureFacts) -> int | None:
    """How much of the limit is in use, 0 to 100 for the gauge; None without a limit."""
    if facts.limit is None:
        return None
    if facts.limit == 0:
        return 100 if facts.exposure > 0 else 0
    return max(0, min(100, facts.exposure * 100 // facts.limit))


@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """One customer's credit, and its limit."""
    customer = parties.customer(customer_id, entity_of(request))
    form = LimitForm(request.POST or None, initial=_initial(customer))
    if request.method == "POST" and form.is_valid():
        try:
            _set(request, customer_id, form)
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Credit limit saved."))
            return redirect("credit:show", customer_id=customer_id)
    rows = [(x, used_percent(x)) for x in queries.exposures_of(customer_id)]
    context = {
        "title": customer.name,
        "ident": customer.number,
        "crumbs": [(_("Credit desk"), reverse("credit:list"))],
        "customer": customer,
        "rows": rows,
        "form": form,
        "problem": problem_of_form(form) if form.is_bound else None,
    }
    request.rail_group = "orders"  # type: ignore[attr-defined]
    return render(request, "credit/customer.html", context, status=422 if form.is_bound else 200)


def _initial(customer: parties.CustomerFacts) -> dict[str, Any]:
    facts = queries.exposure(customer.id, customer.currency)
    limit = None if facts.limit is None else Money(facts.limit, customer.currency).major
    return {"currency": customer.currency, "limit": limit}


def _set(request: HttpRequest, customer_id: UUID, form: LimitForm) -> None:
    limit, currency = form.cleaned_data["limit"], form.cleaned_data["currency"]
    minor = None if limit is None else money(limit, currency).minor
    actions.set_limit(
        do_for(request), customer_id=customer_id, currency=currency, limit_minor=minor
    )


urlpatterns = [
    path("", desk, name="list"),
    path("<uuid:customer_id>", show, name="show"),
]
