"""The pages of recurring revenue: the figures, what moved them, and the services behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from comptoir.kernel.money import Money
from comptoir.kernel.period import add_months
from comptoir.pages.desk import links, recurring, recurring_book
from comptoir.pages.desk.core.recurring import Kind, Share, Span
from comptoir.pages.desk.recurring_words import BY, KINDS, product
from comptoir.platform import clock
from comptoir.platform.web import entity_of, language
from comptoir.records.parties import queries as parties
from comptoir.shell import charts, line_charts
from comptoir.shell import format as fmt
from comptoir.shell.lists import TYPES
from comptoir.shell.parts import Tab
from comptoir.stages.ordering.words import channel

SPANS = ("12", "24", "36")
MOST = 50  # shares shown; the rest is one row
LISTED = 500  # movements or services shown on one page; the file and the API have all


class Tile(NamedTuple):
    """A figure, as <c-kpi> shows it."""

    label: str
    value: str
    note: str
    kind: str
    meaning: str
    href: str
    spark: SafeString


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Recurring revenue today and how it came there; `?as=xlsx`: as a workbook that calculates."""
    entity_id = entity_of(request)
    request.rail_group = "bill"  # type: ignore[attr-defined]
    asked = {name: request.GET.get(name, "") for name in ("months", "by", "currency")}
    count = int(asked["months"]) if asked["months"] in SPANS else 12
    told = recurring.recurring(entity_id, clock.today(entity_id), count)
    if request.GET.get("as") == "xlsx":
        return HttpResponse(
            recurring_book.workbook(told, recurring.running(entity_id, told.on)[0]),
            content_type=TYPES["xlsx"],
            headers={"Content-Disposition": 'attachment; filename="recurring-revenue.xlsx"'},
        )
    context: dict[str, Any] = {"title": _("Recurring revenue"), "told": told}
    if told.whole:
        known = [w.currency for w in told.whole]
        home = parties.entity(entity_id).currency
        currency = next((c for c in (asked["currency"], home) if c in known), known[0])
        by = asked["by"] if asked["by"] in BY else "product"
        context |= _context(told, currency, by, count)
    return render(request, "pages/desk/recurring.html", context)


def _context(told: recurring.Recurring, currency: str, by: str, count: int) -> dict[str, Any]:
    months = [m for m in told.months if m.currency == currency]
    (whole,) = [w for w in told.whole if w.currency == currency]
    kept = {"currency": currency, "by": by, "months": count}
    return {
        "count": count,
        "currency": currency,
        "currencies": [
            Tab(w.currency, _at(kept, currency=w.currency), w.currency == currency)
            for w in told.whole
        ] if len(told.whole) > 1 else [],
        "spans": [Tab(_("%(n)s months") % {"n": n}, _at(kept, months=n), n == str(count))
                  for n in SPANS],
        "tiles": _tiles(told, months, whole),
        "bridge": _bridge(whole),
        "line": _line(months),
        "rows": [_row(m) for m in reversed(months)],
        "heads": list(KINDS.values()),
        "sum": _row(whole),
        "by_tabs": [Tab(str(label), _at(kept, by=name) + "#by", name == by)
                    for name, label in BY.items()],
        "by_label": BY[by],
        "shares": _shares([s for s in told.by(by) if s.currency == currency], by, currency),
        "cohorts": _cohorts(told, currency),
        "ages": range(len(months)),
        "usage": Money(told.usage.get(currency, 0), currency),
        "in_all": told.in_all,
    }  # fmt: skip


def _at(kept: Mapping[str, Any], **changed: Any) -> str:
    return "?" + urlencode({**kept, **changed})


