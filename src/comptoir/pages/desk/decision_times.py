"""How long decisions and signatures take, month by month: on a page and over the API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from comptoir.pages.desk import links
from comptoir.pages.desk.core.deciding import Month, Took, Trend, by_month, trend
from comptoir.pages.desk.sql import select
from comptoir.platform import clock
from comptoir.platform.web import entity_of, language
from comptoir.records.approvals import words
from comptoir.shell import charts
from comptoir.shell import format as fmt

MONTHS = 24
# What an approver said: the time since the step was theirs, in the working hours of the company.
_DECIDED = """
SELECT date_trunc('month', d."on")::date, d.waited_seconds FROM approvals_decision d
WHERE d.entity_id = %(entity)s AND d.verb IN ('approve', 'counter', 'reject')
  AND d.waited_seconds IS NOT NULL
  AND d."on" >= date_trunc('month', %(today)s::date) - make_interval(months => %(months)s)
"""
# From the day that a document was sent to be signed until everybody had signed it here.
_SIGNED = """
SELECT date_trunc('month', e.business_on)::date, greatest(e.business_on - s.sent_on, 0) * 86400
FROM contracting_signing s
JOIN platform_event e ON e.subject_id = s.id AND e.name = 'SigningSealed'
WHERE s.entity_id = %(entity)s AND s.sent_on IS NOT NULL
  AND e.business_on >= date_trunc('month', %(today)s::date) - make_interval(months => %(months)s)
"""


@dataclass(frozen=True, slots=True)
class Times:
    """Of one kind of waiting: month by month, and how it moves."""

    key: str
    months: list[Month]
    trend: Trend | None


def times(entity_id: UUID) -> list[Times]:
    """Decisions of approvers, then signatures. Two statements."""
    today, found = clock.today(entity_id), []
    for key, statement in (("decisions", _DECIDED), ("signatures", _SIGNED)):
        took = select(Took, statement, entity=entity_id, today=today, months=MONTHS)
        found.append(Times(key, by_month(took), trend(took)))
    return found


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Both as a sentence, a picture and a table."""
    request.rail_group = "sell"  # type: ignore[attr-defined]
    context = {
        "title": _("How long decisions take"),
        "crumbs": [(_("Approvals"), links.page("approvals:list"))],
        "parts": [_part(one, language()) for one in times(entity_of(request))],
    }
    return render(request, "pages/desk/decision_times.html", context)


def _part(one: Times, lang: str) -> dict[str, Any]:
    told = _decisions() if one.key == "decisions" else _signatures()
    title, counted, meaning, empty = told
    return {
        "title": title, "counted": counted, "meaning": meaning, "empty": empty,
        "sentence": sentence(one.trend), "picture": _picture(title, one.months, lang),
        "rows": [
            (m.month, m.count, waited(m.median_seconds), waited(m.longest_seconds))
            for m in one.months
        ],
    }  # fmt: skip


def _decisions() -> tuple[str, str, str, str]:
    return (
        _("Approvals"), _("Decided"),
        _("From when a decision was somebody's until it was taken, in the hours that the company works."),
        _("No approval was decided yet."),
    )  # fmt: skip


def _signatures() -> tuple[str, str, str, str]:
    return (
        _("Signatures"), _("Signed"),
        _("From the day that a document was sent to be signed until everybody had signed it here."),
        _("Nothing was signed here yet."),
    )  # fmt: skip


def waited(seconds: int) -> str:
    """A waiting time; none at all is at once."""
    return words.hours(seconds) if seconds >= 60 else _("at once")


def sentence(found: Trend | None) -> str:
    """Whether it becomes less, with both medians."""
    if found is None:
        return _("One month is no trend yet.")
    said = {
        "earlier": waited(found.earlier_seconds), "later": waited(found.later_seconds),
    }  # fmt: skip
    if found.falls:
        return _("Half took no longer than %(later)s lately; before, %(earlier)s: it falls.") % said
    if found.later_seconds == found.earlier_seconds:
        return _("Half took no longer than %(later)s, lately and before.") % said
    return _("Half took no longer than %(later)s lately; before, %(earlier)s: it rises.") % said


def _picture(title: str, months: Sequence[Month], lang: str) -> SafeString:
    if len(months) < 2:
        return SafeString("")
    names = [fmt.month(m.month, lang) for m in months]

    def show(value: Decimal | int) -> str:
        return waited(int(value))

    return charts.bars(
        _("%(what)s: half took no longer than") % {"what": title}, names,
        [m.median_seconds for m in months], show,
    )  # fmt: skip
