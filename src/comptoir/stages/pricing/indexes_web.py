"""The page of the indexes that prices follow: their values by day, and a form for the next."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from comptoir.kernel.errors import DomainError
from comptoir.platform import clock, history
from comptoir.platform.web import actor_of, do_for, entity_of
from comptoir.shell.forms import DateField, NumberField, show_refusal
from comptoir.shell.problems import problem_of_form
from comptoir.stages.pricing import actions, indexes

PAGE = 50


class IndexForm(forms.Form):
    """The value of a day."""

    code = forms.CharField(
        label=gettext_lazy("Index"), max_length=20, help_text="SYNTEC, ICHT-IME …"
    )
    day = DateField(label=gettext_lazy("Day"))
    value = NumberField(label=gettext_lazy("Value"))
    source = forms.CharField(
        label=gettext_lazy("Source"), max_length=120,
        help_text=gettext_lazy("Where it is published."),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def index_list(request: HttpRequest) -> HttpResponse:
    """Values, the latest first; and a form for a new one."""
    request.rail_group = "catalog"  # type: ignore[attr-defined]
    entity_id = entity_of(request)
    data = request.POST if request.method == "POST" else None
    form = IndexForm(data, initial={"day": clock.today(entity_id)})
    if data is not None and form.is_valid():
        try:
            event = actions.set_index_value(do_for(request), **form.cleaned_data)
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("The value of %(code)s is kept.") % {"code": event.code})
            return redirect("pricing:indexes")
    found, following = indexes.values_page(
        entity_id, history=True, cursor=request.GET.get("cursor") or None, limit=PAGE
    )
    named = history.names({row.by for row in found})
    context = {
        "title": _("Price indexes"),
        "rows": [(row, named[row.by]) for row in found],
        "next": following,
        "form": form,
        "problem": problem_of_form(form) if form.is_bound else None,
        "may": actor_of(request).may("pricing.write"),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "pricing/indexes.html", context, status=status)