def _tiles(told: recurring.Recurring, months: Sequence[Span], whole: Span) -> list[Tile]:
    lang, now = language(), months[-1]
    closing = Money(whole.closing_minor, whole.currency)
    step = Money(now.closing_minor - now.opening_minor, now.currency)
    since = fmt.date_doc(whole.starts_on, lang)
    return [
        Tile(
            _("MRR"), fmt.amount(closing, lang),
            _("%(change)s this month") % {"change": fmt.change(step, lang)} if step else "",
            "ok" if step.minor > 0 else "bad" if step.minor < 0 else "",
            _("Recurring net price of what runs today, by month: without usage, one-off sales and VAT."),
            _services(told.on, whole.currency), charts.spark([m.closing_minor for m in months], _("MRR")),
        ),
        Tile(
            _("ARR"), fmt.amount(Money(12 * closing.minor, closing.currency), lang),
            _("%(n)s customers") % {"n": fmt.quantity(whole.customers_after, lang)}, "",
            _("Twelve times the MRR."), "", charts.EMPTY,
        ),
        Tile(
            _("Net revenue retention"), _points(whole.net_retention),
            _("gross: %(percent)s") % {"percent": _points(whole.gross_retention)}, "",
            _("What the customers of %(day)s bring today, in percent of what they brought then; gross: "
              "each counted at most at what it brought then.") % {"day": since},
            "", charts.EMPTY,
        ),
        Tile(
            _("Churn this month"), _points(now.revenue_churn),
            _("%(lost)s of %(all)s customers: %(percent)s") % {
                "lost": fmt.quantity(now.lost, lang), "all": fmt.quantity(now.customers, lang),
                "percent": _points(now.logo_churn),
            }, "",
            _("Revenue of customers who left, in percent of what recurred on the first day of the month."),
            _moves(now, Kind.CHURN), charts.EMPTY,
        ),
    ]  # fmt: skip


def _points(value: Decimal | None) -> str:
    return fmt.DASH if value is None else fmt.percent(value, language(), 1)


def _bridge(whole: Span) -> SafeString:
    steps: list[tuple[str, Decimal | int, bool]] = [(_("Before"), whole.opening_minor, True)]
    steps += [(str(label), whole.moved[kind], False) for kind, label in KINDS.items()]
    steps.append((_("Today"), whole.closing_minor, True))
    title = _("From %(day)s to today") % {"day": fmt.date_doc(whole.starts_on, language())}
    return charts.waterfall(title, steps, _show(whole.currency))


def _line(months: Sequence[Span]) -> SafeString:
    names = [fmt.month(m.starts_on, language()) for m in months]
    values = [charts.Series(_("MRR"), [m.closing_minor for m in months])]
    return line_charts.lines(
        _("MRR at the end of each month"), names, values, _show(months[0].currency)
    )


def _show(currency: str) -> charts.Show:
    lang = language()
    return lambda value: fmt.amount_minor(int(value), currency, lang)


def _row(span: Span) -> dict[str, Any]:
    """A span with an address behind each of its figures."""
    return {
        "span": span,
        "moved": [(span.moved[kind], _moves(span, kind), label) for kind, label in KINDS.items()],
        "closing_url": _services(recurring.last_day(span.starts_on), span.currency),
    }


def _moves(span: Span, kind: Kind | str) -> str:
    asked = {"currency": span.currency, "month": f"{span.starts_on:%Y-%m}", "kind": kind}
    return reverse("desk:recurring_moves") + "?" + urlencode(asked)


def _services(on: date, currency: str, **more: Any) -> str:
    asked = {"currency": currency, "on": on, **more}
    return reverse("desk:recurring_services") + "?" + urlencode(asked)


def _shares(found: Sequence[Share], by: str, currency: str) -> list[dict[str, Any]]:
    """The largest with their names, and the others as one."""
    known = recurring.names([s.key for s in found[:MOST]], language())
    whole = sum(s.closing_minor for s in found)
    rows = [_share(s, _named(s.key, known), _about(s, by), whole) for s in found[:MOST]]
    if rest := found[MOST:]:
        moved = {kind: sum(s.moved[kind] for s in rest) for kind in Kind}
        others = Share(currency, "", sum(s.opening_minor for s in rest), moved)
        rows.append(_share(others, _("%(n)s others") % {"n": len(rest)}, "", whole))
    return rows


def _share(one: Share, name: str, url: str, whole: int) -> dict[str, Any]:
    part = Decimal(one.closing_minor) / whole if whole else None
    moved = [one.moved[kind] for kind in KINDS]
    return {"name": name, "url": url, "one": one, "moved": moved, "part": part}


def _named(key: str, known: Mapping[str, str]) -> str:
    text = key.removeprefix(recurring.PARTNER)
    return known.get(text) or channel(text)


def _about(one: Share, by: str) -> str:
    return reverse("desk:recurring_moves") + "?" + urlencode(
        {"currency": one.currency, by: one.key}
    ) if by != "channel" else ""  # fmt: skip


