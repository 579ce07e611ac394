"""A board for a product in a sale: its own price beside the options, and what a click answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from comptoir.platform.web import language
from comptoir.records.catalog import queries as catalog
from comptoir.stages.configuring import board, desk, engine, modes
from comptoir.stages.configuring import queries as models
from comptoir.stages.configuring.desk import Act, Desk
from comptoir.stages.ordering import words
from comptoir.stages.pricing import queries as pricing


@dataclass(frozen=True, slots=True)
class Sale:
    """What is configured, and for what: prices of this book on this day.

    here  the address that answers clicks
    """

    version: models.VersionFacts
    product: catalog.ProductFacts
    book_id: UUID | None
    currency: str
    on: date
    here: str
    margin: bool = False


def asked(sale: Sale) -> board.Asked:
    """The product's own price and cost, where they are known."""
    priced = (
        pricing.prices(sale.book_id, [sale.product.id], sale.on).get(sale.product.id)
        if sale.book_id
        else None
    )
    plain = priced is not None and not priced.tiers
    cost = sale.product.cost if sale.product.currency == sale.currency else None
    return board.Asked(
        language(), priced.unit_price if priced and plain else None, cost, sale.margin
    )


def clicked(request: HttpRequest, sale: Sale) -> Act:
    """The desk after what was typed and clicked."""
    standing = desk.read(request.POST.get("desk", ""))
    act = desk.act(loaded(sale, standing), standing, request.POST, language())
    modes.remember(request, act)
    return act


def loaded(sale: Sale, standing: Desk) -> engine.Loaded:
    """The version, with what was answered."""
    return models.answered(sale.version, standing.answers)


def shown(
    request: HttpRequest, sale: Sale, act: Act, page: str, more: Mapping[str, Any]
) -> HttpResponse:
    """The board: the whole page, or for htmx its fragment."""
    context = {
        **board.draw(loaded(sale, act.desk), act, asked(sale)),
        "here": sale.here,
        "product": sale.product,
        "per": words.charged(sale.product.charge_kind, sale.product.billing_months),
        **more,
    }
    fragment = "configuring/board.html" if request.headers.get("HX-Request") else page
    return render(request, fragment, context)


def chosen(sale: Sale, standing: Desk) -> tuple[engine.Choice, ...]:
    """The choices to save: those that were made, and the proposal for the rest."""
    return loaded(sale, standing).settled(standing.decided.own, standing.goal)


def away(request: HttpRequest, url: str) -> HttpResponse:
    """Leave the board for another page."""
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)
