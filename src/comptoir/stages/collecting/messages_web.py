"""What customers say about open invoices, on the collector's pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages as told
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comptoir.kernel.errors import NothingDue
from comptoir.platform.web import do_for
from comptoir.stages.collecting import actions, messages
from comptoir.stages.collecting.framing import invoice_url, names_of
from comptoir.stages.collecting.words import SAYS

SHOWN = 50
LOOKS = {"paid": ("info", "hand-coins"), "dispute": ("bad", "scale")}


def rows(entity_id: UUID, **wanted: Any) -> list[dict[str, Any]]:
    """Messages that nobody took care of yet, or of one invoice all."""
    found, _following = messages.messages_page(entity_id, limit=SHOWN, **wanted)
    names = names_of({m.customer_id for m in found})
    return [
        {
            "m": m, "chip": (*LOOKS[m.kind], SAYS[m.kind]), "url": invoice_url(m.invoice_id),
            "customer": names.get(m.customer_id, ""),
        }
        for m in found
    ]  # fmt: skip


@require_POST
def close(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Somebody took care of it."""
    try:
        actions.close_payer_message(do_for(request), message_id=message_id)
        told.success(request, _("Taken care of."))
    except NothingDue:
        told.info(request, _("There is nothing to do any more."))
    return redirect("collecting:reminders")


urlpatterns = [path("messages/<uuid:message_id>/close", close, name="message_close")]
