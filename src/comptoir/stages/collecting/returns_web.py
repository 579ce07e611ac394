"""Payments that the bank took back, on the collector's pages."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comptoir.kernel.errors import DomainError
from comptoir.platform.web import actor_of, do_for, entity_of, language
from comptoir.shell.forms import DateField
from comptoir.shell.problems import problem_of
from comptoir.shell.reading import parse_amount
from comptoir.stages.collecting import actions, queries
from comptoir.stages.collecting.framing import names_of
from comptoir.stages.collecting.words import RETURNS

SHOWN_DAYS = 120  # lines of statements that say that a payment came back
LINE = 19  # digits
CANDIDATES = 5  # payments that a line may be, the newest first


def form(request: HttpRequest, facts: queries.PaymentFacts, today: date) -> dict[str, Any]:
    """What the page of a payment says of its return, or asks to note it."""
    told = facts.returned
    asked = {n: request.GET.get(n, "")[:LINE] for n in ("line", "code", "day")}
    return {
        "back": told,
        "back_reason": RETURNS[told.reason] if told else "",
        "codes": [(code, words) for code, words in RETURNS.items()],
        "asked": asked if asked["line"] else {"day": today.isoformat(), "code": "AM04"},
        "may_return": told is None and actor_of(request).may("collecting.write"),
        "method_fails": facts.method in ("direct_debit", "check", "card"),
    }


@require_POST
def give_back(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """The bank took the payment back."""
    facts = queries.payment(entity_of(request), payment_id)
    typed = request.POST
    line, fee = typed.get("line", ""), typed.get("fee", "").strip()
    try:
        actions.return_payment(
            do_for(request), payment_id=payment_id, reason=typed.get("reason", ""),
            returned_on=DateField(label="").clean(typed.get("returned_on", "")),
            fee_minor=parse_amount(fee, facts.currency, language(), field="fee").minor if fee else 0,
            note=typed.get("note", ""),
            bank_line_id=int(line) if line.isdecimal() and len(line) < LINE else None,
        )  # fmt: skip
        messages.success(request, _("Returned: what it had settled is open again."))
    except forms.ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except DomainError as error:
        problem = problem_of(error)
        found = [f"{i.found} ({i.expected})" if i.expected else i.found for i in problem.items]
        messages.error(request, " ".join([problem.title, *(x for x in found if x)]))
    return redirect("collecting:payment", payment_id=payment_id)


def taken_rows(entity_id: UUID, today: date) -> list[dict[str, Any]]:
    """Lines of statements that say that a payment came back, and wait for somebody to say which."""
    found = queries.taken_back(entity_id, today - timedelta(days=SHOWN_DAYS))
    payments = queries.payments({pk for one in found for pk in one.payments})
    names = names_of({p.customer_id for p in payments.values()})
    rows = []
    for one in found:
        newest = sorted((payments[pk] for pk in one.payments), key=lambda p: p.received_on)[::-1]
        shown = [(p, names[p.customer_id]) for p in newest[:CANDIDATES]]
        more = len(newest) - len(shown)
        rows.append({"line": one, "reason": RETURNS[one.code], "payments": shown, "more": more})
    return rows


urlpatterns = [path("payments/<uuid:payment_id>/return", give_back, name="return")]
