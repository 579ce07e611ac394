"""The page of one customer: identity, addresses, people, terms, and who writes its invoices."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from comptoir.kernel.errors import DomainError, NotFound
from comptoir.platform import clock
from comptoir.platform.web import actor_of, do_for, entity_of, language
from comptoir.records.parties import actions, queries
from comptoir.records.parties.core import places
from comptoir.records.parties.core.self_billing import Mandate
from comptoir.records.parties.forms import ROLES, TERMS, ContactForm, SelfBillingForm
from comptoir.shell.forms import show_refusal
from comptoir.shell.problems import Problem, problem_of, problem_of_form


@require_GET
def show(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """One customer: identity, addresses, people, terms."""
    return _customer_page(request, customer_id)


def _customer_page(
    request: HttpRequest,
    customer_id: UUID,
    *,
    contact_form: Form | None = None,
    mandate_form: Form | None = None,
    problem: Problem | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, with the form that was refused or what else stood in the way."""
    request.rail_group = "sell"  # type: ignore[attr-defined]
    facts = queries.customer(customer_id, entity_of(request))
    parent = queries.customer(facts.parent_id) if facts.parent_id else None
    context = {
        "title": facts.name,
        "ident": facts.number,
        "crumbs": [(_("Customers"), reverse("parties:list"))],
        "customer": facts,
        "parent": parent,
        "children": queries.children(facts.id),
        "identity": _identity(facts),
        "addresses": [
            (label, place, place.lines(language()) if place else ())
            for label, place in (
                (_("Billing address"), facts.billing),
                (_("Delivery address"), facts.delivery),
            )
        ],
        "people": [(c, [str(dict(ROLES)[r]) for r in c.roles]) for c in facts.contacts],
        "terms": f"{facts.terms_days} {dict(TERMS)[facts.terms_kind]}",
        "country": places.countries(language()).get(facts.country, facts.country),
        "contact_form": contact_form or ContactForm(initial={"language": language()}),
        "contact_problem": problem_of_form(contact_form) if contact_form else None,
        **_mandates(request, facts, mandate_form, problem),
    }
    return render(request, "parties/customer.html", context, status=status)


def _identity(facts: queries.CustomerFacts) -> list[tuple[str, str]]:
    """The official numbers that are known; all were checked when they were saved."""
    numbers = {
        "SIREN": facts.siren,
        "SIRET": facts.siret,
        str(_("VAT number")): facts.vat_number,
        "IBAN": facts.iban,
    }
    return [(label, number) for label, number in numbers.items() if number]


def _mandates(
    request: HttpRequest,
    facts: queries.CustomerFacts,
    form: Form | None = None,
    problem: Problem | None = None,
) -> dict[str, Any]:
    """What the part shows: each mandate with its state, the newest first, and the form for another."""
    today = clock.today(facts.entity_id)
    return {
        "mandates": [(one, _state(one, today)) for one in reversed(facts.self_billing)],
        "mandate_form": form or SelfBillingForm(),
        "mandate_problem": problem or (problem_of_form(form) if form else None),
        "mandate_open": bool(form),
        "today": today,
        "may_write": actor_of(request).may("parties.write"),
    }


def _state(one: Mandate, today: date) -> str:
    if one.covers(today):
        return "active"
    return "planned" if one.from_on > today else "ended"


@require_POST
def add_contact(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Add a person to a customer."""
    form = ContactForm(request.POST)
    if form.is_valid():
        try:
            actions.add_contact(do_for(request), customer_id=customer_id, **form.cleaned_data)
        except NotFound:
            raise
        except DomainError as error:
            show_refusal(form, error, {f"contact.{n}": n for n in form.fields})
        else:
            messages.success(request, _("Contact added."))
            return redirect("parties:show", customer_id=customer_id)
    return _customer_page(request, customer_id, contact_form=form, status=422)


@require_POST
def remove_contact(request: HttpRequest, customer_id: UUID, contact_id: UUID) -> HttpResponse:
    """Take a person off a customer."""
    actions.remove_contact(do_for(request), customer_id=customer_id, contact_id=contact_id)
    messages.success(request, _("Contact removed."))
    return redirect("parties:show", customer_id=customer_id)


@require_POST
def grant(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Note a mandate."""
    form = SelfBillingForm(request.POST)
    if form.is_valid():
        try:
            actions.grant_self_billing(
                do_for(request), customer_id=customer_id, **form.cleaned_data
            )
        except NotFound:
            raise
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("The mandate is noted: this customer writes its invoices."))
            return redirect("parties:show", customer_id=customer_id)
    return _customer_page(request, customer_id, mandate_form=form, status=422)


@require_POST
def end(request: HttpRequest, customer_id: UUID, mandate_id: UUID) -> HttpResponse:
    """End a mandate."""
    text = request.POST.get("until_on", "")
    try:
        last = date.fromisoformat(text)
    except ValueError:
        last = clock.today(queries.customer(customer_id).entity_id)
    try:
        actions.end_self_billing(
            do_for(request), customer_id=customer_id, mandate_id=mandate_id, until_on=last
        )
    except NotFound:
        raise
    except DomainError as error:
        return _customer_page(request, customer_id, problem=problem_of(error), status=error.status)
    messages.success(request, _("The mandate is ended."))
    return redirect("parties:show", customer_id=customer_id)
