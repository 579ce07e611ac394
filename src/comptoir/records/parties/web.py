"""Pages of the parties: customers, partners, our own company."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from comptoir.kernel.errors import DomainError
from comptoir.platform.web import do_for, entity_of, language
from comptoir.records.parties import actions, queries, web_company, web_customer, web_partner
from comptoir.records.parties.core import places
from comptoir.records.parties.forms import (
    KINDS,
    CustomerForm,
    PartnerForm,
    bound,
    customer_initial,
)
from comptoir.shell import lists, tables
from comptoir.shell.forms import show_refusal
from comptoir.shell.problems import problem_of_form

app_name = "parties"
form_page = require_http_methods(["GET", "POST"])
STATES = {"active": True, "inactive": False}
MONO = {"td": {"class": "id"}}


class CustomerTable(tables.Table):
    """The list."""

    name = tables.LinkColumn(url=lambda r: r["url"], verbose_name=gettext_lazy("Name"))
    number = tables.TextColumn(verbose_name=gettext_lazy("Number"), attrs=MONO)
    town = tables.TextColumn(verbose_name=gettext_lazy("Town"), orderable=False)
    country = tables.TextColumn(verbose_name=gettext_lazy("Country"))
    vat_number = tables.TextColumn(verbose_name=gettext_lazy("VAT number"), attrs=MONO)
    segment = tables.TextColumn(verbose_name=gettext_lazy("Segment"))
    state = tables.StatusColumn(verbose_name=gettext_lazy("State"))

    class Meta(tables.Table.Meta):
        order_by: ClassVar = ("name",)
        empty_text = gettext_lazy("No customer matches.")
        attrs: ClassVar = {"caption": gettext_lazy("Customers"), "id": "list-customers"}
        row_attrs: ClassVar = {"data-href": lambda record: record["url"]}


@require_GET
def customers(request: HttpRequest) -> HttpResponse:
    """The customers of the company, searched and filtered."""
    request.rail_group = "sell"  # type: ignore[attr-defined]
    entity_id = entity_of(request)
    asked = {k: request.GET.get(k, "") for k in ("q", "kind", "country", "state")}

    def read(cursor: str | None, limit: int, sort: str) -> tuple[list[Any], str | None]:
        found, following = queries.customers_page(
            entity_id,
            text=asked["q"][:100],
            kind=asked["kind"] if asked["kind"] in dict(KINDS) else "",
            country=asked["country"] if asked["country"] in places.countries("en") else "",
            active=STATES.get(asked["state"]),
            sort=sort,
            cursor=cursor,
            limit=limit,
        )
        return [_row(one) for one in found], following

    table, file = lists.arranged(request, CustomerTable, "customers", read)
    if file:
        return file
    context = {
        "title": _("Customers"),
        "table": table,
        "asked": asked,
        "filters": [(k, v) for k, v in asked.items() if v and k != "q"],
        "kinds": KINDS,
        "any": queries.count_customers(entity_id) > 0,
        "countries": places.countries(language()),
    }
    return render(request, "parties/customers.html", context)


def _row(one: queries.CustomerFacts) -> dict[str, Any]:
    return {
        "name": one.name,
        "url": lists.link(one.id, "desk:customer", "parties:show"),
        "number": one.number,
        "town": (one.billing and one.billing.town) or None,
        "country": one.country,
        "vat_number": one.vat_number or None,
        "segment": one.segment or None,
        "state": "active" if one.active else "archived",
    }


@form_page
def create(request: HttpRequest) -> HttpResponse:
    """A new customer."""
    home = queries.entity(entity_of(request))
    initial = {
        "kind": "company",
        "language": home.language,
        "currency": home.currency,
        "country": home.country,
        "terms_kind": "net_days",
        "terms_days": 30,
        "active": True,
    }
    form = CustomerForm(request.POST or None, initial=initial, entity_id=home.id)
    if request.method == "POST" and form.is_valid():
        try:
            event = actions.create_customer(do_for(request), **form.own(changed_only=False))
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Customer created."))
            return redirect("parties:show", customer_id=event.customer_id)
    return _customer_form(request, form, _("New customer"))


@form_page
def change(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Change a customer; what someone else changed meanwhile is shown at its field."""
    facts = queries.customer(customer_id, entity_of(request))
    parent = queries.customer(facts.parent_id).number if facts.parent_id else ""
    initial = customer_initial(facts, parent)
    data = request.POST.copy() if request.method == "POST" else None
    form = CustomerForm(data, initial=initial, entity_id=facts.entity_id)
    if data is not None and form.is_valid():
        try:
            _save(request, facts, form)
        except actions.NothingChanged:
            return redirect("parties:show", customer_id=facts.id)
        except actions.ChangedMeanwhile as error:
            data["revision"] = str(error.facts["revision"])
            form = CustomerForm(data, initial=initial, entity_id=facts.entity_id)
            form.is_valid()
            _show_conflict(form, error)
        except DomainError as error:
            show_refusal(form, error, {"parent_id": "parent"})
        else:
            messages.success(request, _("Customer saved."))
            return redirect("parties:show", customer_id=facts.id)
    return _customer_form(request, form, facts.name, facts)


