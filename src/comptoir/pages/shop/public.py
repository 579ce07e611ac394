"""The configurator on the website: no account. It ends in a request for an offer, or in an order.

Whatever a visitor sends goes through the doors that the staff's work goes through: the same rules, prices,
VAT and credit. An order is an offer that is accepted at once, with the words that were agreed to.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comptoir.kernel.errors import DomainError
from comptoir.pages.portal import limits
from comptoir.pages.shop import boards, guide
from comptoir.pages.shop.asking import BuyerForm, order_now, request_offer
from comptoir.pages.shop.boards import Sale
from comptoir.platform import clock
from comptoir.platform.actions import begin
from comptoir.platform.roles import CUSTOMER
from comptoir.platform.web import language
from comptoir.records.catalog import queries as catalog
from comptoir.records.parties import queries as parties
from comptoir.shell.forms import show_refusal
from comptoir.shell.problems import problem_of, problem_of_form
from comptoir.stages.configuring import actions as configuring
from comptoir.stages.configuring import desk
from comptoir.stages.configuring import queries as models
from comptoir.stages.pricing import queries as pricing

app_name = "public"
clicks = require_http_methods(["GET", "HEAD", "POST"])
PAGE = "pages/shop/public.html"
ORDERS_AN_HOUR, SAVED_AN_HOUR = 20, 120  # from one address


@clicks
def configure(request: HttpRequest, model_id: UUID) -> HttpResponse:
    """Put a product together."""
    model = _public(model_id)
    sale = _sale(model, reverse("public:configure", args=[model.id]))
    more = {
        **_head(model, sale), "save": True, "save_label": _("Continue"),
    }  # fmt: skip
    if request.method != "POST":
        said = guide.given(request, sale)
        fresh = desk.opened(guide.choices(sale, said), said)
        more |= guide.context(sale, said)
        return boards.shown(request, sale, desk.Act(fresh), PAGE, more)
    act = boards.clicked(request, sale)
    more |= guide.context(sale, act.desk.answers)
    if request.POST.get("do") != "save" or act.faults:
        return boards.shown(request, sale, act, PAGE, more)
    try:
        limits.spend("configure", limits.client(request), SAVED_AN_HOUR)
        made = configuring.configure_publicly(
            begin(CUSTOMER, model.entity_id), model_id=model.id,
            choices=boards.chosen(sale, act.desk), seconds=desk.seconds(act.desk),
        )  # fmt: skip
    except DomainError as error:
        return boards.shown(request, sale, act, PAGE, {**more, "problem": problem_of(error)})
    return boards.away(request, reverse("public:buy", args=[model.id, made.configuration_id]))


@clicks
def buy(request: HttpRequest, model_id: UUID, configuration_id: UUID) -> HttpResponse:
    """Who wants it: ask for an offer, or order."""
    model = _public(model_id)
    made = _made(model, configuration_id)
    sale = _sale(model, reverse("public:buy", args=[model.id, made.id]))
    form = BuyerForm(request.POST or None, initial={"country": "FR", "quantity": 1})
    if request.method == "POST" and form.is_valid():
        deed = order_now if form.cleaned_data["wish"] == "order" else request_offer
        try:
            limits.spend("shop", limits.client(request), ORDERS_AN_HOUR)
            token = deed(made, sale.product.sku, form.cleaned_data, language())
        except DomainError as error:
            show_refusal(form, error)
        else:
            if token:
                return redirect("portal:offer", token)
            return redirect("public:thanks", model.id)
    problem = problem_of_form(form) if form.is_bound else None
    context = {
        **_head(model, sale),
        "form": form,
        "problem": problem,
        "lines": made.lines(language()),
        "back": reverse("public:configure", args=[model.id]),
        "price": _price(sale, made),
    }
    return render(request, "pages/shop/buy.html", context, status=422 if problem else 200)


@clicks
def thanks(request: HttpRequest, model_id: UUID) -> HttpResponse:
    """The request for an offer was received."""
    model = _public(model_id)
    sale = _sale(model, reverse("public:configure", args=[model.id]))
    return render(request, "pages/shop/thanks.html", {**_head(model, sale), "model_id": model.id})


def _price(sale: Sale, made: models.ConfigurationFacts) -> Any:
    base = boards.asked(sale).base
    return None if base is None else base + made.price


def _public(model_id: UUID) -> models.ModelFacts:
    """A model that the website offers; the others are nobody's business."""
    try:
        model = models.model(model_id)
    except models.UnknownModel:
        raise Http404 from None
    if not model.public or model.product_id is None:
        raise Http404
    return model


def _made(model: models.ModelFacts, configuration_id: UUID) -> models.ConfigurationFacts:
    try:
        made = models.configuration(configuration_id, model.entity_id)
    except models.UnknownConfiguration:
        raise Http404 from None
    if made.model_id != model.id:
        raise Http404
    return made


def _sale(model: models.ModelFacts, here: str) -> Sale:
    today = clock.today(model.entity_id)
    version = model.in_force(today)
    if version is None or model.product_id is None:
        raise Http404
    loaded = models.loaded(version)
    currency = loaded.model.currency
    book = pricing.default_book(model.entity_id, currency, today)
    return Sale(version, catalog.product(model.product_id), book.id, currency, today, here)


def _head(model: models.ModelFacts, sale: Sale) -> dict[str, Any]:
    seller = parties.entity(model.entity_id)
    return {
        "title": sale.product.name(language()),
        "seller": seller.name,
        "entity": seller,
        "currency": sale.currency,
        "product": sale.product,
    }


urlpatterns = [
    path("<uuid:model_id>/", configure, name="configure"),
    path("<uuid:model_id>/thanks", thanks, name="thanks"),
    path("<uuid:model_id>/<uuid:configuration_id>/", buy, name="buy"),
]
