"""Keeping how an offer is read: measurements, not facts of the deal, so that they can be forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest

from comptoir.pages.portal import limits
from comptoir.pages.portal.core import visits as core
from comptoir.pages.portal.models import Visit
from comptoir.platform import clock
from comptoir.stages.quoting.queries import QuoteFacts

MARK = 8


def keep(
    request: HttpRequest, quote: QuoteFacts, buyer_id: UUID | None, told: Mapping[str, object]
) -> None:
    """Add to the visit that is under way behind this link in this browser, or begin one."""
    now = clock.instant()
    spent = core.spent(told)
    last = str(told.get("at", ""))
    last = last if last in core.PARTS else ""
    mark = _mark(request, quote.series, buyer_id)
    under_way = Visit.objects.filter(quote_id=quote.id, mark=mark, last_at__gte=now - core.APART)
    visit = under_way.order_by("-last_at").first()
    if visit is None:
        Visit.objects.create(
            entity_id=quote.entity_id, series=quote.series, quote_id=quote.id, buyer_id=buyer_id,
            began_at=now, last_at=now, country=core.country(_header(request)),
            device=core.device(request.headers.get("User-Agent", "")), mark=mark,
            parts=core.added({}, spent), last_part=last,
        )  # fmt: skip
        return
    visit.last_at, visit.parts = now, core.added(visit.parts, spent)
    visit.last_part = last or visit.last_part
    visit.save(update_fields=["last_at", "parts", "last_part"])


def _mark(request: HttpRequest, series: UUID, buyer_id: UUID | None) -> str:
    """Tells two browsers behind one link apart. Keyed by the link, so it matches nothing elsewhere."""
    net = core.net_of(limits.client(request))
    agent = request.headers.get("User-Agent", "")
    return limits.digest(f"visit {series} {buyer_id} {net} {agent}")[:MARK]


def _header(request: HttpRequest) -> str:
    """The country, where a proxy that we trust says it."""
    name = settings.COMPTOIR_COUNTRY_HEADER
    return request.headers.get(name, "") if name else ""
