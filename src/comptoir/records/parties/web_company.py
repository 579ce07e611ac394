"""Pages of our own companies: identity, clock, logo."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptoir.kernel.errors import DomainError
from comptoir.platform import clock
from comptoir.platform.actions import begin
from comptoir.platform.ids import new_id
from comptoir.platform.models import User
from comptoir.platform.web import (
    COOKIE_ENTITY,
    actor_of,
    do_for,
    entities_for,
    entity_of,
    language,
    user_actor,
)
from comptoir.records.parties import actions, queries
from comptoir.records.parties.core import company as rules
from comptoir.records.parties.core import places
from comptoir.records.parties.forms import (
    ClockForm,
    CompanyForm,
    NewCompanyForm,
    bound,
    company_initial,
)
from comptoir.shell.forms import show_refusal
from comptoir.shell.problems import problem_of_form

form_page = require_http_methods(["GET", "POST"])


@form_page
def company(request: HttpRequest) -> HttpResponse:
    """Our own company: what documents print about the seller."""
    facts = queries.entity(entity_of(request))
    form = CompanyForm(
        request.POST or None,
        request.FILES or None,
        initial=company_initial(facts),
        currency=facts.currency,
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_entity(do_for(request), changes=form.own())
        except actions.NothingChanged:
            return redirect("parties:company")
        except DomainError as error:
            show_refusal(form, error, _COMPANY_NAMES)
        else:
            messages.success(request, _("Company saved."))
            return redirect("parties:company")
    return _company_page(request, facts, form, _clock_form(facts))


def _clock_form(facts: queries.EntityFacts) -> ClockForm:
    return ClockForm(initial={"on": clock.today(facts.id)})


_COMPANY_NAMES = {"capital_minor": "capital", "logo_svg": "logo", "country": "address_country"}


def _company_page(
    request: HttpRequest, facts: queries.EntityFacts | None, form: CompanyForm, clock_form: Form
) -> HttpResponse:
    request.rail_group = "settings"  # type: ignore[attr-defined]
    new = ("code", "currency", "zone", "sandbox") if facts is None else ()
    starting = None if facts else _starting()
    context = {
        "starts": starting.row(request) if starting else "",
        "title": _("Company") if facts else _("New company"),
        "crumbs": [(_("Settings"), reverse("desk:settings"))],
        "entity": facts,
        "today": clock.today(facts.id) if facts else None,
        "form": form,
        "clock_form": clock_form,
        "problem": problem_of_form(form) if form.is_bound else problem_of_form(clock_form),
        "new": bound(form, new),
        "own": bound(form, ("name", "legal_form", "capital", "language", "email", "phone")),
        "identity": bound(form, ("siren", "siret", "vat_number", "rcs_town", "iban", "bic")),
        "vat": bound(form, ("vat_regime", "vat_on_debits", "late_rate")),
        "named": bound(form, tuple(f"{w}_{p}" for w in rules.NAMED for p in rules.PARTS)),
        "address": bound(form, tuple(f"address_{n}" for n in places.FIELDS)),
        "help": bound(form, ("help_name", "help_email", "help_phone")),
        "look": bound(form, ("brand_color", "logo")),
    }
    wrong = form.errors if form.is_bound else clock_form.errors
    return render(request, "parties/company.html", context, status=422 if wrong else 200)


def _starting() -> Any:
    """What a new company may begin with, where an installation offers it."""
    named = getattr(settings, "COMPTOIR_START", "")
    return import_module(named) if named else None


@form_page
def new_company(request: HttpRequest) -> HttpResponse:
    """Another company of ours, or the first."""
    assert isinstance(request.user, User)
    initial = {
        "language": language(),
        "currency": "EUR",
        "zone": "Europe/Paris",
        "vat_regime": "normal",
        "brand_color": "#1f4fd8",
        "address_country": "FR",
    }
    form = NewCompanyForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        # the first company has nobody's roles yet
        actor = actor_of(request) if entities_for(request) else user_actor(request.user)
        do = begin(actor, new_id())
        skip = ("capital", "logo")
        fields = {n: v for n, v in form.cleaned_data.items() if not n.startswith("address_")}
        fields = {n: v for n, v in fields.items() if n not in skip}
        place = {n: form.cleaned_data[f"address_{n}"] for n in places.FIELDS}
        more = {
            "capital_minor": form.cleaned_data["capital"],
            "logo_svg": form.cleaned_data["logo"] or "",
        }
        starting = _starting()
        try:
            tier = starting.wished(request) if starting else ""
            event = actions.create_entity(do, **fields, **place, **more)
        except DomainError as error:
            show_refusal(form, error, _COMPANY_NAMES)
        else:
            if starting:
                starting.begin_with(actor, event.entity_id, tier)
            messages.success(request, _("Company created."))
            answer = redirect("parties:company")
            answer.set_cookie(
                COOKIE_ENTITY, str(event.entity_id), samesite="Lax", secure=request.is_secure()
            )
            return answer
    return _company_page(request, None, form, ClockForm())


@require_POST
def move_clock(request: HttpRequest) -> HttpResponse:
    """Set the day of a sandbox company."""
    facts = queries.entity(entity_of(request))
    clock_form = ClockForm(request.POST)
    if clock_form.is_valid():
        try:
            event = actions.move_clock(do_for(request), on=clock_form.cleaned_data["on"])
        except DomainError as error:
            show_refusal(clock_form, error)
        else:
            messages.success(request, _("Today is %s.") % event.today.isoformat())
            return redirect("parties:company")
    shown = CompanyForm(initial=company_initial(facts), currency=facts.currency)
    return _company_page(request, facts, shown, clock_form)


@require_GET
def logo(request: HttpRequest) -> HttpResponse:
    """The company's logo as a picture that cannot run anything."""
    svg = queries.entity(entity_of(request)).logo_svg
    response = HttpResponse(svg, content_type="image/svg+xml", status=200 if svg else 404)
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response
