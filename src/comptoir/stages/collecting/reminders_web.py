"""Reminders on screen: whom to write to today, who is not and why, the letters, the plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptoir.kernel.errors import DomainError, NothingDue
from comptoir.kernel.money import Money
from comptoir.platform.actions import Do
from comptoir.platform.web import actor_of, do_for, language
from comptoir.records.parties import queries as parties
from comptoir.shell import format as fmt
from comptoir.shell.forms import DateField
from comptoir.shell.problems import problem_of
from comptoir.shell.reading import parse_amount, typed
from comptoir.stages.collecting import (
    actions,
    letters,
    messages_web,
    queries,
    reminders,
    returns,
)
from comptoir.stages.collecting.core.dunning import MOST_LEVELS, Tone, Verdict, Why
from comptoir.stages.collecting.framing import invoice_url, names_of, page
from comptoir.stages.collecting.picture import ages
from comptoir.stages.collecting.words import LETTERS, PAUSES, RETURNS, TONES, why

SHOWN = 100  # rows of each kind, the largest debts first
HISTORY = 20
LOOKS = {"courteous": ("info", "mail"), "firm": ("warn", "flag"), "formal": ("bad", "scale")}
CARRIED = {
    "to_mail": ("", "hourglass"),
    "mailed": ("ok", "send"),
    "not_delivered": ("bad", "circle-x"),
}
# A person may write all the same; what else holds a letter back holds it by hand too.
BY_HAND = (Why.NOT_YET, Why.BELOW_MINIMUM, Why.ALL_WRITTEN, Why.WRITTEN_RECENTLY)


@require_GET
def reminders_page(request: HttpRequest) -> HttpResponse:
    """Whom to write to today, and who is late but not written to."""
    do = do_for(request)
    seller, now = parties.entity(do.entity_id), reminders.plan(do.entity_id, do.today)
    late = sorted(
        reminders.standings(do.entity_id, do.today), key=lambda s: (-s.overdue_minor, s.customer.id)
    )
    due = [s for s in late if s.verdict.why is Why.DUE]
    held = [s for s in late if s.verdict.why is not Why.DUE]
    numbers = letters.link_numbers(due[:SHOWN])
    written, following = reminders.letters_page(
        do.entity_id, cursor=request.GET.get("cursor"), limit=HISTORY
    )
    names = names_of({x.customer_id for x in written})
    return page(
        request, "reminders", "reminders", title=_("Collect"),
        due=[_due(s, seller, now, do.today, numbers) for s in due[:SHOWN]],
        held=[_held(s, do.today) for s in held[:SHOWN]],
        more=max(0, len(due) - SHOWN) + max(0, len(held) - SHOWN),
        written=[_written(x, names) for x in written], following=following,
        upcoming=[] if late else _upcoming(do), chart=_chart(do, seller.currency),
        said=messages_web.rows(do.entity_id, closed=False),
        plan=_plan_rows(now), automatic=now.automatic, reasons=PAUSES.items(),
        may=do.actor.may("collecting.write"), may_plan=do.actor.may("collecting.plan"),
    )  # fmt: skip


def _due(
    s: reminders.Standing, seller: parties.EntityFacts, now: reminders.PlanFacts, today: date,
    numbers: Mapping[UUID, int],
) -> dict[str, Any]:  # fmt: skip
    letter = letters.write(s, seller, now.plan, today, numbers)
    return _account(s, today) | {"letter": letter, "chip": _chip(letter.tone.value)}


def _held(s: reminders.Standing, today: date) -> dict[str, Any]:
    credits = fmt.amount_minor(s.credits_minor, s.currency, language())
    running = s.pauses[0] if s.verdict.why is Why.PAUSED and s.pauses else None
    return _account(s, today) | {
        "why": why(s.verdict, credits, s.last_on),
        "by_hand": s.verdict.why in BY_HAND and s.last_on != today,
        "pause": running, "reason": PAUSES[running.reason] if running else "",
        "no_address": s.verdict.why is Why.NO_ADDRESS,
    }  # fmt: skip


def _account(s: reminders.Standing, today: date) -> dict[str, Any]:
    items = sorted(s.items.values(), key=lambda i: (i.due_on, i.number))
    return {
        "s": s, "days": max(i.days_late(today) for i in items), "net": Money(s.verdict.net_minor, s.currency),
        "overdue": Money(sum(i.open_minor for i in items), s.currency),
        "items": [(i, invoice_url(i.invoice_id)) for i in items],
        "back": [RETURNS[r.reason] for r in {r.id: r for r in s.returns.values()}.values()],
    }  # fmt: skip


def _chip(tone: str) -> tuple[str, str, Any]:
    return *LOOKS[tone], TONES[Tone(tone)]


def _written(x: reminders.LetterFacts, names: dict[UUID, str]) -> dict[str, Any]:
    return {
        "x": x, "customer": names.get(x.customer_id, ""), "chip": _chip(x.tone),
        "net": Money(x.net_minor, x.currency), "state": (*CARRIED[x.state], LETTERS[x.state]),
        "interest": None if x.interest_minor is None else Money(x.interest_minor, x.currency),
        "indemnity": Money(x.indemnity_minor, x.currency) if x.indemnity_minor else None,
    }  # fmt: skip


def _upcoming(do: Do) -> list[dict[str, Any]]:
    found = reminders.upcoming(do.entity_id, do.today)
    names = names_of({i.customer_id for i in found})
    return [
        {"i": i, "url": invoice_url(i.invoice_id), "customer": names.get(i.customer_id, "")}
        for i in found
    ]


def _chart(do: Do, currency: str) -> SafeString:
    """The age of what is owed in the company's currency; nothing where nothing is owed."""
    aged = [a.aging for a in queries.aging(do.entity_id, do.today) if a.currency == currency]
    sums = [sum(column) for column in zip(*(a.buckets_minor for a in aged), strict=True)]
    return ages(sums, currency)


