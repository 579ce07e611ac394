"""Pages of revenue: waterfall, deferred revenue, reconciliation, months to post, and every reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from comptoir.kernel.errors import DomainError, Invalid, NothingDue
from comptoir.kernel.money import Money
from comptoir.platform.actions import Do
from comptoir.platform.web import do_for, entity_of, language
from comptoir.records.parties import queries as parties
from comptoir.shell import charts
from comptoir.shell import format as fmt
from comptoir.shell.parts import Tab
from comptoir.shell.problems import problem_of
from comptoir.stages.recognizing import actions, queries, ramps_web
from comptoir.stages.recognizing.events import RevenueRecognized

app_name = "recognizing"
PER_PAGE = 50
CHART_MONTHS = 18
PATTERNS = {
    "on_delivery": gettext_lazy("On delivery"),
    "straight_line": gettext_lazy("By days of service"),
    "as_billed": gettext_lazy("As billed or used"),
}
CAUSES = {
    "delivery": gettext_lazy("Delivery or return"),
    "time": gettext_lazy("Month"),
    "billing": gettext_lazy("Invoice"),
    "credit": gettext_lazy("Credit note"),
}


class NotAMonth(Invalid):
    """This is not a month."""

    code = "not_a_month"


def _month(text: str, field: str = "month") -> date:
    """`2026-03` → its first day."""
    try:
        return date.fromisoformat(f"{text.strip()[:7]}-01")
    except ValueError:
        raise NotAMonth(field=field, found=text[:20], expected="2026-03") from None


def _page(request: HttpRequest, here: str, context: dict[str, Any]) -> dict[str, Any]:
    """What every page of the workbench shows around its own content."""
    names = {
        "waterfall": _("Waterfall"), "deferred": _("Deferred revenue"),
        "reconciliation": _("Reconciliation"), "months": _("Post months"),
        "list": _("Obligations"), "ramps": _("Ramps"),
    }  # fmt: skip
    tabs = [
        Tab(label, reverse(f"recognizing:{n}"), current=n == here) for n, label in names.items()
    ]
    return {"title": _("Revenue"), "tabs": tabs, **context}


def _currency(request: HttpRequest, known: Sequence[str]) -> str:
    """The currency asked for, else the company's, else the first there is."""
    own = parties.entity(entity_of(request)).currency
    wished = request.GET.get("currency", "")
    return next((c for c in (wished, own) if c in known), known[0] if known else own)


@require_GET
def waterfall(request: HttpRequest) -> HttpResponse:
    """What was booked when, and recognized when."""
    found = {w.currency: w for w in queries.waterfall(entity_of(request))}
    currency = _currency(request, sorted(found))
    facts = found.get(currency)
    context: dict[str, Any] = {"currency": currency, "currencies": sorted(found), "facts": facts}
    if facts:
        context |= _waterfall(facts)
    return render(request, "recognizing/waterfall.html", _page(request, "waterfall", context))


def _waterfall(facts: queries.WaterfallFacts) -> dict[str, Any]:
    def money(minor: int) -> Money:
        return Money(minor, facts.currency)

    booked = sum(r.booked_minor for r in facts.rows)
    recognized = sum(r.recognized_minor for r in facts.rows)
    return {
        "columns": [(m, bool(facts.to_come and m >= facts.to_come)) for m in facts.columns],
        "rows": [
            {
                "month": r.month,
                "url": _drill(facts.currency, r.month),
                "booked": money(r.booked_minor),
                "recognized": money(r.recognized_minor),
                "remaining": money(r.remaining_minor),
                "undated": money(r.undated_minor),
                "cells": [
                    (money(v) if v else None, _drill(facts.currency, r.month, m))
                    for m, v in zip(facts.columns, r.cells, strict=True)
                ],
            }
            for r in facts.rows
        ],
        "totals": [money(v) for v in facts.column_totals],
        "booked": money(booked),
        "recognized": money(recognized),
        "remaining": money(booked - recognized),
        "undated": money(sum(r.undated_minor for r in facts.rows)),
        "chart": _chart(facts),
    }


def _drill(currency: str, booked: date, month: date | None = None) -> str:
    asked = {"currency": currency, "booked": f"{booked:%Y-%m}"}
    if month:
        asked["month"] = f"{month:%Y-%m}"
    return f"{reverse('recognizing:list')}?{urlencode(asked)}"