def _cohorts(told: recurring.Recurring, currency: str) -> list[dict[str, Any]]:
    """A row per month of beginning; `shade` 0 … 5 of each cell by what was retained."""
    rows = []
    for c in told.cohorts:
        if c.currency != currency:
            continue
        cells = [
            {"percent": percent, "minor": minor, "stayed": stayed, "shade": _shade(percent)}
            for percent, minor, stayed in zip(c.retained, c.minor, c.stayed, strict=True)
        ]
        rows.append({"one": c, "cells": cells})
    return rows


def _shade(percent: Decimal | None) -> int:
    return 0 if percent is None else min(int(percent // 20), 5)


@require_GET
def moves(request: HttpRequest) -> HttpResponse:
    """What moved recurring revenue in a month (this one), and the document behind each movement."""
    entity_id = entity_of(request)
    request.rail_group = "bill"  # type: ignore[attr-defined]
    today = clock.today(entity_id)
    month = _month(request.GET.get("month", "")) or today.replace(day=1)
    about = {f"{name}_id": _id(request.GET.get(name, "")) for name in ("product", "customer")}
    since, until = month, recurring.last_day(month)
    if any(about.values()) and not request.GET.get("month"):
        since, until = add_months(today.replace(day=1), -11), today
    kind = request.GET.get("kind", "")
    currency = request.GET.get("currency", "")[:3]
    found = recurring.moved(
        entity_id, since, min(until, today), currency=currency,
        kind=kind if kind in KINDS else "", **about,
    )  # fmt: skip
    sums: dict[str, int] = {}
    for m in found:
        sums[m.move.currency] = sums.get(m.move.currency, 0) + m.move.minor
    context = {
        "title": _("What moved recurring revenue"),
        "crumbs": [(_("Recurring revenue"), reverse("desk:recurring"))],
        "since": since, "until": min(until, today),
        "kind": KINDS.get(kind, ""),  # type: ignore[call-overload]
        "kinds": [
            Tab(_("All"), _month_url(request, ""), kind not in KINDS),
            *(Tab(str(label), _month_url(request, k), k == kind) for k, label in KINDS.items()),
        ],
        "rows": [_told(m) for m in found[:LISTED]],
        "more": max(len(found) - LISTED, 0),
        "sums": [Money(minor, at) for at, minor in sorted(sums.items())],
    }  # fmt: skip
    return render(request, "pages/desk/recurring_moves.html", context)


def _month_url(request: HttpRequest, kind: str) -> str:
    kept = {
        n: request.GET[n] for n in ("currency", "month", "product", "customer") if n in request.GET
    }
    return "?" + urlencode({**kept, **({"kind": kind} if kind else {})})


def _told(m: recurring.Moved) -> dict[str, Any]:
    reasons = [(r, links.show(r.kind, r.document_id), links.show("service", r.service_id))
               for r in m.reasons]  # fmt: skip
    return {
        "move": m.move, "customer": m.customer, "sku": m.sku, "kind": KINDS[m.move.kind],
        "product": product(m), "reasons": reasons,
        "customer_url": links.show("customer", UUID(m.move.customer)),
        "change": Money(m.move.minor, m.move.currency),
    }  # fmt: skip


@require_GET
def services(request: HttpRequest) -> HttpResponse:
    """The recurring services of a day (today): what the MRR is the sum of."""
    entity_id = entity_of(request)
    request.rail_group = "bill"  # type: ignore[attr-defined]
    today = clock.today(entity_id)
    on = min(_day(request.GET.get("on", "")) or today, today)
    currency = request.GET.get("currency", "")[:3]
    sums = recurring.standing(entity_id, on, currency)
    found, _more = recurring.running(entity_id, on, currency=currency, limit=LISTED)
    context = {
        "title": _("Recurring services"),
        "crumbs": [(_("Recurring revenue"), reverse("desk:recurring"))],
        "on": on,
        "rows": [
            (d, product(d), links.show("service", d.id),
             links.show("customer", UUID(d.service.customer)))
            for d in found
        ],
        "more": sum(count for count, _minor in sums.values()) - len(found),
        "sums": [Money(minor, at) for at, (_count, minor) in sums.items()],
    }  # fmt: skip
    return render(request, "pages/desk/recurring_services.html", context)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _month(text: str) -> date | None:
    return _day(f"{text}-01")


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
