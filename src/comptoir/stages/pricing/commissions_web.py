"""The page of commission rates: all of them by date, and a form for the next."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from comptoir.kernel.errors import DomainError
from comptoir.platform import clock
from comptoir.platform.web import actor_of, do_for, entity_of
from comptoir.records.parties import queries as parties
from comptoir.shell.forms import show_refusal
from comptoir.shell.problems import problem_of_form
from comptoir.stages.pricing import actions, commissions
from comptoir.stages.pricing.forms import DAY, Numbers

PAGE = 50


class CommissionForm(Numbers):
    """A rate from a day on."""

    category = forms.CharField(
        label=gettext_lazy("Category"), max_length=60, required=False,
        help_text=gettext_lazy("Empty: every category without a rate of its own."),
    )  # fmt: skip
    margin_from = forms.CharField(
        label=gettext_lazy("From a margin of, in percent"), max_length=20, required=False,
        help_text=gettext_lazy("Empty: whatever the margin."),
    )  # fmt: skip
    percent = forms.CharField(label=gettext_lazy("Percent of net"), max_length=20)
    currency = forms.CharField(label=gettext_lazy("Currency"), max_length=3)
    starts_on = forms.DateField(label=gettext_lazy("Valid from"), widget=DAY)
    ends_on = forms.DateField(
        label=gettext_lazy("Valid until, that day not included"), widget=DAY, required=False
    )

    def clean_margin_from(self) -> Decimal | None:
        return self.number("margin_from")

    def clean_percent(self) -> Decimal | None:
        return self.number("percent")


def commission_list(request: HttpRequest) -> HttpResponse:
    """Commission rates, and a form for a new one."""
    request.rail_group = "catalog"  # type: ignore[attr-defined]
    entity_id = entity_of(request)
    today = clock.today(entity_id)
    data = request.POST if request.method == "POST" else None
    currency = parties.entity(entity_id).currency
    form = CommissionForm(data, initial={"starts_on": today, "currency": currency})
    if data is not None and form.is_valid():
        try:
            actions.set_commission(do_for(request), **form.cleaned_data)
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("The commission is kept."))
            return redirect("pricing:commissions")
    found, following = commissions.commissions_page(
        entity_id, cursor=request.GET.get("cursor") or None, limit=PAGE
    )
    context = {
        "title": _("Commissions"),
        "rows": [(row, _state(row, today)) for row in found],
        "next": following,
        "form": form,
        "problem": problem_of_form(form) if form.is_bound else None,
        "may": actor_of(request).may("pricing.write"),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "pricing/commissions.html", context, status=status)


@require_POST
def end_commission(request: HttpRequest, commission_id: UUID) -> HttpResponse:
    """From today on the rate no longer holds."""
    today = clock.today(entity_of(request))
    try:
        actions.end_commission(do_for(request), commission_id=commission_id, ends_on=today)
    except actions.BadCommission:
        messages.error(request, _("It begins today or later: set another rate from that day."))
    return redirect("pricing:commissions")


def _state(row: commissions.CommissionFacts, today: date) -> str:
    if row.starts_on > today:
        return "planned"
    return "active" if row.ends_on is None or row.ends_on > today else "ended"
