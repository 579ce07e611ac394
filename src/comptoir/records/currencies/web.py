"""Settings › Exchange rates: the latest of each pair, all of them by day, one that is typed, a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptoir.kernel.errors import DomainError
from comptoir.platform import clock
from comptoir.platform.web import actor_of, do_for, entity_of
from comptoir.records.currencies import actions, queries
from comptoir.records.currencies.core.ecb import EURO, MOST_BYTES, ORIGIN
from comptoir.records.currencies.core.rates import OLDEST
from comptoir.records.currencies.events import ExchangeRatesImported
from comptoir.shell import charts
from comptoir.shell.forms import DateField, NumberField, show_refusal
from comptoir.shell.problems import Problem, problem_of, problem_of_form

app_name = "currencies"
MAY = "currencies.write"


class RateForm(forms.Form):
    """The rate of a day."""

    day = DateField(label=gettext_lazy("Day"))
    from_currency = forms.CharField(label=gettext_lazy("From currency"), max_length=3)
    to_currency = forms.CharField(
        label=gettext_lazy("To currency"), max_length=3, help_text="USD, GBP …"
    )
    rate = NumberField(
        label=gettext_lazy("Rate"),
        help_text=gettext_lazy("What one unit of the first costs in the second."),
    )
    source = forms.CharField(label=gettext_lazy("Source"), max_length=40)

    def facts(self) -> dict[str, Any]:
        """As the action takes them."""
        said = self.cleaned_data
        names = ("from_currency", "to_currency")
        return said | {n: said[n].strip().upper() for n in names}


@require_http_methods(["GET", "HEAD", "POST"])
def rates(request: HttpRequest) -> HttpResponse:
    """The latest rate of each pair; a rate typed in a row."""
    entity_id = entity_of(request)
    home, today = queries.home(entity_id), clock.today(entity_id)
    initial = {"day": today, "from_currency": home, "source": ORIGIN if home == EURO else ""}
    form = RateForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            event = actions.set_exchange_rate(do_for(request), **form.facts())
        except DomainError as error:
            show_refusal(form, error)
        else:
            pair = f"{event.from_currency} → {event.to_currency}"
            messages.success(request, _("The rate %s is kept.") % pair)
            return redirect("currencies:list")
    wrong = bool(form.is_bound and form.errors)
    return _page(request, form=form, problem=problem_of_form(form) if wrong else None)


@require_POST
def take_in(request: HttpRequest) -> HttpResponse:
    """Import the ECB's file, or only tell what that would do."""
    file, checking = request.FILES.get("file"), "check" in request.POST
    if file is None or not file.size or file.size > MOST_BYTES:
        title = _("Choose the ECB's file, a CSV of at most 5 MB.")
        return _page(request, problem=Problem(title))
    do = do_for(request)
    do.dry_run = do.dry_run or checking
    try:
        event = actions.import_exchange_rates(do, content=file.read())
    except DomainError as error:
        return _page(request, problem=problem_of(error))
    named: Sequence[str] = do.memo["different"]
    if not checking and not named:
        messages.success(request, "; ".join(_told(event)))
        return redirect("currencies:list")
    report = {"checking": checking, "told": _told(event), "named": named, "event": event}
    return _page(request, report=report)


def _told(event: ExchangeRatesImported) -> list[str]:
    """What was found in a file, in words."""
    said = [
        (event.added, ngettext("%d new rate", "%d new rates", event.added)),
        (event.same, ngettext("%d known", "%d known", event.same)),
        (event.different, ngettext("%d different", "%d different", event.different)),
        (event.ahead, ngettext("%d still to come", "%d still to come", event.ahead)),
    ]
    return [text % n for n, text in said if n or text is said[0][1]]


def _page(
    request: HttpRequest, *, form: RateForm | None = None, problem: Problem | None = None,
    report: dict[str, Any] | None = None,
) -> HttpResponse:  # fmt: skip
    entity_id = entity_of(request)
    home, today = queries.home(entity_id), clock.today(entity_id)
    request.rail_group = "settings"  # type: ignore[attr-defined]
    context = {
        "title": _("Exchange rates"),
        "crumbs": [(_("Settings"), reverse("desk:settings"))],
        "rows": [(pair, _spark(pair)) for pair in queries.pairs(entity_id, today)],
        "home": home,
        "form": form or RateForm(initial={"day": today, "from_currency": home, "source": ORIGIN}),
        "may_write": actor_of(request).may(MAY),
        "problem": problem,
        "report": report,
        "oldest": OLDEST,
    }
    return render(request, "currencies/list.html", context, status=422 if problem else 200)


def _spark(pair: queries.PairFacts) -> str:
    label = _("%(pair)s over %(n)d days") % {"pair": "/".join(pair.last.pair), "n": queries.DRAWN}
    return charts.spark(pair.drawn, label)


@require_GET
def history(request: HttpRequest) -> HttpResponse:
    """All rates by day, those that were corrected too; of one currency or one day."""
    asked, cursor = request.GET.get("currency", "").upper()[:3], request.GET.get("cursor") or None
    on = _day(request.GET.get("on", ""))
    rows, following = queries.rates_page(
        entity_of(request), currency=asked, on=on, history=True, cursor=cursor
    )
    request.rail_group = "settings"  # type: ignore[attr-defined]
    standing: dict[tuple[date, str, str], int] = {}
    for row in rows:
        at = (row.day, *row.pair)
        standing[at] = max(row.revision, standing.get(at, 0))
    context = {
        "title": _("Rates by day"),
        "crumbs": [(_("Exchange rates"), reverse("currencies:list"))],
        "rows": [(row, row.revision < standing[row.day, *row.pair]) for row in rows],
        "asked": {"currency": asked, "on": on},
        "next": following,
        "first": not cursor,
    }
    return render(request, "currencies/history.html", context)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


urlpatterns = [
    path("", rates, name="list"),
    path("import", take_in, name="import"),
    path("days", history, name="history"),
]
