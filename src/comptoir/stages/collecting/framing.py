"""What every page of the collector has: its tabs, the names of customers, the way to an invoice."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from comptoir.platform.web import entity_of
from comptoir.records.parties import queries as parties
from comptoir.shell.parts import Tab
from comptoir.stages.collecting import messages, queries


def page(
    request: HttpRequest, template: str, current: str, status: int = 200, **more: Any
) -> HttpResponse:
    """A page of this room; `current` names its tab, "" for none."""
    request.rail_group = "collect"  # type: ignore[attr-defined]
    waiting = queries.count_unmatched(entity_of(request))
    views = [
        ("list", _("To collect"), 0),
        ("reminders", _("Reminders"), messages.waiting(entity_of(request))),
        ("payments", _("Payments"), 0),
        ("bank", _("Bank lines"), waiting),
        ("aging", _("Aging"), 0),
    ]
    tabs = [Tab(label, reverse(f"collecting:{n}"), n == current, k) for n, label, k in views]
    return render(request, f"collecting/{template}.html", {"tabs": tabs, **more}, status=status)


def names_of(ids: set[UUID]) -> dict[UUID, str]:
    """What the customers are called."""
    return {pk: facts.name for pk, facts in parties.customers(ids).items()}


def invoice_url(invoice_id: UUID) -> str:
    """Where an invoice is shown; "" where it is not."""
    try:
        return reverse("invoicing:show", args=[invoice_id])
    except NoReverseMatch:
        return ""