def _plan_rows(now: reminders.PlanFacts) -> list[tuple[int, Any]]:
    return [(level.days, _chip(level.tone.value)) for level in now.plan.levels]


def _deed(request: HttpRequest, deed: Callable[[], str]) -> HttpResponse:
    """Do it, say what was done or why not, and show the page again."""
    try:
        messages.success(request, deed())
    except actions.NoReminder as error:
        found = Verdict(Why(str(error.facts["found"])), until=_day(error.facts.get("until")))
        messages.error(request, f"{problem_of(error).title} {why(found, '', None)}")
    except NothingDue:
        messages.info(request, _("There is nothing to do any more."))
    except forms.ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except DomainError as error:
        problem = problem_of(error)
        messages.error(
            request, " ".join([problem.title, *(i.found for i in problem.items if i.found)])
        )
    return redirect("collecting:reminders")


def _day(told: object) -> date | None:
    return told if isinstance(told, date) else None


def _invoice(request: HttpRequest) -> UUID | None:
    """The one invoice that is meant; None for all."""
    text = request.POST.get("invoice", "")
    try:
        return UUID(text) if text else None
    except ValueError:
        raise actions.BadPause(field="invoice_id", found=text[:40]) from None


@require_POST
def run(request: HttpRequest) -> HttpResponse:
    """Write all letters of the day."""

    def deed() -> str:
        do = do_for(request)
        actions.run_reminders(do)
        n = sum(type(e).__name__ == "ReminderWritten" for e in do.recorded)
        return ngettext("%(n)s reminder written.", "%(n)s reminders written.", n) % {"n": n}

    return _deed(request, deed)


