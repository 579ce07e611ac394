"""Pages of the collector: what to collect, payments, bank lines, aging, statements."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptoir.kernel.errors import DomainError
from comptoir.platform.history import EventFacts, history
from comptoir.platform.web import do_for, entity_of
from comptoir.records.ledger import queries as ledger
from comptoir.records.parties import queries as parties
from comptoir.shell import lists
from comptoir.shell.forms import show_refusal
from comptoir.shell.problems import problem_of, problem_of_form
from comptoir.stages.collecting import (
    actions,
    listing,
    printing,
    queries,
    reminders_web,
    returns,
    returns_web,
)
from comptoir.stages.collecting.core.aging import labels_of
from comptoir.stages.collecting.forms import (
    CreditForm,
    PaymentForm,
    StatementForm,
    as_typed,
    settling,
)
from comptoir.stages.collecting.framing import invoice_url, names_of, page
from comptoir.stages.collecting.picture import ages
from comptoir.stages.collecting.words import BUCKETS, KINDS, METHODS, REASONS, happenings

app_name = "collecting"
form_page = require_http_methods(["GET", "POST"])
_NAMES = {"amount_minor": "amount", "bank_line_id": "line"}


def _day(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise


@require_GET
def to_collect(request: HttpRequest) -> HttpResponse:
    """What customers owe, the longest overdue first."""
    today = do_for(request).today
    overdue = request.GET.get("overdue") == "1"

    def read(cursor: str | None, limit: int, sort: str) -> tuple[list[Any], str | None]:
        found, following = queries.to_collect(
            entity_of(request), on=today, overdue=overdue, sort=sort, cursor=cursor, limit=limit
        )
        names = names_of({one.customer_id for one in found})
        return listing.to_collect(found, names, today, invoice_url), following

    table, file = lists.arranged(request, listing.ItemTable, "to_collect", read)
    if file:
        return file
    return page(
        request, "to_collect", "list", title=_("Collect"), table=table, overdue=overdue,
        none=not overdue and not table.rows and not table.started,
    )  # fmt: skip


@require_GET
def payments(request: HttpRequest) -> HttpResponse:
    """Payments, the newest first."""
    asked = {k: request.GET.get(k, "")[:80] for k in ("q", "unapplied")}

    def read(cursor: str | None, limit: int, sort: str) -> tuple[list[Any], str | None]:
        found, following = queries.payments_page(
            entity_of(request), text=asked["q"], unapplied=asked["unapplied"] == "1", sort=sort,
            cursor=cursor, limit=limit,
        )  # fmt: skip
        return listing.payments(found, names_of({one.customer_id for one in found})), following

    table, file = lists.arranged(request, listing.PaymentTable, "payments", read)
    if file:
        return file
    return page(request, "payments", "payments", title=_("Collect"), table=table, asked=asked)


@require_GET
def payment(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """One payment, what it settled, why it was booked."""
    facts = queries.payment(entity_of(request), payment_id)
    entries = ledger.entries_of(payment_id)
    return page(
        request, "payment", "payments", title=_("Payment %s") % facts.number, payment=facts,
        customer=parties.customer(facts.customer_id), method=METHODS[facts.method],
        reason=REASONS.get(facts.matched_by, facts.matched_by),
        entry=entries[0].head if entries else None,
        rows=[(a, invoice_url(a.invoice_id)) for a in facts.allocations],
        happenings=happenings(_events_of(facts)),
        **returns_web.form(request, facts, do_for(request).today),
        crumbs=[(_("Collect"), reverse("collecting:list")),
                (_("Payments"), reverse("collecting:payments"))],
    )  # fmt: skip


def _events_of(facts: queries.PaymentFacts) -> list[EventFacts]:
    """What happened to a payment; what was undone of it is told of its invoices."""
    freed = {a.invoice_id for a in facts.allocations if a.undone}
    undone = [e for e in history(freed) if e.name == "AllocationUndone"] if freed else []
    return sorted([*history([facts.id]), *undone], key=lambda e: -e.seq)


@require_POST
def apply(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """Settle the oldest due invoices with what is left of a payment."""
    actions.apply_cash(do_for(request), payment_id=payment_id)
    messages.success(request, _("Payment applied."))
    return redirect("collecting:payment", payment_id=payment_id)


@require_POST
def undo(request: HttpRequest, allocation_id: int) -> HttpResponse:
    """Take an allocation back."""
    event = actions.undo_allocation(do_for(request), allocation_id=allocation_id)
    messages.success(request, _("Allocation undone."))
    item = queries.items([event.invoice_id])[event.invoice_id]
    return redirect("collecting:customer", customer_id=item.customer_id)


OWING = 20  # who owes most, to choose from before a search


@form_page
def receive(request: HttpRequest) -> HttpResponse:
    """Whose payment is it? A search, then the customer's open items."""
    text = request.GET.get("q", "")[:80]
    entity_id = entity_of(request)
    found = parties.find_customers(entity_id, text, 20) if text else []
    owing = [] if text else queries.aging(entity_id, do_for(request).today)[:OWING]
    return page(
        request, "receive", "payments", title=_("Receive payment"), text=text, found=found,
        owing=_aged_rows(owing),
        line=request.GET.get("line", ""), crumbs=[(_("Collect"), reverse("collecting:list"))],
    )  # fmt: skip


