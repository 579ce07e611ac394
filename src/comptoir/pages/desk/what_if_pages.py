"""The page of a what-if: what was billed, priced anew by another definition. Nothing is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from comptoir.kernel.errors import DomainError
from comptoir.kernel.money import exponent
from comptoir.pages.desk import links, price_models, recurring
from comptoir.pages.desk.core.what_if import Customer, How, Outcome, by_customer, histogram, points
from comptoir.pages.desk.price_model_words import HOW, band, model_name
from comptoir.pages.desk.price_models_pages import identity, period
from comptoir.pages.desk.what_if_forms import DefinitionForm, MoveForm
from comptoir.platform import clock
from comptoir.platform.web import actor_of, entity_of, language
from comptoir.records.catalog import queries as catalog
from comptoir.records.parties import queries as parties
from comptoir.shell import charts
from comptoir.shell import format as fmt
from comptoir.shell.forms import show_refusal
from comptoir.shell.problems import problem_of_form
from comptoir.stages.pricing import explaining
from comptoir.stages.pricing import queries as pricing
from comptoir.stages.pricing.engine import Price, Recipe, check_recipe, moved
from comptoir.stages.pricing.web import initial_of

LISTED = 200  # customers and lines shown
SKUS = 2000  # letters that the form of a price change takes


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """`value`: the prices move by it; `model` and its fields: another definition of one product's price."""
    entity_id, get = entity_of(request), request.GET
    request.rail_group = "catalog"  # type: ignore[attr-defined]
    today = clock.today(entity_id)
    home = parties.entity(entity_id).currency
    product_id = identity(get.get("product", ""))
    product = catalog.product(product_id, entity_id) if product_id else None
    currency = get.get("currency", "") or home
    exponent(currency)  # refuses what is no currency
    asked = price_models.Asked(
        *period(get, today), currency, product_id, "" if product else get.get("model_of", "")
    )
    move = MoveForm(get if "value" in get else None)
    define = _define(entity_id, asked, get, today) if product else None
    new, change = _wanted(entity_id, asked, move, define)
    context: dict[str, Any] = {
        "title": _("What if?"),
        "crumbs": [(_("Price models"), reverse("desk:price_models") + "?" + urlencode(_kept(asked)))],
        "asked": asked,
        "what": product.name(language()) if product else model_name(asked.model) if asked.model
        else _("All prices"),
        "kept": {**_kept(asked), **({"product": product_id} if product else {"model_of": asked.model})},
        "move": move, "define": define,
        "problem": next((problem_of_form(f) for f in (move, define) if f is not None and f.errors), None),
    }  # fmt: skip
    bad = context["problem"] is not None
    if not bad and (new or change):
        found = price_models.what_if(entity_id, asked, new, change)
        context |= _result(request, asked, found)
        context["plan"] = _handed_over(request, asked, new is not None, found)
    return render(request, "pages/desk/what_if.html", context, status=422 if bad else 200)


def _kept(asked: price_models.Asked) -> dict[str, Any]:
    return {"since": asked.since, "until": asked.until, "currency": asked.currency}


def _define(entity_id: UUID, asked: price_models.Asked, get: Any, today: Any) -> DefinitionForm:
    """The form of a definition, beginning with the price in force."""
    assert asked.product_id is not None, "a definition is of one product"
    try:
        book = pricing.default_book(entity_id, asked.currency, today)
        dates = pricing.price_dates(book.id, asked.product_id)
    except pricing.NoPriceBook:
        dates = ()
    bound = get if "model" in get else None
    return DefinitionForm(bound, initial=initial_of(dates, today))


def _wanted(
    entity_id: UUID, asked: price_models.Asked, move: MoveForm, define: DefinitionForm | None
) -> tuple[Price | None, Callable[[Price], Price] | None]:
    """What was typed: a definition, or what becomes of each one; neither where nothing was, or badly."""
    try:
        if define is not None and define.is_bound and define.is_valid():
            return price_models.definition(entity_id, asked, **define.price()), None
        if move.is_bound and move.is_valid():
            recipe: Recipe = move.recipe()
            check_recipe(recipe)
            return None, lambda price: moved(price, recipe)
    except DomainError as error:
        show_refusal(define if define is not None and define.is_bound else move, error)
    return None, None