@require_POST
def send(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Write to one customer now."""

    def deed() -> str:
        currency = request.POST.get("currency", "")[:3]
        actions.send_reminder(do_for(request), customer_id=customer_id, currency=currency)
        return _("Reminder written.")

    return _deed(request, deed)


@require_POST
def pause(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """No letters until a day, to the customer or for one invoice."""

    def deed() -> str:
        actions.pause_reminders(
            do_for(request), customer_id=customer_id, reason=request.POST.get("reason", ""),
            until=DateField(label="").clean(request.POST.get("until", "")),
            invoice_id=_invoice(request),
            note=request.POST.get("note", "").replace("\x00", ""),
        )  # fmt: skip
        return _("Reminders paused.")

    return _deed(request, deed)


@require_POST
def resume(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """The pause ends today."""

    def deed() -> str:
        invoice_id = _invoice(request)
        actions.resume_reminders(do_for(request), customer_id=customer_id, invoice_id=invoice_id)
        return _("Reminders resumed.")

    return _deed(request, deed)


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """The plan as rows: days past due and tone; an empty row is left out."""
    do = do_for(request)
    currency, now = parties.entity(do.entity_id).currency, reminders.plan(do.entity_id, do.today)
    problem, automatic, returned = None, now.automatic, str(now.plan.returned_level)
    shown: Sequence[tuple[str, str]] = [(str(x.days), x.tone.value) for x in now.plan.levels]
    gap, minimum = (
        str(now.plan.gap_days),
        typed(Money(now.plan.minimum_minor, currency).major, language()),
    )
    if request.method == "POST":
        shown, gap, minimum = _typed(request.POST)
        automatic, returned = "automatic" in request.POST, request.POST.get("returned_level", "1")
        try:
            actions.set_reminder_plan(
                do, levels=[(_whole(days), tone) for days, tone in shown], gap_days=_whole(gap),
                minimum_minor=parse_amount(minimum, currency, language(), field="minimum").minor,
                automatic=automatic, returned_level=_whole(returned),
            )  # fmt: skip
        except DomainError as error:
            problem = problem_of(error)
        else:
            messages.success(request, _("The plan is set from today on."))
            return redirect("collecting:reminders")
    rows = [*shown, *[("", "")] * max(1, 3 - len(shown))][:MOST_LEVELS]
    return page(
        request, "reminder_plan", "reminders", 422 if problem else 200, title=_("Reminder plan"),
        problem=problem, rows=rows, gap=gap, minimum=minimum, currency=currency,
        version=now.version, automatic=automatic, returned=returned,
        tones=[(t.value, w) for t, w in TONES.items()],
        may_plan=actor_of(request).may("collecting.plan"),
        crumbs=[(_("Collect"), reverse("collecting:list")),
                (_("Reminders"), reverse("collecting:reminders"))],
    )  # fmt: skip


def _typed(form: QueryDict) -> tuple[list[tuple[str, str]], str, str]:
    """The rows that say a number of days, the gap and the minimum, as typed."""
    days, tones = form.getlist("days")[:MOST_LEVELS], form.getlist("tone")
    rows = [(d.strip(), t) for d, t in zip(days, tones, strict=False) if d.strip()]
    return rows, form.get("gap_days", "").strip(), form.get("minimum", "").strip()


def _whole(text: str) -> int:
    """A whole number of days; what is none is out of every range."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0


@require_GET
def of_invoice(request: HttpRequest, invoice_id: UUID) -> HttpResponse:
    """What of an invoice is paid, what was written about it and what comes next: a part of its page."""
    do = do_for(request)
    item = queries.items([invoice_id]).get(invoice_id)
    if item is None:
        return render(request, "collecting/of_invoice.html", {})
    parties.customer(item.customer_id, do.entity_id)
    coming = [
        (on, TONES[tone])
        for on, tone in reminders.next_levels(item, do.entity_id, do.today)
        if on >= do.today
    ]
    late = [
        s
        for s in reminders.standings(do.entity_id, do.today, customer_id=item.customer_id)
        if s.currency == item.currency and item.days_late(do.today)
    ]
    pauses = reminders.pauses_of([item.customer_id], do.today)
    context = {
        "item": item,
        "state": item.state(do.today),
        "settled": [s for s in queries.settlements([invoice_id]) if not s.undone],
        "written": [(x, _chip(x.tone)) for x in reminders.letters_about(invoice_id)],
        "returned": [(r, RETURNS[r.reason]) for r in returns.about(invoice_id)],
        "coming": coming,
        "said": messages_web.rows(do.entity_id, invoice_id=invoice_id),
        "why": "" if coming else " ".join(_held(s, do.today)["why"] for s in late),
        "paused": [p for p in pauses if p.invoice_id in (None, invoice_id)][:1],
    }
    return render(request, "collecting/of_invoice.html", context)


urlpatterns = [
    path("reminders", reminders_page, name="reminders"),
    path("reminders/run", run, name="reminders_run"),
    path("reminders/plan", plan, name="reminder_plan"),
    path("customers/<uuid:customer_id>/remind", send, name="remind"),
    path("customers/<uuid:customer_id>/pause", pause, name="reminders_pause"),
    path("customers/<uuid:customer_id>/resume", resume, name="reminders_resume"),
    path("invoices/<uuid:invoice_id>", of_invoice, name="of_invoice"),
    *messages_web.urlpatterns,
]
