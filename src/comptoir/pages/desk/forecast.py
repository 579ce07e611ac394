"""Which payments are expected when: the open invoices by the week of their due date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from comptoir.kernel.money import Money
from comptoir.pages.desk import links
from comptoir.pages.desk.sql import select
from comptoir.platform import clock
from comptoir.platform.web import entity_of


@dataclass(frozen=True, slots=True)
class Expected:
    """What falls due in one week of one currency, minor units; `week` is its Monday, None: late.

    in_all_minor  expected until the end of that week, what is late counted first
    """

    currency: str
    week: date | None
    invoices: int
    minor: int
    in_all_minor: int

    @property
    def amount(self) -> Money:
        return Money(self.minor, self.currency)

    @property
    def in_all(self) -> Money:
        return Money(self.in_all_minor, self.currency)


_EXPECTED = """
SELECT currency, week, count(*), sum(open_minor)::bigint,
       sum(sum(open_minor)) OVER (PARTITION BY currency ORDER BY week NULLS FIRST)::bigint
FROM (SELECT currency, open_minor,
             CASE WHEN due_on >= %(today)s THEN date_trunc('week', due_on)::date END AS week
      FROM collecting_open_item WHERE entity_id = %(entity)s AND open_minor > 0) i
GROUP BY currency, week ORDER BY currency, week NULLS FIRST
"""


def expected(entity_id: UUID, today: date) -> list[Expected]:
    """Week by week and currency by currency, what is late first. One statement."""
    return select(Expected, _EXPECTED, entity=entity_id, today=today)


@require_GET
def forecast(request: HttpRequest) -> HttpResponse:
    """The page of expected payments."""
    entity_id = entity_of(request)
    request.rail_group = "collect"  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        "title": _("Expected payments"),
        "crumbs": [(_("To collect"), links.page("collecting:list"))],
        "rows": expected(entity_id, clock.today(entity_id)),
        "late_url": links.page("collecting:list") + "?overdue=1",
    }
    return render(request, "pages/desk/forecast.html", context)
