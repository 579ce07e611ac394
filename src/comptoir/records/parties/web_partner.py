"""The page of one partner: what we know, a form to change it, its history."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from comptoir.kernel.errors import DomainError
from comptoir.platform.history import history
from comptoir.platform.web import actor_of, do_for, entity_of
from comptoir.records.parties import actions, queries
from comptoir.records.parties.forms import PartnerForm
from comptoir.shell.forms import show_refusal
from comptoir.shell.parts import Happening
from comptoir.shell.problems import problem_of_form

HAPPENED = {
    "PartnerCreated": gettext_lazy("Partner created"),
    "PartnerChanged": gettext_lazy("Partner changed"),
}


class KnownPartnerForm(PartnerForm):
    """A partner who may also be kept out of new deals."""

    active = forms.BooleanField(label=gettext_lazy("Active"), required=False)


@require_http_methods(["GET", "POST"])
def partner(request: HttpRequest, partner_id: UUID) -> HttpResponse:
    """One partner; posted, the change."""
    request.rail_group = "sell"  # type: ignore[attr-defined]
    facts = queries.partner(partner_id, entity_of(request))
    now = {name: getattr(facts, name) for name in KnownPartnerForm.base_fields}
    form = KnownPartnerForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_partner(do_for(request), partner_id=facts.id, changes=form.cleaned_data)
        except actions.NothingChanged:
            return redirect("parties:partner", partner_id=facts.id)
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Partner saved."))
            return redirect("parties:partner", partner_id=facts.id)
    context = {
        "title": facts.name,
        "crumbs": [(_("Partners"), reverse("parties:partners"))],
        "partner": facts,
        "form": form,
        "problem": problem_of_form(form) if form.is_bound else None,
        "may": actor_of(request).may("parties.write"),
        "happenings": [
            Happening(text=str(HAPPENED[e.name]), on=e.business_on, actor=e.who)
            for e in history([facts.id])
        ],
    }
    wrong = form.is_bound and form.errors
    return render(request, "parties/partner.html", context, status=422 if wrong else 200)
