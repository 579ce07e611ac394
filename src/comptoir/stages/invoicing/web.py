"""The pages of invoices: the list, one document, its credit note. What waits is in waiting.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comptoir.kernel.errors import DomainError, Invalid
from comptoir.kernel.money import Money, exponent
from comptoir.platform import clock
from comptoir.platform.history import history
from comptoir.platform.roles import Actor
from comptoir.platform.web import actor_of, do_for, entity_of, language
from comptoir.records.ledger import queries as ledger
from comptoir.records.parties import queries as parties
from comptoir.records.parties.self_billing import in_force
from comptoir.shell.problems import Problem, problem_of
from comptoir.shell.reading import parse_amount, parse_number
from comptoir.stages.invoicing import (
    actions,
    documents,
    law,
    listing,
    mailing_web,
    margin_words,
    queries,
    reasons,
    waiting,
    words,
)
from comptoir.stages.invoicing.actions.changing import LineChange
from comptoir.stages.invoicing.core.crediting import LIMIT_MAJOR, CreditIn
from comptoir.stages.invoicing.core.self_billing import Document
from comptoir.stages.invoicing.core.states import InvoiceState
from comptoir.stages.invoicing.preparing import period_text
from comptoir.stages.invoicing.waiting import day, link
from comptoir.stages.ordering import queries as ordering

app_name = "invoicing"
WRITE = "invoicing.write"


class NoDay(Invalid):
    """Say the day that stands on the document."""

    code = "no_document_day"


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
    inside = margin_words.why(line, actor_of(request), one.currency, language())
    told: dict[str, Any] = {"none": _("No steps of this price are kept."), "inside": inside}
    if source:
        told["why"] = reasons.why_price(line, source, one.entity_id, one.currency, language())
    if request.headers.get("HX-Request"):
        return render(request, "invoicing/why.html", told)
    return _page(request, one, told=told)


def _page(
    request: HttpRequest,
    one: queries.InvoiceFacts,
    problem: Problem | None = None,
    status: int = 200,
    told: dict[str, Any] | None = None,
    *,
    typed: Mapping[str, str] | None = None,
) -> HttpResponse:
    actor = actor_of(request)
    entity, customer = parties.entity(one.entity_id), parties.customer(one.customer_id)
    lang = language()
    notes = queries.corrections(one.id)
    source = queries.heads([one.corrects_id]).get(one.corrects_id) if one.corrects_id else None
    order = ordering.orders([one.order_id]).get(one.order_id) if one.order_id else None
    ids = [one.id, *(n.id for n in notes)]
    inside = margin_words.margins(one.lines, actor)
    explained = {*reasons.sources(one.lines)}
    explained |= {li.id for li in one.lines if inside and li.margin_rate is not None}
    context = {
        "title": customer.name,
        "ident": one.number or words.kind(one.kind),
        "crumbs": [(_("Invoices"), reverse("invoicing:list"))],
        "one": one,
        "kind": words.kind(one.kind, self_billed=one.self_billed),
        "look": words.look(one.state),
        "seller": one.seller or law.seller_of(entity, lang),
        "buyer": one.buyer or law.buyer_of(customer, entity, lang),
        "customer": customer,
        "order": order,
        "source": source,
        "notes": [(n, words.look(n.state)) for n in notes],
        "lines": [(li, period_text(li.service_start, li.service_end, lang),
                   li.id in explained) for li in one.lines],
        "inside_margins": inside,
        "mentions": [documents.said(m, one, lang) for m in one.mentions],
        "terms": words.terms(one.terms_kind, one.terms_days),
        "reason_word": words.REASONS.get(one.reason_code, ""),
        "entries": ledger.entries_of(one.id) if one.issued else [],
        "collect": link("collecting:customer", one.customer_id) if one.issued else "",
        "beside": link(settings.COMPTOIR_BESIDE_INVOICE, one.id)
        if one.issued and not one.is_credit else "",
        "happenings": [words.happening(e) for e in history(ids)],
        **_may(one, actor, customer),
        **mailing_web.panel(one, actor, customer),
        "own_note": one.prepared_by == actor.name, "problem": problem,
        "typed": typed or {"issued_on": clock.today(one.entity_id).isoformat()},
        "told": bool(told), **(told or {}),
    }  # fmt: skip
    return render(request, "invoicing/show.html", context, status=status)


def _may(
    one: queries.InvoiceFacts, actor: Actor, customer: parties.CustomerFacts
) -> dict[str, Any]:
    """What may be done with a document. theirs: the customer writes it, so that we do not issue it."""
    writes, draft = actor.may(WRITE), one.state == InvoiceState.DRAFT
    today = clock.today(one.entity_id)
    theirs = draft and (
        one.self_billed if one.is_credit else bool(in_force(customer.self_billing, today))
    )
    return {
        "may_edit": draft and writes and not one.is_credit,
        "may_issue": draft and writes and (one.is_credit or not theirs),
        "theirs": theirs,
        "may_record": draft and writes and bool(customer.self_billing),
        "may_discard": one.state in ("draft", "to_approve") and writes,
        "may_credit": one.issued and not one.is_credit and writes,
        "may_send": one.issued and writes and not one.self_billed,
        "may_approve": one.state == InvoiceState.TO_APPROVE and actor.may("invoicing.approve"),
    }


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
def record(request: HttpRequest, invoice_id: UUID) -> HttpResponse:
    """Record the customer's document on its draft; what does not agree is shown with what was typed."""
    one = queries.invoice(invoice_id, entity_of(request))
    typed = request.POST
    try:
        minors = {
            f"{n}_minor": parse_amount(typed.get(n, ""), one.currency, language(), field=n).minor
            for n in ("net", "vat", "gross")
        }
        if one.is_credit:  # some write what they give back without its sign
            minors = {name: -abs(minor) for name, minor in minors.items()}
        dated = day(typed.get("issued_on", ""))
        if dated is None:
            raise NoDay(field="issued_on", found=typed.get("issued_on", "")[:20])
        document = Document(number=typed.get("number", "")[:80], issued_on=dated, **minors)
        actions.record_customer_invoice(do_for(request), invoice_id=one.id, document=document)
    except DomainError as error:
        return _page(request, one, problem_of(error), status=error.status, typed=typed)
    messages.success(request, _("The customer's invoice is recorded."))
    return redirect("invoicing:show", invoice_id)


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
                by_customer=bool(request.POST.get("by_customer")),
            )  # fmt: skip
        except DomainError as error:
            problem, status = problem_of(error), error.status
        else:
            messages.success(request, _("The credit note is made."))
            return redirect("invoicing:show", made.invoice_id)
    taken = queries.credited(one.id)
    context = {
        "title": _("Credit note"),
        "crumbs": [
            (_("Invoices"), reverse("invoicing:list")),
            (one.number, reverse("invoicing:show", args=[one.id])),
        ],
        "one": one,
        "lines": [_left(line, taken) for line in one.lines],
        "reasons": list(words.REASONS.items()),
        "limit": Money(LIMIT_MAJOR * 10 ** exponent(one.currency), one.currency),
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
    path("", listing.invoices, name="list"),
    path("to-invoice/", waiting.to_invoice, name="to_invoice"),
    path("sending/", mailing_web.sending_page, name="sending"),
    path("sending/progress", mailing_web.progress, name="sending_progress"),
    path("sending/rule", mailing_web.rule, name="sending_rule"),
    path("<uuid:invoice_id>/", show, name="show"),
    path("<uuid:invoice_id>/send", mailing_web.send, name="send"),
    path("<uuid:invoice_id>/bounced", mailing_web.bounced, name="bounced"),
    path("<uuid:invoice_id>/link", mailing_web.renew, name="renew_link"),
    path("<uuid:invoice_id>/why/<int:line_id>", why, name="why"),
    path("<uuid:invoice_id>/pdf", pdf, name="pdf"),
    path("<uuid:invoice_id>/change", change, name="change"),
    path("<uuid:invoice_id>/record", record, name="record"),
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
        _deed(actions.approve_credit_note, gettext_lazy("The credit note is approved.")),
        name="approve",
    ),
    path(
        "<uuid:invoice_id>/sent",
        _deed(actions.mark_sent, gettext_lazy("Noted as sent.")),
        name="sent",
    ),
]