def _chart(facts: queries.WaterfallFacts) -> SafeString:
    """Revenue by month, the months that are still to be posted in another color."""
    lang, columns = language(), facts.columns[-CHART_MONTHS:]
    totals = facts.column_totals[-CHART_MONTHS:]
    ahead = [bool(facts.to_come and m >= facts.to_come) for m in columns]
    names = [fmt.month_short(m, lang) for m in columns]
    series = [
        charts.Series(_("Recognized"), _only(totals, ahead, False)),
        charts.Series(_("To come"), _only(totals, ahead, True), "c3"),
    ]

    def show(minor: Any) -> str:
        return fmt.amount_minor(int(minor), facts.currency, lang)

    return charts.stacked_bars(_("Revenue by month"), names, series, show)


def _ends(moves: Sequence[queries.MonthMove], currency: str) -> SafeString:
    """What is deferred at the end of each month."""
    lang = language()
    return charts.bars(
        _("Deferred at the end of the month"),
        [fmt.month_short(m.month, lang) for m in moves],
        [m.closing_minor for m in moves],
        lambda minor: fmt.amount_minor(int(minor), currency, lang),
    )


def _only(values: Sequence[int], ahead: Sequence[bool], wanted: bool) -> list[int]:
    return [v if a is wanted else 0 for v, a in zip(values, ahead, strict=True)]


@require_GET
def deferred(request: HttpRequest) -> HttpResponse:
    """Opening + billed − recognized = closing, and the contracts behind it."""
    entity_id = entity_of(request)
    on = _day(request.GET.get("on", ""))
    rows = queries.deferred(entity_id, on)
    moves = queries.roll_forward(entity_id)
    currency = _currency(request, sorted({m.currency for m in moves}))
    mine = [r for r in rows if r.currency == currency]

    def money(minor: int) -> Money:
        return Money(minor, currency)

    ends = [m for m in moves if m.currency == currency]
    context = {
        "currency": currency,
        "currencies": sorted({m.currency for m in moves}),
        "on": on,
        "chart": _ends(ends[-CHART_MONTHS:], currency),
        "moves": [
            (m.month, money(m.opening_minor), money(m.billed_minor), money(-m.recognized_minor),
             money(m.closing_minor))
            for m in ends
        ],
        "contracts": [
            (r, money(r.billed_minor), money(r.recognized_minor), money(r.liability_minor),
             money(r.asset_minor))
            for r in mine
        ],
        "liability": money(sum(r.liability_minor for r in mine)),
        "asset": money(sum(r.asset_minor for r in mine)),
    }  # fmt: skip
    return render(request, "recognizing/deferred.html", _page(request, "deferred", context))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


@require_GET
def reconciliation(request: HttpRequest) -> HttpResponse:
    """Billed = recognized + deferred, from two independent sides; `audit`: every row is added up."""
    entity_id = entity_of(request)
    found = queries.reconciliations(entity_id)
    context = {
        "rows": [
            (
                r,
                *(
                    Money(v, r.currency)
                    for v in (
                        r.billed_minor,
                        r.recognized_minor,
                        r.deferred_minor,
                        r.difference_minor,
                    )
                ),
            )
            for r in found
        ],
        "agree": all(r.agrees for r in found),
        "audited": "audit" in request.GET,
        "faults": queries.audit(entity_id) if "audit" in request.GET else 0,
    }
    return render(
        request, "recognizing/reconciliation.html", _page(request, "reconciliation", context)
    )


@require_GET
def months(request: HttpRequest) -> HttpResponse:
    """Months that wait to be posted; with `month`, what posting it would do."""
    return _months_page(request, request.GET.get("month", ""))


def _months_page(
    request: HttpRequest, month: str, error: DomainError | None = None
) -> HttpResponse:
    do = do_for(request)
    waiting = queries.unposted(do.entity_id, do.today)
    asked = month or (f"{waiting[-1]:%Y-%m}" if waiting else "")
    preview: list[Any] = []
    if month and not error:
        try:
            do.dry_run = True
            actions.recognize_month(do, month=_month(month))
            preview = [(e, Money(e.amount_minor, e.currency)) for e in _events(do)]
        except DomainError as refused:
            error = refused
    context = {
        "waiting": waiting,
        "asked": asked,
        "preview": preview,
        "problem": problem_of(error) if error else None,
    }
    status = error.status if error else 200
    page = _page(request, "months", context)
    return render(request, "recognizing/months.html", page, status=status)


