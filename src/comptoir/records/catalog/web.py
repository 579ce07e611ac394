"""Pages of the catalog."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptoir.kernel.errors import DomainError
from comptoir.platform.history import EventFacts, history
from comptoir.platform.problem import field_in_words
from comptoir.platform.web import do_for, entity_of, language
from comptoir.records.catalog import actions, listing, media, media_web, queries
from comptoir.records.catalog.forms import (
    CHARGES,
    MARGIN_SCHEMES,
    NATURES,
    PATTERNS,
    TAX_CLASSES,
    TIMINGS,
    UNIT_NAMES,
    PartForm,
    ProductForm,
    product_initial,
)
from comptoir.records.parties import queries as parties
from comptoir.shell import lists
from comptoir.shell.forms import show_refusal
from comptoir.shell.parts import Happening
from comptoir.shell.problems import problem_of_form

app_name = "catalog"
HAPPENED = {
    "ProductCreated": gettext_lazy("Product created"),
    "ProductChanged": gettext_lazy("Product changed"),
    "PriceSet": gettext_lazy("Price set"),
}
form_page = require_http_methods(["GET", "POST"])


@require_GET
def products(request: HttpRequest) -> HttpResponse:
    """The products of the company, searched and filtered."""
    entity_id = entity_of(request)
    asked = {k: request.GET.get(k, "") for k in ("q", "nature", "charge", "state")}
    lang = language()

    def read(cursor: str | None, limit: int, sort: str) -> tuple[list[Any], str | None]:
        found, following = queries.products_page(
            entity_id,
            text=asked["q"][:100],
            nature=asked["nature"] if asked["nature"] in dict(NATURES) else "",
            charge_kind=asked["charge"] if asked["charge"] in dict(CHARGES) else "",
            active={"active": True, "inactive": False}.get(asked["state"]),
            sort=f"{sort}_{lang}" if sort.endswith("name") else sort,
            cursor=cursor,
            limit=limit,
        )
        return listing.rows(found, lang), following

    table, file = lists.arranged(request, listing.ProductTable, "products", read)
    if file:
        return file
    context = {
        "title": _("Catalog"),
        "table": table,
        "asked": asked,
        "kept": [(k, v) for k, v in asked.items() if v and k != "q"],
        "natures": NATURES,
        "charges": CHARGES,
        "any": queries.count_products(entity_id) > 0,
    }
    return render(request, "catalog/products.html", context)


@require_GET
def show(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """One product, with the parts of its bundle."""
    return _product_page(request, product_id, PartForm())


def _product_page(
    request: HttpRequest, product_id: UUID, part_form: Form, status: int = 200
) -> HttpResponse:
    facts = queries.product(product_id, entity_of(request))
    lang = language()
    context = {
        "product": facts,
        "nature": dict(NATURES)[facts.nature],
        "charge": listing.charge(facts),
        "tax": dict(TAX_CLASSES)[facts.tax_class],
        "margin_scheme": dict(MARGIN_SCHEMES)[facts.margin_scheme] if facts.margin_scheme else "",
        "unit": UNIT_NAMES.get(facts.unit, facts.unit),
        "title": facts.name(lang),
        "ident": facts.sku,
        "crumbs": [(_("Catalog"), reverse("catalog:list"))],
        "description": facts.description(lang),
        "timing": dict(TIMINGS)[facts.billing_timing],
        "pattern": dict(PATTERNS)[facts.revenue_pattern],
        "parts": [(p, p.name(lang), UNIT_NAMES.get(p.unit, p.unit)) for p in facts.parts],
        "bundles": [(b, b.name(lang)) for b in queries.bundles_with(facts.id)],
        "media": media.of_product(facts.id),
        "part_form": part_form,
        "part_problem": problem_of_form(part_form) if part_form.is_bound else None,
        "happenings": [_happening(e) for e in history([facts.id])],
    }
    return render(request, "catalog/product.html", context, status=status)


def _happening(event: EventFacts) -> Happening:
    """`Product changed · Cost`; the revision is bookkeeping."""
    said = str(HAPPENED.get(event.name, event.name))
    what = [field_in_words(n) for n in event.changed or () if n != "revision"]
    return Happening(
        text=f"{said} · {', '.join(what)}" if what else said, on=event.business_on, actor=event.who
    )


@form_page
def create(request: HttpRequest) -> HttpResponse:
    """A new product."""
    initial = {
        "nature": "goods",
        "unit": "C62",
        "tax_class": "standard",
        "charge_kind": "one_off",
        "billing_timing": "advance",
        "revenue_pattern": "on_delivery",
        "active": True,
        "currency": parties.entity(entity_of(request)).currency,
    }
    form = ProductForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            event = actions.create_product(do_for(request), **form.own(changed_only=False))
        except DomainError as error:
            show_refusal(form, error, {"image_svg": "picture"})
        else:
            messages.success(request, _("Product created."))
            return redirect("catalog:show", product_id=event.product_id)
    return _form(request, form, _("New product"), reverse("catalog:list"))


@form_page
def change(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """Change a product; what someone else changed meanwhile is shown at its field."""
    facts = queries.product(product_id, entity_of(request))
    back = reverse("catalog:show", args=[facts.id])
    data = request.POST.copy() if request.method == "POST" else None
    more: dict[str, Any] = {"initial": product_initial(facts), "known": True}
    form = ProductForm(data, request.FILES or None, **more)
    if data is not None and form.is_valid():
        try:
            actions.change_product(
                do_for(request),
                product_id=facts.id,
                revision=form.cleaned_data["revision"] or facts.revision,
                changes=form.own(changed_only=True),
            )
        except actions.NothingToChange:
            return redirect(back)
        except actions.ProductChangedMeanwhile as error:
            data["revision"] = str(error.facts["revision"])
            form = ProductForm(data, request.FILES or None, **more)
            form.is_valid()
            _show_conflict(form, error)
        except DomainError as error:
            show_refusal(form, error, {"image_svg": "picture"})
        else:
            messages.success(request, _("Product saved."))
            return redirect(back)
    return _form(request, form, facts.name(language()), back)


def _show_conflict(form: ProductForm, error: actions.ProductChangedMeanwhile) -> None:
    """Mark each field that someone else changed, with its value now; saving again overwrites."""
    said = _("Someone else changed this meanwhile; now: %s. Save again to replace it.")
    fields = error.facts["fields"]
    assert isinstance(fields, list)
    for name in fields:
        own = "picture" if name == "image_svg" else name
        form.add_error(own, said % (form.initial.get(name) or "—"))


def _form(request: HttpRequest, form: ProductForm, title: str, back: str) -> HttpResponse:
    def bound(*names: str) -> list[Any]:
        return [form[name] for name in names]

    context = {
        "title": title,
        "crumbs": [(_("Catalog"), reverse("catalog:list"))],
        "form": form,
        "problem": problem_of_form(form) if form.is_bound else None,
        "back": back,
        "own": bound("sku", "name_en", "name_fr", "description_en", "description_fr", "picture"),
        "kind": bound(
            "nature",
            "category",
            "unit",
            "tax_class",
            "margin_scheme",
            "cost",
            "currency",
            "attributes",
        ),
        "billing": bound("charge_kind", "billing_months", "billing_timing", "revenue_pattern"),
        "dates": bound("starts_on", "ends_on", "active"),
    }
    wrong = form.is_bound and form.errors
    return render(request, "catalog/product_form.html", context, status=422 if wrong else 200)


@require_POST
def set_part(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """Put a part into the bundle, change its quantity, or take it out."""
    entity_id = entity_of(request)
    form = PartForm(request.POST)
    if form.is_valid():
        sku = form.cleaned_data["part_sku"].strip()
        part = queries.by_sku(entity_id, [sku]).get(sku)
        if part is None:
            form.add_error("part_sku", _("No product has this code."))
        else:
            try:
                actions.set_bundle_part(
                    do_for(request),
                    product_id=product_id,
                    part_id=part.id,
                    quantity=form.cleaned_data["quantity"],
                )
            except DomainError as error:
                show_refusal(form, error, {"part_id": "part_sku"})
            else:
                messages.success(request, _("Bundle saved."))
                return redirect("catalog:show", product_id=product_id)
    return _product_page(request, product_id, form, status=422)


@require_GET
def picture(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """The product's picture, which cannot run anything."""
    svg = queries.product(product_id, entity_of(request)).image_svg
    response = HttpResponse(svg, content_type="image/svg+xml", status=200 if svg else 404)
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


urlpatterns = [
    path("", products, name="list"),
    path("new", create, name="create"),
    path("<uuid:product_id>", show, name="show"),
    path("<uuid:product_id>/edit", change, name="change"),
    path("<uuid:product_id>/parts", set_part, name="set_part"),
    path("<uuid:product_id>/picture.svg", picture, name="picture"),
    path("<uuid:product_id>/media", media_web.add, name="add_medium"),
    path("media/<uuid:medium_id>", media_web.show, name="medium"),
    path("media/<uuid:medium_id>/first", media_web.first, name="first_medium"),
    path("media/<uuid:medium_id>/remove", media_web.remove, name="remove_medium"),
]
