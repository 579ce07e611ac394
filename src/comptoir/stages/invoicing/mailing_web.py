"""Sending on screen: the panel of a document, and the page of what is not sent or did not arrive."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptoir.kernel.errors import DomainError, NothingDue
from comptoir.platform import clock
from comptoir.platform.history import names as people
from comptoir.platform.roles import Actor
from comptoir.platform.web import actor_of, do_for, entity_of
from comptoir.records.parties import queries as parties
from comptoir.shell.problems import problem_of
from comptoir.stages.invoicing import actions, queries, sending, words
from comptoir.stages.invoicing.actions.mailing import MOST
from comptoir.stages.invoicing.sending import MailFacts
from comptoir.stages.invoicing.waiting import uuid

WRITE = "invoicing.write"
RULES = {"": None, "yes": True, "no": False}


def panel(
    one: queries.InvoiceFacts, actor: Actor, customer: parties.CustomerFacts
) -> dict[str, Any]:
    """How a document reached its customer; nothing for what the customer wrote, or nobody issued."""
    if not one.issued or one.self_billed:
        return {}
    mails = sending.mails_of(one.id)
    named = people({m.asked_by for m in mails})
    last = mails[0] if mails else None
    to = sending.recipient_of(customer)
    own = sending.mailing(one.entity_id, customer.id)
    return {
        "sending": True,
        "mails": [_row(m, named) for m in mails],
        "last_mail": last,
        "send_to": to.email if to else "",
        "sends": actor.may(WRITE),
        "waits": last is not None and last.state == "waiting",
        "again": last.number if last is not None and last.state != "failed" else 0,
        "private_link": sending.link(one.id),
        "opened": sending.opened_on(one.id),
        "rule": "" if own is None or own.automatic is None else "yes" if own.automatic else "no",
        "company_mails": _automatic(one.entity_id),
    }


def _automatic(entity_id: UUID) -> bool:
    said = sending.mailing(entity_id)
    return said is not None and bool(said.automatic)


def _row(m: MailFacts, named: Any) -> dict[str, Any]:
    return {
        "m": m, "chip": words.mail_chip(m.state), "who": "" if m.automatic else named[m.asked_by],
        "fault": words.FAULTS.get(m.fault, ""),
    }  # fmt: skip


def _deed(request: HttpRequest, deed: Callable[[], str]) -> None:
    """Do it and say what was done, or why not."""
    try:
        messages.success(request, deed())
    except NothingDue:
        messages.info(request, _("There is nothing to do any more."))
    except DomainError as error:
        problem = problem_of(error)
        found = [i.found for i in problem.items if i.found]
        messages.error(request, " ".join([problem.title, *found]))


@require_POST
def send(request: HttpRequest, invoice_id: UUID) -> HttpResponse:
    """Send one document by e-mail, or once more."""

    def deed() -> str:
        again = request.POST.get("again", "")
        number = int(again) if again.isdecimal() and len(again) < 5 else 0
        actions.send_invoice(do_for(request), invoice_id=invoice_id, again=number)
        return _("It is sent within a minute.")

    _deed(request, deed)
    back = request.POST.get("back") == "sending"
    return redirect("invoicing:sending") if back else redirect("invoicing:show", invoice_id)


@require_POST
def bounced(request: HttpRequest, invoice_id: UUID) -> HttpResponse:
    """The last e-mail came back."""

    def deed() -> str:
        last = sending.mails_of(invoice_id)[:1]
        number = last[0].number if last else 0
        why = request.POST.get("why", "")
        actions.report_bounce(do_for(request), invoice_id=invoice_id, mail=number, why=why)
        return _("Noted: it did not arrive.")

    _deed(request, deed)
    return redirect("invoicing:show", invoice_id)


@require_POST
def renew(request: HttpRequest, invoice_id: UUID) -> HttpResponse:
    """A new private link; the former ones open nothing."""

    def deed() -> str:
        actions.renew_invoice_link(do_for(request), invoice_id=invoice_id)
        return _("The private link is replaced; send it again.")

    _deed(request, deed)
    return redirect("invoicing:show", invoice_id)


@require_POST
def rule(request: HttpRequest) -> HttpResponse:
    """What is mailed without a click: the company's rule, or that of one customer."""
    back = uuid(request.POST.get("invoice", ""))

    def deed() -> str:
        customer_id = uuid(request.POST.get("customer", ""))
        wanted = RULES.get(request.POST.get("automatic", ""))
        actions.set_invoice_mailing(do_for(request), automatic=wanted, customer_id=customer_id)
        return _("Set from today on.")

    _deed(request, deed)
    return redirect("invoicing:show", back) if back else redirect("invoicing:sending")


