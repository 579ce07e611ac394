"""The pages of what stands beside the price books: customer prices, promotions, changes of many prices."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comptoir.kernel.errors import DomainError, NotAllowed
from comptoir.platform import clock
from comptoir.platform.web import actor_of, do_for, entity_of, language
from comptoir.records.catalog import queries as catalog
from comptoir.records.parties import queries as parties
from comptoir.shell import format as fmt
from comptoir.shell.forms import show_refusal
from comptoir.shell.problems import problem_of_form
from comptoir.shell.status import status
from comptoir.stages.pricing import (
    actions,
    change_rows,
    changes,
    histories,
    promotion_form,
    promotions,
    queries,
    telling,
)
from comptoir.stages.pricing.agreement_form import AgreementForm, customer_named, initial_of
from comptoir.stages.pricing.core.states import ChangeState
from comptoir.stages.pricing.engine import How, Recipe
from comptoir.stages.pricing.forms import ChangeForm
from comptoir.stages.pricing.promotion_form import MINOR, PromotionForm

PAGE, SUGGESTED = 50, 200
PROPOSED = ("name", "book", "how", "value", "step", "ending", "skus")  # of a change, by a what-if

DEEDS = {
    "publish": actions.publish_prices, "discard": actions.discard_prices,
    "roll-back": actions.roll_back_prices,
}  # fmt: skip


def agreements(request: HttpRequest) -> HttpResponse:
    """What is agreed with customers, and a form for the next."""
    entity_id = entity_of(request)
    today = clock.today(entity_id)
    data = request.POST if request.method == "POST" else None
    form = AgreementForm(data, initial=_begun(request, entity_id, today))
    if data is not None and form.is_valid() and _agree(request, entity_id, form):
        messages.success(request, _("The agreement is kept."))
        return redirect("pricing:agreements")
    found, following = queries.customer_prices_page(
        entity_id, cursor=request.GET.get("cursor") or None, limit=PAGE
    )
    buyers = parties.customers([row.customer_id for row in found])
    goods = catalog.products([row.product_id for row in found if row.product_id])
    rows = [
        {
            "customer": buyers[row.customer_id].name,
            "what": _target(row, goods),
            "said": telling.agreement(row, language()),
            "row": row,
            "state": _when(row.starts_on, row.ends_on, today),
        }
        for row in found
    ]
    return _shown(request, "pricing/agreements.html", form, title=_("Customer prices"),
                  rows=rows, next=following, **_suggested(entity_id))  # fmt: skip


def _begun(request: HttpRequest, entity_id: UUID, today: date) -> dict[str, Any]:
    """What the form begins with: the agreement that is to be changed, or nothing."""
    try:
        told = histories.own_agreement(UUID(request.GET.get("of", "")), entity_id)
    except (ValueError, queries.UnknownAgreement):
        return {"starts_on": today, "how": "unit_price"}
    return initial_of(told, today)


def _suggested(entity_id: UUID) -> dict[str, Any]:
    """Customers, products and categories that the form proposes while one types."""
    lang = language()
    goods, _more = catalog.products_page(entity_id, limit=SUGGESTED)
    return {
        "customers": parties.find_customers(entity_id, "", limit=SUGGESTED),
        "products": [(product.sku, product.name(lang)) for product in goods],
        "categories": catalog.categories(entity_id),
    }


def _agree(request: HttpRequest, entity_id: UUID, form: AgreementForm) -> bool:
    given = dict(form.cleaned_data)
    number, sku = given.pop("customer").strip(), given.pop("sku").strip()
    customer = customer_named(entity_id, number)
    if customer is None:
        form.add_error("customer", _("No customer has this number or, alone, this name."))
        return False
    product = catalog.by_sku(entity_id, [sku]).get(sku) if sku else None
    if sku and product is None:
        form.add_error("sku", _("No product has this code."))
        return False
    try:
        actions.set_customer_price(
            do_for(request), customer_id=customer.id, product_id=product.id if product else None,
            **given,
        )  # fmt: skip
    except DomainError as error:
        show_refusal(form, error, {"product_id": "sku"})
        return False
    return True


def _target(row: queries.CustomerPriceFacts, goods: Any) -> str:
    if row.product_id:
        product = goods[row.product_id]
        return f"{product.sku} {product.name(language())}"
    return row.target.partition(":")[2] or _("everything")


@require_POST
def end_agreement(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """From today on the agreement no longer holds."""
    try:
        actions.end_customer_price(
            do_for(request), agreement_id=agreement_id, ends_on=clock.today(entity_of(request))
        )
    except actions.BadAgreement:
        messages.error(request, _("It begins today or later: agree something else from that day."))
    return redirect("pricing:agreements")


def promotion_list(request: HttpRequest) -> HttpResponse:
    """Promotions as sentences, and a form for a new one or a new version of one."""
    entity_id = entity_of(request)
    today = clock.today(entity_id)
    data = request.POST if request.method == "POST" else None
    currency = parties.entity(entity_id).currency
    fresh = {"starts_on": today, "currency": currency, "priority": 0}
    form = PromotionForm(data, initial=_changed(request, entity_id) or fresh)
    if data is not None and form.is_valid():
        try:
            actions.set_promotion(do_for(request), **form.promotion())
        except DomainError as error:
            show_refusal(form, error, MINOR)
        else:
            messages.success(request, _("The promotion is kept."))
            return redirect("pricing:promotions")
    found, following = promotions.promotions_page(
        entity_id, cursor=request.GET.get("cursor") or None, limit=PAGE
    )
    rows = [
        (row, telling.promotion(row, language()), _when(row.starts_on, row.ends_on, today))
        for row in found
    ]
    stacking = dict(form.fields["stacking"].choices)  # type: ignore[attr-defined]
    return _shown(request, "pricing/promotions.html", form, title=_("Promotions"),
                  rows=[(*row, stacking[row[0].stacking]) for row in rows], next=following,
                  products=_suggested(entity_id)["products"])  # fmt: skip


def _changed(request: HttpRequest, entity_id: UUID) -> dict[str, Any]:
    """The promotion that is to be changed, as the form takes it; empty where none is."""
    try:
        told = promotions.promotion(UUID(request.GET.get("of", "")), entity_id)
    except (ValueError, promotions.UnknownPromotion):
        return {}
    return promotion_form.initial_of(told)


def change_list(request: HttpRequest) -> HttpResponse:
    """Changes of many prices, and a form that plans the next."""
    entity_id = entity_of(request)
    books = [(str(b.id), f"{b.code} · {b.name}") for b in queries.books(entity_id)]
    data = request.POST if request.method == "POST" else None
    asked = {n: request.GET[n] for n in PROPOSED if n in request.GET}
    initial = {"starts_on": clock.today(entity_id), **asked}
    form = ChangeForm(data, books=books, initial=initial)
    if data is not None and form.is_valid():
        given = form.cleaned_data
        try:
            event = actions.plan_prices(
                do_for(request), book_id=UUID(given["book"]), name=given["name"],
                recipe=Recipe(How(given["how"]), given["value"], given["step"], given["ending"]),
                choice=actions.Choice(given["categories"], given["skus"]),
                starts_on=given["starts_on"],
            )  # fmt: skip
        except DomainError as error:
            show_refusal(form, error)
        else:
            return redirect("pricing:change", event.change_id)
    counts = changes.states(entity_id)
    state = request.GET.get("state", "")
    state = state if state in counts else ""
    found, following = changes.changes_page(
        entity_id, state=state, cursor=request.GET.get("cursor") or None, limit=PAGE
    )
    chips = [(s.value, counts[s]) for s in ChangeState if s in counts]
    return _shown(request, "pricing/changes.html", form, title=_("Price changes"), rows=found,
                  next=following, chips=chips, state=state)  # fmt: skip


def change(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """Every old and new price of a change, before and after it is published."""
    entity_id = entity_of(request)
    told = changes.change(change_id, entity_id)
    book = queries.book(told.book_id)
    lang = language()
    goods = catalog.by_sku(entity_id, [row["sku"] for row in told.rows])
    rows = [
        (
            row["sku"],
            goods[row["sku"]].name(lang) if row["sku"] in goods else fmt.DASH,
            *change_rows.figures(row, told.source.get("currency", ""), book.currency, lang),
        )
        for row in told.rows
    ]
    request.rail_group = "catalog"  # type: ignore[attr-defined]
    origin = {"source": told.source, "recipe": told.recipe}
    context = {
        "title": told.name,
        "ident": book.code,
        "crumbs": [(_("Price changes"), reverse("pricing:changes"))],
        "change": told,
        "origin": telling.origin(origin, lang) if told.source else "",
        "said": ", ".join(telling.recipe_words(told.recipe, lang)),
        "same": told.source.get("same") or told.chosen.get("same"),
        "left": change_rows.left(told.source or told.chosen),
        "markup": bool(told.source) and any(row["model"] == "cost_plus" for row in told.rows),
        "rows": rows,
        "moves": [_moved(move) for move in told.moves],
        "may": actor_of(request).may("pricing.write"),
    }
    return render(request, "pricing/change.html", context)


def _moved(move: changes.MoveFacts) -> str:
    """`Discarded on 2 November 2026 by Camille Roux`."""
    said = {
        "planned": _("Planned on %(day)s by %(who)s"),
        "discarded": _("Discarded on %(day)s by %(who)s"),
        "published": _("Published on %(day)s by %(who)s"),
        "rolled_back": _("Rolled back on %(day)s by %(who)s"),
    }[move.state]
    return said % {"day": fmt.date_doc(move.on, language()), "who": move.by}


@require_POST
def move_change(request: HttpRequest, change_id: UUID, verb: str) -> HttpResponse:
    """Publish a change, discard it, or roll it back."""
    deed = DEEDS.get(verb)
    if deed is None:
        raise Http404
    try:
        event: Any = deed(do_for(request), change_id=change_id)
    except actions.ChangedSince as error:
        messages.error(request, f"{_('Prices were set otherwise since')}: {error.facts['found']}")
    except NotAllowed:  # somebody else was faster, or the page stood open for long
        now = status(changes.change(change_id, entity_of(request)).state).label
        messages.error(request, _("Nothing was done. The change is: %(state)s.") % {"state": now})
    else:
        said = {
            "discard": _("The plan is discarded."),
            "publish": _("Published: the new prices hold from %(day)s on."),
            "roll-back": _("Rolled back: the former prices hold again from %(day)s on."),
        }[verb]
        messages.success(request, said % {"day": fmt.date_doc(event.starts_on, language())})
    return redirect("pricing:change", change_id)


def _when(starts_on: Any, ends_on: Any, today: Any) -> str:
    if starts_on > today:
        return "planned"
    return "active" if ends_on is None or ends_on > today else "ended"


def _shown(request: HttpRequest, template: str, form: Form, **context: Any) -> HttpResponse:
    request.rail_group = "catalog"  # type: ignore[attr-defined]
    bound = form.is_bound
    context |= {
        "form": form,
        "problem": problem_of_form(form) if bound else None,
        "may": actor_of(request).may("pricing.write"),
    }
    return render(request, template, context, status=422 if bound and form.errors else 200)
