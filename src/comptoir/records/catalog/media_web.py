"""Pictures and data sheets of a product: put in, shown, taken out."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from comptoir.kernel.errors import DomainError
from comptoir.platform.problem import detail
from comptoir.platform.web import do_for, entity_of
from comptoir.records.catalog import actions, media
from comptoir.records.catalog.core.media import LARGEST, MOST


@require_POST
def add(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """Put the chosen files in, each by itself: what is wrong with one is said and the others are kept."""
    done = 0
    for upload in request.FILES.getlist("files")[:MOST]:
        content = upload.read(LARGEST + 1)
        title = request.POST.get("title", "")
        try:
            actions.add_medium(
                do_for(request), product_id=product_id, name=upload.name or "", title=title,
                content=content,
            )  # fmt: skip
            done += 1
        except DomainError as error:
            messages.error(request, f"{upload.name}: {detail(error)}")
    if done:
        messages.success(request, _("Saved."))
    return redirect("catalog:show", product_id=product_id)


@require_POST
def remove(request: HttpRequest, medium_id: UUID) -> HttpResponse:
    """Take a file out; what was sent with it before keeps its own copy."""
    known = media.medium(medium_id, entity_of(request))
    actions.remove_medium(do_for(request), medium_id=medium_id)
    return redirect("catalog:show", product_id=known.product_id)


@require_POST
def first(request: HttpRequest, medium_id: UUID) -> HttpResponse:
    """Show this one before the others."""
    known = media.medium(medium_id, entity_of(request))
    actions.show_medium_first(do_for(request), medium_id=medium_id)
    return redirect("catalog:show", product_id=known.product_id)


@require_GET
def show(request: HttpRequest, medium_id: UUID) -> HttpResponse:
    """The file, which cannot run anything."""
    return answer(media.medium(medium_id, entity_of(request)))


def answer(known: media.MediumFacts) -> HttpResponse:
    """A file as browsers may have it: its own type, in a box, kept for a day."""
    shown = HttpResponse(media.content(known.id), content_type=known.media_type)
    shown["Content-Security-Policy"] = "default-src 'none'; sandbox"
    shown["X-Content-Type-Options"] = "nosniff"
    shown["Cache-Control"] = "private, max-age=86400, immutable"
    return shown