@require_http_methods(["GET", "POST"])
def sending_page(request: HttpRequest) -> HttpResponse:
    """What nobody sent, what is on its way, what did not arrive."""
    entity_id = entity_of(request)
    if request.method == "POST":
        return _send_many(request)
    today = clock.today(entity_id)
    unsent = sending.unsent(entity_id, today)
    troubled, waits = sending.troubled(entity_id), sending.waiting(entity_id)
    heads = queries.heads({*unsent, *(m.invoice_id for m in (*troubled, *waits))})
    own = sending.mailings(entity_id)
    customers = parties.customers({*(h.customer_id for h in heads.values()), *own})
    batch_id = uuid(request.GET.get("batch", ""))
    context = {
        "title": _("Sending"),
        "rows": [_unsent(heads[pk], customers) for pk in unsent],
        "troubled": _mails(troubled, heads, customers),
        "waits": _mails(waits, heads, customers),
        "own": sorted(
            ((customers[pk], one.automatic) for pk, one in own.items()), key=lambda x: x[0].name
        ),
        "automatic": _automatic(entity_id),
        "may": actor_of(request).may(WRITE),
        **(_progress(entity_id, batch_id) if batch_id else {}),
    }
    return render(request, "invoicing/sending.html", context)


def _unsent(
    head: queries.InvoiceHead, customers: dict[UUID, parties.CustomerFacts]
) -> dict[str, Any]:
    customer = customers[head.customer_id]
    to = sending.recipient_of(customer)
    return {
        "head": head, "customer": customer, "to": to.email if to else "",
        "kind": words.kind(head.kind, self_billed=head.self_billed),
    }  # fmt: skip


def _mails(
    found: Iterable[MailFacts],
    heads: dict[UUID, queries.InvoiceHead],
    customers: dict[UUID, parties.CustomerFacts],
) -> list[dict[str, Any]]:
    return [{**_row(m, {m.asked_by: ""}), **_unsent(heads[m.invoice_id], customers)} for m in found]


def _send_many(request: HttpRequest) -> HttpResponse:
    """The chosen documents, as one click whose progress is followed."""
    chosen = [pk for text in request.POST.getlist("invoice")[: MOST + 1] if (pk := uuid(text))]
    page, do = reverse("invoicing:sending"), do_for(request)

    def deed() -> str:
        actions.send_invoices(do, invoice_ids=chosen)
        n = len(do.recorded)
        return ngettext("%(n)d document asked for.", "%(n)d documents asked for.", n) % {"n": n}

    _deed(request, deed)
    batch = getattr(do.recorded[-1], "batch", None) if do.recorded else None
    return redirect(f"{page}?batch={batch}" if batch else page)


@require_GET
def progress(request: HttpRequest) -> HttpResponse:
    """How far a click for many is: the bar alone, which asks again until it is done."""
    batch_id = uuid(request.GET.get("batch", ""))
    told = _progress(entity_of(request), batch_id) if batch_id else {}
    return render(request, "invoicing/sending_progress.html", told)


def _progress(entity_id: UUID, batch_id: UUID) -> dict[str, Any]:
    try:
        found = sending.batch(entity_id, batch_id)
    except sending.UnknownBatch:  # an old address: there is nothing to follow
        return {}
    note = ""
    if found.failed:
        said = ngettext(
            "%(n)d did not go: see below.", "%(n)d did not go: see below.", found.failed
        )
        note = said % {"n": found.failed}
    url = f"{reverse('invoicing:sending_progress')}?batch={batch_id}"
    return {"batch": found, "progress_url": url, "progress_note": note}
