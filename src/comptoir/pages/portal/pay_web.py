"""The private page of an invoice: no account, opens as often as wanted, never an error page."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from comptoir.kernel.errors import DomainError, NothingDue
from comptoir.pages.portal import limits, paying
from comptoir.pages.portal.paying import Payer
from comptoir.pages.portal.web import GONE, private
from comptoir.records.parties import queries as parties
from comptoir.shell.problems import Problem, problem_of
from comptoir.stages.collecting import actions as collecting
from comptoir.stages.invoicing import actions as invoicing
from comptoir.stages.invoicing import documents

app_name = "payment"
View = Callable[[HttpRequest, Payer], HttpResponse]
MOST_AN_HOUR = 10  # messages behind one link


def behind_link(view: View) -> Callable[[HttpRequest, str], HttpResponse]:
    """Find the payer, speak the language of the invoice, keep the address out of caches and referrers."""

    @wraps(view)
    def run(request: HttpRequest, pay_token: str) -> HttpResponse:
        payer = paying.payer(pay_token)
        if payer is None:
            return private(_unknown(request))
        with translation.override(_language(request, payer)):
            if payer.shut:
                context = {**paying.head(payer), "title": _("A newer link replaces this one")}
                return private(render(request, "portal/pay_shut.html", context, status=GONE))
            return private(view(request, payer))

    return run


@require_safe
@behind_link
def show(request: HttpRequest, payer: Payer) -> HttpResponse:
    """What is due today, when, what was paid, how to pay."""
    return _page(request, payer)


@require_POST
@behind_link
def seen(request: HttpRequest, payer: Payer) -> HttpResponse:
    """A person reads: told by the page after a first sign of one, kept once a day."""
    if not request.user.is_authenticated and limits.take("payer seen", payer.token, 60):
        with contextlib.suppress(NothingDue):
            invoicing.open_invoice(payer.do, invoice_id=payer.invoice.id)
    return HttpResponse(status=204)


@require_POST
@behind_link
def say(request: HttpRequest, payer: Payer) -> HttpResponse:
    """I have paid, or: something is wrong. It reaches the collector."""
    given = {name: request.POST.get(name, "") for name in ("kind", "text")}
    try:
        limits.spend("payer says", payer.token, MOST_AN_HOUR)
        collecting.tell_collector(
            payer.do, invoice_id=payer.invoice.id, kind=given["kind"], text=given["text"]
        )
    except DomainError as error:
        return _page(request, payer, problem_of(error, f"say-{given['kind']}"), given, error.status)
    messages.success(request, _("Thank you: we have your message and will look at it."))
    return redirect("payment:page", payer.token)


@require_safe
@behind_link
def pdf(request: HttpRequest, payer: Payer) -> HttpResponse:
    """The document as it was sent: the same bytes each time."""
    kept = documents.keep_pdf(payer.invoice.id)
    where = {"Content-Disposition": f'inline; filename="{kept.name}"'}
    return HttpResponse(bytes(kept.content), content_type="application/pdf", headers=where)


def _page(
    request: HttpRequest, payer: Payer, problem: Problem | None = None,
    given: dict[str, str] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    context: dict[str, Any] = {
        **paying.head(payer), **paying.account(payer), "problem": problem, "given": given or {},
        "stranger": not request.user.is_authenticated,
    }  # fmt: skip
    return render(request, "portal/pay.html", context, status=status)


def _unknown(request: HttpRequest) -> HttpResponse:
    """A link that we did not make, or that was cut in two."""
    found = parties.entities()
    only = found[0] if len(found) == 1 else None
    context = {
        "title": _("This link leads to no invoice"),
        "seller": only.name if only else "Comptoir",
        "entity": only,
    }
    return render(request, "portal/pay_unknown.html", context, status=404)


def _language(request: HttpRequest, payer: Payer) -> str:
    """What the reader chose here, else the language of the invoice."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else payer.invoice.language


urlpatterns = [
    path("<str:pay_token>/", show, name="page"),
    path("<str:pay_token>/seen", seen, name="seen"),
    path("<str:pay_token>/say", say, name="say"),
    path("<str:pay_token>/pdf", pdf, name="pdf"),
]
