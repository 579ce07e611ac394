"""The pages of price books: the books, the grid of prices, the dates of one price."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comptoir.kernel.errors import DomainError
from comptoir.platform import clock
from comptoir.platform.actions import begin
from comptoir.platform.web import actor_of, do_for, entity_of, language
from comptoir.records.catalog import queries as catalog
from comptoir.shell import format as fmt
from comptoir.shell.forms import show_refusal
from comptoir.shell.problems import problem_of_form
from comptoir.shell.reading import typed
from comptoir.stages.configuring import queries as models
from comptoir.stages.pricing import (
    actions,
    commissions_web,
    derived_web,
    indexes_web,
    price_examples,
    price_lists_web,
    queries,
    telling,
    web_rules,
)
from comptoir.stages.pricing.engine import Tier
from comptoir.stages.pricing.forms import CARD, MODELS, TYPES, BookForm
from comptoir.stages.pricing.price_form import LIST, PER_UNIT, USUAL, PriceForm

app_name = "pricing"
PAGE = 50
PRICED = ("per_unit", "flat", "package")  # a price of nothing says something


def books(request: HttpRequest) -> HttpResponse:
    """The price books, and a form for a new one."""
    request.rail_group = "catalog"  # type: ignore[attr-defined]
    entity_id = entity_of(request)
    today = clock.today(entity_id)
    form = BookForm(
        request.POST if request.method == "POST" else None, initial={"starts_on": today}
    )
    if request.method == "POST" and form.is_valid():
        try:
            event = actions.create_book(do_for(request), **form.cleaned_data)
        except DomainError as error:
            show_refusal(form, error)
        else:
            return redirect("pricing:show", event.book_id)
    context = {
        "title": _("Price books"),
        "books": queries.books(entity_id),
        "form": form,
        "problem": problem_of_form(form) if form.is_bound else None,
        "may": actor_of(request).may("pricing.write"),
    }
    return render(request, "pricing/list.html", context, status=422 if form.errors else 200)


def show(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """The grid of a book: every product with its price today, its tiers and the next price."""
    request.rail_group = "catalog"  # type: ignore[attr-defined]
    book = _book(request, book_id)
    today, text = clock.today(book.entity_id), request.GET.get("q", "")
    products, following = catalog.products_page(
        book.entity_id, text=text, cursor=request.GET.get("cursor") or None, limit=PAGE
    )
    ids = [p.id for p in products]
    now = queries.prices(book.id, ids, today)
    later = queries.coming(book.id, ids, today)
    rows = [_grid_row(p, now.get(p.id), later.get(p.id), book.currency) for p in products]
    context = {
        "title": book.name,
        "ident": f"{book.code} · {book.currency}",
        "crumbs": [(_("Price books"), reverse("pricing:list"))],
        "book": book,
        "rows": rows,
        "configured": models.configurable(ids, today),
        "q": text,
        "next": following,
        "today": today,
    }
    return render(request, "pricing/show.html", context)


def price(request: HttpRequest, book_id: UUID, product_id: UUID) -> HttpResponse:
    """One product in a book: past, present and coming prices, and a form for the next."""
    request.rail_group = "catalog"  # type: ignore[attr-defined]
    book = _book(request, book_id)
    product = catalog.product(product_id, book.entity_id)
    dates = queries.price_dates(book.id, product.id)
    today, lang = clock.today(book.entity_id), language()
    proposed = {
        n: request.GET[n] for n in PriceForm.base_fields if n in request.GET
    }  # by a what-if
    initial = {**initial_of(dates, today), **proposed}
    form = PriceForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_price(
                do_for(request), book_id=book.id, product_id=product.id, **form.price()
            )
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("The price is set."))
            return redirect("pricing:price", book.id, product.id)
    may = actor_of(request).may("pricing.write")
    context = {
        "title": product.name(lang),
        "ident": product.sku,
        "crumbs": [
            (_("Price books"), reverse("pricing:list")),
            (book.name, reverse("pricing:show", args=[book.id])),
        ],
        "book": book,
        "product": product,
        "dates": [
            (
                p,
                str(dict(TYPES)[p.price_type]).partition(":")[0].strip(),
                telling.price(p, book.currency, lang),
                _when(p, today),
            )
            for p in dates
        ],
        "form": form,
        "problem": problem_of_form(form) if form.is_bound else None,
        "may": may,
        "example": _example(request, PriceForm(initial), book, product)
        if may and dates and not form.is_bound
        else None,
    }
    return render(request, "pricing/price.html", context, status=422 if form.errors else 200)


@require_POST
def worked(request: HttpRequest, book_id: UUID, product_id: UUID) -> HttpResponse:
    """The example of a price that is being typed."""
    book = _book(request, book_id)
    product = catalog.product(product_id, book.entity_id)
    context = {"example": _example(request, PriceForm(request.POST), book, product)}
    return render(request, "pricing/worked.html", context)


def _example(
    request: HttpRequest, form: PriceForm, book: queries.BookFacts, product: catalog.ProductFacts
) -> price_examples.Example:
    do = begin(actor_of(request), book.entity_id, dry_run=True)
    return price_examples.example(do, form, book, product, language())


def _book(request: HttpRequest, book_id: UUID) -> queries.BookFacts:
    book = queries.book(book_id)
    if book.entity_id != entity_of(request):
        raise queries.UnknownPriceBook(field="book_id", found=str(book_id))
    return book


def _grid_row(
    product: catalog.ProductFacts,
    now: queries.PriceFacts | None,
    later: queries.PriceFacts | None,
    currency: str,
) -> dict[str, Any]:
    lang = language()
    if now and later and _same(now, later):
        later = None  # a change that was rolled back before its day
    return {
        "product": product,
        "name": product.name(lang),
        "price": telling.price(now, currency, language()) if now else fmt.DASH,
        "tiers": [_tier(t, currency, lang) for t in now.tiers] if now else [],
        "model": dict(MODELS)[now.model] if now and now.tiers else "",
        "since": now.starts_on if now else None,
        "later": telling.price(later, currency, language()) if later else "",
        "later_on": later.starts_on if later else None,
    }


def _same(one: queries.PriceFacts, other: queries.PriceFacts) -> bool:
    """Whether two prices say the same."""
    names = ("model", "unit_price", "tiers", "terms", "minimum", "maximum")
    return all(getattr(one, n) == getattr(other, n) for n in names)


def _tier(tier: Tier, currency: str, lang: str) -> str:
    """`up to 10: 5,00 €`."""
    each = fmt.unit_price(tier.unit_price, currency, lang)
    fee = f" + {fmt.unit_price(tier.flat_fee, currency, lang)}" if tier.flat_fee else ""
    if tier.up_to is None:
        return _("beyond: %(price)s") % {"price": each + fee}
    said = {"n": fmt.quantity(tier.up_to, lang), "price": each + fee}
    return _("up to %(n)s: %(price)s") % said


def _when(price: queries.PriceFacts, today: Any) -> str:
    if price.ends_on == price.starts_on:
        return "withdrawn"  # before it began
    if price.starts_on > today:
        return "planned"
    return "active" if price.ends_on is None or price.ends_on > today else "ended"


def initial_of(dates: tuple[queries.PriceFacts, ...], today: Any) -> dict[str, Any]:
    """The form begins with the price in force."""
    lang = language()
    lists = [p for p in dates if p.price_type == "list"]
    last = next((p for p in lists if p.starts_on <= today), None)
    blank = {
        "starts_on": today,
        "model": PER_UNIT,
        "price_type": LIST,
        "example": typed(USUAL, lang),
    }
    if last is None:
        return blank
    tiers = ["; ".join(_cells(t, last.model, lang)) for t in last.tiers]
    terms = last.price_terms
    told = {
        "unit_price": last.unit_price if last.model in PRICED else last.unit_price or None,
        "package_size": last.price.size or None, "percent": terms.percent or None,
        "minimum": last.minimum, "maximum": last.maximum,
        **{n: getattr(terms.card, n) or None for n in CARD},
    }  # fmt: skip
    return {
        **blank,
        "model": last.model,
        "tiers": "\n".join(tiers),
        "how": terms.how,
        "categories": ", ".join(terms.basis.categories),
        "formula": terms.formula,
        "free_events": terms.card.free_events,
        "prorated": terms.card.prorated,
        **{n: typed(v, lang) if v is not None else "" for n, v in told.items()},
    }


def _cells(tier: Tier, model: str, lang: str) -> list[str]:
    """A tier as it is typed: an amount where tiers name amounts, a fee only where there is one."""
    top = "*" if tier.up_to is None else typed(tier.up_to, lang)
    fee = [typed(tier.flat_fee, lang)]
    if model == "stairstep":
        return [top, *fee]
    return [top, typed(tier.unit_price, lang), *(fee if tier.flat_fee else ())]


urlpatterns = [
    path("", books, name="list"),
    path("agreements/", web_rules.agreements, name="agreements"),
    path("agreements/<uuid:agreement_id>/end", web_rules.end_agreement, name="end_agreement"),
    path("promotions/", web_rules.promotion_list, name="promotions"),
    path("indexes/", indexes_web.index_list, name="indexes"),
    path("commissions/", commissions_web.commission_list, name="commissions"),
    path(
        "commissions/<uuid:commission_id>/end",
        commissions_web.end_commission,
        name="end_commission",
    ),
    path("changes/", web_rules.change_list, name="changes"),
    path("changes/from-book/", derived_web.derive, name="derive"),
    path("changes/from-book/rate", derived_web.rate, name="derive_rate"),
    path("changes/<uuid:change_id>/", web_rules.change, name="change"),
    path("changes/<uuid:change_id>/<str:verb>", web_rules.move_change, name="move_change"),
    path(
        "customers/<uuid:customer_id>/prices.xlsx",
        price_lists_web.customer_xlsx,
        name="customer_xlsx",
    ),
    path(
        "customers/<uuid:customer_id>/prices.csv", price_lists_web.customer_csv, name="customer_csv"
    ),
    path("<uuid:book_id>/prices.xlsx", price_lists_web.book_xlsx, name="book_xlsx"),
    path("<uuid:book_id>/prices.csv", price_lists_web.book_csv, name="book_csv"),
    path("<uuid:book_id>/", show, name="show"),
    path("<uuid:book_id>/<uuid:product_id>/", price, name="price"),
    path("<uuid:book_id>/<uuid:product_id>/worked", worked, name="worked"),
]