@require_POST
def post_month(request: HttpRequest) -> HttpResponse:
    """Post the months up to the one that was previewed."""
    text, do = request.POST.get("month", ""), do_for(request)
    try:
        actions.recognize_month(do, month=_month(text))
    except NothingDue:
        messages.info(request, _("Nothing is left to post for this month."))
        return redirect("recognizing:months")
    except DomainError as error:
        return _months_page(request, text, error)
    lang = language()
    said = ", ".join(fmt.amount_minor(e.amount_minor, e.currency, lang) for e in _events(do))
    messages.success(request, _("Posted: %(amount)s.") % {"amount": said})
    return redirect("recognizing:months")


def _events(do: Do) -> list[RevenueRecognized]:
    """What a run recorded: one event per currency."""
    return [e for e in do.recorded if isinstance(e, RevenueRecognized)]


@require_GET
def obligations(request: HttpRequest) -> HttpResponse:
    """The obligations behind a cell of the waterfall, or all of them."""
    asked = {k: request.GET.get(k, "") for k in ("booked", "month", "pattern", "currency")}
    page, following = queries.obligations_page(
        entity_of(request),
        booked=_month(asked["booked"], "booked") if asked["booked"] else None,
        month=_month(asked["month"]) if asked["month"] else None,
        pattern=asked["pattern"] if asked["pattern"] in PATTERNS else "",
        currency=asked["currency"][:3],
        cursor=request.GET.get("cursor"),
        limit=PER_PAGE,
    )
    context = {
        "rows": [_row(o) for o in page],
        "next": following,
        "asked": asked,
        "narrowed": [v for k, v in asked.items() if v and k != "pattern"],
        "patterns": list(PATTERNS.items()),
    }
    return render(request, "recognizing/obligations.html", _page(request, "list", context))


@require_GET
def ramps(request: HttpRequest) -> HttpResponse:
    """Services sold in segments, and how their revenue is spread."""
    return render(
        request, "recognizing/ramps.html", _page(request, "ramps", ramps_web.context(request))
    )


def _row(facts: queries.ObligationFacts) -> dict[str, Any]:
    return {
        "facts": facts,
        "pattern": PATTERNS[facts.pattern],
        "total": Money(facts.total_minor, facts.currency),
        "recognized": Money(facts.recognized_minor, facts.currency),
        "remaining": Money(facts.remaining_minor, facts.currency),
    }


@require_GET
def show(request: HttpRequest, obligation_id: int) -> HttpResponse:
    """One obligation: its months, what was recognized, and why one month has its amount."""
    facts = queries.obligation(obligation_id, entity_of(request))
    plan = queries.schedule(facts)
    wished = request.GET.get("month", "")
    chosen = next((m for m in plan if f"{m.month:%Y-%m}" == wished), plan[0] if plan else None)
    context = {
        **_row(facts),
        "title": facts.description,
        "ident": facts.order_number,
        "crumbs": [(_("Revenue"), reverse("recognizing:waterfall"))],
        "plan": [(m, *_amounts(m, facts.currency)) for m in plan],
        "chosen": chosen,
        "why": _amounts(chosen, facts.currency) if chosen else (),
        "recognitions": [
            (CAUSES[r.cause], r, Money(r.amount_minor, facts.currency))
            for r in queries.recognitions_of(facts.id)
        ],
    }
    return render(request, "recognizing/obligation.html", context)


def _amounts(m: queries.ScheduleMonth, currency: str) -> tuple[Money, ...]:
    """earned, before, amount, corrected."""
    minors = (m.earned_minor, m.before_minor, m.amount_minor, m.corrected_minor)
    return tuple(Money(v, currency) for v in minors)


urlpatterns = [
    path("", waterfall, name="waterfall"),
    path("deferred/", deferred, name="deferred"),
    path("reconciliation/", reconciliation, name="reconciliation"),
    path("months/", months, name="months"),
    path("months/post/", post_month, name="post_month"),
    path("obligations/", obligations, name="list"),
    path("obligations/<int:obligation_id>/", show, name="show"),
    path("ramps/", ramps, name="ramps"),
    *ramps_web.urlpatterns,
]
