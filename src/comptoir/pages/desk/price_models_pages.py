"""The pages of price models: what each brought in a period, and what another definition would have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from comptoir.pages.desk import price_models, recurring
from comptoir.pages.desk.core.what_if import points
from comptoir.pages.desk.price_model_words import average, model_name
from comptoir.platform import clock
from comptoir.platform.web import actor_of, entity_of, language
from comptoir.records.approvals.queries import MARGIN
from comptoir.records.parties import queries as parties
from comptoir.shell import charts
from comptoir.shell import format as fmt
from comptoir.shell.parts import Tab


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """What was billed by price model and product in a period: the last twelve months at first."""
    entity_id = entity_of(request)
    request.rail_group = "catalog"  # type: ignore[attr-defined]
    since, until = period(request.GET, clock.today(entity_id))
    told = price_models.analysis(entity_id, since, until)
    known = list(dict.fromkeys(r.currency for r in told))
    home = parties.entity(entity_id).currency
    asked = request.GET.get("currency", "")
    currency = next((c for c in (asked, home, *known) if c in known), home)
    kept: dict[str, Any] = {"since": since, "until": until, "currency": currency}
    rows = [r for r in told if r.currency == currency]
    names = recurring.names([str(r.product) for r in rows if r.product], language())
    context = {
        "title": _("Price models"),
        "since": since, "until": until, "currency": currency,
        "currencies": [
            Tab(c, "?" + urlencode({**kept, "currency": c}), c == currency) for c in known
        ] if len(known) > 1 else [],
        "groups": _groups(rows, names, kept),
        "chart": _chart(rows, currency),
        "margin": actor_of(request).may(MARGIN),
        "all_url": _what_if(kept),
    }  # fmt: skip
    return render(request, "pages/desk/price_models.html", context)


def period(asked: Mapping[str, str], today: date) -> tuple[date, date]:
    """The days that somebody chose; the last twelve months where they chose none."""
    since, until = (_day(asked.get(name, "")) for name in ("since", "until"))
    return price_models.period(since, until, today)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _groups(
    rows: Sequence[price_models.Row], names: Mapping[str, str], kept: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Each row with its name, its part of the whole and what-if; a model stands before its products."""
    whole = sum(r.net_minor for r in rows if r.product is None)
    return [
        {
            "row": r, "listed": average(r.listed, r.currency), "unit": average(r.unit, r.currency),
            "name": names.get(str(r.product), "") if r.product else model_name(r.model),
            "share": points(r.net_minor, whole),
            "url": _what_if(kept, product=r.product) if r.product else _what_if(kept, model_of=r.model),
        }
        for r in rows
    ]  # fmt: skip


def _what_if(kept: Mapping[str, Any], **more: Any) -> str:
    return reverse("desk:what_if") + "?" + urlencode({**kept, **more})


def _chart(rows: Sequence[price_models.Row], currency: str) -> SafeString:
    sums = {r.model: r.net_minor for r in rows if r.product is None}
    if len(sums) < 2:
        return charts.EMPTY
    lang = language()
    found = sorted(sums.items(), key=lambda pair: -pair[1])
    return charts.bars(
        _("Revenue by price model"), [model_name(m) for m, _minor in found],
        [minor for _model, minor in found], lambda v: fmt.amount_minor(int(v), currency, lang),
    )  # fmt: skip


def identity(text: str) -> UUID | None:
    """An id in an address; None where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
