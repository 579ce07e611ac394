"""The page of what waits to be invoiced: looked at first, drafted, issued."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from comptoir.kernel.errors import DomainError
from comptoir.kernel.money import Money
from comptoir.platform import clock
from comptoir.platform.actions import begin
from comptoir.platform.web import actor_of, do_for, entity_of
from comptoir.records.parties import queries as parties
from comptoir.shell.problems import Problem, problem_of
from comptoir.stages.invoicing import actions, queries
from comptoir.stages.ordering import queries as ordering

WRITE = "invoicing.write"
BULK = 200  # orders one click invoices
MILESTONES = {
    "delivery": gettext_lazy("at delivery"),
    "acceptance": gettext_lazy("at the acceptance of the works"),
}


@require_http_methods(["GET", "POST"])
def to_invoice(request: HttpRequest) -> HttpResponse:
    """What is delivered or due and not invoiced: drafted, issued, or looked at first."""
    if request.method == "POST":
        reached = request.POST.get("verb") == "reached"
        return _reached(request) if reached else _invoice_many(request)
    return _page(request)


def _page(request: HttpRequest, problem: Problem | None = None) -> HttpResponse:
    entity_id = entity_of(request)
    rows = queries.to_invoice(entity_id, limit=BULK)
    today = clock.today(entity_id)
    due = queries.due_charges(entity_id, today)
    waits = queries.milestones(entity_id)
    named = names({one.customer_id for one in (*rows, *due, *waits)})
    context = {
        "title": _("To invoice"),
        "crumbs": [(_("Invoices"), reverse("invoicing:list"))],
        "rows": [(r, named.get(r.customer_id, "")) for r in rows],
        "charges": _charges(due, named),
        "milestones": [(m, named.get(m.customer_id, ""), MILESTONES[m.due]) for m in waits],
        "problem": problem,
        "today": today,
        "may_write": actor_of(request).may(WRITE),
    }
    status = 422 if problem else 200
    return render(request, "invoicing/to_invoice.html", context, status=status)


def _reached(request: HttpRequest) -> HttpResponse:
    """Somebody says that a milestone is reached: its installment is invoiced."""
    order_id, number = uuid(request.POST.get("order", "")), request.POST.get("number", "")
    if order_id is None or not number.isdecimal() or len(number) > 3:
        return redirect("invoicing:to_invoice")
    try:
        made = actions.bill_installment(do_for(request), order_id=order_id, number=int(number))
    except DomainError as error:
        return _page(request, problem_of(error))
    paper = queries.invoice(made.invoice_id)
    if paper.number:
        messages.success(request, _("%(number)s is issued.") % {"number": paper.number})
        return redirect("invoicing:to_invoice")
    messages.warning(
        request, _("It stays a draft: a mention is missing, or the customer writes it.")
    )
    return redirect("invoicing:show", paper.id)


def _charges(due: list[queries.Due], named: dict[UUID, str]) -> list[dict[str, Any]]:
    """Due charges per customer and currency: how many, how much."""
    sums: dict[tuple[UUID, str], list[int]] = {}
    for one in due:
        held = sums.setdefault((one.customer_id, one.currency), [0, 0])
        held[0] += 1
        held[1] += one.charge.net_minor
    return [
        {"customer": named.get(pk, ""), "count": n, "net": Money(minor, currency)}
        for (pk, currency), (n, minor) in sums.items()
    ]


def _invoice_many(request: HttpRequest) -> HttpResponse:
    """The chosen orders, each in its own transaction: a refused one does not stop the others."""
    verb = request.POST.get("verb", "draft")
    if verb == "run":
        return _run(request)
    deed = actions.invoice_order if verb == "issue" else actions.draft_invoice
    chosen = [pk for text in request.POST.getlist("order")[:BULK] if (pk := uuid(text))]
    known = ordering.orders(chosen)
    outcome: list[dict[str, Any]] = []
    for order_id in chosen:
        do = begin(actor_of(request), entity_of(request), dry_run=verb == "preview")
        do.read = lambda event: queries.invoice(event.invoice_id)
        number = known[order_id].number if order_id in known else ""
        try:
            deed(do, order_id=order_id)
            outcome.append({"order": number, "invoice": do.answer, "problem": None})
        except DomainError as error:
            outcome.append({"order": number, "invoice": None, "problem": problem_of(error)})
    if verb != "preview" and outcome and not any(o["problem"] for o in outcome):
        said = ngettext("%(n)d invoice made.", "%(n)d invoices made.", len(outcome))
        messages.success(request, said % {"n": len(outcome)})
        return redirect("invoicing:list")
    context = {
        "title": _("Preview") if verb == "preview" else _("To invoice"),
        "crumbs": [(_("To invoice"), reverse("invoicing:to_invoice"))],
        "outcome": outcome,
        "preview": verb == "preview",
        "chosen": chosen,
    }
    return render(request, "invoicing/outcome.html", context)


def _run(request: HttpRequest) -> HttpResponse:
    """The billing run of the day over services and usage."""
    do = do_for(request)
    actions.bill_periods(do)
    said = ngettext("%(n)d document made.", "%(n)d documents made.", len(do.recorded))
    messages.success(request, said % {"n": len(do.recorded)})
    return redirect("invoicing:list")


def link(name: str, *args: Any) -> str:
    """The address of a page of another room, "" while it has none."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def names(ids: set[UUID]) -> dict[UUID, str]:
    return {pk: customer.name for pk, customer in parties.customers(ids).items()}


def uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
