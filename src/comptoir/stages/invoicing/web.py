"""The pages of invoices: the list, one document, its credit note. What waits is in waiting.py."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comptoir.kernel.errors import DomainError
from comptoir.kernel.money import Money
from comptoir.platform import clock
from comptoir.platform.history import history
from comptoir.platform.web import actor_of, do_for, entity_of, language
from comptoir.records.ledger import queries as ledger
from comptoir.records.parties import queries as parties
from comptoir.shell import lists, tables
from comptoir.shell.problems import Problem, problem_of
from comptoir.shell.reading import parse_amount, parse_number
from comptoir.stages.invoicing import actions, documents, law, queries, reasons, waiting, words
from comptoir.stages.invoicing.actions.changing import LineChange
from comptoir.stages.invoicing.core.crediting import CreditIn
from comptoir.stages.invoicing.core.states import InvoiceKind, InvoiceState
from comptoir.stages.invoicing.preparing import period_text
from comptoir.stages.invoicing.waiting import day, link, names, uuid
from comptoir.stages.ordering import queries as ordering

app_name = "invoicing"
PER_PAGE = 50
WRITE = "invoicing.write"


class InvoiceTable(tables.Table):
    """The list."""

    number = tables.LinkColumn(
        url=lambda r: r["url"], mono=True, verbose_name=gettext_lazy("Number")
    )
    kind = tables.TextColumn(verbose_name=gettext_lazy("Kind"), orderable=False)
    customer = tables.TextColumn(verbose_name=gettext_lazy("Customer"), orderable=False)
    state = tables.StatusColumn(verbose_name=gettext_lazy("Status"))
    issued_on = tables.DateColumn(verbose_name=gettext_lazy("Issued"))
    due_on = tables.DateColumn(verbose_name=gettext_lazy("Due"))
    gross = tables.AmountColumn(
        verbose_name=gettext_lazy("Total incl. VAT"), order_by="gross_minor"
    )

    class Meta(tables.Table.Meta):
        order_by: ClassVar = ("-issued_on",)
        attrs: ClassVar = {"caption": gettext_lazy("Invoices"), "id": "list", "tall": True}
        row_attrs: ClassVar = {"data-href": lambda record: record["url"]}


class Rows:
    """The rows of a sorted list, read one page at a time."""

    def __init__(self, entity_id: UUID, wanted: queries.Filter, size: int) -> None:
        self.entity_id, self.wanted, self.size = entity_id, wanted, size
        self.sort = "-issued_on"

    def count(self) -> int:
        """How many there are: asked for once, with the totals."""
        return self.size

    __len__ = count

    def order_by(self, *names: str) -> Rows:
        """Sort by the first name the table asks for."""
        self.sort = str(names[0]) if names else self.sort
        return self

    def __getitem__(self, at: slice) -> list[dict[str, Any]]:
        start, stop = at.start or 0, at.stop or PER_PAGE
        found = queries.invoices_sorted(
            self.entity_id, self.wanted, sort=self.sort, offset=start, limit=stop - start
        )
        named = names({one.customer_id for one in found})
        return [_row(one, named.get(one.customer_id, "")) for one in found]


def _row(one: queries.InvoiceHead, customer: str) -> dict[str, Any]:
    return {
        "number": one.number or _("draft"),
        "url": reverse("invoicing:show", args=[one.id]),
        "kind": words.kind(one.kind),
        "customer": customer,
        "state": words.look(one.state),
        "issued_on": one.issued_on,
        "due_on": None if one.kind == InvoiceKind.CREDIT else one.due_on,
        "gross": Money(one.gross_minor, one.currency),
    }


@require_safe
def invoices(request: HttpRequest) -> HttpResponse:
    """Invoices, deposit invoices and credit notes: filtered, sorted, with totals per currency."""
    entity_id = entity_of(request)
    wanted, asked = _filter(request, entity_id)
    sums = queries.totals_by_currency(entity_id, wanted)
    count = sum(n for n, _minor in sums.values())
    totals = {"gross": {c: Money(minor, c) for c, (_n, minor) in sorted(sums.items())}}
    rows = Rows(entity_id, wanted, count)
    table = InvoiceTable(rows, totals=totals)
    tables.arrange(table, request, per_page=PER_PAGE, count=count)
    if file := lists.serve(request, table, "invoices", lambda: lists.slices(rows.__getitem__)):
        return file
    context = {
        "title": _("Invoices"),
        "table": table,
        "asked": asked,
        "kept": [(k, v) for k, v in asked.items() if v and k not in ("q", "since", "until")],
        "states": list(words.STATES.items()),
        "kinds": list(words.KINDS.items()),
        "count": count,
        "any": count or bool(queries.states(entity_id)),
        "may_write": actor_of(request).may(WRITE),
    }
    return render(request, "invoicing/list.html", context)


def _filter(request: HttpRequest, entity_id: UUID) -> tuple[queries.Filter, dict[str, str]]:
    """What the address asks for; what cannot be read is left out."""
    names = ("q", "state", "kind", "customer", "order", "past_due", "since", "until")
    asked = {name: request.GET.get(name, "")[:100] for name in names}
    wanted = queries.Filter(
        state=asked["state"] if asked["state"] in words.STATES else "",
        kind=asked["kind"] if asked["kind"] in words.KINDS else "",
        customer_id=uuid(asked["customer"]),
        order_id=uuid(asked["order"]),
        text=asked["q"],
        past_due=clock.today(entity_id) if asked["past_due"] else None,
        since=day(asked["since"]),
        until=day(asked["until"]),
    )
    return wanted, asked


@require_safe
def show(request: HttpRequest, invoice_id: UUID) -> HttpResponse:
    """One document as on paper, what happened to it, and what may be done."""
    return _page(request, queries.invoice(invoice_id, entity_of(request)))


@require_safe
def why(request: HttpRequest, invoice_id: UUID, line_id: int) -> HttpResponse:
    """Why a line costs what it does: below the lines, or with the page where no script runs."""
    one = queries.invoice(invoice_id, entity_of(request))
    line = next((li for li in one.lines if li.id == line_id), None)
    if line is None:
        raise queries.UnknownInvoice(field="line_id", found=str(line_id))
    source = reasons.sources([line]).get(line.id)
    told: dict[str, Any] = {"none": _("No steps of this price are kept.")}
    if source:
        told["why"] = reasons.why_price(line, source, one.entity_id, one.currency, language())
    if request.headers.get("HX-Request"):
        return render(request, "shell/why.html", told)
    return _page(request, one, told=told)


def _page(
    request: HttpRequest,
    one: queries.InvoiceFacts,
    problem: Problem | None = None,
    status: int = 200,
    told: dict[str, Any] | None = None,
) -> HttpResponse:
    actor = actor_of(request)
    entity, customer = parties.entity(one.entity_id), parties.customer(one.customer_id)
    draft, lang = one.state == InvoiceState.DRAFT, language()
    notes = queries.corrections(one.id)
    source = queries.heads([one.corrects_id]).get(one.corrects_id) if one.corrects_id else None
    order = ordering.orders([one.order_id]).get(one.order_id) if one.order_id else None
    ids = [one.id, *(n.id for n in notes)]
    explained = reasons.sources(one.lines)
    context = {
        "title": customer.name,
        "ident": one.number or words.kind(one.kind),
        "crumbs": [(_("Invoices"), reverse("invoicing:list"))],
        "one": one,
        "kind": words.kind(one.kind),
        "look": words.look(one.state),
        "seller": one.seller or law.seller_of(entity, lang),
        "buyer": one.buyer or law.buyer_of(customer, entity, lang),
        "customer": customer,
        "order": order,
        "source": source,
        "notes": [(n, words.look(n.state)) for n in notes],
        "lines": [(li, period_text(li.service_start, li.service_end, lang),
                   li.id in explained) for li in one.lines],
        "terms": words.terms(one.terms_kind, one.terms_days),
        "reason_word": words.REASONS.get(one.reason_code, ""),
        "entries": ledger.entries_of(one.id) if one.issued else [],
        "collect": link("collecting:customer", one.customer_id) if one.issued else "",
        "beside": link(settings.COMPTOIR_BESIDE_INVOICE, one.id)
        if one.issued and not one.is_credit else "",
        "happenings": [words.happening(e) for e in history(ids)],
        "may_edit": draft and actor.may(WRITE) and not one.is_credit,
        "may_issue": draft and actor.may(WRITE),
        "may_discard": one.state in ("draft", "to_approve") and actor.may(WRITE),
        "may_credit": one.issued and not one.is_credit and actor.may(WRITE),
        "may_send": one.issued and actor.may(WRITE),
        "may_approve": one.state == InvoiceState.TO_APPROVE and actor.may("invoicing.approve"),
        "own_note": one.prepared_by == actor.name,
        "problem": problem,
        "told": bool(told),
        **(told or {}),
    }  # fmt: skip
    return render(request, "invoicing/show.html", context, status=status)


def _deed(verb: Callable[..., Any], said: Any) -> Callable[..., HttpResponse]:
    """A view that does one thing to a document, or shows it with what stood in the way."""

    def view(request: HttpRequest, invoice_id: UUID) -> HttpResponse:
        one = queries.invoice(invoice_id, entity_of(request))
        try:
            verb(do_for(request), invoice_id=one.id)
        except DomainError as error:
            return _page(request, one, problem_of(error), status=error.status)
        messages.success(request, said)
        return redirect("invoicing:show", invoice_id)

    return require_POST(view)


@require_POST
def change(request: HttpRequest, invoice_id: UUID) -> HttpResponse:
    """Save what was typed on a draft."""
    one = queries.invoice(invoice_id, entity_of(request))
    try:
        seen = request.POST.get("revision", "")
        actions.change_draft(
            do_for(request),
            invoice_id=one.id,
            revision=int(seen) if seen.isdecimal() and len(seen) < 10 else 0,
            changes={
                "due_on": day(request.POST.get("due_on", "")),
                "supplied_on": day(request.POST.get("supplied_on", "")),
                "customer_ref": request.POST.get("customer_ref", ""),
            },
            lines=_line_changes(request, one),
        )
    except DomainError as error:
        return _page(request, one, problem_of(error), status=error.status)
    messages.success(request, _("The draft is saved."))
    return redirect("invoicing:show", invoice_id)


def _line_changes(request: HttpRequest, one: queries.InvoiceFacts) -> list[LineChange]:
    found: list[LineChange] = []
    for line in one.lines:
        typed = request.POST.get(f"quantity_{line.id}")
        text = request.POST.get(f"description_{line.id}")
        remove = bool(request.POST.get(f"remove_{line.id}"))
        quantity = parse_number(typed, language(), field=f"quantity_{line.id}") if typed else None
        quantity = None if quantity == line.quantity else quantity
        text = None if text in (None, line.description) else text
        if remove or quantity is not None or text is not None:
            found.append(LineChange(line.id, quantity, text, remove))
    return found


@require_http_methods(["GET", "POST"])
def credit(request: HttpRequest, invoice_id: UUID) -> HttpResponse:
    """The credit note of an invoice: which lines, how much, why."""
    one = queries.invoice(invoice_id, entity_of(request))
    problem, status = None, 200
    if request.method == "POST":
        try:
            made = actions.credit_note(
                do_for(request), invoice_id=one.id, lines=_credit_lines(request, one),
                reason=request.POST.get("reason", ""),
                reason_code=request.POST.get("reason_code", ""),
            )  # fmt: skip
        except DomainError as error:
            problem, status = problem_of(error), error.status
        else:
            messages.success(request, _("The credit note is made."))
            return redirect("invoicing:show", made.invoice_id)
    taken = queries.credited(one.id)
    context = {
        "title": _("Credit note"),
        "ident": one.number,
        "crumbs": [
            (_("Invoices"), reverse("invoicing:list")),
            (one.number, reverse("invoicing:show", args=[one.id])),
        ],
        "one": one,
        "lines": [_left(line, taken) for line in one.lines],
        "reasons": list(words.REASONS.items()),
        "typed": request.POST,
        "problem": problem,
    }
    return render(request, "invoicing/credit.html", context, status=status)


def _left(line: queries.InvoiceLineFacts, taken: dict[int, tuple[Decimal, int]]) -> dict[str, Any]:
    quantity, net = taken.get(line.id, (Decimal(0), 0))
    return {"line": line, "left": line.quantity - quantity, "left_minor": line.net_minor - net}


def _credit_lines(request: HttpRequest, one: queries.InvoiceFacts) -> list[CreditIn] | None:
    """The lines that were filled in; none means the whole invoice when it was asked for so."""
    if request.POST.get("whole"):
        return None
    lang = language()
    found: list[CreditIn] = []
    for line in one.lines:
        quantity = request.POST.get(f"quantity_{line.id}", "").strip()
        amount = request.POST.get(f"amount_{line.id}", "").strip()
        if amount:
            minor = parse_amount(amount, one.currency, lang, field=f"amount_{line.id}").minor
            found.append(CreditIn(line.id, amount_minor=minor))
        elif quantity:
            number = parse_number(quantity, lang, field=f"quantity_{line.id}")
            found.append(CreditIn(line.id, quantity=number))
    return found


@require_safe
def pdf(request: HttpRequest, invoice_id: UUID) -> HttpResponse:
    """The kept PDF of an issued document, or the proof of a draft."""
    one = queries.invoice(invoice_id, entity_of(request))
    lang = request.GET.get("lang", "")
    if one.issued:
        kept = documents.keep_pdf(one.id, lang)
        content, name = bytes(kept.content), kept.name
    else:
        content, name = documents.pdf(one, lang)
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


urlpatterns = [
    path("", invoices, name="list"),
    path("to-invoice/", waiting.to_invoice, name="to_invoice"),
    path("<uuid:invoice_id>/", show, name="show"),
    path("<uuid:invoice_id>/why/<int:line_id>", why, name="why"),
    path("<uuid:invoice_id>/pdf", pdf, name="pdf"),
    path("<uuid:invoice_id>/change", change, name="change"),
    path("<uuid:invoice_id>/credit", credit, name="credit"),
    path(
        "<uuid:invoice_id>/issue",
        _deed(actions.issue_invoice, gettext_lazy("The invoice is issued.")),
        name="issue",
    ),
    path(
        "<uuid:invoice_id>/discard",
        _deed(actions.discard_draft, gettext_lazy("The draft is discarded.")),
        name="discard",
    ),
    path(
        "<uuid:invoice_id>/approve",
        _deed(actions.approve_credit_note, gettext_lazy("The credit note is issued.")),
        name="approve",
    ),
    path(
        "<uuid:invoice_id>/sent",
        _deed(actions.mark_sent, gettext_lazy("Noted as sent.")),
        name="sent",
    ),
]