@form_page
def customer(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """A customer's open items; book a payment and settle them."""
    do = do_for(request)
    facts = parties.customer(customer_id, do.entity_id)
    items = queries.open_items(customer_id)
    initial = _payment_initial(request, facts, do.today)
    initial |= settling(items, request.GET.get("invoice", ""))
    form = PaymentForm(request.POST or None, items=items, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            event = actions.receive_payment(do, customer_id=customer_id, **form.fields_of_action())
        except DomainError as error:
            show_refusal(form, error, _NAMES)
        else:
            messages.success(request, _("Payment received."))
            return redirect("collecting:payment", payment_id=event.payment_id)
    return _customer_page(request, facts, items, form, do.today)


def _payment_initial(
    request: HttpRequest, facts: parties.CustomerFacts, today: date
) -> dict[str, Any]:
    """An empty form, or one filled from a bank line."""
    initial: dict[str, Any] = {"currency": facts.currency, "received_on": today}
    text = request.GET.get("line", "")
    line = queries.bank_line(facts.entity_id, int(text)) if _is_key(text) else None
    if line:
        initial = {
            "currency": line.currency, "received_on": line.booked_on, "line": line.id,
            "amount": as_typed(line.amount_minor, line.currency), "reference": line.text[:140],
        }  # fmt: skip
    return initial


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def _customer_page(
    request: HttpRequest, facts: parties.CustomerFacts, items: list[queries.OpenItemFacts],
    form: PaymentForm, today: date,
) -> HttpResponse:  # fmt: skip
    credits = [i for i in items if i.open_minor < 0]
    back = returns.still_open(facts.entity_id, facts.id)
    rows = [
        (i, f, w, i.state(today), invoice_url(i.invoice_id), back.get(i.invoice_id))
        for i, f, w in form.rows()
    ]
    aged = queries.aging(facts.entity_id, today, facts.id)
    return page(
        request, "customer", "list", 422 if form.is_bound else 200, title=facts.name,
        ident=facts.number, customer=facts, rows=rows, credits=credits, form=form,
        unapplied=queries.unapplied(facts.id).items(),
        aged=[(a, ages(a.aging.buckets_minor, a.currency)) for a in aged],
        problem=problem_of_form(form) if form.is_bound else None,
        crumbs=[(_("Collect"), reverse("collecting:list"))],
    )  # fmt: skip


@require_POST
def use_credit(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Use a credit note on an invoice."""
    do = do_for(request)
    facts = parties.customer(customer_id, do.entity_id)
    form = CreditForm(request.POST, items=queries.open_items(customer_id))
    if form.is_valid():
        item = queries.items([form.cleaned_data["credit"]])
        currency = next((i.currency for i in item.values()), facts.currency)
        actions.apply_credit(do, **form.fields_of_action(currency))
        messages.success(request, _("Credit note applied."))
    else:
        messages.error(request, _("Choose an open invoice."))
    return redirect("collecting:customer", customer_id=customer_id)


@form_page
def bank(request: HttpRequest) -> HttpResponse:
    """Import a statement; the lines that wait for a payment, each with the reason."""
    entity_id = entity_of(request)
    initial = {"currency": parties.entity(entity_id).currency}
    form = StatementForm(request.POST or None, request.FILES or None, initial=initial)
    problem = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            event = actions.import_statement(
                do_for(request), name=file.name, content=file.read(), mapping=form.mapping()
            )
        except DomainError as error:
            problem = problem_of(error)
        else:
            said = _("%(lines)s lines read, %(new)s new, %(payments)s payments booked.")
            counts = {"lines": event.lines, "new": event.new_lines, "payments": event.payments}
            messages.success(request, said % counts)
            if event.returned:
                told = _("Payments that the bank took back: %(n)s.")
                messages.warning(request, told % {"n": event.returned})
            return redirect("collecting:bank")
    return page(
        request, "bank", "bank", 422 if form.is_bound else 200, title=_("Collect"), form=form,
        problem=problem or (problem_of_form(form) if form.is_bound else None),
        rows=_bank_rows(entity_id),
        taken=returns_web.taken_rows(entity_id, do_for(request).today),
    )  # fmt: skip


def _bank_rows(entity_id: UUID) -> list[dict[str, Any]]:
    lines = queries.unmatched(entity_id)
    wanted = {UUID(i) for x in lines for i in x.verdict.candidates}
    items = queries.items(wanted)
    names = names_of({i.customer_id for i in items.values()})
    return [
        {
            "line": x,
            "reason": REASONS[x.verdict.reason],
            "candidates": [
                (items[key], names.get(items[key].customer_id, ""))
                for key in map(UUID, x.verdict.candidates)
                if key in items
            ],
        }
        for x in lines
    ]


@require_GET
def aging(request: HttpRequest) -> HttpResponse:
    """What is owed on a day, by customer and age, beside the balance of the books."""
    entity_id, today = entity_of(request), do_for(request).today
    on = _day(request.GET.get("on", ""), today)
    sort = request.GET.get("sort", "")
    sort = sort if sort.removeprefix("-") in _AGED_SORTS else "-total"
    aged = _sorted(queries.aging(entity_id, on), sort)
    back = frozenset(r.customer_id for r in returns.still_open(entity_id).values())
    tables = [
        _aging_table(entity_id, currency, [a for a in aged if a.currency == currency], on, back)
        for currency in sorted({a.currency for a in aged})
    ]
    return page(
        request, "aging", "aging", title=_("Collect"), on=on, tables=tables,
        buckets=[BUCKETS[label] for label in labels_of()], sort=sort,
    )  # fmt: skip


AGING_ROWS = 100  # as sorted; the totals count all
_AGED_SORTS = ("customer", "credits", "total", *(str(n) for n in range(len(labels_of()))))


def _sorted(aged: list[queries.AgedCustomer], sort: str) -> list[queries.AgedCustomer]:
    """The debtors by a column; equal ones by their ids."""
    name, back = sort.removeprefix("-"), sort.startswith("-")
    known = names_of({a.customer_id for a in aged}) if name == "customer" else {}

    def key(a: queries.AgedCustomer) -> tuple[Any, UUID]:
        if name.isdecimal():
            return a.aging.buckets_minor[int(name)], a.customer_id
        if name == "customer":
            return known[a.customer_id].casefold(), a.customer_id
        return (a.aging.credits_minor if name == "credits" else a.aging.total_minor), a.customer_id

    return sorted(aged, key=key, reverse=back)


def _aging_table(
    entity_id: UUID, currency: str, aged: list[queries.AgedCustomer], on: date,
    back: frozenset[UUID],
) -> dict[str, Any]:  # fmt: skip
    sums = [sum(a.aging.buckets_minor[n] for a in aged) for n in range(len(labels_of()))]
    total = sum(a.aging.total_minor for a in aged)
    return {
        "currency": currency,
        "rows": _aged_rows(aged[:AGING_ROWS], back),
        "chart": ages(sums, currency),
        "more": max(0, len(aged) - AGING_ROWS),
        "sums": sums,
        "credits": sum(a.aging.credits_minor for a in aged),
        "total": total,
        "books": ledger.balance(entity_id, "receivable", currency, through=on),
    }


def _aged_rows(
    aged: list[queries.AgedCustomer], back: frozenset[UUID] = frozenset()
) -> list[tuple[queries.AgedCustomer, str, bool]]:
    """The debtors with their names, and whether a payment of what they owe came back."""
    names = names_of({a.customer_id for a in aged})
    return [(a, names.get(a.customer_id, ""), a.customer_id in back) for a in aged]


def _span(request: HttpRequest) -> tuple[date, date]:
    """The days asked for as [start, end); by default the last twelve months."""
    today = do_for(request).today
    start = _day(request.GET.get("from", ""), today.replace(day=1) - timedelta(days=365))
    last = _day(request.GET.get("to", ""), today)
    return start, max(start, last) + timedelta(days=1)


@require_GET
def statement(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """A customer's account: what was invoiced, credited and paid, with the running balance."""
    facts = parties.customer(customer_id, entity_of(request))
    start, end = _span(request)
    last = end - timedelta(days=1)
    return page(
        request, "statement", "list", title=_("Statement of %s") % facts.name, customer=facts,
        accounts=[(a, ages(a.aging.buckets_minor, a.currency))
                  for a in queries.statement(customer_id, start, end)],
        kinds=KINDS, start=start, last=last,
        happenings=happenings(history(queries.documents_of(customer_id, start, end), 60)),
        crumbs=[(_("Collect"), reverse("collecting:list")),
                (facts.name, reverse("collecting:customer", args=[facts.id]))],
    )  # fmt: skip


@require_GET
def statement_pdf(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """The statement as PDF, in the customer's language."""
    facts = parties.customer(customer_id, entity_of(request))
    name, content = printing.statement_pdf(facts.id, *_span(request))
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


urlpatterns = [
    path("", to_collect, name="list"),
    path("payments", payments, name="payments"),
    path("payments/new", receive, name="receive"),
    path("payments/<uuid:payment_id>", payment, name="payment"),
    path("payments/<uuid:payment_id>/apply", apply, name="apply"),
    path("allocations/<int:allocation_id>/undo", undo, name="undo"),
    path("customers/<uuid:customer_id>", customer, name="customer"),
    path("customers/<uuid:customer_id>/credits", use_credit, name="use_credit"),
    path("customers/<uuid:customer_id>/statement", statement, name="statement"),
    path("customers/<uuid:customer_id>/statement.pdf", statement_pdf, name="statement_pdf"),
    path("bank", bank, name="bank"),
    path("aging", aging, name="aging"),
    *reminders_web.urlpatterns,
    *returns_web.urlpatterns,
]
