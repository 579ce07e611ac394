"""Obligations: what is due, those of a contract, and the calendar of notice and renewal."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from comptoir.kernel.errors import DomainError
from comptoir.kernel.period import add_months, end_of_month
from comptoir.platform import clock
from comptoir.platform.web import actor_of, do_for, entity_of
from comptoir.records.parties import queries as parties
from comptoir.shell.problems import problem_of
from comptoir.stages.contracting import actions, duties, queries
from comptoir.stages.contracting.playbook_words import SIDES

KINDS = {
    "notice": ("warn", "flag", gettext_lazy("Last day to give notice")),
    "renewal": ("info", "refresh-cw", gettext_lazy("Next term begins")),
    "end": ("", "circle-minus", gettext_lazy("No longer covered from")),
    "duty": ("info", "list-checks", pgettext_lazy("contract", "Obligation")),
}
MONTHS = 12


@require_safe
def due(request: HttpRequest) -> HttpResponse:
    """What falls due within ninety days, and what is late."""
    entity_id = entity_of(request)
    side = request.GET.get("side", "")
    side = side if side in SIDES else ""
    today = clock.today(entity_id)
    found = duties.due(entity_id, today, side=side)
    contracts = queries.contracts({d.duty.contract_id for d in found})
    buyers = parties.customers({c.customer_id for c in contracts.values()})
    rows: list[dict[str, Any]] = [
        {
            "d": d, "late": d.on < today, "side": SIDES[d.duty.side],
            "contract": contracts[d.duty.contract_id],
            "customer": buyers[contracts[d.duty.contract_id].customer_id].name,
        }
        for d in found[:500]
    ]  # fmt: skip
    context = {
        "title": _("Obligations"),
        "rows": rows, "side": side, "sides": list(SIDES.items()), "more": len(found) > 500,
        "late": sum(r["late"] for r in rows),
        "may": actor_of(request).may("contracting.sign"),
    }  # fmt: skip
    return render(request, "contracting/duties.html", context)


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Notice, renewal, end and obligations, month by month."""
    entity_id = entity_of(request)
    today = clock.today(entity_id)
    first = _month(request.GET.get("from", "")) or today.replace(day=1)
    last = end_of_month(add_months(first, MONTHS - 1))
    days = duties.calendar(entity_id, first, last)
    buyers = parties.customers({d.customer_id for d in days})
    months: list[dict[str, Any]] = []
    for n in range(MONTHS):
        start = add_months(first, n)
        inside = [d for d in days if start <= d.on <= end_of_month(start)]
        months.append({
            "first": start,
            "days": [(d, KINDS[d.kind], buyers[d.customer_id].name, d.on < today) for d in inside],
        })  # fmt: skip
    context = {
        "title": _("Calendar"),
        "months": months,
        "any": bool(days),
        "before": _address(add_months(first, -MONTHS)),
        "after": _address(add_months(first, MONTHS)),
    }
    return render(request, "contracting/calendar.html", context)


def _address(first: date) -> str:
    return f"{reverse('contracting:calendar')}?from={first:%Y-%m}"


def _month(text: str) -> date | None:
    try:
        found = date.fromisoformat(f"{text[:7]}-01")
    except ValueError:
        return None
    return found if 1990 <= found.year <= 2200 else None


@require_safe
def ics(request: HttpRequest) -> HttpResponse:
    """The next two years as an iCalendar file, for any calendar program."""
    entity_id = entity_of(request)
    today = clock.today(entity_id)
    days = duties.calendar(entity_id, today, today + timedelta(days=730))
    buyers = parties.customers({d.customer_id for d in days})
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Comptoir//Contracts//EN"]
    for d in days:
        said = d.text or str(KINDS[d.kind][2])
        title = f"{said} · {d.number} · {buyers[d.customer_id].name}"
        lines += [
            "BEGIN:VEVENT", f"UID:{d.kind}-{d.contract_id}-{d.on}@comptoir",
            f"DTSTAMP:{clock.instant():%Y%m%dT%H%M%SZ}", f"DTSTART;VALUE=DATE:{d.on:%Y%m%d}",
            *folded(f"SUMMARY:{escaped(title)}"), "END:VEVENT",
        ]  # fmt: skip
    body = "\r\n".join([*lines, "END:VCALENDAR", ""])
    where = {"Content-Disposition": 'attachment; filename="contracts.ics"'}
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=where)


def escaped(text: str) -> str:
    """Text of RFC 5545: no line of its own can be smuggled in."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())


def folded(line: str) -> list[str]:
    """At most 75 octets a line; the next ones begin with a blank (RFC 5545 §3.1)."""
    found, rest = [], line
    while len(rest.encode()) > 73:
        cut = next(n for n in range(73, 0, -1) if len(rest[:n].encode()) <= 73)
        found.append(rest[:cut])
        rest = " " + rest[cut:]
    return [*found, rest]


@require_POST
def write(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Enter an obligation of a contract."""
    made = queries.contract(contract_id, entity_of(request))
    try:
        first = forms.DateField().clean(request.POST.get("first_on", ""))
        months = request.POST.get("every_months", "").strip() or "0"
        actions.write_duty(
            do_for(request), contract_id=made.id, side=request.POST.get("side", ""),
            what=request.POST.get("what", "").replace("\x00", ""), first_on=first,
            every_months=int(months) if months.isdecimal() and len(months) < 5 else -1,
        )  # fmt: skip
    except forms.ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except DomainError as error:
        problem = problem_of(error)
        messages.error(
            request, " ".join([problem.title, *(str(i.found) for i in problem.items if i.found)])
        )
    else:
        messages.success(request, _("The obligation is entered."))
    return redirect("contracting:show", made.id)


@require_POST
def finish(request: HttpRequest, duty_id: UUID) -> HttpResponse:
    """One due day is done."""
    found = duties.duty(duty_id, entity_of(request))
    try:
        on = forms.DateField().clean(request.POST.get("due_on", ""))
        actions.finish_duty(do_for(request), duty_id=found.id, due_on=on)
    except (forms.ValidationError, DomainError):
        messages.info(request, _("This obligation is not open on that day any more."))
    else:
        messages.success(request, _("Done."))
    if request.POST.get("back") == "contract":
        return redirect("contracting:show", found.contract_id)
    return redirect("contracting:duties")


@require_POST
def end(request: HttpRequest, duty_id: UUID) -> HttpResponse:
    """An obligation falls due no more."""
    found = duties.duty(duty_id, entity_of(request))
    actions.end_duty(do_for(request), duty_id=found.id)
    return redirect("contracting:show", found.contract_id)


urlpatterns: list[URLPattern] = [
    path("obligations", due, name="duties"),
    path("obligations/<uuid:duty_id>/done", finish, name="duty_done"),
    path("obligations/<uuid:duty_id>/end", end, name="duty_end"),
    path("calendar", calendar, name="calendar"),
    path("calendar.ics", ics, name="calendar_ics"),
    path("<uuid:contract_id>/obligations", write, name="duty_write"),
]
