"""The page that makes prices of one book from another, and the rate that would count."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from comptoir.kernel.errors import DomainError
from comptoir.platform import clock
from comptoir.platform.web import actor_of, do_for, entity_of, language
from comptoir.records.currencies import queries as currencies
from comptoir.shell import format as fmt
from comptoir.shell.forms import DateField, NumberField, show_refusal
from comptoir.shell.problems import problem_of_form
from comptoir.stages.pricing import actions, queries
from comptoir.stages.pricing.engine import How, Recipe
from comptoir.stages.pricing.forms import words

NEW = ""  # the book does not exist yet
# What a price is rounded to, and what is then taken off it.
ROUNDINGS: dict[str, tuple[str, str]] = {
    "0.01": ("0.01", "0"), "0.05": ("0.05", "0"), "0.10": ("0.10", "0"), "1": ("1", "0"),
    "90": ("1", "0.10"), "99": ("1", "0.01"), "none": ("0", "0"),
}  # fmt: skip


class DerivedForm(forms.Form):
    """From which book, into which one, at which rate, changed and rounded how, from when on."""

    source = forms.ChoiceField(label=_("From price book"))
    target = forms.ChoiceField(label=_("Into price book"), required=False)
    code = forms.CharField(label=_("Code of the new book"), max_length=20, required=False)
    book_name = forms.CharField(label=_("Name of the new book"), max_length=120, required=False)
    currency = forms.CharField(
        label=_("Currency of the new book"), max_length=3, required=False, help_text="USD, GBP …"
    )
    rate_on = DateField(label=_("Exchange rate of"))
    percent = NumberField(
        label=_("Plus a percentage"), required=False, max_length=20,
        help_text=_("A minus sign lowers the prices."),
    )  # fmt: skip
    rounding = forms.ChoiceField(label=_("Rounded"))
    categories = forms.CharField(
        label=_("Only these categories"), required=False, max_length=400,
        help_text=_("Separated by commas; empty takes any."),
    )  # fmt: skip
    skus = forms.CharField(label=_("Only these references"), required=False, max_length=2000)
    starts_on = DateField(label=_("Valid from"))

    def __init__(self, *args: Any, books: Sequence[queries.BookFacts], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = [(str(b.id), f"{b.code} · {b.name} · {b.currency}") for b in books]
        self._choose("source", told)
        self._choose("target", [(NEW, _("A new book")), *told])
        self._choose("rounding", _roundings())

    def _choose(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for name in ("code", "currency"):
            if given.get("target") == NEW and not given.get(name):
                self.add_error(name, self.fields[name].error_messages["required"])
        return given

    def target_book(self) -> UUID | actions.NewBook:
        given = self.cleaned_data
        if given["target"] != NEW:
            return UUID(given["target"])
        return actions.NewBook(
            given["code"].strip(), given["book_name"].strip(), given["currency"].strip().upper()
        )

    def asked(self) -> dict[str, Any]:
        """The fields of `derive_prices`."""
        given = self.cleaned_data
        step, ending = map(Decimal, ROUNDINGS[given["rounding"]])
        return {
            "source_id": UUID(given["source"]), "target": self.target_book(),
            "recipe": Recipe(How.PERCENT, given["percent"] or Decimal(0), step, ending),
            "choice": actions.Choice(words(given["categories"]), words(given["skus"])),
            "starts_on": given["starts_on"], "rate_on": given["rate_on"],
        }  # fmt: skip


def _roundings() -> list[tuple[str, Any]]:
    lang = language()
    to = {
        n: fmt.number(Decimal(n), lang, 0 if n == "1" else 2) for n in ("0.01", "0.05", "0.10", "1")
    }
    ends = {n: fmt.number(Decimal(f"0.{n}"), lang, 2)[1:] for n in ("90", "99")}
    return [
        *((n, _("to %(step)s") % {"step": text}) for n, text in to.items()),
        *((n, _("to end in %(ending)s") % {"ending": text}) for n, text in ends.items()),
        ("none", _("not at all")),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def derive(request: HttpRequest) -> HttpResponse:
    """The form; what it asks for is planned, and shown with every old and new price."""
    request.rail_group = "catalog"  # type: ignore[attr-defined]
    entity_id = entity_of(request)
    today, books = clock.today(entity_id), queries.books(entity_id)
    home = currencies.home(entity_id)
    own = next((str(b.id) for b in books if b.active and b.currency == home), None)
    first = {
        "starts_on": today, "rate_on": today, "rounding": "0.01",
        "source": request.GET.get("source") or own,
    }  # fmt: skip
    form = DerivedForm(
        request.POST if request.method == "POST" else None, books=books, initial=first
    )
    if request.method == "POST" and form.is_valid():
        try:
            event = actions.derive_prices(do_for(request), **form.asked())
        except DomainError as error:
            show_refusal(
                form, error, {"source_id": "source", "book_id": "target", "value": "percent"}
            )
        else:
            return redirect("pricing:change", event.change_id)
    context = {
        "title": gettext("Prices from another book"),
        "crumbs": [(gettext("Price changes"), reverse("pricing:changes"))],
        "form": form,
        "books": books,
        "problem": problem_of_form(form) if form.is_bound else None,
        "rate": _rate(
            request, DerivedForm(first if not form.is_bound else request.POST, books=books)
        ),
        "may": actor_of(request).may("pricing.write"),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "pricing/derive.html", context, status=status)


@require_POST
def rate(request: HttpRequest) -> HttpResponse:
    """The exchange rate that what is typed would use."""
    form = DerivedForm(request.POST, books=queries.books(entity_of(request)))
    return render(request, "pricing/rate.html", {"rate": _rate(request, form)})


def _rate(request: HttpRequest, form: DerivedForm) -> str:
    """`1 EUR = 1.0856 USD, ECB, 27 November 2026`; "" where there is nothing to convert."""
    form.is_valid()
    given = form.cleaned_data
    books = {str(b.id): b.currency for b in queries.books(entity_of(request))}
    source = books.get(given.get("source", ""), "")
    target = books.get(given.get("target", ""), given.get("currency", "").strip().upper())
    if not source or len(target) != 3 or source == target or not given.get("rate_on"):
        return ""
    lang = language()
    try:
        found = currencies.rate(entity_of(request), source, target, given["rate_on"])
    except DomainError:
        return gettext("No exchange rate from %(one)s to %(other)s is known for this day.") % {
            "one": source, "other": target,
        }  # fmt: skip
    return gettext("1 %(one)s = %(rate)s %(other)s, %(who)s, %(day)s") % {
        "one": source, "other": target, "rate": fmt.quantity(found.rate, lang), "who": found.origin,
        "day": fmt.date_doc(found.day, lang),
    }  # fmt: skip