def _handed_over(
    request: HttpRequest, asked: price_models.Asked, by_hand: bool, found: Sequence[Outcome]
) -> tuple[str, str]:
    """Where what was tried is set in earnest, and what to call it; nothing for who may not.

    by_hand  a definition was typed, else the prices move
    """
    if not actor_of(request).may("pricing.write"):
        return "", ""
    try:
        book = pricing.default_book(
            entity_of(request), asked.currency, clock.today(entity_of(request))
        )
    except pricing.NoPriceBook:
        return "", ""
    if by_hand:
        typed = {n: str(v) for n, v in request.GET.items() if n in DefinitionForm.base_fields}
        there = reverse("pricing:price", args=[book.id, asked.product_id])
        return f"{there}?{urlencode(typed)}", _("Set this price")
    moves = {
        o.line.product for o in found if o.steps and o.line.price and o.line.price.card is None
    }
    skus = ", ".join(sorted(p.sku for p in catalog.products(moves).values()))
    if not moves or len(skus) > SKUS:
        return "", ""
    told = {n: request.GET.get(n, "") for n in ("how", "value", "step", "ending")}
    named: dict[str, Any] = {
        "book": book.id,
        "name": _("What if: %(value)s") % {"value": told["value"]},
    }
    narrow = bool(asked.product_id or asked.model)
    there = reverse("pricing:changes") + "?" + urlencode(
        {**told, **named, **({"skus": skus} if narrow else {})}
    )  # fmt: skip
    return there, _("Plan as a price change")


def _result(
    request: HttpRequest, asked: price_models.Asked, found: Sequence[Outcome]
) -> dict[str, Any]:
    customers = by_customer(found)
    before, after = sum(c.before_minor for c in customers), sum(c.after_minor for c in customers)
    over = _over(request.GET.get("over", ""))
    shown = [c for c in customers if over is None or (c.points or Decimal(0)) > over]
    who = identity(request.GET.get("who", ""))
    named = recurring.names(
        [str(c.customer) for c in shown[:LISTED]] + ([str(who)] if who else []), language()
    )
    hows = Counter(o.how for o in found)
    return {
        "result": True, "before": before, "after": after, "difference": after - before,
        "points": points(after - before, before),
        "more": sum(c.difference_minor > 0 for c in customers),
        "less": sum(c.difference_minor < 0 for c in customers),
        "same": sum(c.difference_minor == 0 for c in customers),
        "hows": [(HOW[how], hows[how]) for how in How if hows[how]],
        "chart": _chart(customers),
        "typed": [(k, v) for k, v in request.GET.items() if k not in ("over", "who", "line")],
        "over": request.GET.get("over", "") if over is not None else "",
        "customers": [(c, named.get(str(c.customer), ""), _address(request, who=c.customer))
                      for c in shown[:LISTED]],
        "rest": max(len(shown) - LISTED, 0),
        "who": named.get(str(who), "") if who else "",
        **_lines(request, asked, [o for o in found if o.line.customer == who]),
    }  # fmt: skip


def _over(text: str) -> Decimal | None:
    try:
        found = Decimal(text.replace(",", ".")) if text else None
    except ArithmeticError:
        return None
    return found if found is not None and found.is_finite() else None


def _address(request: HttpRequest, **more: Any) -> str:
    kept = {k: v for k, v in request.GET.items() if k not in ("who", "line", "over")}
    return "?" + urlencode({**kept, **more}) + "#lines"


def _chart(customers: Sequence[Customer]) -> SafeString:
    counts = histogram(customers)
    return charts.bars(
        _("Customers by how their bill would move"), [band(name) for name in counts],
        list(counts.values()), lambda v: fmt.quantity(v, language()),
    )  # fmt: skip


def _lines(
    request: HttpRequest, asked: price_models.Asked, mine: Sequence[Outcome]
) -> dict[str, Any]:
    """The lines of one customer, and of one of them both prices step by step."""
    if not mine:
        return {}
    lang = language()
    shown = mine[:LISTED]
    named = price_models.named_lines([o.line.id for o in shown])
    rows = [
        {
            "o": o, "named": named[o.line.id], "how": HOW[o.how],
            "url": links.show("invoice", named[o.line.id].invoice_id),
            "why": _address(request, who=o.line.customer, line=o.line.id) if o.steps else "",
        }
        for o in shown
    ]  # fmt: skip
    told: dict[str, Any] = {"lines": rows, "lines_rest": len(mine) - len(shown)}
    one = next((o for o in shown if str(o.line.id) == request.GET.get("line") and o.steps), None)
    if one is not None:
        told["why"] = explaining.why_price(
            one.steps, what=named[one.line.id].description, quantity=abs(one.line.quantity),
            net_minor=one.priced[1], currency=asked.currency, lang=lang, entity_id=entity_of(request),
            note=_how(one, asked.currency, lang),
        )  # fmt: skip
    return told


def _how(one: Outcome, currency: str, lang: str) -> str:
    """`50.00 × 120.00 ÷ 100.00 = 60.00`, where a line moves in proportion."""
    if one.how is How.EXACT:
        return ""
    old, new = (fmt.amount_minor(m, currency, lang) for m in one.priced)
    billed, after = (
        fmt.amount_minor(m, currency, lang) for m in (one.line.net_minor, one.after_minor)
    )
    return f"{billed} × {new} ÷ {old} = {after}"