def _save(request: HttpRequest, facts: queries.CustomerFacts, form: CustomerForm) -> None:
    actions.change_customer(
        do_for(request),
        customer_id=facts.id,
        revision=form.cleaned_data["revision"] or facts.revision,
        changes=form.own(changed_only=True),
    )


def _show_conflict(form: CustomerForm, error: actions.ChangedMeanwhile) -> None:
    """Mark each field that someone else changed, with its value now; saving again overwrites."""
    said = _("Someone else changed this meanwhile; now: %s. Save again to replace it.")
    fields = error.facts["fields"]
    assert isinstance(fields, list)
    for name in fields:
        own = {"parent_id": "parent", "billing": "billing_street"}.get(name, name)
        own = "delivery_street" if name == "delivery" else own
        now = form.get_initial_for_field(form.fields[own], own) if own in form.fields else ""
        form.add_error(own if own in form.fields else None, said % (now or "—"))


def _customer_form(
    request: HttpRequest, form: CustomerForm, title: str, facts: Any = None
) -> HttpResponse:
    request.rail_group = "sell"  # type: ignore[attr-defined]
    crumbs = [(_("Customers"), reverse("parties:list"))]
    back = reverse("parties:list")
    if facts:
        back = reverse("parties:show", args=[facts.id])
        crumbs.append((facts.number, back))
    context = {
        "title": title,
        "crumbs": crumbs,
        "form": form,
        "problem": problem_of_form(form) if form.is_bound else None,
        "back": back,
        "own": bound(form, ("name", "kind", "country", "language", "currency", "segment")),
        "identity": bound(form, ("siren", "siret", "vat_number", "iban")),
        "reach": bound(form, ("email", "phone")),
        "terms": bound(form, ("terms_days", "terms_kind")),
        "links": bound(form, ("parent", "external_ref") + (("active",) if facts else ())),
        "billing": bound(form, tuple(f"billing_{n}" for n in places.FIELDS)),
        "delivery": bound(form, tuple(f"delivery_{n}" for n in places.FIELDS)),
    }
    return render(request, "parties/customer_form.html", context, status=_status(form))


def _status(form: Form) -> int:
    return 422 if form.is_bound and form.errors else 200


@form_page
def partners(request: HttpRequest) -> HttpResponse:
    """Our partners, and a form for a new one."""
    request.rail_group = "sell"  # type: ignore[attr-defined]
    form = PartnerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.create_partner(do_for(request), **form.cleaned_data)
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Partner created."))
            return redirect("parties:partners")
    context = {
        "title": _("Partners"),
        "rows": queries.partners(entity_of(request)),
        "form": form,
        "problem": problem_of_form(form) if form.is_bound else None,
        "countries": places.countries(language()),
    }
    return render(request, "parties/partners.html", context, status=_status(form))


urlpatterns = [
    path("", customers, name="list"),
    path("new", create, name="create"),
    path("partners", partners, name="partners"),
    path("partners/<uuid:partner_id>", web_partner.partner, name="partner"),
    path("company", web_company.company, name="company"),
    path("company/new", web_company.new_company, name="new_company"),
    path("company/clock", web_company.move_clock, name="clock"),
    path("company/logo.svg", web_company.logo, name="logo"),
    path("<uuid:customer_id>", web_customer.show, name="show"),
    path("<uuid:customer_id>/edit", change, name="change"),
    path("<uuid:customer_id>/contacts", web_customer.add_contact, name="add_contact"),
    path(
        "<uuid:customer_id>/contacts/<uuid:contact_id>/remove",
        web_customer.remove_contact,
        name="remove_contact",
    ),
    path("<uuid:customer_id>/self-billing", web_customer.grant, name="grant_self_billing"),
    path(
        "<uuid:customer_id>/self-billing/<uuid:mandate_id>/end",
        web_customer.end,
        name="end_self_billing",
    ),
]
