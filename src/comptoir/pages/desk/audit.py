"""The audit log: who did what to which document, when. Never a person's data: ids and amounts only."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from comptoir.kernel.errors import Invalid, NotFound
from comptoir.kernel.ids import MalformedId, read_id
from comptoir.pages.desk import links, palette, words
from comptoir.pages.desk.documents import named
from comptoir.platform.history import COLUMNS, EventFacts, names
from comptoir.platform.models import EventRow, User
from comptoir.platform.roles import require
from comptoir.platform.web import actor_of, entity_of, language

PER_PAGE = 50
PERMISSION = "platform.audit"


class UnknownEvent(NotFound):
    """There is no such event."""

    code = "unknown_event"


class NotADate(Invalid):
    """This is not a date."""

    code = "not_a_date"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    seq: int
    event: EventFacts
    word: str
    actor: str
    kind: str
    number: str
    href: str
    amount: str


@require_GET
def audit(request: HttpRequest) -> HttpResponse:
    """The list, newest first, filtered by the query string."""
    require(actor_of(request), PERMISSION)
    entity_id = entity_of(request)
    asked = {k: request.GET.get(k, "").strip() for k in ("actor", "object", "name", "from", "to")}
    rows = wanted(entity_id, asked)
    before = request.GET.get("before", "")
    if before.isdigit():
        rows = rows.filter(seq__lt=int(before[:18]))
    events = [EventFacts(*v) for v in rows.order_by("-seq")[: PER_PAGE + 1].values_list(*COLUMNS)]
    shown = events[:PER_PAGE]
    kept = {k: v for k, v in asked.items() if v}
    context = {
        "title": _("Audit log"),
        "crumbs": [(_("Data"), links.page("desk:data"))],
        "rows": _rows(shown),
        "asked": asked,
        "names": sorted(
            ((n, str(w)) for n, w in words.WORDS.items()), key=lambda p: p[1].casefold()
        ),
        "next": "?" + urlencode({**kept, "before": shown[-1].seq})
        if len(events) > PER_PAGE
        else "",
        "first": "?" + urlencode(kept) if before else "",
    }
    request.rail_group = "data"  # type: ignore[attr-defined]
    return render(request, "pages/desk/audit.html", context)


@require_GET
def event(request: HttpRequest, seq: int) -> HttpResponse:
    """One event as it is stored."""
    require(actor_of(request), PERMISSION)
    row = EventRow.objects.filter(seq=seq, entity_id=entity_of(request)).first()
    if row is None:
        raise UnknownEvent(found=str(seq))
    body = {
        "seq": row.seq, "id": str(row.id), "name": row.name, "subject_id": str(row.subject_id),
        "at": row.at.isoformat(), "business_on": row.business_on.isoformat(), "actor": row.actor,
        "cause_seq": row.cause_seq, "facts": row.facts, "changed": row.changed,
    }  # fmt: skip
    request.rail_group = "data"  # type: ignore[attr-defined]
    context = {
        "title": words.event_word(row.name),
        "ident": f"#{row.seq}",
        "crumbs": [(_("Audit log"), links.page("desk:audit"))],
        "row": _rows([EventFacts(*(getattr(row, c) for c in COLUMNS))])[0],
        "json": json.dumps(body, indent=2, ensure_ascii=False),
    }
    return render(request, "pages/desk/event.html", context)


def wanted(entity_id: UUID, asked: dict[str, str]) -> QuerySet[EventRow]:
    """The events that pass the filters: actor, object (number or id), name, from, to."""
    rows = EventRow.objects.filter(entity_id=entity_id)
    if asked.get("name"):
        rows = rows.filter(name=asked["name"][:60])
    if asked.get("actor"):
        rows = rows.filter(_by(asked["actor"]))
    if asked.get("object"):
        rows = rows.filter(subject_id__in=_subjects(entity_id, asked["object"]))
    if asked.get("from"):
        rows = rows.filter(business_on__gte=_date("from", asked["from"]))
    if asked.get("to"):
        rows = rows.filter(business_on__lte=_date("to", asked["to"]))
    return rows


def _by(text: str) -> Q:
    """People whose name or address holds the text, and the actor named exactly so."""
    people = User.objects.filter(Q(name__icontains=text) | Q(email__icontains=text))[:50]
    return Q(actor__in=[text, *(f"user:{p.pk}" for p in people)])


def _subjects(entity_id: UUID, text: str) -> list[UUID]:
    try:
        return [read_id(text.rpartition("_")[0], text)]
    except MalformedId:
        return [h.id for h in palette.find(entity_id, text, language())]


def _date(field: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotADate(field=field, found=text[:20], expected="2026-11-30") from None


def _rows(events: list[EventFacts]) -> list[Row]:
    people = names({e.actor for e in events})
    things = named([e.subject_id for e in events])
    rows = []
    for e in events:
        kind, number = things.get(e.subject_id, ("", ""))
        word = str(palette.KINDS.get(kind, ""))
        rows.append(
            Row(
                seq=e.seq,
                event=e,
                word=words.event_word(e.name),
                actor=people[e.actor],
                kind=word,
                number=number,
                href=links.show(kind, e.subject_id),
                amount=words.amount_of(e.facts),
            )  # fmt: skip
        )
    return rows


def as_dict(row: EventRow) -> dict[str, Any]:
    """The event for the API."""
    return {
        "id": row.id, "seq": row.seq, "name": row.name, "subject_id": str(row.subject_id),
        "at": row.at, "business_on": row.business_on, "actor": row.actor, "facts": row.facts,
        "changed": row.changed,
    }  # fmt: skip
